"""Why a file could not be read or written, in the reader's language: systems say it in theirs."""

from __future__ import annotations

import errno
from dataclasses import dataclass

_KEYS = {
    errno.ENOENT: "no_place",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",  # a folder is made where a file lies
    errno.EISDIR: "is_folder",
    errno.EACCES: "no_right",
    errno.EPERM: "no_right",
    errno.EROFS: "no_right",
    errno.ENOSPC: "full",
    errno.ENAMETOOLONG: "long_name",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A system's error that a sentence's placeholder holds: `t` says it in the sentence's language.

    key: below `reasons`; empty where the system alone knows what it means (`fallback`).
    """

    key: str
    fallback: str


def reason_of(exc: OSError | UnicodeError) -> Reason:
    """The reason behind an error of the system.

    >>> reason_of(FileNotFoundError(2, "No such file or directory")).key
    'no_place'
    """
    if isinstance(exc, UnicodeError):
        return Reason("no_text", str(exc))
    return Reason(_KEYS.get(exc.errno or 0, ""), exc.strerror or str(exc))

"""Why something could not be read or written, in the reader's language: systems and libraries say it in theirs."""

from __future__ import annotations

import errno
import json
import re
from dataclasses import dataclass

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, or one's share of it, is full
_KEYS = {
    errno.ENOENT: "no_place",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",  # a folder is made where a file lies
    errno.EISDIR: "is_folder",
    errno.EACCES: "no_right",
    errno.EPERM: "no_right",
    errno.EROFS: "no_right",
    **dict.fromkeys(NO_ROOM, "full"),
    errno.ENAMETOOLONG: "long_name",
    errno.EADDRINUSE: "port_in_use",
}
# What the libraries that unpack and parse say of a fault, and which reason it is; the first that fits.
_SAID = tuple(
    (re.compile(words), key)
    for words, key in (
        (r"zero-length|[Nn]o columns to parse", "empty"),
        (
            r"end-of-stream|[Uu]nexpected end|[Tt]runcat|incomplete|EOF|needs more|Unterminated|at end of document",
            "cut",
        ),
        (r"[Nn]ot a (?:zip|gzip)|[Bb]ad magic|incorrect header|unknown (?:frame|format)|not supported", "other_kind"),
        (
            r"CRC|checksum|[Cc]orrupt|[Bb]ad offset|Error -\d|invalid (?:block|distance|stored|code)",
            "damaged",
        ),
        (r"encrypted|password", "encrypted"),
        (r"^link$", "link"),
        (r"expands more than (?P<times>\d+) times", "expands"),
        (r"missing required field `(?P<field>[^`]*)`", "no_field"),
        (r"^Expected .* at `\$\.?(?P<field>[^`]*)`", "other_value"),
        (r"^Expected `", "other_shape"),
        (r"at line (?P<line>\d+), column (?P<column>\d+)", "no_form"),
        (r"line (?P<line>\d+) column (?P<column>\d+)", "no_form"),
        (r"not a valid DuckDB database|[Nn]o magic bytes|Parquet magic", "other_kind"),
        (r"[Nn]ame or service not known|name resolution|nodename", "no_name"),
        (r"[Cc]onnection refused", "refused"),
        (r"unexpected character|[Ee]xpecting|invalid|control character|NUL|delimiter|field limit", "no_form_at_all"),
    )
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A fault of a system or a library that a sentence's placeholder holds: `t` says it in the sentence's language.

    key: below `reasons`; `said` where the library alone knows what it means. fallback: its own words.
    """

    key: str
    fallback: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.fallback


def reason_of(exc: BaseException | str) -> Reason:
    """The reason behind a fault of the system or of a library, or behind what one said.

    >>> reason_of(FileNotFoundError(2, "No such file or directory")).key
    'no_place'
    >>> reason_of("Compressed file ended before the end-of-stream marker was reached").key
    'cut'
    """
    own = " ".join(str(exc).split())[:200]
    if isinstance(exc, UnicodeError):
        return Reason("no_text", own)
    if isinstance(exc, OSError) and exc.errno in _KEYS:
        return Reason(_KEYS[exc.errno], exc.strerror or own)
    if isinstance(exc, KeyError):
        return Reason("no_field", own, (("field", str(exc.args[0]) if exc.args else "–"),))
    if isinstance(exc, TypeError | AttributeError):
        return Reason("other_shape", own)
    if isinstance(exc, EOFError) and not own:
        return Reason("cut", "EOF")
    for words, key in _SAID:
        if found := words.search(own):
            return Reason(key, own, tuple((name, value or "–") for name, value in found.groupdict().items()))
    if isinstance(exc, json.JSONDecodeError):
        return Reason("no_form_at_all", own)
    return Reason("said", own or type(exc).__name__, (("words", own or type(exc).__name__),))

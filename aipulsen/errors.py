"""The exception tree: one branch for each consequence.

AipulsenError
├── SourceError         a service is unreachable, throttled or odd → the last edition is served, exit code 5
├── DataContractError   data break a schema, a code list, coverage → new data refused, old kept, exit code 3
├── EditionError        an edition is missing, corrupt, or lacks what is asked → stop with one sentence, exit code 4
└── ParameterError      a window, code, name or file is invalid    → stop, valid values named, exit code 2

Anything else is a bug and crashes loudly (exit code 1).
"""

from __future__ import annotations

from typing import ClassVar

from aipulsen.text import Lang, t


class AipulsenError(Exception):
    """A failure the user can act on; its sentence is a text key, so it can be said in any language.

    `key` names an entry in `aipulsen/text/*.toml`; `values` fill its placeholders. `str(error)` is the
    Swedish sentence.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(t(key, "sv", **values))

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes as what they are."""
        return (_rebuilt, (type(self), self.key, self.values))

    def sentence(self, lang: Lang = "sv") -> str:
        """The error in one sentence, in the language asked for."""
        return t(self.key, lang, **self.values)


def _rebuilt(kind: type[AipulsenError], key: str, values: dict[str, object]) -> AipulsenError:
    return kind(key, **values)


class SourceError(AipulsenError):
    """A service could not be reached, throttled us, or gave an odd answer."""

    exit_code: ClassVar[int] = 5


class DataContractError(AipulsenError):
    """Data break a schema, hold an unknown code, or cover less than they must."""

    exit_code: ClassVar[int] = 3


class EditionError(AipulsenError):
    """An edition is missing, corrupt, of a version this program cannot read, or lacks what is asked of it."""

    exit_code: ClassVar[int] = 4


class ParameterError(AipulsenError):
    """A parameter given by a person is invalid; the sentence names the valid values."""

    exit_code: ClassVar[int] = 2

"""Rows that Altair takes over as they are: it looks at every value, a map's coordinates among them, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar


class Plain:
    """A value that is JSON already, as Altair's own classes offer themselves. It is shared: nobody changes it."""

    _schema: ClassVar[dict[str, Any]] = {"type": "object"}

    def __init__(self, value: Any) -> None:
        self.value = value

    def to_dict(self) -> Any:
        """The value itself."""
        return self.value


def as_they_are(rows: Iterable[Any]) -> list[Plain]:
    """The rows, for a chart that need not look into them: text, Python's numbers and truths, None, lists, dicts."""
    return [Plain(row) for row in rows]

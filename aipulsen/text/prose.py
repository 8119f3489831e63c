"""Running text: cut into its sentences, and written anew between two marks."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u00c5\u00c4\u00d6\u00ab\u201c])")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a new line begins a new one.

    >>> sentences("Ett tal: 3,07. Ett till.\\ntredje")
    ['Ett tal: 3,07.', 'Ett till.', 'tredje']
    """
    return [sentence for line in re.split(r"\n+", text.strip()) for sentence in _BETWEEN.split(line.strip())]


def between_marks(document: str, begin: str, inner: str, end: str) -> str:
    """A document with what stands between its two marks written anew.

    >>> between_marks("a[b]c", "[", "B", "]")
    'a[B]c'
    """
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{inner}{end}{after}"

"""Tell fast which terms an ad may hold: hyperscan where its wheel exists, else plain `re`; never too few.

Most ads hold no term at all. One scan over the raw text sorts them out, and names the candidate terms of the
others, so that only those are searched for exactly. A candidate may be wrong, a missed one never: the scan's
patterns are looser than the lexicon's, and a text with characters that normalising would change in a way that
matters (soft hyphens, combining marks, odd dashes inside words) is always let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

try:
    import hyperscan
except ImportError:  # no wheel for this machine: slower, the same results
    hyperscan = None  # type: ignore[assignment]

_SPACE = r"(?:[\s\x{A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+)"
_DASHED = r"[A-Za-zÀ-ÿ][\x{2010}-\x{2015}\x{2212}][A-Za-zÀ-ÿ0-9]"
_CHANGED = (
    r"[\x{AD}\x{200B}-\x{200D}\x{2060}\x{FEFF}\x{300}-\x{36F}\x{212A}\x{212B}\x{2028}\x{2029}\x{85}"
    r"\x{0}-\x{8}\x{B}\x{C}\x{E}-\x{1F}\x{7F}]"
)


class Prefilter(Protocol):
    """Which terms may stand in a text."""

    backend: str

    def candidates(self, text: str) -> tuple[int, ...]:
        """Positions in the lexicon of the terms that may stand in the text, in order; empty: surely none."""
        ...


class RePrefilter:
    """The oracle's way: every term is a candidate of every text."""

    backend = "re"

    def __init__(self, expressions: Iterable[str]) -> None:
        self._all = tuple(range(len(tuple(expressions))))

    def candidates(self, text: str) -> tuple[int, ...]:
        """Every term, for any text that is not empty."""
        return self._all if text else ()


class HyperscanPrefilter:
    """One scan for all terms at once."""

    backend = "hyperscan"

    def __init__(self, expressions: Iterable[str]) -> None:
        loose = [loosened(expression) for expression in expressions]
        self._count = len(loose)
        patterns = [p.encode("utf-8") for p in (*loose, _DASHED, _CHANGED)]
        flags = (
            hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_SINGLEMATCH
        )
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=patterns,
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[flags] * len(patterns),
        )
        self._all = tuple(range(self._count))

    def candidates(self, text: str) -> tuple[int, ...]:
        """The terms the scan finds; all of them when the text holds characters that normalising changes."""
        found: list[int] = []
        data = text.encode("utf-8", "replace")
        self._database.scan(data, match_event_handler=lambda i, _start, _end, _flags, _context: found.append(i))
        if not found:
            return ()
        if max(found) >= self._count:
            return self._all
        return tuple(sorted(found))


def loosened(expression: str) -> str:
    """The expression with every space of a phrase matching any run of spaces."""
    return re.sub(r"\[- \\n\]", lambda _: f"(?:-|{_SPACE})", expression).replace(r"[ \n]", _SPACE)


def best_prefilter(expressions: Iterable[str]) -> Prefilter:
    """Hyperscan where it can be had, else `re`."""
    return RePrefilter(expressions) if hyperscan is None else HyperscanPrefilter(expressions)

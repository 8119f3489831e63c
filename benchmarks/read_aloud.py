"""Every sentence of eight counties in both embedded editions, both windows and both languages, to be read as an editor.

python -m benchmarks.read_aloud sv > read.txt

Sentences that differ in numbers and names only are printed once, with how often they are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aipulsen import codes, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures import build_figure, press
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.store import editions
from aipulsen.text import Lang
from aipulsen.voice import Voice
from benchmarks.asked import given

EDITIONS, WINDOWS = ("rapport-2026-04", "demo"), (90, 180)
COUNTIES = (
    "01",
    "05",
    "08",
    "09",
    "14",
    "20",
    "24",
    "25",
)  # large, printed, imputed, hidden, a university's, a half-year's


def spoken(
    lang: Lang, named: tuple[str, ...] = EDITIONS, counties: tuple[str, ...] = COUNTIES
) -> Iterator[tuple[str, str, str]]:
    """(where, what, sentence): the brief's sentences, and each figure's title, quiet line, caption and alternative."""
    for edition in named:
        desk = Desk(editions.open_edition(edition), Voice(lang))
        for county in counties:
            for window in WINDOWS:
                selection = Selection(county_code=county, window_days=window)
                where = f"{edition} {county} {window}"
                yield from ((where, "brief", line) for line in press.county_brief(desk, selection).sentences)
                for key in topics.FIGURES:
                    try:
                        figure = build_figure(key, desk, selection)
                    except AipulsenError as error:
                        yield where, f"{key} refused", error.sentence(lang)
                        continue
                    told = {"title": [figure.title], "quiet": [figure.subtitle], "caption": [*figure.caption]}
                    told["alt"] = [] if figure.alt == figure.title else [figure.alt]
                    yield from ((where, f"{key} {part}", line) for part, lines in told.items() for line in lines)


def alike(sentence: str) -> str:
    """The sentence without what differs from county to county."""
    named = "|".join(re.escape(county.short_name) for county in codes.counties().values())
    return re.sub(r"[\d\u00a0]+([.,]\d+)?", "0", re.sub(named, "LÄN", sentence))


if __name__ == "__main__":
    first: dict[tuple[str, str], tuple[str, str, int]] = {}
    for where, what, sentence in spoken("en" if given(__doc__) == ["en"] else "sv"):
        told = first.get((what, alike(sentence)), (where, sentence, 0))
        first[what, alike(sentence)] = (told[0], told[1], told[2] + 1)
    for (what, _), (where, sentence, times) in sorted(first.items(), key=lambda item: item[0]):
        print(f"{what} [{where}, {times}]\n    {sentence}")

"""Ads as rows of words, the latest first: what stands behind a count, ad by ad."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

from aipulsen import queries
from aipulsen.figures.desk import Desk
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.text.separated import separated
from aipulsen.voice import Voice

MOST_ADS_SHOWN = 200
_COLUMNS = ("headline", "date", "employer", "place", "level", "score", "terms")
Behind = Literal["employers", "generative"]  # whose ads
_QUESTIONS: dict[Behind, Callable[..., Any]] = {
    "employers": queries.ask_employers,
    "generative": queries.ask_generative,
}


@dataclasses.dataclass(frozen=True, slots=True)
class AdsTable:
    """The latest ads in words, each row beginning with its headline; `links`: where each stands, empty where nobody
    says; `count`: all of the ads."""

    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[str, ...] = ()
    count: int = 0


@kept_in(WORDS)
def ads_behind(question: Behind, desk: Desk, selection: Selection) -> AdsTable:
    """The ads of an answer, with place, score and the words that counted; an edition without ads has none."""
    say, every = desk.say, _QUESTIONS[question](desk.edition, selection).ads
    shown = every.head(MOST_ADS_SHOWN)
    if shown.empty:
        return AdsTable()
    rows = tuple(
        (
            ad.headline,
            str(ad.published_date),
            ad.employer,
            _place(ad.municipality_code, ad.county_code, say),
            say(f"level.{ad.level}"),
            f"{ad.score} / {ad.threshold}",
            ad.terms.replace("|", ", "),
        )
        for ad in shown.itertuples()
    )
    heads = tuple(say(f"pages.employers.column.{name}") for name in _COLUMNS)
    links = tuple(link if isinstance(link, str) else "" for link in shown.link)
    return AdsTable(heads, rows, links, len(every))


def ads_as_csv(table: AdsTable, say: Voice) -> bytes:
    """All ads that can be read on the page, with where each stands, as spreadsheets read them."""
    rows = [[*row, link] for row, link in zip(table.rows, table.links, strict=True)]
    return separated([[*table.heads, say("pages.employers.column.link")], *rows], say.lang).encode("utf-8-sig")


def _place(municipality: Any, county: Any, say: Voice) -> str:
    for code in (municipality, county):
        if isinstance(code, str) and code:
            return say.region(code)
    return say("common.not_stated")

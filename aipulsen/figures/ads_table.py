"""Ads as a table in words, the latest first: what stands behind a count, ad by ad."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Literal

import pandas as pd

from aipulsen import queries
from aipulsen.figures.desk import Desk
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice

MOST_ADS_SHOWN = 200
Behind = Literal["employers", "generative"]  # whose ads
_QUESTIONS: dict[Behind, Callable[..., Any]] = {
    "employers": queries.ask_employers,
    "generative": queries.ask_generative,
}


@dataclasses.dataclass(frozen=True, slots=True)
class AdsTable:
    """The latest ads in words, shared by all who ask: nobody changes them. `link`: the column that leads to the ads,
    empty where there is none; `count`: all of the ads."""

    ads: pd.DataFrame
    link: str
    count: int


@kept_in(WORDS)
def ads_behind(question: Behind, desk: Desk, selection: Selection) -> AdsTable:
    """The ads of an answer, with place, score and the words that counted; an edition without ads has none."""
    say, every = desk.say, _QUESTIONS[question](desk.edition, selection).ads
    shown, link = every.head(MOST_ADS_SHOWN), say("pages.employers.column.link")
    if shown.empty:
        return AdsTable(pd.DataFrame(), "", 0)
    places = zip(shown.municipality_code, shown.county_code, strict=True)
    told = {
        "date": shown.published_date,
        "headline": shown.headline,
        "employer": shown.employer,
        "place": [_place(municipality, county, say) for municipality, county in places],
        "level": [say(f"level.{v}") for v in shown.level],
        "score": shown.score.astype(str) + " / " + shown.threshold.astype(str),
        "terms": shown.terms.str.replace("|", ", "),
    }
    table = pd.DataFrame({say(f"pages.employers.column.{name}"): cells for name, cells in told.items()})
    if shown.link.isna().all():
        return AdsTable(table, "", len(every))
    return AdsTable(table.assign(**{link: shown.link}), link, len(every))


def _place(municipality: Any, county: Any, say: Voice) -> str:
    for code in (municipality, county):
        if isinstance(code, str) and code:
            return say.region(code)
    return say("common.not_stated")

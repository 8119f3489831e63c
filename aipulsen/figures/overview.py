"""The start page in words: its three numbers, and how sure the edition is of its counties."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import queries
from aipulsen.bases import BASES
from aipulsen.charts.figure import unit_of
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.figures import report_marks
from aipulsen.figures.context import whole_country
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap import gap_notes, gap_warnings
from aipulsen.figures.gap_sentences import how_sure_words, sure_sentences
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import is_tested, kind_words
from aipulsen.keepers import WORDS, kept_in
from aipulsen.provenance import is_counted
from aipulsen.queries import Selection
from aipulsen.voice import Voice


@dataclasses.dataclass(frozen=True, slots=True)
class Hero:
    """A large number: what it is of, and how sure it is."""

    value: str
    meaning: str
    certainty: str


@dataclasses.dataclass(frozen=True, slots=True)
class HowSure:
    """How sure the edition is: in one line, in sentences with a code, and what else there is to know."""

    line: str
    said: tuple[Sentence, ...]
    notes: tuple[str, ...]


@kept_in(WORDS)
def heroes(desk: Desk, selection: Selection) -> tuple[Hero, ...]:
    """The highest gap of all counties, the big cities' share of the ads, how many times more commute to the one hub."""
    return _gap(desk, selection), _split(desk, selection), _commuting(desk, selection)


@kept_in(WORDS)
def how_sure(desk: Desk, selection: Selection) -> HowSure:
    """How sure the edition is of its counties in that choice, whichever county is chosen."""
    answer = queries.ask_gap(desk.edition, whole_country(selection))
    return HowSure(
        how_sure_words("how_sure", answer, desk.say),
        sure_sentences(answer, desk.say),
        (*gap_warnings(desk, answer), *gap_notes(desk, answer)),
    )


def _gap(desk: Desk, selection: Selection) -> Hero:
    say, answer = desk.say, queries.ask_gap(desk.edition, whole_country(selection))
    rated = answer.gap[answer.gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return Hero(say("common.missing"), say("pages.overview.hero_gap_none"), "–")
    counted = rated[[is_counted(status) for status in rated.ads_status]]
    top, base = (rated if counted.empty else counted).iloc[0], answer.scope.base
    note = say(
        "pages.overview.hero_gap_note",
        low=say.number(top.gap_low, 2),
        high=say.number(top.gap_high, 2),
        ads=say.number(top.ads),
        status=say.status(top.score_status),
        kind=kind_words(counted.interval_kind, say),
    )
    if not BASES[base].has_competence:
        note = say("pages.overview.hero_rate", unit=unit_of(base, say), note=note)
    if base == "report" and report_marks.mark_for(desk.edition, "gap_score", "25"):
        note += say("report.hero", ours=say.number(_on_scb(desk, selection, top.county_code), 2))
    heading = _gap_heading(top, base, say, counted=len(counted), rated=len(rated))
    return Hero(say.number(top.gap_score, 2), heading, note)


def _on_scb(desk: Desk, selection: Selection, county_code: str) -> float:
    """The county's value on SCB's base."""
    asked = dataclasses.replace(selection, county_code=county_code, base="scb")
    return float(queries.ask_gap(desk.edition, asked).gap.gap_score.iloc[0])


def _gap_heading(top: pd.Series, base: str, say: Voice, *, counted: int, rated: int) -> str:
    """«Högsta gap-värdet», of how many where others have a value that nobody counted, and that it is not established
    where another county may be first; on a base that is no competence, the value has no such name."""
    kind = "gap" if BASES[base].has_competence else "value"
    if 0 < counted < rated:
        return say(f"pages.overview.hero_{kind}_counted", county=top.county_name, count=counted)
    is_first = top.compared_with_rest == "higher" and top.rank_high == 1
    how = "" if is_first else "_unsure" if is_tested(top.compared_with_rest) else "_untested"
    return say(f"pages.overview.hero_{kind}{how}", county=top.county_name)


def _split(desk: Desk, selection: Selection) -> Hero:
    say, split = desk.say, queries.ask_split(desk.edition, selection).split
    big, meaning = split[split.group == "big_city"].iloc[0], say("pages.overview.hero_split")
    people = say.percent(big.population_share)
    if pd.isna(big.ads_share):
        none = say("pages.overview.hero_split_none", people=people)
        return Hero(no_rate_words(big.reliability, big.ads, say), meaning, none)
    note = say(
        "pages.overview.hero_split_note",
        ads=say.number(big.ads),
        interval=say.percent_range(big.ads_low_share, big.ads_high_share),
        people=people,
        status=say.status(big.share_status),
        kind=kind_words(split.interval_kind, say),
        verdict=report_marks.not_checked_words(desk.edition, "big_city_ai_ads_share", big.ads_share, say),
    )
    return Hero(say.percent(big.ads_share) + uncertain_mark(big.reliability, say), meaning, note)


def _commuting(desk: Desk, selection: Selection) -> Hero:
    say, answer = desk.say, queries.ask_commuting(desk.edition, selection)
    first, second = answer.hubs.hub_name.iloc[:2]
    ratio = say("pages.overview.times", ratio=say.ratio(answer.ratio)) if answer.ratio else say("common.missing")
    note = say(
        "pages.overview.hero_commuting_note",
        years="/".join(dict.fromkeys(map(str, answer.hubs.year))),
        status=", ".join(dict.fromkeys(map(say.status, answer.hubs.status))),
    )
    return Hero(ratio, say("pages.overview.hero_commuting", first=first, second=second), note)

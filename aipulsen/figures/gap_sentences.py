"""One county's gap score in sentences: the value, its comparison with the rest of the country, its rank."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts.figure import ChartContext
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import is_counting_error, kind_words
from aipulsen.keepers import WORDS, kept_in
from aipulsen.provenance import is_counted, is_filler
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_NOT_COUNTED = ("estimate", "reconstructed")  # bases that somebody made; those that follow from print are the report's


def imputed_kind(row: Any) -> str:
    """What is known of a value whose ads nobody counted: the report prints the value, or it is a filler."""
    return "printed" if row.score_status == "published" else "imputed"


def uncounted_words(gap: pd.DataFrame, say: Voice) -> str:
    """«utfyllnad för 15 län, bara värdet tryckt för 3»: the values whose ads nobody counted, by
    what is known of them; empty where there is none."""
    rated = gap[gap.gap_score.notna()]
    kinds = [imputed_kind(row) for row in rated.itertuples() if not is_counted(row.ads_status)]
    told = [(kind, kinds.count(kind)) for kind in ("imputed", "printed") if kind in kinds]
    return ", ".join(say(f"charts.gap.kind_{kind}", count=count) for kind, count in told)


def county_sentence(row: pd.Series, context: ChartContext) -> str:
    """One county in one sentence, with its count, interval, rank range, status and date."""
    say = context.say
    if row.reliability == "missing":
        return say("charts.gap.county_missing", county=row.county_name, window=context.window_words())
    ads = say.number(row.ads)
    if row.reliability == "hidden":
        few = "hidden" if is_counted(row.ads_status) else "hidden_imputed"
        key = f"charts.gap.county_{'none' if int(row.ads) == 0 else few}"
        return say(key, county=row.county_name, ads=ads, window=context.window_words())
    named = {"county": row.county_name, "score": say.number(row.gap_score, 2), "unit": context.unit}
    if not is_counted(row.ads_status):
        return say(f"charts.gap.county_{imputed_kind(row)}", window=context.window_words(), **named)
    return say(
        "charts.gap.county",
        **named,
        kind=kind_words([row.interval_kind], say),
        ads=ads,
        low=say.number(row.gap_low, 2),
        high=say.number(row.gap_high, 2),
        rank=rank_words(row, say),
        status=say(f"charts.gap.value_is.{row.score_status.split(' ')[0]}", year=row.score_status.partition(" ")[2]),
        base=context.base_label,
        window=context.window_words(),
        uncertain=say("charts.gap.uncertain_note") if row.reliability == "uncertain" else "",
    ).strip()


def comparison_sentence(answer: queries.GapAnswer, on_scb: queries.GapAnswer | None, say: Voice) -> str:
    """How the chosen county differs from the rest of the country, and what the test assumes; or why nobody can tell,
    and what there is instead: where the base allows no test what SCB's base (`on_scb`) says."""
    row, county = answer.gap.iloc[0], str(answer.gap.county_name.iloc[0])
    key = f"pages.gap.compared.{answer.compared_alone or row.why_not_compared}"
    made = rest_is(str(answer.country["base_status"]), say)
    told = [say(key, county=county, page=say("pages.cross_check.link"), made=made)]
    tested = answer if on_scb is None else on_scb
    if on_scb is not None:
        told.append(say(f"pages.gap.on_scb.{on_scb.compared_alone}", county=county))
    if tested.compared_alone is not None and is_counting_error(tested.gap.interval_kind):
        told.append(say("pages.gap.assumed"))
    return " ".join(told)


def _on_scb(desk: Desk, answer: queries.GapAnswer) -> queries.GapAnswer | None:
    """The same on SCB's base, where the test that this base does not allow can be made; else None."""
    if answer.gap.why_not_compared.iloc[0] != "rest_base_not_counted":
        return None
    on_scb = queries.ask_gap(desk.edition, dataclasses.replace(answer.scope.selection, base="scb"))
    return None if on_scb.compared_alone is None else on_scb


@kept_in(WORDS)
def gap_said(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """The chosen county's value, and how it differs from the rest of the country where it has one."""
    answer = queries.ask_gap(desk.edition, selection)
    row = answer.gap.iloc[0]
    value = Sentence("county-gap", county_sentence(row, context_of(answer.scope, desk.say)))
    if pd.isna(row.gap_score):
        return (value,)
    compared = comparison_sentence(answer, _on_scb(desk, answer), desk.say)
    return value, Sentence("county-compared", compared, is_answer=answer.compared_alone is not None)


def rest_is(base_status: str, say: Voice) -> str:
    """«, vars bas AI-pulsen har rekonstruerat», to stand after «övriga landet»: of what the base of a comparison is,
    where nobody counted it; nothing of any other."""
    word = base_status.partition(" ")[0]
    return say(f"charts.gap.rest_is.{word}") if word in _NOT_COUNTED else ""


def counties_by_certainty(answer: queries.GapAnswer) -> dict[str, int]:
    """How many counties have ads enough, few, too few, none that are known, and a number that nobody counted."""
    counties = _counties(answer)
    fillers = list(map(is_filler, counties.ads, counties.ads_status))
    told = counties.reliability[[not one for one in fillers]]
    counted = {kind: int((told == kind).sum()) for kind in ("ok", "uncertain", "hidden", "missing")}
    return {**counted, "imputed": sum(fillers)}


def how_sure_words(key: str, answer: queries.GapAnswer, say: Voice) -> str:
    """How many counties have ads enough: of all 21, or of those whose ads are known where some are not."""
    trust = counties_by_certainty(answer)
    unknown = trust["missing"] + trust["imputed"]
    known = sum(trust.values()) - unknown
    return say(f"pages.overview.{key}{'_known' if unknown else ''}", known=known, unknown=unknown, **trust)


def sure_sentences(answer: queries.GapAnswer, say: Voice) -> tuple[Sentence, ...]:
    """How sure the edition is of its counties: by their number of ads, and by how their values came about."""
    counties = _counties(answer)
    told = counties[counties.reliability != "hidden"]  # those have no value, and are told in the sentence before
    statuses = told.score_status.map(lambda s: say.status(s)).value_counts()
    words = ", ".join(f"{status} {count}" for status, count in statuses.items())
    return (
        Sentence("country-sure", how_sure_words("sure_counts", answer, say)),
        Sentence("country-status", say("pages.overview.sure_status", statuses=words)),
    )


def _counties(answer: queries.GapAnswer) -> pd.DataFrame:
    return answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]


def rank_words(row: Any, say: Voice) -> str:
    """«plats 4–9 av 21», «plats 1 av de 2 län som är räknade», or that there is no rank."""
    if pd.isna(row.rank_low):
        return say("charts.gap.rank_none")
    low, high, of = int(row.rank_low), int(row.rank_high), int(row.ranked_regions)
    counted = "" if of == len(codes.counties()) else "_counted"
    if low == high:
        return say(f"charts.gap.rank_one{counted}", rank=low, of=of)
    return say(f"charts.gap.rank_range{counted}", low=low, high=high, of=of)

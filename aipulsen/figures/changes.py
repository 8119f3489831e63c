"""What changed between two editions: the figure with its leads, and a county's change in words."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, facts_of, measure_words, status_words, unit_of
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import reliability_words, uncertain_mark
from aipulsen.errors import EditionError
from aipulsen.figures.context import context_of, whole_country
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import said_of_tests
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def changes_of(desk: Desk, selection: Selection) -> Figure:
    """New and ended ads per county since an earlier edition, against the whole country's ratio; leads first."""
    answer = queries.ask_edition_changes(desk.edition, whole_country(selection))
    if answer.reason is not None:
        raise EditionError(f"changes.reason.{answer.reason}", edition=desk.edition.name)
    context = dataclasses.replace(context_of(answer.scope, desk.say), county_code=selection.county_code)
    return build_changes_figure(answer, context)


def build_changes_figure(answer: queries.EditionChangesAnswer, context: ChartContext) -> Figure:
    """A row per county in the order of the leads; the dashed line is the country's ratio of new to ended."""
    say, changes = context.say, answer.changes
    country = changes[changes.region_code == codes.COUNTRY_CODE].iloc[0]
    counties = changes[changes.region_code != codes.COUNTRY_CODE]
    counties = counties.sort_values(["lead_rank", "region_code"], na_position="last")
    drawn = [_row(row, context) for row in counties.itertuples()]
    has_country = pd.notna(country.turnover_ratio)
    reference = (float(country.turnover_ratio), say("changes.country_line")) if has_country else None
    title = changes_finding(counties, answer, say)
    words = {"since": since_words(answer, say), "unit": unit_of(str(country.base), say)}
    return Figure(
        key="changes",
        title=title,
        measure=measure_words("changes.measure", context, **words),
        facts=facts_of(context),
        marks=(say("changes.reading"),),
        warnings=method_lines(answer, say),
        reading=(
            parts_sentence(country, say),
            *score_sentence(country, say),
            *said_of_tests(counties.verdict, say),
            say("changes.season"),
        ),
        status=status_words(changes.status, say),
        alt=f"{title}. {parts_sentence(country, say)}",
        table=_table(pd.concat([counties, country.to_frame().T]), say),
        parts=(
            Part(
                "changes",
                lambda w, h: draw_intervals(drawn, say, w, h, reference=reference, logarithmic=True),
                bar_height(len(drawn), each=25, least=120),
            ),
        ),
        context=context,
        extra={"since": set_against(answer, answer.scope.selection).since},
    )


def since_words(answer: queries.EditionChangesAnswer, say: Voice) -> str:
    """«sedan utgåvan 2026-05-31», or the day of the same edition's data."""
    assert answer.before is not None
    key = "changes.since_day" if answer.is_same_edition else "changes.since_edition"
    return say(key, edition=answer.before.name, day=say.day(answer.before.manifest.as_of))


def changes_finding(counties: pd.DataFrame, answer: queries.EditionChangesAnswer, say: Voice) -> str:
    """Who moved otherwise than the rest of the country, strongest evidence first; or that nobody certainly did."""
    leads, since = counties[counties.is_lead.astype(bool)], since_words(answer, say)
    if (counties.verdict == "not_comparable").any():
        return say("changes.finding_not_comparable", since=since)
    if leads.empty:
        return say("changes.finding_none", since=since)
    named = [say(f"changes.lead.{row.verdict}", county=say.county(row.region_code)) for row in leads.itertuples()]
    return say("changes.finding", since=since, leads=", ".join(named))


_COUNTS = ("ads_before", "ads_now", "new_ads", "ended_ads", "method_ads", "revised_ads")


def parts_sentence(row: Any, say: Voice) -> str:
    """«Riket: 585 annonser blev 639: 246 nya, 192 har lämnat fönstret.», with method and revisions where there are."""
    if not any(int(getattr(row, name)) for name in _COUNTS):
        return say("changes.parts_none", region=say.county(row.region_code))
    counts = {name: say.number(getattr(row, name)) for name in _COUNTS[:4]}
    said = say("changes.parts", region=say.county(row.region_code), **counts)
    other = [
        say(f"changes.part.{name}", ads=("+" if value > 0 else "") + say.number(value))
        for name in _COUNTS[4:]
        if (value := int(getattr(row, name)))
    ]
    return f"{' '.join([said.removesuffix('.') + ',', ', '.join(other)])}." if other else said


def score_sentence(row: Any, say: Voice) -> tuple[str, ...]:
    """How the score moved and of what; nothing where it has no score."""
    if pd.isna(row.score_of_base):
        return ()
    parts = {
        name: ("+" if value > 0 else "") + say.number(value, 2)
        for name in ("score_of_ads", "score_of_method", "score_of_base")
        for value in (round(float(getattr(row, name)), 2) + 0.0,)
    }
    scores = {name: say.number(getattr(row, name), 2) for name in ("score_before", "score_now")}
    return (say("changes.score", unit=unit_of(row.base, say), **scores, **parts),)


def method_lines(answer: queries.EditionChangesAnswer, say: Voice) -> tuple[str, ...]:
    """That another engine scored one of the editions; that a break lies between; nothing where the method is one."""
    if answer.same_method:
        return ()
    assert answer.before is not None
    return (say("changes.method", before=answer.before.name),)


def county_notice(answer: queries.EditionChangesAnswer, county_code: str, say: Voice) -> str | None:
    """A county's change since the edition before, for its page; None where there is nothing to compare with."""
    if answer.reason is not None:
        return None
    row = answer.changes[answer.changes.region_code == county_code].iloc[0]
    since = since_words(answer, say)
    parts = [since[0].upper() + since[1:] + ":", parts_sentence(row, say), *score_sentence(row, say)]
    return " ".join([*parts, say(f"changes.verdict.{row.verdict}"), *method_lines(answer, say)])


@kept_in(WORDS)
def changes_said(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """The chosen county's change since the edition before; nothing of the country, whose figure's finding tells it, or
    where there is nothing to compare with."""
    county = selection.county_code
    answer = queries.ask_edition_changes(desk.edition, selection)
    notice = None if county is None else county_notice(answer, county, desk.say)
    if notice is None:
        return ()
    row = answer.changes[answer.changes.region_code == county].iloc[0]
    counted = pd.Series({**row, "ads": row.new_ads + row.ended_ads})
    return (Sentence("county-changes", notice, row=counted),)


def set_against(answer: queries.EditionChangesAnswer, selection: Selection) -> Selection:
    """The choice with what was compared with named in it: the code of a change means the same when there are other
    editions between."""
    if answer.before is None:
        return selection
    manifest = answer.before.manifest
    return dataclasses.replace(selection, since=str(manifest.as_of) if answer.is_same_edition else answer.before.name)


@kept_in(WORDS)
def country_notice(desk: Desk, selection: Selection) -> str | None:
    """Who moved otherwise than the rest since the edition before, and how many ads are new in the country; None where
    there is nothing to compare with."""
    answer, say = queries.ask_edition_changes(desk.edition, whole_country(selection)), desk.say
    if answer.reason is not None:
        return None
    is_country = answer.changes.region_code == codes.COUNTRY_CODE
    finding = changes_finding(answer.changes[~is_country], answer, say)
    return f"{finding}. {parts_sentence(answer.changes[is_country].iloc[0], say)}"


def _row(row: Any, context: ChartContext) -> IntervalRow:
    say, has_ratio = context.say, pd.notna(row.turnover_ratio)
    words = say("changes.turned", new=say.number(row.new_ads), ended=say.number(row.ended_ads))
    words += uncertain_mark(row.reliability, say)
    verdict = say(f"changes.word.{row.verdict}")
    return {
        "label": say.county(row.region_code),
        "value": float(row.turnover_ratio) if has_ratio and row.turnover_ratio > 0 else None,
        "low": float(row.turnover_low) if has_ratio else None,
        "high": float(row.turnover_high) if has_ratio else None,
        "before": None,
        "words": words,
        "tip": f"{words}; {verdict}",
        "fill": theme.DEEP if row.is_lead else theme.RAMP[1],
        "chosen": row.region_code == context.county_code,
    }


def _table(rows: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["region_code", "region_name", "ads_before", "new_ads", "ended_ads", "method_ads", "revised_ads"]
    columns += ["ads_now", "turnover_ratio", "turnover_low", "turnover_high", "verdict", "lead_rank", "reliability"]
    columns += ["score_before", "score_now", "score_of_ads", "score_of_method", "score_of_base", "status"]
    table = rows[columns].convert_dtypes()
    return table.assign(
        region_name=[say.county(code) for code in rows.region_code],
        verdict=[say(f"changes.word.{v}") if isinstance(v, str) else "" for v in rows.verdict],
        reliability=reliability_words(rows.reliability, say),
        status=[say.status(s) for s in rows.status],
        unit=[unit_of(base, say) for base in rows.base],
    ).reset_index(drop=True)

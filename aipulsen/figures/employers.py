"""Figures of employers: who they are, and how a county depends on the largest."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, facts_of, measure_words, status_words
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures.context import compared_context
from aipulsen.figures.dependence import tied_words
from aipulsen.figures.desk import Desk
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice

MOST_BARS = 14
# Public, research and private employers in three tones of the one ramp; the kind also stands in words.
_TONES = {
    "university": theme.DEEP,
    "institute": theme.DEEP,
    "agency": theme.RAMP[4],
    "municipality_region": theme.RAMP[4],
    "staffing": theme.RAMP[1],
}


def employers_of(desk: Desk, selection: Selection) -> Figure:
    """The employers behind a region's ads."""
    answer = queries.ask_employers(desk.edition, selection)
    warnings = (desk.say("notes.named_only"),) if answer.is_named_only else ()
    region = desk.say.county(selection.county_code or codes.COUNTRY_CODE)
    context = compared_context(desk, answer.scope, warnings=warnings)
    if context.comparison:
        of_largest = queries.ask_dependence(desk.edition, selection).dependence
        context = dataclasses.replace(context, notes=(*context.notes, in_group(of_largest, desk.say)))
    return build_employers_figure(answer, region, context)


@dataclasses.dataclass(frozen=True, slots=True)
class NamedEmployer:
    """An employer that the report names, in the report's words."""

    name: str
    kind: str
    roles: str
    words: str


@kept_in(WORDS)
def named_in_report(desk: Desk, selection: Selection) -> tuple[NamedEmployer, ...]:
    """The region's employers where the edition names them and counts none; else nobody."""
    answer = queries.ask_employers(desk.edition, selection)
    return tuple(
        NamedEmployer(
            row.employer,
            desk.say(f"employer_kind.{row.employer_kind}"),
            row.roles if isinstance(row.roles, str) else "",
            row.words,
        )
        for row in (answer.employers.itertuples() if answer.is_named_only else ())
    )


def build_employers_figure(answer: queries.EmployersAnswer, region: str, context: ChartContext) -> Figure:
    """The largest employers of a region."""
    employers = answer.employers
    say = context.say
    shown = employers.head(MOST_BARS)
    bars = [_bar(row, context) for row in shown.itertuples()]
    left = len(employers) - len(shown)
    more = (say("charts.employers.more", count=left),) if left > 0 else ()
    is_known = bool((shown.ads.notna() | shown.ads_share.notna()).any())  # names alone are no chart
    return Figure(
        key="employers",
        title=employers_finding(employers, region, context),
        measure=measure_words("charts.employers.measure", context, region=region),
        facts=facts_of(context),
        marks=(say("charts.employers.whiskers"),) if shown.ads_low_share.notna().any() else (),
        warnings=_few_line(shown, context),
        reading=(*more, *((say("charts.employers.counted"),) if shown.ads.notna().any() else ())),
        status=status_words(employers.status, say),
        alt=employers_finding(employers, region, context),
        table=_table(employers, context),
        parts=(Part("bars", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars))),) if is_known else (),
        context=context,
    )


def _few_line(shown: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    """That the shares are of few ads, where they are."""
    if context.total_ads is None or not (shown.reliability == "uncertain").any():
        return ()
    return (context.say("small_numbers.region_uncertain", ads=context.say.number(context.total_ads)),)


def in_group(dependence: pd.DataFrame, say: Voice) -> str:
    """The largest employer's share in the chosen county (the first row) and in those it is compared with."""
    own, others = dependence.iloc[0], dependence.iloc[1:]
    shares = others.largest_share.dropna().astype(float)
    if shares.empty:
        return say("charts.employers.in_group_missing")
    return say(
        "charts.employers.in_group",
        county=own.county_name,
        own=say.percent(own.largest_share),
        span=say.percent_range(shares.min(), shares.max()),
        known=len(shares),
        count=len(others),
    )


def employers_finding(employers: pd.DataFrame, region: str, context: ChartContext) -> str:
    """Who is largest and how large; or that nobody advertises, or is only named."""
    say = context.say
    if employers.empty:
        # The report counts ads of counties whose employers it does not name: that is not «no employers».
        return say("charts.employers.none" if context.total_ads == 0 else "charts.employers.not_named", region=region)
    counted = employers[employers.ads_share.notna() & employers.employer.notna()]
    if counted.empty and employers.ads.notna().all():
        return say("charts.employers.few", region=region, ads=say.number(context.total_ads))
    if counted.empty:
        if context.county_code is None:
            where = dict.fromkeys(say.county(code) for code in employers.county_code)
            return say("charts.employers.named_in", count=len(employers), counties=", ".join(where))
        return say("charts.employers.named_only", region=region, count=len(employers))
    top = counted.iloc[0]
    tied = int((counted.ads == top.ads).sum())
    if pd.notna(top.ads) and (tied > 1 or top.ads == 1):
        return say("dependence.sentence_tied", region=region, tied=tied_words(tied, top.ads, say)).removesuffix(".")
    return say(
        "charts.employers.largest" if pd.notna(top.ads) else "charts.employers.largest_about",
        region=region,
        employer=top.employer,
        share=say.percent(top.ads_share),
        interval=say.percent_range(top.ads_low_share, top.ads_high_share),
    )


def _bar(row: object, context: ChartContext) -> Bar:
    say = context.say
    kind = say(f"employer_kind.{row.employer_kind}")  # type: ignore[attr-defined]
    name = row.employer if isinstance(row.employer, str) else say("common.not_stated")  # type: ignore[attr-defined]
    count, share = row.ads, row.ads_share  # type: ignore[attr-defined]
    fill = _TONES.get(row.employer_kind, theme.RAMP[3])  # type: ignore[attr-defined]
    if pd.isna(count) and pd.isna(share):
        return {
            "label": name,
            "value": None,
            "words": f"{kind}, {say('charts.employers.no_count')}",
            "fill": fill,
        }
    total = context.total_ads or 0
    low, high = row.ads_low_share, row.ads_high_share  # type: ignore[attr-defined]
    span = (None, None) if pd.isna(low) else (float(low) * total, float(high) * total)
    if pd.isna(count):
        value = float(share) * total
        words = say("charts.employers.share_only", share=say.percent(share), kind=kind)
        return {"label": name, "value": value, "words": words, "fill": fill, "low": span[0], "high": span[1]}
    words = say(
        "charts.employers.count_only" if pd.isna(share) else "charts.employers.count",
        ads=say.number(count),
        share=say.percent(share),
        kind=kind,
    )
    return {"label": name, "value": float(count), "words": words, "fill": fill, "low": span[0], "high": span[1]}


def _table(employers: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    say = context.say
    counted = ["ads", "ads_share", "ads_low_share", "ads_high_share"]
    columns = ["employer", "employer_kind", "is_staffing", *counted, "reliability", "roles", "status", "words"]
    return employers[columns].assign(
        reliability=reliability_words(employers.reliability, say),
        employer_kind=[say(f"employer_kind.{k}") for k in employers.employer_kind],
        is_staffing=[say(f"common.{'yes' if staffing else 'no'}") for staffing in employers.is_staffing],
        status=[say.status(s) for s in employers.status],
    )

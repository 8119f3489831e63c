"""How much a county leans on its largest employer, and how the chart says it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    as_float,
    facts_of,
    measure_words,
    status_words,
    unit_of,
)
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures import report_marks
from aipulsen.figures.comparison_group import of_group, placed_title
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import kind_words
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_STATUSES = ("score_status", "share_status", "without_status")  # of the gap with it, its share, the gap without it
_MOST_NAMED = 12  # with more rows there is no room for a second line with the employer's name


def dependence_of(desk: Desk, selection: Selection) -> Figure:
    """Each county's largest employer, and the gap with and without it."""
    answer = queries.ask_dependence(desk.edition, whole_country(selection))
    mark = report_marks.base_fault(answer.scope, desk.say)
    context = about_every_county(desk, answer.scope, selection, warnings=(mark,) if mark else ())
    return build_dependence_figure(answer, context)


def dependence_tips(desk: Desk, selection: Selection) -> dict[str, str]:
    """What the map's tooltip says about each county's dependence on its largest employer."""
    answer = queries.ask_dependence(desk.edition, whole_country(selection))
    return {row.county_code: dependence_tip(row, desk.say) for row in answer.dependence.itertuples()}


def dependence_tip(row: Any, say: Voice) -> str:
    """«Utan Umeå universitet (34 % av annonserna): 1,08 (27 annonser)», or that the largest's share is missing.

    row: largest_employer, largest_ads, largest_share, is_approximate, ads_without_largest, gap_without_largest.
    """
    if not isinstance(row.largest_employer, str):
        is_tied = pd.notna(row.tied_employers) and row.tied_employers
        return tied_words(row.tied_employers, row.largest_ads, say) if is_tied else say("dependence.tip_missing")
    if pd.isna(row.largest_share):
        return say("dependence.tip_hidden", employer=row.largest_employer, count=say.number(row.largest_ads))
    return say("dependence.tip", employer=row.largest_employer, share=share_words(row, say), gap=_left(row, say))


def tied_words(employers: int, ads: int, say: Voice) -> str:
    """«5 arbetsgivare har en annons var; ingen är störst»; of one alone, that the other ads name nobody."""
    key = "tied" if ads > 1 else "tied_one" if employers > 1 else "tied_alone"
    return say(f"dependence.{key}", employers=say.number(employers), ads=say.number(ads))


def _left(row: Any, say: Voice) -> str:
    """The gap without the largest employer with its ads, or why there is none."""
    left = row.ads_without_largest
    if pd.isna(row.gap_without_largest):
        return no_rate_words(row.reliability_without, left, say)
    gap = say.number(row.gap_without_largest, 2)
    return say("dependence.tip_left", gap=gap, ads=say.number(left))


def share_words(row: Any, say: Voice) -> str:
    """«34 %», or «ungefär 33 %» where the number itself is an «about»."""
    share = say.percent(row.largest_share)
    return say("dependence.about" if row.is_approximate else "dependence.exactly", share=share)


def _and_uncertain(reliability: str, say: Voice) -> str:
    """«, osäkert» after an interval in a sentence."""
    mark = uncertain_mark(reliability, say)
    return f",{mark}" if mark else ""


def _largest_key(row: Any) -> str:
    """Whether every employer was counted, so that one is known to be the largest; or only one was named, with its
    number or with an «about»."""
    if row.is_approximate:
        return "sentence_about"
    return "sentence_named" if _is_named_alone(row) else "sentence"


def _is_named_alone(row: Any) -> bool:
    """Whether the employer is the only one with a number: then the others' are unknown."""
    return row.largest_share is not None and row.effective_employers is None


def dependence_sentences(row: Any, region: str, say: Voice, unit: str, *, has_base: bool = True) -> tuple[str, ...]:
    """The largest employer with count, share and interval, and the gap without it. Or that nobody is the largest."""
    if row.largest_employer is None:
        return (
            say("dependence.sentence_tied", region=region, tied=tied_words(row.tied_employers, row.largest_ads, say)),
        )
    kind = kind_words([row.interval_kind], say)
    largest = say(
        f"dependence.{_largest_key(row)}",
        region=region,
        employer=row.largest_employer,
        count=say.number(row.largest_ads),
        ads=say.number(row.ads),
        share=share_words(row, say),
        interval=say.percent_range(row.largest_share_low, row.largest_share_high)
        + _and_uncertain(row.reliability, say),
        kind=kind,
    )
    left = say.number(row.ads_without_largest)
    if row.gap_without_largest is None:
        without = say("dependence.without_hidden" if has_base else "dependence.without_no_base", ads=left)
    else:
        without = say(
            "dependence.without",
            ads=left,
            unit=unit,
            score=say.number(row.gap_without_largest, 2),
            low=say.number(row.gap_without_low, 2),
            high=say.number(row.gap_without_high, 2) + _and_uncertain(row.reliability_without, say),
            kind=kind,
        )
    return (largest, without)


@kept_in(WORDS)
def dependence_said(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """How much of the county's ads, or the country's, hangs on its largest employer; nothing where no count tells who
    that is."""
    answer, say = queries.ask_employers(desk.edition, selection), desk.say
    found = answer.dependence
    if found is None:
        return ()
    place = "country" if selection.county_code is None else "county"
    region, unit = say.county(selection.county_code or codes.COUNTRY_CODE), unit_of(answer.scope.base, say)
    told = dependence_sentences(found, region, say, unit, has_base=answer.has_base)
    row = pd.Series(dataclasses.asdict(found))
    rows = (row, pd.Series({**row, "ads": found.ads_without_largest}))
    keys = (f"{place}-largest", f"{place}-without-largest")
    return tuple(Sentence(key, text, row=row) for key, text, row in zip(keys, told, rows, strict=False))


def build_dependence_figure(answer: queries.DependenceAnswer, context: ChartContext) -> Figure:
    """Per county: the largest employer's share with its interval, and the gap with (hollow) and without it (filled).

    Below five ads there is no share; where no employer's number is known the
    row says so, and where that is most counties they are left to the table. A chosen county whose number is not known
    has no chart, unless it is set against its comparison group.
    """
    say = context.say
    rows = of_group(answer.dependence, context)
    ordered = rows.assign(shown=rows.largest_share).sort_values(
        ["shown", "county_code"], ascending=[False, True], na_position="last", ignore_index=True
    )
    told = ordered[ordered.shown.notna() | (ordered.county_code == context.county_code)]
    drawn = told if len(told) < len(ordered) / 2 else ordered
    left = len(ordered) - len(drawn)
    own_known = ordered.shown[ordered.county_code == context.county_code].notna().all()  # true without a county, too
    has_chart = bool(told.shown.notna().any()) and (own_known or bool(context.comparison))
    # Who was counted among others was found to be the largest; who the report names was chosen beforehand.
    found_largest = bool(drawn.effective_employers.notna().any())
    title = placed_title(
        _dependence_finding(ordered, context), ordered.set_index("county_code").shown.to_dict(), context
    )
    shown_statuses = drawn[drawn.shown.notna()][[*_STATUSES]].to_numpy().ravel()
    gap_rows = [_gap_row(row, context) for row in drawn.itertuples()]
    named = len(drawn) <= _MOST_NAMED
    share_rows = [_share_row(row, context, named=named) for row in drawn.itertuples()]
    height = bar_height(len(drawn), each=34 if named else 26, least=90) + 40  # the heading and the axis
    percent, headings = theme.percent_label(say), (say("dependence.part_share"), say("dependence.part_gap"))
    return Figure(
        key="dependence",
        title=title,
        measure=measure_words("dependence.measure", context, unit=context.unit, base=context.base_label),
        facts=facts_of(context),
        marks=(say("dependence.reading"),) if has_chart else (),
        reading=(
            *((say("dependence.widened" if found_largest else "dependence.named_alone"),) if has_chart else ()),
            *((say("dependence.left_out", count=left),) if left and has_chart else ()),
            *((say("dependence.names_in_table"),) if has_chart and not named else ()),
        ),
        status=status_words(shown_statuses, say),
        alt=title,
        table=_dependence_table(ordered, context),
        parts=(
            Part(
                "largest",
                lambda w, h: draw_intervals(share_rows, say, w, h, label_expression=percent, heading=headings[0]),
                height,
                0.56,
            ),
            Part("gap", lambda w, h: draw_intervals(gap_rows, say, w, h, heading=headings[1]), height, 0.44),
        )
        if has_chart
        else (),
        context=context,
    )


def _dependence_finding(ordered: pd.DataFrame, context: ChartContext) -> str:
    """The chosen county's largest employer; else the span over the counties, or that none is known.

    No county is called the most dependent: the shares of few ads have intervals that overlap.
    """
    say = context.say
    own = ordered[ordered.county_code == context.county_code]
    told = ordered[ordered.shown.notna()]
    if len(own) and pd.isna(own.shown.iloc[0]):
        row = own.iloc[0]
        if row.reliability != "hidden" and pd.notna(row.tied_employers) and not isinstance(row.largest_employer, str):
            return say(
                "dependence.sentence_tied",
                region=row.county_name,
                tied=tied_words(row.tied_employers, row.largest_ads, say),
            ).removesuffix(".")
        return say("dependence.finding_missing", county=row.county_name)
    if told.empty:
        return say("dependence.finding_none")
    if own.empty and len(told) > 1:
        overlap = told.largest_share_low.max() < told.largest_share_high.min()
        span = say.percent_range(told.shown.min(), told.shown.max())
        return say("dependence.finding_alike" if overlap else "dependence.finding", span=span)
    row = told.iloc[0] if own.empty else own.iloc[0]
    both = pd.notna(row.gap_score) and pd.notna(row.gap_without_largest)
    return say(
        "dependence.finding_without"
        if both and not (context.comparison and len(told) > 1)
        else "dependence.finding_chosen",
        gap=say.number(row.gap_score, 2),
        without=say.number(row.gap_without_largest, 2),
        county=row.county_name,
        employer=row.largest_employer,
        share=share_words(row, say),
        interval=say.percent_range(row.largest_share_low, row.largest_share_high),
    )


def _share_row(row: Any, context: ChartContext, *, named: bool) -> IntervalRow:
    say = context.say
    has = pd.notna(row.shown)
    words, name = _no_share(row, say), ""
    if has:
        count, ads = say.number(row.largest_ads), say.number(row.ads)
        share = say("dependence.share_words", share=share_words(row, say), count=count, ads=ads)
        words, name = share + uncertain_mark(row.reliability, say), str(row.largest_employer)
    return {
        "label": row.county_name,
        "value": float(row.shown) if has else None,
        "low": float(row.largest_share_low) if has else None,
        "high": float(row.largest_share_high) if has else None,
        "before": None,
        "words": words,
        "tip": f"{words} {name}".strip(),
        "fill": theme.DEEP,
        "chosen": row.county_code == context.county_code,
        "name": name if named else "",
    }


def _no_share(row: Any, say: Voice) -> str:
    """Why there is no share: too few ads, nobody is the largest, or no employer's number is known."""
    if row.reliability != "hidden" and pd.notna(row.tied_employers) and not isinstance(row.largest_employer, str):
        return tied_words(row.tied_employers, row.largest_ads, say)
    return no_rate_words("hidden" if row.reliability == "hidden" else "missing", row.ads, say, row.ads_status)


def _gap_row(row: Any, context: ChartContext) -> IntervalRow:
    say = context.say
    has = pd.notna(row.shown) and pd.notna(row.gap_without_largest)
    if has:
        words = say(
            "dependence.gap_words",
            gap=say.number(row.gap_score, 2),
            without=say.number(row.gap_without_largest, 2),
            ads=say.number(row.ads_without_largest),
        ) + uncertain_mark(row.reliability_without, say)
    elif pd.notna(row.shown):
        words = say("dependence.gap_hidden", ads=say.number(row.ads_without_largest))
    else:
        words = _no_share(row, say)
    return {
        "label": row.county_name,
        "value": float(row.gap_without_largest) if has else None,
        "low": float(row.gap_without_low) if has else None,
        "high": float(row.gap_without_high) if has else None,
        "before": as_float(row.gap_score) if has else None,
        "words": words,
        "tip": words,
        "fill": theme.RAMP[3],
        "chosen": row.county_code == context.county_code,
    }


def _dependence_table(ordered: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    say = context.say
    shares = ["largest_share", "largest_share_low", "largest_share_high"]
    columns = ["county_code", "county_name", "ads", "largest_employer", "largest_ads", *shares, "effective_employers"]
    columns += ["gap_score", "ads_without_largest", "gap_without_largest", "gap_without_low", "gap_without_high"]
    table = ordered[[*columns, "reliability", "reliability_without", *_STATUSES]]
    return table.assign(
        reliability=reliability_words(table.reliability, say),
        reliability_without=reliability_words(table.reliability_without, say),
        **{name: [say.status(status) for status in table[name]] for name in _STATUSES},
        unit=context.unit,
    )

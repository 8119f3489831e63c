"""How much a county leans on its largest employer, and how the chart says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures import report_marks
from aipulsen.figures.comparison import of_group, placed_title
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_MOST_NAMED = 12  # with more rows there is no room for a second line with the employer's name


def dependence_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Each county's largest employer, and the gap with and without it."""
    answer = queries.ask_dependence(whole_country(selection), root)
    mark = report_marks.base_fault(answer.scope, lang)
    context = about_every_county(answer.scope, (mark,) if mark else (), selection, lang, root)
    return build_dependence_figure(answer.dependence, context)


def dependence_tips(selection: Selection, lang: Lang, root: Path | None = None) -> dict[str, str]:
    """What the map's tooltip says about each county's dependence on its largest employer."""
    answer = queries.ask_dependence(whole_country(selection), root)
    return {row.county_code: dependence_tip(row, lang) for row in answer.dependence.itertuples()}


def dependence_tip(row: Any, lang: Lang) -> str:
    """«Utan Umeå universitet (34 % av annonserna): 1,08 (27 annonser)», or that the largest's share is missing.

    row: largest_employer, largest_ads, largest_share, is_approximate, ads_without_largest, gap_without_largest.
    """
    if not isinstance(row.largest_employer, str):
        is_tied = pd.notna(row.tied_employers) and row.tied_employers
        return _tied_words(row, lang) if is_tied else t("dependence.tip_missing", lang)
    if pd.isna(row.largest_share):
        return t(
            "dependence.tip_hidden", lang, employer=row.largest_employer, count=fmt.number(row.largest_ads, 0, lang)
        )
    return t("dependence.tip", lang, employer=row.largest_employer, share=share_words(row, lang), gap=_left(row, lang))


def _tied_words(row: Any, lang: Lang) -> str:
    """«5 arbetsgivare har en annons var; ingen är störst»."""
    key = "dependence.tied_one" if row.largest_ads == 1 else "dependence.tied"
    employers, ads = (fmt.number(int(n), 0, lang) for n in (row.tied_employers, row.largest_ads))
    return t(key, lang, employers=employers, ads=ads)


def _left(row: Any, lang: Lang) -> str:
    """The gap without the largest employer with its ads, or why there is none."""
    left = row.ads_without_largest
    if pd.isna(row.gap_without_largest):
        return no_rate_words(row.reliability_without, left, lang)
    gap = fmt.number(row.gap_without_largest, 2, lang)
    return t("dependence.tip_left", lang, gap=gap, ads=fmt.number(left, 0, lang))


def share_words(row: Any, lang: Lang) -> str:
    """«34 %», or «ungefär 33 %» where the number itself is an «about»."""
    share = fmt.percent(float(row.largest_share), 0, lang)
    return t("dependence.about" if row.is_approximate else "dependence.exactly", lang, share=share)


def _and_uncertain(reliability: str, lang: Lang) -> str:
    """«, osäkert» after an interval in a sentence."""
    mark = uncertain_mark(reliability, lang)
    return f",{mark}" if mark else ""


def dependence_sentences(row: Any, region: str, lang: Lang, *, has_base: bool = True) -> tuple[str, ...]:
    """The largest employer with count, share and interval; the gap without it; the effective number. Or that nobody is
    the largest."""
    if row.largest_employer is None:
        return (t("dependence.sentence_tied", lang, region=region, tied=_tied_words(row, lang)),)
    largest = t(
        "dependence.sentence_about" if row.is_approximate else "dependence.sentence",
        lang,
        region=region,
        employer=row.largest_employer,
        count=fmt.number(row.largest_ads, 0, lang),
        ads=fmt.number(row.ads, 0, lang),
        share=share_words(row, lang),
        interval=fmt.percent_range(row.largest_share_low, row.largest_share_high, lang)
        + _and_uncertain(row.reliability, lang),
    )
    left = fmt.number(row.ads_without_largest, 0, lang)
    if row.gap_without_largest is None:
        without = t("dependence.without_hidden" if has_base else "dependence.without_no_base", lang, ads=left)
    else:
        without = t(
            "dependence.without",
            lang,
            ads=left,
            gap=fmt.number(row.gap_without_largest, 2, lang),
            low=fmt.number(row.gap_without_low, 2, lang),
            high=fmt.number(row.gap_without_high, 2, lang) + _and_uncertain(row.reliability_without, lang),
        )
    effective: tuple[str, ...] = ()
    if row.effective_employers is not None:
        count, ads = fmt.number(row.effective_employers, 1, lang), fmt.number(row.ads, 0, lang)
        effective = (t("dependence.effective", lang, ads=ads, count=count),)
    return (largest, without, *effective)


def build_dependence_figure(dependence: pd.DataFrame, context: ChartContext) -> Figure:
    """Per county: the largest employer's share with its interval, and the gap with (hollow) and without it (filled).

    dependence: rows of `ask_dependence`. Below five ads there is no share; where no employer's number is known the
    row says so, and where that is most counties they are left to the table. A chosen county whose number is not known
    has no chart, unless it is set against its comparison group.
    """
    lang = context.lang
    rows = of_group(dependence, context)
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
    gap_rows = [_gap_row(row, context) for row in drawn.itertuples()]
    named = len(drawn) <= _MOST_NAMED
    share_rows = [_share_row(row, context, named=named) for row in drawn.itertuples()]
    height = bar_height(len(drawn), each=34 if named else 26, least=90) + 40  # the heading and the axis
    percent, headings = theme.percent_label(lang), (t("dependence.part_share", lang), t("dependence.part_gap", lang))
    return Figure(
        key="dependence",
        title=title,
        subtitle=t(
            "dependence.measure",
            lang,
            window=context.window_words(),
            level=t(f"level.{context.level}", lang),
            ads=count_words(context),
            base=context.base_label,
        ),
        caption=(
            *_effective_line(ordered, context),
            *((t("dependence.reading", lang),) if has_chart else ()),
            *((t("dependence.widened", lang),) if has_chart and found_largest else ()),
            *((t("dependence.left_out", lang, count=left),) if left and has_chart else ()),
            *((t("dependence.names_in_table", lang),) if has_chart and not named else ()),
            *status_line(rows.score_status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_dependence_table(ordered, lang),
        parts=(
            Part(
                "largest",
                lambda w, h: draw_intervals(
                    share_rows, lang, w, h, room=0.9, label_expression=percent, heading=headings[0]
                ),
                height,
                0.56,
            ),
            Part("gap", lambda w, h: draw_intervals(gap_rows, lang, w, h, heading=headings[1]), height, 0.44),
        )
        if has_chart
        else (),
        context=context,
    )


def _dependence_finding(ordered: pd.DataFrame, context: ChartContext) -> str:
    """The chosen county's largest employer; else the span over the counties, or that none is known.

    No county is called the most dependent: the shares of few ads have intervals that overlap.
    """
    lang = context.lang
    own = ordered[ordered.county_code == context.county_code]
    told = ordered[ordered.shown.notna()]
    if len(own) and pd.isna(own.shown.iloc[0]):
        row = own.iloc[0]
        if row.reliability != "hidden" and pd.notna(row.tied_employers) and not isinstance(row.largest_employer, str):
            return t("dependence.finding_tied", lang, county=row.county_name, tied=_tied_words(row, lang))
        return t("dependence.finding_missing", lang, county=row.county_name)
    if told.empty:
        return t("dependence.finding_none", lang)
    if own.empty and len(told) > 1:
        overlap = told.largest_share_low.max() < told.largest_share_high.min()
        span = fmt.percent_range(told.shown.min(), told.shown.max(), lang)
        return t("dependence.finding_alike" if overlap else "dependence.finding", lang, span=span)
    row = told.iloc[0] if own.empty else own.iloc[0]
    both = pd.notna(row.gap_score) and pd.notna(row.gap_without_largest)
    return t(
        "dependence.finding_without"
        if both and not (context.comparison and len(told) > 1)
        else "dependence.finding_chosen",
        lang,
        gap=fmt.number(row.gap_score, 2, lang),
        without=fmt.number(row.gap_without_largest, 2, lang),
        county=row.county_name,
        employer=row.largest_employer,
        share=share_words(row, lang),
        interval=fmt.percent_range(row.largest_share_low, row.largest_share_high, lang),
    )


def _effective_line(ordered: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    """The chosen county's effective number of employers; nothing without a county, or where it is not known."""
    own = ordered[(ordered.county_code == context.county_code) & ordered.shown.notna()]
    if own.empty or pd.isna(own.effective_employers.iloc[0]):
        return ()
    count = fmt.number(float(own.effective_employers.iloc[0]), 1, context.lang)
    return (t("dependence.effective_of", context.lang, county=own.county_name.iloc[0], count=count),)


def _share_row(row: Any, context: ChartContext, *, named: bool) -> IntervalRow:
    lang = context.lang
    has = pd.notna(row.shown)
    lines = [_no_share(row, lang)]
    if has:
        count, ads = fmt.number(int(row.largest_ads), 0, lang), fmt.number(int(row.ads), 0, lang)
        share = t("dependence.share_words", lang, share=share_words(row, lang), count=count, ads=ads)
        lines = [share + uncertain_mark(row.reliability, lang), str(row.largest_employer)]
    words = " ".join(lines)
    return {
        "label": row.county_name,
        "value": float(row.shown) if has else None,
        "low": float(row.largest_share_low) if has else None,
        "high": float(row.largest_share_high) if has else None,
        "before": None,
        "words": "\n".join(lines) if named else lines[0],
        "tip": words,
        "fill": theme.DEEP,
        "chosen": row.county_code == context.county_code,
    }


def _no_share(row: Any, lang: Lang) -> str:
    """Why there is no share: too few ads, nobody is the largest, or no employer's number is known."""
    if row.reliability != "hidden" and pd.notna(row.tied_employers) and not isinstance(row.largest_employer, str):
        return _tied_words(row, lang)
    return no_rate_words("hidden" if row.reliability == "hidden" else "missing", row.ads, lang)


def _gap_row(row: Any, context: ChartContext) -> IntervalRow:
    lang = context.lang
    has = pd.notna(row.shown) and pd.notna(row.gap_without_largest)
    if has:
        words = t(
            "dependence.gap_words",
            lang,
            gap=fmt.number(row.gap_score, 2, lang),
            without=fmt.number(row.gap_without_largest, 2, lang),
            ads=fmt.number(int(row.ads_without_largest), 0, lang),
        ) + uncertain_mark(row.reliability_without, lang)
    elif pd.notna(row.shown):
        words = t("dependence.gap_hidden", lang, ads=fmt.number(int(row.ads_without_largest), 0, lang))
    else:
        words = _no_share(row, lang)
    return {
        "label": row.county_name,
        "value": float(row.gap_without_largest) if has else None,
        "low": float(row.gap_without_low) if has else None,
        "high": float(row.gap_without_high) if has else None,
        "before": float(row.gap_score) if has and pd.notna(row.gap_score) else None,
        "words": words,
        "tip": words,
        "fill": theme.RAMP[3],
        "chosen": row.county_code == context.county_code,
    }


def _dependence_table(ordered: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    shares = ["largest_share", "largest_share_low", "largest_share_high"]
    columns = ["county_code", "county_name", "ads", "largest_employer", "largest_ads", *shares, "effective_employers"]
    columns += ["gap_score", "ads_without_largest", "gap_without_largest", "gap_without_low", "gap_without_high"]
    table = ordered[[*columns, "reliability", "reliability_without", "score_status"]]
    return table.assign(
        reliability=reliability_words(table.reliability, lang),
        reliability_without=reliability_words(table.reliability_without, lang),
        score_status=[status_label(s, lang) for s in table.score_status],
    )

"""Figures of employers: who they are, and how a county depends on the largest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures.context import compared_context
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

MOST_BARS = 14
# Public, research and private employers in three tones of the one ramp; the kind also stands in words.
_TONES = {
    "university": theme.DEEP,
    "institute": theme.DEEP,
    "agency": theme.RAMP[4],
    "municipality_region": theme.RAMP[4],
    "staffing": theme.RAMP[1],
}


def employers_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The employers behind a region's ads."""
    answer = queries.ask_employers(selection, root)
    notes = (t("notes.named_only", lang),) if answer.is_named_only else ()
    region = codes.county_name(selection.county_code or codes.COUNTRY_CODE, lang)
    context = compared_context(answer.scope, lang, root, notes)
    if context.comparison:
        of_largest = queries.ask_dependence(selection, root).dependence
        context = dataclasses.replace(context, notes=(*context.notes, in_group(of_largest, lang)))
    return build_employers_figure(answer.employers, region, context)


def build_employers_figure(employers: pd.DataFrame, region: str, context: ChartContext) -> Figure:
    """The largest employers of a region.

    employers: employer, employer_kind, is_staffing, ads, ads_share, reliability, roles, status, words; most ads first.
    """
    lang = context.lang
    shown = employers.head(MOST_BARS)
    bars = [_bar(row, context) for row in shown.itertuples()]
    left = len(employers) - len(shown)
    more = (t("charts.employers.more", lang, count=left),) if left > 0 else ()
    return Figure(
        key="employers",
        title=employers_finding(employers, region, context),
        subtitle=t(
            "charts.employers.measure",
            lang,
            region=region,
            window=context.window_words(),
            level=t(f"level.{context.level}", lang),
            ads=count_words(context),
        ),
        caption=(*more, *_reading(shown, context), *status_line(employers.status, lang), *source_lines(context)),
        alt=employers_finding(employers, region, context),
        table=_table(employers, context),
        parts=(Part("bars", lambda w, h: draw_bars(bars, lang, w, h, room=0.62), bar_height(len(bars))),),
        context=context,
    )


def _reading(shown: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    """What the whiskers are, where there are any; why a plain count has none; that the shares are of few ads."""
    lang, said = context.lang, []
    if shown.ads_low_share.notna().any():
        said.append(t("charts.employers.whiskers", lang))
    if shown.ads.notna().any():
        said.append(t("charts.employers.counted", lang))
    if (shown.reliability == "uncertain").any() and context.total_ads is not None:
        said.append(t("small_numbers.region_uncertain", lang, ads=fmt.number(context.total_ads, 0, lang)))
    return (" ".join(said),) if said else ()


def in_group(dependence: pd.DataFrame, lang: Lang) -> str:
    """The largest employer's share in the chosen county (the first row) and in those it is compared with."""
    own, others = dependence.iloc[0], dependence.iloc[1:]
    shares = others.largest_share.dropna().astype(float)
    if shares.empty:
        return t("charts.employers.in_group_missing", lang)
    return t(
        "charts.employers.in_group",
        lang,
        county=own.county_name,
        own=fmt.percent(None if pd.isna(own.largest_share) else float(own.largest_share), 0, lang),
        span=fmt.percent_range(float(shares.min()), float(shares.max()), lang),
        known=len(shares),
        count=len(others),
    )


def employers_finding(employers: pd.DataFrame, region: str, context: ChartContext) -> str:
    """Who is largest and how large; or that nobody advertises, or is only named."""
    lang = context.lang
    if employers.empty:
        # The report counts ads of counties whose employers it does not name: that is not «no employers».
        return t(
            "charts.employers.none" if context.total_ads == 0 else "charts.employers.not_named", lang, region=region
        )
    counted = employers[employers.ads_share.notna() & employers.employer.notna()]
    if counted.empty and employers.ads.notna().all():
        return t("charts.employers.few", lang, region=region, ads=fmt.number(context.total_ads, 0, lang))
    if counted.empty:
        return t("charts.employers.named_only", lang, region=region, count=len(employers))
    top = counted.iloc[0]
    tied = counted[counted.ads == top.ads]
    if pd.notna(top.ads) and (len(tied) > 1 or top.ads == 1):
        words = {"employers": fmt.number(len(tied), 0, lang), "ads": fmt.number(int(top.ads), 0, lang)}
        tied_words = t("dependence.tied_one" if top.ads == 1 else "dependence.tied", lang, **words)
        return t("dependence.finding_tied", lang, county=region, tied=tied_words)
    return t(
        "charts.employers.largest" if pd.notna(top.ads) else "charts.employers.largest_about",
        lang,
        region=region,
        employer=top.employer,
        share=fmt.percent(float(top.ads_share), 0, lang),
        interval=fmt.percent_range(top.ads_low_share, top.ads_high_share, lang),
    )


def _bar(row: object, context: ChartContext) -> Bar:
    lang = context.lang
    kind = t(f"employer_kind.{row.employer_kind}", lang)  # type: ignore[attr-defined]
    name = row.employer if isinstance(row.employer, str) else t("common.not_stated", lang)  # type: ignore[attr-defined]
    count, share = row.ads, row.ads_share  # type: ignore[attr-defined]
    fill = _TONES.get(row.employer_kind, theme.RAMP[3])  # type: ignore[attr-defined]
    if pd.isna(count) and pd.isna(share):
        return {
            "label": name,
            "value": None,
            "words": f"{kind}, {t('charts.employers.no_count', lang)}",
            "fill": fill,
        }
    total = context.total_ads or 0
    low, high = row.ads_low_share, row.ads_high_share  # type: ignore[attr-defined]
    span = (None, None) if pd.isna(low) else (float(low) * total, float(high) * total)
    if pd.isna(count):
        value = float(share) * total
        words = t("charts.employers.share_only", lang, share=fmt.percent(float(share), 0, lang), kind=kind)
        return {"label": name, "value": value, "words": words, "fill": fill, "low": span[0], "high": span[1]}
    words = t(
        "charts.employers.count_only" if pd.isna(share) else "charts.employers.count",
        lang,
        ads=fmt.number(int(count), 0, lang),
        share=fmt.percent(None if pd.isna(share) else float(share), 0, lang),
        kind=kind,
    )
    return {"label": name, "value": float(count), "words": words, "fill": fill, "low": span[0], "high": span[1]}


def _table(employers: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    lang = context.lang
    counted = ["ads", "ads_share", "ads_low_share", "ads_high_share"]
    columns = ["employer", "employer_kind", "is_staffing", *counted, "reliability", "roles", "status", "words"]
    return employers[columns].assign(
        reliability=reliability_words(employers.reliability, lang),
        employer_kind=[t(f"employer_kind.{k}", lang) for k in employers.employer_kind],
        status=[status_label(s, lang) for s in employers.status],
    )

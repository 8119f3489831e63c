"""Figures of commuting: hubs side by side, flows on a map, the gap counted where people work."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.commuting_map import draw_hub
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures.comparison import of_group
from aipulsen.figures.context import compared_context, context_of
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_HUBS_WITH_ORIGINS = 2
_MOST_ROWS = 20
_NOTICEABLE = 0.02  # a change of reachable competence below this is no finding


def commuting_of(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Commuting hubs side by side."""
    answer = queries.ask_commuting(selection, root)
    notes = (t("notes.commuting_report", lang),) if answer.scope.kind == "report" else ()
    return build_commuting_figure(answer.hubs, answer.origins, context_of(answer.scope, lang, notes))


def commuting_flows(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The flows to each hub on a map of its surroundings."""
    answer = queries.ask_commuting(selection, root)
    notes = (t("notes.commuting_report", lang),) if answer.scope.kind == "report" else ()
    return build_map_figure(answer.hubs, answer.flows, context_of(answer.scope, lang, notes))


def commuting_adjusted(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The gap with the educated counted where they work."""
    answer = queries.ask_adjusted(selection, root)
    return build_adjusted_figure(answer, compared_context(answer.scope, lang, root))


def build_commuting_figure(hubs: pd.DataFrame, origins: pd.DataFrame, context: ChartContext) -> Figure:
    """Totals per hub, and the largest origins of the first two.

    hubs: hub, hub_name, in_commuters, year, status, is_complete. origins: hub, origin_name,
    employed_persons, year.
    """
    lang = context.lang
    totals = [_total_bar(row, lang) for row in hubs.itertuples()]
    parts = [_part("totals", totals, lang, t("charts.commuting.totals", lang), 0.3)]
    for row in hubs.head(_HUBS_WITH_ORIGINS).itertuples():
        sent = origins[origins.hub == row.hub]
        bars = [_origin_bar(o, lang) for o in sent.itertuples()]
        if bars:
            heading = t("charts.commuting.origins", lang, hub=row.hub_name, year=sent.year.iloc[0])
            parts.append(_part(f"origins-{row.hub}", bars, lang, heading, 0.35))
    return Figure(
        key="commuting",
        title=commuting_finding(hubs, lang),
        subtitle=t("charts.commuting.measure", lang, years=_years(hubs)),
        caption=(
            *_incomplete_lines(hubs, lang),
            *_ads_lines(hubs, context),
            *status_line((*hubs.status, *origins.status), lang),
            *source_lines(context),
        ),
        alt=commuting_finding(hubs, lang),
        table=_table(hubs, origins, lang),
        parts=tuple(parts),
        context=context,
    )


def commuting_finding(hubs: pd.DataFrame, lang: Lang) -> str:
    """«Stockholm tar emot 37 gånger så många inpendlare som Luleå», or what is missing."""
    if comparable(hubs):
        first, second = hubs.iloc[0], hubs.iloc[1]
        if second.in_commuters > first.in_commuters:
            first, second = second, first
        ratio = float(first.in_commuters) / float(second.in_commuters)
        return t(
            "charts.commuting.ratio",
            lang,
            first=first.hub_name,
            second=second.hub_name,
            ratio=fmt.ratio(ratio, lang),
        )
    known = hubs[hubs.in_commuters.notna()]
    if known.empty:
        return t("charts.commuting.nothing", lang)
    top = known.iloc[0]
    return t("charts.commuting.single", lang, hub=top.hub_name, count=fmt.number(int(top.in_commuters), 0, lang))


def comparable(hubs: pd.DataFrame) -> bool:
    """Whether the first two hubs have whole totals; a lower bound is no ground for a ratio."""
    pair = hubs.head(2)
    return len(pair) == 2 and bool(
        pair.in_commuters.notna().all() and pair.is_complete.all() and (pair.in_commuters > 0).all()
    )


def _years(hubs: pd.DataFrame) -> str:
    return ", ".join(f"{row.hub_name} {row.year}" for row in hubs.itertuples() if isinstance(row.year, str))


def _part(name: str, bars: list[Bar], lang: Lang, heading: str, share: float) -> Part:
    def draw(width: Width, height: int) -> object:
        return draw_bars(bars, lang, width, height, room=0.32, heading=heading)

    return Part(name, draw, bar_height(len(bars), each=32, least=90), share)


def _total_bar(row: object, lang: Lang) -> Bar:
    count = row.in_commuters  # type: ignore[attr-defined]
    return {
        "label": row.hub_name,  # type: ignore[attr-defined]
        "value": None if pd.isna(count) else float(count),
        "words": fmt.number(None if pd.isna(count) else int(count), 0, lang),
        "fill": theme.DEEP,
    }


def _origin_bar(row: object, lang: Lang) -> Bar:
    count = int(row.employed_persons)  # type: ignore[attr-defined]
    words = fmt.number(count, 0, lang)
    return {"label": row.origin_name, "value": float(count), "words": words, "fill": theme.RAMP[3]}  # type: ignore[attr-defined]


def _incomplete_lines(hubs: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    partial = hubs[~hubs.is_complete & hubs.in_commuters.notna()].hub_name.tolist()
    return (t("charts.commuting.lower_bound", lang, hubs=", ".join(partial)),) if partial else ()


def _ads_lines(hubs: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    counts = [None if pd.isna(n) else int(n) for n in hubs.county_ads]
    known = [f"{name} {fmt.number(count, 0, context.lang)}" for name, count in zip(hubs.hub_name, counts, strict=True)]
    return (t("charts.commuting.ads", context.lang, window=context.window_words(), ads=", ".join(known)),)


def _table(hubs: pd.DataFrame, origins: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    whole = pd.DataFrame(
        {
            "hub": hubs.hub,
            "hub_name": hubs.hub_name,
            "origin": t("charts.commuting.everywhere", lang),
            "persons": hubs.in_commuters,
            "year": hubs.year,
            "status": [status_label(s, lang) for s in hubs.status],
        }
    )
    named = dict(zip(hubs.hub, hubs.hub_name, strict=True))
    parts = pd.DataFrame(
        {
            "hub": origins.hub,
            "hub_name": origins.hub.map(named),
            "origin": origins.origin_name,
            "persons": origins.employed_persons,
            "year": origins.year,
            "status": [status_label(s, lang) for s in origins.status],
        }
    )
    return pd.concat([whole, parts], ignore_index=True)


def build_map_figure(hubs: pd.DataFrame, flows: pd.DataFrame, context: ChartContext) -> Figure:
    """A map per hub: a line from each origin, as wide as it has commuters; one scale for all hubs.

    hubs: hub, hub_name, in_commuters, year, status, is_complete, county_ads. flows: hub, origin_code, origin_name,
    employed_persons, year, status; most first.
    """
    lang = context.lang
    largest = float(flows.employed_persons.max()) if len(flows) else 1.0
    shown = [hub for hub in hubs.itertuples() if (flows.hub == hub.hub).any()]
    without = [hub.hub_name for hub in hubs.itertuples() if not (flows.hub == hub.hub).any()]
    title = flows_finding(hubs, flows, lang)
    return Figure(
        key="commuting-map",
        title=title,
        subtitle=t("charts.commuting_map.measure", lang),
        caption=(
            *((t("charts.commuting_map.without", lang, hubs=", ".join(without)),) if without else ()),
            t("charts.commuting_map.widths", lang, largest=fmt.number(largest, 0, lang)),
            t("charts.commuting_map.ads", lang, window=context.window_words(), ads=_ads_words(hubs, lang)),
            *status_line(flows.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_flow_table(hubs, flows, lang),
        parts=tuple(_hub_part(hub, flows[flows.hub == hub.hub], largest, lang, len(shown)) for hub in shown),
        context=context,
    )


def _ads_words(hubs: pd.DataFrame, lang: Lang) -> str:
    counts = [None if pd.isna(n) else int(n) for n in hubs.county_ads]
    return ", ".join(f"{h} {fmt.number(n, 0, lang)}" for h, n in zip(hubs.hub_name, counts, strict=True))


def _hub_part(hub: Any, flows: pd.DataFrame, largest: float, lang: Lang, hubs: int) -> Part:
    return Part(f"hub-{hub.hub}", lambda w, h: draw_hub(hub, flows, largest, lang, hubs, w, h), 420, 1 / hubs)


def flows_finding(hubs: pd.DataFrame, flows: pd.DataFrame, lang: Lang) -> str:
    """«Till Stockholm pendlar flest från Nacka (25 266), till Luleå från Boden (3 462)», the first two hubs."""
    said: list[str] = []
    for hub in hubs.itertuples():
        sent = flows[flows.hub == hub.hub]
        if sent.empty or len(said) == 2:
            continue
        top = sent.loc[sent.employed_persons.idxmax()]
        key = "then" if said else "first"
        persons = fmt.number(int(top.employed_persons), 0, lang)
        said.append(t(f"charts.commuting_map.{key}", lang, hub=hub.hub_name, origin=top.origin_name, persons=persons))
    return "".join(said) or t("charts.commuting_map.nothing", lang)


def _flow_table(hubs: pd.DataFrame, flows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    named = dict(zip(hubs.hub, hubs.hub_name, strict=True))
    return pd.DataFrame(
        {
            "hub": flows.hub,
            "hub_name": flows.hub.map(named),
            "origin": flows.origin_name,
            "persons": flows.employed_persons,
            "year": flows.year,
            "status": [status_label(s, lang) for s in flows.status],
        }
    )


def build_adjusted_figure(answer: Any, context: ChartContext) -> Figure:
    """Per region: the gap by those who live there (hollow) and by those who work there (filled, with interval).

    answer: an AdjustedAnswer. Without the whole matrix: the rows say «saknas», the title says why.
    """
    lang = context.lang
    rows = answer.regions
    level = rows.region_level.iloc[0]
    if level == "county":
        rows = of_group(rows, context, "region_code")
    rows = rows.sort_values(
        ["adjusted_score", "gap_score", "region_code"], ascending=[False, False, True], na_position="last"
    )
    drawable = rows[rows.ads.fillna(0) > 0] if level != "county" and rows.ads.notna().any() else rows
    drawable = drawable.sort_values("ads", ascending=False).head(_MOST_ROWS) if level != "county" else drawable
    drawable = rows[rows.region_code.isin(drawable.region_code)]
    title = adjusted_finding(dataclasses.replace(answer, regions=rows), lang)
    drawn = [] if answer.reason else [_adjusted_row(row, context) for row in drawable.itertuples()]
    parts = (
        Part("adjusted", lambda w, h: draw_intervals(drawn, lang, w, h), bar_height(len(drawn), each=25, least=120)),
    )
    left = len(rows) - len(drawable)
    return Figure(
        key="commuting-adjusted",
        title=title,
        subtitle=t(
            "charts.adjusted.measure",
            lang,
            level=t(f"region_level.{level}", lang),
            window=context.window_words(),
            ads=count_words(context),
        ),
        caption=(
            *((t("charts.adjusted.reading", lang),) if not answer.reason else ()),
            *((t("charts.adjusted.left_out", lang, count=left),) if left and not answer.reason else ()),
            *((t(f"charts.adjusted.method.{answer.method}", lang, year=answer.matrix_year),) if answer.method else ()),
            *(
                (t("charts.adjusted.not_placed", lang, ads=fmt.number(answer.not_placed_ads, 0, lang)),)
                if answer.not_placed_ads
                else ()
            ),
            *status_line(rows.adjusted_status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_adjusted_table(rows, lang),
        parts=parts if drawn else (),
        context=context,
    )


def adjusted_finding(answer: Any, lang: Lang) -> str:
    """Where counting by place of work changes the gap most; or why it cannot be counted."""
    if answer.reason:
        return t(
            f"charts.adjusted.reason.{answer.reason}",
            lang,
            known=answer.homes_known,
            needed=answer.homes_needed,
            year=answer.matrix_year or "–",
        )
    rows = answer.regions[answer.regions.adjusted_score.notna()]
    if rows.empty:
        return t("charts.adjusted.too_few", lang)
    relative = rows.reachable_persons.astype(float) / rows.base_persons.astype(float)
    change = relative.map(math.log).abs()
    row = rows.loc[change.idxmax()]
    if change.max() < _NOTICEABLE:
        return t(
            "charts.adjusted.unchanged",
            lang,
            level=t(f"region_level.{row.region_level}", lang),
            change=fmt.percent(abs(float(row.reachable_persons) / float(row.base_persons) - 1), 1, lang),
        )
    return t(
        "charts.adjusted.more" if row.reachable_persons >= row.base_persons else "charts.adjusted.fewer",
        lang,
        region=row.region_name,
        change=fmt.percent(abs(float(row.reachable_persons) / float(row.base_persons) - 1), 1, lang),
        gap=fmt.number(row.gap_score, 2, lang),
        adjusted=fmt.number(row.adjusted_score, 2, lang),
    )


def _adjusted_row(row: Any, context: ChartContext) -> IntervalRow:
    lang = context.lang
    ads = fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang)
    has_value = pd.notna(row.adjusted_score)
    numbers = {
        "adjusted": fmt.number(row.adjusted_score, 2, lang),
        "gap": fmt.number(row.gap_score, 2, lang),
        "reachable": fmt.number(None if pd.isna(row.reachable_persons) else int(row.reachable_persons), 0, lang),
        "lived": fmt.number(None if pd.isna(row.base_persons) else int(row.base_persons), 0, lang),
        "ads": ads,
    }
    hidden = no_rate_words(row.adjusted_reliability, row.ads, lang) if not has_value else ""
    mark = uncertain_mark(row.adjusted_reliability, lang)
    words = hidden or t("charts.adjusted.words", lang, adjusted=numbers["adjusted"], ads=ads) + mark
    tip = hidden or t("charts.adjusted.tip", lang, **numbers)
    place = codes.municipalities().get(row.region_code)
    home = place.county_code if place and row.region_level == "municipality" else row.region_code
    return {
        "label": row.region_name,
        "value": float(row.adjusted_score) if has_value else None,
        "low": float(row.adjusted_low) if has_value else None,
        "high": float(row.adjusted_high) if has_value else None,
        "before": float(row.gap_score) if has_value and pd.notna(row.gap_score) else None,
        "words": words,
        "tip": tip,
        "fill": theme.RAMP[3] if row.adjusted_reliability == "ok" else theme.RAMP[1],
        "chosen": row.region_level != "fa_region" and home == context.county_code,
    }


def _adjusted_table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = [
        "region_code",
        "region_name",
        "ads",
        "base_persons",
        "reachable_persons",
        "gap_score",
        "adjusted_score",
        "adjusted_low",
        "adjusted_high",
    ]
    return (
        rows[columns]
        .assign(
            reliability=reliability_words(rows.adjusted_reliability, lang),
            status=[status_label(s, lang) for s in rows.adjusted_status],
        )
        .reset_index(drop=True)
    )

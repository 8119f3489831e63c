"""Figures of commuting: hubs side by side, flows on a map, the gap counted where people work."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.commuting import draw_hub
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    Width,
    as_float,
    facts_of,
    status_words,
    unit_of,
)
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures.comparison_group import of_group
from aipulsen.figures.context import compared_context, context_of_drawn
from aipulsen.figures.desk import Desk
from aipulsen.figures.wages import ads_words
from aipulsen.provenance import Origin
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_HUBS_WITH_ORIGINS = 2
_SQUARE_WITH_HEADING = 1.2  # how high a hub's map is against its width
_MOST_ROWS = 20
_NOTICEABLE = 0.02  # a change of reachable competence below this is no finding


def commuting_of(desk: Desk, selection: Selection) -> Figure:
    """Commuting hubs side by side."""
    answer = queries.ask_commuting(desk.edition, selection)
    return build_commuting_figure(answer, _drawn_context(answer, answer.origins_of_hubs, desk))


def commuting_flows(desk: Desk, selection: Selection) -> Figure:
    """The flows to each hub on a map of its surroundings."""
    answer = queries.ask_commuting(desk.edition, selection)
    return build_map_figure(answer, _drawn_context(answer, answer.origins_of_flows, desk))


def _drawn_context(answer: queries.CommutingAnswer, drawn: tuple[Origin, ...], desk: Desk) -> ChartContext:
    notes = (desk.say("notes.commuting_report"),) if answer.scope.kind == "report" else ()
    return context_of_drawn(answer.scope, drawn, answer.origins_of_ads, desk.say, notes=notes)


def commuting_adjusted(desk: Desk, selection: Selection) -> Figure:
    """The gap with the educated counted where they work."""
    answer = queries.ask_adjusted(desk.edition, selection)
    return build_adjusted_figure(answer, compared_context(desk, answer.scope))


def build_commuting_figure(answer: queries.CommutingAnswer, context: ChartContext) -> Figure:
    """Totals per hub, and the largest origins of the first two."""
    hubs, origins = answer.hubs, answer.origins
    say = context.say
    totals = [_total_bar(row, say) for row in hubs.itertuples()]
    parts = [_part("totals", totals, say, say("charts.commuting.totals"), 0.3)]
    for row in hubs.head(_HUBS_WITH_ORIGINS).itertuples():
        sent = origins[origins.hub == row.hub]
        bars = [_origin_bar(o, say) for o in sent.itertuples()]
        if bars:
            heading = say("charts.commuting.origins", hub=row.hub_name, year=sent.year.iloc[0])
            parts.append(_part(f"origins-{row.hub}", bars, say, heading, 0.35))
    return Figure(
        key="commuting",
        title=commuting_finding(hubs, say),
        measure=say("charts.commuting.measure"),
        facts=_years(hubs),
        when=", ".join(set(hubs.year.dropna()) if hubs.year.nunique() == 1 else _years(hubs)),
        warnings=_incomplete_lines(hubs, say),
        reading=_ads_lines(hubs, context),
        status=status_words((*hubs.status, *origins.status), say),
        alt=commuting_finding(hubs, say),
        table=_table(hubs, origins, say),
        parts=tuple(parts),
        context=context,
    )


def commuting_finding(hubs: pd.DataFrame, say: Voice) -> str:
    """«Stockholm tar emot 37 gånger så många inpendlare som Luleå», or what is missing."""
    if comparable(hubs):
        first, second = hubs.iloc[0], hubs.iloc[1]
        if second.in_commuters > first.in_commuters:
            first, second = second, first
        ratio = float(first.in_commuters) / float(second.in_commuters)
        return say("charts.commuting.ratio", first=first.hub_name, second=second.hub_name, ratio=say.ratio(ratio))
    known = hubs[hubs.in_commuters.notna()]
    if known.empty:
        return say("charts.commuting.nothing")
    top = known.iloc[0]
    return say("charts.commuting.single", hub=top.hub_name, count=say.number(top.in_commuters))


def comparable(hubs: pd.DataFrame) -> bool:
    """Whether the first two hubs have whole totals; a lower bound is no ground for a ratio."""
    pair = hubs.head(2)
    return len(pair) == 2 and bool(
        pair.in_commuters.notna().all() and pair.is_complete.all() and (pair.in_commuters > 0).all()
    )


def _years(hubs: pd.DataFrame) -> tuple[str, ...]:
    return tuple(f"{row.hub_name} {row.year}" for row in hubs.itertuples() if isinstance(row.year, str))


def _part(name: str, bars: list[Bar], say: Voice, heading: str, share: float) -> Part:
    def draw(width: Width, height: int) -> object:
        return draw_bars(bars, say, width, height, heading=heading)

    return Part(name, draw, bar_height(len(bars), each=32, least=90), share)


def _total_bar(row: object, say: Voice) -> Bar:
    count = row.in_commuters  # type: ignore[attr-defined]
    return {
        "label": row.hub_name,  # type: ignore[attr-defined]
        "value": as_float(count),
        "words": say.number(count),
        "fill": theme.DEEP,
    }


def _origin_bar(row: object, say: Voice) -> Bar:
    count = int(row.employed_persons)  # type: ignore[attr-defined]
    words = say.number(count)
    return {"label": row.origin_name, "value": float(count), "words": words, "fill": theme.RAMP[3]}  # type: ignore[attr-defined]


def _incomplete_lines(hubs: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    partial = hubs[~hubs.is_complete & hubs.in_commuters.notna()].hub_name.tolist()
    return (say("charts.commuting.lower_bound", hubs=", ".join(partial)),) if partial else ()


def _ads_lines(hubs: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    """The AI ads of each hub's county, or in one sentence that none of them is known."""
    say, window = context.say, context.window_words()
    if hubs.county_ads.isna().all():
        return (say("charts.commuting.ads_missing", window=window),)
    return (say("charts.commuting.ads", window=window, ads=_ads_words(hubs, say)),)


def _table(hubs: pd.DataFrame, origins: pd.DataFrame, say: Voice) -> pd.DataFrame:
    whole = pd.DataFrame(
        {
            "hub": hubs.hub,
            "hub_name": hubs.hub_name,
            "origin": say("charts.commuting.everywhere"),
            "persons": hubs.in_commuters,
            "year": hubs.year,
            "status": [say.status(s) for s in hubs.status],
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
            "status": [say.status(s) for s in origins.status],
        }
    )
    return pd.concat([whole, parts], ignore_index=True)


def build_map_figure(answer: queries.CommutingAnswer, context: ChartContext) -> Figure:
    """A map per hub: a line from each origin, as wide as it has commuters; one scale for all hubs."""
    hubs, flows = answer.hubs, answer.flows
    say = context.say
    largest = float(flows.employed_persons.max()) if len(flows) else 1.0
    shown = [hub for hub in hubs.itertuples() if (flows.hub == hub.hub).any()]
    without = [hub.hub_name for hub in hubs.itertuples() if not (flows.hub == hub.hub).any()]
    title = flows_finding(hubs, flows, say)
    return Figure(
        key="commuting-map",
        title=title,
        measure=say("charts.commuting_map.measure"),
        facts=tuple(dict.fromkeys(str(year) for year in flows.year)),
        marks=(say("charts.commuting_map.widths", largest=say.number(largest)),),
        warnings=(say("charts.commuting_map.without", hubs=", ".join(without)),) if without else (),
        reading=_ads_lines(hubs, context),
        status=status_words(flows.status, say),
        alt=title,
        table=_flow_table(hubs, flows, say),
        parts=tuple(_hub_part(hub, flows[flows.hub == hub.hub], largest, say, len(shown)) for hub in shown),
        context=context,
    )


def _ads_words(hubs: pd.DataFrame, say: Voice) -> str:
    return ", ".join(
        f"{say.county(county)} {ads_words(ads, status, say)}"
        for county, ads, status in zip(hubs.county_code, hubs.county_ads, hubs.county_ads_status, strict=True)
    )


def _hub_part(hub: Any, flows: pd.DataFrame, largest: float, say: Voice, hubs: int) -> Part:
    def draw(width: Width, height: int) -> object:
        return draw_hub(hub, flows, largest, say, hubs, width, height)

    return Part(f"hub-{hub.hub}", draw, 420, 1 / hubs, highest=_SQUARE_WITH_HEADING)


def flows_finding(hubs: pd.DataFrame, flows: pd.DataFrame, say: Voice) -> str:
    """«Till Stockholm pendlar flest från Nacka (25 266), till Luleå från Boden (3 462)», the first two hubs."""
    said: list[str] = []
    for hub in hubs.itertuples():
        sent = flows[flows.hub == hub.hub]
        if sent.empty or len(said) == 2:
            continue
        top = sent.loc[sent.employed_persons.idxmax()]
        key = "then" if said else "first"
        persons = say.number(top.employed_persons)
        said.append(say(f"charts.commuting_map.{key}", hub=hub.hub_name, origin=top.origin_name, persons=persons))
    return "".join(said) or say("charts.commuting_map.nothing")


def _flow_table(hubs: pd.DataFrame, flows: pd.DataFrame, say: Voice) -> pd.DataFrame:
    named = dict(zip(hubs.hub, hubs.hub_name, strict=True))
    return pd.DataFrame(
        {
            "hub": flows.hub,
            "hub_name": flows.hub.map(named),
            "origin": flows.origin_name,
            "persons": flows.employed_persons,
            "year": flows.year,
            "status": [say.status(s) for s in flows.status],
        }
    )


def build_adjusted_figure(answer: queries.AdjustedAnswer, context: ChartContext) -> Figure:
    """Per region: the gap by those who live there (hollow) and by those who work there (filled, with interval).

    Without the whole matrix there is nothing to draw and no row: the title says why.
    """
    say = context.say
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
    title = adjusted_finding(dataclasses.replace(answer, regions=rows), say)
    drawn = [] if answer.reason else [_adjusted_row(row, context) for row in drawable.itertuples()]
    parts = (
        Part("adjusted", lambda w, h: draw_intervals(drawn, say, w, h), bar_height(len(drawn), each=25, least=120)),
    )
    left = len(rows) - len(drawable)
    return Figure(
        key="commuting-adjusted",
        title=title,
        measure=say(
            "charts.commuting_adjusted.measure",
            unit=unit_of("scb", say),
            base=say("base_short.scb"),
            level=say(f"region_level.{level}"),
        ),
        facts=facts_of(context),
        marks=(say("charts.commuting_adjusted.reading"),) if not answer.reason else (),
        reading=(
            *((say("charts.commuting_adjusted.left_out", count=left),) if left and not answer.reason else ()),
            *(
                (say(f"charts.commuting_adjusted.method.{answer.method}", year=answer.matrix_year),)
                if answer.method
                else ()
            ),
            *(
                (say("charts.commuting_adjusted.not_placed", ads=say.number(answer.not_placed_ads)),)
                if answer.not_placed_ads
                else ()
            ),
        ),
        status=status_words(rows.adjusted_status, say),
        alt=title,
        table=_adjusted_table(rows, say) if drawn else pd.DataFrame({"reason": [title]}),
        parts=parts if drawn else (),
        context=context,
    )


def adjusted_finding(answer: queries.AdjustedAnswer, say: Voice) -> str:
    """Where counting by place of work changes the gap most; or why it cannot be counted."""
    if answer.reason:
        return say(
            f"charts.commuting_adjusted.reason.{answer.reason}",
            known=answer.homes_known,
            needed=answer.homes_needed,
            year=answer.matrix_year or "–",
        )
    rows = answer.regions[answer.regions.adjusted_score.notna()]
    if rows.empty:
        return say("charts.commuting_adjusted.too_few")
    relative = rows.reachable_persons.astype(float) / rows.base_persons.astype(float)
    change = relative.map(math.log).abs()
    row = rows.loc[change.idxmax()]
    if change.max() < _NOTICEABLE:
        return say(
            "charts.commuting_adjusted.unchanged",
            level=say(f"region_level.{row.region_level}"),
            educated=say.percent(abs(float(row.reachable_persons) / float(row.base_persons) - 1), 1),
        )
    return say(
        "charts.commuting_adjusted.more"
        if row.reachable_persons >= row.base_persons
        else "charts.commuting_adjusted.fewer",
        region=row.region_name,
        educated=say.percent(abs(float(row.reachable_persons) / float(row.base_persons) - 1), 1),
        gap=say.number(row.gap_score, 2),
        adjusted=say.number(row.adjusted_score, 2),
        unit=unit_of("scb", say),
    )


def _adjusted_row(row: Any, context: ChartContext) -> IntervalRow:
    say = context.say
    ads = say.number(row.ads)
    has_value = pd.notna(row.adjusted_score)
    numbers = {
        "adjusted": say.number(row.adjusted_score, 2),
        "gap": say.number(row.gap_score, 2),
        "reachable": say.number(row.reachable_persons),
        "lived": say.number(row.base_persons),
        "ads": ads,
    }
    hidden = no_rate_words(row.adjusted_reliability, row.ads, say, row.ads_status) if not has_value else ""
    mark = uncertain_mark(row.adjusted_reliability, say)
    words = hidden or say("charts.commuting_adjusted.words", adjusted=numbers["adjusted"], ads=ads) + mark
    tip = hidden or say("charts.commuting_adjusted.tip", **numbers)
    place = codes.municipalities().get(row.region_code)
    home = place.county_code if place and row.region_level == "municipality" else row.region_code
    return {
        "label": row.region_name,
        "value": float(row.adjusted_score) if has_value else None,
        "low": float(row.adjusted_low) if has_value else None,
        "high": float(row.adjusted_high) if has_value else None,
        "before": as_float(row.gap_score) if has_value else None,
        "words": words,
        "tip": tip,
        "fill": theme.RAMP[3] if row.adjusted_reliability == "ok" else theme.RAMP[1],
        "chosen": row.region_level != "fa_region" and home == context.county_code,
    }


def _adjusted_table(rows: pd.DataFrame, say: Voice) -> pd.DataFrame:
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
        "ads_status",
    ]
    return (
        rows[columns]
        .assign(
            ads_status=[say.status(s) for s in rows.ads_status],
            reliability=reliability_words(rows.adjusted_reliability, say),
            status=[say.status(s) for s in rows.adjusted_status],
            unit=unit_of("scb", say),
        )
        .reset_index(drop=True)
    )

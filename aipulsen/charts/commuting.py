"""Commuting: hubs side by side – how many come in, from where, and how the hubs compare."""

from __future__ import annotations

import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, source_lines, status_line
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_HUBS_WITH_ORIGINS = 2


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

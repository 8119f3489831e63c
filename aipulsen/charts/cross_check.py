"""Korsvalidering: each county's share in two sources with their intervals; what differs more than chance stands out."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import ChartContext, Width, as_float
from aipulsen.charts.room import end_for_words, in_lines, round_ticks, whole_or_in_lines
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.voice import Voice

SHARES = ("ads_share", "ads_low_share", "ads_high_share", "reliability")
BOARD_SHARES = ("board_ads_share", "board_ads_low_share", "board_ads_high_share", "board_reliability")


def _share_words(share: float, reliability: str, ads: int, say: Voice) -> str:
    """«3,5 %», «0,8 % osäkert», or why there is no share."""
    if pd.isna(share):
        return no_rate_words(reliability, ads, say)
    return say.percent(share, 1) + uncertain_mark(reliability, say)


def _row(row: Any, say: Voice) -> dict[str, Any]:
    """A county as the drawing needs it: plain floats, words, and where the words begin."""
    one, two = ([getattr(row, column) for column in columns] for columns in (SHARES, BOARD_SHARES))
    sources = [_share_words(one[0], one[3], row.ads, say), _share_words(two[0], two[3], row.board_ads, say)]
    mark = f" {say('charts.cross_check.differs')}" if row.agreement == "differs" else ""
    plain = {
        f"{name}_{end}": as_float(value)
        for name, values in (("one", one), ("two", two))
        for end, value in zip(("share", "low", "high"), values[:3], strict=True)
    }
    return {
        "county": say.county(row.county_code),
        **plain,
        "end": max(plain["one_high"] or 0.0, plain["two_high"] or 0.0),
        "words": " / ".join(dict.fromkeys(sources)) + mark,
        "tip": say(
            "charts.cross_check.tip",
            ads=say.number(row.ads),
            interval=say.percent_range(plain["one_low"], plain["one_high"], 1),
            board_ads=say.number(row.board_ads),
            board_interval=say.percent_range(plain["two_low"], plain["two_high"], 1),
        ),
        "colour": theme.INK if row.agreement == "differs" else theme.RAMP[2],
    }


def draw_shares(agreement: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    """Two points with whiskers per county: Platsbanken's share and the job boards'."""
    say = context.say
    ordered = agreement.sort_values(["ads_share", "ads", "county_code"], ascending=[False, False, True])
    rows = [_row(row, say) for row in ordered.itertuples()]
    order = [str(row["county"]) for row in rows]
    highest = max([*(row["end"] for row in rows), 1e-9])
    end = end_for_words(((row["end"], theme.text_width(row["words"], 12)) for row in rows), 0.0, highest)
    scale = alt.Scale(domainMin=0, domainMax=end, nice=False)
    ticks = round_ticks(0.0, highest)
    axis = alt.Axis(title=None, orient="top", labelExpr=theme.percent_label(say), values=ticks, labelColor=theme.QUIET)
    y = alt.Y("county:N", sort=order, title=None, axis=alt.Axis(grid=False))
    # A lane each within the county's row, so that neither source hides the other's interval.
    lane = alt.YOffset("source:N", scale=alt.Scale(domain=["one", "two"]), sort=None)
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in (("county", " "), ("words", "\u200b"))]
    tooltip.append(alt.Tooltip("tip:N", title="\u200c"))
    points: dict[str, dict[str, Any]] = {
        "one": {"filled": True, "size": 45, "color": theme.DEEP},
        "two": {"filled": True, "fill": theme.GROUND, "size": 34, "stroke": theme.DEEP, "strokeWidth": 1.8},
    }
    layers = []
    for name, style in points.items():
        shown = [{**row, "source": name} for row in rows if row[f"{name}_share"] is not None]
        base = theme.chart_of(shown).encode(y=y, yOffset=lane)
        low, point = (alt.X(f"{name}_{end}:Q", scale=scale, axis=axis) for end in ("low", "share"))
        whisker = base.mark_rule(strokeWidth=2, strokeCap="round")
        layers.append(whisker.encode(x=low, x2=alt.X2(f"{name}_high:Q"), color=alt.Color("colour:N", scale=None)))
        layers.append(base.mark_point(opacity=1, **style).encode(x=point, tooltip=tooltip))
    text = theme.chart_of([{**row, **in_lines(row["words"], theme.text_width(row["words"], 12))} for row in rows])
    text = text.mark_text(align="left", dx=9, fontSize=12, **whole_or_in_lines("datum.end"))
    layers.append(text.encode(x=alt.X("end:Q", scale=scale, axis=axis), y=y))
    return theme.layered(layers, say, width, height)

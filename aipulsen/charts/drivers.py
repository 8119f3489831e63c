"""What drives the gap: demand against supply per county, drawn and in words."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import ChartContext, Width
from aipulsen.charts.room import end_for_words, size_of_words, width_left
from aipulsen.charts.small_numbers import no_rate_words, uncertain_mark
from aipulsen.provenance import is_filler
from aipulsen.voice import Voice

DEMAND, SUPPLY = theme.DEEP, theme.RAMP[2]
_BREAK, _LEGEND_WIDTH = "  ", 170
_TICKS = (0.1, 0.2, 0.25, 1 / 3, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0)


def _pieces(drivers: pd.DataFrame, context: ChartContext) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The bars (two per county, stacked away from zero) and the totals, as plain rows."""
    say = context.say
    names = dict(zip(("demand", "supply"), _names(context), strict=True))
    bars, totals = [], []
    for row in drivers.itertuples():
        count = say.number(row.ads)
        unsure = row.compared_with_rest not in ("higher", "lower")
        total = {"county": row.county_name, "chosen": row.county_code == context.county_code, "unsure": unsure}
        if pd.isna(row.gap_log):
            totals.append({**total, "total": None, "words": why_not_split(row, say), "end": 0.0})
            continue
        ends = {"up": 0.0, "down": 0.0}
        for part, value, ratio in (
            ("demand", float(row.demand_log), float(row.demand_ratio)),
            ("supply", float(row.supply_log), float(row.supply_ratio)),
        ):
            side = "up" if value > 0 else "down"
            bars.append(
                {
                    "county": row.county_name,
                    "part": names[part],
                    "from": ends[side],
                    "to": ends[side] + value,
                    "words": f"×{say.number(ratio, 2)}",
                    "strength": 0.35 if unsure else 1.0,
                }
            )
            ends[side] += value
        why_pale = "unsure" if isinstance(row.compared_with_rest, str) else "untested_mark"
        mark = uncertain_mark(row.reliability, say) or (f" {say(f'drivers.{why_pale}')}" if unsure else "")
        words = f"×{say.number(math.exp(row.gap_log), 2)} ({count}){mark}"
        totals.append({**total, "total": float(row.gap_log), "words": words, "end": max(ends["up"], 0.0)})
    return bars, totals


def why_not_split(row: Any, say: Voice) -> str:
    """Why a county's gap has no parts, in a few words: nobody counted its ads, or they are too few."""
    if is_filler(row.ads, row.ads_status):
        return say("drivers.not_counted")
    return no_rate_words(row.reliability, row.ads, say)


def _names(context: ChartContext) -> list[str]:
    """The two parts as the legend names them, broken so that they fit a narrow column."""
    say = context.say
    told = (say("drivers.legend_demand"), say("drivers.legend_supply", people=context.people))
    return [_BREAK.join(theme.wrapped(name, 12, _LEGEND_WIDTH)) for name in told]


def draw_drivers(drivers: pd.DataFrame, context: ChartContext, width: Width, height: int) -> Any:
    """Diverging bars on a logarithmic scale, widest gap first: dark for demand, pale for supply, a point for both."""
    say = context.say
    ordered = drivers.sort_values(["gap_log", "county_name"], ascending=[False, True], na_position="last")
    order = ordered.county_name.tolist()
    bars, totals = _pieces(drivers, context)
    low = min([-0.1, *(b["to"] for b in bars)]) - 0.1
    high = max([0.1, *(b["to"] for b in bars)])
    small = height < 480
    fits = [(row["end"], theme.text_width(row["words"], 12)) for row in totals]
    scale = alt.Scale(domainMin=low, domainMax=end_for_words(fits, low, high), nice=False, zero=False)
    ticks = [math.log(tick) for tick in _TICKS if low <= math.log(tick) <= high + 0.05]
    axis = alt.Axis(
        orient="top", title=None, grid=True, values=ticks, labelExpr="'×' + format(exp(datum.value), '.2~f')",
        labelColor=theme.QUIET, labelOverlap="greedy",
    )  # fmt: skip
    y = alt.Y(
        "county:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelFontSize=11 if small else 13, labelLimit=150, grid=False),
        scale=alt.Scale(domain=order, paddingInner=0.3),
    )
    names = _names(context)
    colour = alt.Color(
        "part:N",
        scale=alt.Scale(domain=names, range=[DEMAND, SUPPLY]),
        legend=alt.Legend(
            orient="bottom",
            title=None,
            direction="vertical",
            labelLimit=260,
            labelExpr=f"split(datum.label, '{_BREAK}')",
        ),
    )
    tips = [alt.Tooltip(f"{name}:N", title=say(f"drivers.tip.{name}")) for name in ("county", "part", "words")]
    x = alt.X("from:Q", scale=scale, axis=axis)
    base = theme.chart_of(bars).encode(y=y)
    points = theme.chart_of([v for v in totals if v["total"] is not None]).encode(y=y)
    at_total = alt.X("total:Q", scale=scale, axis=axis)
    words = theme.chart_of(totals).encode(
        y=y,
        x=alt.X("end:Q", scale=scale, axis=axis),
        text=alt.Text("words:N"),
        color=theme.either(alt.ColorValue, "datum.unsure", theme.QUIET, theme.INK),
    )
    layers = [
        base.mark_bar().encode(
            x=x,
            x2=alt.X2("to:Q"),
            color=colour,
            opacity=alt.Opacity("strength:Q", scale=None, legend=None),
            tooltip=tips,
        ),
        theme.chart_of([{}]).mark_rule(color=theme.INK, opacity=0.6).encode(x=alt.XDatum(0, scale=scale)),
        points.mark_point(shape="diamond", size=70, filled=True, fill=theme.GROUND, stroke=theme.INK).encode(
            x=at_total,
            stroke=theme.either(alt.StrokeValue, "datum.chosen", theme.ACCENT, theme.INK),
            strokeWidth=theme.either(alt.StrokeWidthValue, "datum.chosen", 3, 1.2),
            opacity=alt.OpacityValue(1),
        ),
        words.mark_text(align="left", dx=9, fontSize=size_of_words(11 if small else 12), limit=width_left("datum.end")),
    ]
    return theme.layered(layers, say, width, height)

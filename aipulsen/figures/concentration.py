"""How concentrated the ads are: quotients, Lorenz curve, the big cities' share over time."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.concentration import draw_lorenz, draw_share
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    as_float,
    count_words,
    facts_of,
    measure_words,
    nothing_figure,
    placed_words,
    status_words,
)
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import (
    compared_words,
    interval_words,
    no_rate_words,
    reliability_words,
    uncertain_mark,
)
from aipulsen.figures.comparison_group import of_group, placed_title
from aipulsen.figures.context import compared_context, context_of
from aipulsen.figures.desk import Desk
from aipulsen.figures.left_out import has_number, without_ads
from aipulsen.figures.tested import kind_words, said_of_tests
from aipulsen.figures.trend import break_lines, mixed_mark, no_breaks_line, nothing_over_time
from aipulsen.provenance import is_counted, is_filler
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def big_city_quotients(desk: Desk, selection: Selection) -> Figure:
    """Location quotients with intervals, every county or the comparison group."""
    answer = queries.ask_concentration(desk.edition, selection)
    return build_quotients_figure(answer, compared_context(desk, answer.scope))


def big_city_lorenz(desk: Desk, selection: Selection) -> Figure:
    """The concentration curve with its Gini coefficient."""
    answer = queries.ask_concentration(desk.edition, selection)
    return build_lorenz_figure(answer, compared_context(desk, answer.scope, intervals=False))


def big_city_trend(desk: Desk, selection: Selection) -> Figure:
    """The big cities' share of the ads over the edition's days."""
    answer = queries.ask_share_over_time(desk.edition, selection)
    return build_share_figure(answer, context_of(answer.scope, desk.say))


def build_quotients_figure(answer: queries.ConcentrationAnswer, context: ChartContext) -> Figure:
    """Every county's (or the comparison group's) location quotient with its interval; 1 is the country."""
    quotients = answer.quotients
    say = context.say
    shown = of_group(quotients, context)
    rows = shown.sort_values(["location_quotient", "county_code"], ascending=[False, True], na_position="last")
    told = has_number(rows, "location_quotient") & quotients.location_quotient.notna().any()
    drawn = [_quotient_row(row, context) for row in rows[told].itertuples()]
    title = _own_quotient(shown, context) if context.county_code else quotients_finding(quotients, say)
    reference = (1.0, say("charts.quotients.country"))
    return Figure(
        key="big-city-quotients",
        title=title,
        measure=measure_words("charts.quotients.measure", context, kind=kind_words(quotients.interval_kind, say)),
        facts=facts_of(context, _placed(quotients, context)),
        marks=(say("charts.quotients.reading"), *_filler_mark(shown, say)) if drawn else (),
        warnings=without_ads(rows[rows.ads.isna()], context, is_report=answer.scope.kind == "report"),
        reading=(
            *said_of_tests(quotients.compared_with_rest, say, kinds=quotients.interval_kind),
            say("charts.lorenz.population", period=say.period(str(rows.population_period.iloc[0]))),
        ),
        status=status_words(rows.score_status, say),
        alt=title,
        table=_quotient_table(rows, say),
        parts=(
            Part(
                "quotients",
                lambda w, h: draw_intervals(drawn, say, w, h, reference=reference, logarithmic=True),
                bar_height(len(drawn), each=25, least=120),
            ),
        )
        if drawn
        else (),
        context=context,
    )


def _quotient_row(row: Any, context: ChartContext) -> IntervalRow:
    say = context.say
    ads = say.number(row.ads)
    has_value = pd.notna(row.location_quotient)
    fill = theme.DEEP if row.is_big_city else theme.RAMP[2]
    if has_value:
        quotient = say.number(row.location_quotient, 2)
        words = say("charts.quotients.words", quotient=quotient, ads=ads) + uncertain_mark(row.reliability, say)
        if not is_counted(row.ads_status):
            words = f"{quotient} {say('charts.gap.mark_imputed')}"
            fill = theme.GROUND
        tip = say(
            "charts.quotients.tip",
            interval=interval_words(row.quotient_low, row.quotient_high, say),
            ads=ads,
            share=say.percent(row.ads_share, 1),
            people=say.percent(row.population_share, 1),
        )
    else:
        words = tip = no_rate_words(row.reliability, row.ads, say, row.ads_status)
    return {
        "label": say.county(row.county_code) + (" *" if row.is_big_city else ""),
        "value": float(row.location_quotient) if has_value else None,
        "low": as_float(row.quotient_low),
        "high": as_float(row.quotient_high),
        "before": None,
        "words": words,
        "tip": tip,
        "fill": fill,
        "chosen": row.county_code == context.county_code,
    }


def _filler_mark(counted: pd.DataFrame, say: Voice) -> tuple[str, ...]:
    """What a hollow point is, where there is one."""
    drawn = counted[counted.location_quotient.notna()]
    return () if all(map(is_counted, drawn.ads_status)) else (say("charts.quotients.hollow"),)


def _own_quotient(group: pd.DataFrame, context: ChartContext) -> str:
    """The chosen county's quotient with its interval, or that its ads are a filler, and its place in the comparison
    group where there is one."""
    say = context.say
    own = group[group.county_code == context.county_code].iloc[0]
    county = say.county(own.county_code)
    if pd.isna(own.location_quotient):
        few = "own_hidden_imputed" if is_filler(own.ads, own.ads_status) else "own_missing"
        key = "own_unknown" if group.location_quotient.isna().all() else few
        return say(f"charts.quotients.{key}", county=county, ads=say.number(own.ads))
    finding = say(
        f"charts.quotients.{'own' if is_counted(own.ads_status) else 'own_imputed'}",
        county=county,
        quotient=say.number(own.location_quotient, 2),
        interval=interval_words(own.quotient_low, own.quotient_high, say),
    )
    counted = group.location_quotient.where(group.ads_status.map(is_counted).astype(bool))
    return placed_title(finding, dict(zip(group.county_code, counted, strict=True)), context)


def quotients_finding(quotients: pd.DataFrame, say: Voice) -> str:
    """How many counties have certainly more ads than their share of the people, and which is highest of them."""
    rated = quotients[quotients.location_quotient.notna()]
    if rated.empty:
        return say("charts.quotients.nothing")
    above = rated[rated.compared_with_rest == "higher"].sort_values("location_quotient", ascending=False)
    if above.empty:
        return say("charts.quotients.none_above")
    names = [say.county(c) for c in above.county_code]
    named = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {say('common.and')} {names[-1]}"
    if len(names) > 4:
        return say("charts.quotients.many_above", count=len(names), first=names[0])
    return say("charts.quotients.above", counties=named)


def _quotient_table(rows: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = [
        "county_code",
        "ads",
        "ads_share",
        "population_persons",
        "population_share",
        "location_quotient",
        "quotient_low",
        "quotient_high",
        "compared_with_rest",
        "reliability",
        "score_status",
    ]
    table = rows[columns].assign(
        compared_with_rest=[compared_words(c, say) for c in rows.compared_with_rest],
        reliability=reliability_words(rows.reliability, say),
        score_status=[say.status(s) for s in rows.score_status],
    )
    table.insert(1, "county_name", [say.county(c) for c in rows.county_code])
    return table.reset_index(drop=True)


def _placed(counted: pd.DataFrame, context: ChartContext) -> str:
    return placed_words(context, None if counted.ads.isna().any() else int(counted.ads.sum()))


def _is_at_edge(value: float | None, low: float | None, high: float | None) -> bool:
    """Whether the coefficient lies in the interval's uppermost tenth, which a reader would take for a mistake."""
    return value is not None and low is not None and high is not None and high - value < (high - low) / 10


def build_lorenz_figure(answer: queries.ConcentrationAnswer, context: ChartContext) -> Figure:
    """The Lorenz curve of ads over people with its Gini coefficient."""
    curve, quotients = answer.curve, answer.quotients
    gini = (answer.gini, answer.gini_low, answer.gini_high)
    say = context.say
    if curve.empty or gini[0] is None:
        words, quiet = say("charts.lorenz.nothing"), measure_words("charts.lorenz.measure", context)
        return dataclasses.replace(nothing_figure("big-city-lorenz", words, "", context), measure=quiet)
    key = "imputed" if gini[1] is None else "finding" if gini[1] else "not_different"
    title = say(f"charts.lorenz.{key}")
    statuses = quotients.set_index("county_code").ads_status
    drawn = curve.assign(is_filler=[bool(c) and not is_counted(statuses[c]) for c in curve.county_code])
    table = curve.assign(
        county_name=[say.county(c) if c else say("charts.lorenz.start") for c in curve.county_code],
        gini=gini[0],
        gini_low=gini[1],
        gini_high=gini[2],
        gini_status=say.status(answer.gini_status),
        ads_placed=int(curve.ads.sum()),
        ads_status=[say.status(s) if s else None for s in curve.county_code.map(statuses).fillna("")],
    )
    return Figure(
        key="big-city-lorenz",
        title=title,
        measure=measure_words("charts.lorenz.measure", context),
        facts=facts_of(context, _placed(curve, context)),
        marks=(
            *((say("charts.lorenz.ringed"),) if context.comparison else ()),
            *_filler_mark(quotients, say),
            *((say("charts.lorenz.dashed"),) if gini[1] is None else ()),
        ),
        reading=(
            _gini_words(gini, say),
            say("charts.lorenz.reading", half=_poorer_half(curve, say)),
            *((say("charts.lorenz.at_edge"),) if _is_at_edge(*gini) else ()),
            say("charts.lorenz.population", period=say.period(str(quotients.population_period.iloc[0]))),
        ),
        status=status_words([answer.gini_status], say),
        alt=title,
        table=table,
        parts=(Part("lorenz", lambda w, h: draw_lorenz(drawn, context, w, h), 420),),
        context=context,
    )


def _gini_words(gini: tuple[float | None, float | None, float | None], say: Voice) -> str:
    """The coefficient with its interval, or that nobody can give it one."""
    value, low, high = (say.number(v, 2) for v in gini)
    if gini[1] is None:
        return say("charts.lorenz.gini_imputed", gini=value)
    return say("charts.lorenz.gini", gini=value, low=low, high=high)


def _poorer_half(curve: pd.DataFrame, say: Voice) -> str:
    """The share of the ads that the half of the people with fewest ads per person live beside."""
    x, y = curve.population_cumulated_share, curve.ads_cumulated_share
    after = int((x >= 0.5).idxmax())
    step = (0.5 - x[after - 1]) / (x[after] - x[after - 1])
    return say.percent(y[after - 1] + step * (y[after] - y[after - 1]))


def build_share_figure(answer: queries.ShareOverTimeAnswer, context: ChartContext) -> Figure:
    """The big cities' share of the placed ads in a moving window, with the population's share dashed."""
    windows, breaks, population_share = answer.windows, answer.breaks, answer.population_share
    reason, definition = answer.reason, answer.scope.selection.definition
    say = context.say
    if reason is not None:
        return nothing_over_time("big-city-trend", reason, context)
    named = say(f"definition.{definition}")
    now = windows.iloc[-1]
    title = say(
        "charts.share_trend.finding" if pd.notna(now.ads_share) else "charts.share_trend.hidden",
        definition=named,
        share=say.percent(now.ads_share),
        interval=say.percent_range(now.ads_share_low, now.ads_share_high),
        people=say.percent(population_share),
        ads=say.number(now.ads_big_city),
        total=say.number(now.ads_placed),
    ) + uncertain_mark(now.reliability, say)
    renamed = windows.rename(columns={"ads_placed": "ads"})
    return Figure(
        key="big-city-trend",
        title=title,
        measure=say(
            "charts.share_trend.measure",
            days=context.window_days,
            places=say(f"charts.big_city.places.{definition}"),
        ),
        facts=facts_of(context, say("charts.share_trend.latest", ads=count_words(context))),
        marks=(say("charts.share_trend.people", share=say.percent(population_share)), *mixed_mark(windows, say)),
        warnings=break_lines(breaks, say),
        reading=no_breaks_line(breaks, say),
        status=status_words(windows.status, say),
        alt=title,
        table=windows.assign(
            definition=named,
            level=say(f"level.{context.level}"),
            reliability=reliability_words(windows.reliability, say),
            spans_break=[say(f"common.{'yes' if s else 'no'}") for s in windows.spans_break],
            status=[say.status(s) for s in windows.status],
        ),
        parts=(Part("share", lambda w, h: draw_share(renamed, population_share, breaks, say, w, h), 300),),
        context=context,
    )

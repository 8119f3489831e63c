"""How concentrated the ads are: quotients, Lorenz curve, the big cities' share over time."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.concentration import draw_lorenz, draw_share
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import interval_words, no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures.comparison import of_group, placed_title
from aipulsen.figures.context import compared_context, context_of
from aipulsen.figures.trend import break_lines, nothing_figure
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def big_city_quotients(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Location quotients with intervals, every county or the comparison group."""
    answer = queries.ask_concentration(selection, root)
    return build_quotients_figure(answer.quotients, compared_context(answer.scope, lang, root))


def big_city_lorenz(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The concentration curve with its Gini coefficient."""
    answer = queries.ask_concentration(selection, root)
    gini = (answer.gini, answer.gini_low, answer.gini_high)
    return build_lorenz_figure(
        answer.curve, gini, answer.quotients, compared_context(answer.scope, lang, root, intervals=False)
    )


def big_city_trend(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The big cities' share of the ads over the edition's days."""
    answer = queries.ask_share_over_time(selection, root)
    return build_share_figure(
        answer.windows,
        answer.population_share,
        answer.breaks,
        answer.reason,
        context_of(answer.scope, lang),
        selection.definition,
    )


def build_quotients_figure(quotients: pd.DataFrame, context: ChartContext) -> Figure:
    """Every county's (or the comparison group's) location quotient with its interval; 1 is the country.

    quotients: county_code, ads, ads_share, population_persons, population_share, location_quotient,
    quotient_low, quotient_high, reliability, is_big_city, population_period, status.
    """
    lang = context.lang
    shown = of_group(quotients, context)
    rows = shown.sort_values(["location_quotient", "county_code"], ascending=[False, True], na_position="last")
    drawn = [_quotient_row(row, context) for row in rows.itertuples()]
    title = _own_quotient(shown, context) if context.comparison else quotients_finding(quotients, lang)
    reference = (1.0, t("charts.quotients.country", lang))
    return Figure(
        key="big-city-quotients",
        title=title,
        subtitle=t(
            "charts.quotients.measure",
            lang,
            window=context.window_words(),
            ads=count_words(context),
            level=t(f"level.{context.level}", lang),
        ),
        caption=(
            t("charts.quotients.reading", lang),
            t("charts.lorenz.population", lang, period=fmt.period(str(rows.population_period.iloc[0]), lang)),
            *status_line(rows.score_status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=_quotient_table(rows, lang),
        parts=(
            Part(
                "quotients",
                lambda w, h: draw_intervals(drawn, lang, w, h, reference=reference, logarithmic=True),
                bar_height(len(drawn), each=25, least=120),
            ),
        ),
        context=context,
    )


def _quotient_row(row: Any, context: ChartContext) -> IntervalRow:
    lang = context.lang
    ads = fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang)
    has_value = pd.notna(row.location_quotient)
    if has_value:
        words = t("charts.quotients.words", lang, quotient=fmt.number(row.location_quotient, 2, lang), ads=ads)
        words += uncertain_mark(row.reliability, lang)
        tip = t(
            "charts.quotients.tip",
            lang,
            interval=interval_words(row.quotient_low, row.quotient_high, lang),
            ads=ads,
            share=fmt.percent(row.ads_share, 1, lang),
            people=fmt.percent(row.population_share, 1, lang),
        )
    else:
        words = tip = no_rate_words(row.reliability, row.ads, lang)
    return {
        "label": codes.county_name(row.county_code, lang) + (" *" if row.is_big_city else ""),
        "value": float(row.location_quotient) if has_value else None,
        "low": float(row.quotient_low) if pd.notna(row.quotient_low) else None,
        "high": float(row.quotient_high) if pd.notna(row.quotient_high) else None,
        "before": None,
        "words": words,
        "tip": tip,
        "fill": theme.DEEP if row.is_big_city else theme.RAMP[2],
        "chosen": row.county_code == context.county_code,
    }


def _own_quotient(group: pd.DataFrame, context: ChartContext) -> str:
    """The chosen county's quotient with its interval and its place in the comparison group."""
    lang = context.lang
    own = group[group.county_code == context.comparison[0]].iloc[0]
    county = codes.county_name(own.county_code, lang)
    if pd.isna(own.location_quotient):
        return t("charts.quotients.own_missing", lang, county=county)
    finding = t(
        "charts.quotients.own",
        lang,
        county=county,
        quotient=fmt.number(own.location_quotient, 2, lang),
        interval=interval_words(own.quotient_low, own.quotient_high, lang),
    )
    return placed_title(finding, group.set_index("county_code").location_quotient.to_dict(), context)


def quotients_finding(quotients: pd.DataFrame, lang: Lang) -> str:
    """How many counties have certainly more ads than their share of the people, and which is highest of them."""
    rated = quotients[quotients.location_quotient.notna()]
    if rated.empty:
        return t("charts.quotients.nothing", lang)
    above = rated[rated.quotient_low > 1].sort_values("location_quotient", ascending=False)
    if above.empty:
        return t("charts.quotients.none_above", lang)
    names = [codes.county_name(c, lang) for c in above.county_code]
    named = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {t('common.and', lang)} {names[-1]}"
    if len(names) > 4:
        return t("charts.quotients.many_above", lang, count=len(names), first=names[0])
    return t("charts.quotients.above", lang, counties=named)


def _quotient_table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = [
        "county_code",
        "ads",
        "ads_share",
        "population_persons",
        "population_share",
        "location_quotient",
        "quotient_low",
        "quotient_high",
        "reliability",
        "score_status",
    ]
    table = rows[columns].assign(
        reliability=reliability_words(rows.reliability, lang),
        score_status=[status_label(s, lang) for s in rows.score_status],
    )
    table.insert(1, "county_name", [codes.county_name(c, lang) for c in rows.county_code])
    return table.reset_index(drop=True)


def build_lorenz_figure(
    curve: pd.DataFrame,
    gini: tuple[float | None, float | None, float | None],
    quotients: pd.DataFrame,
    context: ChartContext,
) -> Figure:
    """The Lorenz curve of ads over people with its Gini coefficient.

    curve: county_code, ads, population_cumulated_share, ads_cumulated_share, from (0, 0) to (1, 1).
    """
    lang = context.lang
    if curve.empty or gini[0] is None:
        words = t("charts.lorenz.nothing", lang)
        return dataclasses.replace(
            nothing_figure("big-city-lorenz", "no_ads", context), title=words, subtitle=words, alt=words
        )
    value, low, high = (fmt.number(v, 2, lang) for v in gini)
    key = "imputed" if gini[1] is None else "finding" if gini[1] else "not_different"
    title = t(f"charts.lorenz.{key}", lang, gini=value, low=low, high=high)
    table = curve.assign(
        county_name=[codes.county_name(c, lang) if c else t("charts.lorenz.start", lang) for c in curve.county_code],
        gini=gini[0],
        gini_low=gini[1],
        gini_high=gini[2],
        ads_placed=int(curve.ads.sum()),
    )
    return Figure(
        key="big-city-lorenz",
        title=title,
        subtitle=t(
            "charts.lorenz.measure",
            lang,
            window=context.window_words(),
            ads=count_words(context),
            level=t(f"level.{context.level}", lang),
        ),
        caption=(
            t("charts.lorenz.reading", lang, half=_poorer_half(curve, lang)),
            *((t("charts.lorenz.ringed", lang),) if context.comparison else ()),
            t("charts.lorenz.population", lang, period=fmt.period(str(quotients.population_period.iloc[0]), lang)),
            *status_line(quotients.score_status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=table,
        parts=(Part("lorenz", lambda w, h: draw_lorenz(curve, context, w, h), 420),),
        context=context,
    )


def _poorer_half(curve: pd.DataFrame, lang: Lang) -> str:
    """The share of the ads that the half of the people with fewest ads per person live beside."""
    x, y = curve.population_cumulated_share, curve.ads_cumulated_share
    after = int((x >= 0.5).idxmax())
    step = (0.5 - x[after - 1]) / (x[after] - x[after - 1])
    return fmt.percent(float(y[after - 1] + step * (y[after] - y[after - 1])), 0, lang)


def build_share_figure(
    windows: pd.DataFrame,
    population_share: float,
    breaks: pd.DataFrame,
    reason: str | None,
    context: ChartContext,
    definition: str,
) -> Figure:
    """The big cities' share of the placed ads in a moving window, with the population's share dashed.

    windows: window_end, ads_big_city, ads_placed, ads_share, ads_share_low, ads_share_high, reliability, spans_break,
    status.
    """
    lang = context.lang
    if reason is not None:
        return nothing_figure("big-city-trend", reason, context)
    named = t(f"definition.{definition}", lang)
    now = windows.iloc[-1]
    low, high = (None if pd.isna(now.ads_share) else float(end) for end in (now.ads_share_low, now.ads_share_high))
    title = t(
        "charts.share_trend.finding" if pd.notna(now.ads_share) else "charts.share_trend.hidden",
        lang,
        definition=named,
        share=fmt.percent(None if pd.isna(now.ads_share) else float(now.ads_share), 0, lang),
        interval=fmt.percent_range(low, high, lang),
        people=fmt.percent(population_share, 0, lang),
        ads=fmt.number(int(now.ads_big_city), 0, lang),
        total=fmt.number(int(now.ads_placed), 0, lang),
    ) + uncertain_mark(now.reliability, lang)
    renamed = windows.rename(columns={"ads_placed": "ads"})
    return Figure(
        key="big-city-trend",
        title=title,
        subtitle=t(
            "charts.share_trend.measure",
            lang,
            days=context.window_days,
            as_of=context.as_of_label,
            places=t(f"charts.split.places.{definition}", lang),
            ads=count_words(context),
        ),
        caption=(
            t("charts.share_trend.people", lang, share=fmt.percent(population_share, 0, lang)),
            *break_lines(breaks, lang),
            *((t("charts.trend.mixed", lang),) if windows.spans_break.any() else ()),
            *status_line(windows.status, lang),
            *source_lines(context),
        ),
        alt=title,
        table=windows.assign(
            definition=named,
            level=t(f"level.{context.level}", lang),
            reliability=reliability_words(windows.reliability, lang),
            spans_break=[t(f"common.{'yes' if s else 'no'}", lang) for s in windows.spans_break],
            status=[status_label(s, lang) for s in windows.status],
        ),
        parts=(Part("share", lambda w, h: draw_share(renamed, population_share, breaks, lang, w, h), 300),),
        context=context,
    )

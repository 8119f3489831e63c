"""Big cities and the rest: ads against population, always on the same definition."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from aipulsen.charts import theme
from aipulsen.charts.figure import ChartContext, Figure, Part, Width, count_words, source_lines, status_line
from aipulsen.charts.small_numbers import no_rate_words, reliability_words
from aipulsen.provenance import status_label
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_ROWS = (("ads", "ads_share"), ("population", "population_share"))
_WORDS_FIT_SHARE = 0.4  # of the bar, on a phone


def build_big_city_figure(split: pd.DataFrame, definition: str, context: ChartContext) -> Figure:
    """The chosen definition: a row of ads over a row of population, each split in two.

    split: group, ads, ads_share, reliability, population_persons, population_share, status, population_status,
    population_period.
    """
    return Figure(
        key="big-city-split",
        title=split_finding(split, definition, context),
        subtitle=_measure(definition, context),
        caption=(
            *interval_line(split, context.lang),
            *_population_line(split, context.lang),
            *status_line(split.share_status, context.lang),
            *source_lines(context),
        ),
        alt=split_finding(split, definition, context),
        table=_table(split, definition, context.lang),
        parts=(Part("split", lambda w, h: draw_split([(definition, split)], context.lang, w, h), 150),),
        context=context,
    )


def build_definitions_figure(splits: dict[str, pd.DataFrame], context: ChartContext) -> Figure:
    """All three definitions under each other, so that their shares cannot be mixed up."""
    rows = list(splits.items())
    return Figure(
        key="big-city-definitions",
        title=definitions_finding(splits, context.lang),
        subtitle=t(
            "charts.split.definitions_measure",
            context.lang,
            window=context.window_words(),
            ads=count_words(context),
        ),
        caption=source_lines(context),
        alt=" ".join(split_finding(split, name, context) for name, split in rows),
        table=pd.concat([_table(split, name, context.lang) for name, split in rows], ignore_index=True),
        parts=(Part("definitions", lambda w, h: draw_split(rows, context.lang, w, h), 340),),
        context=context,
    )


def definitions_finding(splits: dict[str, pd.DataFrame], lang: Lang) -> str:
    """Which shares belong together: «68 % av annonserna är tre läns, som har 54 % av befolkningen; …»."""
    counties, places = splits["counties"], splits["municipalities"]
    ads = _share(counties, "ads_share")
    if ads is None:
        return t("charts.split.definitions_title", lang)
    own = _share(places, "ads_share")
    return t(
        "charts.split.belongs" if own is not None else "charts.split.belongs_missing",
        lang,
        ads=fmt.percent(ads, 0, lang),
        people=fmt.percent(_share(counties, "population_share"), 0, lang),
        places=fmt.percent(_share(places, "population_share"), 0, lang),
        own=fmt.percent(own, 0, lang),
    )


def _definition_heading(definition: str, split: pd.DataFrame, lang: Lang) -> str:
    """«Tre län: 1,3 gånger så stor andel av annonserna som av befolkningen»."""
    ads, people = _share(split, "ads_share"), _share(split, "population_share")
    name = t(f"definition.{definition}", lang)
    if ads is None or not people:
        return t("charts.split.no_times", lang, definition=name)
    return t("charts.split.times", lang, definition=name, times=fmt.number(ads / people, 1, lang))


def _share(split: pd.DataFrame, column: str) -> float | None:
    value = split.loc[split.group == "big_city", column].iloc[0]
    return None if pd.isna(value) else float(value)


def split_finding(split: pd.DataFrame, definition: str, context: ChartContext) -> str:
    """«Tre län: 68 % av AI-annonserna på 54 % av befolkningen», or what is missing."""
    lang = context.lang
    ads, people = _share(split, "ads_share"), _share(split, "population_share")
    hidden = split.loc[split.group == "big_city", "reliability"].iloc[0] == "hidden"
    key = "finding" if ads is not None else "finding_hidden" if hidden else "finding_missing"
    return t(
        f"charts.split.{key}",
        lang,
        definition=t(f"definition.{definition}", lang),
        ads=fmt.percent(ads, 0, lang),
        people=fmt.percent(people, 0, lang),
    )


def interval_line(split: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """The big cities' share with its count and interval, or why it is hidden; nothing when the count is missing."""
    big = split[split.group == "big_city"].iloc[0]
    if pd.isna(big.ads):
        return ()
    ads = fmt.number(int(big.ads), 0, lang)
    total = fmt.number(int(split[split.group != "not_stated"].ads.sum()), 0, lang)
    if pd.isna(big.ads_share):
        return (t("charts.split.hidden", lang, ads=ads, total=total),)
    interval = fmt.percent_range(float(big.ads_low_share), float(big.ads_high_share), lang)
    key = "interval_uncertain" if big.reliability == "uncertain" else "interval"
    return (t(f"charts.split.{key}", lang, ads=ads, total=total, interval=interval),)


def _measure(definition: str, context: ChartContext) -> str:
    return t(
        "charts.split.measure",
        context.lang,
        places=t(f"charts.split.places.{definition}", context.lang),
        window=context.window_words(),
        level=t(f"level.{context.level}", context.lang),
        ads=count_words(context),
    )


def _population_line(split: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    row = split.iloc[0]
    lines = [
        t(
            "charts.split.population_line",
            lang,
            period=fmt.period(str(row.population_period), lang),
            status=status_label(str(row.population_status), lang),
        )
    ]
    unplaced = split[split.group == "not_stated"]
    if len(unplaced):
        lines.append(t("charts.split.not_stated", lang, ads=fmt.number(int(unplaced.ads.iloc[0]), 0, lang)))
    return tuple(lines)


def _table(split: pd.DataFrame, definition: str, lang: Lang) -> pd.DataFrame:
    columns = [
        "group",
        "ads",
        "ads_share",
        "ads_low_share",
        "ads_high_share",
        "reliability",
        "population_persons",
        "population_share",
        "share_status",
    ]
    table = split[columns].assign(
        group=[t(f"charts.split.group.{g}", lang) for g in split.group],
        reliability=reliability_words(split.reliability, lang),
        share_status=[status_label(s, lang) for s in split.share_status],
    )
    table.insert(0, "definition", t(f"definition.{definition}", lang))
    return table


def draw_split(rows: list[tuple[str, pd.DataFrame]], lang: Lang, width: Width, height: int) -> Any:
    """Two bars per definition, each of the whole: big cities dark, the rest pale; several have a heading each."""
    values, order = [], []
    for definition, split in rows:
        known = split.set_index("group")
        if len(rows) > 1:
            heading = _definition_heading(definition, split, lang)
            order.append(f"{definition}|")
            values.append({**_piece(order[-1], 0.0, 0.0, theme.GROUND, heading, theme.INK), "heading": True})
        for measure, column in _ROWS:
            row = f"{definition}|{t(f'charts.split.row.{measure}', lang)}"
            order.append(row)
            big, rest = known.loc["big_city", column], known.loc["rest", column]
            if pd.isna(big):
                values.append(_piece(row, 0.0, 1.0, theme.NO_VALUE, _no_share_words(known, lang), theme.QUIET))
                continue
            dark = theme.DEEP if measure == "ads" else theme.RAMP[3]
            values.append(_piece(row, 0.0, float(big), dark, _piece_words("big_city", big, lang), theme.GROUND))
            others = "" if pd.isna(rest) else _piece_words("rest", rest, lang)  # too few for a share of their own
            values.append(_piece(row, float(big), 1.0, theme.PALE, others, theme.INK))
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    axis = alt.Axis(labelLimit=230, labelFontSize=13, labelExpr="split(datum.label, '|')[1]")
    y = alt.Y("row:N", sort=order, title=None, axis=axis)
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("words:N", title="\u200b")]
    bars = base.mark_bar().encode(x=x, x2="to:Q", color=alt.Color("fill:N", scale=None), tooltip=tooltip)
    ink = alt.Color("ink:N", scale=None)
    text = base.transform_filter("!datum.heading").mark_text(align="left", dx=8, fontSize=13)
    headings = base.transform_filter("datum.heading").mark_text(
        align="left", baseline="top", fontSize=14, fontWeight="bold"
    )
    layers = [bars, text.encode(x=x, text="words:N", color=ink)]
    if len(rows) > 1:
        layers.append(headings.encode(x=x, text="words:N", color=ink))
    return theme.themed(alt.layer(*layers).properties(width=width, height=height), lang)


def _no_share_words(known: pd.DataFrame, lang: Lang) -> str:
    """Why the big cities' ads have no share: the edition cannot place its ads that finely, or they are too few."""
    big = known.loc["big_city"]
    if big.reliability == "missing":
        return t("charts.split.no_count", lang)
    return no_rate_words(big.reliability, big.ads, lang)


def _piece_words(group: str, share: float, lang: Lang) -> str:
    """«storstad 68 %»; a piece too narrow for the word says only its share."""
    percent = fmt.percent(float(share), 0, lang)
    return percent if share < _WORDS_FIT_SHARE else f"{t(f'charts.split.group.{group}', lang)} {percent}"


def _piece(row: str, start: float, end: float, fill: str, words: str, ink: str) -> dict[str, Any]:
    label = row.split("|")[1]
    piece = {"row": row, "label": label, "from": start, "to": end, "fill": fill, "words": words, "ink": ink}
    return {**piece, "heading": False}

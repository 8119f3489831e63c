"""Figures of the gap score: map, ranking, what drives it, similar counties, and its caveats."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pydeck

from aipulsen import codes, queries
from aipulsen.charts import classes, gap, theme
from aipulsen.charts.deck import build_gap_deck
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines
from aipulsen.charts.gap import draw_map, draw_ranking
from aipulsen.charts.small_numbers import (
    compared_words,
    interval_words,
    no_rate_words,
    reliability_words,
    uncertain_mark,
)
from aipulsen.figures import report_marks
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.dependence import dependence_tips
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

# Shape carries the status, colour the class: neither is needed alone.
_MOST_NAMED = 6
STATUS_SHAPES = {
    "published": "circle",
    "measured": "circle",
    "computed": "circle",
    "implied": "diamond",
    "reconstructed": "triangle-up",
    "estimate": "square",
    "synthetic": "cross",
}


def gap_map(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The county map of gap scores with the ranking beside it."""
    return _gap(selection, lang, root, build_gap_figure, mark=t("charts.comparison_outlined", lang))


def gap_ranking(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """The ranking of gap scores with intervals."""
    return _gap(selection, lang, root, build_ranking_figure)


def legend(context: ChartContext) -> Any:
    """The map's classes as a row of swatches, for the interactive map that has no legend of its own."""
    return gap.draw_legend(context)


def gap_notes(
    answer: queries.GapAnswer, lang: Lang, root: Path | None = None, county_code: str | None = None
) -> tuple[str, ...]:
    """The caveats of a gap score: the report's base, its two figures, ads without county, estimates. `county_code`: the
    reader's, where the answer is about every county."""
    scope, notes = answer.scope, []
    if scope.base == "report":
        spoken = _spoken(answer, county_code or scope.selection.county_code)
        notes += [*_base_mark(answer, spoken, lang, root), *_printed_bases(spoken, lang)]
    if answer.not_stated_ads:
        notes.append(t("notes.not_stated", lang, ads=fmt.number(answer.not_stated_ads, 0, lang)))
    if any(str(status).startswith("estimate") for status in answer.gap.base_status.dropna()):
        notes.append(t("notes.base_estimate", lang, year=str(answer.gap.base_period.dropna().iloc[0])))
    return tuple(notes)


def _gap(
    selection: Selection, lang: Lang, root: Path | None, build: Callable[..., Figure], *, mark: str = ""
) -> Figure:
    answer = queries.ask_gap(whole_country(selection), root)
    notes = gap_notes(answer, lang, root, selection.county_code)
    context = about_every_county(answer.scope, notes, selection, lang, root, mark=mark)
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    tips = dependence_tips(selection, lang, root)
    whole = build(counties, answer.country, context, tips)
    if not context.comparison:
        return whole
    few = build(counties[counties.county_code.isin(context.comparison)], answer.country, context, tips)
    return _limited_to_group(whole, few, counties, context.comparison, lang)


def _limited_to_group(whole: Figure, few: Figure, gap: pd.DataFrame, group: tuple[str, ...], lang: Lang) -> Figure:
    """A gap figure whose ranking and table hold the comparison group only; the map keeps every county and outlines
    the group, and the ranks stay those among all 21."""
    ranking = {part.name: part for part in few.parts}["ranking"]
    rows = gap[gap.county_code.isin(group)].sort_values("gap_score", ascending=False, na_position="last")
    place = list(rows.county_code).index(group[0]) + 1
    rated = pd.notna(rows.set_index("county_code").gap_score[group[0]])
    title = t(
        "charts.comparison_place" if rated else "charts.comparison_unrated",
        lang,
        county=codes.county_name(group[0], lang),
        place=place,
        count=len(group),
    )
    return dataclasses.replace(
        whole,
        title=title,
        alt=title,
        table=few.table,
        parts=tuple(ranking if part.name == "ranking" else part for part in whole.parts),
    )


def _spoken(answer: queries.GapAnswer, chosen: str | None) -> pd.DataFrame:
    """The rows that notes speak of: the chosen county's, without those it is compared with; else every county's."""
    return answer.gap if chosen is None else answer.gap[answer.gap.county_code == chosen]


def _base_mark(answer: queries.GapAnswer, spoken: pd.DataFrame, lang: Lang, root: Path | None) -> list[str]:
    """The report's one-sex base, said of the chosen county, or of that with the highest score in this window, on SCB's
    base; without a county's number where the chosen one has no score but others are shown."""
    rated = spoken[spoken.gap_score.notna()].sort_values("gap_score", ascending=False)
    mark = report_marks.mark_for("gap_score", "25", root)
    if rated.empty and answer.gap.gap_score.notna().any():
        return [t("report_check.row.base", lang)]
    if rated.empty or mark is None:
        return []
    county = str(rated.county_code.iloc[0])
    selection = dataclasses.replace(
        answer.scope.selection, edition=answer.scope.edition, county_code=county, base="scb"
    )
    scb = queries.ask_gap(selection, root).gap.gap_score.iloc[0]
    return [mark.words(lang, region_code=county, ours=float(scb))]


def _printed_bases(spoken: pd.DataFrame, lang: Lang) -> list[str]:
    """The bases that the report's text prints rounder than its scores: both figures; nothing where it prints none."""
    rows = spoken[spoken.base_printed_persons.notna()]
    bases = [
        t(
            "notes.printed_base",
            lang,
            county=codes.county_name(row.county_code, lang),
            ours=fmt.number(int(row.base_persons), 0, lang),
            printed=fmt.number(int(row.base_printed_persons), 0, lang),
        )
        for row in rows.itertuples()
        if row.base_persons != row.base_printed_persons
    ]
    return [t("notes.printed_bases", lang, bases=", ".join(bases))] if bases else []


def build_gap_figure(
    gap: pd.DataFrame, country: dict[str, Any], context: ChartContext, tips: Mapping[str, str] | None = None
) -> Figure:
    """Map and ranking side by side.

    gap: one row per county with county_code, county_name, ads, base_persons, gap_score, gap_low, gap_high,
    rank, rank_low, rank_high, reliability, status. country: the same for all counties together. tips: what the
    tooltip says about each county's dependence on one employer.
    """
    drawn = _drawable(gap, context, tips or {})
    return Figure(
        key="gap-map",
        title=gap_finding(gap, context.lang, context.county_code),
        subtitle=gap_measure(context),
        caption=(*_reading_lines(gap, context, is_hatched=True), *source_lines(context)),
        alt=gap_alternative(gap, country, context),
        table=_table(gap, context.lang),
        parts=(
            Part("map", lambda w, h: draw_map(drawn, context, w, h), 620, 0.4),
            Part("ranking", lambda w, h: draw_ranking(drawn, country, context, w, h), 620, 0.6),
        ),
        context=context,
    )


def build_ranking_figure(
    gap: pd.DataFrame, country: dict[str, Any], context: ChartContext, tips: Mapping[str, str] | None = None
) -> Figure:
    """The ranking alone."""
    whole = build_gap_figure(gap, country, context, tips)
    return Figure(
        key="gap-ranking",
        title=whole.title,
        subtitle=whole.subtitle,
        caption=(*_reading_lines(gap, context, is_hatched=False), *source_lines(context)),
        alt=whole.alt,
        table=whole.table,
        parts=(Part("ranking", whole.parts[1].draw, 620),),
        context=context,
    )


def gap_finding(gap: pd.DataFrame, lang: Lang, county_code: str | None = None) -> str:
    """The finding in one sentence: «högst» only when nobody else can be first, «högre» only when the test says so.

    With a county chosen it is about that county: its value and how it compares, or why it has none.
    """
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    chosen = gap[gap.county_code == county_code]
    if len(chosen) and (rated.empty or rated.county_code.iloc[0] != county_code):
        return _finding_of_county(chosen.iloc[0], lang)
    if rated.empty:
        return t("charts.gap.nothing", lang)
    top = rated.iloc[0]
    if len(rated) == 1:
        return t("charts.gap.single", lang, county=top.county_name, score=fmt.number(top.gap_score, 2, lang))
    if top.compared_with_rest != "higher":
        key = "charts.gap.highest_like_rest"
    else:
        key = "charts.gap.highest" if top.rank_high == 1 else "charts.gap.highest_unsure"
    return t(key, lang, county=top.county_name, second=rated.iloc[1].county_name)


def _finding_of_county(row: pd.Series, lang: Lang) -> str:
    """«Skåne: 0,64 AI-annonser per 1 000 (90 annonser), lägre än övriga landet», or why there is no value."""
    ads = fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang)
    if pd.notna(row.gap_score):
        score = fmt.number(row.gap_score, 2, lang)
        compared = compared_words(row.compared_alone, lang, "charts.gap.chosen_compared")
        return t("charts.gap.chosen", lang, county=row.county_name, score=score, ads=ads, compared=compared)
    why = "none" if row.reliability == "hidden" and int(row.ads) == 0 else row.reliability
    return t(f"charts.gap.chosen_{why}", lang, county=row.county_name, ads=ads)


def gap_measure(context: ChartContext) -> str:
    """The quiet line: measure, base, window, level, number of ads, interval."""
    return t(
        "charts.gap.measure",
        context.lang,
        base=context.base_label,
        window=context.window_words(),
        level=t(f"level.{context.level}", context.lang),
        ads=count_words(context),
    )


def county_sentence(row: pd.Series, context: ChartContext) -> str:
    """One county in one sentence, with its count, interval, rank range, status and date."""
    lang = context.lang
    if row.reliability == "missing":
        return t("charts.gap.county_missing", lang, county=row.county_name, window=context.window_words())
    ads = fmt.number(int(row.ads), 0, lang)
    if row.reliability == "hidden":
        key = "charts.gap.county_none" if int(row.ads) == 0 else "charts.gap.county_hidden"
        return t(key, lang, county=row.county_name, ads=ads, window=context.window_words())
    if pd.isna(row.gap_low):
        key = "charts.gap.county_printed" if row.score_status == "published" else "charts.gap.county_imputed"
        score = fmt.number(row.gap_score, 2, lang)
        return t(key, lang, county=row.county_name, score=score, ads=ads, window=context.window_words())
    return t(
        "charts.gap.county",
        lang,
        county=row.county_name,
        score=fmt.number(row.gap_score, 2, lang),
        ads=ads,
        low=fmt.number(row.gap_low, 2, lang),
        high=fmt.number(row.gap_high, 2, lang),
        rank=rank_words(row, lang),
        status=status_label(row.score_status, lang),
        base=context.base_label,
        window=context.window_words(),
        uncertain=t("charts.gap.uncertain_note", lang) if row.reliability == "uncertain" else "",
    ).strip()


def rank_words(row: Any, lang: Lang) -> str:
    """«plats 4–9 av 21», or «plats 1 av 21» when no other rank is plausible."""
    if pd.isna(row.rank_low):
        return t("charts.gap.rank_none", lang)
    low, high = int(row.rank_low), int(row.rank_high)
    if low == high:
        return t("charts.gap.rank_one", lang, rank=low)
    return t("charts.gap.rank_range", lang, low=low, high=high)


def gap_alternative(gap: pd.DataFrame, country: dict[str, Any], context: ChartContext) -> str:
    """The alternative text: the finding, the range, the country."""
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return gap_finding(gap, context.lang, context.county_code)
    return t(
        "charts.gap.alt",
        context.lang,
        finding=gap_finding(gap, context.lang, context.county_code),
        top=_value_and_ads(rated.iloc[0], context.lang),
        bottom=_value_and_ads(rated.iloc[-1], context.lang),
        country=fmt.number(country["gap_score"], 2, context.lang),
        window=context.window_words(),
    )


def _value_and_ads(row: pd.Series, lang: Lang) -> str:
    """«3,07 (Norrbotten, 57 annonser)»: no value without its number of ads."""
    ads = t("charts.ads", lang, ads=fmt.number(int(row.ads), 0, lang))
    return f"{fmt.number(row.gap_score, 2, lang)} ({row.county_name}, {ads})"


def _reading_lines(gap: pd.DataFrame, context: ChartContext, *, is_hatched: bool) -> tuple[str, ...]:
    """The chosen or first county in words, what the points mean, and who has no value (hatched, on a map)."""
    lang = context.lang
    lines = []
    chosen = gap[gap.county_code == context.county_code]
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    spoken = chosen if len(chosen) else rated.head(1)
    if len(spoken):
        lines.append(county_sentence(spoken.iloc[0], context))
    present = {s.split(" ")[0] for s in gap.score_status}
    words = [word for word in STATUS_SHAPES if word in present]
    if words:
        marks = [f"{t(f'charts.shape.{STATUS_SHAPES[w]}', lang)} {status_label(_full(gap, w), lang)}" for w in words]
        lines.append(t("charts.gap.reading", lang, marks=", ".join(marks)))
    hidden = gap[gap.reliability == "hidden"].county_name.tolist()
    if hidden:
        named = ", ".join(hidden) if len(hidden) <= _MOST_NAMED else t("charts.gap.counties", lang, count=len(hidden))
        lines.append(t("charts.gap.hatched_line" if is_hatched else "charts.gap.hidden_line", lang, counties=named))
    return tuple(lines)


def _full(gap: pd.DataFrame, word: str) -> str:
    return str(next(s for s in gap.score_status if s.split(" ")[0] == word))


def _table(gap: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    columns = [
        "county_code",
        "county_name",
        "ads",
        "base_persons",
        "gap_score",
        "gap_low",
        "gap_high",
        "rank",
        "rank_low",
        "rank_high",
        "reliability",
        "compared_with_rest",
        "score_status",
        "ads_status",
        "base_status",
    ]
    beside = ("base_printed_persons", "texts", "country_ads", "country_texts")
    columns += [c for c in beside if c in gap and gap[c].notna().any()]
    table = gap[columns].sort_values(["gap_score", "county_code"], ascending=[False, True], na_position="last")
    return table.assign(
        reliability=reliability_words(table.reliability, lang),
        compared_with_rest=[compared_words(c, lang) for c in table.compared_with_rest],
        **{c: [status_label(s, lang) for s in table[c]] for c in ("score_status", "ads_status", "base_status")},
    ).reset_index(drop=True)


def value_words(row: Any, lang: Lang) -> str:
    """The value as the map and the ranking print it: a number, or why there is none, with the count it hides."""
    if pd.isna(row.gap_score):
        return no_rate_words(row.reliability, row.ads, lang)
    return fmt.number(row.gap_score, 2, lang)


def gap_deck(
    gap: pd.DataFrame, context: ChartContext, map_style: str, tips: Mapping[str, str] | None = None
) -> pydeck.Deck:
    """The clickable county map with its tooltips; gap and tips as for the picture."""
    words = {row.county_code: _deck_words(row, context.lang) for row in gap[gap.county_code != ""].itertuples()}
    return build_gap_deck(gap, words, context, map_style, tips)


def _deck_words(row: Any, lang: Lang) -> str:
    """What the clickable map's tooltip says of a county: its value or why there is none, its count and status."""
    rated = pd.notna(row.gap_score)
    return t(
        "charts.deck.rated" if rated else "charts.deck.unrated",
        lang,
        value=value_words(row, lang),
        interval=interval_words(row.gap_low, row.gap_high, lang),
        rank=rank_words(row, lang) if rated else "",
        compared=compared_words(row.compared_with_rest, lang),
        ads=fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang),
        status=status_label(row.score_status, lang),
    )


def _label(row: Any, lang: Lang) -> str:
    """«0,41 (7) osäkert»: the value, its number of ads, and how far to trust it."""
    ads = "" if pd.isna(row.gap_score) else f" ({fmt.number(int(row.ads), 0, lang)})"
    return f"{value_words(row, lang)}{ads}{uncertain_mark(row.reliability, lang)}"


def _drawable(gap: pd.DataFrame, context: ChartContext, tips: Mapping[str, str]) -> pd.DataFrame:
    """The rows as the chart needs them: plain floats, words already in the reader's language."""
    lang = context.lang
    bounds = classes.limits(context.base, context.level, context.window_days)
    labels = classes.class_labels(bounds, lang)
    rows = []
    for row in gap[gap.county_code != ""].itertuples():
        has_rate = pd.notna(row.gap_score)
        level = classes.class_of(float(row.gap_score), bounds) if has_rate else None
        rows.append(
            {
                "county_code": row.county_code,
                "county": row.county_name,
                "gap": float(row.gap_score) if has_rate else None,
                "low": float(row.gap_low) if pd.notna(row.gap_low) else None,
                "high": float(row.gap_high) if pd.notna(row.gap_high) else None,
                "value": value_words(row, lang),
                "label": _label(row, lang),
                "class": labels[level] if level is not None else None,
                "fill": theme.RAMP[level] if level is not None else theme.NO_VALUE,
                "shape": STATUS_SHAPES.get(str(row.score_status).split(" ")[0], "circle"),
                "uncertain": row.reliability == "uncertain",
                "chosen": row.county_code == context.county_code,
                "interval": interval_words(row.gap_low, row.gap_high, lang),
                "ads": fmt.number(None if pd.isna(row.ads) else int(row.ads), 0, lang),
                "status": status_label(row.score_status, lang),
                "rank": rank_words(row, lang),
                "dependence": tips.get(row.county_code, "–"),
                "compared": compared_words(row.compared_with_rest, lang),
            }
        )
    frame = pd.DataFrame(rows)
    order = frame.sort_values(["gap", "county"], ascending=[False, True], na_position="last").county.tolist()
    return frame.assign(place=frame.county.map({c: i for i, c in enumerate(order)}))

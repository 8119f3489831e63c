"""Figures of the gap score: map, ranking, what drives it, similar counties, and its caveats."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pydeck

from aipulsen import codes, queries
from aipulsen.charts import classes, gap, theme
from aipulsen.charts.deck import build_gap_deck
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines
from aipulsen.charts.gap import draw_map, draw_ranking
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures import report_marks
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.dependence import dependence_tips
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice

# Shape carries the status, colour the class: neither is needed alone.
_MOST_NAMED = 6
STATUS_SHAPES = {
    "published": "circle",
    "measured": "circle",
    "implied": "diamond",
    "reconstructed": "triangle-up",
    "estimate": "square",
    "synthetic": "cross",
}


def gap_map(desk: Desk, selection: Selection) -> Figure:
    """The county map of gap scores with the ranking beside it."""
    return _gap(desk, selection, build_gap_figure, mark=desk.say("comparison_group.outlined"))


def gap_ranking(desk: Desk, selection: Selection) -> Figure:
    """The ranking of gap scores with intervals."""
    return _gap(desk, selection, build_ranking_figure)


def legend(context: ChartContext) -> Any:
    """The map's classes as a row of swatches, for the interactive map that has no legend of its own."""
    return gap.draw_legend(context)


def gap_notes(desk: Desk, answer: queries.GapAnswer, county_code: str | None = None) -> tuple[str, ...]:
    """The caveats of a gap score: the report's base, its two figures, ads without county, estimates. `county_code`: the
    reader's, where the answer is about every county."""
    scope, notes = answer.scope, []
    if scope.base == "report":
        spoken = _spoken(answer, county_code or scope.selection.county_code)
        notes += [*_base_mark(desk, answer, spoken), *_printed_bases(spoken, desk.say)]
    if answer.not_stated_ads:
        notes.append(desk.say("notes.not_stated", ads=desk.say.number(answer.not_stated_ads)))
    if any(str(status).startswith("estimate") for status in answer.gap.base_status.dropna()):
        notes.append(desk.say("notes.base_estimate", year=str(answer.gap.base_period.dropna().iloc[0])))
    return tuple(notes)


def _gap(desk: Desk, selection: Selection, build: Callable[..., Figure], *, mark: str = "") -> Figure:
    answer = queries.ask_gap(desk.edition, whole_country(selection))
    notes = gap_notes(desk, answer, selection.county_code)
    context = about_every_county(desk, answer.scope, notes, selection, mark=mark)
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    tips = dependence_tips(desk, selection)
    whole = build(dataclasses.replace(answer, gap=counties), context, tips)
    if not context.comparison:
        return whole
    of_group = counties[counties.county_code.isin(context.comparison)]
    few = build(dataclasses.replace(answer, gap=of_group), context, tips)
    return _limited_to_group(whole, few, counties, context.comparison, desk.say)


def _limited_to_group(whole: Figure, few: Figure, gap: pd.DataFrame, group: tuple[str, ...], say: Voice) -> Figure:
    """A gap figure whose ranking and table hold the comparison group only; the map keeps every county and outlines
    the group, and the ranks stay those among all 21."""
    ranking = {part.name: part for part in few.parts}["ranking"]
    rows = gap[gap.county_code.isin(group)].sort_values("gap_score", ascending=False, na_position="last")
    place = list(rows.county_code).index(group[0]) + 1
    rated = pd.notna(rows.set_index("county_code").gap_score[group[0]])
    title = say(
        "comparison_group.place" if rated else "comparison_group.unrated",
        county=say.county(group[0]),
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


def _base_mark(desk: Desk, answer: queries.GapAnswer, spoken: pd.DataFrame) -> list[str]:
    """The report's one-sex base, said of the chosen county, or of that with the highest score in this window, on SCB's
    base; without a county's number where the chosen one has no score but others are shown."""
    rated = spoken[spoken.gap_score.notna()].sort_values("gap_score", ascending=False)
    mark = report_marks.mark_for(desk.edition, "gap_score", "25")
    if rated.empty and answer.gap.gap_score.notna().any():
        return [desk.say("report.row.base")]
    if rated.empty or mark is None:
        return []
    county = str(rated.county_code.iloc[0])
    selection = dataclasses.replace(answer.scope.selection, county_code=county, base="scb")
    scb = queries.ask_gap(desk.edition, selection).gap.gap_score.iloc[0]
    return [mark.words(desk.say, region_code=county, ours=float(scb))]


def _printed_bases(spoken: pd.DataFrame, say: Voice) -> list[str]:
    """The bases that the report's text prints rounder than its scores: both figures; nothing where it prints none."""
    rows = spoken[spoken.base_printed_persons.notna()]
    bases = [
        say(
            "notes.printed_base",
            county=say.county(row.county_code),
            ours=say.number(row.base_persons),
            printed=say.number(row.base_printed_persons),
        )
        for row in rows.itertuples()
        if row.base_persons != row.base_printed_persons
    ]
    return [say("notes.printed_bases", bases=", ".join(bases))] if bases else []


def build_gap_figure(answer: queries.GapAnswer, context: ChartContext, tips: Mapping[str, str] | None = None) -> Figure:
    """Map and ranking side by side. tips: what the tooltip says of each county's dependence on one employer."""
    gap, country = answer.gap, answer.country
    drawn = _drawable(gap, context, tips or {})
    return Figure(
        key="gap-map",
        title=gap_finding(gap, context.say, context.county_code),
        subtitle=gap_measure(context),
        caption=(*_reading_lines(gap, context, is_hatched=True), *source_lines(context)),
        alt=gap_alternative(gap, country, context),
        table=_table(gap, context.say),
        parts=(
            Part("map", lambda w, h: draw_map(drawn, context, w, h), 620, 0.4),
            Part("ranking", lambda w, h: draw_ranking(drawn, country, context, w, h), 620, 0.6),
        ),
        context=context,
    )


def build_ranking_figure(
    answer: queries.GapAnswer, context: ChartContext, tips: Mapping[str, str] | None = None
) -> Figure:
    """The ranking alone."""
    whole = build_gap_figure(answer, context, tips)
    return Figure(
        key="gap-ranking",
        title=whole.title,
        subtitle=whole.subtitle,
        caption=(*_reading_lines(answer.gap, context, is_hatched=False), *source_lines(context)),
        alt=whole.alt,
        table=whole.table,
        parts=(Part("ranking", whole.parts[1].draw, 620),),
        context=context,
    )


def gap_finding(gap: pd.DataFrame, say: Voice, county_code: str | None = None) -> str:
    """The finding in one sentence: «högst» only when nobody else can be first, «högre» only when the test says so.

    With a county chosen it is about that county: its value and how it compares, or why it has none.
    """
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    chosen = gap[gap.county_code == county_code]
    if len(chosen) and (rated.empty or rated.county_code.iloc[0] != county_code):
        return _finding_of_county(chosen.iloc[0], say)
    if rated.empty:
        return say("charts.gap.nothing")
    top = rated.iloc[0]
    if len(rated) == 1:
        return say("charts.gap.single", county=top.county_name, score=say.number(top.gap_score, 2))
    if top.compared_with_rest != "higher":
        key = "charts.gap.highest_like_rest"
    else:
        key = "charts.gap.highest" if top.rank_high == 1 else "charts.gap.highest_unsure"
    return say(key, county=top.county_name, second=rated.iloc[1].county_name)


def _finding_of_county(row: pd.Series, say: Voice) -> str:
    """«Skåne: 0,64 AI-annonser per 1 000 (90 annonser), lägre än övriga landet», or why there is no value."""
    ads = say.number(row.ads)
    if pd.notna(row.gap_score):
        score = say.number(row.gap_score, 2)
        compared = say(f"charts.gap.chosen_compared.{row.compared_with_rest}")
        return say("charts.gap.chosen", county=row.county_name, score=score, ads=ads, compared=compared)
    why = "none" if row.reliability == "hidden" and int(row.ads) == 0 else row.reliability
    return say(f"charts.gap.chosen_{why}", county=row.county_name, ads=ads)


def gap_measure(context: ChartContext) -> str:
    """The quiet line: measure, base, window, level, number of ads, interval."""
    return context.say(
        "charts.gap.measure",
        base=context.base_label,
        window=context.window_words(),
        level=context.say(f"level.{context.level}"),
        ads=count_words(context),
    )


def county_sentence(row: pd.Series, context: ChartContext) -> str:
    """One county in one sentence, with its count, interval, rank range, status and date."""
    say = context.say
    if row.reliability == "missing":
        return say("charts.gap.county_missing", county=row.county_name, window=context.window_words())
    ads = say.number(row.ads)
    if row.reliability == "hidden":
        key = "charts.gap.county_none" if int(row.ads) == 0 else "charts.gap.county_hidden"
        return say(key, county=row.county_name, ads=ads, window=context.window_words())
    return say(
        "charts.gap.county",
        county=row.county_name,
        score=say.number(row.gap_score, 2),
        ads=ads,
        low=say.number(row.gap_low, 2),
        high=say.number(row.gap_high, 2),
        rank=rank_words(row, say),
        status=say.status(row.status),
        base=context.base_label,
        window=context.window_words(),
        uncertain=say("charts.gap.uncertain_note") if row.reliability == "uncertain" else "",
    ).strip()


def rank_words(row: Any, say: Voice) -> str:
    """«plats 4–9 av 21», or «plats 1 av 21» when no other rank is plausible."""
    low, high = int(row.rank_low), int(row.rank_high)
    if low == high:
        return say("charts.gap.rank_one", rank=low)
    return say("charts.gap.rank_range", low=low, high=high)


def gap_alternative(gap: pd.DataFrame, country: dict[str, Any], context: ChartContext) -> str:
    """The alternative text: the finding, the range, the country."""
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return gap_finding(gap, context.say, context.county_code)
    return context.say(
        "charts.gap.alt",
        finding=gap_finding(gap, context.say, context.county_code),
        top=_value_and_ads(rated.iloc[0], context.say),
        bottom=_value_and_ads(rated.iloc[-1], context.say),
        country=context.say.number(country["gap_score"], 2),
        window=context.window_words(),
    )


def _value_and_ads(row: pd.Series, say: Voice) -> str:
    """«3,07 (Norrbotten, 57 annonser)»: no value without its number of ads."""
    ads = say("charts.ads", ads=say.number(row.ads))
    return f"{say.number(row.gap_score, 2)} ({row.county_name}, {ads})"


def _reading_lines(gap: pd.DataFrame, context: ChartContext, *, is_hatched: bool) -> tuple[str, ...]:
    """The chosen or first county in words, what the points mean, and who has no value (hatched, on a map)."""
    say = context.say
    lines = []
    chosen = gap[gap.county_code == context.county_code]
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    spoken = chosen if len(chosen) else rated.head(1)
    if len(spoken):
        lines.append(county_sentence(spoken.iloc[0], context))
    present = {s.split(" ")[0] for s in gap.status}
    words = [word for word in STATUS_SHAPES if word in present]
    if words:
        marks = [f"{say(f'charts.shape.{STATUS_SHAPES[w]}')} {say.status(_full(gap, w))}" for w in words]
        lines.append(say("charts.gap.reading", marks=", ".join(marks)))
    hidden = gap[gap.reliability == "hidden"].county_name.tolist()
    if hidden:
        named = ", ".join(hidden) if len(hidden) <= _MOST_NAMED else say("charts.gap.counties", count=len(hidden))
        lines.append(say("charts.gap.hatched_line" if is_hatched else "charts.gap.hidden_line", counties=named))
    return tuple(lines)


def _full(gap: pd.DataFrame, word: str) -> str:
    return str(next(s for s in gap.status if s.split(" ")[0] == word))


def _table(gap: pd.DataFrame, say: Voice) -> pd.DataFrame:
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
        "status",
    ]
    beside = ("base_printed_persons", "texts", "country_ads", "country_texts")
    columns += [c for c in beside if c in gap and gap[c].notna().any()]
    table = gap[columns].sort_values(["gap_score", "county_code"], ascending=[False, True], na_position="last")
    return table.assign(
        reliability=reliability_words(table.reliability, say),
        compared_with_rest=[say(f"charts.gap.compared.{c}") for c in table.compared_with_rest],
        status=[say.status(s) for s in table.status],
    ).reset_index(drop=True)


def value_words(row: Any, say: Voice) -> str:
    """The value as the map and the ranking print it: a number, or why there is none, with the count it hides."""
    if pd.isna(row.gap_score):
        return no_rate_words(row.reliability, row.ads, say)
    return say.number(row.gap_score, 2)


def gap_deck(
    gap: pd.DataFrame, context: ChartContext, map_style: str, tips: Mapping[str, str] | None = None
) -> pydeck.Deck:
    """The clickable county map with its tooltips; gap and tips as for the picture."""
    words = {row.county_code: _deck_words(row, context.say) for row in gap[gap.county_code != ""].itertuples()}
    return build_gap_deck(gap, words, context, map_style, tips)


def _deck_words(row: Any, say: Voice) -> str:
    """What the clickable map's tooltip says of a county: its value or why there is none, its count and status."""
    rated = pd.notna(row.gap_score)
    return say(
        "charts.deck.rated" if rated else "charts.deck.unrated",
        value=value_words(row, say),
        low=say.number(row.gap_low, 2),
        high=say.number(row.gap_high, 2),
        rank=rank_words(row, say) if rated else "",
        compared=say(f"charts.gap.compared.{row.compared_with_rest}"),
        ads=say.number(row.ads),
        status=say.status(row.status),
    )


def _label(row: Any, say: Voice) -> str:
    """«0,41 (7) osäkert»: the value, its number of ads, and how far to trust it."""
    ads = "" if pd.isna(row.gap_score) else f" ({say.number(row.ads)})"
    return f"{value_words(row, say)}{ads}{uncertain_mark(row.reliability, say)}"


def _drawable(gap: pd.DataFrame, context: ChartContext, tips: Mapping[str, str]) -> pd.DataFrame:
    """The rows as the chart needs them: plain floats, words already in the reader's language."""
    say = context.say
    bounds = classes.limits(context.base, context.level, context.window_days)
    labels = classes.class_labels(bounds, say)
    rows = []
    for row in gap[gap.county_code != ""].itertuples():
        has_rate = pd.notna(row.gap_score)
        level = classes.class_of(float(row.gap_score), bounds) if has_rate else None
        rows.append(
            {
                "county_code": row.county_code,
                "county": row.county_name,
                "gap": float(row.gap_score) if has_rate else None,
                "low": float(row.gap_low) if has_rate else None,
                "high": float(row.gap_high) if has_rate else None,
                "value": value_words(row, say),
                "label": _label(row, say),
                "class": labels[level] if level is not None else None,
                "fill": theme.RAMP[level] if level is not None else theme.NO_VALUE,
                "shape": STATUS_SHAPES.get(str(row.status).split(" ")[0], "circle"),
                "uncertain": row.reliability == "uncertain",
                "chosen": row.county_code == context.county_code,
                "interval": f"{say.number(row.gap_low, 2)}–{say.number(row.gap_high, 2)}" if has_rate else "–",
                "ads": say.number(row.ads),
                "status": say.status(row.status),
                "rank": rank_words(row, say) if has_rate else "–",
                "dependence": tips.get(row.county_code, "–"),
                "compared": say(f"charts.gap.compared.{row.compared_with_rest}"),
            }
        )
    frame = pd.DataFrame(rows)
    order = frame.sort_values(["gap", "county"], ascending=[False, True], na_position="last").county.tolist()
    return frame.assign(place=frame.county.map({c: i for i, c in enumerate(order)}))

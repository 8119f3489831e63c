"""Figures of the gap score: map, ranking, what drives it, similar counties, and its caveats."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pydeck

from aipulsen import codes, figures, queries
from aipulsen.bases import BASES
from aipulsen.charts import classes, gap, theme
from aipulsen.charts.deck import WrittenDeck, build_gap_deck, written
from aipulsen.charts.figure import ChartContext, Figure, Part, as_float, facts_of, measure_words, status_words
from aipulsen.charts.gap import draw_map, draw_ranking
from aipulsen.charts.small_numbers import (
    compared_words,
    interval_words,
    no_rate_words,
    reliability_words,
    uncertain_mark,
)
from aipulsen.figures import report_marks
from aipulsen.figures.comparison_group import place_among
from aipulsen.figures.context import about_every_county, whole_country
from aipulsen.figures.dependence import dependence_tips
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap_sentences import county_sentence, imputed_kind, rank_words, rest_is, uncounted_words
from aipulsen.figures.left_out import has_number, without_ads
from aipulsen.figures.tested import is_counting_error, is_tested, kind_words, said_of_tests
from aipulsen.keepers import DRAWINGS, kept_in
from aipulsen.provenance import is_counted
from aipulsen.queries import Selection
from aipulsen.queries.counts import with_base_named
from aipulsen.text.prose import sentences
from aipulsen.voice import Voice

# Shape carries the status, colour the class: neither is needed alone.
_MAP_HEIGHT = 620
STATUS_SHAPES = {
    "published": "circle",
    "measured": "circle",
    "computed": "circle",
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


def legend(context: ChartContext) -> Part:
    """The map's classes as a row of swatches, for the interactive map that has no legend of its own."""
    return Part("legend", lambda width, height: gap.draw_legend(context, width, height), 38)


def legend_words(context: ChartContext) -> str:
    """The same classes as the legend's text alternative."""
    bounds = classes.limits(context.base, context.level, context.window_days)
    return ", ".join(classes.class_labels(bounds, context.say))


def gap_warnings(desk: Desk, answer: queries.GapAnswer, county_code: str | None = None) -> tuple[str, ...]:
    """What changes how a gap score is read: the fault of the report's base. `county_code`: the reader's, where the
    answer is about every county: that one may be a filler, which has no such fault, but the others stand beside it."""
    own = tuple(_base_mark(desk, answer, county_code)[:1])
    is_beside = county_code is not None and answer.scope.base == "report" and answer.gap.gap_score.notna().any()
    return own or ((desk.say("report.row.base"),) if is_beside else ())


def gap_notes(desk: Desk, answer: queries.GapAnswer, county_code: str | None = None) -> tuple[str, ...]:
    """What else there is to know of a gap score: what it is on SCB's base, the report's two figures of its own, ads
    without county, estimates, that a base of ads counts every ad. `county_code`: as for the warnings."""
    scope, notes = answer.scope, _base_mark(desk, answer, county_code)[1:]
    if scope.base == "report":
        notes += _printed_bases(_spoken(answer, county_code), desk.say)
    if BASES[scope.base].counts_ads:
        notes.append(desk.say("notes.every_ad"))
    if answer.not_stated_ads:
        notes.append(desk.say("notes.not_stated", ads=desk.say.number(answer.not_stated_ads)))
    if answer.abroad_ads:
        notes.append(desk.say("notes.abroad", ads=desk.say.number(answer.abroad_ads)))
    if answer.remote_ads:
        notes.append(desk.say("notes.remote", ads=desk.say.number(answer.remote_ads)))
    if any(str(status).startswith("estimate") for status in answer.gap.base_status.dropna()):
        notes.append(desk.say("notes.base_estimate", year=str(answer.gap.base_period.dropna().iloc[0])))
    return tuple(notes)


def _gap(desk: Desk, selection: Selection, build: Callable[..., Figure], *, mark: str = "") -> Figure:
    answer = queries.ask_gap(desk.edition, whole_country(selection))
    warnings, notes = (told(desk, answer, selection.county_code) for told in (gap_warnings, gap_notes))
    context = about_every_county(desk, answer.scope, selection, mark=mark, warnings=warnings, notes=notes)
    counties = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE]
    tips = dependence_tips(desk, selection)
    whole = _with_scb(build(dataclasses.replace(answer, gap=counties), context, tips), desk, answer, context)
    if not context.comparison:
        return whole
    of_group = counties[counties.county_code.isin(context.comparison)]
    few = build(dataclasses.replace(answer, gap=of_group), context, tips)
    return _limited_to_group(whole, few, counties, context.comparison, desk.say)


def _with_scb(figure: Figure, desk: Desk, answer: queries.GapAnswer, context: ChartContext) -> Figure:
    """The figure; on the report's base its title also says the spoken county's value on SCB's: what is doubtful of a
    number goes with it wherever it is a title. A filler has no such value."""
    counties = answer.gap
    told = counties[counties.gap_score.notna() & counties.ads_status.map(is_counted).astype(bool)]
    told = told.sort_values("gap_score", ascending=False)
    own = told[told.county_code == context.county_code]
    if context.base != "report" or (own.empty and context.county_code) or told.empty:
        return figure
    county = (own if len(own) else told).county_code.iloc[0]
    selection = dataclasses.replace(answer.scope.selection, county_code=county, base="scb")
    ours = queries.ask_gap(desk.edition, selection).gap.gap_score.iloc[0]
    title = desk.say("report.on_scb", finding=figure.title, ours=desk.say.number(ours, 2))
    return dataclasses.replace(figure, title=title)


def _limited_to_group(whole: Figure, few: Figure, gap: pd.DataFrame, group: tuple[str, ...], say: Voice) -> Figure:
    """A gap figure whose ranking and table hold the comparison group only; the map keeps every county and outlines
    the group, and the ranks stay those among all 21."""
    rows = gap[gap.county_code.isin(group)]
    scores = rows.set_index("county_code").gap_score.where(rows.ads_status.map(is_counted).astype(bool).array)
    place = place_among(scores.to_dict(), group)
    key = "place" if place else "unrated" if pd.isna(scores[group[0]]) else "alone"
    number, count = place or (0, 0)
    title = say(f"comparison_group.{key}", county=say.county(group[0]), place=number, count=count)
    ranking = [part for part in few.parts if part.name == "ranking"]
    return dataclasses.replace(
        whole,
        title=title,
        alt=title,
        table=few.table,
        warnings=few.warnings,
        parts=(*(part for part in whole.parts if part.name != "ranking"), *ranking),
    )


def _spoken(answer: queries.GapAnswer, county_code: str | None) -> pd.DataFrame:
    """The rows that notes speak of: the chosen county's, without those it is compared with; else every county's."""
    chosen = county_code or answer.scope.selection.county_code
    return answer.gap if chosen is None else answer.gap[answer.gap.county_code == chosen]


def _base_mark(desk: Desk, answer: queries.GapAnswer, county_code: str | None) -> list[str]:
    """The report's small base, sentence by sentence, said of the chosen county, or of that with the highest score in
    this window: its score on SCB's base where its ads were counted, that it cannot be recomputed where only the score
    is printed. Of a filler nothing; without a county's number where the chosen one has no score but others are shown;
    nothing on other bases."""
    if answer.scope.base != "report":
        return []
    spoken = _spoken(answer, county_code)
    rated = spoken[spoken.gap_score.notna()].sort_values("gap_score", ascending=False)
    mark = report_marks.mark_for(desk.edition, "gap_score", "25")
    if rated.empty and answer.gap.gap_score.notna().any():
        return [desk.say("report.row.base")]
    if rated.empty or mark is None:
        return []
    county = str(rated.county_code.iloc[0])
    if not is_counted(rated.ads_status.iloc[0]):
        printed = report_marks.mark_for(desk.edition, "gap_score", county)
        return sentences(printed.words(desk.say)) if printed else []
    selection = dataclasses.replace(answer.scope.selection, county_code=county, base="scb")
    scb = queries.ask_gap(desk.edition, selection).gap.gap_score.iloc[0]
    return sentences(mark.words(desk.say, region_code=county, ours=float(scb)))


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
    told, is_report = has_number(gap, "gap_score"), answer.scope.kind == "report"
    rows = drawn[drawn.county_code.isin(gap.county_code[told])]
    height = _ranking_height(len(rows))
    ranking = Part("ranking", lambda w, h: draw_ranking(rows, country, context, w, h), height, 0.6)
    return Figure(
        key="gap-map",
        title=gap_finding(gap, country, context),
        measure=gap_measure(gap, context),
        facts=facts_of(context),
        marks=_marks(gap, context, is_hatched=True),
        warnings=(
            *_imputed_line(gap, context.say, is_hatched=True),
            *without_ads(gap[~told], context, is_report=is_report, is_hatched=True),
        ),
        reading=_reading_lines(gap, context),
        status=status_words(gap.score_status[gap.gap_score.notna()], context.say),
        alt=gap_alternative(gap, country, context),
        table=_table(gap, context),
        parts=(
            Part("map", lambda w, h: draw_map(drawn, context, w, h), _MAP_HEIGHT, 0.4),
            *((ranking,) if len(rows) else ()),
        ),
        context=context,
    )


def _ranking_height(rows: int) -> int:
    """As high as the map where every county has a row; fewer are no farther apart."""
    return min(_MAP_HEIGHT, 90 + 26 * rows)


def build_ranking_figure(
    answer: queries.GapAnswer, context: ChartContext, tips: Mapping[str, str] | None = None
) -> Figure:
    """The ranking alone."""
    whole = build_gap_figure(answer, context, tips)
    left = answer.gap[~has_number(answer.gap, "gap_score")]
    return dataclasses.replace(
        whole,
        key="gap-ranking",
        marks=_marks(answer.gap, context, is_hatched=False),
        warnings=(
            *_imputed_line(answer.gap, context.say, is_hatched=False),
            *without_ads(left, context, is_report=answer.scope.kind == "report"),
        ),
        parts=tuple(dataclasses.replace(part, share=1.0) for part in whole.parts[1:]),
    )


def gap_finding(gap: pd.DataFrame, country: Mapping[str, Any], context: ChartContext) -> str:
    """The finding in one sentence: «högst» only when nobody else can be first, «högre» only when the test says so.

    With a county chosen it is about that county: its value and how it compares, or why it has none. Where counties were
    not counted, the highest is the highest of those that were. country: the base that a comparison stands on.
    """
    say, county_code = context.say, context.county_code
    made = rest_is(str(country["base_status"]), say)
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    chosen = gap[gap.county_code == county_code]
    if len(chosen) and (rated.empty or rated.county_code.iloc[0] != county_code):
        return _finding_of_county(chosen.iloc[0], made, context)
    counted = rated[[is_counted(status) for status in rated.ads_status]]
    if gap.ads.isna().all():
        return say("charts.gap.nobody_told")
    if counted.empty:
        return say("charts.gap.nothing" if rated.empty else "charts.gap.nobody_counted")
    top = counted.iloc[0]
    named = {"county": top.county_name, "score": say.number(top.gap_score, 2), "unit": context.unit, "made": made}
    if len(counted) == 1 or len(counted) < len(rated):
        key = "single" if len(counted) == 1 else "highest_counted"
        return say(f"charts.gap.{key}", count=len(counted), **named)
    if not is_tested(top.compared_with_rest):
        key = "charts.gap.highest_untested"
    elif top.compared_with_rest != "higher":
        key = "charts.gap.highest_like_rest"
    else:
        key = "charts.gap.highest" if top.rank_high == 1 else "charts.gap.highest_unsure"
    return say(key, **named)


def _finding_of_county(row: pd.Series, made: str, context: ChartContext) -> str:
    """«Skåne: 0,64 AI-annonser per 1 000 …, lägre än övriga landet», or why there is no value. made: of what the base
    of that comparison is."""
    say = context.say
    ads = say.number(row.ads)
    if pd.notna(row.gap_score):
        named = {"county": row.county_name, "score": say.number(row.gap_score, 2), "unit": context.unit}
        if not is_counted(row.ads_status):
            return say(f"charts.gap.chosen_{imputed_kind(row)}", **named)
        verdict = row.compared_alone if isinstance(row.compared_alone, str) else "unknown"
        compared = say(f"charts.gap.chosen_compared.{verdict}", made=made)
        return say("charts.gap.chosen", ads=ads, compared=compared, **named)
    few = "hidden" if is_counted(row.ads_status) else "hidden_imputed"
    why = row.reliability if row.reliability != "hidden" else "none" if int(row.ads) == 0 else few
    return say(f"charts.gap.chosen_{why}", county=row.county_name, ads=ads)


def gap_measure(gap: pd.DataFrame, context: ChartContext) -> str:
    """The quiet line: measure, base, level, and what kind of interval the whiskers are."""
    kind = kind_words(gap.interval_kind, context.say)
    return measure_words("charts.gap.measure", context, unit=context.unit, base=context.base_label, kind=kind)


def gap_alternative(gap: pd.DataFrame, country: dict[str, Any], context: ChartContext) -> str:
    """The alternative text: the finding, the range, the country."""
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    if rated.empty:
        return gap_finding(gap, country, context)
    counted = rated[rated.ads_status.map(is_counted).astype(bool)]
    imputed = len(counted) < len(rated)
    rated = counted if len(counted) else rated
    key = "charts.gap.alt_one" if len(rated) == 1 and not imputed else "charts.gap.alt"
    return context.say(
        "charts.gap.alt_imputed" if imputed else key,
        kinds=uncounted_words(gap, context.say),
        unit=context.unit,
        finding=gap_finding(gap, country, context),
        top=_value_and_ads(rated.iloc[0], context.say),
        bottom=_value_and_ads(rated.iloc[-1], context.say),
        country=context.say.number(country["gap_score"], 2),
        window=context.window_words(),
    )


def _value_and_ads(row: pd.Series, say: Voice) -> str:
    """«3,07 (Norrbotten, 57 annonser)»: no value without its number of ads."""
    ads = say("charts.ads", ads=say.number(row.ads))
    return f"{say.number(row.gap_score, 2)} ({row.county_name}, {ads})"


def _reading_lines(gap: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    """The chosen or first county in words, what a filler lacks, what the intervals hold, what the value is not."""
    say = context.say
    lines = []
    chosen = gap[gap.county_code == context.county_code]
    rated = gap[gap.gap_score.notna()].sort_values("gap_score", ascending=False)
    spoken = chosen if len(chosen) else rated.head(1)
    if len(spoken):
        lines.append(county_sentence(spoken.iloc[0], context))
    if uncounted_words(gap, say):
        lines.append(say("charts.gap.imputed_means"))
    if is_counting_error(gap.interval_kind):
        lines.append(say("charts.gap.counting_error"))
    is_first = len(rated) > 0 and rated.county_code.iloc[0] == context.county_code  # told as one of all
    is_alone = not is_first and any(map(is_tested, chosen.compared_alone))
    alone = context.county_code if is_alone else None
    lines += said_of_tests(gap.compared_with_rest, say, alone=alone, kinds=gap.interval_kind)
    lines.append(say("charts.gap.is_not" if BASES[context.base].has_competence else "charts.gap.is_not_other"))
    return tuple(lines)


def _imputed_line(gap: pd.DataFrame, say: Voice, *, is_hatched: bool) -> tuple[str, ...]:
    """What values stand on no counted ads (hatched, on a map); nothing where none does."""
    kinds = uncounted_words(gap, say)
    return (say("charts.gap.imputed_map" if is_hatched else "charts.gap.imputed_list", kinds=kinds),) if kinds else ()


def _marks(gap: pd.DataFrame, context: ChartContext, *, is_hatched: bool) -> tuple[str, ...]:
    """What the points' shapes stand for, where there are several, and the hatch, on a map; the ranking says by name, in
    its rows, who has too few ads."""
    say, lines = context.say, []
    present = {s.split(" ")[0] for s in gap.score_status[gap.gap_score.notna()]}
    words = [word for word in STATUS_SHAPES if word in present]
    if len(words) > 1:
        shapes = [f"{say(f'charts.shape.{STATUS_SHAPES[w]}')} {say.status(_full(gap, w))}" for w in words]
        lines.append(say("charts.gap.reading", marks=", ".join(shapes)))
    if is_hatched and (gap.reliability == "hidden").any():
        lines.append(say("charts.gap.hatched_line"))
    return tuple(lines)


def _full(gap: pd.DataFrame, word: str) -> str:
    return str(next(s for s in gap.score_status if s.split(" ")[0] == word))


def _table(gap: pd.DataFrame, context: ChartContext) -> pd.DataFrame:
    say = context.say
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
    told = table.assign(
        reliability=reliability_words(table.reliability, say),
        compared_with_rest=[compared_words(c, say) for c in table.compared_with_rest],
        **{c: [say.status(s) for s in table[c]] for c in ("score_status", "ads_status", "base_status")},
        unit=context.unit,
    ).reset_index(drop=True)
    return with_base_named(told, context.base)


def value_words(row: Any, say: Voice) -> str:
    """The value as the map and the ranking print it: a number, or why there is none, with the count it hides."""
    if pd.isna(row.gap_score):
        return no_rate_words(row.reliability, row.ads, say, row.ads_status)
    return say.number(row.gap_score, 2)


def gap_deck(
    gap: pd.DataFrame,
    context: ChartContext,
    tips: Mapping[str, str] | None = None,
    scheme: theme.Scheme = "light",
) -> pydeck.Deck:
    """The clickable county map with its tooltips; gap and tips as for the picture."""
    words = {row.county_code: _deck_words(row, context) for row in gap[gap.county_code != ""].itertuples()}
    return build_gap_deck(gap, words, context, tips, scheme)


@kept_in(DRAWINGS)
def county_deck(desk: Desk, selection: Selection, scheme: theme.Scheme) -> WrittenDeck:
    """The clickable county map of the choice."""
    context = figures.build_figure("gap-map", desk, selection).context
    answer = queries.ask_gap(desk.edition, whole_country(selection))
    return written(gap_deck(answer.gap, context, dependence_tips(desk, selection), scheme))


def _deck_words(row: Any, context: ChartContext) -> str:
    """What the clickable map's tooltip says of a county: its value or why there is none, its count and status."""
    say, rated = context.say, pd.notna(row.gap_score)
    key = "charts.deck.unrated" if not rated else "charts.deck.rated"
    if rated and not is_counted(row.ads_status):
        key = f"charts.deck.rated_{imputed_kind(row)}"
    return say(
        key,
        value=value_words(row, say),
        unit=context.unit,
        interval=interval_words(row.gap_low, row.gap_high, say),
        rank=rank_words(row, say) if rated else "",
        compared=compared_words(row.compared_with_rest, say),
        ads=say.number(row.ads),
        status=say.status(_status_shown(row)),
    )


def _status_shown(row: Any) -> str:
    """The status of what is shown of a county: its value, or where that is hidden the count that stands instead."""
    return str(row.ads_status if pd.isna(row.gap_score) else row.score_status)


def _label(row: Any, say: Voice) -> str:
    """«0,41 (7) osäkert»: the value, its number of ads, and how far to trust it."""
    if pd.notna(row.gap_score) and not is_counted(row.ads_status):
        return f"{value_words(row, say)} {say(f'charts.gap.mark_{imputed_kind(row)}')}"
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
                "low": as_float(row.gap_low),
                "high": as_float(row.gap_high),
                "imputed": has_rate and not is_counted(row.ads_status),
                "value": value_words(row, say),
                "label": _label(row, say),
                "class": labels[level] if level is not None else None,
                "fill": theme.RAMP[level] if level is not None else theme.NO_VALUE,
                "shape": STATUS_SHAPES.get(str(row.score_status).split(" ")[0], "circle"),
                "uncertain": row.reliability == "uncertain",
                "chosen": row.county_code == context.county_code,
                "interval": interval_words(row.gap_low, row.gap_high, say),
                "ads": say.number(row.ads),
                "status": say.status(_status_shown(row)),
                "rank": rank_words(row, say),
                "dependence": tips.get(row.county_code, "–"),
                "compared": compared_words(row.compared_with_rest, say),
            }
        )
    frame = pd.DataFrame(rows)
    # Values that nobody counted stand apart, below those that were.
    by = frame.sort_values(["imputed", "gap", "county"], ascending=[True, False, True], na_position="last")
    order = pd.concat([by[by.gap.notna()], by[by.gap.isna()]]).county.tolist()
    return frame.assign(place=frame.county.map({c: i for i, c in enumerate(order)}))

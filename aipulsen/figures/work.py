"""Figures of who asks for AI work, and on what terms it is offered."""

from __future__ import annotations

import pandas as pd

from aipulsen import queries
from aipulsen.charts.figure import ChartContext, Figure, Part, facts_of, measure_words, status_words
from aipulsen.figures import parts
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def work_employers(desk: Desk, selection: Selection) -> Figure:
    """AI ads by kind of employer, public and private."""
    answer = queries.ask_employer_kinds(desk.edition, selection)
    return build_employers_figure(answer, context_of(answer.scope, desk.say))


def work_terms(desk: Desk, selection: Selection) -> Figure:
    """AI ads by the terms they offer."""
    answer = queries.ask_work(desk.edition, selection)
    return build_terms_figure(answer, context_of(answer.scope, desk.say))


def build_employers_figure(answer: queries.WorkAnswer, context: ChartContext) -> Figure:
    """Sectors and kinds beside each other."""
    say = context.say
    kinds = answer.of("employer_kind").sort_values(["ads", "key"], ascending=[False, True])
    shown = {"sector": answer.of("sector"), "employer_kind": kinds}
    public = shown["sector"].iloc[:1]
    if public.ads_share.notna().all():
        title = parts.finding("charts.work_employers.finding", public, str, context)
    else:
        title = parts.finding(
            "charts.work_employers.largest", shown["sector"], lambda key: key_name("sector", key, say), context
        )
    table = pd.concat(list(shown.values()))
    return _figure(
        "work-employers",
        title,
        "charts.work_employers.measure",
        (say("charts.work_employers.sectors"), *_changes(table, context)),
        table,
        tuple(_part(theme, rows, context, 0.5) for theme, rows in shown.items()),
        context,
    )


def build_terms_figure(answer: queries.WorkAnswer, context: ChartContext) -> Figure:
    """Each term as a row, the themes under each other; positions in words."""
    say = context.say
    known = [theme for theme in queries.HOW if theme not in answer.unknown]
    table = pd.concat([answer.of(theme) for theme in known])
    fixed = table[table.key == "fixed_term"]
    # What few ads state is no title: those that do may be unlike the others.
    has_fixed = len(fixed) > 0 and fixed.ads_share.notna().all() and fixed.ads_all.iloc[0] == context.total_ads
    title = say("charts.work_terms.other" if context.total_ads else "parts.no_ads", region=parts.region_of(context))
    if has_fixed:
        title = parts.finding("charts.work_terms.finding", fixed, str, context)
    said = [say("charts.work_terms.rules")]
    if answer.vacancies is not None:
        counts = {"ads": say.number(answer.ads_with_vacancies), "vacancies": say.number(answer.vacancies)}
        said.insert(0, say("charts.work_terms.vacancies", **counts))
    said += _partly_known(table, context)
    if missing := [say(f"work.theme.{theme}").lower() for theme in queries.HOW if theme in answer.unknown]:
        said.append(say("charts.work_terms.unknown", themes=", ".join(missing)))
    rows = [parts.interval_row(row, _label(row.theme, row.key, say), context) for row in table.itertuples()]
    drawn = (parts.intervals_part("terms", rows, say),)
    caption = (" ".join(said), *_changes(table, context))
    return _figure("work-terms", title, "charts.work_terms.measure", caption, table, drawn, context)


def _partly_known(table: pd.DataFrame, context: ChartContext) -> list[str]:
    """For how many of the ads a term is known at all, where it is not known for all of them."""
    say = context.say
    stated = table.drop_duplicates("theme").query("ads_all < @context.total_ads")
    return [
        say(
            "charts.work_terms.known",
            theme=say(f"work.theme.{row.theme}"),
            ads=say.number(row.ads_all),
            all=say.number(context.total_ads),
        )
        for row in stated.itertuples()
    ]


def _figure(
    key: str,
    title: str,
    measure: str,
    caption: tuple[str, ...],
    table: pd.DataFrame,
    drawn: tuple[Part, ...],
    context: ChartContext,
) -> Figure:
    say = context.say
    named = table.assign(
        theme=[say(f"work.theme.{theme}") for theme in table.theme],
        name=[key_name(theme, key, say) for theme, key in zip(table.theme, table.key, strict=True)],
    )
    return Figure(
        key=key,
        title=title,
        measure=measure_words(measure, context, region=parts.region_of(context)),
        facts=facts_of(context),
        marks=parts.marks(context),
        reading=(*caption, context.say("parts.clustered")),
        status=status_words(table.status, say),
        alt=title,
        table=parts.told_table(named, ["theme", "name", "vacancies"], context),
        parts=parts.drawn(context, *drawn),
        context=context,
    )


def _part(theme: str, rows: pd.DataFrame, context: ChartContext, share: float) -> Part:
    say = context.say
    drawn = [parts.interval_row(row, key_name(theme, row.key, say), context) for row in rows.itertuples()]
    return parts.intervals_part(theme, drawn, say, share=share, heading=say(f"work.theme.{theme}"))


def _label(theme: str, key: str, say: Voice) -> str:
    """A term's name, with its question where the name alone would not tell («Annonsens språk: svenska»)."""
    name = key_name(theme, key, say)
    return (
        say("work.label", theme=say(f"work.theme.{theme}"), name=name) if theme in ("language", "seniority") else name
    )


def key_name(theme: str, key: str, say: Voice) -> str:
    """A key in words."""
    return say(f"employer_kind.{key}" if theme == "employer_kind" else f"work.key.{key}")


def _changes(table: pd.DataFrame, context: ChartContext) -> tuple[str, ...]:
    say = context.say
    themes = dict(zip(table.key, table.theme, strict=True))
    return parts.change_lines(table, lambda key: key_name(themes[key], key, say), context)

"""Rättelser till rapport 1: every printed figure, what our data say, how it was computed, and the verdict."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from aipulsen import queries, topics
from aipulsen.figures import report_marks
from aipulsen.ui import filters, panels, repeated, share
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import figure, file_stem

ALL = "alla"
PAGE = topics.page_file("report")
WAGES = topics.page_file("wages")


def show_report_finding(page: Page) -> None:
    """How many figures got each verdict, in one sentence."""
    st.caption(plain(page.say("report.dated")))
    for part in ("stands", "falls", "open"):
        st.markdown(page.say(f"report.{part}"))
    panels.show_words(figure("report-check", page))


def show_report_lines(page: Page) -> None:
    """The figures with the chosen verdict, a card each: what is printed, what the data say, the verdict and why. The
    faulty ones stand first, and are what the page opens with."""
    say = page.say
    answer = queries.ask_report(page.edition, queries.Selection())
    counts = {ALL: len(answer.lines), **answer.counts()}
    order = [*report_marks.FAULTY, *(v for v in report_marks.VERDICTS if v not in report_marks.FAULTY)]
    verdict = filters.choose_segment(
        "bedomning", [*order, ALL], order[0], lambda v: f"{_verdict_label(v, page)} {counts[v]}", say
    )
    filters.show_notices()
    lines = answer.lines.sort_values("verdict", key=lambda verdicts: verdicts.map(order.index), kind="stable")
    chosen = lines if verdict == ALL else lines[lines.verdict == verdict]
    cards = _by_reason(report_marks.in_words(chosen, say).to_dict("records"), page)
    for first in range(0, len(cards), 2):  # pairs, so that a phone, which stacks columns, keeps the order
        for number, column in zip(range(first, len(cards)), st.columns(2), strict=False):
            with column, st.container(border=True, height="stretch"):
                _show_card(cards[number], page, by=f"card {number}")


def _by_reason(lines: list[dict[Hashable, str]], page: Page) -> list[list[dict[Hashable, str]]]:
    """Figures with the same verdict for the same reason belong together."""
    alike: dict[tuple[str, ...], list[dict[Hashable, str]]] = {}
    for line in lines:
        alike.setdefault(tuple(line[page.say(f"report.column.{part}")] for part in ("verdict", "why")), []).append(line)
    return list(alike.values())


def _show_card(card: list[dict[Hashable, str]], page: Page, *, by: str) -> None:
    """The printed figures that one reason is given for: what they have in common and the verdict once, a line for each
    with how ours was computed behind its ⓘ, and the reason. Readable from top to bottom on any screen."""
    say = page.say
    said = [{part: plain(line[say(f"report.column.{part}")]) for part in report_marks.COLUMNS} for line in card]
    is_shared = {part: len({line[part] for line in said}) == 1 for part in ("figure", "region")}
    shared = ", ".join(said[0][part] for part, is_so in is_shared.items() if is_so)
    verdict = f"**{said[0]['verdict']}**"
    st.markdown(f"**{shared}**: {verdict}" if shared else verdict)
    for line in said:
        own = ", ".join(line[part] for part, is_so in is_shared.items() if not is_so)
        told = say("report.card_of" if own else "report.card", own=own, printed=line["printed"], ours=line["ours"])
        st.markdown(told, help=f"{plain(say('report.column.how'))}: {line['how']}")
    why = card[0][say("report.column.why")]
    st.markdown(plain(" ".join(repeated.not_yet_said([why], by))))


def show_report_chart(page: Page) -> None:
    """The counts as a chart with downloads of every line, and where the loss by moving is recomputed."""
    say = page.say
    fig = figure("report-check", page)
    for part in fig.parts:
        panels.show_part(fig, part)
    panels.show_caption(fig)
    share.show_use_and_share(fig, say, file_stem=file_stem(fig.key, page))
    st.caption(plain(say("report.recomputed_sentence")))
    st.page_link(WAGES, label=say("report.to_wages"), icon=":material/payments:", query_params=_wages_link())


_GAPS = tuple(("gap_score", code) for code in ("25", "01", "05", "06", "20"))
# The report's faulty figures that each page shows in the report's edition.
_SHOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "overview": _GAPS,
    "profile": _GAPS,
    "employers": (("gap_score", "25"),),
    "supply": (("net_flow_persons", "01"),),
    "gap": (*_GAPS, ("post_secondary_persons", "25"), ("post_secondary_persons", "05")),
    "big_city": (("big_city_population_share", "00"),),
    "wages": tuple(
        (f"salary_{occupation}_{end}sek", region)
        for occupation in ("2512", "2511")
        for end, region in (("", "SE1"), ("low_", "SE3"), ("high_", "SE3"))
    ),
}


_ON_THE_REPORTS_BASE = ("gap_score", "post_secondary_persons")  # another base shows another number
_OF_ONE_COUNTY = ("profile", "employers")  # another county's number is not on such a page


def _verdict_label(verdict: str, page: Page) -> str:
    return page.say("report.all" if verdict == ALL else f"report.verdict.{verdict}")


def _wages_link() -> dict[str, str]:
    """The link to the wages of the report's own edition, in the reader's language."""
    return {**filters.current_parameters(), "utgava": queries.REPORT_EDITION}


def show_marks(page: Page, key: str) -> None:
    """The marks of the report's faulty figures shown on a page, each with its reason and the way to its line; on a
    page of one county those of that county."""
    if page.edition.manifest.kind != "report":
        return
    here = page.selection.county_code
    shown = [
        line for line in _SHOWN.get(key, ()) if line[0] not in _ON_THE_REPORTS_BASE or page.selection.base == "report"
    ]
    shown = [(name, region) for name, region in shown if key not in _OF_ONE_COUNTY or here in (None, region)]
    marks = [mark for name, region in shown if (mark := report_marks.mark_for(page.edition, name, region)) is not None]
    if not marks:
        return
    say = page.say
    places: dict[str, list[str]] = {}
    for name, place in sorted({(report_marks.figure_name(m.figure, say), m.place(say)) for m in marks}):
        places.setdefault(name, []).append(place)
    named = [f"{name} ({', '.join(where)})" for name, where in places.items()]
    st.caption(":material/flag: " + plain(say("report.marked", figures="; ".join(named))))
    verdicts = {mark.verdict for mark in marks}
    parameters = {**filters.current_parameters(), "bedomning": verdicts.pop() if len(verdicts) == 1 else ALL}
    st.page_link(PAGE, label=say("report.to_lines"), icon=":material/fact_check:", query_params=parameters)

"""Rättelser till rapport 1: every printed figure, what our data say, how it was computed, and the verdict."""

from __future__ import annotations

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
    counted = report_marks.counts_by_verdict(page.edition)
    counts = {ALL: sum(counted.values()), **counted}
    order = [*report_marks.FAULTY, *(v for v in report_marks.VERDICTS if v not in report_marks.FAULTY)]
    verdict = filters.choose_segment(
        "bedomning", [*order, ALL], order[0], lambda v: f"{_verdict_label(v, page)} {counts[v]}", say
    )
    filters.show_notices()
    cards = report_marks.cards(page.desk, None if verdict == ALL else verdict)
    for first in range(0, len(cards), 2):  # pairs, so that a phone, which stacks columns, keeps the order
        for number, column in zip(range(first, len(cards)), st.columns(2), strict=False):
            with column, st.container(border=True, height="stretch"):
                _show_card(cards[number], page, by=f"card {number}")


def _show_card(card: report_marks.Card, page: Page, *, by: str) -> None:
    """What a card's figures have in common and the verdict once, a line for each with how ours was computed behind its
    ⓘ, and the reason. Readable from top to bottom on any screen."""
    verdict = f"**{plain(card.verdict)}**"
    st.markdown(f"**{plain(card.shared)}**: {verdict}" if card.shared else verdict)
    for line in card.lines:
        key = "report.card_of" if line.own else "report.card"
        told = page.say(key, own=plain(line.own), printed=plain(line.printed), ours=plain(line.ours))
        st.markdown(told, help=f"{plain(page.say('report.column.how'))}: {plain(line.how)}")
    st.markdown(plain(" ".join(repeated.not_yet_said([card.why], by))))


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

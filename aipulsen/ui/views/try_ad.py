"""Pröva en annons: paste a text or choose an example, and see what the engine read, gave and would have given."""

from __future__ import annotations

import streamlit as st

from aipulsen.evaluation.accuracy import measured_accuracy
from aipulsen.evaluation.labelled import unseen_sentence
from aipulsen.levels import ASKED_LEVELS
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.scoring import CURRENT_ENGINE_VERSION, ENGINE_VERSIONS, AdText, load_engine
from aipulsen.scoring.explanation import Explanation, Piece, cue_kinds, explain, suppression
from aipulsen.scoring.rules import current_rules
from aipulsen.ui import panels
from aipulsen.ui.headings import show_heading
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page
from aipulsen.voice import Voice

EXAMPLES = ("engineer", "controller", "curious")
_MOST_CHARACTERS = 50_000
_MOST_LINES = 200


def show_try_ad(page: Page) -> None:
    """The form, the verdict with its explanation, and the two engines side by side."""
    say = page.say
    show_heading(say("try_ad.title"), anchor="prova-en-annons")
    st.caption(say("try_ad.note"))
    ad = _asked_for(say)
    if not (ad.headline.strip() or ad.text.strip()):
        st.info(say("try_ad.nothing"), icon=":material/edit:")
        return
    explained = explain(load_engine(), ad)
    _show_verdict(explained, say)
    _show_text(explained, say)
    _show_hits(explained, say)
    _show_what_ifs(explained, say)
    _show_both_engines(ad, say)


def _asked_for(say: Voice) -> AdText:
    names = {key: say(f"try_ad.example.{key}.name") for key in EXAMPLES} | {"own": say("try_ad.own")}
    chosen = st.radio(say("try_ad.choose"), list(names), format_func=names.__getitem__, horizontal=True)
    own = chosen == "own"

    def start(part: str) -> str:
        return "" if own else say(f"try_ad.example.{chosen}.{part}")

    # The key holds the example and the language: another choice begins with its own words.
    left, middle, right = st.columns([3, 2, 2])
    headline = left.text_input(
        say("try_ad.headline"), start("headline"), max_chars=300, key=f"try:{chosen}:{say.lang}:headline"
    )
    employer = middle.text_input(
        say("try_ad.employer"),
        start("employer"),
        max_chars=200,
        key=f"try:{chosen}:{say.lang}:employer",
        help=say("try_ad.employer_help"),
    )
    prefixes = {sector: prefix for prefix, sector in reversed(current_rules().sectors)}
    sector = right.selectbox(
        say("try_ad.sector"),
        ["", *sorted(prefixes, key=lambda s: say(f"try_ad.field.{s}"))],
        format_func=lambda s: say(f"try_ad.field.{s}") if s else say("try_ad.by_title"),
        key=f"try:{chosen}:{say.lang}:sector",
    )
    text = st.text_area(
        say("try_ad.text"), start("text"), height=200, max_chars=_MOST_CHARACTERS, key=f"try:{chosen}:{say.lang}:text"
    )
    return AdText("try", headline, text, employer or None, prefixes.get(sector))


def _show_verdict(explained: Explanation, say: Voice) -> None:
    score = explained.score
    columns = st.columns(2 + len(explained.zone_points))
    columns[0].metric(say("try_ad.verdict"), say(f"try_ad.level.{score.level}"))
    columns[1].metric(say("try_ad.points"), say.number(score.score))
    for column, (zone, points) in zip(columns[2:], explained.zone_points.items(), strict=True):
        column.metric(say(f"try_ad.zone.{zone}"), say.number(points))
    thresholds = say(
        "try_ad.thresholds",
        competence=score.competence_threshold,
        role=score.role_threshold,
        sector=say(f"try_ad.field.{score.sector}"),
    )
    missing = explained.points_missing
    further = say("try_ad.missing", points=missing) if missing else say("try_ad.highest")
    st.markdown(plain(f"{thresholds}. {further}"))
    groups = ", ".join(
        f"{say(f'try_ad.group.{group.id}')} ({say('common.quoted', words=group.text)})" for group in score.groups
    )
    tools = ", ".join(tool.id for tool in score.tools)
    for key, names in (("groups", groups), ("tools", tools)):
        if names:
            st.caption(plain(say(f"try_ad.{key}", names=names.replace("\n", " "))))


def _show_text(explained: Explanation, say: Voice) -> None:
    st.markdown(f"**{say('try_ad.marked')}**")
    with st.container(border=True):
        st.markdown("**" + say("try_ad.headline") + ":** " + "".join(map(marked, explained.title)))
        shown = explained.lines[:_MOST_LINES]
        st.markdown("\n\n".join("".join(map(marked, line)) for line in shown))
    if len(shown) < len(explained.lines):
        st.caption(say("try_ad.cut", shown=len(shown), count=len(explained.lines)))
    st.caption(say("try_ad.legend"))


def marked(piece: Piece) -> str:
    """A piece as markdown: foreign words escaped; a term carries a colour and a second sign that needs none."""
    words = plain(piece.text)
    if piece.hit is None or not words.strip():
        return words
    if piece.hit.points:
        return f":green-background[**{words}** {plain(f'{piece.hit.points:+d}')}]"
    if piece.hit.suppressed_by == "cap":
        return f":blue-background[**{words}**]"
    return f":gray-background[~~{words}~~]"


def _show_hits(explained: Explanation, say: Voice) -> None:
    if not explained.score.hits:
        st.markdown(say("try_ad.no_hits"))
        return
    st.markdown(f"**{say('try_ad.table')}**")
    rows = []
    for hit in explained.score.hits:
        why = suppression(hit)
        rows.append(
            {
                say("try_ad.column.term"): hit.text.replace("\n", " "),
                say("try_ad.column.zone"): say(f"try_ad.zone.{hit.zone}"),
                say("try_ad.column.position"): f"{hit.start}–{hit.end}",
                say("try_ad.column.points"): say.number(hit.points),
                say("try_ad.column.context"): ", ".join(say(f"try_ad.kind.{k}") for k in cue_kinds(hit)),
                say("try_ad.column.suppressed"): say(f"try_ad.kind.{why}") if why else "",
            }
        )
    panels.show_rows(rows)


def _show_what_ifs(explained: Explanation, say: Voice) -> None:
    if not explained.what_ifs:
        return
    st.markdown(f"**{say('try_ad.what_if')}**")
    lines = [
        say(
            "try_ad.what_if_line",
            change=say(f"try_ad.change.{what_if.kind}", term=what_if.term),
            before=explained.score.score,
            after=what_if.score.score,
            level=say(f"try_ad.level.{what_if.score.level}"),
        )
        for what_if in explained.what_ifs
    ]
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _show_both_engines(ad: AdText, say: Voice) -> None:
    with st.expander(say("try_ad.both", version=CURRENT_ENGINE_VERSION), expanded=True):
        st.markdown(plain(say("try_ad.both_note")))
        rows = []
        for version in ENGINE_VERSIONS:
            score = load_engine(version).score(ad)
            verdict = f"{say(f'try_ad.level.{score.level}')} ({score.score})"
            for level in ASKED_LEVELS:
                accuracy = measured_accuracy(level, version)
                rows.append(
                    {
                        say("try_ad.column.engine"): version,
                        say("try_ad.column.verdict"): verdict,
                        say("try_ad.column.level"): say(f"try_ad.level.{level}"),
                        say("try_ad.column.precision"): _share(accuracy.tp, accuracy.tp + accuracy.fp, say),
                        say("try_ad.column.recall"): _share(accuracy.tp, accuracy.tp + accuracy.fn, say),
                    }
                )
        panels.show_rows(rows)
        for level in ASKED_LEVELS:
            accuracy = measured_accuracy(level, CURRENT_ENGINE_VERSION)
            words = say(
                "try_ad.measured",
                day=accuracy.measured_on,
                positives=accuracy.tp + accuracy.fn,
                negatives=accuracy.tn + accuracy.fp,
            )
            st.caption(f"{say(f'try_ad.level.{level}')}: {plain(words)}")
        st.caption(plain(unseen_sentence(say)))


def _share(part: int, whole: int, say: Voice) -> str:
    low, high = wilson_interval(part, whole)
    return f"{say.percent(part / whole)} ({say.percent_range(low, high)})"

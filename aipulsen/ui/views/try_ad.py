"""Pröva en annons: paste a text or choose an example, and see what the engine read, gave and would have given."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from aipulsen.evaluation.accuracy import AccuracyLevel, measured_accuracy
from aipulsen.evaluation.labelled import unseen_sentence
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.scoring import CURRENT_ENGINE_VERSION, ENGINE_VERSIONS, AdText, load_engine
from aipulsen.scoring.explanation import Explanation, Piece, cue_kinds, explain, suppression
from aipulsen.scoring.rules import current_rules
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt
from aipulsen.ui import panels
from aipulsen.ui.markdown import plain
from aipulsen.ui.shell import Page

EXAMPLES = ("engineer", "controller", "curious")
LEVELS: tuple[AccuracyLevel, ...] = ("role", "competence")
_MOST_CHARACTERS = 50_000
_MOST_LINES = 200


def show_try_ad(page: Page) -> None:
    """The form, the verdict with its explanation, and the two engines side by side."""
    lang = page.lang
    st.subheader(t("try_ad.title", lang), anchor="prova-en-annons")
    st.caption(t("try_ad.note", lang))
    ad = _asked_for(lang)
    if not (ad.headline.strip() or ad.text.strip()):
        st.info(t("try_ad.nothing", lang), icon=":material/edit:")
        return
    explained = explain(load_engine(), ad)
    _show_verdict(explained, lang)
    _show_text(explained, lang)
    _show_hits(explained, lang)
    _show_what_ifs(explained, lang)
    _show_both_engines(ad, lang)


def _asked_for(lang: Lang) -> AdText:
    names = {key: t(f"try_ad.example.{key}.name", lang) for key in EXAMPLES} | {"own": t("try_ad.own", lang)}
    chosen = st.radio(t("try_ad.choose", lang), list(names), format_func=names.__getitem__, horizontal=True)
    own = chosen == "own"

    def start(part: str) -> str:
        return "" if own else t(f"try_ad.example.{chosen}.{part}", lang)

    # The key holds the example and the language: another choice begins with its own words.
    left, middle, right = st.columns([3, 2, 2])
    headline = left.text_input(
        t("try_ad.headline", lang), start("headline"), max_chars=300, key=f"try:{chosen}:{lang}:headline"
    )
    employer = middle.text_input(
        t("try_ad.employer", lang),
        start("employer"),
        max_chars=200,
        key=f"try:{chosen}:{lang}:employer",
        help=t("try_ad.employer_help", lang),
    )
    prefixes = {sector: prefix for prefix, sector in reversed(current_rules().sectors)}
    sector = right.selectbox(
        t("try_ad.sector", lang),
        ["", *sorted(prefixes, key=lambda s: t(f"try_ad.field.{s}", lang))],
        format_func=lambda s: t(f"try_ad.field.{s}", lang) if s else t("try_ad.by_title", lang),
        key=f"try:{chosen}:{lang}:sector",
    )
    text = st.text_area(
        t("try_ad.text", lang), start("text"), height=200, max_chars=_MOST_CHARACTERS, key=f"try:{chosen}:{lang}:text"
    )
    return AdText("try", headline, text, employer or None, prefixes.get(sector))


def _show_verdict(explained: Explanation, lang: Lang) -> None:
    score = explained.score
    columns = st.columns(2 + len(explained.zone_points))
    columns[0].metric(t("try_ad.verdict", lang), t(f"try_ad.level.{score.level}", lang))
    columns[1].metric(t("try_ad.points", lang), fmt.number(score.score, 0, lang))
    for column, (zone, points) in zip(columns[2:], explained.zone_points.items(), strict=True):
        column.metric(t(f"try_ad.zone.{zone}", lang), fmt.number(points, 0, lang))
    thresholds = t(
        "try_ad.thresholds",
        lang,
        competence=score.competence_threshold,
        role=score.role_threshold,
        sector=t(f"try_ad.field.{score.sector}", lang),
    )
    missing = explained.points_missing
    further = t("try_ad.missing", lang, points=missing) if missing else t("try_ad.highest", lang)
    st.markdown(plain(f"{thresholds}. {further}"))


def _show_text(explained: Explanation, lang: Lang) -> None:
    st.markdown(f"**{t('try_ad.marked', lang)}**")
    with st.container(border=True):
        st.markdown("**" + t("try_ad.headline", lang) + ":** " + "".join(map(marked, explained.title)))
        shown = explained.lines[:_MOST_LINES]
        st.markdown("\n\n".join("".join(map(marked, line)) for line in shown))
    if len(shown) < len(explained.lines):
        st.caption(t("try_ad.cut", lang, shown=len(shown), count=len(explained.lines)))
    st.caption(t("try_ad.legend", lang))


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


def _show_hits(explained: Explanation, lang: Lang) -> None:
    if not explained.score.hits:
        st.markdown(t("try_ad.no_hits", lang))
        return
    st.markdown(f"**{t('try_ad.table', lang)}**")
    rows = []
    for hit in explained.score.hits:
        why = suppression(hit)
        rows.append(
            {
                t("try_ad.column.term", lang): hit.text.replace("\n", " "),
                t("try_ad.column.zone", lang): t(f"try_ad.zone.{hit.zone}", lang),
                t("try_ad.column.position", lang): f"{hit.start}–{hit.end}",
                t("try_ad.column.points", lang): hit.points,
                t("try_ad.column.context", lang): ", ".join(t(f"try_ad.kind.{k}", lang) for k in cue_kinds(hit)),
                t("try_ad.column.suppressed", lang): t(f"try_ad.kind.{why}", lang) if why else "",
            }
        )
    panels.show_frame(pd.DataFrame(rows))


def _show_what_ifs(explained: Explanation, lang: Lang) -> None:
    if not explained.what_ifs:
        return
    st.markdown(f"**{t('try_ad.what_if', lang)}**")
    lines = [
        t(
            "try_ad.what_if_line",
            lang,
            change=t(f"try_ad.change.{what_if.kind}", lang, term=what_if.term),
            before=explained.score.score,
            after=what_if.score.score,
            level=t(f"try_ad.level.{what_if.score.level}", lang),
        )
        for what_if in explained.what_ifs
    ]
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _show_both_engines(ad: AdText, lang: Lang) -> None:
    with st.expander(t("try_ad.both", lang, version=CURRENT_ENGINE_VERSION), expanded=True):
        st.markdown(plain(t("try_ad.both_note", lang)))
        rows = []
        for version in ENGINE_VERSIONS:
            score = load_engine(version).score(ad)
            verdict = f"{t(f'try_ad.level.{score.level}', lang)} ({score.score})"
            for level in LEVELS:
                accuracy = measured_accuracy(level, version)
                rows.append(
                    {
                        t("try_ad.column.engine", lang): version,
                        t("try_ad.column.verdict", lang): verdict,
                        t("try_ad.column.level", lang): t(f"try_ad.level.{level}", lang),
                        t("try_ad.column.precision", lang): _share(accuracy.tp, accuracy.tp + accuracy.fp, lang),
                        t("try_ad.column.recall", lang): _share(accuracy.tp, accuracy.tp + accuracy.fn, lang),
                    }
                )
        panels.show_frame(pd.DataFrame(rows))
        for level in LEVELS:
            accuracy = measured_accuracy(level, CURRENT_ENGINE_VERSION)
            words = t(
                "try_ad.measured",
                lang,
                day=accuracy.measured_on,
                positives=accuracy.tp + accuracy.fn,
                negatives=accuracy.tn + accuracy.fp,
            )
            st.caption(f"{t(f'try_ad.level.{level}', lang)}: {plain(words)}")
        st.caption(plain(unseen_sentence(lang)))


def _share(part: int, whole: int, lang: Lang) -> str:
    low, high = wilson_interval(part, whole)
    return f"{fmt.percent(part / whole, 0, lang)} ({fmt.percent_range(low, high, lang)})"

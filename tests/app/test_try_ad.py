"""Pröva en annons: an example is explained, one's own text is judged, hostile text stays text."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from aipulsen import topics
from tests.app.opening import Viewed, open_view
from tests.app.test_pages import words

ABOUT = topics.page_file("about")


def with_own(app: AppTest, headline: str, text: str) -> AppTest:
    """The form filled in by a reader."""
    app = app.radio[0].set_value("own").run()
    app.text_input(key="try:own:sv:headline").set_value(headline)
    return app.text_area(key="try:own:sv:text").set_value(text).run()


def test_an_example_is_explained(viewed: Viewed) -> None:
    """Verdict, marked terms, what would change it, both engines."""
    app = viewed(ABOUT, avsnitt="prova")
    said = words(app)
    assert "Pröva en annons" in said
    assert ":green-background[**AI-ingenjör** +40]" in said
    assert "Om rubriken inte nämnde «AI-ingenjör»" in said
    assert "Rapportens motor" in " ".join(e.label for e in app.expander)


def test_one_s_own_text_is_judged() -> None:
    """Curiosity is no competence, and the page says how much is missing."""
    app = with_own(open_view(ABOUT, avsnitt="prova"), "Kock", "Du är nyfiken på AI.")
    assert not app.exception
    assert "Det saknas 30 poäng till nästa nivå" in words(app)
    assert next(m.value for m in app.metric if m.label == "Bedömning") == "ingen AI-annons"


def test_hostile_text_stays_text() -> None:
    """Markdown, directives, HTML and links in a pasted ad are shown as they were written."""
    view = open_view(ABOUT, avsnitt="prova")
    app = with_own(view, "# AI **x**", "<script>alert(1)</script> :red[AI] [AI](javascript:1) $AI$ `AI`")
    assert not app.exception
    raw = " ".join(str(m.value) for m in app.markdown)
    line = next(m for m in raw.split("\n") if "script" in m)
    bare = re.sub(r":(?:green|blue|gray)-background\[", "", line)
    assert not re.search(r"(?<!\\)[<`$]|(?<!\\):red(?<!\\)\[|(?<!\\)\]\(javascript", bare)


def test_in_english_the_examples_are_english(viewed: Viewed) -> None:
    """Sentences and example change with the language."""
    said = words(viewed(ABOUT, sprak="en", avsnitt="prova"))
    assert "Try an ad" in said
    assert ":green-background[**AI** +40]" in said

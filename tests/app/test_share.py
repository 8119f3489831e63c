"""«Använd och dela»: nothing until it is opened; then files, links that hold, codes, texts, a citation."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import topics
from aipulsen.figures import citation
from aipulsen.text import LANGS, Lang, t
from tests.app.opening import Viewed, open_view
from tests.chosen import Chosen
from tests.conftest import ROOT


def _opened(key: str, **parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    app.session_state[f"share:{key}"] = True
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.switch_page(topics.page_of(key).file).run() if topics.page_of(key).file != "app.py" else app.run()


def test_a_box_that_nobody_has_opened_holds_nothing(viewed: Viewed) -> None:
    app = viewed("app.py")
    assert len(app.code) == 0
    assert len(app.get("popover")) > 0


@pytest.mark.parametrize("lang", LANGS)
def test_an_opened_box_has_what_a_newsroom_asks_for(lang: Lang, data_folder: object) -> None:
    """Codes, files, a link that names edition, window, level and base and one that names none of them, the sentence and
    the alternative text in both languages, the citation in every form; made-up data say so."""
    app = _opened("wage-gap", lan="25", fonster="180", utgava="demo", sprak=lang)
    assert not app.exception
    copied = [block.value for block in app.code]
    labels = {button.proto.label for button in app.get("download_button")}
    assert {t(f"panel.{file_format.key}", lang) for file_format in topics.FIGURE_FORMATS} <= labels
    links = [urlsplit(text) for text in copied if text.startswith("/")]
    frozen, live, own, _code = (dict(parse_qsl(link.query)) for link in links)
    fixed = {"utgava": "demo", "fonster": "180", "niva": "role"}
    assert fixed.items() <= frozen.items()
    assert fixed.items() <= own.items()
    assert "bas" in frozen
    assert "bas" in own
    assert not {"utgava", "fonster", "niva", "bas"} & set(live)
    assert links[2].path == "/f/wage-gap/25.html"
    for spoken in LANGS:
        figure = Chosen("demo", county_code="25", window_days=180).figure("wage-gap", spoken)
        assert figure.alt in copied
        assert any(figure.title in text and t("common.demo_mark", spoken) in text for text in copied)
    assert not any(".. " in text for text in copied)
    assert sum(text.startswith("<iframe") for text in copied) == 2
    item = orjson.loads(copied[-1])[0]
    assert (item["version"], item["URL"]) == ("demo", links[2].geturl())
    assert all(t("common.demo_mark", lang) in text for text in copied[-3:])


def test_a_title_with_signs_of_tex_is_still_one_entry() -> None:
    cited = citation.Cited(
        key="a",
        title="12 % & {mer} \\ än_så #1",
        edition="demo",
        published=dt.date(2026, 1, 2),
        as_of="april 2026",
        address="https://exempel.invalid/f/a/25.html?bas=scb&niva=role",
        accessed=dt.date(2026, 2, 3),
        publisher="AI-pulsen",
        lang="sv",
        is_demo=False,
    )
    entry = citation.bibtex(cited)
    bare = re.sub(r"\\[{}]|\\textbackslash\{\}", "", entry)
    assert bare.count("{") == bare.count("}")
    assert r"12 \% \& \{mer\} \textbackslash{} än\_så \#1" in entry
    assert "bas=scb&niva=role" in entry


@pytest.mark.parametrize("lang", LANGS)
def test_a_pasted_paragraph_is_judged_sentence_by_sentence(lang: Lang, data_folder: object) -> None:
    """Ours is right, ours with another number is wrong and says ours, another's is not judged."""
    app = open_view(topics.page_file("about"), avsnitt="kontrollera", lan="25", sprak=lang)
    assert not app.exception
    ours = Chosen("rapport-2026-04", county_code="25").figure("gap-ranking", lang).title
    changed = re.sub(r"3([.,])07", r"3\g<1>17", ours)
    assert changed != ours
    app.text_area[0].set_value(f"{ours}.\n{changed}.\nKommunen köpte 12 bussar.")
    app.main.button[-1].click().run()
    said = " ".join(markdown.value for markdown in app.markdown)
    for verdict in ("right", "wrong", "not_ours"):
        assert said.count(f"**{t(f'sentence.paragraph.{verdict}', lang)}**") == 1

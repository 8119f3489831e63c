"""The county brief: the same sentences in text, page and press kit; the DEMO mark where it is due."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from aipulsen import queries, topics
from aipulsen.charts import export
from aipulsen.cli import main
from aipulsen.errors import ParameterError
from aipulsen.figures import build_figure, press
from aipulsen.figures.context import context_of
from aipulsen.figures.gap_sentences import comparison_sentence
from aipulsen.text import LANGS, Lang, t
from tests.charts.test_figures import size_of_png
from tests.chosen import Chosen

NORRBOTTEN = Chosen(edition="rapport-2026-04", county_code="25")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    return int(done.value.code or 0)


def test_norrbotten_in_words() -> None:
    """Value, count, interval, rank, status; the fault of the base; the largest employer; the specialists."""
    said = "\n".join(press.county_brief(*NORRBOTTEN.shown()).sentences)
    for words in (
        "3,07 AI-annonser per 1\u00a0000 eftergymnasialt utbildade 25–64 år, plats 1 av de 2 län vars annonser är",
        "är värdet för Norrbotten 1,26",
        "Luleå tekniska universitet: ungefär 33\u00a0% av 57 annonser",
        "2\u00a0247 IT-specialister 2024",
    ):
        assert words in said.replace(" %", "\u00a0%").replace("1 000", "1\u00a0000")


def said_as_such(asked: Chosen) -> set[str]:
    """The whole sentences that say that something is not known: the county's ads, and the rest of the country's."""
    desk, selection = asked.shown()
    answer = queries.ask_gap(desk.edition, selection)
    (county,) = answer.gap.county_name
    window = context_of(answer.scope, desk.say).window_words()
    return {
        desk.say("charts.gap.county_missing", county=county, window=window),
        desk.say("pages.gap.compared.rest_missing", county=county, made=""),
    }


@pytest.mark.parametrize("lang", LANGS)
def test_a_county_that_is_not_compared_says_why_and_what_there_is_instead(lang: Lang) -> None:
    """Kalmar's ads nobody counted: IT ads are; Västerbotten's half-year has no other county: another window may."""
    for county, window, words in (
        ("08", 90, {lang: t("pages.cross_check.link", lang) for lang in LANGS}),
        ("24", 180, {"sv": "Ett annat fönster", "en": "Another window"}),
    ):
        desk, selection = Chosen(edition="rapport-2026-04", county_code=county, window_days=window).shown(lang)
        said = comparison_sentence(queries.ask_gap(desk.edition, selection), None, desk.say)
        assert words[lang] in said


def test_no_sentence_of_a_brief_has_a_hole() -> None:
    """What is not known is left out or said as such: «saknas» never stands where a number should.

    The sentences said as such are let through word for word since the report's half-year is missing but for
    Västerbotten, which is then compared with nothing; any other «saknas» is a hole.
    """
    for county in ("25", "24", "09", "12"):
        for window in (90, 180):
            asked = Chosen(edition="rapport-2026-04", county_code=county, window_days=window)
            said = press.county_brief(*asked.shown())
            assert [s for s in set(said.sentences) - said_as_such(asked) if "saknas" in s] == [], (county, window)
    whole = " ".join(press.county_brief(*NORRBOTTEN.shown()).sentences)
    assert "38 annonser" in whole
    assert "2,05" in whole


def test_a_county_with_few_ads_gets_no_rate() -> None:
    """Gotland's filler of three ads is told and called so, its rate is not."""
    said = " ".join(press.county_brief(*Chosen(edition="rapport-2026-04", county_code="09").shown()).sentences)
    assert "utfyllnaden, 3 annonser, är för liten för ett gap-värde" in said


def test_a_figure_s_files_in_the_kit_are_the_exported_ones() -> None:
    """Two pictures, SVG, CSV, XLSX."""
    files = press.kit_piece(*NORRBOTTEN.shown(), "gap-map").files
    assert {"gap-map.png", "gap-map-1x1.png", "gap-map.svg", "gap-map.csv", "gap-map.xlsx"} <= set(files)
    figure = build_figure("gap-map", *NORRBOTTEN.shown())
    assert size_of_png(files["gap-map.png"]) == (1920, 1080)
    assert files["gap-map.png"] == export.png_bytes(figure)
    assert files["gap-map.csv"] == export.csv_text(figure).encode("utf-8-sig")


def captions(key: str, lang: Lang) -> list[str]:
    figure = build_figure(key, *NORRBOTTEN.shown(lang))
    return [f"{key}: {figure.title}", figure.subtitle, *figure.caption]


def test_the_press_kit_holds_words_page_and_every_table_with_its_description(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its figures' pictures are left undrawn here."""
    undrawn = tuple(form for form in topics.FIGURE_FORMATS if not form.is_drawn)
    monkeypatch.setattr(topics, "FIGURE_FORMATS", undrawn)
    brief = press.county_brief(*NORRBOTTEN.shown())
    with zipfile.ZipFile(io.BytesIO(press.press_kit(brief))) as archive:
        names = set(archive.namelist())
        assert archive.read("sida.pdf").startswith(b"%PDF")
        assert archive.read("text.txt").decode() == press.brief_text(brief)
        english = press.county_brief(*NORRBOTTEN.shown("en"))
        assert archive.read("text.en.txt").decode() == press.brief_text(english)
        readme = archive.read("README.txt").decode()
        assert all(told.title in readme for told in (brief, english))
        assert all(readme.index(told.title) < readme.index(f"\n{told.cite}\n") for told in (brief, english))
        shown = [name.removesuffix(".csv") for name in names if name.endswith(".csv")]
        said = [line for lang in LANGS for key in shown for line in captions(key, lang)]
        assert [line for line in said if line not in readme] == []
        assert orjson.loads(archive.read("citation.csl.json"))[0]["version"] == brief.desk.edition.name
        assert "@misc{" in archive.read("citation.bib").decode()
        tables = [name for name in names if name.endswith(".csv")]
        assert len(tables) > 5
        for table in tables:
            described = orjson.loads(archive.read(f"{table}-metadata.json"))["tableSchema"]["columns"]
            head = archive.read(table).decode("utf-8-sig").splitlines()[0]
            assert [column["titles"] for column in described] == head.split(";")
            assert all(column["dc:description"] for column in described)
            alternatives = archive.read(f"{table.removesuffix('.csv')}.alt.txt").decode().splitlines()
            assert [line[:3] for line in alternatives] == ["sv:", "en:"]


def test_the_demo_s_brief_says_so(tmp_path: Path, data_folder: Path) -> None:
    """The first line of the text is the mark."""
    out = tmp_path / "skane.txt"
    assert run("brief", "--county", "12", "--edition", "demo", "--out", str(out)) == 0
    assert out.read_text("utf-8").startswith("DEMO")


@pytest.mark.parametrize(("edition", "is_demo"), [("demo", True), ("rapport-2026-04", False)])
def test_what_a_kit_says_of_itself_says_first_whether_it_may_be_quoted(
    edition: str, is_demo: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In both languages: a made-up one that it may not, and nowhere that it is free to use."""
    monkeypatch.setattr(press, "KIT_PIECES", ("words",))
    kit = press.packed(press.kit_piece(*Chosen(edition, county_code="12").shown(), "words"))
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        readme = archive.read("README.txt").decode()
    assert readme.startswith(t("common.demo_mark", "sv")) == is_demo
    for lang in LANGS:
        assert (t("common.demo_mark", lang) in readme, t("press.free", lang) in readme) == (is_demo, not is_demo)


def test_the_page_is_one_a4(tmp_path: Path, data_folder: Path) -> None:
    """595 × 842 points, and a PDF."""
    out = tmp_path / "sida.pdf"
    assert run("brief", "--county", "25", "--edition", "rapport-2026-04", "--out", str(out)) == 0
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 595 842]" in data or b"/MediaBox[0 0 595 842]" in data


@pytest.mark.parametrize(
    ("edition", "county", "beside"),
    [
        ("demo", "12", ("trend", "wage-gap")),
        ("demo", "09", ("wage-gap", "it-specialists")),
        ("rapport-2026-04", "25", ("wage-gap", "employers")),
        ("rapport-2026-04", "08", ("wage-gap", "it-specialists")),
    ],
)
def test_the_page_has_map_and_two_charts_that_say_something_and_every_sentence(
    edition: str, county: str, beside: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The value and how it differs stand first and large; no chart is empty, and no sentence is lost or told twice."""
    brief = press.county_brief(*Chosen(edition, county_code=county).shown())
    _, lead, first, others, rest, *_ = composed(brief, monkeypatch)
    assert (first.key, tuple(figure.key for figure in others)) == ("gap-map", beside)
    assert lead[0] == brief.sentences[0]
    under_the_map = [line for line in first.all_warnings if line in brief.sentences]
    assert sorted([*lead, *rest, *under_the_map]) == sorted(brief.sentences)


@pytest.mark.parametrize("county", ["25", "09"])
def test_the_page_names_the_source_of_all_that_is_drawn_or_said(county: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The salaries beside the map, and SCB's educated, which the report's base is held against."""
    brief = press.county_brief(*Chosen("rapport-2026-04", county_code=county).shown())
    _, _, first, others, _, footer, _ = composed(brief, monkeypatch)
    titles = [title for figure in (first, *others) for title in figure.context.titles]
    assert [title for title in (*brief.sources, *titles) if title not in " ".join(footer)] == []
    assert all(" ".join(footer).count(table) == 1 for table in ("UF0506", "LonYrkeRegion4AN)", "YREG60,"))
    assert "UF0506" in " ".join(brief.sources)


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_s_first_part_alone_says_nothing_of_the_others(lang: Lang) -> None:
    """The salaries beside the map, without the ads that the whole figure has beside them."""
    whole = NORRBOTTEN.figure("wage-gap", lang)
    beside, window = t("charts.wages.measure_ads", lang), whole.context.window_words()
    assert (beside in whole.subtitle, window in whole.subtitle) == (True, True)
    alone = whole.first_alone
    assert [part.name for part in alone.parts] == ["gaps"]
    assert (beside in alone.subtitle, window in alone.subtitle) == (False, False)
    assert alone.facts[0] in whole.subtitle.casefold()


def test_whiskers_on_the_page_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of a chart beside another has room, also under its warning."""
    brief = press.county_brief(*NORRBOTTEN.shown())
    drawn: list[str] = []
    monkeypatch.setattr(press.picture, "to_pdf", lambda svg: drawn.append(svg) or b"%PDF")
    press.brief_pdf(brief)
    said = drawn[0].replace("\u00a0", " ")
    assert "Streck: 95 % intervall för arbetsgivarens andel" in said
    assert "Bredvid:" not in said


def composed(brief: press.Brief, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """What the page is composed of: title, lead, first figure, those beside, the rest in words, footer, voice."""
    given_all: list[tuple[Any, ...]] = []
    monkeypatch.setattr(press.sheet, "compose_sheet", lambda *given, **_: given_all.append(given) or "")
    monkeypatch.setattr(press.picture, "to_pdf", lambda _: b"%PDF")
    press.brief_pdf(brief)
    return given_all[0]


def test_a_brief_needs_a_county_and_a_known_kind(tmp_path: Path, data_folder: Path) -> None:
    """No county, an unknown one, an unknown ending: exit code 2, and nothing is written."""
    with pytest.raises(ParameterError, match="Välj ett län"):
        press.county_brief(*Chosen(edition="rapport-2026-04").shown())
    assert run("brief", "--county", "77", "--out", str(tmp_path / "a.pdf")) == 2
    assert run("brief", "--county", "25", "--out", str(tmp_path / "a.doc")) == 2
    assert list(tmp_path.glob("a.*")) == []

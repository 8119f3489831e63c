"""How the pages read: each headline once, in the reader's language, about what the reader chose."""

from __future__ import annotations

import json
import re
from collections import Counter
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import provenance, topics
from aipulsen.catalogue import MEASURES
from aipulsen.charts import drawing
from aipulsen.charts.figure import Figure
from aipulsen.glossary import terms
from aipulsen.sources.beliefs import read_beliefs
from aipulsen.store.editions import open_edition
from aipulsen.text import LANGS, Lang, all_texts, t
from aipulsen.text.prose import sentences
from aipulsen.ui import repeated
from aipulsen.ui.views import story
from benchmarks.readability import said
from tests.app.opening import Viewed, open_view
from tests.app.test_pages import PAGES, shown_in, words
from tests.charts.sent import with_rows
from tests.chosen import ANSWERED, Chosen
from tests.walk import walked


@pytest.mark.parametrize("page", PAGES)
def test_no_headline_stands_twice_on_a_page(page: str, viewed: Viewed) -> None:
    """Two charts that say the same are one chart too many, or one finding too few."""
    headlines = Counter(s.value for s in shown_in("county", page, viewed).subheader)
    assert [h for h, times in headlines.items() if times > 1] == []


# What every figure has of its own, whatever the others say: where it comes from, its status, how many ads it is made
# of, how a figure of the report was computed.
OWN = ("charts.source", "charts.status_line", "level.role", "level.competence", "report.column.how")


@pytest.mark.parametrize("face", ["county", "english-demo"])
@pytest.mark.parametrize("page", PAGES)
def test_no_heading_can_break_within_a_compound(page: str, face: str, viewed: Viewed) -> None:
    """«AI-» never ends a heading's line: what follows is joined to it."""
    app = shown_in(face, page, viewed)
    headings = [block.value.replace("\\", "") for block in [*app.title, *app.header, *app.subheader]]
    assert [told for told in headings if re.search(r"(?<!\w)[A-ZÅÄÖ]{2,4}-[^\W\d]", told)] == []


@pytest.mark.parametrize("face", ["county", "demo", "english", "english-demo"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_said_twice_on_a_page(page: str, face: str, viewed: Viewed) -> None:
    """No sentence of forty characters or more stands twice, folded away or in sight."""
    assert twice_said(shown_in(face, page, viewed), "en" if "english" in face else "sv") == []


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
def test_nothing_is_said_twice_when_all_of_a_county_is_unfolded(edition: str, viewed: Viewed) -> None:
    """The longest page there is."""
    app = viewed(topics.page_file("profile"), utgava=edition, lan="25", fraga="alla")
    assert twice_said(app, "sv") == []


MOST_WORDS = 375  # in sight: some four minutes of reading aloud, half of that in silence
OF_CORRECTIONS = 600  # each of seventeen figures, what our data say, and why


@pytest.mark.parametrize("face", ["typical", "demo"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_in_two_minutes(page: str, face: str, viewed: Viewed) -> None:
    """What more there is to say stands behind «Om siffran», or on another page."""
    in_sight = sum(len(text.split()) for text in said(shown_in(face, page, viewed)))
    assert in_sight <= (OF_CORRECTIONS if page == topics.page_file("report") else MOST_WORDS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("page", "edition", "key"),
    [
        ("gap", "rapport-2026-04", "charts.shape.circle"),
        ("trend", "demo", "charts.trend.test"),
        ("employers", "demo", "dependence.reading"),
    ],
)
def test_what_the_marks_stand_for_is_in_sight(page: str, edition: str, key: str, lang: Lang, viewed: Viewed) -> None:
    """Under the chart, not behind «Om siffran»."""
    app = viewed(topics.page_file(page), utgava=edition, sprak=lang)
    folded = [caption.value for block in app.expander for caption in block.caption]
    in_sight = " ".join(caption.value for caption in app.caption if caption.value not in folded)
    assert t(key, lang)[:20] in re.sub(r"\\(.)", r"\1", in_sight)


@pytest.mark.parametrize("lang", LANGS)
def test_the_glossary_has_each_term_once_with_its_meaning(lang: Lang, viewed: Viewed) -> None:
    """No name stands twice, in either language, and each has a sentence of its own."""
    (shown,) = viewed(topics.page_file("glossary"), sprak=lang).table
    told = shown.value.reset_index()
    names, meanings = (told[column].tolist() for column in told.columns)
    assert {*MEASURES} < {term.key for term in terms(lang)}
    assert len(names) == len(terms(lang)) == len({name.casefold() for name in names}) == len({*meanings})
    assert [meaning for meaning in meanings if not meaning.endswith(".")] == []


def test_a_figures_words_lead_to_their_meanings(viewed: Viewed) -> None:
    """From «Om siffran» to the glossary, with the terms that the figure uses; those alone are shown there."""
    links = [link.proto for link in viewed(topics.page_file("gap")).get("page_link")]
    (way,) = {link.query_string for link in links if "ord=gap_score" in link.query_string}
    asked = parse_qs(way)["ord"][0]
    (shown,) = viewed(topics.page_file("glossary"), ord=asked).table
    assert len(shown.value) == len(asked.split(",")) > 2
    assert "Gap-v\u00e4rde" in [name.replace("\\", "") for name in shown.value.index]


@pytest.mark.parametrize(("edition", "lang"), [("rapport-2026-04", "sv"), ("demo", "en")])
def test_the_story_is_told_in_six_steps_with_the_editions_findings(edition: str, lang: Lang, viewed: Viewed) -> None:
    """Each step has a place in the link, a figure of the edition and the way on; what stands in for what the edition
    lacks is told, and the last step leads to the county."""
    file = topics.page_file("story")
    for number, step in enumerate(story.STEPS, 1):
        app = viewed(file, utgava=edition, sprak=lang, steg=str(number))
        assert not app.exception
        told = next(key for key in step.figures if topics.FIGURES[key].is_in(open_edition(edition)))
        assert Chosen(edition=edition).figure(told, lang).title in words(app)
        assert ("instead" in words(app).replace("i stället", "instead")) == (told != step.figures[0])
        ways = [button.label for button in app.button if button.proto.icon == ":material/arrow_forward:"]
        assert len(ways) == (number < len(story.STEPS))
    assert len(app.text_input) == 1
    assert viewed(file, steg="9").warning
    walked = open_view(file, utgava=edition, sprak=lang)
    next(button for button in walked.button if button.proto.icon == ":material/arrow_forward:").click().run()
    assert walked.query_params["steg"] == "2"


def test_the_start_page_leads_to_the_story_in_one_click(viewed: Viewed) -> None:
    links = [link.proto for link in viewed(topics.page_file("overview")).get("page_link")]
    assert t("pages.story.begin") in [link.label for link in links if link.page.endswith("berattelsen")]


# What only the trade says: no title, finding, heading or link says it; what it stands for is said instead.
JARGON = {
    "sv": r"strikt|bred\)|AI-roll|gini|lorenz|kvot|percentil|spearman|poisson"
    r"|\bholm|kaplan|ssyk|nuts|fa-region|korsvalid"
    r"|intervall|matris|justera|standardavv|klassificer|precision|korrigera|signifikan|koefficient|logaritm|nettot",
    "en": r"strict\b|broad\b|AI role|gini|lorenz|quotient|percentile|spearman|poisson|\bholm|kaplan|ssyk|nuts|fa region"
    r"|cross-valid|interval|matrix|adjusted|standard dev|classif|precision|corrected|coefficient|logarithm",
}
TITLES = re.compile(
    r"(pages|doors|shares|changes|dependence|drivers|places|accessibility|press|similar)\b.*"
    r"\.(title|link|heading|title_of|step\.\w+|question\.\w+|section\.\w+)|doors\.\w+"
)


@pytest.mark.parametrize("lang", LANGS)
def test_no_title_speaks_the_language_of_the_trade(lang: Lang) -> None:
    """Pages, doors, questions and headings."""
    titles = {key: twins[lang] for key, twins in all_texts().items() if TITLES.fullmatch(key)}
    assert len(titles) > 50
    assert {key: title for key, title in titles.items() if re.search(JARGON[lang], title, re.IGNORECASE)} == {}


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_no_finding_speaks_the_language_of_the_trade(key: str, edition: str, lang: Lang) -> None:
    """Neither for the country nor for a county."""
    asked = ("25",) if topics.FIGURES[key].needs_county else (None, "25")
    titles = [Chosen(edition=edition, county_code=code).figure(key, lang).title for code in asked]
    assert [title for title in titles if re.search(JARGON[lang], title, re.IGNORECASE)] == []


def twice_said(app: AppTest, lang: Lang) -> list[str]:
    """The sentences that stand twice; a figure's own lines do not count."""
    own = tuple(t(key, lang, sources="", edition="", statuses="").split(":")[0] for key in OWN)
    lines = words(app, joined="\n").replace("\u00a0", " ").split("\n")
    said = Counter(sentence for line in lines for sentence in sentences(line))
    return [s for s, times in said.items() if times > 1 and len(s) >= repeated.SHORTEST and not s.startswith(own)]


# Words that only Swedish has; names of agencies, tables, places and employers may hold «å», «ä» and «ö».
SWEDISH = re.compile(
    r"\b(och|annonser|dagar|saknas|län|för|från|är|mot|påhittade|rapport|rapportens|uppgifter|rekonstruktion|källa"
    r"|pendling|folkmängd|efter|anställda|lärosäten|utbildning|utgåva|visas|talet|eftergymnasialt)\b",
    re.IGNORECASE,
)
# What stays Swedish: quoted words, ids, institutions, and the roles in ads as the report quotes them.
NAMES = re.compile(
    r"«[^»]*»|“[^”]*”|rapport-2026-04|Högskolan i \S+|Högskolan för \S+( och \S+)?|Gymnastik- och \S+"
    r"|Enhetschefer inom AI och Data i \S+"
)


# What tables quote or name as it is: the report's words, ads' headlines and roles, employers.
QUOTED = {"the report's words", "Headline", "roles", "employer", "Employer", "largest employer"}


def everything(app: AppTest) -> str:
    """Words, tables with their heads, names of what opens, and what can be chosen."""
    said = [words(app)]
    for table in (shown.value for shown in [*app.table, *app.dataframe]):
        said += [*map(str, table.columns)]
        said += [str(cell) for column in table.columns.difference(QUOTED) for cell in table[column]]
    said += [block.label for block in [*app.expander, *app.tabs, *app.selectbox, *app.multiselect, *app.radio]]
    said += [str(option) for block in [*app.selectbox, *app.multiselect, *app.radio] for option in block.options]
    return NAMES.sub("", " \n ".join(said))


@pytest.mark.parametrize("face", ["english", "english-demo"])
@pytest.mark.parametrize("page", PAGES)
def test_no_swedish_is_left_on_an_english_page(page: str, face: str, viewed: Viewed) -> None:
    """Headlines, sentences, captions, notices, the names of sources, tables, filters."""
    assert SWEDISH.findall(everything(shown_in(face, page, viewed))) == []


@pytest.mark.parametrize("section", ["utgavan", "matt", "rapporten", "prova"])
def test_no_swedish_is_left_in_the_answers_about_the_numbers(section: str, viewed: Viewed) -> None:
    """The edition, the measures, the report's check and the ad that is tried, in English."""
    assert SWEDISH.findall(everything(viewed(topics.page_file("about"), sprak="en", avsnitt=section))) == []


def test_every_source_has_an_english_name() -> None:
    """Of the embedded tables and of the services: what reads as Swedish has its twin."""
    origins = provenance.reference_origins().values()
    named = [name for origin in origins for name in (origin.producer_in("en"), origin.title_in("en"))]
    assert [name for name in named if SWEDISH.search(name)] == []
    for request in read_beliefs().requests.values():
        shown = provenance.Origin("x", request.producer, f"{request.question}, TAB1", "", "", "", "", "")
        assert shown.title_in("en") != shown.title
        assert shown.title_in("en").endswith(", TAB1")
        assert not SWEDISH.search(shown.producer_in("en"))


def everything_said(figure: Figure) -> str:
    """A figure's words and the words in its drawings, as the page shows them."""
    drawn = [json.dumps(with_rows(drawing.on_page(figure, part)), ensure_ascii=False) for part in figure.parts]
    return " ".join([figure.title, figure.subtitle, *figure.caption, figure.alt, *drawn])


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
@pytest.mark.parametrize("key", ["wage-gap", "wage-move"])
def test_english_kronor_have_one_form(key: str, edition: str) -> None:
    """“SEK 51,200” and “SEK −11,300 to −5,200” in words, drawing and tooltips; never “51,200 SEK”, never “kr”."""
    said = everything_said(Chosen(edition=edition, county_code="25").figure(key, "en"))
    assert len(re.findall(r"SEK\s−?\d", said)) > 3
    assert re.findall(r"\d\sSEK\b|\d\skr\b", said) == []


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_an_interval_of_shares_has_one_unit(key: str, edition: str, lang: Lang) -> None:
    """«45–53 %», never «45 %–53 %», in words and in the drawing."""
    said = everything_said(Chosen(edition=edition, county_code="25").figure(key, lang))
    assert re.findall(r"\d\s?%\s?–\s?\d+", said) == []


@pytest.mark.parametrize("face", ["county", "english", "english-demo"])
@pytest.mark.parametrize("page", PAGES)
def test_no_table_has_an_empty_column(page: str, face: str, viewed: Viewed) -> None:
    """A column that says nothing in any row is not shown."""
    app = shown_in(face, page, viewed)
    shown = [*app.table, *app.dataframe]
    if page == topics.page_file("about"):
        assert shown
    for table in shown:
        assert [c for c in table.value.columns if (table.value[c].astype(str) == "").all()] == []

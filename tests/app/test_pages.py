"""Every view from app.py in its faces: typical, empty, county without data, invalid URL, demo, failed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aipulsen import topics
from aipulsen.charts import drawing
from aipulsen.errors import SourceError
from aipulsen.figures import press
from aipulsen.figures.ads_table import ads_as_csv, ads_behind
from aipulsen.store import editions, status
from aipulsen.text import t
from aipulsen.text.unbroken import rejoined
from aipulsen.ui.markdown import plain
from aipulsen.ui.views import profile
from aipulsen.voice import Voice
from tests.app.opening import Viewed, open_view
from tests.charts.sent import as_drawn, with_rows
from tests.chosen import Chosen
from tests.conftest import ROOT

PAGES = [page.file for page in topics.PAGES]
CHART_PAGES = {
    topics.page_file("overview"): ["gap-map"],
    topics.page_file("big_city"): ["big-city-split", "big-city-definitions", "big-city-quotients", "big-city-lorenz"],
    topics.page_file("employers"): ["employers", "dependence"],
    topics.page_file("wages"): ["wage-gap", "wage-spread", "wage-move"],
    topics.page_file("commuting"): ["commuting", "commuting-map"],
    topics.page_file("supply"): ["it-specialists", "labour-shortage", "outlook"],
    topics.page_file("report"): ["report-check"],
}


# What the reader has chosen, as the parameters of a link; tests that read a page read one of these where they can.
FACES: dict[str, dict[str, str]] = {
    "typical": {},
    "county": {"fonster": "180", "lan": "25"},
    "missing": {"niva": "competence"},
    "demo": {"utgava": "demo"},
    "county-without-ads": {"utgava": "demo", "lan": "09", "fonster": "180", "niva": "competence"},
    "english": {"utgava": "rapport-2026-04", "sprak": "en", "lan": "25"},
    "english-demo": {"utgava": "demo", "sprak": "en", "lan": "25"},
}
# Faces that are opened with the tables behind their charts: tests read them, or few ads may trip them.
WITH_TABLES = ("county", "county-without-ads", "english", "english-demo")


def shown_in(face: str, page: str, viewed: Viewed) -> AppTest:
    """The page in one of its faces."""
    return viewed(page, unfolded=face in WITH_TABLES, **FACES[face])


def words(app: AppTest, *, joined: str = " ") -> str:
    """Everything the page says, without markdown's escapes and the unseen joiners that hold numbers together."""
    blocks = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return rejoined(re.sub(r"\\(.)", r"\1", joined.join(str(b.value) for b in blocks)))


def specs(app: AppTest) -> list[dict[str, Any]]:
    """The charts on the page; data that Streamlit sends beside the specification are put back into it."""
    found = []
    for chart in app.get("vega_lite_chart"):
        spec = json.loads(chart.proto.spec)
        spec["datasets"] = {table.name: table.data.data for table in chart.proto.datasets}
        found.append(with_rows(spec))
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "face", [pytest.param(face, marks=[pytest.mark.quick] * (face == "typical")) for face in FACES]
)
def test_every_view_opens_without_an_error(page: str, face: str, viewed: Viewed) -> None:
    """No face of any view raises."""
    app = shown_in(face, page, viewed)
    assert [e.value for e in app.exception] == []
    assert len(app.title) == 1


@pytest.mark.parametrize("page", PAGES)
def test_the_demo_mark_stands_on_every_page(page: str, viewed: Viewed) -> None:
    """A page of the made-up edition says so before anything else; the report's does not."""
    assert any("DEMO" in e.value for e in viewed(page, utgava="demo").error)
    assert not any("DEMO" in e.value for e in viewed(page).error)


def test_the_mark_does_not_call_the_check_of_the_report_made_up(viewed: Viewed) -> None:
    """It is made on the report's own edition whichever is chosen: the mark speaks of the other pages there."""
    (mark,) = (e.value for e in viewed(topics.page_file("report"), utgava="demo").error)
    assert "Inget på den här sidan är påhittat" in mark
    assert "alla tal" not in mark


def test_an_empty_list_is_no_box(viewed: Viewed) -> None:
    """Gotland has no institution's main seat: a sentence says so, and nothing is there to unfold."""
    app = viewed(topics.page_file("supply"), lan="09")
    assert any("Inget lärosäte har sin huvudort i länet" in c.value for c in app.caption)
    assert not [e.label for e in app.expander if e.label.startswith("Lärosäten")]


def test_what_to_try_is_not_what_was_chosen(viewed: Viewed) -> None:
    """No ads in 180 days: the advice names no window, since it would be the one that has none."""
    told = [c.value for c in viewed(topics.page_file("employers"), utgava="demo", lan="09", fonster="180").caption]
    assert any("Prova ett annat fönster" in words for words in told)


@pytest.mark.parametrize(("name", "value"), [("fonster", "91"), ("lan", "77"), ("utgava", "x"), ("niva", "*b*")])
def test_an_invalid_link_falls_back_and_says_so(name: str, value: str, viewed: Viewed) -> None:
    """The default is shown, and one warning tells which value did not exist."""
    app = viewed("app.py", **{name: value})
    assert [e.value for e in app.exception] == []
    assert len(app.warning) == 1
    assert plain(value) in app.warning[0].value
    assert "3,07" in words(app) or any("3,07" in m.value for m in app.metric)


@pytest.mark.parametrize(
    ("written", "county"), [({"lan": "1"}, "01"), ({"lan": "25/"}, "25"), ({"LAN": "25 "}, "25")], ids=str
)
def test_a_link_as_people_write_it_is_understood(written: dict[str, str], county: str, viewed: Viewed) -> None:
    """A nought lost in a spreadsheet, a chat's slash, capitals: the county is chosen and nothing is complained of."""
    app = viewed("app.py", **written)
    assert app.query_params["lan"] in (county, [county])
    assert len(app.warning) == 0


def test_a_page_offers_a_link_that_stands_still_and_from_it_one_that_follows(
    viewed: Viewed,
) -> None:
    """Edition, window, level and base are in the first, whatever the defaults become; none of them in the second."""
    app = open_view("app.py", lan="25")
    app.button(f"here:{t('pages.frozen_link', 'sv')}").click().run()
    fixed = {"utgava": "rapport-2026-04", "fonster": "90", "niva": "role", "bas": "report"}
    assert app.query_params == {"lan": "25", **fixed}
    again = words(app)
    app.button(f"here:{t('pages.live_link', 'sv')}").click().run()
    assert app.query_params == {"lan": "25"}
    assert "3,07" in words(app)
    assert "3,07" in again


def test_what_a_link_says_twice_or_means_nothing_by_is_said() -> None:
    """The last of two counties holds; an unknown name is told; what other services add is left alone."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    app.query_params.update({"lan": ["25", "01"], "region": ["25"], "utm_source": ["brev"]})
    app.run()
    said = [warning.value for warning in app.warning]
    assert len(said) == 2
    assert "flera gånger" in " ".join(said)
    assert "«region»" in " ".join(said)
    assert app.query_params["lan"] in ("01", ["01"])
    assert "utm_source" in app.query_params


@pytest.mark.parametrize(("page", "keys"), CHART_PAGES.items())
def test_the_chart_on_the_page_is_the_exported_one(page: str, keys: list[str], viewed: Viewed) -> None:
    """Each chart's marks, data and encodings on the page are those of the figure that the files are made from."""
    parameters = {"lan": "25"} if page == topics.page_file("employers") else {}
    shown = specs(viewed(page, **parameters))
    county = parameters.get("lan")
    selection = Chosen(edition="rapport-2026-04", county_code=county)
    expected = [drawing.drawn(p, "container", p.screen_height) for key in keys for p in selection.figure(key).parts]
    assert len(shown) == len(expected)
    for on_page, built in zip(shown, expected, strict=True):
        assert _comparable(on_page) == _comparable(built)


def _comparable(spec: dict[str, Any]) -> dict[str, Any]:
    """What is drawn, without what makes a mark a button on the page, or silent to a screen reader there."""
    spec = as_drawn(spec)
    for layer in spec.get("layer", []):
        if layer.pop("name", "").startswith("county-layer"):
            layer["mark"].pop("cursor")
    config = {key: _without_aria(value) for key, value in spec.get("config", {}).items()}
    shown = {k: spec.get(k) for k in ("layer", "mark", "encoding", "data", "projection")}
    return {**shown, "config": {key: value for key, value in config.items() if value != {}}}


def _without_aria(value: Any) -> Any:
    return {k: v for k, v in value.items() if k != "aria"} if isinstance(value, dict) else value


def test_the_overview_says_the_report_s_three_numbers(viewed: Viewed) -> None:
    """3,07 · 68 % · 37×, as the command line has them."""
    values = [m.value for m in viewed("app.py").metric]
    assert values == ["3,07", "68\u00a0%", "37×"]


def test_the_three_numbers_say_what_they_are_of_and_what_is_not_known(viewed: Viewed) -> None:
    """Of how many counties the highest is; that intervals are the counting error only; what cannot be checked."""
    said = words(viewed("app.py")).replace("\u00a0", " ")
    assert "Högsta gap-värdet av de 2 län vars annonser rapporten trycker: Norrbotten" in said
    assert "95 % intervall 2,33–3,98, bara räknefelet" in said
    assert "95 % intervall 65–71 %, bara räknefelet, publicerat; går inte att kontrollera" in said
    assert "felmarginal där en sådan går att räkna" in said
    labels = [opened.label.replace("\u00a0\u2060", " ") for opened in viewed("app.py").expander]
    assert "Hur säkert är det? 2 av de 2 län vars annonser är kända har minst 20; 19 är okända" in labels


def test_a_chosen_county_is_told_in_one_sentence(viewed: Viewed) -> None:
    """Norrbotten with its count, interval, rank, status and comparison."""
    said = words(viewed(topics.page_file("gap"), lan="25"))
    assert "Norrbotten: 3,07 AI-annonser per 1\u00a0000 eftergymnasialt utbildade 25–64 år" in said
    assert (
        "plats 1 av de 2 län vars annonser är kända (57 annonser, 95\u00a0% intervall 2,33–3,98, bara räknefelet)"
        in said
    )
    assert "Norrbotten jämförs inte med övriga landet, vars bas AI-pulsen har rekonstruerat" in said
    assert "På SCB:s bas ligger länet högre" in said


def test_a_hidden_county_is_told_in_words(viewed: Viewed) -> None:
    """Gotland has a filler of three ads: no value, and the sentence says why."""
    said = words(viewed(topics.page_file("gap"), lan="09"))
    assert "Gotland: länets annonser finns inte i rapporten" in said
    assert "utfyllnaden, 3 annonser, är för liten för ett gap-värde" in said


def test_a_county_without_named_employers_says_so(viewed: Viewed) -> None:
    """The report names nobody in Skåne: the page says so once in a quiet line, and whom it names; nothing there is
    about another county's number."""
    app = viewed(topics.page_file("employers"), lan="12")
    said = words(app)
    assert said.lower().count("rapporten anger inga annonser per arbetsgivare") == 1
    assert "Den nämner dem för Norrbotten" in said
    assert [i.value for i in app.info] == []
    assert not [c.value for c in app.caption if ":material/flag:" in c.value]
    assert [c.value for c in viewed(topics.page_file("employers"), lan="25").caption if ":material/flag:" in c.value]
    assert specs(app) == []


def test_ads_are_read_twenty_at_a_time() -> None:
    """In a table of words, the headline first; of others than the first twenty one chooses which."""
    app = open_view(topics.page_file("employers"), utgava="demo")
    asked = next(group for group in app.button_group if group.label == t("pages.employers.which", "sv"))
    assert asked.options[:2] == ["1–20", "21–40"]
    first = app.table[-1].value
    assert (first.index.name, len(first)) == (t("pages.employers.column.headline", "sv"), 20)
    assert not app.dataframe
    last = asked.set_value(180).run().table[-1].value
    assert len(last) == 20
    assert max(last["Publicerad"]) <= min(first["Publicerad"])


def test_the_ads_file_has_all_that_can_be_read() -> None:
    """Not only those in sight; as spreadsheets in the reader's language open it, with where each ad stands."""
    demo_ads = ads_behind("employers", *Chosen("demo").shown())
    linked = dataclasses.replace(demo_ads, links=("https://exempel.se/1", *demo_ads.links[1:]))
    heads, *rows = ads_as_csv(linked, Voice("sv")).decode("utf-8-sig").splitlines()
    assert heads.startswith("Rubrik;Publicerad;")
    assert len(rows) == len(linked.rows) == 200
    assert [row.rsplit(";", 1)[1] for row in rows[:2]] == ["https://exempel.se/1", ""]


def test_the_county_without_its_largest_employer_stands_beside_the_employers(viewed: Viewed) -> None:
    """Norrbotten without LTU's third is 2,05; Västerbotten's half-year has 14 of 41 at Umeå universitet."""
    norrbotten = words(viewed(topics.page_file("employers"), lan="25")).replace("\u00a0", " ")
    assert "omkring 19 (95 % intervall 21–47 %" in norrbotten
    without = "sjunker gap-värdet till 2,05 AI-annonser per 1 000 eftergymnasialt utbildade 25–64 år"
    assert f"{without} (38 annonser, 95 % intervall 1,45–2,81, bara räknefelet)" in norrbotten
    vasterbotten = words(viewed(topics.page_file("employers"), lan="24", fonster="180")).replace("\u00a0", " ")
    assert "14 av 41 annonser, 34 % (95 % intervall 20–51 %, bara räknefelet)" in vasterbotten


def test_known_faults_stand_beside_their_numbers(viewed: Viewed) -> None:
    """One sex in the base, mixed definitions, own NUTS1: each on the page of the number it concerns."""
    assert "mindre än hälften av SCB" in words(viewed("app.py"))
    assert "De tre länen har 54" in words(viewed(topics.page_file("big_city")))
    assert "Rättade tal: Månadslön IT-arkitekter" in words(viewed(topics.page_file("wages")))
    assert "håller inte 17" in words(viewed(topics.page_file("about"), avsnitt="rapporten"))


def test_a_damaged_edition_stops_with_one_sentence(data_folder: Path) -> None:
    """A link to an edition whose table has been changed is refused on the page too."""
    import shutil

    copy = data_folder / "live" / "skadad"
    shutil.copytree(ROOT / "data" / "editions" / "demo", copy)
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"name": "demo"', '"name": "skadad"'), "utf-8")
    (copy / "ads.parquet").write_bytes(b"x")
    app = open_view("app.py", utgava="skadad")
    assert [e.value for e in app.exception] == []
    assert any("skadad" in e.value and "ads" in e.value for e in app.error)


def test_a_frozen_link_says_that_newer_data_exist(data_folder: Path) -> None:
    """With the report's edition in the link and a newer live one at hand, the page says so."""
    from tests.store.test_editions import publish

    publish(data_folder / "live", name="ny")
    app = open_view("app.py", utgava="rapport-2026-04")
    assert any("Nyare data finns i utgåvan ny" in i.value for i in app.info)


def test_hostile_words_are_shown_not_obeyed() -> None:
    """Markdown in an employer's name or headline is escaped, and a word joiner keeps an address from being a link."""
    escaped = r"\[klicka\]\(http\:" + "\u2060" + r"//x\) \*fet\* \$x\$ \`kod\`"
    assert plain("[klicka](http://x) *fet* $x$ `kod`") == escaped


def test_a_county_that_the_start_page_names_beside_the_chosen_one_is_named_as_the_highest(viewed: Viewed) -> None:
    """Whether or not its lead is significant, and on a base that is no competence."""
    for base, value in (("scb", "gap-värde"), ("inhabitants", "värde")):
        said = words(viewed("app.py", lan="14", utgava="demo", bas=base))
        assert re.search(rf"Högst {value}, inte säkerställt: Norrbotten|Högsta {value}t: Norrbotten", said), said


def test_the_report_s_lines_can_be_filtered_by_verdict(viewed: Viewed) -> None:
    """The 17 that do not hold first, or all 42; each stands below its verdict; a verdict that does not exist falls back
    and says so."""
    page = topics.page_file("report")
    assert verdicts_of_figures(viewed(page)) == ["håller inte"] * 17
    every = verdicts_of_figures(viewed(page, bedomning="alla"))
    assert len(every) == 42
    assert every[:17] == ["håller inte"] * 17
    assert every[17] == "gäller något annat"
    assert len(set(every)) == 5
    odd = viewed(page, bedomning="lögn")
    assert verdicts_of_figures(odd) == ["håller inte"] * 17
    assert len(odd.warning) == 1


def verdicts_of_figures(app: AppTest) -> list[str]:
    """The verdict above each printed figure, in the page's order."""
    told = re.findall(
        r"\*\*(håller inte|gäller något annat|stämmer|ungefär rätt|går inte att kontrollera)\*\*$|(rapporten \*\*)",
        "\n".join(block.value for block in app.markdown),
        re.IGNORECASE | re.MULTILINE,
    )
    above, found = "", []
    for verdict, figure in told:
        above = verdict or above
        found += [above] if figure else []
    return found


def test_a_phone_reads_figure_verdict_and_reason_without_a_table(viewed: Viewed) -> None:
    """Each figure is a card of its own, not a row of a table wider than a phone."""
    app = viewed(topics.page_file("report"))
    assert len(app.table) == 0
    said = words(app).replace("\u00a0", " ")
    assert "**Gap-värde**: **håller inte**" in said
    assert "Norrbotten: rapporten **3,07**, uppgifterna **1,26**" in said
    told = next(block for block in app.markdown if "**1,26**" in block.value)
    assert told.proto.help.startswith("Så räknat")
    assert "Rapportens bas är mindre än hälften av SCB:s." in said  # Norrbotten and Östergötland, whose base is printed
    assert "Bedömningen är en slutsats av de två baser som rapporten trycker" in said  # Jönköping and Dalarna


def test_the_page_about_the_numbers_answers_one_question_at_a_time(viewed: Viewed) -> None:
    """Sources with the edition; measures, the trial and the report on request."""
    page = topics.page_file("about")
    first = viewed(page)
    assert [s.value for s in first.header] == ["Utgåvan", "Källor"]
    measures = [s.value for s in viewed(page, avsnitt="matt").header]
    assert measures[0] == "Måtten"
    assert "Utgåvan" not in measures


def test_marks_lead_to_the_report_s_lines(viewed: Viewed) -> None:
    """A page that shows a faulty figure of the report names it; SCB's and the demo's figures carry no mark."""
    for page in ("app.py", topics.page_file("gap"), topics.page_file("big_city"), topics.page_file("wages")):
        assert "Rättade tal: " in words(viewed(page)), page
        assert "Rättade tal" not in words(viewed(page, utgava="demo")), page


def test_the_definition_switch_stands_on_the_map_s_page(viewed: Viewed) -> None:
    """Changes of rank beside the engine's accuracy; corrected shares on request, or why there are none."""
    page = topics.page_file("gap")
    report = words(viewed(page, bredvid="definitioner", mot="base-it", korrigerad="ja")).replace("\u00a0", " ")
    assert "län byter" in report
    assert "Motor 1.0, 570 annonser" in report
    assert "har inte antalet av alla annonser" in report
    demo = viewed(page, utgava="demo", bredvid="definitioner", mot="level-role", niva="competence", korrigerad="ja")
    assert "rättad för motorns fel" in words(demo)
    few = viewed(page, utgava="demo", bredvid="definitioner", mot="level-competence", korrigerad="ja")
    assert "inte rättade för dess fel" in words(few)
    headings = [list(frame.value) for one in (demo, few) for frame in one.table if "Räknad andel" in frame.value]
    assert ["Korrigerad andel" in columns for columns in headings] == [True, False]
    odd = viewed(page, bredvid="definitioner", mot="base-öl")
    assert any("base" in w.value for w in odd.warning)


def test_beside_the_map_stands_the_ranking_or_the_definitions(viewed: Viewed) -> None:
    """One at a time, the choice in the link: the ranking first, the table of rank changes on request."""
    page = topics.page_file("gap")
    ranking, definitions = viewed(page), viewed(page, bredvid="definitioner")
    assert len(specs(ranking)) == len(specs(definitions)) + 1
    assert "län byter" not in words(ranking)
    assert "plats" in words(definitions)
    shown = next(frame.value for frame in definitions.table if "Byte" in frame.value)
    assert set(shown.index) == {"Norrbotten", "Östergötland"}  # only counted ads are ranked, printed in two counties
    assert "Annonser" in shown


def test_the_rank_changes_are_those_of_the_comparison_group(viewed: Viewed) -> None:
    """Norrbotten among similar counties: the table holds those of the group that are ranked under both definitions, two
    of them have too few ads; the sentence still counts all."""
    chosen = {"lan": "25", "jamfor": "liknande", "bredvid": "definitioner", "utgava": "demo"}
    app = viewed(topics.page_file("gap"), **chosen)
    shown = next(frame.value for frame in app.table if "Byte" in frame.value)
    assert list(shown.index)[:2] == ["Norrbotten", "Västerbotten"]
    assert list(shown.index)[2:] == ["Östergötland", "Jönköping"]
    assert "Av 16 län byter" in words(app)


@pytest.mark.parametrize("question", profile.QUESTIONS)
def test_the_county_s_page_unfolds_what_the_link_names(question: str, viewed: Viewed) -> None:
    """The named question's charts and no others, each the exported one; an old link's question is still one."""
    shown = specs(viewed(topics.page_file("profile"), utgava="demo", lan="25", fraga=question))
    figs = [Chosen(edition="demo", county_code="25").figure(key) for key in profile.QUESTIONS[question]]
    if question == "pendling":
        assert len(shown) > 1
        return
    parts = [part for fig in figs for part in fig.parts]
    expected = [_comparable(drawing.drawn(part, "container", part.screen_height)) for part in parts]
    assert [_comparable(spec) for spec in shown] == expected


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
@pytest.mark.parametrize("county", ["25", "12", "09"])
def test_the_county_s_page_answers_every_question_at_once(edition: str, county: str, viewed: Viewed) -> None:
    """The printable sentences first, then each question with its finding; what the edition lacks in one line."""
    app = viewed(topics.page_file("profile"), utgava=edition, lan=county, fraga="ingen")
    said = words(app)
    brief = press.county_brief(*Chosen(edition=edition, county_code=county).shown())
    assert plain(brief.sentences[0]) in app.main.markdown[0].value
    asked = [header.value for header in app.header]
    lacking = [caption.value for caption in app.caption if "saknar underlag" in caption.value]
    assert len(lacking) == (1 if edition == "rapport-2026-04" else 0)
    for question, keys in profile.QUESTIONS.items():
        heading = t(f"pages.profile.question.{question}")
        if heading in asked and question != "pendling":
            assert Chosen(edition=edition, county_code=county).figure(keys[0]).title in said
        else:
            assert question == "pendling" or heading in re.sub(r"\\(.)", r"\1", lacking[0])


def test_unfolding_a_question_writes_it_to_the_link() -> None:
    """Folded and unfolded parts stand in the address, the default stays out of it."""
    app = open_view(topics.page_file("profile"), utgava="demo", lan="25")
    assert len(specs(app)) == 2
    app.toggle(key="question:lon").set_value(True).run()
    assert "".join(app.query_params["fraga"]) == "plats,lon"
    assert len(specs(app)) > 2
    app.toggle(key="question:lon").set_value(False).run()
    assert "fraga" not in app.query_params


def test_a_county_the_report_names_no_employer_of_says_so_in_its_profile(viewed: Viewed) -> None:
    """Skåne in the report's edition: two sentences, no empty chart."""
    app = viewed(topics.page_file("profile"), lan="12", fraga="arbetsgivare")
    assert specs(app) == []
    assert "den största arbetsgivarens andel är inte känd" in words(app)


def test_a_faulty_figure_is_marked_on_every_page_that_shows_it(viewed: Viewed) -> None:
    """The stock sold as a flow, the one-sex base in profile and dependence; another base shows no such number."""
    assert "Netto kompetenstillväxt (Stockholm)" in words(viewed(topics.page_file("supply")))
    assert "Gap-värde (Norrbotten)" in words(viewed(topics.page_file("employers")))
    assert "Gap-värde (Norrbotten)" in words(viewed(topics.page_file("profile"), lan="25"))
    assert "Gap-värde (Norrbotten)" not in words(viewed(topics.page_file("profile"), lan="25", bas="scb"))


def test_the_report_s_page_says_where_the_loss_by_moving_is_recomputed(viewed: Viewed) -> None:
    """«6 000–10 000 kr» is a sentence built on the salaries: the page leads to the wages."""
    app = viewed(topics.page_file("report"))
    assert "förlorar 6 000–10 000 kr per månad" in words(app).replace("\u00a0", " ")


def live_edition(data_folder: Path, name: str) -> None:
    """A live edition made of the demo's tables."""
    demo = editions.open_edition("demo")
    editions.publish(
        editions.live_folder(data_folder),
        dataclasses.replace(demo.manifest, name=name, kind="live", as_of=dt.date.fromisoformat(name), tables={}),
        {table: demo.read(table) for table in demo.manifest.tables},
        origins_of={table: entry.origins for table, entry in demo.manifest.tables.items()},
        periods={table: entry.period for table, entry in demo.manifest.tables.items()},
    )


def test_a_failed_refresh_is_said_on_a_live_edition(data_folder: Path, sealed_once: None) -> None:
    """What the last refresh could not renew, and why, stands on every page of a live edition."""
    live_edition(data_folder, "2026-11-25")
    error = SourceError("ads.bad_json", reason="slut")
    at = dt.datetime(2026, 11, 26, 6, 0, tzinfo=dt.UTC)
    status.write_status({"ads": error, "scb": error}, at, data_folder, {"scb": ["education"]})
    warned = [re.sub(r"\\(.)", r"\1", w.value) for w in open_view("app.py").warning]
    assert any("2026-11-26" in w and error.sentence() in w and "JobTech" in w for w in warned)
    assert any("bara delvis" in w and "utbildning" in w for w in warned)


def test_the_open_app_shows_a_new_edition_without_restart(data_folder: Path, sealed_once: None) -> None:
    """The reader turns to the page again: the live edition published meanwhile is the default, and then the next."""
    app = open_view("app.py")
    assert "Utgåva rapport-2026-04" in words(app)
    for name in ("2026-11-25", "2026-11-26"):
        live_edition(data_folder, name)
        app.run()
        assert [e.value for e in app.exception] == []
        assert f"Utgåva {name}" in words(app)

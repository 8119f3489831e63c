"""`/c/<code>`: number, interval, count, edition, command, and whether it still holds."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from aipulsen import figures, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures import press
from aipulsen.figures.generated import SAID_BY, code_of_sentence, said_of_place, sentence_of
from aipulsen.figures.paragraph import numbers_in
from aipulsen.figures.sentence_codes import SENTENCES, code_of, command_of, meant
from aipulsen.figures.sharing import COUNTRY
from aipulsen.queries import Selection
from aipulsen.text import LANGS, Lang, t
from aipulsen.text.unbroken import rejoined
from aipulsen.voice import SWEDISH
from aipulsen.web.asked import asked_for
from aipulsen.web.sentence import facts, said_beside
from aipulsen.web.standing import Standing, cells, standing
from benchmarks.addresses import Routes
from tests.chosen import ANSWERED, Chosen
from tests.web.conftest import Get
from tests.web.test_embeds import _live


@pytest.mark.parametrize(("key", "edition"), ANSWERED)
def test_every_finding_has_a_code_that_leads_back_to_it(key: str, edition: str) -> None:
    """The same figure, place, edition and choice come out as went in, and make the same sentence."""
    counting = "all" if key.startswith("gap") else "unique"  # as other tests have asked already
    chosen = Chosen(edition, county_code="25", window_days=180, counting=counting)
    try:
        figure = chosen.figure(key)
    except AipulsenError:
        pytest.skip("the optional extra aipulsen[cluster] is not installed")
    code = code_of(key, edition, chosen.selection, figure.context.base)
    what = meant(code)
    asked = asked_for(what.given, place=what.place)
    assert (what.figure, asked.edition.name) == (key, edition)
    assert asked.selection == dataclasses.replace(chosen.selection, base=figure.context.base)
    assert figures.build_figure(key, asked.desk, asked.selection).title == figure.title
    assert command_of(code).startswith(f"aipulsen query {topics.topic_of(key).questions[0].key} --edition {edition}")


@pytest.mark.parametrize(("key", "edition"), ANSWERED)
def test_the_number_behind_a_finding_is_the_one_that_stands_in_it(key: str, edition: str) -> None:
    """Of the country always; of a county its own row, if the figure has one. What there is no number, interval or count
    of says so, in both languages; so does every sentence under the figure that holds a number."""
    for place, lang in itertools.product((COUNTRY, "25"), LANGS):
        if place == COUNTRY and topics.FIGURES[key].needs_county:
            continue
        asked = asked_for({"utgava": edition, "sprak": lang}, place=place)
        figure = figures.build_figure(key, asked.desk, asked.selection)
        found = standing(figure, asked)
        if figure.has_finding:
            assert _lacking(facts(figure, found, asked, figure.title), lang) == []
            assert [one for one in said_beside(figure, asked, found) if not all(one.numbers)] == []
        if found.row is not None and place == COUNTRY and key not in IN_WORDS:
            shown = [number for d in (1, 100) for number in (round(found.before * d, n) for n in range(3))]
            assert set(shown) & set(numbers_in(figure.title, lang)), (figure.title, found.before)
        if found.row is not None and place != COUNTRY:
            assert found.row.get("county_code", place) == found.row.get("region_code", place) == place


@pytest.mark.parametrize("edition", ["demo", "rapport-2026-04"])
@pytest.mark.parametrize("lang", LANGS)
def test_every_sentence_of_a_county_has_a_code_that_leads_back_to_it(edition: str, lang: Lang, get: Get) -> None:
    """A large county, a small one and one in the middle: the address says the sentence, its number stands in it, and
    there is a command; a code of what the edition does not say of the place is not found."""
    said = set()
    for county in ("25", "09", "12"):
        brief = press.county_brief(*Chosen(edition, county_code=county).shown(lang))
        first = {sentence.key: sentence for sentence in reversed(brief.said)}
        for key, sentence in first.items():
            code = brief.code_of(sentence)
            answer = get(f"/c/{code}?sprak={lang}")
            text = rejoined(html.unescape(answer.text))
            assert (answer.status_code, sentence.text.removesuffix(".") in text) == (200, True), code
            assert _lacking(re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', text), lang) == [], code
            assert "aipulsen query " in text
            if key in SENTENCES:
                said.add(key)
                what = meant(code)
                asked = asked_for(what.given | {"sprak": lang}, place=county)
                found = standing(figures.build_figure(what.figure, asked.desk, asked.selection), asked, sentence)
                if found.row is not None:
                    assert found.written(found.before, brief.desk.say) in text
    assert said == BRIEF - ({"county-outside-it", "county-generative"} if edition != "demo" else set())
    assert get(f"/c/{code.replace('25', 'riket', 1).replace('12', 'riket', 1)}").status_code == 404


BRIEF = {key for key in SENTENCES if key.startswith("county-")} - {"county-changes"}
# What the report's edition has nothing to say of: it has no ads, and names no country's largest employer.
OF_ADS = {"cross-check-order", "cross-check-employers", "county-changes", "country-largest", "country-without-largest"}
OF_ADS |= {key for key in SENTENCES if "generative" in key or "outside-it" in key}


def test_every_kind_of_sentence_is_said_by_somebody() -> None:
    assert set(SAID_BY) == set(SENTENCES)


@pytest.mark.parametrize("edition", ["demo", "rapport-2026-04"])
@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_of_sentence_has_a_code_that_tells_what_stands_behind(edition: str, lang: Lang) -> None:
    """Of the country and of a county: the code leads back to the same sentence, its address tells number, interval,
    count, edition and seal, or why one is lacking, and a command; a number with an interval is the sentence's own."""
    said = set()
    for place, window in ((COUNTRY, "90"), (COUNTRY, "180"), ("25", "90")):
        asked, of_place = asked_for({"utgava": edition, "sprak": lang, "fonster": window}, place=place), set()
        for sentence in said_of_place(asked.desk, asked.selection):
            code = code_of_sentence(sentence, asked.desk, asked.selection)
            what = meant(code)
            again = asked_for(what.given | {"sprak": lang}, place=what.place)
            leads_to = sentence_of(sentence.key, again.desk, again.selection)
            if sentence.key in of_place:  # what is said beside a number leads to the number
                assert leads_to is not None
                continue
            assert leads_to == sentence
            figure = figures.build_figure(what.figure, again.desk, again.selection)
            found = standing(figure, again, sentence)
            told = facts(figure, found, again, sentence.text)
            assert _lacking(told, lang) == [], (code, told)
            assert command_of(code).startswith("aipulsen query ")
            if found.row is not None and sentence.key not in UNWRITTEN:
                assert _holds(sentence.text, found, lang), (sentence.text, found.before)
            of_place.add(sentence.key)
        said |= of_place
    assert said == set(SENTENCES) - (set() if edition == "demo" else OF_ADS)


IN_WORDS = ("big-city-lorenz",)  # the finding says of its number whether it is certain
FACTS = ({"place"}, {"value"}, {"interval"}, {"ads", "all_ads", "count"}, {"edition"}, {"seal"})


def _lacking(told: Iterable[tuple[str, str]], lang: Lang) -> list[set[str]]:
    """What an address does not say of its sentence."""
    said = {name for name, words in told if words}
    return [names for names in FACTS if not {t(f"sentence.fact.{name}", lang) for name in names} & said]


# What these say is in words, or in another form than the table's.
UNWRITTEN = ("county-compared", "county-drivers", "county-changes")


def _holds(sentence: str, found: Standing, lang: Lang) -> bool:
    assert found.before is not None
    shown = [found.before, found.before * 100]
    return any(abs(number - one) <= 0.5 for number in numbers_in(sentence, lang) for one in shown)


TABLE = pd.DataFrame(
    {
        "county_code": ["25", "25", "09", "00"],
        "county_name": ["Norrbotten", "Norrbotten", "Gotland", "Riket"],
        "year": ["2024", "2025", "2025", "2025"],
        "employees_persons": [999, 1234, 90, 7],
        "gap_low_sek": [-8500, -8500, 15, 15],
        "specialist_share": [0.5, 0.019, 0.3, 0.037],
        "it_ads_per_1000": [336.2, 335.7, 1.0, 21.0],
        "rank": [1, 1, 2, 3],
    }
)


@pytest.mark.parametrize(
    ("sentence", "place", "told"),
    [
        ("Norrbotten: 1,9 % mot 3,7 % i riket", "25", ["(Norrbotten): 1,9 %", "specialister: 3,7 %"]),
        ("Norrbotten: 8 500 kr lägre, 336 per 1 000", COUNTRY, ["−8 500", "335,70"]),
        ("Norrbotten: 1 234 examinerade", "25", ["1 234"]),  # not the rank, which is 1
        ("Norrbotten: plats 1 av 21", "25", [": 1"]),  # 21 is a rate of another row
        ("Norrbotten: 90 dagar till 15 maj", "25", []),  # both stand elsewhere in the table
        ("I 15 av 15 län", COUNTRY, []),
        ("Norrbotten: 50 % år 2024", "25", []),  # of a series the last
        ("Norrbotten: 1 234 %", "25", []),  # a share is no count
    ],
)
def test_a_number_is_found_in_its_table_or_not_said_to_be_there(sentence: str, place: str, told: list[str]) -> None:
    """In a row that the sentence or the choice names; a share in one row alone; nothing that may be another number."""
    sentence = sentence.replace("1 234", "1\u00a0234").replace("8 500", "8\u00a0500").replace(" %", "\u00a0%")
    found = cells(TABLE, sentence, asked_for({"utgava": "demo"}, place=place))
    written = [cell.written(SWEDISH).replace("\u00a0", " ") for cell in found]
    assert [words.endswith(end) for words, end in zip(written, told, strict=True)] == [True] * len(told), written


@pytest.mark.parametrize("lang", LANGS)
def test_a_codes_address_shows_what_stands_behind_the_sentence(lang: Lang, get: Get) -> None:
    figure = Chosen("rapport-2026-04", county_code="25").figure("gap-ranking", lang)
    row = figure.table[figure.table.county_code == "25"].iloc[0]
    code = code_of("gap-ranking", "rapport-2026-04", Selection(county_code="25"), "report")
    answer = get(f"/c/{code}?sprak={lang}")
    text = rejoined(html.unescape(answer.text))
    say = figure.context.say
    assert answer.status_code == 200
    for told in (figure.title, t("sentence.verdict.newest", lang), say.number(row.gap_score, 2), "rapport-2026-04"):
        assert told in text
    assert f"{say.number(row.gap_low, 2)}–{say.number(row.gap_high, 2)}" in text
    assert f"<td>{say.number(row.ads)}</td>" in text
    assert "aipulsen query gap --edition rapport-2026-04 --county 25 --window 90 --level role --base report" in text
    made_up = get(f"/c/{code.replace('rapport-2026-04', 'demo').replace('report', 'scb')}?sprak={lang}")
    assert t("sentence.verdict.demo", lang) in html.unescape(made_up.text)


@pytest.mark.parametrize(("key", "counts_ads"), [("county-gap", True), ("county-specialists", False)])
def test_only_a_sentence_of_ads_is_given_the_number_of_ads_in_its_figure(key: str, counts_ads: bool, get: Get) -> None:
    """Not one about employees."""
    text = html.unescape(get(f"/c/{code_of(key, 'demo', Selection(county_code='09'), 'scb')}").text)
    assert (t("sentence.fact.all_ads") in text) == counts_ads


NO_CODES = (
    "",
    "a",
    "25~nothing~demo~90~role~scb",
    "99~trend~demo~90~role~scb",
    "25~trend~demo~90~role",
    "~" * 500,
    "25~trend~demo~90~role~scb~lan=01",
    "25~trend~demo~90~role~scb~rakning=all~rakning=all",
    "25~trend~demo~<b>~~",
    "riket~county-gap~demo~90~role~scb",
    "25~county-generative~rapport-2026-04~90~role~report",
    "25~trend~rapport-2026-04~90~role~report",  # no finding: why there is none
)


@pytest.mark.parametrize("code", NO_CODES)
def test_what_is_no_code_is_refused_and_not_said_back(code: str, get: Get) -> None:
    answer = get(f"/c/{code}")
    assert answer.status_code in (400, 404)
    assert "<b>" not in answer.text


def test_a_code_says_whether_its_sentence_still_holds(data_folder: Path) -> None:
    """Nothing newer; then the same; within the interval; outside it."""
    old = _live(data_folder, "2026-06-29", 0)
    asked = asked_for({"utgava": old.name}, place="25")
    figure = figures.build_figure("gap-ranking", asked.desk, asked.selection)
    assert standing(figure, asked).verdict == "newest"
    _live(data_folder, "2026-06-30", 0)
    assert standing(figure, asked).verdict in ("same", "within")
    _live(data_folder, "2026-07-01", 3)
    assert standing(figure, asked).verdict == "changed"
    routes, verdicts = Routes(), {}
    for key in ("outlook", "trend-changes"):  # without a value of their own: by their words
        text = html.unescape(routes.get(f"/c/{code_of(key, old.name, Selection(), 'scb')}").body.decode())
        verdicts[key] = next(
            name
            for name in ("same_words", "other_words", "unknown")
            if t(f"sentence.verdict.{name}").split("{as_of}")[1] in text.partition(t("sentence.beside"))[0]
        )
    assert verdicts == {"outlook": "same_words", "trend-changes": "other_words"}

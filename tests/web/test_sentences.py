"""`/c/<code>`: number, interval, count, edition, command, and whether it still holds."""

from __future__ import annotations

import dataclasses
import html
from pathlib import Path

import pytest

from aipulsen import figures, topics
from aipulsen.errors import AipulsenError
from aipulsen.figures.sentence_codes import code_of, command_of, meant
from aipulsen.queries import Selection
from aipulsen.text import LANGS, Lang, t
from aipulsen.web.asked import asked_for
from aipulsen.web.standing import standing
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


@pytest.mark.parametrize("lang", LANGS)
def test_a_codes_address_shows_what_stands_behind_the_sentence(lang: Lang, get: Get) -> None:
    figure = Chosen("rapport-2026-04", county_code="25").figure("gap-ranking", lang)
    row = figure.table[figure.table.county_code == "25"].iloc[0]
    code = code_of("gap-ranking", "rapport-2026-04", Selection(county_code="25"), "report")
    answer = get(f"/c/{code}?sprak={lang}")
    text = html.unescape(answer.text)
    say = figure.context.say
    assert answer.status_code == 200
    for told in (figure.title, t("sentence.verdict.newest", lang), say.number(row.gap_score, 2), "rapport-2026-04"):
        assert told in text
    assert f"{say.number(row.gap_low, 2)}–{say.number(row.gap_high, 2)}" in text
    assert f"<td>{say.number(row.ads)}</td>" in text
    assert "aipulsen query gap --edition rapport-2026-04 --county 25 --window 90 --level role --base report" in text
    made_up = get(f"/c/{code.replace('rapport-2026-04', 'demo').replace('report', 'scb')}?sprak={lang}")
    assert t("sentence.verdict.demo", lang) in html.unescape(made_up.text)


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

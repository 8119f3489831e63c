"""What a pasted link shows is made when its edition is published, and kept with a bound."""

from __future__ import annotations

import dataclasses
import html
import os
import re
from pathlib import Path

import pytest

from aipulsen import codes, topics
from aipulsen.charts import card
from aipulsen.cli.published import tell_published
from aipulsen.figures import build_figure, cards
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.text import LANGS, Lang, t
from aipulsen.voice import SWEDISH, Voice
from aipulsen.web import files, metadata
from aipulsen.web.answers import Asking
from tests.web.test_embeds import _live


def test_the_cards_of_every_county_and_page_are_made_at_publication() -> None:
    """Each page's, for the country and for each county, in both languages."""
    ordered = cards.made_at_publication(editions.open_edition("demo"))
    made = {(order.figure, order.selection.county_code, order.desk.say.lang) for order in ordered}
    leads = {page.lead for page in topics.PAGES if page.lead}
    assert made == {(lead, place, lang) for lead in leads for place in (None, *codes.counties()) for lang in LANGS}
    assert len(ordered) == len(made)


def test_a_card_made_at_publication_is_given_without_drawing(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what would be drawn, by every way of asking for it; another choice, or edition, has none; and only those of
    the two editions published last are kept."""
    edition = _live(data_folder, "2026-06-30", 0)
    order = _order(edition)
    monkeypatch.setattr(cards, "made_at_publication", lambda edition: [_order(edition)])
    assert (cards.kept(order), cards.make(edition)) == (None, cards.Made(1))
    data = cards.kept(order)
    assert data == card.card_bytes(build_figure("big-city-split", order.desk, order.selection))
    monkeypatch.setattr(files, "picture_bytes", lambda *_: pytest.fail("drawn again"))
    for given in ({}, {"fonster": "90", "niva": "role", "bas": "ads"}):
        path = {"figure": "big-city-split", "file": "25.card.png"}
        assert files.figure_file(Asking({"utgava": edition.name, **given}, path, "")).make().body == data
    assert cards.kept(dataclasses.replace(order, selection=Selection(county_code="25", window_days=180))) is None
    for number, name in enumerate(("2026-07-01", "2026-07-02")):
        os.utime(cards.folder_of(edition), (number, number))
        other = _live(data_folder, name, 0)
        assert cards.kept(_order(other)) is None
        cards.make(other)
    earlier = data_folder / "cards" / "2026-07-02~of-earlier-content"
    earlier.mkdir()
    cards.make(other)
    assert [path.name.partition("~")[0] for path in sorted((data_folder / "cards").iterdir())] == [
        "2026-07-01",
        "2026-07-02",
    ]


def test_who_publishes_makes_them_unless_the_settings_say_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full costs the cards, not the publication."""
    edition, made = editions.open_edition("demo"), list[str]()
    monkeypatch.setattr(cards, "made_at_publication", lambda edition: made.append(edition.name) or [])
    monkeypatch.setattr(cards, "folder_of", lambda _: Path("/dev/null/cards"))
    for said in ("0", "1"):
        monkeypatch.setenv("AIPULSEN_CARDS_AT_PUBLICATION", said)
        settings.cache_clear()
        tell_published(edition)
        assert made == ["demo"] * int(said)  # they are counted, so that one can say how many are left
    monkeypatch.setattr(cards, "folder_of", lambda _: tmp_path / "cards" / "x")
    tell_published(edition)
    assert made == ["demo"] * 2
    settings.cache_clear()


def test_a_card_that_cannot_be_drawn_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bug in a worker: the others are drawn, the edition is published, and one sentence says which is lacking, of how
    many, and what to do; where it is every card's, a few are tried."""
    edition = editions.open_edition("demo")
    words = dataclasses.replace(cards.CARD, made_by="figures.press.csvw_bytes")  # soon made
    whole = dataclasses.replace(_order(edition), file_format=words)
    nobodys = dataclasses.replace(cards.CARD, made_by="charts.card.no_one")
    keys = ("big-city-definitions", "big-city-split", "gap-map", "trend")
    broken = [dataclasses.replace(whole, figure=key, file_format=nobodys) for key in keys]
    monkeypatch.setattr(cards, "folder_of", lambda _: tmp_path / "cards" / "demo~")
    monkeypatch.setenv("AIPULSEN_CARDS_AT_PUBLICATION", "1")
    settings.cache_clear()
    for ordered, drawn, left in (([broken[0], whole], 1, 1), ([*broken, whole], 0, 5)):
        monkeypatch.setattr(cards, "made_at_publication", lambda _, ordered=ordered: ordered)
        capsys.readouterr()
        tell_published(edition)
        said = capsys.readouterr().err.splitlines()
        assert said[-1].startswith(f"Varning: {left} delningsbild")
        assert "först big-city-definitions~25~sv.png (AttributeError)" in said[-1]
        assert t("cli.cards", count=drawn) in said
        assert (cards.kept(whole) is not None) == bool(drawn)
        (tmp_path / "cards" / "demo~" / "big-city-split~25~sv.png").unlink(missing_ok=True)
    settings.cache_clear()


def _order(edition: editions.Edition) -> FileOrder:
    return FileOrder(
        desk=Desk(edition, SWEDISH),
        selection=Selection(county_code="25"),
        file_format=cards.CARD,
        figure="big-city-split",
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", [page for page in topics.PAGES if page.lead], ids=lambda page: page.key)
def test_a_pasted_link_says_what_changes_how_its_figure_is_read(page: topics.Page, lang: Lang) -> None:
    """On the card and in the description, whole; which is cut between words, each sentence with one full stop."""
    for name in ("demo", "rapport-2026-04"):
        edition = editions.open_edition(name)
        if not topics.FIGURES[page.lead].is_in(edition):
            continue
        desk = Desk(edition, Voice(lang))
        figure = build_figure(page.lead, desk, Selection())
        drawn = " ".join(re.findall(r">([^<>]+)</text>", card._composed(figure)))
        assert [line for line in figure.all_warnings if html.escape(line, quote=False) not in drawn] == []
        described = metadata._description(figure)
        assert [line for line in figure.all_warnings if line not in described] == []
        said = " ".join([*figure.all_warnings, figure.subtitle, figure.closing])
        assert ".." not in described.replace("...", "")
        assert len(described) <= 300
        told = described.removeprefix(figure.context.mark_before)
        assert told == said or f"{said} ".startswith(f"{told.removesuffix('…')} ")

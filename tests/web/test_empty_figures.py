"""A figure that has nothing to show is no table anywhere: one rule for addresses, command line and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from aipulsen import topics
from aipulsen.cli import main
from aipulsen.errors import EditionError
from aipulsen.figures.sharing import COUNTRY
from benchmarks.addresses import TABLES
from tests.chosen import ANSWERED, Chosen
from tests.web.conftest import Get

PLACES = (None, "09")  # Gotland has no ads in the demo, and is not counted in the report


def _empty() -> list[tuple[str, str, str | None]]:
    """Every figure without rows, of the country or of Gotland, in either edition."""
    asked = [(k, e, c) for k, e in ANSWERED for c in PLACES if c is not None or not topics.FIGURES[k].needs_county]
    return [(key, edition, county) for key, edition, county in asked if not _figure(key, edition, county).has_rows]


def _figure(key: str, edition: str, county: str | None):  # type: ignore[no-untyped-def]
    return Chosen(edition, county_code=county).figure(key)


def test_no_table_is_given_of_a_figure_without_rows_and_its_reason_is_said_everywhere(
    get: Get, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """CSV, JSON and workbook are not found (404, kept by nobody) and say why, as `/api/v1` does; the command line ends
    with 4 and no file; the document is there, says why, and offers no table."""
    empty = _empty()
    assert {edition for _, edition, _ in empty} == {"demo", "rapport-2026-04"}
    for key, edition, county in empty:
        figure, place = _figure(key, edition, county), county or COUNTRY
        why = figure.reason or figure.title
        for ending in TABLES:
            given = get(f"/f/{key}/{place}.{ending}?utgava={edition}")
            assert (given.status_code, given.headers["cache-control"]) == (404, "no-store"), (key, edition, place)
            said = given.json()["title"] if ending == "json" else given.text
            assert why in said
        with pytest.raises(EditionError):
            topics.FIGURE_FORMATS[-1].data(figure)
        out, where = tmp_path / "x.csv", [] if county is None else ["--county", county]
        with pytest.raises(SystemExit) as stop:
            main(["export", key, "--edition", edition, *where, "--out", str(out)])
        assert (stop.value.code, out.exists()) == (4, False)
        assert why in capsys.readouterr().err.replace("\n", " ")
    key, edition, county = empty[0]
    document = get(f"/f/{key}/{county or COUNTRY}.html?utgava={edition}")
    assert document.status_code == 200
    assert ".csv" not in document.text
    assert "application/ld+json" not in document.text

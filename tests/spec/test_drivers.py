"""What drives the gap: by hand, in every case of signs, and always summing to the whole."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aipulsen import codes, queries
from aipulsen.bases import BASES
from aipulsen.charts.figure import ChartContext, Figure
from aipulsen.figures.drivers import drivers_sentences
from aipulsen.metrics.drivers import gap_drivers
from aipulsen.metrics.gap import gap_scores
from aipulsen.text import LANGS, Lang
from aipulsen.voice import Voice
from tests.chosen import Chosen

CODES = sorted(codes.county_codes())
CONTEXT = ChartContext(
    edition="x", edition_label="x", window_days=90, level="role", base="scb", base_label="SCB",
    as_of_label="april 2026", total_ads=1, sources=(),
)  # fmt: skip


def split(ads: list[int | None], base: list[int], employed: list[int]) -> pd.DataFrame:
    """The drivers of regions that together are the country."""
    names = [f"{i:02}" for i in range(len(ads))]  # in code order, as the measure returns them
    counts = pd.DataFrame({"county_code": names, "ads": pd.array(ads, "Int64"), "status": "measured"})
    bases = pd.DataFrame({"county_code": names, "base_persons": base, "status": "published"})
    employees = pd.DataFrame({"county_code": names, "employees_persons": employed, "status": "published"})
    return gap_drivers(gap_scores(counts, bases, ranked=False), employees).assign(county_name=names)


def test_the_worked_example() -> None:
    """20 ads, 5 000 in the base, 20 000 employed; the rest 80, 80 000, 160 000: ×4 = ×2 · ×2."""
    row = split([20, 80], [5_000, 80_000], [20_000, 160_000]).iloc[0]
    assert (row.demand_ratio, row.supply_ratio) == (pytest.approx(2.0), pytest.approx(0.5))
    assert math.exp(row.gap_log) == pytest.approx(4.0)
    assert row.demand_log == pytest.approx(row.supply_log)
    assert drivers_sentences(row, CONTEXT)[1] == (
        "Räknat per anställd går det inte att säga om annonserna är fler eller färre än i övriga landet; det finns "
        "50\u00a0% färre eftergymnasialt utbildade 25–64 år."
    )


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400_000), st.integers(1, 900_000)), min_size=2, max_size=21)
)
def test_the_parts_sum_to_the_whole(regions: list[tuple[int, int, int]]) -> None:
    """demand + supply = ln(gap / the rest's gap), for every region with a rate and a rest; the others have no parts."""
    ads, base, employed = (list(values) for values in zip(*regions, strict=True))
    frame = split(ads, base, employed)
    for row, n, b in zip(frame.itertuples(), ads, base, strict=True):
        if n < 5 or sum(ads) == n:
            assert pd.isna(row.gap_log)
            continue
        assert row.demand_log + row.supply_log == pytest.approx(row.gap_log, abs=1e-9)
        assert row.gap_log == pytest.approx(math.log(n / b / ((sum(ads) - n) / (sum(base) - b))), abs=1e-9)
        assert row.gap_log_low <= row.gap_log <= row.gap_log_high


def test_order_of_rows_is_irrelevant_and_nothing_is_changed() -> None:
    """Shuffled employees give the same parts, and the inputs stay as they were."""
    answer = queries.ask_gap(*Chosen(edition="rapport-2026-04").asked).gap
    employees = pd.DataFrame({"county_code": CODES, "employees_persons": range(50_000, 50_021), "status": "published"})
    before = answer.copy(), employees.copy()
    first = gap_drivers(answer, employees)
    pd.testing.assert_frame_equal(first, gap_drivers(answer, employees.iloc[::-1]))
    pd.testing.assert_frame_equal(answer, before[0])
    pd.testing.assert_frame_equal(employees, before[1])


def test_hidden_and_missing_counts_have_no_parts() -> None:
    """4 ads are hidden; with one count missing there is no country, and nobody has parts."""
    hidden = split([4, 100], [1000, 1000], [1000, 1000])
    assert hidden.gap_log.isna().tolist() == [True, False]
    assert "för få" in drivers_sentences(hidden.iloc[0], CONTEXT)[0]
    missing = split([None, 100], [1000, 1000], [1000, 1000])
    assert missing.gap_log.isna().all()
    assert "saknas" in drivers_sentences(missing.iloc[0], CONTEXT)[0]


@pytest.mark.parametrize(
    ("ads", "base", "employed", "said"),
    [
        # the county's own; the rest of the country has 1 000 ads, 1 000 000 in the base, 2 000 000 employed
        (
            300,
            100_000,
            200_000,
            "3,0 gånger så många annonser och ungefär lika många eftergymnasialt utbildade 25–64 år.",
        ),
        (20, 100_000, 200_000, "80 % färre annonser och ungefär lika många eftergymnasialt utbildade 25–64 år."),
        (300, 50_000, 200_000, "3,0 gånger så många annonser och 50 % färre eftergymnasialt utbildade 25–64 år."),
        (20, 200_000, 200_000, "80 % färre annonser och 2,0 gånger så många eftergymnasialt utbildade 25–64 år."),
        (900, 150_000, 200_000, "9,0 gånger så många annonser och 50 % fler eftergymnasialt utbildade 25–64 år."),
        (20, 60_000, 200_000, "80 % färre annonser och 40 % färre eftergymnasialt utbildade 25–64 år."),
        (100, 50_000, 200_000, "går det inte att säga om annonserna är fler eller färre"),
        (100, 100_000, 200_000, "skiljer sig inte statistiskt säkerställt från övriga landets"),
    ],
)
def test_the_sentence_is_right_in_every_case_of_signs(ads: int, base: int, employed: int, said: str) -> None:
    """Same direction, opposing drivers either way, one part alone, no certain difference."""
    row = split([ads, 1000], [base, 1_000_000], [employed, 2_000_000]).iloc[0]
    assert said in " ".join(drivers_sentences(row, CONTEXT)).replace("\u00a0", " ")


@pytest.mark.parametrize("lang", LANGS)
def test_a_county_that_nobody_counted_has_no_parts(lang: Lang) -> None:
    """Kalmar's ads are not in the report: the figure says so and draws no steps."""
    figure = Chosen(edition="rapport-2026-04", county_code="08", window_days=90).figure("gap-drivers", lang)
    assert figure.title.startswith(("Kalmar: länets annonser finns inte", "Kalmar: the report does not give"))
    assert [part.name for part in figure.parts] == ["drivers"]


def test_norrbotten_in_the_report() -> None:
    """2,6 times the rest of the country: twice the ads per employee, a fifth fewer in the base."""
    answer = queries.ask_drivers(*Chosen(edition="rapport-2026-04", county_code="25").asked)
    row = answer.drivers.iloc[0]
    assert round(math.exp(row.gap_log), 1) == 2.6
    assert (round(row.demand_ratio, 1), round(row.supply_ratio, 2)) == (2.0, 0.79)


@pytest.mark.quick
def test_the_chart_draws_what_has_a_value_and_tells_the_rest_in_a_line() -> None:
    """The report counts two counties' ads: two rows; the rest is told under the chart."""
    figure = Chosen(edition="rapport-2026-04").figure("gap-drivers")
    assert {row["county"] for row in _rows_of(figure)} == {"Norrbotten", "Östergötland"}
    assert "Inte i diagrammet: 19 län (ej i rapporten)." in figure.all_warnings
    assert len(figure.table) == 21


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("base", BASES)
def test_a_title_about_some_counties_says_how_many(base: str, lang: Lang) -> None:
    """Where ads of counties are unknown, a finding on what weighs most is of those drawn; where none are, of all."""
    say = Voice(lang)
    report = Chosen(edition="rapport-2026-04", base=base).figure("gap-drivers", lang)
    drawn = int(report.table.gap_ratio.notna().sum())
    of_none = {say("drivers.title_none"), say("drivers.title_untested")}
    assert f" {drawn} " in report.title or report.title in of_none
    if base != "report":  # the demo has none of its own
        of_all = {say(f"drivers.title{kind}", people=report.context.people) for kind in ("", "_supply", "_even")}
        assert Chosen(edition="demo", base=base).figure("gap-drivers", lang).title in of_none | of_all


def _rows_of(figure: Figure) -> list[dict[str, Any]]:
    layers = figure.parts[0].draw(500, 400).to_dict()["layer"]
    return [row for layer in layers for row in layer["data"]["values"] if "county" in row]

"""The report line by line: every printed figure, what our data say, how, and a verdict with its reason."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.queries.counts import county_bases
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import Selection
from aipulsen.store import editions
from aipulsen.store.editions import Edition
from aipulsen.tables.reference import commuting_totals, read_reference

VERDICTS = ("holds", "rounding", "other_definition", "wrong", "cannot_check")
REPORT_EDITION = editions.REPORT_EDITION
FAULTY = ("wrong", "other_definition")
_TABLES = ("report_figures", "county_counts", "education", "population", "wages", "commuting", "commuting_totals")
_WAGE_YEAR = "2024"  # the year the report gives its salaries
_BIG_CITY_HUB, _NORTHERN_HUB = "0180", "2580"


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """One row per figure the report prints; always of the report's edition, whatever edition was chosen."""

    scope: Scope
    lines: pd.DataFrame

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(self.lines)

    def counts(self) -> dict[str, int]:
        """How many figures got each verdict, in the verdicts' order."""
        found = self.lines.verdict.value_counts()
        return {verdict: int(found.get(verdict, 0)) for verdict in VERDICTS}


@answered_once
def ask_report(edition: Edition, selection: Selection) -> ReportAnswer:
    """What does each figure of the report look like against our data?

    Columns: figure, region_code, printed, ours (missing where the shipped facts cannot say), ads (those our number was
    divided from, where it was), unit, verdict, explanation and method (text keys under `report.why` and
    `report.how`), words (the report's own).
    """
    selection = dataclasses.replace(selection.checked(), base="scb")
    report = report_beside(edition)
    lines = _lines(report)
    if selection.county_code is not None:
        lines = lines[lines.region_code == selection.county_code].reset_index(drop=True)
    return ReportAnswer(scope_of(report, selection, _TABLES, None), lines)


def report_beside(edition: Edition) -> Edition:
    """The report's own edition: the open one, or that beside it, which is opened once for as long as it stays open."""
    return edition if edition.name == REPORT_EDITION else _opened_beside(edition)


@kept_in(ANSWERS)
def _opened_beside(_edition: Edition) -> Edition:
    return editions.open_edition(REPORT_EDITION)


def line_of(edition: Edition, figure: str, region_code: str) -> dict[str, Any] | None:
    """The line of one printed figure, or None when the report does not print it; yours to change."""
    line = _line_by_name(report_beside(edition)).get((figure, region_code))
    return None if line is None else dict(line)


@kept_in(ANSWERS)
def _line_by_name(edition: Edition) -> dict[tuple[str, str], dict[str, Any]]:
    lines = records(_lines(edition))
    return {(line["figure"], line["region_code"]): line for line in lines}


@cache
def _verdicts() -> dict[tuple[str, str], tuple[str, str, str]]:
    rows = read_reference("report_verdicts.csv")
    return {(row.figure, row.region_code): (row.verdict, row.explanation, row.method) for row in rows.itertuples()}


@cache
def _decimals() -> dict[tuple[str, str], int]:
    rows = read_reference("report_figures.csv")
    return {(row.figure, row.region): int(row.decimals) for row in rows.itertuples()}


def printed_decimals(figure: str, region_code: str) -> int:
    """How many decimals the report prints the figure with, a share as per cent."""
    return _decimals()[figure, region_code]


@kept_in(ANSWERS)
def _lines(edition: Edition) -> pd.DataFrame:
    ours = our_values(edition)
    ads = _ads(edition)
    rows = []
    for row in edition.read("report_figures").itertuples():
        key = (row.figure, row.region_code)
        verdict, explanation, method = _verdicts()[key]
        rows.append(
            {
                "figure": row.figure,
                "region_code": row.region_code,
                "printed": row.value,
                "ours": ours.get(key),
                "ads": int(ads[row.region_code]) if row.figure == "gap_score" and key in ours else None,
                "unit": row.unit,
                "verdict": verdict,
                "explanation": explanation,
                "method": method,
                "words": row.words,
            }
        )
    frame = pd.DataFrame(rows)
    return frame.assign(ads=frame.ads.astype("Int64"))


def _ads(edition: Edition) -> pd.Series:
    """The ads of 90 days by county."""
    counts = edition.read("county_counts")
    return counts[counts.window_days == 90].set_index("county_code").ads


def our_values(edition: Edition) -> dict[tuple[str, str], float]:
    """What the edition's data say about the report's figures, for those they can say anything about.

    Nothing that was reconstructed from a printed figure is set against that figure: the big cities' 68 % and the
    380 ads of the rest have no value here.
    """
    return {**_of_people(edition), **_of_wages(edition), **_of_commuting(edition)}


def _of_people(edition: Edition) -> dict[tuple[str, str], float]:
    scb = county_bases(edition, "scb").set_index("county_code").base_persons
    ads = _ads(edition)
    people = edition.read("education").set_index("region_code")
    persons = edition.read("population")
    persons = persons[persons.region_level == "county"].set_index("region_code").population_persons
    big = [code for code, county in codes.counties().items() if county.is_big_city]
    shares = people.post_secondary_persons.astype(float) / people.population_25_64_persons.astype(float)
    share = shares["25"]
    values: dict[tuple[str, str], float] = {
        ("big_city_population_share", "00"): float(persons[big].sum() / persons.sum()),
        ("rest_population_share", "00"): float(1 - persons[big].sum() / persons.sum()),
        ("post_secondary_share", "25"): float(share),
        ("education_rank_from_bottom", "25"): float(shares[list(codes.counties())].rank()["25"]),
    }
    for code in ("25", "05"):  # elsewhere the report prints a score and no ads: there is nothing to divide
        values["gap_score", code] = float(ads[code] / scb[code] * 1000)
        values["post_secondary_persons", code] = float(scb[code])
    return values


def _of_wages(edition: Edition) -> dict[tuple[str, str], float]:
    """The same occupation and year as the report's, all sectors, mean per NUTS2. East: Stockholm's and Östra
    Mellansverige's weighted by employees; north: the lowest and the highest of three regions."""
    wages = edition.read("wages")
    wages = wages[(wages.series == "scb_ssyk4_all") & (wages.statistic == "mean") & (wages.year == _WAGE_YEAR)]
    values: dict[tuple[str, str], float] = {}
    for occupation in ("2512", "2511"):
        rows = wages[wages.occupation_code == occupation].set_index("region_code")
        east, north = rows.loc[["SE11", "SE12"]], rows.loc[["SE31", "SE32", "SE33"]].salary_low_sek
        weights = east.employees_persons.astype(float)
        values[f"salary_{occupation}_sek", "SE1"] = float((east.salary_low_sek * weights).sum() / weights.sum())
        values[f"salary_{occupation}_low_sek", "SE3"] = float(north.min())
        values[f"salary_{occupation}_high_sek", "SE3"] = float(north.max())
        if occupation == "2512":
            lower = 1 - north / east.salary_low_sek["SE11"]
            values["salary_gap_low_share", "SE3"] = float(lower.min())
            values["salary_gap_high_share", "SE3"] = float(lower.max())
    return values


def _of_commuting(edition: Edition) -> dict[tuple[str, str], float]:
    matrix = edition.read("commuting")
    to_hub = matrix[(matrix.work_municipality_code == _NORTHERN_HUB) & (matrix.home_municipality_code != _NORTHERN_HUB)]
    in_2021 = to_hub[to_hub.year == "2021"].set_index("home_municipality_code").employed_persons
    in_2020 = to_hub[(to_hub.year == "2020") & to_hub.home_municipality_code.str.startswith("25")]
    nacka = matrix[(matrix.home_municipality_code == "0182") & (matrix.work_municipality_code == _BIG_CITY_HUB)]
    confirmed = commuting_totals()
    confirmed = confirmed[confirmed.year == "2021"].set_index("hub_municipality_code").in_commuters_persons
    return {
        ("in_commuters", _BIG_CITY_HUB): float(confirmed[_BIG_CITY_HUB]),
        ("in_commuters", _NORTHERN_HUB): float(confirmed[_NORTHERN_HUB]),
        ("in_commuting_ratio", f"{_BIG_CITY_HUB}/{_NORTHERN_HUB}"): float(
            confirmed[_BIG_CITY_HUB] / confirmed[_NORTHERN_HUB]
        ),
        ("commuters", f"2582>{_NORTHERN_HUB}"): float(in_2021["2582"]),
        ("commuters_ratio", "0182/25"): float(nacka.employed_persons.sum() / in_2020.employed_persons.sum()),
        ("commuters", f"2581>{_NORTHERN_HUB}"): float(in_2021["2581"]),
    }

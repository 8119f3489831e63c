"""The report against the data: every printed figure, what the data say, a verdict and its reason."""

from __future__ import annotations

from functools import cache

import pandas as pd

from aipulsen import codes
from aipulsen.metrics.commuting import hub_comparison
from aipulsen.queries import county_bases
from aipulsen.store.editions import Edition
from aipulsen.tables.reference import read_reference
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

VERDICTS = ("holds", "rounding", "other_definition", "wrong", "cannot_check")


@cache
def _verdicts() -> dict[tuple[str, str], tuple[str, str]]:
    rows = read_reference("report_verdicts.csv")
    return {(row.figure, row.region_code): (row.verdict, row.explanation) for row in rows.itertuples()}


def our_values(edition: Edition) -> dict[tuple[str, str], float]:
    """What the edition's data say about the report's figures, for those they can say anything about."""
    scb = county_bases(edition, "scb").set_index("county_code").base_persons
    counts = edition.read("county_counts")
    ads = counts[counts.window_days == 90].set_index("county_code").ads
    people = edition.read("education").set_index("region_code")
    persons = edition.read("population")
    persons = persons[persons.region_level == "county"].set_index("region_code").population_persons
    big = [code for code, county in codes.counties().items() if county.is_big_city]
    matrix = edition.read("commuting")
    to_lulea = matrix[(matrix.work_municipality_code == "2580") & (matrix.year == "2021")]
    to_lulea = to_lulea.set_index("home_municipality_code").employed_persons
    hubs = hub_comparison(edition.read("commuting_totals"), matrix, ["0180", "2580"]).in_commuters
    values: dict[tuple[str, str], float] = {
        ("big_city_ai_ads_share", "00"): float(ads[big].sum() / ads.sum()),
        ("big_city_population_share", "00"): float(persons[big].sum() / persons.sum()),
        ("rest_ai_ads_90d", "00"): float(ads.sum() - ads[big].sum()),
        ("in_commuting_ratio", "0180/2580"): float(hubs.iloc[0] / hubs.iloc[1]),
        ("commuters", "2582>2580"): float(to_lulea["2582"]),
        ("commuters", "2581>2580"): float(to_lulea["2581"]),
        ("post_secondary_share", "25"): float(
            people.post_secondary_persons["25"] / people.population_25_64_persons["25"]
        ),
    }
    for code in ("25", "01", "05", "06", "20"):
        values["gap_score", code] = float(ads[code] / scb[code] * 1000)
    for code in ("25", "05"):
        values["post_secondary_persons", code] = float(scb[code])
    return values


def check_report(edition: Edition) -> pd.DataFrame:
    """One row per printed figure: figure, region_code, printed, ours (missing when unknown), unit, verdict,
    explanation (text keys), words."""
    ours = our_values(edition)
    rows = [
        {
            "figure": row.figure,
            "region_code": row.region_code,
            "printed": row.value,
            "ours": ours.get((row.figure, row.region_code)),
            "unit": row.unit,
            "verdict": _verdicts()[row.figure, row.region_code][0],
            "explanation": _verdicts()[row.figure, row.region_code][1],
            "words": row.words,
        }
        for row in edition.read("report_figures").itertuples()
    ]
    return pd.DataFrame(rows)


def in_words(checked: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The check as a table for people."""
    return pd.DataFrame(
        {
            t("report_check.column.figure", lang): [_figure_name(f, lang) for f in checked.figure],
            t("report_check.column.region", lang): [_region_name(c, lang) for c in checked.region_code],
            t("report_check.column.printed", lang): [
                _value(v, u, lang) for v, u in zip(checked.printed, checked.unit, strict=True)
            ],
            t("report_check.column.ours", lang): [
                _value(v, u, lang) for v, u in zip(checked.ours, checked.unit, strict=True)
            ],
            t("report_check.column.verdict", lang): [t(f"report_check.verdict.{v}", lang) for v in checked.verdict],
            t("report_check.column.why", lang): [t(f"report_check.why.{e}", lang) for e in checked.explanation],
        }
    )


def _figure_name(figure: str, lang: Lang) -> str:
    key, _, who = figure.partition(":")
    name = t(f"report_check.figure.{key}", lang)
    return f"{name}, {who}" if who else name


def _region_name(code: str, lang: Lang) -> str:
    for separator, arrow in ((">", " → "), ("/", " / ")):
        if separator in code:
            return arrow.join(codes.region_name(part, lang) for part in code.split(separator))
    return codes.region_name(code, lang)


def _value(value: float | None, unit: str, lang: Lang) -> str:
    if unit == "share":
        return fmt.percent(value, 1 if value is not None and value * 100 % 1 > 0.05 else 0, lang)
    return fmt.number(value, 2 if unit == "ads per 1000" else 0, lang)

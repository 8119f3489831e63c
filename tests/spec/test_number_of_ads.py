"""Nothing is shown without its number of ads: every answer, table, picture, tooltip and brief is walked."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from aipulsen import queries, topics
from aipulsen.charts.export import csv_text
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError
from aipulsen.figures import press
from aipulsen.figures.dependence import dependence_tips
from aipulsen.figures.gap import gap_deck
from aipulsen.provenance import is_counted
from aipulsen.text import LANGS, Lang
from aipulsen.text import numbers as fmt
from aipulsen.topics import QUESTIONS
from tests.charts.test_figures import CASES
from tests.chosen import ANSWERED, Chosen
from tests.walk import walked

EDITIONS = ("demo", "rapport-2026-04")
COUNTY = "25"

# What is reckoned from ads, by name: rates, ranks, shares and ratios of ads, quotients, Gini, verdicts on them.
FROM_ADS = re.compile(
    r"^gap_(score|low|high|log.*|ratio.*|without.*)$|adjusted_(score|low|high)|quotient|gini|per_week|^ratio|apparent|corrected"
    r"|ads.*_share|largest_share|^(demand|supply)_(log|ratio)$|^rank_(low|high|change)|effective_employers|^agreement$"
    r"|difference_employer_kinds|turnover|^score_(before|now|of_)|^median_.*days|again_.*share|^lead_rank"
)
# How many ads: a count, by name.
COUNTS = re.compile(r"^(ads|ads_.+|.+_ads|.+_ads_.+)$")
NO_COUNT = re.compile(r"status|share")
# Reckoned from registers, or judged by an authority without ads (outlook), whatever their names say.
REGISTERS = {"wages", "commuting", "supply", "wage-move", "outlook"}


def count_columns(columns: list[str]) -> list[str]:
    """The columns that hold a number of ads."""
    return [c for c in columns if COUNTS.match(c) and not NO_COUNT.search(c)]


def rows_without_a_count(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that tell something reckoned from ads and no number of ads."""
    guilty = []
    for row in rows:
        told = [c for c, v in row.items() if FROM_ADS.search(c) and v is not None and not pd.isna(v)]
        counted = [c for c in count_columns(list(row)) if row[c] is not None and not pd.isna(row[c])]
        if told and not counted:
            guilty.append({c: row[c] for c in told})
    return guilty


def chosen(key: str, edition: str) -> Chosen:
    """The selection of a question or figure; «similar» asks about a county."""
    return Chosen(edition=edition, county_code=COUNTY if key == "similar" else None)


@pytest.mark.parametrize("edition", EDITIONS)
@walked("name", QUESTIONS)
def test_every_row_of_every_question_has_its_number_of_ads(name: str, edition: str) -> None:
    """Where a row tells a rate, rank, share or verdict on ads, a count of ads stands in the same row."""
    try:
        answer = QUESTIONS[name].ask(*chosen(name, edition).asked)
    except AipulsenError:  # the report's edition lacks tables; the demo has every one
        assert edition == "rapport-2026-04"
        return
    assert rows_without_a_count(answer.rows()) == []


@walked("name", sorted(set(QUESTIONS) - REGISTERS - {"report", "similar"}))
def test_every_question_about_ads_is_walked_with_something_to_find(name: str) -> None:
    """In the demo each tells something from ads: the walk above would see a count that goes missing."""
    rows = QUESTIONS[name].ask(*chosen(name, "demo").asked).rows()
    told = {c for row in rows for c, v in row.items() if FROM_ADS.search(c) and v is not None}
    assert told
    counted = count_columns(list(rows[0]))
    stripped = [{c: v for c, v in row.items() if c not in counted} for row in rows]
    assert rows_without_a_count(stripped)


def of_ads(figure: Figure) -> bool:
    """Whether the figure tells something reckoned from ads, and knows how many."""
    return figure.context.total_ads is not None and any(FROM_ADS.search(c) for c in figure.table.columns)


@walked(("key", "edition"), ANSWERED)
def test_every_figure_and_every_file_has_its_number_of_ads(key: str, edition: str) -> None:
    """The table under the chart, which is the CSV and the workbook, row by row; and the words around the chart."""
    figure = chosen(key, edition).figure(key)
    assert rows_without_a_count(queries.scope.records(figure.table)) == []
    if figure.has_rows:  # else there is no file
        head = csv_text(figure).splitlines()[0].split(";")
        assert set(count_columns(list(figure.table.columns))) <= set(head)
    if of_ads(figure):
        ads = fmt.number(figure.context.total_ads, 0, "sv")
        assert [line for line in (figure.title, figure.subtitle, *figure.caption) if ads in line]


@walked("key", topics.FIGURES)
def test_every_picture_prints_its_number_of_ads(key: str) -> None:
    """Among the words of which `tests/charts/test_figures.py` finds every one in the same figure's picture."""
    figure = CASES[key].figure(key)
    printed = " ".join((figure.title, figure.subtitle, *figure.caption))
    if of_ads(figure):
        assert fmt.number(figure.context.total_ads, 0, "sv") in printed


def test_most_figures_are_of_ads() -> None:
    """The two walks above have something to find, in either edition."""
    told = [edition for key, edition in ANSWERED if of_ads(chosen(key, edition).figure(key))]
    assert min(told.count(edition) for edition in EDITIONS) >= 8


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_tooltip_of_the_map_has_its_number_of_ads(edition: str) -> None:
    """Each county's words name its ads, or say that the report does not give them; what is said of its largest employer
    names the ads that are left.

    A reconstructed count is not told as if it were one beside a value.
    """
    selection = Chosen(edition=edition)
    answer, figure = queries.ask_gap(*selection.asked), selection.figure("gap-map")
    tips = dependence_tips(*selection.shown())
    features = gap_deck(answer.gap, figure.context, tips).layers[0].data["features"]
    counties = answer.gap.set_index("county_code")
    for feature in features:
        told = feature["properties"]
        row = counties.loc[told["county_code"]]
        if is_counted(row.ads_status) or pd.isna(row.gap_score):
            noun = "annons" if row.ads == 1 else "annonser"
            assert (f"{fmt.number(row.ads, 0, 'sv')} {noun}" if row.ads else "inga annonser") in told["words"]
        else:
            assert re.search("rapporten, som inte trycker|annonser finns inte i rapporten", told["words"])
            assert not re.search(r"\d annons", told["words"])
        assert "Utan" not in told["dependence"] or re.search(r"\d annonser", told["dependence"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_sentence_of_the_brief_that_tells_a_rate_has_its_number_of_ads(edition: str) -> None:
    """A sentence with «per 1 000», «arbetsgivare» or a share of the ads names how many ads."""
    brief = press.county_brief(*Chosen(edition=edition, county_code=COUNTY).shown())
    about_ads = [s for s in brief.sentences if re.search("AI-annonser per|gap-värde[^ns]|lika stora|annonser, ", s)]
    assert len(about_ads) >= 2
    assert [s for s in about_ads if not re.search(r"\d annonser|\d\) annonser|\d annonserna|av \d+ annonser", s)] == []


def wholes_of(table: pd.DataFrame) -> set[int]:
    """How many ads the shares of a table are shares of, from the shares themselves."""
    if not {"ads", "ads_share"} <= set(table.columns):
        return set()
    known = table.dropna(subset=["ads", "ads_share"])
    return {round(ads / share) for ads, share in zip(known.ads, known.ads_share, strict=True) if share > 0}


@pytest.mark.parametrize("lang", LANGS)
@walked(("key", "edition"), ANSWERED)
def test_a_share_s_whole_is_the_picture_s_number_of_ads_or_is_named(key: str, edition: str, lang: Lang) -> None:
    """639 beside a share of 605 is told; a whole of each row's own stands in the row."""
    figure = chosen(key, edition).figure(key, lang)
    words = " ".join((figure.title, figure.subtitle, *figure.caption))
    in_rows = {
        int(n) for c in ("ads_all", "all_ads", "country_ads") if c in figure.table for n in figure.table[c].dropna()
    }
    unnamed = [
        whole
        for whole in wholes_of(figure.table) - {figure.context.total_ads} - in_rows
        if fmt.number(whole, 0, lang) not in words
    ]
    assert unnamed == []

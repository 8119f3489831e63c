"""What ads are divided by: one row per base, its words, its tables, its counts."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from aipulsen import queries, topics
from aipulsen.bases import BASES, LEADING
from aipulsen.charts import classes
from aipulsen.errors import ParameterError
from aipulsen.metrics.gap import country_gap, gap_scores
from aipulsen.publishing.demo import build_demo_edition
from aipulsen.store import editions
from aipulsen.store.editions import Edition, open_edition
from aipulsen.text import Lang, t
from aipulsen.text.languages import LANGS
from tests.chosen import Chosen
from tests.conftest import ROOT

REPORT = "rapport-2026-04"
# Written out here: the unit as a reader must find it.
UNITS: dict[str, dict[Lang, str]] = {
    "report": {"sv": "per 1 000 eftergymnasialt utbildade", "en": "per 1,000 people aged 25–64 with post-secondary"},
    "scb": {"sv": "per 1 000 eftergymnasialt utbildade", "en": "per 1,000 people aged 25–64 with post-secondary"},
    "it": {"sv": "per 1 000 IT-specialister", "en": "per 1,000 IT specialists"},
    "employees": {"sv": "per 1 000 anställda", "en": "per 1,000 employees"},
    "inhabitants": {"sv": "per 100 000 invånare", "en": "per 100,000 inhabitants"},
    "ads": {"sv": "per 100 platsannonser", "en": "per 100 job ads"},
    "it_ads": {"sv": "per 100 IT-annonser", "en": "per 100 IT ads"},
}
ON_A_BASE = ("gap-map", "gap-ranking", "dependence")


def edition_with(base: str) -> str:
    """The embedded edition that has the base."""
    return REPORT if base == "report" else "demo"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("key", ON_A_BASE)
def test_every_figure_on_a_base_says_its_unit(key: str, base: str, lang: Lang) -> None:
    said = Chosen(edition=edition_with(base), base=base).figure(key, lang).subtitle.replace("\u00a0", " ")
    assert UNITS[base][lang] in said


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("base", [key for key, row in BASES.items() if not row.has_competence])
def test_the_drivers_on_a_base_without_competence_are_of_the_educated_and_say_so(base: str, lang: Lang) -> None:
    figure = Chosen(edition="demo", base=base).figure("gap-drivers", lang)
    assert t("drivers.on_educated", lang) in figure.caption
    assert t("people.scb", lang) in figure.subtitle
    assert figure.title == Chosen(edition="demo", base="scb").figure("gap-drivers", lang).title


def test_every_base_has_its_words_and_its_place_in_the_switch() -> None:
    assert set(UNITS) == set(BASES)
    for base in BASES:
        for lang in LANGS:
            for key in ("people", "base", "base_short"):
                assert t(f"{key}.{base}", lang)
            assert t(f"definitions.alternative.base-{base}", lang)
        assert f"base-{base}" in queries.definitions.ALTERNATIVES


def test_an_edition_offers_exactly_the_bases_whose_table_it_has() -> None:
    assert queries.bases_of(open_edition(REPORT)) == ("report", "scb", "it", "employees", "inhabitants")
    assert queries.bases_of(open_edition("demo")) == ("scb", "it", "employees", "inhabitants", "ads", "it_ads")
    with pytest.raises(ParameterError, match="report, scb, it, employees, inhabitants"):
        queries.ask_gap(*Chosen(edition=REPORT, base="ads").asked)


def test_an_edition_from_before_it_ads_were_counted_lacks_only_that_base(tmp_path: Path) -> None:
    demo = open_edition("demo")
    frames = {name: demo.read(name) for name in ("ads", "education", "it_specialists", "population")}
    frames["ad_totals"] = demo.read("ad_totals").drop(columns=["it_ads", "first_county_it_ads"])
    manifest = dataclasses.replace(demo.manifest, name="older", tables={})
    ids, periods = dict.fromkeys(frames, ("demo",)), dict.fromkeys(frames, "påhittad")
    older = editions.publish(tmp_path, manifest, frames, origins_of=ids, periods=periods)
    assert queries.bases_of(older) == ("scb", "it", "employees", "inhabitants", "ads")


def test_a_live_edition_leads_with_the_share_of_all_ads(tmp_path: Path) -> None:
    demo = build_demo_edition(tmp_path, days=200, ads_per_day=20)
    live = Edition(demo.path, dataclasses.replace(demo.manifest, kind="live"))
    assert queries.default_base(live) == LEADING["live"] == "ads"
    answer = queries.ask_gap(live, queries.Selection())
    assert (answer.scope.base, answer.scope.selection.counting) == ("ads", "all")


def test_worked_example() -> None:
    """12 AI ads: 0.80 % of 1 500 ads, 12.5 per 100 IT ads, 0.30 per 1 000 employees, 13.3 per 100 000 inhabitants."""
    counts = pd.DataFrame({"county_code": ["01"], "ads": [12], "status": ["measured"]})
    for base, persons, score in (("ads", 1500, 0.8), ("it_ads", 96, 12.5), ("employees", 40_000, 0.3)):
        bases = pd.DataFrame({"county_code": ["01"], "base_persons": [persons], "status": ["measured"]})
        assert gap_scores(counts, bases, per=BASES[base].per).gap_score[0] == pytest.approx(score)
    bases = bases.assign(base_persons=90_000)
    per = BASES["inhabitants"].per
    assert round(gap_scores(counts, bases, per=per).gap_score[0], 1) == 13.3
    whole = country_gap(counts, bases, per=per, ads=10, whole_base=100_000)
    assert whole["gap_score"] == pytest.approx(10)


def test_the_documented_sql_counts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """AI ads, all ads and IT ads per county by the SQL of docs/bases.md over the demo's Parquet."""
    (sql,) = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "bases.md").read_text("utf-8"), flags=re.DOTALL)
    demo = open_edition("demo")
    monkeypatch.chdir(demo.path)
    known = [row[0] for row in duckdb.sql("DESCRIBE SELECT * FROM 'ads.parquet'").fetchall()]
    columns = [f"NULL::VARCHAR AS {name}" for name in ("county_codes", "place_kind") if name not in known]
    sql = sql.replace("FROM 'ads.parquet'", f"FROM (SELECT {', '.join(['*', *columns])} FROM 'ads.parquet')")
    counted = {code: numbers for code, *numbers in duckdb.sql(sql).fetchall()}
    for place, base in enumerate(("ads", "it_ads"), start=1):
        gap = queries.ask_gap(demo, queries.Selection(base=base)).gap.set_index("county_code")
        for code, numbers in counted.items():
            assert (gap.ads[code], gap.base_persons[code]) == (numbers[0], numbers[place])


def test_the_countrys_share_has_each_ad_once() -> None:
    """Over all ads of the window, those that state no county too."""
    demo = open_edition("demo")
    answer = queries.ask_gap(demo, queries.Selection(base="ads"))
    totals = demo.read("ad_totals")
    in_window = totals[totals.published_date.between("2026-04-02", "2026-06-30")]
    assert answer.country["base_persons"] == in_window.first_county_ads.sum() > answer.gap.base_persons.sum()
    assert answer.rows()[0].keys() >= {"base_ads", "gap_score"}


def test_a_county_without_it_ads_hides_no_comparison_of_the_others() -> None:
    """Gotland of the demo has no IT ad: no rate there, tests everywhere else that has a rate."""
    gap = queries.ask_gap(*Chosen(edition="demo", base="it_ads").asked).gap.set_index("county_code")
    assert gap.base_persons["09"] == 0
    assert pd.isna(gap.gap_score["09"])
    assert gap.p_value[gap.gap_score.notna()].notna().all()


def test_the_switch_follows_the_base() -> None:
    """Norrbotten is first per educated by many ads of all kinds: of its own ads no more are AI ads than elsewhere."""
    answer = queries.ask_rank_changes(*Chosen(edition="demo", against="base-ads").asked)
    changes = answer.changes.set_index("county_code")
    there = queries.ask_gap(*Chosen(edition="demo", base="ads").asked).gap.set_index("county_code")
    assert changes.rank_there.to_dict() == there["rank"].dropna().astype(int).to_dict()
    assert changes.rank_change["25"] == 1 - there["rank"]["25"]


@pytest.mark.parametrize("base", BASES)
def test_class_limits_rise_and_only_a_base_that_stands_still_doubles_them(base: str) -> None:
    limits, half_year = (classes.limits(base, "role", days) for days in (90, 180))
    assert list(limits) == sorted(set(limits))
    factor = 1 if BASES[base].counts_ads else 2
    assert half_year == tuple(limit * factor for limit in limits)


def test_figures_of_a_base_are_those_that_this_test_walks() -> None:
    """A new figure of the gap's measures must be walked here too."""
    by_measure = {key for key, entry in topics.FIGURES.items() if entry.measure in ("gap_score", "dependence")}
    assert by_measure == set(ON_A_BASE)


@pytest.mark.parametrize(("base", "column"), [("ads", "base_ads"), ("it_ads", "base_ads"), ("scb", "base_persons")])
@pytest.mark.parametrize("key", ["gap-map", "gap-ranking"])
def test_the_column_of_the_base_says_what_is_counted(key: str, base: str, column: str) -> None:
    """In the figure's table, which is its CSV and its workbook, as in the rows of `query gap`."""
    chosen = Chosen(edition="demo", base=base)
    assert [c for c in chosen.figure(key).table if c in ("base_ads", "base_persons")] == [column]
    assert column in queries.ask_gap(*chosen.asked).rows()[0]


def test_where_the_base_holds_the_ads_no_interval_exceeds_the_whole() -> None:
    """Five ads, all of them AI ads: 100 of 100, and no more; of a base apart from the ads it is a rate and may."""
    counts = pd.DataFrame({"county_code": ["25"], "ads": [5], "status": ["measured"]})
    base = pd.DataFrame({"county_code": ["25"], "base_persons": [5], "status": ["measured"]})
    share = gap_scores(counts, base, per=100, is_share=True).iloc[0]
    assert (share.gap_score, share.gap_high) == (100, 100)
    assert 0 < share.gap_low < 100
    assert gap_scores(counts, base, per=100).iloc[0].gap_high > 100
    assert country_gap(counts, base, per=100, is_share=True)["gap_high"] == 100
    assert [base.key for base in BASES.values() if base.holds_ai_ads] == ["ads"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "key",
    [
        key
        for key, entry in topics.FIGURES.items()
        if entry.measure in ("gap_score", "dependence", "adjusted_gap", "place_ads", "edition_change")
    ],
)
def test_every_table_of_scores_names_what_they_are_per_so_many_of(key: str, lang: Lang) -> None:
    """Its CSV and its workbook have the unit in each row; the figure says it in sight or in its reading."""
    figure = Chosen(edition="demo", base="scb").figure(key, lang)
    units = [unit.replace("\u00a0", " ") for unit in figure.table.unit]
    assert all(UNITS["scb"][lang] in unit for unit in units)
    said = " ".join([figure.title, figure.subtitle, *figure.caption]).replace("\u00a0", " ")
    assert UNITS["scb"][lang] in said

"""AI-jobben: what ads name, in which occupations, by whom and on what terms, counted as anybody can count them."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from streamlit.delta_generator import DeltaGenerator

from aipulsen import queries
from aipulsen.errors import EditionError
from aipulsen.figures import build_figure
from aipulsen.figures.desk import Desk
from aipulsen.figures.generative import generative_story
from aipulsen.figures.occupations import outside_it_story
from aipulsen.metrics.clusters import LABELLED_LOTS
from aipulsen.metrics.parts import Whole, compared, difference_p_value, parts, tally
from aipulsen.scoring.seniority import seniority
from aipulsen.store import editions
from aipulsen.store.editions import Edition, open_edition
from aipulsen.ui.shell import Page
from aipulsen.ui.views.figures_of_page import file_stem
from aipulsen.voice import Voice
from tests.chosen import Chosen

CHOICES = [
    {},
    {"county_code": "25", "window_days": 180, "level": "competence"},
    {"county_code": "12", "counting": "all", "staffing": "without"},
    {"county_code": "14", "research": "without"},
    {"window_days": 180, "level": "competence"},  # where one text's doubles name other groups
]

MOST_LINES = 10
TABLES = ("ads", "ad_totals", "population", "education", "it_specialists")


def asked_in_sql(key: str, chosen: Chosen) -> pd.DataFrame:
    """What the SQL shown on the page gives, run over the edition's own file."""
    edition, selection = chosen.asked
    sql = queries.in_sql(edition, selection)[key]
    assert len(sql.splitlines()) <= MOST_LINES
    return duckdb.sql(re.sub(r"'(\w+)\.parquet'", rf"'{edition.path}/\1.parquet'", sql)).df()


@pytest.mark.parametrize("choice", CHOICES)
def test_all_sql_on_the_page_is_short(choice: dict[str, object]) -> None:
    """Ten lines, every one, of every question; that it gives the page's numbers is what the tests below say."""
    asked = queries.in_sql(*Chosen("demo", **choice).asked)
    assert len(asked) >= 13
    assert {key: sql.count("\n") + 1 for key, sql in asked.items() if sql.count("\n") >= MOST_LINES} == {}


@pytest.mark.parametrize("choice", CHOICES)
def test_the_counts_are_those_of_the_sql_on_the_page(choice: dict[str, object]) -> None:
    chosen = Chosen("demo", **choice)
    answers = {
        "skills": queries.ask_skills(*chosen.asked).groups,
        "tools": queries.ask_skills(*chosen.asked).tools,
        "occupations": queries.ask_occupations(*chosen.asked).at(4).rename(columns={"ssyk_code": "key"}),
        "work": queries.ask_work(*chosen.asked).of("employer_kind"),
    }
    for question, rows in answers.items():
        found = asked_in_sql(question, chosen).rename(columns={"ssyk_code": "key"})
        ours = rows[rows.ads > 0].set_index("key").ads.astype(int).to_dict()
        assert ours
        counted = found.dropna(subset="key").set_index("key").ads.to_dict()
        assert {key: counted[key] for key in ours} == ours
    work = asked_in_sql("work", chosen)
    assert queries.ask_work(*chosen.asked).vacancies == int(work.vacancies.sum())


@pytest.mark.parametrize("choice", CHOICES)
def test_the_shares_have_the_sql_s_numbers(choice: dict[str, object]) -> None:
    chosen = Chosen("demo", **choice)
    region = chosen.selection.county_code or "00"
    outside = queries.ask_outside_it(*chosen.asked).outside.set_index("region_code").loc[region]
    assert asked_in_sql("outside-it", chosen).iloc[0].tolist() == [outside.ads, outside.ads_all]
    windows = queries.ask_generative(*chosen.asked).windows
    latest = windows[windows.named == "either"].iloc[-1]
    assert asked_in_sql("generative", chosen).iloc[0].tolist() == [latest.ads, latest.ads_all]


@pytest.mark.parametrize("choice", CHOICES)
def test_the_other_measures_have_the_sql_s_numbers(choice: dict[str, object]) -> None:
    """Counties, municipalities, days open and the national line: every measure that counts ads can be counted again."""
    chosen = Chosen("demo", **choice)
    whole = Chosen("demo", **{**choice, "county_code": None})
    gap = queries.ask_gap(*whole.asked).gap.set_index("county_code").ads
    counted = asked_in_sql("gap", chosen).dropna().set_index("county_code").ads
    assert counted.to_dict() == gap[(gap > 0) & (gap.index != "")].astype(int).to_dict()
    places = queries.ask_places(*whole.asked).places.set_index("region_code").ads
    assert asked_in_sql("places", chosen).set_index("municipality_code").ads.to_dict() == places[places > 0].to_dict()
    rows = {(r["region_code"], r["group"]): r for r in queries.ask_days_open(*chosen.asked).rows()}
    region = chosen.selection.county_code or "00"
    ai, it, found = rows[region, "ai"], rows[region, "it"], asked_in_sql("days-open", chosen).iloc[0]
    assert [found.ads, found.ended_ads, found.again_ads, found.it_ads] == [
        ai["ads"],
        ai["ended_ads"],
        ai["again_ads"],
        it["ads"],
    ]
    latest = queries.ask_national_share(*chosen.asked).rows()[-1]
    assert asked_in_sql("national-share", chosen).iloc[0].tolist() == [latest["ads"], latest["all_ads"]]


@pytest.mark.parametrize("choice", CHOICES)
def test_the_terms_have_the_sql_s_numbers(choice: dict[str, object]) -> None:
    """Employment, hours, language and remote; seniority is read in titles by rules, and has no SQL."""
    chosen = Chosen("demo", **choice)
    answer, found = queries.ask_work(*chosen.asked), asked_in_sql("terms", chosen)
    columns = {"employment": "employment", "hours": "is_full_time", "language": "ad_language", "remote": "is_remote"}
    names = {True: {"hours": "full_time", "remote": "remote"}, False: {"hours": "part_time", "remote": None}}
    for theme, column in columns.items():
        rows = answer.of(theme)
        of_theme = found.dropna(subset=column)
        keys = [names[v][theme] if isinstance(v, bool | np.bool_) else v for v in of_theme[column]]
        counted = {key: n for key, n in zip(keys, of_theme.ads, strict=True) if key}
        assert counted == rows[rows.ads > 0].set_index("key").ads.astype(int).to_dict(), theme


@pytest.mark.parametrize("edition", ["demo", "rapport-2026-04"])
def test_every_base_has_the_sql_s_numbers(edition: str) -> None:
    """What the ads are divided by, on every base that the edition offers."""
    for base in queries.bases_of(open_edition(edition)):
        chosen = Chosen(edition, base=base)
        found = asked_in_sql("base", chosen).set_index("county_code").base
        ours = queries.ask_gap(*chosen.asked).gap.set_index("county_code").base_persons.dropna()
        assert found[ours.index].astype(int).to_dict() == ours.astype(int).to_dict(), base
        assert len(ours) == 21


@pytest.mark.parametrize("choice", CHOICES)
def test_what_changed_has_the_sql_s_numbers(choice: dict[str, object]) -> None:
    """New and ended ads per county since the window before."""
    chosen = Chosen("demo", **{**choice, "county_code": None, "base": "scb"})
    changes = queries.ask_edition_changes(*chosen.asked).changes.set_index("region_code").drop("00")
    found = asked_in_sql("changes", chosen).set_index("county_code")
    for part in ("new_ads", "ended_ads"):
        ours = changes[part].astype(int)
        assert found[part].reindex(ours.index, fill_value=0).to_dict() == ours.to_dict(), part


def test_worked_example_of_a_share() -> None:
    """20 of 50: 40 %, 26–55 % one by one, 21–62 % with the labelled ads' design effect; as the measure's page says."""
    for effect, expected in ((1.0, (0.26, 0.55)), (2.56, (0.21, 0.62))):
        row = parts({"agents": 20}, Whole(50, effect)).iloc[0]
        assert row.ads_share == 0.4
        assert (round(row.ads_low_share, 2), round(row.ads_high_share, 2)) == expected


def test_below_five_there_is_a_count_and_no_share() -> None:
    table = parts({"a": 4, "b": 5, "c": 0}, Whole(50, 1.0)).set_index("key")
    assert table.ads.to_dict() == {"a": 4, "b": 5, "c": 0}
    assert table.ads_share.isna().to_dict() == {"a": True, "b": False, "c": True}
    assert table.reliability.to_dict() == {"a": "hidden", "b": "uncertain", "c": "hidden"}


def test_an_ad_counts_once_for_each_thing_it_names() -> None:
    """In the country, and in each of its counties; one that tells nothing is no part of the whole."""
    ads = pd.DataFrame({"county_code": ["25", "25", "01", None, "01"]})
    ads["county_codes"] = ["25", "25|01", None, None, "01"]
    found = tally(ads, pd.Series(["agents|generative", "agents|agents", "", "vision", None]))
    assert found.ads == {"00": 4, "25": 2, "01": 2}
    assert found.of("00").to_dict() == {"agents": 2, "generative": 1, "vision": 1}
    assert found.of("25").to_dict() == {"agents": 2, "generative": 1}
    assert found.of("01").to_dict() == {"agents": 1}
    assert found.of("24").empty
    assert found.whole("24", 1.5) == Whole(0, 1.5)


def test_a_change_is_told_only_where_it_is_certain_after_holm() -> None:
    """30 of 100 against 15 of 100 is p = 0.017: alone it is a change, among four compared it is none."""
    whole, other = Whole(100, 1.0), Whole(100, 1.0)
    alone = compared(parts({"a": 30}, whole), whole, {"a": 15}, other)
    assert alone.verdict.tolist() == ["higher"]
    several = {"a": 30, "b": 20, "c": 20, "d": 20}
    among = compared(parts(several, whole), whole, {"a": 15, "b": 20, "c": 20, "d": 20}, other)
    assert set(among.verdict) == {"not_different"}


def test_chance_alone_seldom_makes_a_difference_of_clustered_ads() -> None:
    """Where an employer's ads all name the same thing and nothing differs, at most one in sixteen pairs is called
    different; a test of independent ads calls three times as many."""
    rng = np.random.default_rng(15)
    sizes = np.array(LABELLED_LOTS)
    effect = float((sizes**2).sum() / sizes.sum())
    total, called, naive = int(sizes.sum()), 0, 0
    for _ in range(400):
        one, two = (int(sizes[rng.random(len(sizes)) < 0.3].sum()) for _ in range(2))
        called += difference_p_value(one, Whole(total, effect), two, Whole(total, effect)) < 0.05
        naive += difference_p_value(one, Whole(total, 1.0), two, Whole(total, 1.0)) < 0.05
    assert called <= 25
    assert naive > 3 * called


def test_groups_that_were_right_too_seldom_have_no_row_and_are_named() -> None:
    answer = queries.ask_skills(*Chosen("demo").asked)
    assert answer.untold.key.tolist() == ["robotics_autonomy"]
    assert "robotics_autonomy" not in set(answer.groups.key)
    assert (answer.groups.precision_share >= 0.85).all()
    assert "robotik och autonomi (11 av 16)" in " ".join(Chosen("demo").figure("skills").caption)


def test_a_group_that_no_ai_role_can_name_is_missing_there_and_not_nought() -> None:
    strict, broad = (queries.ask_skills(*Chosen("demo", level=level).asked).groups for level in ("role", "competence"))
    assert "tool_use" not in set(strict.key)
    assert broad.set_index("key").ads["tool_use"] > 0


def test_the_demo_shows_a_certain_rise_and_no_comparison_across_its_break() -> None:
    row = queries.ask_generative(*Chosen("demo").asked).changes.set_index("key").loc["either"]
    assert (row.change_previous, row.change_year) == ("higher", "break")
    figure = Chosen("demo").figure("generative")
    assert "oftare än de 90 dagarna före" in figure.title
    assert "brott" in " ".join(figure.caption)


def test_what_never_has_a_share_is_not_drawn() -> None:
    """Västerbotten's agents are below five in every window: one line, and its counts in the table."""
    figure = Chosen("demo", county_code="24").figure("generative")
    assert [part.name for part in figure.parts] == ["either"]
    assert len(figure.table) == 2 * len(figure.table.window_end.unique())


def test_a_title_says_what_has_a_share_where_the_public_employers_have_none() -> None:
    """Västerbotten's public employers have fewer than five ads, the private more: the title is of those."""
    assert (
        Chosen("demo", county_code="24")
        .figure("work-employers")
        .title.startswith("Västerbotten: flest AI-annonser kommer från privata och övriga arbetsgivare")
    )
    assert Chosen("demo", county_code="10").figure("skills").title == "Blekinge: 4 annonser, färre än fem av varje slag"


def test_a_county_stands_beside_the_rest_of_the_country() -> None:
    """Its share, the country's, and a verdict; the country alone has none."""
    own = queries.ask_occupations(*Chosen("demo", county_code="25").asked).at(3).set_index("ssyk_code")
    whole = queries.ask_occupations(*Chosen("demo").asked).at(3).set_index("ssyk_code")
    assert own.country_share["251"] == whole.ads_share["251"]
    assert isinstance(own.compared_with_rest["251"], str)
    assert whole.compared_with_rest.isna().all()


def test_ads_without_occupation_are_in_no_share() -> None:
    """The demo has such ads at the broad level: occupations and those without sum to the region's ads."""
    answer = queries.ask_occupations(*Chosen("demo", level="competence").asked)
    assert answer.not_stated_ads > 0
    assert int(answer.at(4).ads.sum()) + answer.not_stated_ads == answer.scope.total_ads
    assert set(answer.at(4).ads_all) == {answer.scope.total_ads - answer.not_stated_ads}


def test_occupations_have_their_official_names_in_both_languages() -> None:
    row = queries.ask_occupations(*Chosen("demo").asked).at(4).set_index("ssyk_code").loc["2314"]
    assert (row["name"], row.name_en) == ("Doktorander", "PhD Students")
    drawn = Chosen("demo").figure("occupations", "en").table.set_index("ssyk_code")["name"]
    assert drawn["2314"] == "PhD Students"


def test_without_research_posts_every_measure_counts_the_others() -> None:
    """Titles of research posts leave the counts, the gap's too; the sentence says so, and the file's name."""
    every, others = Chosen("demo"), Chosen("demo", research="without")
    ads = queries.ads_in_window(*every.asked)
    left = ads[~ads.headline.str.contains("Doktorand")]
    assert len(queries.ads_in_window(*others.asked)) == len(left) < len(ads)
    assert int(queries.ask_gap(*others.asked).gap.ads.sum()) < int(queries.ask_gap(*every.asked).gap.ads.sum())
    assert "research" not in set(queries.ask_skills(*others.asked).groups.query("ads > 0").key)
    for key in ("skills", "gap-map", "trend"):
        assert "utan forskartjänster" in others.figure(key).subtitle
        assert "utan forskartjänster" not in every.figure(key).subtitle
    page = Page(others.shown()[0], others.selection, "work", 0.0, DeltaGenerator())
    assert file_stem("skills", page) == "aipulsen-skills-demo-90d-without-research"


def test_the_ranking_with_and_without_research_posts_can_be_compared() -> None:
    chosen = Chosen("demo", against="research-without")
    assert queries.ask_rank_changes(*chosen.asked).rows()
    assert "research-without" not in queries.ask_rank_changes(*Chosen("demo", research="without").asked).alternatives


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The demo as an edition was before groups, tools and terms were kept."""
    demo = open_edition("demo")
    frames = {name: demo.read(name) for name in TABLES}
    later = ["work_groups", "named_tools", "employment", "is_full_time", "ad_language", "is_remote"]
    frames["ads"] = frames["ads"].drop(columns=later)
    manifest = dataclasses.replace(demo.manifest, name="gammal", tables={})
    origins, periods = dict.fromkeys(frames, ("demo",)), dict.fromkeys(frames, "påhittad")
    folder: Path = tmp_path_factory.mktemp("old")
    return editions.publish(folder, manifest, frames, origins_of=origins, periods=periods)


def test_a_term_that_only_some_ads_state_says_of_how_many_and_is_no_title(tmp_path: Path) -> None:
    """Every second ad states nothing of the employment, and none its occupation."""
    demo = open_edition("demo")
    frames = {name: demo.read(name) for name in TABLES}
    ads = frames["ads"]
    frames["ads"] = ads.assign(employment=ads.employment.where(ads.index % 2 == 0), ssyk_code=None)
    manifest = dataclasses.replace(demo.manifest, name="halv", tables={})
    origins, periods = dict.fromkeys(frames, ("demo",)), dict.fromkeys(frames, "påhittad")
    half = Desk(editions.publish(tmp_path, manifest, frames, origins_of=origins, periods=periods), Voice("sv"))
    figure = build_figure("work-terms", half, queries.Selection())
    stated = queries.ask_work(half.edition, queries.Selection()).of("employment").ads_all.iloc[0]
    assert 0 < stated < 639
    assert f"Anställning: känt för {stated} av 639 annonser." in " ".join(figure.caption)
    assert "tidsbegränsade" not in figure.title
    for key in ("occupations", "occupation-groups", "outside-it"):
        assert build_figure(key, half, queries.Selection()).parts == ()


def test_what_nobody_read_is_missing_and_not_nought(unread: Edition) -> None:
    selection = queries.Selection()
    assert queries.ask_skills(unread, selection).reason == "not_read"
    assert queries.ask_generative(unread, selection).rows() == []
    work = queries.ask_work(unread, selection)
    assert set(work.unknown) == {"employment", "hours", "language", "remote"}
    assert set(work.work.theme) == {"sector", "employer_kind", "seniority"}
    assert generative_story(Desk(unread, Voice("sv")), selection) == ()


@pytest.mark.parametrize("question", ["skills", "occupations", "outside_it", "generative", "work"])
def test_an_edition_without_ads_is_refused(question: str) -> None:
    with pytest.raises(EditionError):
        getattr(queries, f"ask_{question}")(*Chosen("rapport-2026-04").asked)


@pytest.mark.parametrize(
    ("lang", "outside", "generative"),
    [
        ("sv", "Av AI-annonserna i Norrbotten som anger ett yrke söker 50 % (32–68 %)", "AI-annonserna i Norrbotten"),
        ("en", "Of the AI ads with an occupation in Norrbotten, 50% (32–68%)", "the AI ads in Norrbotten"),
    ],
)
def test_parts_two_and_three_are_told_in_both_languages(lang: str, outside: str, generative: str) -> None:
    desk, selection = Chosen("demo", county_code="25").shown(lang)  # type: ignore[arg-type]
    for told, story in ((outside, outside_it_story), (generative, generative_story)):
        assert told in " ".join(one.text for one in story(desk, selection)).replace("\u00a0", " ")


def test_a_county_with_few_ads_gets_a_sentence_and_no_share() -> None:
    desk, selection = Chosen("demo", county_code="10").shown()
    assert outside_it_story(desk, selection)[0].text.endswith("Det är för få för en andel.")
    assert "%" not in " ".join(one.text for one in generative_story(desk, selection))


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Senior AI Engineer", "senior"),
        ("Enhetschef till AI-labbet", "leading"),
        ("Junior utvecklare till teamledare", "leading"),  # the first that matches decides
        ("AI Developer Internship", "junior"),
        ("Doctoral student in machine learning", None),
        ("Project manager AI", None),
        ("AI-utvecklare", None),
    ],
)
def test_a_title_says_how_senior_the_post_is_or_nothing(title: str, level: str | None) -> None:
    assert seniority(title) == level

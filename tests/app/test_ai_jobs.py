"""The page AI-jobben: its stories, its one line where there are no ads, research posts left out, and the SQL beside."""

from __future__ import annotations

from aipulsen import queries, topics
from tests.app.opening import Viewed
from tests.app.test_pages import specs, words
from tests.chosen import Chosen

PAGE = topics.page_file("work")


def test_the_report_s_edition_says_in_one_line_what_it_lacks(viewed: Viewed) -> None:
    app = viewed(PAGE)
    assert [info.value for info in app.info if "säger inte vad jobben gäller" in info.value]
    assert specs(app) == []


def test_parts_two_and_three_stand_above_their_charts(viewed: Viewed) -> None:
    outside = words(viewed(PAGE, utgava="demo", jobbfraga="yrken"))
    assert "Del 2: AI-jobben utanför IT" in outside
    assert "söker 64\u00a0%" in outside
    assert "Rapport 1 är den första delen: var AI-jobben finns." in outside
    generative = words(viewed(PAGE, utgava="demo", jobbfraga="generativ", sprak="en"))
    assert "Part 3: Generative AI and agents in the demands" in generative
    assert "The ads behind (162)" in generative


def test_a_link_without_research_posts_counts_and_says_so(viewed: Viewed) -> None:
    app = viewed(PAGE, utgava="demo", forskning="utan")
    assert app.session_state["url:forskning"] == "utan"
    ads = queries.ads_in_window(*Chosen("demo").asked)
    assert f"{(~ads.headline.str.contains('Doktorand')).sum()} annonser" in words(app)
    assert "utan forskartjänster" in words(app)


def test_the_sql_of_the_choice_stands_on_the_page_about_the_numbers(viewed: Viewed) -> None:
    about = topics.page_file("about")
    shown = [code.value for code in viewed(about, utgava="demo", avsnitt="matt", lan="25").code]
    assert any("work_groups" in sql and "'25'" in sql for sql in shown)
    assert not any("work_groups" in code.value for code in viewed(about, avsnitt="matt").code)

"""Only what is known is said: nothing of counts that nobody made, of clustered ads no more than they tell.

One test per kind of fault that a review found (A1–A14).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aipulsen import codes, queries, topics
from aipulsen.charts import drawing
from aipulsen.errors import EditionError, ParameterError
from aipulsen.evaluation.accuracy import all_accuracies, pooled_unseen_accuracy
from aipulsen.figures import build_figure, overview, press
from aipulsen.figures.dependence import tied_words
from aipulsen.figures.drivers import drivers_sentences
from aipulsen.figures.gap import gap_finding
from aipulsen.figures.gap_sentences import counties_by_certainty, rest_is
from aipulsen.figures.parts import within
from aipulsen.metrics import clusters, concentration, counting, dependence, gap, trend, uncertainty
from aipulsen.metrics.big_city import big_city_split
from aipulsen.metrics.drivers import gap_drivers
from aipulsen.provenance import STATUS_ORDER, quotient_status, weakest_status
from aipulsen.tables import reference
from aipulsen.text import LANGS, Lang, all_texts
from aipulsen.text.prose import sentences
from aipulsen.voice import Voice
from benchmarks import interval_coverage as coverage
from tests.chosen import ANSWERED, Chosen

REPORT = "rapport-2026-04"
INFERRED = ["gap_low", "gap_high", "rank", "rank_low", "rank_high", "p_value", "compared_with_rest", "compared_alone"]
BASES = ("report", "scb", "it")
_EDUCATED = {"sv": "eftergymnasialt utbildade 25–64 år", "en": "people aged 25–64 with post-secondary education"}
_SPECIALISTS = {"sv": "IT-specialister", "en": "IT specialists"}
PEOPLE = {lang: {"report": _EDUCATED[lang], "scb": _EDUCATED[lang], "it": _SPECIALISTS[lang]} for lang in LANGS}


def gap_rows(**choices: object) -> pd.DataFrame:
    """The report's gap scores by county."""
    return queries.ask_gap(*Chosen(edition=REPORT, **choices).asked).gap.set_index("county_code")  # type: ignore[arg-type]


@pytest.mark.parametrize("base", BASES)
def test_a1_imputed_counts_carry_no_inference(base: str) -> None:
    """Only Norrbotten's 57 and Östergötland's 76 are printed: the other 19 counties have nothing that is inferred."""
    rows = gap_rows(base=base)
    imputed = rows[~rows.ads_status.isin(["published", "measured"])]
    assert sorted(set(rows.index) - set(imputed.index)) == ["05", "25"]
    assert imputed[[*INFERRED, "interval_kind", "design_effect"]].isna().all().all()
    assert imputed.reliability.drop("09").isna().all()  # Gotland's 3 are hidden, imputed or not
    known = rows.loc[["05", "25"]]
    assert known[["gap_low", "gap_high", "rank", "reliability"]].notna().all().all()
    assert set(known.interval_kind) == {"counting_error"}
    tests = known[["p_value", "compared_with_rest", "compared_alone"]].notna()
    assert tests.to_numpy().all() if base != "report" else not tests.to_numpy().any()  # 19 bases of the rest are ours
    why_not = rows.why_not_compared.fillna("tested").drop("09")
    assert set(why_not[["05", "25"]]) == {"rest_base_not_counted" if base == "report" else "tested"}
    assert set(why_not.drop(["05", "25"])) == {"not_counted"}
    assert rows.why_not_compared["09"] == "too_few_ads"


def test_a1_half_a_year_is_missing_but_for_what_is_printed() -> None:
    """180 days: Västerbotten's 41, and twice the 90 days nowhere; no total of a part."""
    answer = queries.ask_gap(*Chosen(edition=REPORT, window_days=180).asked)
    rows = answer.gap.set_index("county_code")
    assert rows.ads.dropna().to_dict() == {"24": 41}
    assert answer.scope.total_ads is None
    assert answer.country["gap_score"] is None


def test_a1_nor_do_drivers_quotients_and_the_gini_infer_from_them() -> None:
    """No parts, whiskers or Gini interval of imputed counts; 68 % follows from print and keeps its interval."""
    drivers = queries.ask_drivers(*Chosen(edition=REPORT).asked).drivers.set_index("county_code")
    assert sorted(drivers.index[drivers.gap_log.notna()]) == ["05", "25"]
    found = queries.ask_concentration(*Chosen(edition=REPORT).asked)
    quotients = found.quotients.set_index("county_code")
    assert sorted(quotients.index[quotients.quotient_low.notna()]) == ["05", "25"]
    assert (found.gini_low, found.gini_high) == (None, None)
    split = queries.ask_split(*Chosen(edition=REPORT).asked).split.set_index("group")
    assert round(float(split.ads_share["big_city"]), 2) == 0.68
    assert split.ads_low_share.notna().all()
    assert (split.ads_status["rest"], split.share_status["big_city"]) == ("published", "published")


@pytest.mark.parametrize("key", [key for key, edition in ANSWERED if edition == REPORT])
def test_a1_no_figure_shows_a_filler_as_if_it_were_printed(key: str) -> None:
    """Stockholm's 495 ads stand in no row that has not a word for it, and in no figure that says «publicerat» alone."""
    figure = Chosen(edition=REPORT, county_code="25").figure(key)
    rows = figure.table[(figure.table.astype("string") == "495").any(axis=1)]
    for row in rows.astype("string").itertuples(index=False):
        assert {"rekonstruerat", "utfyllnad, ingen har räknat"} & set(row)
    if len(rows):
        assert figure.status_lines != ("Status: publicerat.",)


@pytest.mark.parametrize("key", ["employers", "commuting", "commuting-map", "wage-move"])
def test_a1_no_sentence_says_a_filler_as_if_it_were_counted(key: str) -> None:
    """Stockholm's 495 ads are called a filler in every line that says them."""
    figure = Chosen(edition=REPORT, county_code="01").figure(key)
    said = [line for line in (figure.title, figure.subtitle, *figure.caption) if "495" in line]
    assert said
    assert [line for line in said if not re.search(r"495( annonser)? \(utfyllnad\)", line.replace("\u00a0", " "))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a1_nor_is_a_filler_too_small_for_a_value_said_to_be_counted(lang: Lang) -> None:
    """Gotland's 3 in every sentence of its county and its figures' titles; and how sure the edition is: of the two
    counties whose ads are known, not of three."""
    desk, selection = Chosen(REPORT, county_code="09").shown(lang)
    told = {
        key: build_figure(key, desk, selection).title
        for key in topics.FIGURES
        if topics.FIGURES[key].is_in(desk.edition)
    }
    titles = [*told.values()]
    said = [
        one
        for one in (*press.county_brief(desk, selection).sentences, *titles)
        if re.search(r"(?<![\d.,])3\W(?:AI-)?(?:annonser|ads)", one)
    ]
    assert [one for one in said if not re.search("utfyllnad|filler", one)] == []
    assert {key for key, title in told.items() if title in said} >= {"gap-map", "gap-ranking", "big-city-quotients"}
    assert [title for title in titles if re.search("för få annonser|too few ads", title)] == []
    answer = queries.ask_gap(*Chosen(REPORT).asked)
    sure = counties_by_certainty(answer)
    assert (sure["ok"], sure["hidden"], sure["missing"], sure["imputed"]) == (2, 0, 0, 19)


@pytest.mark.parametrize("lang", LANGS)
def test_a1_a_drawing_that_hides_a_filler_calls_it_one(lang: Lang) -> None:
    """Every figure of the report's edition that draws counties: Gotland's three ads are a filler, the others' more."""
    desk, selection = Chosen(REPORT, county_code="09").shown(lang)
    hidden = {"sv": r"\b3 annonser( \(utfyllnad\))?, färre", "en": r"\b3 ads( \(filler\))?, fewer"}[lang]
    marks: dict[str, set[str]] = {}
    for key in topics.FIGURES:
        with contextlib.suppress(EditionError):  # of municipalities the report says nothing
            drawn = [drawing.drawn(part, 600, 620) for part in build_figure(key, desk, selection).parts]
            words = json.dumps(drawn, ensure_ascii=False).replace("\u00a0", " ").replace("\u2060", "")
            marks[key] = set(re.findall(hidden, words))
    assert {key for key, found in marks.items() if found} >= {"gap-map", "gap-ranking", "big-city-quotients"}
    assert {key for key, found in marks.items() if "" in found} == set()


def test_a14_no_score_on_scb_s_base_is_told_of_ads_that_nobody_counted() -> None:
    """Norrbotten's 1,26 is recomputed; Stockholm's score is printed and cannot be; Kalmar's is a filler of ours."""
    said = {
        c: " ".join(Chosen(edition=REPORT, county_code=c).figure("gap-ranking").caption) for c in ("25", "01", "08")
    }
    said = {county: words.replace("\u00a0", " ") for county, words in said.items()}
    assert "På SCB:s bas (2019) är värdet för Norrbotten 1,26" in said["25"]
    assert "Annonserna i Stockholm trycks inte, så värdet kan inte räknas om" in said["01"]
    assert "På SCB:s bas" not in said["01"] + said["08"]


def test_a1_the_mechanism_asks_the_status_whatever_the_edition() -> None:
    """The same counts, published and imputed: with the status the inference goes."""
    people = pd.DataFrame({"county_code": ["01", "25"], "base_persons": [9000, 1000], "status": "published"})
    for status, has in (("published", True), ("measured", True), ("reconstructed", False), ("implied", False)):
        counts = pd.DataFrame({"county_code": ["01", "25"], "ads": [60, 40], "status": status})
        rows = gap.gap_scores(counts, people)
        assert rows.gap_score.notna().all()
        assert rows[INFERRED].notna().all().all() == has
        population = people.rename(columns={"base_persons": "population_persons"}).drop(columns="status")
        quotients = concentration.location_quotients(counts, population)
        assert quotients.quotient_low.notna().all() == has
        employees = people.rename(columns={"base_persons": "employees_persons"})
        assert gap_drivers(rows, employees).gap_log.notna().all() == has
    groups = pd.DataFrame({"group": ["big_city", "rest"], "ads": [60, 40], "status": "reconstructed"})
    of_people = pd.DataFrame(
        {
            "group": ["big_city", "rest"],
            "population_persons": [9, 1],
            "population_share": [0.9, 0.1],
            "population_status": "published",
            "population_period": "2026",
        }
    )
    assert big_city_split(groups, of_people).ads_low_share.isna().all()


_VERDICTS = {
    "sv": r"\b(högre|lägre|fler|färre|gånger)\b|skiljer sig inte|ingen säkerställd|inte statistiskt säkerställt",
    "en": r"\b(higher|lower|more|fewer|times)\b|does not differ|no significant|not significantly",
}


_CALLED = {"sv": "säkerställ|högre|lägre|skiljer sig inte", "en": "significant|higher|lower|does not differ"}


@pytest.mark.parametrize(
    ("of_base", "of_ads", "country", "why_not"),
    [
        ("published", "published", None, None),
        ("implied", "published", None, None),
        ("published", "reconstructed", "implied", None),  # the total follows from print, its parts do not
        ("published", "reconstructed", None, "rest_ads_not_counted"),
        ("reconstructed", "published", None, "rest_base_not_counted"),
        ("estimate 2018", "published", None, "rest_base_not_counted"),
        ("reconstructed", "reconstructed", "implied", "rest_base_not_counted"),
    ],
)
def test_a_test_stands_on_counted_numbers_on_both_sides(
    of_base: str, of_ads: str, country: str | None, why_not: str | None
) -> None:
    """The county's own 40 ads per 1 000 are published; ads and base of the other county decide whether it is tested,
    and no whisker of a comparison is drawn without one."""
    counts = pd.DataFrame({"county_code": ["01", "25"], "ads": [60, 40], "status": [of_ads, "published"]})
    bases = pd.DataFrame({"county_code": ["01", "25"], "base_persons": [9000, 1000], "status": [of_base, "published"]})
    rows = gap.gap_scores(counts, bases, country_ads_status=country)
    own = rows.iloc[1]
    assert own.why_not_compared == why_not or (why_not is None and pd.isna(own.why_not_compared))
    assert pd.notna(own[["gap_low", "gap_high"]]).all()  # its own interval stays: its ads were counted
    is_tested = [pd.notna(own[name]) for name in ("p_value", "compared_alone", "compared_with_rest")]
    assert is_tested == [why_not is None] * 3
    employees = bases.rename(columns={"base_persons": "employees_persons"}).assign(status="published")
    drivers = gap_drivers(rows, employees, country_ads_status=country).iloc[1]
    assert pd.notna(drivers.gap_log_low) == (why_not is None)
    assert isinstance(drivers.demand_compared_alone, str) == (why_not in (None, "rest_base_not_counted"))
    people = bases.rename(columns={"base_persons": "population_persons"}).drop(columns="status")
    quotient = concentration.location_quotients(counts, people, country_ads_status=country).iloc[1]
    assert isinstance(quotient.compared_with_rest, str) == (why_not != "rest_ads_not_counted")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("county", ["25", "05"])
@pytest.mark.parametrize("base", [*BASES, "employees", "inhabitants"])
def test_what_was_not_tested_is_said_neither_alike_nor_unlike(base: str, county: str, lang: Lang) -> None:
    """On the report's base Norrbotten's and Östergötland's sentences give no verdict on the gap, neither that the ads
    are missing, and lead to SCB's base; on every other base the sentence has the test's verdict and what it assumes."""
    desk, selection = Chosen(REPORT, county_code=county, base=base).shown(lang)
    verdict, say = queries.ask_gap(desk.edition, selection).compared_alone, desk.say
    brief = {one.key: one for one in reversed(press.county_brief(desk, selection).said)}
    compared, titles = (
        brief["county-compared"],
        [build_figure(k, desk, selection).title for k in ("gap-map", "gap-drivers")],
    )
    assert (verdict is None, compared.is_answer) == (base == "report", base != "report")
    first, *others = sentences(compared.text)
    assert say("pages.gap.assumed") == others[-1]  # the report's ads are not kept: the design effect is assumed
    if verdict is None:
        assert say("charts.gap.rest_is.reconstructed") in first
        for said in (first, *titles, sentences(brief["county-drivers"].text)[0]):
            assert not re.search(_VERDICTS[lang], said), said
        on_scb = queries.ask_gap(*Chosen(REPORT, county_code=county, base="scb").asked).compared_alone
        assert " ".join(others[:-1]) == say(f"pages.gap.on_scb.{on_scb}")
    else:
        assert compared.text.startswith(say(f"pages.gap.compared.{verdict}", county=say.county(county), made=""))
        assert {"sv": "övriga landet", "en": "the rest of the country"}[lang] in first
    assert re.search({"sv": "saknas", "en": "missing"}[lang], compared.text) is None


@pytest.mark.parametrize("lang", LANGS)
def test_a_ranking_that_nobody_tested_says_so(lang: Lang) -> None:
    """The demo's counties as they would stand on a base that allows no test: neither first nor like the rest, in the
    title, on the start page and for a county chosen; nor do the drivers call it alike."""
    desk, selection = Chosen("demo").shown(lang)
    context, answer = Chosen("demo").figure("gap-map", lang).context, queries.ask_gap(desk.edition, selection)
    rows = answer.gap[answer.gap.county_code != codes.NOT_STATED_CODE].assign(
        compared_with_rest=None, compared_alone=None, why_not_compared="rest_base_not_counted"
    )
    top = rows.sort_values("gap_score", ascending=False).iloc[0]
    say, how = desk.say, {"county": top.county_name}
    told = [
        gap_finding(rows, answer.country, context),
        gap_finding(rows, answer.country, dataclasses.replace(context, county_code="01")),
        overview._gap_heading(top, "scb", say, counted=20, rated=20),
    ]
    assert told[2] == say("pages.overview.hero_gap_untested", **how)
    assert top.county_name in told[0]
    drivers = queries.ask_drivers(desk.edition, selection).drivers.assign(
        compared_alone=None, demand_compared_alone=None, rest_base_status="reconstructed"
    )
    told += drivers_sentences(drivers[drivers.county_code == "01"].iloc[0], context)
    assert [one for one in told if re.search(_CALLED[lang], one)] == []


def test_a2_a_made_up_count_is_weaker_than_an_estimated_base() -> None:
    """published, measured, estimate, implied, reconstructed: on SCB's base Kalmar is still reconstructed."""
    order = [s for s in STATUS_ORDER if s in ("published", "measured", "estimate", "implied", "reconstructed")]
    assert order == ["published", "measured", "estimate", "implied", "reconstructed"]
    assert weakest_status("reconstructed", "estimate 2018") == "reconstructed"
    kalmar = gap_rows(base="scb").loc["08"]
    assert (kalmar.ads_status, kalmar.base_status, kalmar.score_status) == (
        "reconstructed",
        "published",
        "reconstructed",
    )


def test_a3_a_quotient_of_two_published_numbers_is_computed_by_us() -> None:
    """«publicerat» and «uppmätt» are said of what was printed or counted: 57 / 2 247 was not; 3,07 was."""
    assert quotient_status("published", "measured") == "computed"
    assert gap_rows(base="it").score_status["25"] == "computed"
    printed = gap_rows(base="report")
    assert set(printed.index[printed.score_status == "published"]) == {"01", "05", "06", "20", "25"}
    assert set(printed.index[printed.base_status == "implied"]) == {"05", "25"}


def test_implied_is_said_only_where_print_alone_gives_it() -> None:
    """57 / 3,07 and 76 / 1,81 are bases that print gives; no count of a county is implied."""
    assert set(reference.county_counts().status) == {"published", "reconstructed"}
    bases = reference.report_bases()
    assert bases[bases.status == "implied"].county_code.tolist() == ["05", "25"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers", "dependence"])
def test_a4_every_figure_of_the_gap_names_whom_it_is_per_thousand_of(key: str, base: str, lang: str) -> None:
    """Title or subtitle names the people of the chosen base, in both languages; a table of values has the unit."""
    for county in (None, "25", "08"):
        figure = Chosen(edition=REPORT, base=base, county_code=county).figure(key, lang)
        assert PEOPLE[lang][base] in figure.subtitle, (key, county)
        if key in ("gap-map", "gap-ranking"):
            assert PEOPLE[lang][base] in figure.title, (key, county)
            assert PEOPLE[lang][base] in figure.alt
            assert figure.table.unit.str.contains(PEOPLE[lang][base], regex=False).all()


def test_a4_nobody_is_a_graduate_or_highly_educated() -> None:
    """The base is all post-secondary education: neither «högutbildad» nor «graduate» nor, in English, «the educated»;
    only UKÄ's graduates are."""
    for key, twins in all_texts().items():
        assert "högutbildad" not in twins["sv"].casefold(), key
        if "graduate" in twins["en"].casefold():
            assert "examin" in twins["sv"].casefold(), key
        educated = re.search(r"post-secondary educated|\b(the|more|few|fewer|of) educated\b", twins["en"], re.I)
        assert educated is None, key


@pytest.mark.parametrize("sizes", coverage.CLUSTERS.values(), ids=coverage.CLUSTERS)
def test_a5_intervals_hold_93_to_97_per_cent_with_clustered_ads(sizes: tuple[int, ...]) -> None:
    """The labelled ads' clusters and heavier ones, no real differences, 600 worlds of 21 counties (±1.5 per cent)."""
    rates = coverage.as_one()
    for band, held in coverage.clustered_count_coverage(sizes, rates, 600).items():
        assert 0.93 - 0.015 <= held <= 0.97 + 0.015, band
    poisson = coverage.clustered_count_coverage(sizes, rates, 600, independent=True)
    assert max(poisson.values()) < 0.90


@pytest.mark.parametrize("sizes", coverage.CLUSTERS.values(), ids=coverage.CLUSTERS)
def test_a6_at_most_one_county_in_twenty_is_called_different_by_chance(sizes: tuple[int, ...]) -> None:
    """2 000 editions without real differences: with Holm's correction in at most one of twenty any county is called
    different; one by one, and a county chosen beforehand, at most one in twenty."""
    alone, together, beforehand = coverage.clustered_false_calls(sizes, coverage.as_one(), 2000)
    assert together <= 0.05
    assert alone <= 0.05 * 21
    assert beforehand <= 0.05


def test_a6_holm_corrects_many_and_leaves_the_one_chosen_beforehand() -> None:
    """p = 0.03 is significant alone, and among 21 it is not."""
    p_values = pd.Series([0.03, *np.linspace(0.2, 0.9, 20)])
    assert uncertainty.holm(p_values).iloc[0] == pytest.approx(0.63)
    rows = queries.ask_gap(*Chosen(edition="demo", level="competence").asked).gap
    alone, together = ((rows[c].isin(["higher", "lower"])).sum() for c in ("compared_alone", "compared_with_rest"))
    assert 1 <= together <= alone


def test_a6_a_difference_is_significant_and_never_certain() -> None:
    """What a test at five per cent tells is «statistiskt säkerställt», not «säkert»; a rank change, which no test tells
    but ranges that cannot meet, may be certain."""
    for key, twins in all_texts().items():
        if key in ("definitions.certain", "measures.rank_change.definition", "measures.rank_change.example"):
            continue
        for rule, said in (
            (r"\bsäkert (ändra|öka|minska|skilj|längre|kortare|högre|lägre|fler)|säker skillnad", twins["sv"]),
            (r"\bcertain(ly|ty)\b|\b(no|statistically|for) certain|difference is certain", twins["en"]),
        ):
            assert not re.search(rule, said), key


def test_the_demo_comes_in_clusters_as_real_ads_do() -> None:
    """The design effect of its AI roles in 90 days is about the labelled ads' 2.56; calls come within a week."""
    edition, selection = Chosen(edition="demo").asked
    ads = queries.ads_in_window(edition, selection)
    sizes = ads[ads.county_code.notna()].groupby(["county_code", "employer"]).size()
    assert 2.0 <= clusters.design_effect(sizes) <= 3.2
    assert clusters.design_effects(ads, by_week=True)[clusters.WHOLE] > 1.5
    assert (ads.employer_kind == "university").mean() > 0.1


def test_a7_the_base_is_said_to_be_small_not_of_one_sex() -> None:
    """No text says as a fact that the base counts one sex; where the report printed nothing there is no mark."""
    for key, twins in all_texts().items():
        assert not re.search(r"räknar bara ett kön|är bara männen|counts one sex only", " ".join(twins.values())), key
    lines = queries.ask_report(*Chosen().asked).lines
    assert lines[lines.figure == "gap_score"].ours.notna().tolist() == [True, False, True, False, False]


@pytest.mark.parametrize("key", ["gap-map", "gap-ranking", "gap-drivers"])
@pytest.mark.parametrize("county", [None, *codes.counties()])
def test_a7_the_small_base_is_told_whichever_county_is_chosen(county: str | None, key: str) -> None:
    """Each shows printed values beside a filler's, too."""
    warnings = " ".join(Chosen("rapport-2026-04", county_code=county).figure(key).all_warnings)
    assert warnings.count("rapportens två tryckta baser är mindre än hälften av SCB:s") == 1
    assert "rapportens bas" not in warnings


def test_a8_shares_are_corrected_with_errors_on_unseen_ads() -> None:
    """Recall and precision are those on ads the engine had not met, not 1, and widen the interval."""
    seen = [a for a in all_accuracies() if a.level == "competence"][-1]
    unseen = pooled_unseen_accuracy("competence", seen.engine_version)
    assert (seen.fp, seen.fn) != (unseen.fp, unseen.fn)
    assert unseen.fp + unseen.fn > 0
    answer = queries.ask_shares(*Chosen(edition="demo", level="competence").asked)
    assert answer.not_corrected is None
    whole = answer.shares.iloc[-1]
    assert answer.accuracy.labelled_ads == unseen.tp + unseen.fp + unseen.fn + unseen.tn
    right = unseen.precision / unseen.sensitivity
    assert whole.corrected_share == pytest.approx(whole.apparent_share * right)
    wide = whole.corrected_high_share - whole.corrected_low_share
    assert wide > whole.apparent_high_share - whole.apparent_low_share


def test_a8_too_few_labelled_ads_correct_nothing() -> None:
    """Sixteen AI roles that the engine had not met: the share as counted with its interval, and nothing corrected."""
    answer = queries.ask_shares(*Chosen(edition="demo", level="role").asked)
    assert (answer.labelled_ai_ads, answer.not_corrected) == (16, "too_few_labelled")
    assert answer.shares[["corrected_share", "corrected_low_share", "corrected_high_share"]].isna().all().all()
    assert answer.shares.apparent_low_share.iloc[-1] < answer.shares.apparent_high_share.iloc[-1]


@pytest.mark.parametrize("level", ["role", "competence"])
def test_a8_no_unseen_ad_counts_twice(level: Any) -> None:
    """Engine 2: 51, 69, 72 and 336 ads; engine 3: the 112 still unread, not the 185 that they were a part of."""
    for version, ads in (("2.4.0", 51 + 69 + 72 + 336), ("3.0.0", 112)):
        a = pooled_unseen_accuracy(level, version)
        assert a.tp + a.fp + a.fn + a.tn == ads, version
    with pytest.raises(ParameterError, match=r"2\.4\.0"):
        pooled_unseen_accuracy(level, "1.0")


def test_a10_lines_that_were_omitted_are_checked() -> None:
    """«näst lägsta utbildningsnivå» is ninth lowest, 81 % of the population is 46 %: both do not hold."""
    lines = queries.ask_report(*Chosen().asked).lines.set_index(["figure", "region_code"])
    rank = lines.loc[("education_rank_from_bottom", "25")]
    assert (rank.ours, rank.verdict) == (9, "wrong")
    assert round(lines.ours["rest_population_share", "00"], 2) == 0.46
    assert len(lines) == 42


def test_a11_doubtful_figures_are_no_unqualified_titles() -> None:
    """56 % and 3,07 carry their verdict in the title; wages are SCB's unless asked, and no person gets them."""
    for county in (None, "25"):
        assert "ej kontrollerat" in Chosen(edition=REPORT, county_code=county).figure("labour-shortage").title
        assert "på SCB:s bas 1,26" in Chosen(edition=REPORT, county_code=county).figure("gap-map").title
    assert queries.ask_wages(*Chosen(edition=REPORT).asked).series == "scb_ssyk4_all"
    for series in (None, "report"):
        title = Chosen(edition=REPORT, wage_series=series).figure("wage-move").title
        assert "mjukvaru" in title
        assert "Den som flyttar" not in title


@pytest.mark.parametrize("edition", [REPORT, "demo"])
def test_a12_beside_every_gap_stands_what_it_is_not(edition: str) -> None:
    """One sentence, one text: a flow over a stock, no shortage."""
    for key in ("gap-map", "gap-ranking"):
        assert any("mäter inte brist" in line for line in Chosen(edition=edition).figure(key).caption)


def test_a13_drivers_compare_with_the_group_of_the_test_and_name_no_cause() -> None:
    """The two parts multiply to the gap over the rest's; no fraction and no «beror på»."""
    row = queries.ask_drivers(*Chosen(edition=REPORT).asked).drivers.set_index("county_code").loc["25"]
    answer = queries.ask_gap(*Chosen(edition=REPORT).asked)
    rest = (answer.country["ads"] - 57) / (answer.country["base_persons"] - 18_567) * 1000
    assert row.rest_gap_score == pytest.approx(rest)
    assert row.gap_score / rest == pytest.approx(row.demand_ratio / row.supply_ratio)
    for key, twins in all_texts().items():
        if "drivers" in key:
            assert not re.search(r"beror på|due to|hälften|femtedel", " ".join(twins.values())), key


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_set_against_the_rest_says_when_its_base_was_made_by_somebody(lang: Lang) -> None:
    """Every sentence of a county's brief, every headline of its gap: on the report's base the rest's is reconstructed;
    SCB's are published, and the sentence is as short as it was."""
    rest = {"sv": "övriga landet", "en": "the rest of the country"}[lang]
    reconstructed = Voice(lang)("charts.gap.rest_is.reconstructed")
    assert rest_is("estimate 2018", Voice(lang)) == Voice(lang)("charts.gap.rest_is.estimate")
    for base, is_made in (("report", True), ("scb", False), ("it", False)):
        for county in ("25", "05"):
            desk, selection = Chosen(edition=REPORT, county_code=county, base=base).shown(lang)
            told = [s for one in press.county_brief(desk, selection).sentences for s in sentences(one)]
            titles = [build_figure(one, desk, selection).title for one in ("gap-map", "gap-ranking", "gap-drivers")]
            against = [said for said in (*told, *titles) if rest in said]
            assert len(against) >= 3, (base, county)
            assert [said for said in against if "SCB" in said] == []
            assert [said for said in against if (reconstructed in said) != is_made] == []


def test_a_difference_from_the_rest_has_the_status_of_its_weakest_part() -> None:
    """Two published scores are ours to divide; a reconstructed base of one other county weakens every other's."""
    counts = pd.DataFrame({"county_code": ["01", "24", "25"], "ads": [60, 50, 40], "status": "published"})
    bases = [9000, 800, 1000]
    people = pd.DataFrame({"county_code": counts.county_code, "base_persons": bases, "status": "published"})
    employees = people.rename(columns={"base_persons": "employees_persons"})
    assert set(gap_drivers(gap.gap_scores(counts, people), employees).score_status) == {"computed"}
    weaker = people.assign(status=["reconstructed", "published", "published"])
    told = gap_drivers(gap.gap_scores(counts, weaker), employees)
    assert told.rest_base_status.tolist() == ["published", "reconstructed", "reconstructed"]
    assert set(told.score_status) == {"reconstructed"}


def test_a14_rank_ranges_do_not_flicker_with_the_seed() -> None:
    """A hundred thousand draws: another seed moves hardly an edge of the demo's 21 ranges."""
    rows = queries.ask_gap(*Chosen(edition="demo").asked).gap
    rows = rows[rows.county_code.isin(codes.county_codes())].reset_index(drop=True)
    args = rows.county_code, rows.ads, rows.base_persons
    ranges = [uncertainty.rank_ranges(*args, 2.5, seed=seed)[["rank_low", "rank_high"]].to_numpy() for seed in (1, 2)]
    assert (ranges[0] != ranges[1]).sum() <= 2


def test_a14_nobody_is_the_largest_with_one_ad_of_five() -> None:
    """Five employers with one ad each, or two that lead alike: no largest, no share, no gap without."""
    for ads, tied in (([1, 1, 1, 1, 1], 5), ([3, 3, 1], 2), ([1], 1)):
        found = dependence.dependence(pd.DataFrame({"employer": list("ABCDE")[: len(ads)], "ads": ads}), 1000.0)
        assert found is not None
        assert (found.largest_employer, found.largest_share, found.tied_employers) == (None, None, tied)
    assert dependence.dependence(pd.DataFrame({"employer": ["A", "B"], "ads": [4, 2]}), 1000.0).largest_employer == "A"  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", LANGS)
def test_a14_who_shares_the_lead_is_said_in_words_that_fit_their_number(lang: Lang) -> None:
    """Two with three ads, five with one, and one alone whose ad is the only one that names an employer."""
    say = Voice(lang)
    said = [tied_words(employers, ads, say) for employers, ads in ((2, 3), (5, 1), (1, 1))]
    assert len(set(said)) == 3
    assert [re.findall(r"\bvar\b|\beach\b", words) != [] for words in said] == [True, True, False]


def test_the_independent_check_is_norrbotten_s_336() -> None:
    """SSYK 251 ads of 2024 per 1 000 IT specialists: 336, 285, 269, Stockholm 151; 72.4 % of IT ads, 54.7 % of all."""
    answer = queries.ask_independent(*Chosen(edition=REPORT).asked)
    rows = answer.counties.set_index("county_code").it_ads_per_1000.round()
    assert answer.counties.county_code.head(3).tolist() == ["25", "06", "05"]
    assert rows[["25", "06", "05", "01"]].tolist() == [336, 285, 269, 151]
    assert (round(answer.big_city_it_share, 3), round(answer.big_city_ads_share, 3)) == (0.724, 0.547)  # type: ignore[arg-type]
    assert (answer.ads, "gap_low" in answer.counties) == (697_030, False)


def test_the_independent_check_says_where_it_does_not_bear_the_report_out() -> None:
    """Per person with post-secondary education, the report's measure, Norrbotten is fourth; the erratum says both."""
    order = queries.ask_independent(*Chosen(edition=REPORT).asked).by_educated
    assert (order[0], order.index("25") + 1, len(order)) == ("05", 4, 21)
    told = " ".join(Chosen(edition=REPORT).figure("independent-check").about)
    assert "Östergötland högst och Norrbotten på plats 4" in told
    stands = all_texts()["report.stands"]["sv"]
    assert "plats 4" in stands
    scores = gap_rows(base="scb").gap_score.round(2)
    assert f"({scores['25']:.2f} mot {scores['05']:.2f})".replace(".", ",") in stands


def test_any_two_hubs_can_be_compared() -> None:
    """In-commuters of all 290 municipalities in one year: Kiruna against Skellefteå has a ratio."""
    answer = queries.ask_commuting(*Chosen(edition=REPORT, hubs=("2584", "2482")).asked)
    assert answer.hubs.in_commuters.notna().all()
    assert set(answer.hubs.year) == {"2021"}
    assert answer.ratio is not None


@pytest.mark.parametrize("key", ["wage-move", "commuting", "commuting-map", "big-city-split", "big-city-definitions"])
def test_the_source_of_a_figure_is_that_of_what_it_draws(key: str) -> None:
    """The reconstruction is none of them: what is drawn is published, and says so; of ads told beside it the source
    stands with them."""
    figure = Chosen(edition=REPORT, county_code="25").figure(key)
    assert "rekonstruktion" not in " ".join(figure.context.sources)
    assert figure.status == ("publicerat",)
    tells_ads = any("utfyllnad" in line for line in figure.reading)
    assert any(line.startswith("AI-annonserna: ") for line in figure.about) == tells_ads


@pytest.mark.parametrize("key", ["big-city-split", "big-city-definitions"])
def test_shares_of_big_cities_say_of_how_many_ads_they_are_and_their_status(key: str) -> None:
    """The 605 of the demo's 639 ads that state a county."""
    figure = Chosen(edition="demo").figure(key)
    assert "605" in figure.subtitle
    assert figure.status == ("påhittat (DEMO)",)


@pytest.mark.parametrize("key", ["it-specialists", "moves", "graduates", "labour-shortage", "days-open"])
def test_the_country_s_number_of_ads_is_said_to_be_the_country_s(key: str) -> None:
    """Where a figure of one county tells it."""
    figure = Chosen(edition="demo", county_code="25").figure(key)
    told = [
        line for line in (*figure.facts, *figure.about) if figure.context.say.number(figure.context.total_ads) in line
    ]
    assert told
    assert [line for line in told if "landet" not in line] == []


def _ads(**columns: object) -> pd.DataFrame:
    """Made-up AI ads of one day, each its own employer and text."""
    count = max(len(v) for v in columns.values() if isinstance(v, list))
    frame = pd.DataFrame({"id": [f"{i:02}" for i in range(count)], "published_date": "2026-06-01", "level": "role"})
    frame = frame.assign(employer=frame.id, text_hash=frame.id, is_staffing=False, municipality_code=None)
    return frame.assign(**columns)


def test_a9_abroad_is_not_unstated() -> None:
    """Six ads in Norway, six in Luleå: six are counted, six are abroad, none is of unstated place."""
    ads = _ads(county_code=[None] * 6 + ["25"] * 6, place_kind=["abroad"] * 6 + ["county"] * 6)
    day = dt.date(2026, 6, 30)
    counted = counting.ads_in_window(ads, day, 90, "role")
    assert len(counted) == 6
    by_county = counting.count_by_county(counted).set_index("county_code").ads
    assert (by_county["25"], by_county[codes.NOT_STATED_CODE]) == (6, 0)
    assert len(counting.ads_in_window(ads, day, 90, "role", abroad=True)) == 6


def test_a9_an_ad_for_several_counties_counts_in_each_and_once_in_the_country() -> None:
    """One for Norrbotten and Västerbotten, one for Norrbotten: 2 and 1 in the counties, 2 in the country's windows."""
    ads = _ads(county_code=["25", "25"], county_codes=["25|24", "25"], place_kind=["county", "county"])
    by_county = counting.count_by_county(ads).set_index("county_code").ads
    assert (by_county["25"], by_county["24"]) == (2, 1)
    assert len(counting.of_county(ads, "24")) == 1
    windows = trend.moving_counts(ads, dt.date(2026, 6, 1), dt.date(2026, 6, 7), 7).iloc[-1]
    assert windows[["00", "24", "25"]].tolist() == [2, 1, 2]


def test_a9_every_national_total_of_a_picture_is_the_same_number() -> None:
    """The dashed line, the subtitle and `country_ads`: all ads in Sweden, also those that state no county."""
    answer = queries.ask_gap(*Chosen(edition="demo").asked)
    assert answer.not_stated_ads > 0
    assert {answer.country["ads"], answer.scope.total_ads, *answer.gap.country_ads} == {answer.scope.total_ads}


@pytest.mark.parametrize(("county", "window"), [("25", 90), ("24", 180)])
def test_who_is_named_alone_is_not_called_the_largest(county: str, window: int) -> None:
    """The report prints one employer's number; of the other 38 and 27 ads one employer may have more."""
    chosen = Chosen(REPORT, county_code=county, window_days=window)
    said = " ".join(press.county_brief(*chosen.shown()).sentences)
    assert "Störst" not in said
    assert said.count("för en arbetsgivare i") == 1
    assert "att ingen annan har fler är inte känt" in " ".join(chosen.figure("dependence").about)
    assert "Störst i Norrbotten är" in " ".join(press.county_brief(*Chosen("demo", county_code="25").shown()).sentences)


@pytest.mark.parametrize("name", ["PhD students", "IT-chefer", "ICT architects"])
def test_a_name_keeps_its_capitals_within_a_sentence(name: str) -> None:
    assert within(name) == name

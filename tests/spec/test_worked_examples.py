"""Every measure's worked example is done again by the program, and its words hold what comes out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from aipulsen import queries
from aipulsen.catalogue import MEASURES
from aipulsen.figures.supply_outlook import SHORTAGES
from aipulsen.metrics import (
    changes,
    commuting,
    concentration,
    counting,
    cross_check,
    days_open,
    definitions,
    dependence,
    drivers,
    gap,
    parts,
    shares,
    similar,
    supply,
    trend,
    uncertainty,
)
from aipulsen.queries import places
from aipulsen.scoring import AdText, load_engine
from aipulsen.text import numbers as fmt
from aipulsen.text import t
from tests.chosen import Chosen

REPORT = Chosen(edition="rapport-2026-04")
EXAMPLES: dict[str, Callable[[], list[str]]] = {}


def example(key: str) -> Callable[[Callable[[], list[str]]], Callable[[], list[str]]]:
    """The words that the example of this measure must hold."""

    def remember(done: Callable[[], list[str]]) -> Callable[[], list[str]]:
        EXAMPLES[key] = done
        return done

    return remember


def number(value: float, decimals: int = 2) -> str:
    """A number as the Swedish page writes it."""
    return fmt.number(value, decimals, "sv")


def percent(value: float, decimals: int = 0) -> str:
    """A share 0–1 as the Swedish page writes it."""
    return fmt.percent(value, decimals, "sv")


def county(code: str, window: int = 90) -> pd.Series:
    """A county's row of the report's gap scores."""
    selection = Chosen(edition="rapport-2026-04", window_days=window, county_code=code)
    return queries.ask_gap(*selection.asked).gap.iloc[0]


def lines(*keys: tuple[str, str]) -> list[dict[str, object]]:
    """Lines of the report's check."""
    rows = queries.ask_report(*REPORT.asked).rows()
    return [next(r for r in rows if (r["figure"], r["region_code"]) == key) for key in keys]


@example("gap_score")
def _gap() -> list[str]:
    row = county("25")
    return [f"{row.ads} annonser", number(row.base_persons, 0), number(row.gap_score)]


@example("level")
def _level() -> list[str]:
    title = load_engine().score(AdText("1", "AI-ingenjör", ""))
    both = load_engine().score(AdText("1", "AI-ingenjör", "Du utvecklar och driftsätter maskininlärning."))
    assert (title.level, both.level) == ("competence", "role")
    limits = [f"över gränsen {title.competence_threshold}", f"under gränsen {title.role_threshold}"]
    return [f"ger {title.score} poäng", *limits, f"{both.score} poäng, ett AI-jobb"]


@example("interval")
def _interval() -> list[str]:
    low, high = uncertainty.poisson_interval(57)
    row = county("25")
    return [f"{number(low)}–{number(high)}", f"{number(row.gap_low)}–{number(row.gap_high)}"]


@example("rank_range")
def _ranks() -> list[str]:
    first = county("25")
    assert first.rank_low == first.rank_high == first["rank"]  # no range: the other printed county is surely lower
    return [f"Norrbotten: plats {first['rank']} av de {first.ranked_regions} län"]


@example("small_numbers")
def _small() -> list[str]:
    row = county("09")
    assert row.reliability == "hidden"
    return [f"{row.ads} annonser", "dolt"]


@example("unique_ads")
def _unique() -> list[str]:
    towns = ("1784", "1480", "0180", "0580", "1281")
    rows = [
        {"id": f"{day}{town}", "employer": "A", "text_hash": "t", "municipality_code": town, "county_code": town[:2]}
        | {"published_date": day, "level": "role", "is_staffing": False}
        for day in ("2026-05-01", "2026-06-12")
        for town in towns
    ]
    ads, last = pd.DataFrame(rows), pd.Timestamp("2026-06-30").date()
    unique = counting.ads_in_window(ads, last, 90, "role")
    every = counting.ads_in_window(ads, last, 90, "role", counting="all")
    return [f"{len(unique)} annonser (unika)", f"{len(every)} annonser (alla)", f"{counting.count_texts(every)} text"]


@example("big_city_share")
def _big_city() -> list[str]:
    split = queries.ask_split(*REPORT.asked).split.set_index("group")
    big = split.loc["big_city"]
    return [f"{big.ads} / {number(split.ads.sum(), 0)} = {percent(big.ads_share)}", percent(big.population_share)]


@example("employer_share")
def _employer() -> list[str]:
    selection = Chosen(edition="rapport-2026-04", county_code="24", window_days=180)
    found = queries.ask_employers(*selection.asked).dependence
    assert found is not None
    return [found.largest_employer, f"{found.largest_ads} / {found.ads} = {percent(found.largest_share)}"]


@example("drivers")
def _drivers() -> list[str]:
    regions = pd.DataFrame({"county_code": ["01", "25"], "status": "published"})
    scores = gap.gap_scores(regions.assign(ads=[80, 20]), regions.assign(base_persons=[80_000, 5_000]))
    row = drivers.gap_drivers(scores, regions.assign(employees_persons=[160_000, 20_000])).iloc[1]
    assert (row.demand_ratio, row.supply_ratio) == (pytest.approx(2), pytest.approx(0.5))
    assert row.demand_log == pytest.approx(row.supply_log)  # half and half
    rest, own = ("80 annonser, 80 000 i basen, 160 000", "20 annonser, 5 000 i basen, 20 000")
    return [rest, own, f"{number(row.demand_ratio * (1 / row.supply_ratio), 0)} mot 1", "×2", "×½"]


@example("rank_change")
def _rank_change() -> list[str]:
    def at(rank: int, low: int, high: int) -> pd.DataFrame:
        return pd.DataFrame({"county_code": ["a"], "ads": [9], "rank": [rank], "rank_low": [low], "rank_high": [high]})

    sure = definitions.rank_changes(at(5, 4, 6), at(2, 1, 3)).iloc[0]
    unsure = definitions.rank_changes(at(5, 2, 9), at(2, 1, 3)).iloc[0]
    assert (sure.is_certain, unsure.is_certain) == (True, False)
    return [f"byte +{sure.rank_change}, säkert", f"byte +{unsure.rank_change}, inom osäkerheten"]


@example("corrected_share")
def _corrected() -> list[str]:
    counts = pd.DataFrame({"county_code": ["01"], "ai_ads": [100], "all_ads": [10_000]})
    share = shares.corrected_shares(counts, 90, 10, 30).corrected_share.iloc[-1]
    return [f"= {percent(share, 1)}"]


@example("dependence")
def _dependence() -> list[str]:
    found = dependence.dependence_on("LTU", 19, 57, 18_567)
    assert found.gap_without_largest is not None
    interval = fmt.percent_range(found.largest_share_low, found.largest_share_high, "sv")
    return [f"= {number(found.gap_without_largest)}", f"{percent(found.largest_share)} ({interval})"]


@example("wage_spread")
def _wage_spread() -> list[str]:
    spread = queries.ask_wages(*REPORT.asked).spread.set_index(["occupation_code", "year"])
    return [f"nittionde percentilen {number(spread.p90['2512', '2025'], 0)}"]


@example("wage_gap")
def _wage_gap() -> list[str]:
    selection = Chosen(edition="rapport-2026-04", wage_series="report")
    rows = queries.ask_wages(*selection.asked).wages
    row = rows[(rows.region_code == "SE3") & (rows.occupation_code == "2512")].iloc[0]
    return [
        f"{number(row.gap_low_sek, 0)} till {number(row.gap_high_sek, 0)} kr",
        f"{number(row.gap_low_share * 100, 0)} till {percent(row.gap_high_share)}",
    ]


@example("in_commuters")
def _in_commuters() -> list[str]:
    answer = queries.ask_commuting(*REPORT.asked)
    assert answer.ratio is not None
    return [*(number(n, 0) for n in answer.hubs.in_commuters), f"{number(answer.ratio, 0)} gånger"]


@example("specialist_share")
def _specialists() -> list[str]:
    row = queries.ask_supply(*REPORT.asked).latest_specialists.loc["25"]
    whole = f"{number(row.it_specialists_persons, 0)} / {number(row.employees_persons, 0)}"
    return [str(row.year), f"{whole} = {percent(row.specialist_share, 1)}"]


@example("net_moves")
def _moves() -> list[str]:
    moved = {"county_code": ["25"], "year": ["2025"], "moved_in_persons": [900], "moved_out_persons": [1000]}
    people = pd.DataFrame({"county_code": ["25"], "base_persons": [50_000]})
    row = supply.net_moves(pd.DataFrame(moved).assign(status="published"), people).iloc[0]
    return [f"{number(row.net_persons, 0)} personer", f"{number(row.net_per_1000, 1)} per 1 000"]


@example("graduates")
def _graduates() -> list[str]:
    rows = {"institution": ["L"] * 2, "municipality_code": ["2580"] * 2, "academic_year": ["2024/25"] * 2}
    table = pd.DataFrame(rows).assign(degree=["a", "b"], graduates_persons=[10, 20])
    row = supply.graduates_by_county(table, {"2580": "25"}).iloc[0]
    return [f"Norrbotten {row.graduates_persons}"]


@example("labour_shortage")
def _shortage() -> list[str]:
    row = queries.ask_supply(*REPORT.asked).shortage.set_index("region_code").loc["SE33"]
    return [f"{percent(row.shortage_share)} för Övre Norrland"]


@example("occupation_outlook")
def _outlook() -> list[str]:
    table = queries.ask_outlook(*Chosen(edition="rapport-2026-04", county_code="25").asked).outlook
    hard = table.recruitment_situation.isin(SHORTAGES)
    return [f"brist i {hard.sum()} av {len(table)} yrken"]


@example("cross_agreement")
def _agreement() -> list[str]:
    def verdict(ads: int, board_ads: int, of: int) -> str:
        one = pd.DataFrame({"county_code": ["01", "25"], "ads": [ads, 100 - ads]})
        two = pd.DataFrame({"county_code": ["01", "25"], "ads": [board_ads, of - board_ads]})
        return str(cross_check.county_agreement(one, two).agreement.iloc[0])

    assert (verdict(90, 5, 15), verdict(50, 5, 10)) == ("differs", "agrees")
    return ["90 av 100 mot 5 av 15: skiljer sig", "50 av 100 mot 5 av 10: går inte att skilja åt"]


@example("it_ads")
def _it_ads() -> list[str]:
    answer = queries.ask_independent(*REPORT.asked)
    row = answer.counties.set_index("county_code").loc["25"]
    people = f"{number(row.it_ads, 0)} annonser och {number(row.it_specialists_persons, 0)} IT-specialister"
    return [f"Norrbotten {answer.year}: {people} ger {number(row.it_ads_per_1000, 0)}"]


@example("trend")
def _trend() -> list[str]:
    row = trend.per_week(pd.Series([90]), 90).iloc[0]
    return [f"{number(row.per_week, 1)} i veckan", f"{number(row.per_week_low, 1)}–{number(row.per_week_high, 1)}"]


@example("trend_change")
def _change() -> list[str]:
    more, same = trend.rate_ratio(50, 80, 90, 90), trend.rate_ratio(50, 59, 90, 90)
    return [f"{number(r)} ({number(low)}–{number(high)})" for r, low, high in (more, same)]


@example("location_quotient")
def _quotient() -> list[str]:
    counts = pd.DataFrame({"county_code": ["01", "25"], "ads": [60, 40], "status": ["measured", "measured"]})
    people = pd.DataFrame({"county_code": ["01", "25"], "population_persons": [80, 20]})
    row = concentration.location_quotients(counts, people).iloc[1]
    return [number(row.location_quotient), f"{number(row.quotient_low)}–{number(row.quotient_high)}"]


@example("concentration")
def _gini() -> list[str]:
    return [f"= {number(float(concentration.gini(np.array([3.0, 1.0]), np.array([50.0, 50.0]))))}"]


@example("adjusted_gap")
def _adjusted() -> list[str]:
    homes, works, persons = "aabbcc", "ababac", [400, 100, 150, 150, 50, 150]
    matrix = pd.DataFrame({"home_municipality_code": list(homes), "work_municipality_code": list(works)})
    moved = commuting.adjusted_supply(
        pd.Series({"a": 1000.0, "b": 600.0, "c": 400.0}), matrix.assign(employed_persons=persons)
    )
    return [f"= {number(moved['a'], 0)}", f"blir {number(24 / moved['a'] * 1000, 1)} per 1 000 nåbara"]


@example("wage_move")
def _wage_move() -> list[str]:
    selection = Chosen(edition="rapport-2026-04", wage_series="report", move_from="SE1", move_to="SE3")
    moves = queries.ask_move(*selection.asked).moves
    return [f"{number(r.change_low_sek, 0)} till {number(r.change_high_sek, 0)} kr" for r in moves.itertuples()]


@example("similar_counties")
def _similar() -> list[str]:
    features = pd.DataFrame({"size": [0.0, 2.0, 4.0]}, index=list("abc"))
    found = similar.distances(features, pd.DataFrame(index=list("abc")), {"size": 1.0}, "a")
    return [number(features["size"].std(ddof=0)), " och ".join(number(d) for d in found.distance)]


@example("report_verdict")
def _verdict() -> list[str]:
    (row,) = lines(("commuters", "2582>2580"))
    assert row["verdict"] == "rounding"
    ours, printed = float(str(row["ours"])), float(str(row["printed"]))
    return [f"{number(ours, 0)} / {number(printed, 0)}", percent(ours / printed - 1, 1), t("report.verdict.rounding")]


def share_words(ads: int, of: int, effect: float = 1.0) -> list[str]:
    """«40 %», and «21–62 % med φ = 2,56» where clusters are counted in."""
    row = parts.shares_of([ads], [of], effect).iloc[0]
    interval = fmt.percent_range(row.ads_low_share, row.ads_high_share, "sv")
    told = f"{interval} med φ = {fmt.number(effect, 2, 'sv').rstrip('0')}" if effect > 1 else interval
    return [percent(row.ads_share), told]


@example("place_ads")
def _place_ads() -> list[str]:
    counts = pd.DataFrame({"municipality_code": ["2584"], "ads": [60], "status": ["measured"]})
    bases = pd.DataFrame({"municipality_code": ["2584"], "base_persons": [20_000], "status": ["measured"]})
    row = gap.gap_scores(counts, bases, "municipality_code", ranked=False).iloc[0]
    return [f"{number(row.gap_score)} per 1 000", f"{places.RATED_FROM_ADS - 1} annonser: bara antalet"]


@example("skill_share")
def _skills() -> list[str]:
    share, alone = share_words(20, 50)
    return [f"{share} ({alone}, en och en", share_words(20, 50, 2.56)[1]]


@example("occupation_share")
def _occupations() -> list[str]:
    return share_words(99, 158)[:1]


@example("outside_it")
def _outside_it() -> list[str]:
    return share_words(697, 1421, 2.5)


@example("generative_share")
def _generative() -> list[str]:
    return share_words(162, 639, 2.5)


@example("employer_kind_share")
def _employer_kinds() -> list[str]:
    return share_words(33, 74, 2.64)


@example("terms_share")
def _terms() -> list[str]:
    return share_words(237, 639, 2.5)


@example("national_share")
def _national_share() -> list[str]:
    return [f"{percent(float(parts.shares_of([38], [3150], 1.0).ads_share.iloc[0]), 1)}."]


@example("days_open")
def _days_open() -> list[str]:
    ended = [True, True, True, True, False]
    rows = pd.DataFrame({"days_open": [3, 5, 7, 9, 10], "is_ended": ended, "again_ads": 0, "ads": [1, 1, 2, 1, 2]})
    found = days_open.spell_of(rows)
    return [f"medianen är {number(found.median_days or 0, 0)} dagar", f"= {number(6 / 7 * 5 / 6 * 3 / 5)}"]


@example("edition_change")
def _edition_change() -> list[str]:
    counts = {"ads_before": 40, "new_ads": 12, "ended_ads": 9, "method_ads": 2, "revised_ads": 0, "ads_now": 45}
    told = pd.DataFrame({"region_code": ["25"], **{name: pd.array([n], "Int64") for name, n in counts.items()}})
    row = changes.score_parts(told, pd.Series({"25": 20_000}), pd.Series({"25": 22_500}), 1000).iloc[0]
    of_parts = (row.score_of_ads, row.score_of_method, row.score_of_base)
    by_ads, by_method, by_base = (fmt.signed(value, 2, "sv") for value in of_parts)
    return [
        f"{number(row.score_before)} till {number(row.score_now)} per 1 000",
        f"annonserna {by_ads}, metoden {by_method}, basen {by_base}",
    ]


@pytest.mark.parametrize("key", MEASURES)
def test_the_worked_example_comes_out(key: str) -> None:
    """A measure without an example done here fails, as does an example whose numbers no longer come out."""
    told = MEASURES[key].text("example").replace("\u00a0", " ")
    missing = [words for words in EXAMPLES[key]() if words.replace("\u00a0", " ") not in told]
    assert missing == []

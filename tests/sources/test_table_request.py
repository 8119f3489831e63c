"""Every dimension of a table is filtered or summed on purpose, or the table is refused."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import numpy as np
import pytest

from aipulsen.errors import DataContractError
from aipulsen.sources.beliefs import DimensionRequest, TableRequest, Way, read_beliefs
from aipulsen.sources.json_stat import Cube, Dimension, TableMeta
from aipulsen.sources.table_choices import says
from aipulsen.sources.table_request import Resolved, read, resolve, signs_in

BELIEFS = read_beliefs()


def dim(code: str, values: dict[str, str], label: str = "", **more: Any) -> Dimension:
    return Dimension(code, label or code.lower(), tuple(values), tuple(values.values()), **more)


REGION = dim("Region", {"01": "Stockholms län", "25": "Norrbottens län"})
SEX = dim("Kon", {"1": "män", "2": "kvinnor"}, "kön")
LEVEL = dim("Niva", {"3": "gymnasial utbildning, 3 år", "5": "eftergymnasial utbildning", "US": "uppgift saknas"})


def meta(*dimensions: Dimension, notes: tuple[str, ...] = (), sums: bool | None = None) -> TableMeta:
    return TableMeta("TAB1", "Befolkning efter region", "SCB", "2026-01-01", notes, dimensions, sums)


def cube(m: TableMeta, values: list[float] | None = None) -> Cube:
    n = int(np.prod([len(d.codes) for d in m.dimensions]))
    return Cube(m, np.array(values if values is not None else range(1, n + 1), dtype=float), {})


def want(column: str, name: str, then: str = "keep", **how: Any) -> DimensionRequest:
    chosen = how or {"all": True}
    return DimensionRequest(names=(name,), column=column, then=then, reason="test", **chosen)  # type: ignore[arg-type]


def ask(*dimensions: DimensionRequest, **changes: Any) -> TableRequest:
    base = TableRequest(
        key="prov", source="scb", producer="SCB", question="?", landing_page="", licence="CC0",
        ways=(Way(service="scb_v2", table="TAB1"),), title_says=(), folder="", unit_says=(), dimensions=dimensions,
        total_words=BELIEFS.requests["population"].total_words, signs=BELIEFS.requests["population"].signs,
    )  # fmt: skip
    return msgspec.structs.replace(base, **changes)


def test_a_table_with_a_dimension_nobody_named_is_refused_by_name() -> None:
    """The sex dimension without total: the sentence names it, its values, and the line to change."""
    with pytest.raises(DataContractError) as caught:
        resolve(ask(want("region", "Region")), meta(REGION, SEX))
    sentence = str(caught.value)
    assert "Kon «kön»" in sentence
    assert "1 «män»; 2 «kvinnor»" in sentence
    assert "overrides.toml: [tables.prov.dimensions]" in sentence


def test_a_named_dimension_that_is_gone_is_refused_unless_optional() -> None:
    """A table that lost a column is another table."""
    sex = want("sex", "Kon", "sum")
    with pytest.raises(DataContractError, match="saknar dimensionen Kon"):
        resolve(ask(want("region", "Region"), sex), meta(REGION))
    resolved = resolve(ask(want("region", "Region"), msgspec.structs.replace(sex, optional=True)), meta(REGION))
    assert resolved.selection == {"Region": ("01", "25")}


def test_a_dimension_is_found_by_its_code_or_its_label() -> None:
    """Codes differ between tables («Alder», «ålder»); the label does too."""
    resolved = resolve(ask(want("region", "Region"), want("sex", "KÖN", "sum")), meta(REGION, SEX))
    assert resolved.cells == 4


def test_keep_sum_and_single_are_three_different_fates() -> None:
    """Regions kept, sexes summed, the latest year a single one: hand-made numbers."""
    m = meta(REGION, SEX, dim("Tid", {"2023": "2023", "2024": "2024"}))
    request = ask(want("region", "Region"), want("sex", "Kon", "sum"), want("period", "Tid", "single", latest=1))
    frame = read(resolve(request, m), cube(m, [1, 10, 2, 20, 3, 30, 4, 40]))
    assert frame[["region", "value"]].values.tolist() == [["01", 30.0], ["25", 70.0]]
    assert frame.region_label.tolist() == ["Stockholms län", "Norrbottens län"]


def test_a_sum_with_a_missing_part_is_missing_not_too_small() -> None:
    """One suppressed sex hides the total; a published zero does not."""
    m = meta(REGION, SEX)
    frame = read(resolve(ask(want("region", "Region"), want("sex", "Kon", "sum")), m), cube(m, [5, np.nan, 0, 7]))
    assert np.isnan(frame.value[0])
    assert frame.value[1] == 7
    assert frame.missing_cells.tolist() == [1, 0]


def test_levels_are_chosen_by_the_beginning_of_words() -> None:
    """«gymnasial» is not «eftergymnasial», and both are not «förgymnasial»."""
    assert says("gymnasial utbildning, 3 år", "gymnasial")
    assert not says("eftergymnasial utbildning", "gymnasial")
    m = meta(REGION, LEVEL)
    groups = {"low": ("gymnasial",), "high": ("eftergymnasial",), "unknown": ("uppgift saknas",)}
    frame = read(resolve(ask(want("region", "Region"), want("level", "Niva", groups=groups)), m), cube(m))
    assert frame[frame.level == "high"].value.tolist() == [2, 5]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ({"low": ("gymnasial",), "high": ("eftergymnasial",)}, "US «uppgift saknas»"),
        ({"low": ("gymnasial", "uppgift"), "high": ("eftergymnasial",), "phd": ("forskar",)}, "utan värden: phd"),
        ({"low": ("gymnasial", "uppgift"), "high": ("eftergymnasial", "uppgift")}, "US «uppgift saknas»"),
    ],
)
def test_a_stranger_level_an_empty_group_or_a_value_in_two_stops_the_table(groups: Any, words: str) -> None:
    """No level falls out of the population unseen."""
    with pytest.raises(DataContractError, match=words):
        resolve(ask(want("region", "Region"), want("level", "Niva", groups=groups)), meta(REGION, LEVEL))


CONTENTS = dim(
    "ContentsCode", {"A": "Befolkning år 1, 18-64 år", "B": "- Varav inflyttare till regionen", "C": "Inpendlare"}
)


def test_contents_are_chosen_by_text_wherever_they_stand() -> None:
    """The second content, not the first; its key is what we call it."""
    m = meta(REGION, CONTENTS)
    request = ask(want("region", "Region"), want("contents", "ContentsCode", pick={"moved_in": ("inflyttare",)}))
    frame = read(resolve(request, m), cube(m))
    assert frame[["contents", "value"]].values.tolist() == [["moved_in", 2.0], ["moved_in", 5.0]]


@pytest.mark.parametrize(("text", "words"), [("utflyttare", "inget värde"), ("befolkning år 2", "Befolkning år 1")])
def test_an_absent_text_lists_what_there_is(text: str, words: str) -> None:
    """The person at the first live run sees the labels and the line to change."""
    request = ask(want("region", "Region"), want("contents", "ContentsCode", "single", pick={"x": (text,)}))
    with pytest.raises(DataContractError, match=words) as caught:
        resolve(request, meta(REGION, CONTENTS))
    assert "overrides.toml: [tables.prov.dimensions.contents.pick]" in str(caught.value)


def test_an_ambiguous_text_is_refused_but_an_exact_label_wins() -> None:
    """Two labels hold «månadslön»; one that *is* the text is meant."""
    two = dim("ContentsCode", {"A": "Månadslön", "B": "Månadslön, kvinnors andel"})
    exact = resolve(ask(want("contents", "ContentsCode", "single", pick={"x": ("månadslön",)})), meta(two))
    assert exact.only("contents") == "A"
    unclear = dim("ContentsCode", {"A": "Månadslön, medel", "B": "Månadslön, median"})
    with pytest.raises(DataContractError, match="flera värden"):
        resolve(ask(want("contents", "ContentsCode", "single", pick={"x": ("månadslön",)})), meta(unclear))


def test_totals_are_read_where_published_and_summed_only_where_asked() -> None:
    """«totalt …» is the total; without one, `total` refuses and `total_or_sum` adds up."""
    with_total = dim("Kon", {"TotSa": "totalt, samtliga män och kvinnor", "1": "män", "2": "kvinnor"})
    m = meta(REGION, with_total)
    request = ask(want("region", "Region"), want("sex", "Kon", "single", total=True))
    assert read(resolve(request, m), cube(m)).value.tolist() == [1, 4]
    with pytest.raises(DataContractError, match="total"):
        resolve(request, meta(REGION, SEX))
    either = ask(want("region", "Region"), want("sex", "Kon", "sum", total_or_sum=True))
    assert read(resolve(either, m), cube(m)).value.tolist() == [1, 4]
    assert read(resolve(either, meta(REGION, SEX)), cube(meta(REGION, SEX))).value.tolist() == [3, 7]


def test_parts_with_noise_are_never_summed() -> None:
    """A CKM note, or a publisher that says parts must not be added, refuses the sum; a reason allows it."""
    request = ask(want("region", "Region"), want("sex", "Kon", "sum"))
    noisy = meta(REGION, SEX, notes=("Metoden heter Cell Key Method (CKM).",))
    for table in (noisy, meta(REGION, SEX, sums=False)):
        with pytest.raises(DataContractError, match="summeras över Kon"):
            resolve(request, table)
    assert resolve(msgspec.structs.replace(request, sums_despite="because"), noisy).cells == 4
    # v1's metadata has no notes: the answer's own note is heeded too
    silent = resolve(request, meta(REGION, SEX))
    with pytest.raises(DataContractError, match="summeras"):
        read(silent, cube(noisy))


YEAR = dim("Tid", {"2023": "2023", "2024": "2024", "2025": "2025"}, "år", role="time")
FROM_2025 = "Från och med referensåret 2025 är en slumpmässig osäkerhet införd med Cell Key Method (CKM)."


def test_noise_from_a_stated_year_sends_a_sum_to_the_year_before() -> None:
    """2024 is read and 2025 named; a total needs no sum and is read for 2025; without an older year it is refused."""
    latest = want("period", "Tid", latest=1)
    summed, noisy = ask(want("sex", "Kon", "sum"), latest), meta(SEX, YEAR, notes=(FROM_2025,))
    resolved = resolve(summed, noisy)
    assert (resolved.only("period"), resolved.passed_over) == ("2024", ("2025",))
    assert read(resolved, cube(noisy)).value.tolist() == [2 + 5]
    single = resolve(ask(want("sex", "Kon", "single", pick={"men": ("män",)}), latest), noisy)
    assert (single.only("period"), single.passed_over) == ("2025", ())
    with pytest.raises(DataContractError, match="summeras över Kon"):
        resolve(summed, meta(SEX, dim("Tid", {"2025": "2025"}), notes=(FROM_2025,)))


def test_parts_must_not_be_summed_counts_for_the_periods_with_noise() -> None:
    """Every real table with noise says so of itself whole: the years before are read, as they were before the noise."""
    summed = ask(want("sex", "Kon", "sum"), want("period", "Tid", latest=1))
    noisy = meta(SEX, YEAR, notes=(FROM_2025,), sums=False)
    assert resolve(summed, noisy).only("period") == "2024"
    assert read(resolve(summed, noisy), cube(noisy)).value.tolist() == [2 + 5]
    with pytest.raises(DataContractError, match="summeras över Kon"):
        resolve(summed, meta(SEX, YEAR, sums=False))  # means: no year may be summed


def test_of_several_equal_totals_the_preferred_code_is_read() -> None:
    """The yearly population has four totals; a list of sex, age and birth has two of one name. Others are refused."""
    four = dim("Alder", dict.fromkeys(("TOT1", "TOT5", "TotSA"), "totalt, samtliga åldrar"))
    plain = want("age", "Alder", "single", total=True)
    chosen = msgspec.structs.replace(plain, total_codes=("TotSA",))
    assert resolve(ask(chosen), meta(four)).selection == {"Alder": ("TotSA",)}
    with pytest.raises(DataContractError, match="TOT1 «totalt, samtliga åldrar»; TOT5"):
        resolve(ask(plain), meta(four))


def test_a_dash_is_none_of_a_count_and_every_other_sign_is_missing() -> None:
    """PxWeb's own signs: «-» nothing to report, «..» secret, «.» cannot be; an unknown sign is missing and told."""
    m = meta(REGION, SEX)
    empty = Cube(m, np.array([np.nan, 5, np.nan, np.nan]), {0: "-", 2: "..", 3: "#"})
    request = ask(want("region", "Region"), want("sex", "Kon"))
    resolved = resolve(request, m)
    frame = read(resolved, empty)
    assert frame.value[:2].tolist() == [0, 5]
    assert frame.value[2:].isna().all()
    assert signs_in(resolved, empty) == {"nil": 1, "not_available": 1, "#": 1}
    means = resolve(msgspec.structs.replace(request, nil_is_zero=False), m)
    assert read(means, empty).value.isna().tolist() == [True, False, True, True]


def test_the_newest_periods_are_chosen_by_what_they_cover() -> None:
    """«2024/25» ends after «2024» and before «2025», whatever the text's order."""
    odd = dim("Tid", {p: p for p in ("2024/25", "2025", "2023-2024")})
    resolved = resolve(ask(want("period", "Tid", latest=2)), meta(odd))
    assert resolved.selection == {"Tid": ("2024/25", "2025")}


def test_a_published_age_class_is_read_instead_of_its_years() -> None:
    """25–64 where it stands among the ages; else forty one-year classes, none lacking."""
    ages = {str(age): f"{age} år" for age in range(20, 75)}
    request = ask(want("age", "Alder", "sum", ages=(25, 64)))
    assert len(resolve(request, meta(dim("Alder", ages))).selection["Alder"]) == 40
    classes = {**ages, "tot25-64": "25-64 år", "tot16-74": "16-74 år"}
    assert resolve(request, meta(dim("Alder", classes))).selection["Alder"] == ("tot25-64",)


def test_a_unit_off_by_a_factor_stops_the_table() -> None:
    """«tusental» where «antal» is expected: thousand persons are not persons."""
    contents = dim("ContentsCode", {"A": "Befolkning"}, units={"A": "tusental"})
    request = ask(want("region", "Region"), want("contents", "ContentsCode", "single"), unit_says=("antal",))
    m = meta(REGION, contents)
    with pytest.raises(DataContractError, match="enheten «tusental»"):
        read(resolve(request, m), cube(m))


def test_a_lost_county_stops_the_table() -> None:
    """21 counties or none."""
    with pytest.raises(DataContractError, match="saknar Region 19 av 21"):
        resolve(ask(want("region", "Region", code_list=("counties",))), meta(REGION))


def test_another_table_under_the_id_is_not_ours() -> None:
    """A wrong TAB number is found out by its title."""
    with pytest.raises(DataContractError, match="saknar avlopp"):
        resolve(ask(want("region", "Region"), title_says=("region", "avlopp")), meta(REGION))


def test_what_was_asked_and_did_not_come_is_named() -> None:
    """An answer that lacks a region is refused, one that holds more is filtered."""
    wide, narrow = meta(REGION, SEX), meta(dim("Region", {"01": "Stockholms län"}), SEX)
    resolved: Resolved = resolve(ask(want("region", "Region"), want("sex", "Kon", pick={"men": ("män",)})), wide)
    assert read(resolved, cube(wide)).value.tolist() == [1, 3]
    with pytest.raises(DataContractError, match="saknar 1 av 2 värden i Region: 25"):
        read(resolved, cube(narrow))


def test_every_dimension_of_every_request_says_why() -> None:
    """The data file: a reason at each choice, a way to each table, all nine tables."""
    requests = read_beliefs().requests
    assert set(requests) == {
        "education", "population", "it_specialists", "wages", "commuting", "commuting_totals", "flows",
        "labour_shortage", "graduates",
    }  # fmt: skip
    for one in itertools.chain.from_iterable(r.dimensions for r in requests.values()):
        assert len(one.reason) > 5
        ways = [one.all, one.all_but_totals, one.code_list, one.ages, one.pick, one.groups, one.code_groups, one.total]
        assert (
            sum(map(bool, [*ways, one.total_or_sum, one.latest])) + (bool(one.code_pattern) and not one.code_groups)
            == 1
        ), one.column

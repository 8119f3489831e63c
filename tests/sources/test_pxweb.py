"""PxWeb over real HTTP against a local server with SCB's and KI's limits, sizes and faults."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterator

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aipulsen.clock import Clock
from aipulsen.errors import DataContractError, SourceError
from aipulsen.sources.beliefs import Service, Way, read_beliefs
from aipulsen.sources.http_call import Patience
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.pxweb import Catalogue, PxWeb, read_saved, split
from aipulsen.sources.pxweb_forms import Limits, parse_limits, parse_list
from tests.conftest import DATA
from tests.servers import made_up_tables
from tests.servers.made_up_tables import Table
from tests.servers.pxweb_server import PxWebServer, running


def client() -> HttpClient:
    """The real client, with little patience."""
    return HttpClient(patience=Patience(tries=2, first_wait_seconds=0.01, total_seconds=20))


def at(world: PxWebServer) -> dict[str, Service]:
    """The services moved to the local server."""
    moved = {"scb_v2": "/v2", "scb_v1": "/v1", "ki_v1": "/ki"}
    return {
        k: msgspec.structs.replace(s, base_url=world.address + moved[k]) for k, s in read_beliefs().services.items()
    }


@pytest.fixture
def world() -> Iterator[PxWebServer]:
    with running() as server:
        yield server


def catalogue(world: PxWebServer) -> Catalogue:
    return Catalogue(client(), at(world))


REQUESTS = read_beliefs().requests


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(1, 40), st.integers(0, 5))
def test_parts_are_within_the_limits_disjoint_and_together_the_whole(
    sizes: list[int], max_cells: int, max_values: int
) -> None:
    """Any selection, any limits: every combination of codes is asked for exactly once."""
    selection = {f"d{i}": tuple(str(v) for v in range(n)) for i, n in enumerate(sizes)}
    parts = split(selection, max_cells, max_values)
    for part in parts:
        assert math.prod(len(v) for v in part.values()) <= max_cells
        assert not max_values or max(len(v) for v in part.values()) <= max_values
    asked = [cell for part in parts for cell in itertools.product(*part.values())]
    assert sorted(asked) == sorted(itertools.product(*selection.values()))


def test_a_question_that_fits_is_not_split() -> None:
    """The commuting matrix is one question."""
    places = tuple(map(str, range(290)))
    assert len(split({"home": places, "work": places}, 150_000)) == 1


def test_education_of_all_municipalities_is_split_to_fit_and_every_sum_is_right(world: PxWebServer) -> None:
    """311 × 40 × 8 × 2 = 199 040 cells in two questions; the persons are those of the table."""
    table = catalogue(world).fetch(REQUESTS["education"])
    asked = [cells for _, address, cells in world.log if "/data" in address]
    assert sum(asked) == 199_040
    assert len(asked) == 2
    assert max(asked) <= 150_000
    truth = made_up_tables.education()
    labels = list(truth.dimensions["Region"][1])
    ages = list(truth.dimensions["Alder"][1])
    men_long = truth.values[labels.index("25"), ages.index("25") : ages.index("64") + 1, 5:7, 0, 0, 1].sum()
    frame = table.frame
    row = frame[(frame.region == "25") & (frame.sex == "men") & (frame.level == "post_secondary_long")]
    assert row.value.item() == men_long
    assert len(frame) == 311 * 2 * 4
    assert table.meta.table_id == "TAB3981"


def test_a_long_question_is_posted_a_short_one_is_a_get(world: PxWebServer) -> None:
    """290 × 290 codes do not fit in an address; the population's totals neither; wages do."""
    catalogue(world).fetch(REQUESTS["wages"])
    catalogue(world).fetch(REQUESTS["commuting"])
    methods = {address.split("?")[0]: method for method, address, _ in world.log if "/data" in address}
    assert methods == {"/v2/tables/TAB5000/data": "GET", "/v2/tables/TAB1830/data": "POST"}


def test_a_get_answered_with_404_is_posted_before_it_is_believed(world: PxWebServer) -> None:
    """SCB answers 404 when an address is too long for it."""
    world.fault("TAB5000/data", "404")
    frame = catalogue(world).fetch(REQUESTS["wages"]).frame
    assert len(frame) == 9 * 9 * 3
    assert [m for m, a, _ in world.log if "TAB5000/data" in a] == ["GET", "POST"]


def test_suppressed_salaries_are_missing(world: PxWebServer) -> None:
    """«..» in the north is no number, and no zero."""
    frame = catalogue(world).fetch(REQUESTS["wages"]).frame
    hidden = frame[(frame.occupation == "2519") & frame.region.isin(["SE32", "SE33"])]
    assert hidden.value.isna().all()
    assert frame.value.isna().sum() == len(hidden) == 6


def test_limits_and_pace_come_from_config(world: PxWebServer) -> None:
    """What the service states is kept; what it does not state is ours; a broken config stops nothing silently."""
    world.max_cells, world.max_calls, world.window_seconds = 90_000, 3, 1.0
    http = client()
    assert PxWeb(http, at(world)["scb_v2"]).limits == Limits(90_000, 0, 3, 1.0)
    assert PxWeb(http, at(world)["ki_v1"]).limits == Limits(90_000, 1_000, 30, 10.0)
    ours = Limits(1, 2, 3, 4.0)
    assert parse_limits({"maxCells": "many", "maxCalls": 0}, ours) == ours
    assert parse_limits([], ours) == ours


def test_the_real_config_is_read() -> None:
    """SCB's own: 150 000 cells, 3 calls a second."""
    raw = __import__("json").loads((DATA / "services" / "config.json").read_text("utf-8"))
    assert parse_limits(raw, Limits(1, 0, 1, 9.0)) == Limits(150_000, 0, 3, 1.0)


def test_smaller_lower_limits_mean_more_parts_same_numbers(world: PxWebServer) -> None:
    """At 10 000 cells the matrix comes in pieces and is the same matrix."""
    whole = catalogue(world).fetch(REQUESTS["commuting"]).frame
    world.max_cells = 10_000
    pieces = catalogue(world).fetch(REQUESTS["commuting"]).frame
    order = ["home", "work"]
    assert pieces.sort_values(order).value.tolist() == whole.sort_values(order).value.tolist()
    assert len(world.asked("TAB1830/data")) > 9


@pytest.mark.parametrize("key", ["commuting", "labour_shortage"])
def test_a_service_that_takes_less_than_it_says_gets_smaller_parts(world: PxWebServer, key: str) -> None:
    """400 «Too many cells selected» (v2) and 403 «Too many values selected» (v1) halve the question."""
    world.max_calls = 10_000  # the pace is another test's
    services = {k: msgspec.structs.replace(s, max_calls=10_000) for k, s in at(world).items()}

    def value_in_all() -> float:
        return float(Catalogue(client(), services).fetch(REQUESTS[key]).frame.value.sum())

    whole = value_in_all()
    world.real_max_cells = 30_000 if key == "commuting" else 90
    assert value_in_all() == whole
    world.real_max_cells = 1
    with pytest.raises(SourceError, match="för stor"):
        value_in_all()


def test_ki_values_per_variable_are_kept_within_its_limit(world: PxWebServer) -> None:
    """At three values per variable the eight regions come in three parts times the quarters' seven."""
    world.ki_max_values = 3
    frame = catalogue(world).fetch(REQUESTS["labour_shortage"]).frame
    assert len(frame) == 8 * 20
    assert sorted(frame.region.unique()) == sorted(made_up_tables.NUTS2)


def test_a_table_is_found_by_search_in_its_folder(world: PxWebServer) -> None:
    """No id known: the newest table in the folder whose title says the words."""
    assert catalogue(world).fetch(REQUESTS["it_specialists"]).meta.table_id == "TAB5901"
    assert world.asked("/v2/tables?")


def test_two_tables_that_fit_equally_well_are_not_guessed_between(world: PxWebServer) -> None:
    """The search says what it found and where to write the id; the next way (v1's path) is taken."""
    twin = dataclasses.replace(made_up_tables.it_specialists(), id="TAB5902", path="AM/AM0208/AM0208M/TWIN")
    world.scb["TAB5902"] = twin
    table = catalogue(world).fetch(REQUESTS["it_specialists"])
    assert table.service_name == "SCB PxWeb v1"
    only_search = msgspec.structs.replace(REQUESTS["it_specialists"], ways=REQUESTS["it_specialists"].ways[:1])
    with pytest.raises(SourceError, match="2 nyaste tabeller") as caught:
        catalogue(world).fetch(only_search)
    assert "TAB5902" in str(caught.value)


def test_a_wrong_id_leads_to_the_next_way_not_to_a_wrong_table(world: PxWebServer) -> None:
    """TAB3981 turned out to be something else: the search finds the right one."""
    world.scb["TAB4000"] = dataclasses.replace(made_up_tables.education(), id="TAB4000")
    world.scb["TAB3981"] = dataclasses.replace(made_up_tables.wages(), id="TAB3981")
    assert catalogue(world).fetch(REQUESTS["education"]).meta.table_id == "TAB4000"


def test_v1_gives_the_same_numbers_as_v2(world: PxWebServer) -> None:
    """With a byte-order mark before the metadata and the data."""
    newer = catalogue(world).fetch(REQUESTS["education"])
    by_path = msgspec.structs.replace(
        REQUESTS["education"], ways=(Way(service="scb_v1", table="UF/UF0506/UF0506B/Utbildning"),)
    )
    world.fault("/v1/UF", "", "bom", "bom")
    older = catalogue(world).fetch(by_path)
    assert older.frame.equals(newer.frame)
    assert older.meta.table_id == "Utbildning"
    assert older.meta.updated == "2026-04-27T06:00:00Z"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("html", "webbsida"),
        ("empty", "svarade med ingenting"),
        ("cut", "avhugget"),
        ("latin", "inte UTF-8"),
        ("reset", "går inte att nå"),
        ("403", "svarade 403"),
        ("400", "svarade 400"),
        ("500", "svarade 500"),
    ],
)
def test_an_odd_answer_is_said_in_words_and_the_next_way_is_tried(world: PxWebServer, fault: str, words: str) -> None:
    """The table comes by v1 when v2's answer is no answer; when every way is odd, each is named."""
    world.fault("/v2/tables/TAB1828/data", f"always:{fault}")
    table = catalogue(world).fetch(REQUESTS["commuting_totals"])
    assert table.service_name == "SCB PxWeb v1"
    world.fault("/v1/AM/AM0210/AM0210F/ArRegPend1", f"always:{fault}")
    with pytest.raises(SourceError) as caught:
        catalogue(world).fetch(REQUESTS["commuting_totals"])
    assert words in str(caught.value)
    assert "overrides.toml: [tables.commuting_totals] ways" in str(caught.value)


def test_a_table_with_a_new_dimension_is_refused_over_real_http(world: PxWebServer) -> None:
    """A dimension «födelseregion» appears in the education table: refused by name, not half-read by v1."""
    table = made_up_tables.education()
    wider = dataclasses.replace(
        table,
        dimensions={**table.dimensions, "Fodelse": ("födelseregion", {"1": "inrikes", "2": "utrikes"})},
        values=np.stack([table.values, table.values], axis=-1),
    )
    world.scb["TAB3981"] = wider
    with pytest.raises(DataContractError, match="Fodelse «födelseregion»"):
        catalogue(world).fetch(REQUESTS["education"])
    assert not world.asked("/v1/")


def test_saved_answers_give_the_same_frame(world: PxWebServer) -> None:
    """The verbatim answers of a fetch, read again without any service; a lost part is refused."""
    world.max_cells = 40_000
    fresh = catalogue(world).fetch(REQUESTS["education"])
    again = read_saved(REQUESTS["education"], fresh.raw)
    keys = ["region", "sex", "level"]
    assert again.frame.sort_values(keys).value.tolist() == fresh.frame.sort_values(keys).value.tolist()
    lost = dict(list(fresh.raw.items())[1:])
    with pytest.raises(DataContractError):
        read_saved(REQUESTS["education"], lost)


def test_a_broken_config_means_our_own_lower_limits(world: PxWebServer) -> None:
    """A web page where the limits should be: the documented ones are kept, and the table still comes."""
    world.config_is_broken = True
    assert PxWeb(client(), at(world)["scb_v2"]).limits == Limits(150_000, 0, 3, 1.0)
    assert len(catalogue(world).fetch(REQUESTS["commuting_totals"]).frame) == 290


def test_the_pace_is_kept_so_that_the_service_never_says_429(world: PxWebServer) -> None:
    """At three calls a second, nine parts of the matrix take their time and none is refused.

    Time passes when the client waits, and only then: how busy this machine is decides nothing.
    """
    waited: list[float] = []
    world.max_cells, world.max_calls, world.monotonic = 10_000, 3, lambda: sum(waited)
    http = HttpClient(patience=Patience(tries=1), clock=Clock(monotonic=world.monotonic, sleep=waited.append))
    Catalogue(http, at(world)).fetch(REQUESTS["commuting"])
    assert world.refused_for_pace == 0
    assert len(world.asked("TAB1830/data")) > 8


@pytest.mark.parametrize("fault", ["429", "503", "cut", "html", "empty", "reset"])
def test_a_passing_fault_is_asked_again_and_leaves_no_trace(world: PxWebServer, fault: str) -> None:
    """One bad answer, then a good one: the same table, from v2."""
    world.fault("/v2/tables/TAB1828/data", fault)
    table = catalogue(world).fetch(REQUESTS["commuting_totals"])
    assert table.service_name == "SCB PxWeb v2"
    assert int(table.frame.value.sum()) == int(made_up_tables.commuting_totals().values[:, 2, 1, 0].sum())


ENTRY = {"id": "TAB1", "label": "x", "paths": [[{"id": "AM"}]], "variableNames": ["år"], "lastPeriod": "2024"}


@pytest.mark.parametrize("odd", [None, 5, "x", [], [[None]], [["x"]], {"a": 1}, True])
@pytest.mark.parametrize("field", ["id", "label", "paths", "variableNames", "lastPeriod", "discontinued"])
def test_an_odd_entry_of_a_search_is_passed_over(field: str, odd: object) -> None:
    """The others are read; where no entry can be, it is a SourceError."""
    spoilt = {**ENTRY, field: odd}
    tables, _ = parse_list({"tables": [spoilt, {**ENTRY, "id": "TAB2"}], "page": odd}, "prov")
    assert tables[-1].id == "TAB2"
    assert all(isinstance(f, str) for table in tables for f in [*table.folders, table.last_period])
    with pytest.raises(SourceError):
        parse_list({"tables": [5, odd if not isinstance(odd, dict) else None]}, "prov")


@pytest.mark.parametrize("value", [True, 1, -5, 1e308, "150000", None, []])
def test_a_limit_that_no_service_can_mean_is_ours(value: object) -> None:
    """A cell a question, or a window of years, would be a run without end."""
    ours = Limits(1000, 0, 10, 10.0)
    stated = parse_limits({"maxDataCells": value, "maxCallsPerTimeWindow": value, "timeWindow": value}, ours)
    assert stated.max_cells == 1000
    assert (stated.max_calls, stated.window_seconds) == ((1, 1.0) if value == 1 and value is not True else (10, 10.0))


def recoded(dimension: str, spell: Callable[[str, str], tuple[str, str]]) -> Table:
    """The in-commuters' table with other codes or labels in one dimension."""
    table = made_up_tables.commuting_totals()
    label, values = table.dimensions[dimension]
    other = dict(spell(code, text) for code, text in values.items())
    return dataclasses.replace(table, dimensions={**table.dimensions, dimension: (label, other)})


SPELLINGS: dict[str, tuple[str, Callable[[str, str], tuple[str, str]]]] = {
    "places without names": ("Kommun", lambda code, _: (code, code)),
    "sexes by letters": ("Kon", lambda code, text: ({"1": "M", "2": "K", "1+2": "T"}[code], text)),
}


@pytest.mark.parametrize(("dimension", "spell"), SPELLINGS.values(), ids=SPELLINGS)
def test_what_is_chosen_by_code_needs_no_label_and_by_text_no_code(
    world: PxWebServer, dimension: str, spell: Callable[[str, str], tuple[str, str]]
) -> None:
    """The numbers are those of the table as it was."""
    before = catalogue(world).fetch(REQUESTS["commuting_totals"]).frame
    world.scb["TAB1828"] = recoded(dimension, spell)
    after = catalogue(world).fetch(REQUESTS["commuting_totals"]).frame
    assert after.value.tolist() == before.value.tolist()


def test_codes_of_another_kind_are_refused_with_what_was_found_and_the_line(world: PxWebServer) -> None:
    """«SE0114» where «0114» was asked for: no place is guessed."""
    world.scb["TAB1828"] = recoded("Kommun", lambda code, text: (f"SE{code}", text))
    with pytest.raises(DataContractError, match=r"SE0114.*tables\.commuting_totals\.dimensions\.municipality"):
        catalogue(world).fetch(REQUESTS["commuting_totals"])

"""What is documented is what there is."""

from __future__ import annotations

from aipulsen.publishing import contracts
from aipulsen.sources.beliefs import read_beliefs
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "official-statistics.md").read_text("utf-8")


def test_every_table_its_first_way_and_every_setting_stand_in_the_document() -> None:
    """A table or setting that is added is documented."""
    for key, request in read_beliefs().requests.items():
        assert f"`{key}`" in PAGE, key
        ids = [way.table.rsplit("/", 1)[-1] for way in request.ways if way.table]
        assert any(table in PAGE for table in ids), key
    for service in [*read_beliefs().services.values(), read_beliefs().uka]:
        assert service.setting in PAGE
    assert "AIPULSEN_KEEP_RAW" in PAGE


def test_every_table_has_a_contract() -> None:
    """No official table reaches an edition without one."""
    assert set(contracts.known_tables()) == set(read_beliefs().requests)

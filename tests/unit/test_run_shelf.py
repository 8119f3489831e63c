"""The shelf that all processes of a run share: nobody meets what was made while the program was another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aipulsen import keepers
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.shelf import Shelf
from tests.conftest import SHELF
from tests.run_shelf import RunShelf

pytestmark = pytest.mark.fresh


class Program:
    """What a test may patch."""

    number = 1


@kept_in(ANSWERS)
def answer(asked: str) -> tuple[str, int]:
    """What the program says now."""
    return asked, Program.number


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """The run's shelf in this test: one of its own, which other tests do not meet."""
    kept = vars(SHELF).copy()
    own = Shelf(tmp_path, 10, "program", is_behind=False)
    vars(SHELF).update(_shelf=own, _patchers={}, _is_fresh=False)  # by hand: who patches has no shelf
    keepers.use_shelf(own)
    yield own
    vars(SHELF).update(kept)
    keepers.use_shelf(None)
    keepers.ANSWERS.clear()


def test_who_patches_has_no_shelf_and_leaves_nothing_behind(shelf: Shelf) -> None:
    """Made by the patched program: neither on the shelf nor in memory once the patch is undone; what was kept stays."""
    answer("before")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Program, "number", 2)
        assert keepers.shelf_in_use() is None
        assert answer("meanwhile") == ("meanwhile", 2)
    assert keepers.shelf_in_use() is shelf
    assert answer("meanwhile") == ("meanwhile", 1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Program, "number", 2)
        assert answer("before") == ("before", 1)  # kept in memory, as without a shelf


def test_two_who_patch_are_both_waited_for(shelf: Shelf) -> None:
    """A fixture's patch that outlives a test's."""
    with pytest.MonkeyPatch.context() as outer:
        outer.setattr(Program, "number", 2)
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Program, "number", 3)
        assert keepers.shelf_in_use() is None
    assert keepers.shelf_in_use() is shelf


@pytest.mark.parametrize(("name", "is_on"), [("AIPULSEN_DATA_DIR", True), ("AIPULSEN_PUBLIC_URL", False), ("TZ", True)])
def test_a_setting_that_figures_show_is_a_patch(name: str, is_on: bool, shelf: Shelf) -> None:
    """Where editions lie is none: they are named by their contents."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(name, "/nowhere")
        assert (keepers.shelf_in_use() is shelf) == is_on


def test_who_forgets_makes_the_rest_of_his_test_himself(shelf: Shelf) -> None:
    """What lies on the shelf is not taken from there; the next test has the shelf again."""
    answer("asked")
    keepers.forget()
    assert keepers.shelf_in_use() is None
    assert answer("asked") == ("asked", 1)


def test_a_fresh_test_has_no_shelf() -> None:
    """This one is."""
    assert keepers.shelf_in_use() is None


def test_what_is_patched_before_the_first_test_is_no_test_s() -> None:
    """pytest's own plugins change things for as long as a run lasts."""
    begins = RunShelf()
    begins.patched(object())
    assert begins._patchers == {}

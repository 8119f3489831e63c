"""One shelf for all processes of a run of the tests: an answer, a figure or a drawing is made once, not once a process.

What lies there is named by the contents of edition and program (`aipulsen/shelf.py`). A test that patches the program
makes something else under the same name: until its patches are undone the process has no shelf, and what it kept in
memory meanwhile goes with them. So it is from `keepers.forget()` to the end of the test: who empties memory wants to
see it made. A test marked `fresh` neither takes nor leaves anything.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = "AIPULSEN_TESTS_SHELF"  # tells the processes of a run where it lies
_MEGABYTES = 4000
# What a figure does not depend on: where editions are looked for, how often an address may ask, the framework.
_INNOCENT = ("AIPULSEN_DATA_DIR", "AIPULSEN_NEW_ANSWERS_PER_MINUTE")
_FRAMEWORK = "streamlit."


class RunShelf:
    """The shelf of this process, and who must not use it now."""

    def __init__(self) -> None:
        self._shelf: Any = None
        self._patchers: dict[int, dict[str, set[Any]]] = {}  # who patches now, and what was in memory before
        self._is_fresh = False
        self._has_begun = False

    def begin(self, item: pytest.Item) -> None:
        """Before a test's first fixture."""
        self._has_begun = True
        was_fresh, self._is_fresh = self._is_fresh, item.get_closest_marker("fresh") is not None
        if self._is_fresh and not was_fresh and self._shelf is not None:
            self._leave()
            for keeper in _shelved():
                keeper.clear()
        self._use()

    def forgotten(self) -> None:
        """Memory is emptied by a test: the rest of it makes everything itself."""
        self._is_fresh = True
        self._leave()

    def patched(self, patcher: object) -> None:
        """Somebody is about to change the program, until `undone`; what pytest changes at its start is no test's."""
        if not self._has_begun:
            return
        self._patchers.setdefault(id(patcher), {keeper.name: set(keeper) for keeper in _shelved()})
        self._leave()

    def undone(self, patcher: object) -> None:
        """The program is itself again: what was made by the other is let go."""
        before = self._patchers.pop(id(patcher), None)
        if before is None:
            return
        for keeper in _shelved():
            with keeper.lock:
                for key in set(keeper) - before.get(keeper.name, set()):
                    keeper.pop(key, None)
        self._use()

    def _use(self) -> None:
        from aipulsen import keepers

        if self._is_fresh or self._patchers:
            return
        if self._shelf is None and "aipulsen.figures" in sys.modules:  # else nothing is made
            self._shelf = _opened()
        keepers.use_shelf(self._shelf)

    def _leave(self) -> None:
        from aipulsen import keepers

        if self._shelf is not None and keepers.shelf_in_use() is self._shelf:
            keepers.use_shelf(None)


def _shelved() -> list[Any]:
    from aipulsen import keepers

    return [keeper for keeper in keepers.KEEPERS if keeper.is_shelved]


def _opened() -> Any:
    """As a server opens it: the program has the same name in both."""
    from aipulsen.figures import prepared
    from aipulsen.settings import Settings

    return prepared.open_shelf(Settings(data_dir=Path(os.environ[FOLDER]), shelf_megabytes=_MEGABYTES))


def _changes_what_is_made(target: Any, name: Any) -> bool:
    if target is os.environ:
        return str(name).startswith("AIPULSEN_") and name not in _INNOCENT
    module = (
        target if isinstance(target, str) else getattr(target, "__module__", None) or getattr(target, "__name__", "")
    )
    return not str(module).startswith(_FRAMEWORK)


def make_folder(config: pytest.Config) -> None:
    """The first process of a run makes the folder and clears it away; the others are told by their environment."""
    if FOLDER not in os.environ:
        made = tempfile.mkdtemp(prefix="aipulsen-tests-")
        os.environ[FOLDER] = made
        place().mkdir(mode=0o700)
        config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))


def place() -> Path:
    """The shelf's own folder; a server that has it in its data folder shares what lies there."""
    return Path(os.environ[FOLDER]) / "shelf"


def watch(shelf: RunShelf) -> None:
    """From now on the shelf hears of patches and of forgetting."""
    from aipulsen import keepers

    def telling(method: Callable[..., None]) -> Callable[..., None]:
        def told(self: pytest.MonkeyPatch, target: Any, name: Any = None, *more: Any, **how: Any) -> None:
            if _changes_what_is_made(target, name):
                shelf.patched(self)
            method(self, target, name, *more, **how)

        return told

    undo, forget = pytest.MonkeyPatch.undo, keepers.forget

    def undone(self: pytest.MonkeyPatch) -> None:
        undo(self)
        shelf.undone(self)

    def forgotten() -> None:
        forget()
        shelf.forgotten()

    for method in ("setattr", "delattr", "setitem", "delitem"):
        setattr(pytest.MonkeyPatch, method, telling(getattr(pytest.MonkeyPatch, method)))
    pytest.MonkeyPatch.undo = undone  # type: ignore[method-assign]
    keepers.forget = forgotten

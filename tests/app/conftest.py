"""Shared by the tests of pages: each address is opened once a session."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from streamlit.components.v2 import manifest_scanner

from aipulsen import topics
from aipulsen.charts import drawing
from aipulsen.metrics import trend
from aipulsen.store.editions import Edition
from tests.app.opening import Viewed, Views


@pytest.fixture(scope="session", autouse=True)
def _installed_components() -> Iterator[None]:
    """Which installed packages bring components of their own: a server reads that once at its start, AppTest anew for
    each page that is opened, in more time than the page takes."""
    with pytest.MonkeyPatch.context() as patched:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="session")
def viewed(tmp_path_factory: pytest.TempPathFactory) -> Viewed:
    """Pages to read: `viewed("pages/8_loner.py", lan="25")` runs the page the first time it is asked for."""
    return Views(tmp_path_factory.mktemp("no-editions"))


# What is done with a table to find something out.
_WORK: dict[type, tuple[str, ...]] = {
    pd.DataFrame: (
        "__getitem__",
        "sort_values",
        "set_index",
        "groupby",
        "assign",
        "itertuples",
        "to_dict",
        "merge",
        "map",
    ),
    pd.Series: ("__getitem__", "map", "value_counts", "notna", "isna", "unique"),
}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often something was done that costs time: a table read or worked on, weeks counted, a figure built, a chart
    drawn. Tables that a page hands to the framework, and columns it only looks at, are not counted."""
    counts: Counter[str] = Counter()
    read, build, drawn, weeks = Edition.read, topics.FigureEntry.build, drawing.drawn, trend.moving_counts

    def counted_read(edition: Edition, table: str) -> pd.DataFrame:
        counts[f"read {table}"] += 1
        return read(edition, table)

    def counted_build(entry: topics.FigureEntry, desk: object, selection: object) -> object:
        counts[f"built {entry.key}"] += 1
        return build(entry, desk, selection)

    def counted_drawn(*what: object) -> object:
        counts["drawn"] += 1
        return drawn(*what)  # type: ignore[arg-type]

    def counted_weeks(*what: object, **how: object) -> pd.DataFrame:
        counts["weeks counted"] += 1
        return weeks(*what, **how)  # type: ignore[arg-type]

    def counted(what: str, method: Callable[..., object]) -> Callable[..., object]:
        def ours(*given: object, **how: object) -> object:
            asker = sys._getframe(1).f_globals["__name__"]
            if asker.startswith("aipulsen."):
                counts[f"{what} in {asker}"] += 1
            return method(*given, **how)

        return ours

    for kind, names in _WORK.items():
        for name in names:
            monkeypatch.setattr(kind, name, counted(name, getattr(kind, name)))
    monkeypatch.setattr(trend, "moving_counts", counted_weeks)
    monkeypatch.setattr(Edition, "read", counted_read)
    monkeypatch.setattr(topics.FigureEntry, "build", counted_build)
    monkeypatch.setattr(drawing, "drawn", counted_drawn)
    return counts

"""Shared by the tests of pages: each address is opened once a session."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from streamlit.components.v2 import manifest_scanner

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

"""Shared by the tests of pages: each address is opened once a session."""

from __future__ import annotations

import pytest

from tests.app.opening import Viewed, Views


@pytest.fixture(scope="session")
def viewed(tmp_path_factory: pytest.TempPathFactory) -> Viewed:
    """Pages to read: `viewed("pages/8_loner.py", lan="25")` runs the page the first time it is asked for."""
    return Views(tmp_path_factory.mktemp("no-editions"))

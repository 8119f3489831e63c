"""Cached access for pages: editions and answers, kept by edition and selection, values only."""

from __future__ import annotations

import streamlit as st

from aipulsen.errors import EditionError
from aipulsen.store import editions
from aipulsen.store.editions import Edition


def _fingerprint() -> tuple[tuple[str, str, int], ...]:
    """Name, place and age of every edition folder: a new edition changes it, so no restart is needed."""
    return tuple((name, str(path), path.stat().st_mtime_ns) for name, path in sorted(editions.edition_paths().items()))


@st.cache_resource(max_entries=4, show_spinner=False)
def _known(fingerprint: tuple[tuple[str, str, int], ...]) -> tuple[list[Edition], dict[str, EditionError]]:
    return editions.list_editions()


def known_editions() -> tuple[list[Edition], dict[str, EditionError]]:
    """All editions that open, newest first, and the errors of those that do not."""
    return _known(_fingerprint())

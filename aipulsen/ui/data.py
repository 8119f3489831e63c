"""The editions in sight, opened once for all readers and looked at anew when a folder changes."""

from __future__ import annotations

from aipulsen.errors import EditionError
from aipulsen.keepers import kept_for
from aipulsen.store import editions
from aipulsen.store.editions import Edition

_SECONDS = 600  # after which files are held against their hashes again: damage that leaves size and age alone is found


def _fingerprint() -> tuple[tuple[str, str, int], ...]:
    """Name, place and age of every edition folder: a new edition changes it, so no restart is needed."""
    return tuple((name, str(path), path.stat().st_mtime_ns) for name, path in sorted(editions.edition_paths().items()))


@kept_for(_SECONDS, most=4)
def _known(fingerprint: tuple[tuple[str, str, int], ...]) -> tuple[list[Edition], dict[str, EditionError]]:
    return editions.list_editions()


def known_editions() -> tuple[list[Edition], dict[str, EditionError]]:
    """All editions that open, newest first, and the errors of those that do not."""
    return _known(_fingerprint())

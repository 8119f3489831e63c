"""The editions in sight, opened once for all readers and looked at anew when a folder changes; which of them leads."""

from __future__ import annotations

from aipulsen.errors import EditionError
from aipulsen.keepers import kept_for
from aipulsen.store import editions
from aipulsen.store.editions import Edition

_SECONDS = 600  # after which files are held against their hashes again: damage that leaves size and age alone is found


def _fingerprint() -> tuple[tuple[str, int], ...]:
    """The age of the folders that editions lie in: a new edition or an exchanged one changes it, so no restart is
    needed, and a run of a page looks at two or three folders, however many editions there are."""
    return tuple((str(folder), folder.stat().st_mtime_ns) for folder in editions.folders() if folder.is_dir())


@kept_for(_SECONDS, most=4)
def _known(fingerprint: tuple[tuple[str, int], ...]) -> tuple[list[Edition], dict[str, EditionError]]:
    return editions.list_editions()


def known_editions() -> tuple[list[Edition], dict[str, EditionError]]:
    """All editions that open, newest first, and the errors of those that do not."""
    return _known(_fingerprint())


def leading(known: list[Edition]) -> Edition:
    """The edition that is shown to who names none: the newest live one, else the report's."""
    by_name = {edition.name: edition for edition in known}
    return editions.newest_live(known) or by_name.get(editions.REPORT_EDITION) or editions.open_edition()

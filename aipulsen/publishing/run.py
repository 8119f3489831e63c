"""What one run of refresh is asked, where it works, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aipulsen.clock import SWEDEN
from aipulsen.errors import AipulsenError, DataContractError, SourceError
from aipulsen.settings import Settings
from aipulsen.store.ads_merge import Changes
from aipulsen.store.editions import Edition

ADS = "ads"
COMPARED_DAYS = 90
SMALL_SHARE = 500  # a store or county smaller than this says nothing about coverage
# A source's key, what is under way, how much is done, of how much (None when unknown), and in what.
Listener = Callable[[str, str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What this refresh is to do."""

    data_dir: Path
    only: tuple[str, ...] = ()  # empty: everything
    since: dt.date | None = None  # read the stream from this Swedish day instead of from the cursor
    from_dir: Path | None = None  # read files already downloaded instead of asking
    workers: int = 1


@dataclass(slots=True)
class Outcome:
    """What became of a refresh: the edition, the failures by source, and the account in words."""

    edition: Edition | None = None
    is_new: bool = False
    failures: dict[str, AipulsenError] = field(default_factory=dict)  # sources that brought nothing
    lost_tables: dict[str, AipulsenError] = field(default_factory=dict)  # tables that a source brought the others of
    changes: Changes = field(default_factory=Changes)
    notes: list[str] = field(default_factory=list)  # what there is to say of the archive and the breaks
    account: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 when everything asked for was renewed; else the first failure's code."""
        return next((error.exit_code for error in (*self.failures.values(), *self.lost_tables.values())), 0)


def store_folder(data_dir: Path) -> Path:
    """Where the ads' store and what is being downloaded lie."""
    return data_dir / "store"


def archive_folder(settings: Settings) -> Path | None:
    """Where the scored archive lies that gives an edition its past: the setting's, else where `backfill` puts it;
    None when the setting is «none»."""
    if settings.archive_dir == "none":
        return None
    return Path(settings.archive_dir) if settings.archive_dir else settings.data_dir / "archive"


def no_listener(_source: str, _what: str, _done: int, _total: int | None) -> None:
    """Nobody is listening."""


class unchanged:  # noqa: N801  reads as a word in a with statement
    """A source's own failure is written down and the rest goes on; any other error passes."""

    def __init__(self, failures: dict[str, AipulsenError], key: str) -> None:
        self.failures, self.key = failures, key

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, SourceError | DataContractError):
            self.failures.setdefault(self.key, error)
            return True
        return False


def asked_from(options: Options) -> dt.datetime | None:
    """The moment the reader asks the ads from; None without a wish."""
    return dt.datetime.combine(options.since, dt.time(), SWEDEN) if options.since else None

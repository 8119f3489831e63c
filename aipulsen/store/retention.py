"""Which daily editions are kept, and what is said of those that are gone (docs/editions.md has the rule).

Only editions that `refresh` named by their day are ever removed. One that somebody cited, or made by hand, stays.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aipulsen.errors import EditionError, ParameterError
from aipulsen.store import editions
from aipulsen.store.editions import Edition
from aipulsen.text.reasons import reason_of

Reason = Literal["named", "newest", "cited", "recent", "month_end", "goes"]
_DAILY = re.compile(r"(\d{4}-\d\d-\d\d)(?:-\d+)?")
_CITED, _GONE = "cited.txt", "gone.txt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An edition, and why it is kept; «goes» is removed by `prune`."""

    edition: Edition
    reason: Reason


def verdicts(known: Iterable[Edition], folder: Path, days: int) -> list[Verdict]:
    """What the rule says of each live edition, newest first: kept for `days` days of data before the newest, then the
    last of each month; cited ones and those with a name of their own for ever."""
    live = [edition for edition in known if edition.path.parent == folder]
    live.sort(key=lambda e: (e.manifest.as_of, e.manifest.published_at, e.name), reverse=True)
    cited, months, said = set(_listed(folder / _CITED)), set[tuple[int, int]](), list[Verdict]()
    for edition in live:
        day = edition.manifest.as_of
        is_last_of_month = (day.year, day.month) not in months
        months.add((day.year, day.month))
        said.append(Verdict(edition, _reason(edition, live[0], cited, days, is_last_of_month)))
    return said


def _reason(edition: Edition, newest: Edition, cited: set[str], days: int, is_last_of_month: bool) -> Reason:
    if _DAILY.fullmatch(edition.name) is None:
        return "named"
    if edition is newest:
        return "newest"
    if edition.name in cited:
        return "cited"
    if (newest.manifest.as_of - edition.manifest.as_of).days < days:
        return "recent"
    return "month_end" if is_last_of_month else "goes"


def prune(said: Iterable[Verdict], folder: Path) -> list[str]:
    """Remove the editions that go, and write down that they were here; their names. A reader who has one open keeps
    what is loaded; killed at any moment, an edition is whole or gone."""
    gone = [verdict.edition.name for verdict in said if verdict.reason == "goes"]
    for name in gone:
        try:
            _add_line(folder / _GONE, name)
            aside = folder / f".{name}.gone.{os.getpid()}"  # `sweep` removes what a killed run leaves
            (folder / name).rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        except OSError as exc:
            raise EditionError("editions.not_writable", path=str(folder), reason=reason_of(exc)) from exc
    return gone


def cite(name: str, folder: Path) -> None:
    """Keep an edition for ever: somebody points to it. Unknown names raise ParameterError."""
    if not (folder / editions.check_name(name)).is_dir():
        valid = ", ".join(sorted(path.name for path in folder.glob("[!.]*") if path.is_dir()))
        raise ParameterError("editions.unknown", name=name, valid=valid)
    if name not in _listed(folder / _CITED):
        try:
            _add_line(folder / _CITED, name)
        except OSError as exc:
            raise EditionError("editions.not_writable", path=str(folder), reason=reason_of(exc)) from exc


def was_here(name: str, folder: Path) -> bool:
    """Whether an edition of that name was removed by `prune`."""
    return name in _listed(folder / _GONE)


def nearest(name: str, known: Iterable[Edition]) -> Edition | None:
    """The live edition whose data date is nearest the day that a name tells; None when it tells none.

    Of two equally near, the later one: it holds what the earlier one knew.
    """
    found = _DAILY.fullmatch(name)
    try:
        day = dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    live = [edition for edition in known if edition.manifest.kind == "live"]
    if day is None or not live:
        return None
    return min(live, key=lambda e: (abs((e.manifest.as_of - day).days), -e.manifest.as_of.toordinal(), e.name))


def _listed(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError):
        return []


def _add_line(file: Path, name: str) -> None:
    with file.open("a", encoding="utf-8") as handle:
        handle.write(f"{name}\n")
        handle.flush()
        os.fsync(handle.fileno())

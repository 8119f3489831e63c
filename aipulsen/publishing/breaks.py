"""Breaks in a live edition's series: where another engine, another source or another table begins (decisions 18, 21).

The ads' breaks are computed anew from the ads themselves, so that a break that is gone (all ads scored again, an
archive that reaches further) is no longer told. Breaks between the tables of two editions cannot be seen in the
newer one: those are added to what the edition before has recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from aipulsen.provenance import EngineStamp, Origin, reference_origins

COLUMNS = ["date", "kind", "detail", "status", "origin"]
ADS_STATUS, STATISTICS_STATUS = "measured", "published"


def engine_breaks(rows: pd.DataFrame, engine: EngineStamp, origin: str) -> pd.DataFrame:
    """A break the day after the last ad that an earlier engine scored; none when one engine scored them all.

    rows: a row per ad with published_date and the stamp (engine_version, lexicon_hash, thresholds_hash). The detail
    is the engine that follows: its version, else the hash that is new.
    """
    stamp = ["engine_version", "lexicon_hash", "thresholds_hash"]
    current = (engine.version, engine.lexicon_hash, engine.thresholds_hash)
    last_days = rows.groupby(stamp, dropna=False).published_date.max().drop(index=[current], errors="ignore")
    ordered = last_days.sort_values(kind="stable")
    stamps = [EngineStamp(*map(str, key)) for key in ordered.index] + [engine]
    days = [dt.date.fromisoformat(day) + dt.timedelta(days=1) for day in ordered]
    told = {  # two engines whose last day is the same: the later one's row
        day: engine_name(before, after) for day, before, after in zip(days, stamps, stamps[1:], strict=False)
    }
    return _frame([(day.isoformat(), "engine", name, ADS_STATUS, origin) for day, name in told.items()])


def engine_name(before: EngineStamp | None, after: EngineStamp) -> str:
    """The version, and where that is the same, the part of the rules that is new.

    >>> old, new = EngineStamp("2.0", "aaaa", "bbbb"), EngineStamp("2.0", "aaaa", "cccccccccc")
    >>> engine_name(old, new), engine_name(None, new)
    ('2.0, thresholds cccccccc', '2.0')
    """
    if before is None or before.version != after.version:
        return after.version
    parts = [
        f"{name} {new[:8]}"
        for name, old, new in (
            ("lexicon", before.lexicon_hash, after.lexicon_hash),
            ("thresholds", before.thresholds_hash, after.thresholds_hash),
        )
        if old != new
    ]
    return ", ".join([after.version, *parts])


def source_breaks(first_snapshot: dt.date | None, archive_until: dt.date | None, origin: str) -> pd.DataFrame:
    """Where the ads' source changes: after the archive's last day, and on the day of the first snapshot.

    A snapshot holds the ads that are still up: of the days before it the live source lacks those already gone. With
    an archive that reaches to the snapshot there is one break, between the two.
    The details are keys of the texts `breaks.detail`.
    """
    after = archive_until + dt.timedelta(days=1) if archive_until else None
    begins = [day for day in (first_snapshot, after) if day is not None]
    days = {max(begins): "jobstream"} if begins else {}
    if after is not None and first_snapshot is not None and after < first_snapshot:
        days[after] = "jobstream_snapshot"
    return _frame([(day.isoformat(), "source", name, ADS_STATUS, origin) for day, name in sorted(days.items())])


def table_breaks(
    tables: Mapping[str, pd.DataFrame],
    origins: Mapping[str, Origin],
    before: Mapping[str, tuple[str, ...]],
    origins_before: Mapping[str, Origin],
    day: dt.date,
) -> pd.DataFrame:
    """Tables of statistics that now come from another table or producer than in the edition before, by that day.

    `before` has the origin ids of the last edition's tables. What shipped with the program is no source that was
    left: the first table fetched instead of it is no break.
    """
    rows = []
    for name, frame in tables.items():
        old = _sources(before.get(name, ()), origins_before)
        ids = sorted(frame["origin"].unique())
        new = _sources(ids, origins)
        if old and new and not old & new:
            detail = f"{name}: {', '.join(sorted(old))} → {', '.join(sorted(new))}"
            origin = next(i for i in ids if i not in reference_origins())
            rows.append((day.isoformat(), "source", detail, STATISTICS_STATUS, origin))
    return _frame(rows)


def _sources(ids: tuple[str, ...] | list[str], origins: Mapping[str, Origin]) -> set[str]:
    """Producer and table id: an official origin's title ends in the id of its table."""
    fetched = [origins[i] for i in ids if i in origins and i not in reference_origins()]
    return {f"{origin.producer} {origin.title.rpartition(', ')[2]}" for origin in fetched}


def joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """All breaks in the order of their days, each once."""
    every = pd.concat([_frame([]), *parts], ignore_index=True)[COLUMNS]
    once = every.drop_duplicates(["date", "kind", "origin"], keep="last")
    return once.sort_values(["date", "kind", "origin"], ignore_index=True)


def _frame(rows: list[tuple[str, str, str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")

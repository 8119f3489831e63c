"""How the last refresh went, per source: one small file beside the live editions, replaced in one step.

`data/live/_status.json` is written by every `refresh`, also by one that fails; the app reads it with
`read_status` to say that a source could not be renewed, and why.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec
import orjson

from aipulsen.errors import AipulsenError, EditionError
from aipulsen.store.editions import live_folder
from aipulsen.text import Lang, t
from aipulsen.text.reasons import reason_of

_FILE = "_status.json"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source's last attempt and last success (ISO moments with zone); `error_key` is None when they are one."""

    last_attempt: str
    last_success: str | None
    error_key: str | None = None
    error_values: Mapping[str, str] | None = None
    lost_tables: Sequence[str] = ()  # what could not be renewed though the source brought the rest

    @property
    def failed(self) -> bool:
        """Whether the last attempt did not bring all that it was asked for."""
        return self.error_key is not None

    def sentence(self, lang: Lang = "sv") -> str:
        """Why the last attempt failed, in words; empty when it did not."""
        return t(self.error_key, lang, **dict(self.error_values or {})) if self.error_key else ""

    def told(self, source: str, lang: Lang = "sv") -> str:
        """What the last attempt lacked, for a reader: all of the source, or the tables that stand as they were."""
        tables = ", ".join(t(f"tables.{name}", lang) for name in self.lost_tables)
        key = "refresh.status.partly" if tables else "refresh.status.failed"
        name = t(f"refresh.source.{source}", lang)
        return t(key, lang, source=name, since=self.last_attempt[:10], tables=tables, why=self.sentence(lang))


def read_status(data_folder: Path | None = None) -> dict[str, SourceStatus]:
    """Each source's status by its key (`ads`, `scb`, `ki`, `uka`); empty before the first refresh, or unreadable."""
    try:
        raw = orjson.loads((live_folder(data_folder) / _FILE).read_bytes())
        return msgspec.convert(raw["sources"], dict[str, SourceStatus])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write_status(
    attempts: Mapping[str, AipulsenError | None],
    at: dt.datetime,
    data_folder: Path | None = None,
    lost_tables: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, SourceStatus]:
    """Record this refresh's attempts (None is a success) over what was known, and return it all.

    A source that brought a part is no success: its error is the first lost table's, `lost_tables` names them all.
    """
    known, now = read_status(data_folder), at.isoformat(timespec="seconds")
    for key, error in attempts.items():
        before = known.get(key)
        if error is None:
            known[key] = SourceStatus(now, now)
        else:
            lost = (lost_tables or {}).get(key, ())
            values = {name: str(value) for name, value in error.values.items()}
            known[key] = SourceStatus(now, before.last_success if before else None, error.key, values, list(lost))
    folder = live_folder(data_folder)
    beside = folder / f".{_FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"sources": {k: asdict(v) for k, v in sorted(known.items())}}, ensure_ascii=False, indent=1)
        beside.write_text(text + "\n", "utf-8")
        beside.replace(folder / _FILE)
    except OSError as exc:
        with contextlib.suppress(OSError):  # the folder may be a file
            beside.unlink()
        raise EditionError("editions.not_writable", path=str(folder), reason=reason_of(exc)) from exc
    return known

"""Editions: immutable Parquet tables with a manifest, read through one interface, published atomically.

An edition is a folder `NAME/` with one `TABLE.parquet` per table and a `manifest.json` that seals them.
Publishing writes a hidden folder beside, syncs it to disk, reads it back, and renames it into place: killed
at any point, either the old or the new edition stands, never half of one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from aipulsen import schemas
from aipulsen.disk import alone, is_alive, sync_folder, try_folder, write_synced
from aipulsen.errors import EditionError, ParameterError
from aipulsen.keepers import HASHES, TABLES, kept_in, note_read
from aipulsen.paths import EMBEDDED_DATA_DIR, data_dir
from aipulsen.provenance import Manifest, TableEntry
from aipulsen.text.reasons import reason_of

REPORT_EDITION = "rapport-2026-04"
DEMO_EDITION = "demo"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_MANIFEST = "manifest.json"
_LOG = logging.getLogger("aipulsen.store")


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that has been opened and whose hashes hold."""

    path: Path
    manifest: Manifest

    def __hash__(self) -> int:
        """Equal editions are one key, so that answers can be kept by edition."""
        return hash((self.path, self.manifest.name, self.manifest.published_at))

    @property
    def name(self) -> str:
        """The name it is chosen by, in links and on the command line."""
        return self.manifest.name

    @property
    def seal(self) -> str:
        """What changes when anything in the edition does: a hash of its manifest, which holds its tables' hashes."""
        return _seal_of(self)

    def has(self, table: str) -> bool:
        """Whether the edition holds the table (a table that is absent is missing, not empty)."""
        return table in self.manifest.tables

    def read(self, table: str) -> pd.DataFrame:
        """The table with the schema's types. The frame is yours to change.

        A table that the edition does not hold, or that was exchanged or lost after the edition was opened, raises
        EditionError: rows of another edition are never given under this one's manifest.
        """
        if not self.has(table):
            raise EditionError("editions.no_table", name=self.name, table=table)
        note_read(self)
        try:
            return _read_table(self.path / f"{table}.parquet", self.manifest.tables[table].sha256, table).copy()
        except _ExchangedError as exc:
            raise EditionError("editions.exchanged", name=self.name, table=table) from exc


@lru_cache(maxsize=256)
def _seal_of(edition: Edition) -> str:
    return _sha256(edition.manifest.to_json().encode("utf-8"))[:16]


class _ExchangedError(Exception):
    """The file is not the one that the manifest sealed."""


@kept_in(TABLES)
def _read_table(path: Path, sha256: str, table: str) -> pd.DataFrame:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise _ExchangedError from exc
    if _sha256(data) != sha256:
        raise _ExchangedError
    frame = schemas.with_later_columns(table, pq.read_table(pa.BufferReader(data)).to_pandas())
    columns = schemas.SCHEMAS[table].columns
    typed: pd.DataFrame = frame.astype({name: column.dtype for name, column in columns.items()})
    return typed


def table_bytes(table: str, frame: pd.DataFrame) -> bytes:
    """The Parquet bytes of a validated frame: the same frame gives the same bytes (pinned pyarrow)."""
    checked = schemas.validate(table, frame)
    arrow = pa.Table.from_pandas(checked, preserve_index=False).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink, compression="zstd", version="2.6", write_statistics=True)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def table_hash(table: str, frame: pd.DataFrame) -> str:
    """The hash a manifest would state for the frame."""
    return _sha256(table_bytes(table, frame))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check_name(name: str) -> str:
    """An edition's name, checked: it becomes a folder and a part of links."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise ParameterError("editions.bad_name", name=name)
    return name


def check_live_name(name: str) -> str:
    """A live edition's name, checked; not that of an edition that comes with the program, whose links it would take."""
    if (EMBEDDED_DATA_DIR / "editions" / check_name(name)).is_dir():
        raise ParameterError("editions.shipped_name", name=name)
    return name


def refuse_unwritable(folder: Path) -> None:
    """Refuse (EditionError) a folder that no edition could be put into, before the work for one is done."""
    try:
        try_folder(folder)
    except OSError as exc:
        raise EditionError("editions.not_writable", path=str(folder), reason=reason_of(exc)) from exc


def publish(
    folder: Path,
    manifest: Manifest,
    frames: Mapping[str, pd.DataFrame],
    *,
    origins_of: Mapping[str, tuple[str, ...]],
    periods: Mapping[str, str],
    stale: Mapping[str, str] | None = None,
    replace: bool = False,
) -> Edition:
    """Seal the frames as an edition in `folder/NAME` and return it, opened.

    `manifest.tables` is filled in here. An edition that exists already is left alone when the content is the
    same, refused (ParameterError) when it differs, and exchanged when `replace` is true. A frame that breaks
    its schema, or a required table that is absent, publishes nothing.
    """
    (check_live_name if manifest.kind == "live" else check_name)(manifest.name)
    absent = [table for table in schemas.REQUIRED_TABLES[manifest.kind] if table not in frames]
    if absent:
        raise EditionError("editions.lacks_required", name=manifest.name, tables=", ".join(absent))
    payloads = {table: table_bytes(table, frame) for table, frame in sorted(frames.items())}
    entries = {
        table: TableEntry(
            rows=len(frames[table]),
            sha256=_sha256(data),
            period=periods[table],
            origins=tuple(sorted(origins_of[table])),
            stale_since=(stale or {}).get(table),
        )
        for table, data in payloads.items()
    }
    sealed = dataclasses.replace(manifest, tables=entries)
    final = folder / manifest.name
    if final.exists() and not replace:
        return _unchanged(final, sealed)
    beside = folder / f".{manifest.name}.{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for table, data in payloads.items():
            write_synced(beside / f"{table}.parquet", data)
        write_synced(beside / _MANIFEST, sealed.to_json().encode("utf-8"))
        sync_folder(beside)
        open_edition_at(beside)  # what is on disk is what we meant, or nothing is published
        is_ours = _exchange(beside, final, replace=replace)
        sync_folder(folder)
    except OSError as exc:
        shutil.rmtree(beside, ignore_errors=True)
        raise EditionError("editions.not_writable", path=str(folder), reason=reason_of(exc)) from exc
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    if not is_ours:  # another published it while we wrote
        shutil.rmtree(beside, ignore_errors=True)
        return _unchanged(final, sealed)
    edition = open_edition_at(final)
    rows = sum(entry.rows for entry in entries.values())
    _LOG.info("published edition=%s kind=%s tables=%d rows=%d", manifest.name, manifest.kind, len(entries), rows)
    return edition


def _unchanged(final: Path, sealed: Manifest) -> Edition:
    """The edition that is there, where it has just this content; else it is left alone and the new one refused."""
    existing = open_edition_at(final)
    hashes = [{table: entry.sha256 for table, entry in m.tables.items()} for m in (existing.manifest, sealed)]
    if hashes[0] != hashes[1]:
        raise ParameterError("editions.exists", name=sealed.name)
    return existing


def _retired(final: Path) -> Path:
    return final.with_name(f".{final.name}.old")


def _lock_of(folder: Path) -> Path:
    """One exchange or recovery at a time in a folder: the lock lies beside it, so that only editions lie in it."""
    return folder.with_name(f".{folder.name}.lock")


def _exchange(beside: Path, final: Path, *, replace: bool) -> bool:
    """Rename `beside` to `final` and say whether: not where an edition is there that must not be replaced. One that is
    replaced steps aside first and is restored by `_recover`."""
    retired = _retired(final)
    with alone(_lock_of(final.parent)):
        if final.exists():
            if not replace:
                return False
            shutil.rmtree(retired, ignore_errors=True)
            final.rename(retired)
        beside.rename(final)
        shutil.rmtree(retired, ignore_errors=True)
    return True


def _recover(folder: Path) -> None:
    """Bring back an edition whose exchange was killed between its two renames. The caller holds the folder alone."""
    for retired in folder.glob(".*.old"):
        final = folder / retired.name[1 : -len(".old")]
        if not final.exists():
            retired.rename(final)


def sweep(folder: Path) -> None:
    """Remove what publishers that were killed left behind: half-made folders and files of dead processes, and
    editions that stepped aside for a new one which is in place."""
    if not folder.is_dir():
        return
    with alone(_lock_of(folder)):
        _recover(folder)
        for retired in folder.glob(".*.old"):
            shutil.rmtree(retired, ignore_errors=True)
    for path in folder.glob(".*.*"):
        match = re.search(r"\.(\d+)(?:\.new)?$", path.name)
        if match is None or is_alive(int(match.group(1))):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@kept_in(HASHES)
def _file_hash(path: Path, _size: int, _mtime_ns: int) -> str:
    return _sha256(path.read_bytes())


def open_edition_at(path: Path) -> Edition:
    """Open one edition folder and check every hash; anything wrong raises EditionError, nothing is read."""
    try:
        return _open(path)
    except EditionError:
        if not path.parent.is_dir():
            raise
    with _no_exchange(path.parent):  # it may have been exchanged between two of its files
        return _open(path)


@contextmanager
def _no_exchange(folder: Path) -> Iterator[None]:
    """No exchange is going on. Who may not write beside the folder cannot hold its lock: they wait a moment, much
    longer than two renames take."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(alone(_lock_of(folder)))
        except OSError:
            time.sleep(0.2)
        yield


def _open(path: Path) -> Edition:
    manifest_path = path / _MANIFEST
    try:
        text = manifest_path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise EditionError("editions.bad_manifest", path=str(manifest_path), reason=reason_of(exc)) from exc
    manifest = Manifest.from_json(text, str(manifest_path))
    for table, entry in manifest.tables.items():
        file = path / f"{table}.parquet"
        try:
            stat = file.stat()
            found = _file_hash(file, stat.st_size, stat.st_mtime_ns)
        except OSError as exc:
            raise EditionError("editions.missing_table_file", name=manifest.name, path=str(file)) from exc
        if found != entry.sha256:
            raise EditionError("editions.bad_hash", name=manifest.name, table=table)
    return Edition(path, manifest)


def live_folder(data_folder: Path | None = None) -> Path:
    """Where editions made on this machine lie."""
    return (data_folder or data_dir()) / "live"


def folders(data_folder: Path | None = None) -> list[Path]:
    """The folders that editions lie in: the data folder's own come before the embedded ones."""
    base = data_folder or data_dir()
    found = [live_folder(base), base / "editions"]
    if base != EMBEDDED_DATA_DIR:
        found.append(EMBEDDED_DATA_DIR / "editions")
    return found


def edition_paths(data_folder: Path | None = None) -> dict[str, Path]:
    """Every edition folder in sight by name; the data folder's own come before the embedded ones."""
    found: dict[str, Path] = {}
    for folder in folders(data_folder):
        if not folder.is_dir():
            continue
        if folder.name == "live" and os.access(folder, os.W_OK) and os.access(folder.parent, os.W_OK):
            with alone(_lock_of(folder)):
                _recover(folder)
                paths = _edition_folders(folder)
        else:
            paths = _edition_folders(folder)
        for path in paths:
            found.setdefault(path.name, path)
    return found


def _edition_folders(folder: Path) -> list[Path]:
    """The editions' folders, asked for while the caller holds the folder: between an exchange's two renames a name
    that was listed is not there."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def open_edition(name: str | None = None, data_folder: Path | None = None) -> Edition:
    """The edition of that name, or the default; unknown → ParameterError naming the known, damaged → EditionError."""
    if name is None:
        return default_edition(data_folder)
    paths = edition_paths(data_folder)
    if name not in paths:
        raise ParameterError("editions.unknown", name=name, valid=", ".join(sorted(paths)))
    return open_edition_at(paths[name])


def list_editions(data_folder: Path | None = None) -> tuple[list[Edition], dict[str, EditionError]]:
    """All editions that open, newest data first, and the errors of those that do not."""
    editions: list[Edition] = []
    broken: dict[str, EditionError] = {}
    for name, path in edition_paths(data_folder).items():
        try:
            editions.append(open_edition_at(path))
        except EditionError as error:
            broken[name] = error
    editions.sort(key=lambda e: (e.manifest.as_of, e.manifest.published_at, e.name), reverse=True)
    return editions, broken


def default_edition(data_folder: Path | None = None) -> Edition:
    """The newest live edition that opens, else the newest with the report's own ads (its statistics may have been
    renewed on this machine), else the embedded report. Demo is never chosen by itself."""
    known, _ = list_editions(data_folder)
    report = next((edition for edition in known if edition.manifest.kind == "report"), None)
    return newest_live(known) or report or open_edition(REPORT_EDITION, data_folder)


def newest_live(known: list[Edition]) -> Edition | None:
    """The newest live edition of those known (newest first); None when there is none."""
    return next((edition for edition in known if edition.manifest.kind == "live"), None)


def made_here(data_folder: Path | None = None) -> Edition | None:
    """The newest edition that a refresh made on this machine: with ads, else the report's with newer statistics."""
    known, _ = list_editions(data_folder)
    here = [e for e in known if e.path.parent == live_folder(data_folder) and e.manifest.kind != "demo"]
    return newest_live(here) or (here[0] if here else None)

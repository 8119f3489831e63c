"""Editions: immutable Parquet tables with a manifest, read through one interface, published atomically.

An edition is a folder `NAME/` with one `TABLE.parquet` per table and a `manifest.json` that seals them.
Publishing writes a hidden folder beside, syncs it to disk, reads it back, and renames it into place: killed
at any point, either the old or the new edition stands, never half of one.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from aipulsen import schemas
from aipulsen.errors import EditionError, ParameterError
from aipulsen.keepers import HASHES, TABLES, kept_in
from aipulsen.paths import EMBEDDED_DATA_DIR, data_dir
from aipulsen.provenance import Manifest, TableEntry

REPORT_EDITION = "rapport-2026-04"
DEMO_EDITION = "demo"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_MANIFEST = "manifest.json"


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

    def has(self, table: str) -> bool:
        """Whether the edition holds the table (a table that is absent is missing, not empty)."""
        return table in self.manifest.tables

    def read(self, table: str) -> pd.DataFrame:
        """The table with the schema's types; absent → EditionError. The frame is yours to change."""
        if not self.has(table):
            raise EditionError("editions.no_table", name=self.name, table=table)
        return _read_table(self.path / f"{table}.parquet", self.manifest.tables[table].sha256, table).copy()


@kept_in(TABLES)
def _read_table(path: Path, _sha256: str, table: str) -> pd.DataFrame:
    frame = pq.read_table(path).to_pandas()
    columns = schemas.SCHEMAS[table].columns
    typed: pd.DataFrame = frame.astype({name: str(column.dtype) for name, column in columns.items()})
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


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_name(name: str) -> str:
    """An edition's name, checked: it becomes a folder and a part of links."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise ParameterError("editions.bad_name", name=name)
    return name


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
    check_name(manifest.name)
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
        existing = open_edition_at(final)
        if {k: v.sha256 for k, v in existing.manifest.tables.items()} == {k: v.sha256 for k, v in entries.items()}:
            return existing
        raise ParameterError("editions.exists", name=manifest.name)
    beside = folder / f".{manifest.name}.{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for table, data in payloads.items():
            _write_synced(beside / f"{table}.parquet", data)
        _write_synced(beside / _MANIFEST, sealed.to_json().encode("utf-8"))
        _sync_folder(beside)
        open_edition_at(beside)  # what is on disk is what we meant, or nothing is published
        _exchange(beside, final)
        _sync_folder(folder)
    except OSError as exc:
        shutil.rmtree(beside, ignore_errors=True)
        raise EditionError("editions.not_writable", path=str(folder), reason=exc.strerror or exc) from exc
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return open_edition_at(final)


def _retired(final: Path) -> Path:
    return final.with_name(f".{final.name}.old")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One exchange or recovery at a time in a folder. The system lets go of the lock when its holder dies."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _exchange(beside: Path, final: Path) -> None:
    """Rename `beside` to `final`; an edition there steps aside first and is restored by `_recover`."""
    retired = _retired(final)
    with _alone(final.parent):
        if final.exists():
            shutil.rmtree(retired, ignore_errors=True)
            final.rename(retired)
        beside.rename(final)
        shutil.rmtree(retired, ignore_errors=True)


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
    with _alone(folder):
        _recover(folder)
        for retired in folder.glob(".*.old"):
            shutil.rmtree(retired, ignore_errors=True)
    for path in folder.glob(".*.*"):
        match = re.search(r"\.(\d+)(?:\.new)?$", path.name)
        if match is None or _is_alive(int(match.group(1))):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it lives and is another user's
    return True


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
    with _alone(path.parent):  # it may have been exchanged between two of its files
        return _open(path)


def _open(path: Path) -> Edition:
    manifest_path = path / _MANIFEST
    try:
        text = manifest_path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise EditionError("editions.bad_manifest", path=str(manifest_path), reason=str(exc)) from exc
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


def live_folder(root: Path | None = None) -> Path:
    """Where editions made on this machine lie."""
    return (root or data_dir()) / "live"


def _folders(root: Path | None) -> list[Path]:
    base = root or data_dir()
    folders = [live_folder(base), base / "editions"]
    if base != EMBEDDED_DATA_DIR:
        folders.append(EMBEDDED_DATA_DIR / "editions")
    return folders


def edition_paths(root: Path | None = None) -> dict[str, Path]:
    """Every edition folder in sight by name; the data folder's own come before the embedded ones."""
    found: dict[str, Path] = {}
    for folder in _folders(root):
        if not folder.is_dir():
            continue
        if folder.name == "live" and os.access(folder, os.W_OK):
            with _alone(folder):
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


def open_edition(name: str, root: Path | None = None) -> Edition:
    """The edition of that name; unknown → ParameterError naming the known, damaged → EditionError."""
    paths = edition_paths(root)
    if name not in paths:
        raise ParameterError("editions.unknown", name=name, valid=", ".join(sorted(paths)))
    return open_edition_at(paths[name])


def list_editions(root: Path | None = None) -> tuple[list[Edition], dict[str, EditionError]]:
    """All editions that open, newest data first, and the errors of those that do not."""
    editions: list[Edition] = []
    broken: dict[str, EditionError] = {}
    for name, path in edition_paths(root).items():
        try:
            editions.append(open_edition_at(path))
        except EditionError as error:
            broken[name] = error
    editions.sort(key=lambda e: (e.manifest.as_of, e.manifest.published_at, e.name), reverse=True)
    return editions, broken


def default_edition(root: Path | None = None) -> Edition:
    """The newest live edition that opens, else the report's. Demo is never chosen by itself."""
    editions, _ = list_editions(root)
    for edition in editions:
        if edition.manifest.kind == "live":
            return edition
    return open_edition(REPORT_EDITION, root)

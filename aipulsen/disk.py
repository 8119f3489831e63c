"""What a disk must promise on every system: files that are whole or not there, and one writer at a time.

Here, and only here, stands what differs between Linux, macOS and Windows.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import filelock
import psutil

Taken = filelock.Timeout


@contextmanager
def alone(lock_file: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file: nobody else, in this process or another, is inside at the same time.

    The system lets go of the lock when its holder dies; the file itself stays. With `wait` false a lock that
    another holds raises `Taken` at once. A folder that cannot be written raises OSError.
    """
    with filelock.FileLock(lock_file, timeout=-1 if wait else 0, poll_interval=0.005):
        yield


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when every byte is on the disk."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    beside = Path(name)
    try:
        with os.fdopen(number, "wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def try_file(path: Path) -> None:
    """Ask before the work whether a file can be written under that name: OSError where it cannot. Nothing is left."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    _try_in(path.parent)


def try_folder(path: Path) -> None:
    """Ask before the work whether files can be written into that folder, or into the one that it would be made in:
    OSError where they cannot. Nothing is left."""
    _try_in(next(here for here in (path, *path.parents) if here.exists()))


def _try_in(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    with tempfile.TemporaryFile(dir=folder) as tried:
        tried.write(b"?")  # a full disk may still have room for a name
        tried.flush()


def write_synced(path: Path, data: bytes) -> None:
    """The bytes under that name, on the disk when this returns."""
    with path.open("wb") as sink:
        sink.write(data)
        sink.flush()
        os.fsync(sink.fileno())


def sync_folder(path: Path) -> None:
    """The folder's names are on the disk when this returns. Windows opens no folder, and keeps its names by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_alive(process_id: int) -> bool:
    """Whether a process of that number runs on this machine."""
    alive: bool = psutil.pid_exists(process_id)
    return alive

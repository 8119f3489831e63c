"""A file that was made for a reader lies ready for ten minutes.

Streamlit (1.67) does not tie a file that a download button has made to the reader's session: it is taken away when two
scripts of any readers have ended, and on a busy server that is before the browser asks for it, which then meets a 404.
"""

from __future__ import annotations

import threading
import time
from functools import cache

from streamlit import runtime
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

_SECONDS = 600


class PatientStorage(MemoryMediaFileStorage):
    """Streamlit's storage in memory, which takes a downloadable file away ten minutes later than it is told to."""

    _leaving: dict[str, float]  # id: when it may go
    _lock: threading.RLock

    @classmethod
    def of(cls, storage: MemoryMediaFileStorage) -> None:
        """Make a storage that the server has begun with a patient one: the server's own route holds it already."""
        storage._leaving, storage._lock = {}, threading.RLock()  # type: ignore[attr-defined]
        storage.__class__ = cls

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Add a file; one that was about to go stays for whoever has just made it again."""
        with self._lock:
            file_id = super().load_and_get_id(path_or_data, mimetype, kind, filename)
            self._leaving.pop(file_id, None)
            self._tidy()
            return file_id

    def delete_file(self, file_id: str) -> None:
        """Take the file away, now or when its time has come."""
        with self._lock:
            kept = self._files_by_id.get(file_id)
            waits = kept is not None and kept.kind == MediaFileKind.DOWNLOADABLE
            self._leaving.setdefault(file_id, time.monotonic() + (_SECONDS if waits else 0))
            self._tidy()

    def _tidy(self) -> None:
        now = time.monotonic()
        for file_id in [file_id for file_id, until in self._leaving.items() if until <= now]:
            super().delete_file(file_id)
            del self._leaving[file_id]


@cache
def be_patient() -> None:
    """Let this server's made files wait for their readers; nothing where there is no server."""
    storage = runtime.get_instance().media_file_mgr._storage if runtime.exists() else None
    if type(storage) is MemoryMediaFileStorage:
        PatientStorage.of(storage)

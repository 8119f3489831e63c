"""Where files are: the repository's own data, where this machine keeps its editions, and its shortcuts."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED_DATA_DIR = ROOT / "data"
REFERENCE_DIR = EMBEDDED_DATA_DIR / "reference"


def data_dir() -> Path:
    """The data folder in use: `AIPULSEN_DATA_DIR`, else the repository's `data/`.

    Read at each call, so that a test or a service can point elsewhere. Embedded editions and reference
    tables are always found in the repository, whatever this says.
    """
    named = os.environ.get("AIPULSEN_DATA_DIR", "").strip()
    return Path(named).expanduser().resolve() if named else EMBEDDED_DATA_DIR


def cache_dir() -> Path:
    """The folder of what can be made again at any time: `AIPULSEN_CACHE_DIR`, else where the system keeps such."""
    named = os.environ.get("AIPULSEN_CACHE_DIR", "").strip()
    return Path(named).expanduser().resolve() if named else platformdirs.user_cache_path("aipulsen")

"""Where files are: what came with the program, where this machine keeps its editions, and its shortcuts.

In a checkout everything lies below the repository's top. An installed package carries the same files below
`aipulsen/_shipped` (pyproject.toml says which), and writes nothing there: editions made on the machine lie in the
user's data folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).resolve().parent
_SHIPPED = PACKAGE / "_shipped"
IS_INSTALLED = _SHIPPED.is_dir()
ROOT = _SHIPPED if IS_INSTALLED else PACKAGE.parent
EMBEDDED_DATA_DIR = ROOT / "data"
REFERENCE_DIR = EMBEDDED_DATA_DIR / "reference"


def data_dir() -> Path:
    """The data folder in use: `AIPULSEN_DATA_DIR`, else the checkout's `data/`, else the user's data folder.

    Read at each call, so that a test or a service can point elsewhere. Embedded editions and reference
    tables are always found where the program is, whatever this says.
    """
    named = os.environ.get("AIPULSEN_DATA_DIR", "").strip()
    if named:
        return Path(named).expanduser().resolve()
    return platformdirs.user_data_path("aipulsen", appauthor=False) if IS_INSTALLED else EMBEDDED_DATA_DIR


def rebuilt_editions_dir() -> Path:
    """Where the report's and the demo edition are built anew: over the embedded ones in a checkout, else in the
    data folder, whose editions come before the embedded ones."""
    return (data_dir() if IS_INSTALLED else EMBEDDED_DATA_DIR) / "editions"


def cache_dir() -> Path:
    """The folder of what can be made again at any time: `AIPULSEN_CACHE_DIR`, else where the system keeps such."""
    named = os.environ.get("AIPULSEN_CACHE_DIR", "").strip()
    return Path(named).expanduser().resolve() if named else platformdirs.user_cache_path("aipulsen", appauthor=False)

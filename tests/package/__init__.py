"""The package as it is installed, and the machines it must start on."""

from __future__ import annotations

import os


def environment(**changes: str) -> dict[str, str]:
    """This machine's environment without our settings and Python's, with the changes; no cards are drawn in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIPULSEN_", "PYTHON"))}
    return {**kept, "AIPULSEN_CARDS_AT_PUBLICATION": "0", "AIPULSEN_SHELF_MEGABYTES": "0", **changes}

"""What a benchmark was given on its command line; with `--help` it says what it is for, and ends."""

from __future__ import annotations

import sys


def given(told: str | None) -> list[str]:
    """The arguments; `told` is the benchmark's own docstring."""
    if {"--help", "-h"} & set(sys.argv[1:]):
        print((told or "").strip())
        sys.exit(0)
    return sys.argv[1:]

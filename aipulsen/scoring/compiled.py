"""Hyperscan's databases, compiled once a machine: a program that starts reads them from the cache in no time.

What is kept is only a shortcut. A file that is missing, damaged, of another hyperscan or of another processor, or a
folder that cannot be written, costs the compilation it would have saved and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from importlib.metadata import version
from typing import Any

from aipulsen.paths import cache_dir

try:
    import hyperscan
except ImportError:  # no wheel for this machine: the scanner falls back to `re`, slower, with the same results
    hyperscan = None  # type: ignore[assignment]

__all__ = ["database", "hyperscan"]

Patterns = list[tuple[bytes, int]]


def database(patterns: Patterns) -> Any:
    """A database of expressions with their flags, numbered from 0 in order."""
    file = cache_dir() / f"{_name(patterns)}.hs"
    with contextlib.suppress(OSError, hyperscan.error):
        loaded = hyperscan.loadb(file.read_bytes(), hyperscan.HS_MODE_BLOCK)
        loaded.scratch = hyperscan.Scratch(loaded)  # fails where the processor is another
        return loaded
    compiled = hyperscan.Database()
    compiled.compile(
        expressions=[expression for expression, _ in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[flags for _, flags in patterns],
    )
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        beside.write_bytes(hyperscan.dumpb(compiled))
        beside.replace(file)
    return compiled


def _name(patterns: Patterns) -> str:
    """Other patterns, or another hyperscan: another name."""
    digest = hashlib.sha256(version("hyperscan").encode())
    for expression, flags in patterns:
        digest.update(b"%d %d " % (flags, len(expression)))
        digest.update(expression)
    return digest.hexdigest()[:32]

"""Coroutines in a thread of their own: the browser of another test may have left a running loop in this one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Told = TypeVar("Told")


def run_apart(coroutine: Coroutine[Any, Any, Told]) -> Told:
    """What the coroutine gives; its error is raised here."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()

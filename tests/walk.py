"""One test that walks many cheap cases: a test of its own costs some ten milliseconds before it looks at anything."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

_TOLD = 20  # failures that are told in full


def walked(names: str | Sequence[str], cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As `pytest.mark.parametrize`, but one test: every case is looked at, and all that fail are told by their values.

    For what costs a few milliseconds a case and shares what fixtures give.
    """
    named = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    all_cases = [dict(zip(named, case if len(named) > 1 else (case,), strict=True)) for case in cases]
    assert all_cases, "nothing to walk"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def walk(**given: Any) -> None:
            failed = list[tuple[dict[str, Any], Exception]]()
            for case in all_cases:
                try:
                    test(**given, **case)
                except Exception as error:  # whatever a case raises fails that case
                    failed.append((case, error))
            if failed:
                told = [f"{case}: {type(error).__name__}: {error}" for case, error in failed[:_TOLD]]
                raise AssertionError("\n".join([f"{len(failed)} of {len(all_cases)} cases", *told])) from failed[0][1]

        signature = inspect.signature(test)
        asked = [parameter for name, parameter in signature.parameters.items() if name not in named]
        walk.__signature__ = signature.replace(parameters=asked)  # type: ignore[attr-defined]
        return walk

    return decorate

"""Answers that are computed once for an edition and a choice, and given to every asker as his own."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import pandas as pd

from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.queries.scope import Scope, default_base
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

Answer = TypeVar("Answer")
Question = Callable[[Edition, Selection], Answer]


def answered_once(question: Question[Answer]) -> Question[Answer]:
    """A question whose answer is kept as long as there is room. What one asker changes no other sees: frames are
    handed out as copies that share their values until somebody writes, dicts and lists as new ones, also those inside
    another answer."""
    kept = kept_in(ANSWERS)(question)

    @wraps(question)
    def ask(edition: Edition, selection: Selection) -> Answer:
        own: Answer = _own(kept(edition, selection))
        return own

    return ask


def answered_alike(*choices: str) -> Callable[[Question[Answer]], Question[Answer]]:
    """A question that these choices alone decide, kept by them: who chose otherwise elsewhere, another county say, gets
    the same answer, in whose scopes stands his own selection."""

    def decorate(question: Question[Answer]) -> Question[Answer]:
        kept = answered_once(question)

        @wraps(question)
        def ask(edition: Edition, selection: Selection) -> Answer:
            shared: Any = kept(edition, selection.checked().only(*choices))
            base = selection.base or default_base(edition)
            told = {field.name: getattr(shared, field.name) for field in dataclasses.fields(shared)}
            scopes = {name: scope for name, scope in told.items() if isinstance(scope, Scope)}
            own = {name: dataclasses.replace(scope, selection=selection, base=base) for name, scope in scopes.items()}
            answer: Answer = dataclasses.replace(shared, **own)
            return answer

        return ask

    return decorate


def _own(value: Any) -> Any:
    """The value with all in it that can be changed made anew, however deep; what cannot be is shared."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.copy(deep=False)
    if isinstance(value, dict):
        return {key: _own(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_own(part) for part in value]
    if isinstance(value, tuple):
        parts = [_own(part) for part in value]
        return value if all(map(operator.is_, parts, value)) else tuple(parts)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    told = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    owned = {name: _own(part) for name, part in told.items()}
    changed = {name: part for name, part in owned.items() if part is not told[name]}
    return dataclasses.replace(value, **changed) if changed else value

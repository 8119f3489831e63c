"""Answers that are computed once for an edition and a choice, and given to every asker as his own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import pandas as pd

from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.queries.scope import default_base
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

Answer = TypeVar("Answer")
Question = Callable[[Edition, Selection], Answer]


def answered_once(question: Question[Answer]) -> Question[Answer]:
    """A question whose answer is kept as long as there is room. What one asker changes no other sees: frames are
    handed out as copies that share their values until somebody writes, dicts and lists as new ones."""
    kept = kept_in(ANSWERS)(question)

    @wraps(question)
    def ask(edition: Edition, selection: Selection) -> Answer:
        own: Answer = _own(kept(edition, selection))
        return own

    return ask


def answered_alike(*choices: str) -> Callable[[Question[Answer]], Question[Answer]]:
    """A question that these choices alone decide, kept by them: who chose otherwise elsewhere, another county say, gets
    the same answer, in whose scope stands his own selection."""

    def decorate(question: Question[Answer]) -> Question[Answer]:
        kept = answered_once(question)

        @wraps(question)
        def ask(edition: Edition, selection: Selection) -> Answer:
            shared: Any = kept(edition, selection.checked().only(*choices))
            base = selection.base or default_base(edition)
            own: Answer = dataclasses.replace(
                shared, scope=dataclasses.replace(shared.scope, selection=selection, base=base)
            )
            return own

        return ask

    return decorate


def _own(answer: Any) -> Any:
    fields = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
    return dataclasses.replace(answer, **{name: _copied(value) for name, value in fields.items() if _can_change(value)})


def _can_change(value: Any) -> bool:
    return isinstance(value, pd.DataFrame | pd.Series | dict | list)


def _copied(value: Any) -> Any:
    return value.copy(deep=False) if isinstance(value, pd.DataFrame | pd.Series) else value.copy()

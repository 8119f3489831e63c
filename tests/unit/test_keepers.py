"""Keepers hold what was computed, no more than their room, and mix nothing up."""

from __future__ import annotations

import threading
import time
from functools import partial

import numpy as np
import pandas as pd
import pytest

from aipulsen import keepers, queries
from aipulsen.keepers import MEGABYTE, Keeper, bytes_of, kept_for, kept_in
from tests.chosen import Chosen


def test_a_frame_counts_its_texts_and_numbers() -> None:
    """A frame's size is what pandas measures deeply; a dataclass that holds it is larger, by little."""
    frame = pd.DataFrame({"a": np.arange(10_000), "b": ["text of some length"] * 10_000})
    assert bytes_of(frame) == int(frame.memory_usage(index=True, deep=True).sum())
    assert bytes_of([frame, frame.copy()]) > 2 * bytes_of(frame)
    assert bytes_of([frame, frame]) < 2 * bytes_of(frame)  # the same one, held twice


def test_a_function_counts_what_it_holds() -> None:
    """A part of a figure draws the frame that it was made with; a function that calls itself is counted once."""
    frame = pd.DataFrame({"a": np.arange(10_000)})

    def draw(width: int) -> int:
        return draw(len(frame)) if width else 0

    assert bytes_of(draw) > bytes_of(frame)
    assert bytes_of(partial(len, frame)) > bytes_of(frame)


def test_a_keeper_never_holds_more_than_its_room() -> None:
    """A hundred values of a tenth of a megabyte in a room of one: what was used longest ago is gone."""
    keeper = Keeper("test", 1)

    @kept_in(keeper)
    def value(number: int) -> bytes:
        return bytes(MEGABYTE // 10)

    for number in range(100):
        value(number)
        value(0)  # used again and again, so it stays
        assert keeper.bytes_kept() <= MEGABYTE
    assert 5 <= len(keeper) <= 10
    assert any(number == 0 for _, number in keeper)


def test_what_is_larger_than_the_room_is_given_but_not_kept() -> None:
    """The answer comes all the same."""
    keeper = Keeper("test", 1)

    @kept_in(keeper)
    def value() -> bytes:
        return bytes(2 * MEGABYTE)

    assert len(value()) == 2 * MEGABYTE
    assert len(keeper) == 0
    assert len(keeper.ask("large", lambda: bytes(2 * MEGABYTE))) == 2 * MEGABYTE
    assert keeper.bytes_kept() == 0


def test_what_many_ask_at_once_is_worked_out_once() -> None:
    """Eight readers open the same page: one works it out, seven wait and get the same; a failure is nobody else's."""
    keeper, begun, answers = Keeper("test", 1), [], []
    together = threading.Barrier(8)

    @kept_in(keeper)
    def slow(number: int) -> list[int]:
        begun.append(number)
        time.sleep(0.2)
        if len(begun) == 1:
            raise ValueError
        return [number]

    def ask() -> None:
        together.wait()
        try:
            answers.append(slow(7))
        except ValueError:
            answers.append([])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert begun == [7, 7]  # the first failed, the second was kept
    assert sorted(answers) == [[], *[[7]] * 7]


def test_functions_share_a_room_without_mixing_their_answers() -> None:
    """The same argument, two functions, two answers; each computed once."""
    keeper, asked = Keeper("test", 1), []

    @kept_in(keeper)
    def double(number: int) -> int:
        asked.append("double")
        return 2 * number

    @kept_in(keeper)
    def half(number: int) -> float:
        asked.append("half")
        return number / 2

    assert [double(4), half(4), double(4), half(4)] == [8, 2.0, 8, 2.0]
    assert asked == ["double", "half"]


def test_many_threads_get_the_right_answers() -> None:
    """Eight threads, a room that must forget all the time: no error, no wrong answer."""
    keeper, wrong = Keeper("test", 0.01), []

    @kept_in(keeper)
    def square(number: int) -> list[int]:
        return [number * number] * 100

    def ask() -> None:
        wrong.extend(number for number in range(300) if square(number)[0] != number * number)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert keeper.bytes_kept() <= keeper.maxsize


@pytest.mark.parametrize("edition", ["rapport-2026-04", "demo"])
def test_changing_an_answer_changes_nobody_else_s(edition: str) -> None:
    """What a question hands out is the asker's own, though the answer behind it is kept."""
    first = queries.ask_gap(*Chosen(edition=edition).asked)
    kept = first.gap.ads.copy()
    first.gap["ads"] = 0
    pd.testing.assert_series_equal(queries.ask_gap(*Chosen(edition=edition).asked).gap.ads, kept)
    assert keepers.ANSWERS.bytes_kept() > 0


def test_what_is_kept_for_a_while_is_asked_again_after_it() -> None:
    """Within its time one question, after it another."""
    asked: list[int] = []

    @kept_for(0.2)
    def folder() -> int:
        asked.append(1)
        return len(asked)

    assert [folder(), folder()] == [1, 1]
    time.sleep(0.25)
    assert folder() == 2

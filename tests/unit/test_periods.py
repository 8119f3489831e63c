"""Periods as the services write them."""

from __future__ import annotations

import datetime as dt

import pytest

from aipulsen import periods


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2026M04", dt.date(2026, 4, 30)),
        ("2025M12", dt.date(2025, 12, 31)),
        ("2025Q4", dt.date(2025, 12, 31)),
        ("2025K3", dt.date(2025, 9, 30)),
        ("2024", dt.date(2024, 12, 31)),
        ("2021-2022", dt.date(2022, 12, 31)),
        ("2024/25", dt.date(2025, 6, 30)),
        ("2025M13", None),
        ("okänt", None),
    ],
)
def test_every_period_has_a_last_day(period: str, day: dt.date | None) -> None:
    """What is stale, and which of two tables is newer, is judged from it."""
    assert periods.last_day(period) == day


def test_periods_are_ordered_by_what_they_cover_not_by_their_text() -> None:
    """«2023-2024» and «2024» end the same day, «2024/25» in the summer after; text would have another order."""
    assert periods.in_order(["2024/25", "2025", "2023-2024", "?"]) == ["?", "2023-2024", "2024/25", "2025"]

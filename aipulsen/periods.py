"""What a period's text covers: months, quarters, years, spans and academic years, ordered by their last day."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from aipulsen.errors import ParameterError

_MONTH = re.compile(r"(\d{4})\s*M(\d\d)")
_QUARTER = re.compile(r"(\d{4})\s*[QKqk]\s*([1-4])")
_SPAN = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
_ACADEMIC = re.compile(r"(\d{4})\s*/\s*(\d{2}|\d{4})")


def day_of(text: str) -> dt.date | None:
    """The day that an ISO date names; None where the text has another form. One that is in no calendar is refused
    (ParameterError), so that nobody is told that its form is wrong.

    >>> day_of("2026-02-28"), day_of("demo")
    (datetime.date(2026, 2, 28), None)
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text, re.ASCII)
        if found is None:
            return None
        year, month = max(int(found[1]), 1), int(found[2])
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 31
        raise ParameterError("periods.no_such_day", value=text, last=last) from None


def quarter(period: str) -> str | None:
    """A quarter as «2025Q4», from «2025Q4» or «2025K4»; None for anything else («2025 kv 4»)."""
    found = _QUARTER.fullmatch(period.strip())
    return f"{found[1]}Q{found[2]}" if found else None


def last_day(period: str) -> dt.date | None:
    """The last day a period covers; None if it is written in no form we know.

    >>> [str(last_day(p)) for p in ("2026M04", "2025K4", "2024", "2023-2024", "2024/25")]
    ['2026-04-30', '2025-12-31', '2024-12-31', '2024-12-31', '2025-06-30']
    """
    text = period.strip()
    if month := _MONTH.fullmatch(text):
        year, number = int(month[1]), int(month[2])
        return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1) if 1 <= number <= 12 else None
    if found := _QUARTER.fullmatch(text):
        return last_day(f"{found[1]}M{int(found[2]) * 3:02d}")
    if re.fullmatch(r"\d{4}", text):
        return dt.date(int(text), 12, 31)
    if found := _SPAN.fullmatch(text):
        return dt.date(int(found[2]), 12, 31)
    if found := _ACADEMIC.fullmatch(text):
        return dt.date(int(found[1]) + 1, 6, 30)
    return None


def in_order(periods: list[str]) -> list[str]:
    """Periods from the oldest to the newest by their last day; those in no known form first, by their text."""
    return sorted(periods, key=lambda period: (last_day(period) or dt.date.min, period))

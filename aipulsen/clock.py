"""The clock, handed in where time matters, and Swedish local time with its two odd nights a year.

JobTech's dates are Swedish local time without an offset. In the night when clocks go back an hour stands twice:
such a text means two moments, and whoever compares takes the earlier or the later on purpose.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is (UTC), how much has passed, and how to wait; a test hands in its own."""

    now: Callable[[], dt.datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


SYSTEM_CLOCK = Clock()


def swedish_text(moment: dt.datetime) -> str:
    """A moment (with zone) as JobTech writes it: Swedish local time, seconds, no offset.

    >>> swedish_text(dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC))
    '2026-10-25T02:30:00'
    """
    return moment.astimezone(SWEDEN).replace(tzinfo=None).isoformat(timespec="seconds")


def earliest_utc(local: dt.datetime) -> dt.datetime:
    """The first moment a Swedish local time without offset can mean.

    >>> earliest_utc(dt.datetime(2026, 10, 25, 2, 30)).isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    return min(local.replace(tzinfo=SWEDEN, fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def latest_utc(local: dt.datetime) -> dt.datetime:
    """The last moment a Swedish local time without offset can mean.

    >>> latest_utc(dt.datetime(2026, 10, 25, 2, 30)).isoformat()
    '2026-10-25T01:30:00+00:00'
    """
    return max(local.replace(tzinfo=SWEDEN, fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def milliseconds(moment: dt.datetime) -> int:
    """A moment as whole milliseconds since 1970 UTC, exact."""
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)

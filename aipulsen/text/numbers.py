"""Numbers, shares, kronor and dates as Swedes (or English readers) write them: 3,07 · 18 500 · 68 %."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from aipulsen.text import Lang, t
from aipulsen.text.counted import LOCALES, written

NBSP = "\u00a0"


def is_missing(value: float | int | None) -> bool:
    """True for None, NaN and NA: missing is never zero."""
    try:
        return value is None or bool(value != value)  # NaN is not itself
    except TypeError:  # NA does not say
        return True


def number(value: float | int | None, decimals: int = 0, lang: Lang = "sv") -> str:
    """A number with a fixed count of decimals, half rounded away from zero; missing becomes «saknas»."""
    if is_missing(value):
        return t("common.missing", lang)
    assert value is not None
    # repr() first: the decimal a person would read off the float, not its binary tail, is what is rounded
    return written(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP), lang)


def signed(value: float | int | None, decimals: int = 0, lang: Lang = "sv") -> str:
    """A difference with its sign: +1 200, −131, 0; missing in words.

    >>> signed(1200), signed(-131), signed(0)
    ('+1\xa0200', '−131', '0')
    """
    plain = number(value, decimals, lang)
    return plain if is_missing(value) or value is None or value <= 0 else f"+{plain}"


def ratio(value: float | None, lang: Lang = "sv") -> str:
    """How many times: whole numbers from ten on, as the report tells its 37, else one decimal.

    >>> ratio(37.1), ratio(2.74)
    ('37', '2,7')
    """
    return number(value, 0 if value is not None and value >= 10 else 1, lang)


def percent(share: float | None, decimals: int = 0, lang: Lang = "sv") -> str:
    """A share 0–1 as per cent: 0.68 → «68 %» (no-break space in Swedish)."""
    if is_missing(share):
        return t("common.missing", lang)
    assert share is not None
    return number(share * 100 if decimals > 8 else round(share * 100, 10), decimals, lang) + (
        f"{NBSP}%" if lang == "sv" else "%"
    )


def percent_range(low: float | None, high: float | None, lang: Lang = "sv", decimals: int = 0) -> str:
    """Two shares 0–1 as one interval: 0.22 and 0.46 → «22–46 %»; missing when either is. A lower end that is not
    nought is not written as nought: it gets decimals until it says something.

    >>> percent_range(0.0, 0.18), percent_range(0.0042, 0.18)
    ('0–18\xa0%', '0,4–18\xa0%')
    """
    if is_missing(low) or is_missing(high):
        return t("common.missing", lang)
    assert low is not None
    told = [percent(low, finer, lang) for finer in range(decimals, decimals + 4)]
    first = next((text for text in told if re.search("[1-9]", text)), told[0])
    return f"{first.removesuffix('%').removesuffix(NBSP)}–{percent(high, decimals, lang)}"


def kronor(value: float | None, lang: Lang = "sv") -> str:
    """Whole kronor: 50200 → «50 200 kr», “SEK 50,200”; the currency is written here and nowhere else."""
    if is_missing(value):
        return t("common.missing", lang)
    return t("common.kronor", lang, amount=number(value, 0, lang))


def kronor_span(low: float, high: float, lang: Lang = "sv") -> str:
    """Kronor from the first to the second, in the order given; one amount where they are the same. A minus sign does
    not stand beside a dash.

    >>> kronor_span(5200, 11300, "en"), kronor_span(-11300, -5200, "en"), kronor_span(5200, 5200)
    ('SEK\xa05,200–11,300', 'SEK\xa0−11,300 to −5,200', '5\xa0200\xa0kr')
    """
    if low == high:
        return kronor(low, lang)
    key = "common.kronor_between" if min(low, high) >= 0 else "common.kronor_span"
    return t(key, lang, low=number(low, 0, lang), high=number(high, 0, lang))


def day(value: dt.date, lang: Lang = "sv") -> str:
    """A date in words: 2026-04-30 → «30 april 2026»."""
    return format_date(value, "d MMMM y", locale=LOCALES[lang])


def month(value: dt.date, lang: Lang = "sv") -> str:
    """A month in words: 2026-04-30 → «april 2026»."""
    return format_date(value, "MMMM y", locale=LOCALES[lang])


_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<of_day>\d\d)-(?P<day>\d\d)|[M-](?P<month>0[1-9]|1[0-2])(?![\d-])|Q(?P<quarter>[1-4]))"
)


def quarter(year: int, number_of_quarter: int, lang: Lang = "sv") -> str:
    """A quarter in words: «4:e kvartalet 2025», “4th quarter 2025”."""
    return format_date(dt.date(year, 3 * number_of_quarter, 1), "QQQQ y", locale=LOCALES[lang])


def period(stored: str, lang: Lang = "sv") -> str:
    """A period as people read it: «2016-12-31–2026M04» → «31 december 2016–april 2026», «2025Q4» → «4:e kvartalet
    2025»; said once, empty is missing."""

    def in_words(match: re.Match[str]) -> str:
        year = int(match["year"])
        if match["quarter"]:
            return quarter(year, int(match["quarter"]), lang)
        if match["month"]:
            return month(dt.date(year, int(match["month"]), 1), lang)
        return day(dt.date(year, int(match["of_day"]), int(match["day"])), lang)

    parts = dict.fromkeys(part.strip() for part in stored.split(";") if part.strip())
    # Two periods of the report's edition are stored in its own words, because the report gives no date.
    told = {t(f"periods.{key}"): t(f"periods.{key}", lang) for key in ("report_month", "unknown_quarter")}
    return "; ".join(told.get(part) or _DATE.sub(in_words, part) for part in parts) or t("common.missing", lang)

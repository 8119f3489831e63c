"""The voice of one page or command: a language held once, with its words, numbers, dates, statuses and places."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aipulsen import codes, provenance
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


@dataclass(frozen=True, slots=True)
class Voice:
    """Whoever has it speaks: `say("common.missing")`, `say("charts.ads", ads=say.number(3))`.

    Every number may be missing (None, NaN, NA) and is then «saknas», never zero: nobody has to ask first.
    """

    lang: Lang = "sv"

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence for `key`, placeholders filled; an unknown key is a bug (KeyError)."""
        return t(key, self.lang, **values)

    def number(self, value: float | int | None, decimals: int = 0) -> str:
        """A number with a fixed count of decimals; missing in words."""
        return fmt.number(value, decimals, self.lang)

    def signed(self, value: float | int | None, decimals: int = 0) -> str:
        """A difference with its sign; missing in words."""
        return fmt.signed(value, decimals, self.lang)

    def ratio(self, value: float | None) -> str:
        """How many times: whole from ten on, else one decimal; missing in words."""
        return fmt.ratio(value, self.lang)

    def percent(self, share: float | None, decimals: int = 0) -> str:
        """A share 0–1 as per cent; missing in words."""
        return fmt.percent(share, decimals, self.lang)

    def percent_range(self, low: float | None, high: float | None, decimals: int = 0) -> str:
        """Two shares 0–1 as one interval; missing when either is."""
        return fmt.percent_range(low, high, self.lang, decimals)

    def kronor(self, value: float | None) -> str:
        """Whole kronor with the currency; missing in words."""
        return fmt.kronor(value, self.lang)

    def kronor_span(self, low: float, high: float) -> str:
        """Kronor from the first to the second; one amount where they are the same."""
        return fmt.kronor_span(low, high, self.lang)

    def day(self, value: dt.date) -> str:
        """A date in words."""
        return fmt.day(value, self.lang)

    def month(self, value: dt.date) -> str:
        """A month in words."""
        return fmt.month(value, self.lang)

    def as_of(self, value: dt.date, precision: str) -> str:
        """A data date in words; a month when the source says no more (`precision` «month»)."""
        return self.month(value) if precision == "month" else self.day(value)

    def period(self, written: str) -> str:
        """A period as people read it; empty is missing."""
        return fmt.period(written, self.lang)

    def status(self, status: str) -> str:
        """A status in words: «estimate 2018» → «skattat 2018»."""
        return provenance.status_label(status, self.lang)

    def since(self, since: str) -> str:
        """Since when a table stands: a date, or that it came with the program."""
        return provenance.since_label(since, self.lang)

    def licence(self, licence: str) -> str:
        """A licence: names stand as they are, «quoted figures» is said in words."""
        return provenance.licence_label(licence, self.lang)

    def county(self, code: str) -> str:
        """A county's short name; the country and «ej angivet» have names too."""
        return codes.county_name(code, self.lang)

    def region(self, code: str) -> str:
        """The name of a county, municipality, NUTS1 or NUTS2 region, or the country."""
        return codes.region_name(code, self.lang)

    def occupation(self, code: str) -> str:
        """The official name of an occupation by its SSYK 2012 code."""
        return codes.occupation_name(code, self.lang)


SWEDISH = Voice("sv")  # where nobody has said otherwise

"""A number as people read it that still knows how many it is, so that the words after it can bend."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from typing import Self

from babel import Locale
from babel.numbers import format_decimal

from aipulsen.text.languages import Lang

LOCALES: dict[Lang, str] = {"sv": "sv_SE", "en": "en_GB"}
MINUS = "\u2212"
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # in the order of CLDR


@cache
def plural_categories(lang: Lang) -> tuple[str, ...]:
    """The plural categories a language has, in CLDR's order: Swedish and English have «one» and «other»."""
    tags = Locale.parse(LOCALES[lang]).plural_form.tags | {"other"}
    return tuple(category for category in _CATEGORIES if category in tags)


class Counted(str):
    """A written number; in a sentence `{ads}` is the number, and `{ads:annons|annonser}` the form that goes with it.

    The forms stand in the order of `plural_categories`. A number that is missing takes the last of them.
    """

    value: Decimal | None
    lang: Lang

    def __new__(cls, written: str, value: Decimal | None = None, lang: Lang = "sv") -> Self:
        """The text `written`, for a number of that value (its decimals as shown); None when it is missing."""
        self = super().__new__(cls, written)
        self.value, self.lang = value, lang
        return self

    def __getnewargs__(self) -> tuple[str, Decimal | None, Lang]:  # type: ignore[override]
        """Numbers travel between processes inside errors, as what they are."""
        return str(self), self.value, self.lang

    def __format__(self, spec: str) -> str:
        """The form for this number when `spec` holds forms, else the number."""
        if "|" not in spec:
            return format(str(self), spec)
        forms = dict(zip(plural_categories(self.lang), spec.split("|"), strict=True))
        return forms["other" if self.value is None else Locale.parse(LOCALES[self.lang]).plural_form(self.value)]


def written(exact: Decimal, lang: Lang) -> Counted:
    """The number with the decimals it has, its thousands apart."""
    return _written(str(exact), lang)  # as text: 1 and 1.0 are the same number, and are not written alike


@lru_cache(maxsize=1 << 14)  # the same few thousand numbers stand in every figure
def _written(text: str, lang: Lang) -> Counted:
    exact = Decimal(text)
    decimals = max(0, -int(exact.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    grouped: str = format_decimal(exact, format=pattern, locale=LOCALES[lang])
    return Counted(grouped.replace("-", MINUS), exact, lang)


def counted(value: object, lang: Lang) -> Counted:
    """What is given for a count in a sentence, as a count: a whole number is written, a written one is kept."""
    if isinstance(value, Counted):
        return value
    text = str(value)
    return written(Decimal(text), lang) if text.isdecimal() else Counted(text, None, lang)

"""What a chart says where small numbers allow no rate, or only an uncertain one: one wording for all of them."""

from __future__ import annotations

import pandas as pd

from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def interval_words(low: float | None, high: float | None, lang: Lang) -> str:
    """«2,33–3,98», or «–» where there is no interval: the count is too small, or nobody counted it."""
    return "–" if pd.isna(low) or pd.isna(high) else f"{fmt.number(low, 2, lang)}–{fmt.number(high, 2, lang)}"


def compared_words(verdict: object, lang: Lang, key: str = "charts.gap.compared") -> str:
    """What a test says in words; without a test, that there is no comparison."""
    return t(f"{key}.{verdict if isinstance(verdict, str) else 'unknown'}", lang)


def no_rate_words(reliability: str, ads: float | None, lang: Lang) -> str:
    """Why there is no rate: «saknas», «inga annonser», or «dolt: 3 annonser, färre än 5»; the count is never hidden."""
    return ": ".join(part for part in no_rate(reliability, ads, lang) if part)


def no_rate(reliability: str, ads: float | None, lang: Lang) -> tuple[str, str]:
    """The same in two parts, what stands for the rate and why: («dolt», «3 annonser, färre än 5»); why may be empty."""
    if reliability == "missing" or ads is None or pd.isna(ads):
        return t("small_numbers.missing", lang), ""
    if ads == 0:
        return t("small_numbers.none", lang), ""
    return t("small_numbers.hidden", lang), t("small_numbers.hidden_why", lang, ads=fmt.number(int(ads), 0, lang))


def uncertain_mark(reliability: str, lang: Lang) -> str:
    """« osäkert» to stand after a rate of 5 to 19 ads; nothing after a firmer one."""
    return f" {t('small_numbers.uncertain', lang)}" if reliability == "uncertain" else ""


def reliability_words(found: pd.Series, lang: Lang) -> list[str]:
    """The column `reliability` of a table, in words."""
    return [t(f"reliability.{value}", lang) if isinstance(value, str) else "" for value in found]

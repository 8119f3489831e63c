"""Employer dependence in words: for the map's tooltip and the employers' page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def dependence_tip(row: Any, lang: Lang) -> str:
    """«Utan Umeå universitet (34 % av annonserna): 1,08 (27 annonser)», or that the largest's share is missing.

    row: largest_employer, largest_share, is_approximate, ads_without_largest, gap_without_largest.
    """
    if not isinstance(row.largest_employer, str):
        return t("dependence.tip_missing", lang)
    gap, left = _or_hidden(row, lang), fmt.number(row.ads_without_largest, 0, lang)
    return t("dependence.tip", lang, employer=row.largest_employer, share=share_words(row, lang), gap=gap, ads=left)


def _or_hidden(row: Any, lang: Lang) -> str:
    if pd.isna(row.gap_without_largest):
        return t("common.hidden_few", lang)
    return fmt.number(row.gap_without_largest, 2, lang)


def share_words(row: Any, lang: Lang) -> str:
    """«34 %», or «ungefär 33 %» where the number itself is an «about»."""
    share = fmt.percent(float(row.largest_share), 0, lang)
    return t("dependence.about" if row.is_approximate else "dependence.exactly", lang, share=share)


def dependence_sentences(row: Any, region: str, lang: Lang, *, has_base: bool = True) -> tuple[str, ...]:
    """The largest employer with count, share and interval; the gap without it; the effective number."""
    largest = t(
        "dependence.sentence_about" if row.is_approximate else "dependence.sentence",
        lang,
        region=region,
        employer=row.largest_employer,
        count=fmt.number(row.largest_ads, 0, lang),
        ads=fmt.number(row.ads, 0, lang),
        share=share_words(row, lang),
        interval=fmt.percent_range(row.largest_share_low, row.largest_share_high, lang),
    )
    left = fmt.number(row.ads_without_largest, 0, lang)
    if row.gap_without_largest is None:
        without = t("dependence.without_hidden" if has_base else "dependence.without_no_base", lang, ads=left)
    else:
        without = t(
            "dependence.without",
            lang,
            ads=left,
            gap=fmt.number(row.gap_without_largest, 2, lang),
            low=fmt.number(row.gap_without_low, 2, lang),
            high=fmt.number(row.gap_without_high, 2, lang),
        )
    effective: tuple[str, ...] = ()
    if row.effective_employers is not None:
        count, ads = fmt.number(row.effective_employers, 1, lang), fmt.number(row.ads, 0, lang)
        effective = (t("dependence.effective", lang, ads=ads, count=count),)
    return (largest, without, *effective)

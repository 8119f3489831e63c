"""What a chart says where small numbers allow no rate, or only an uncertain one: one wording for all of them."""

from __future__ import annotations

import pandas as pd

from aipulsen.provenance import is_counted
from aipulsen.voice import Voice

_NOT_FEW = ("missing", "ok", "uncertain")  # of ads enough for a rate there is none for want of something else


def interval_words(low: float | None, high: float | None, say: Voice) -> str:
    """«2,33–3,98», or «–» where there is no interval: the count is too small, or nobody counted it."""
    return "–" if pd.isna(low) or pd.isna(high) else f"{say.number(low, 2)}–{say.number(high, 2)}"


def compared_words(verdict: object, say: Voice) -> str:
    """What a test says in words; without a test, that there is no comparison."""
    return say(f"charts.gap.compared.{verdict if isinstance(verdict, str) else 'unknown'}")


def no_rate_words(reliability: str, ads: float | None, say: Voice, ads_status: object = "measured") -> str:
    """Why there is no rate: «saknas», «inga annonser», or «dolt: 3 annonser, färre än 5»; the count is never hidden,
    and one that nobody counted is called the filler that it is."""
    return ": ".join(part for part in _no_rate(reliability, ads, say, ads_status) if part)


def _no_rate(reliability: str, ads: float | None, say: Voice, ads_status: object) -> tuple[str, str]:
    """What stands for the rate, and why: («dolt», «3 annonser, färre än 5»); why may be empty."""
    if reliability in _NOT_FEW or ads is None or pd.isna(ads):
        return say("small_numbers.missing"), ""
    if ads == 0:
        return say("small_numbers.none"), ""
    filler = "" if is_counted(ads_status) else f" {say('charts.gap.mark_imputed')}"
    return say("small_numbers.hidden"), say("small_numbers.hidden_why", ads=say.number(ads), filler=filler)


def uncertain_mark(reliability: str, say: Voice) -> str:
    """« osäkert» to stand after a rate of 5 to 19 ads; nothing after a firmer one."""
    return f" {say('small_numbers.uncertain')}" if reliability == "uncertain" else ""


def reliability_words(found: pd.Series, say: Voice) -> list[str]:
    """The column `reliability` of a table, in words."""
    return [say(f"reliability.{value}") if isinstance(value, str) else say("reliability.imputed") for value in found]

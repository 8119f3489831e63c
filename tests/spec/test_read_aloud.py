"""What an editor found reading every sentence aloud, as rules over both editions and both windows.

One county whose ads are a filler, one whose half-year is printed, one with hardly any; `benchmarks/read_aloud.py`
prints the sentences of eight.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pytest

from aipulsen import queries
from aipulsen.text import LANGS, Lang
from benchmarks.read_aloud import spoken
from tests.chosen import Chosen

pytestmark = pytest.mark.slow


@cache
def said(lang: Lang) -> tuple[tuple[str, str, str], ...]:
    """Where, what and sentence; plain spaces."""
    every = *spoken(lang, ("rapport-2026-04",), ("08", "09", "24")), *spoken(lang, ("demo",), ("09",))
    return tuple((where, what, sentence.replace("\u00a0", " ")) for where, what, sentence in every)


@pytest.mark.parametrize("lang", LANGS)
def test_no_figure_says_a_line_twice(lang: Lang) -> None:
    """Title, quiet line and caption of one figure are all different."""
    lines: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for where, what, sentence in said(lang):
        key, _, part = what.partition(" ")
        if part in ("title", "quiet", "caption"):
            lines[where, key][sentence] += 1
    assert [(place, line) for place, told in lines.items() for line, times in told.items() if times > 1] == []


@pytest.mark.parametrize(
    ("lang", "rule"),
    [
        ("sv", r"saknas[^.]*saknas"),
        ("en", r"missing[^.]*missing"),
        ("sv", r"saknas, enligt rapporten"),
        ("en", r"missing, as the report"),
        ("sv", r"(?<![\d\u00a0,])(?<!mot )\b0 (län|annonser|AI-annonser|personer|arbetsgivare)\b"),
        ("en", r"(?<![\d,])(?<!against )\b0 (counties|ads|AI ads|people|employers)\b"),
        ("sv", r"före: [^.]*: "),
        ("sv", r"annonser osäkert"),
        ("en", r"ads uncertain"),
        ("sv", r"\d{4}-\d\d|\d{4}Q\d"),
        ("en", r"\d{4}-\d\d|\d{4}Q\d"),
        ("sv", r"  | ,| \.(?!\w)|\.\.|,,"),
        ("en", r"  | ,| \.(?!\w)|\.\.|,,"),
        ("sv", r"räknas.*inte statistiskt säkerställt fler eller färre och"),
        ("en", r"(shortage|commuting|people work|come from) is missing"),
        ("sv", r"\b[Ii] Gotland\b|(?<!på )\bkommer flera från"),
        ("sv", r"\bminst annonser\b|brist på \d"),
        ("sv", r"\b495(?! \(utfyllnad\)| annonser \(utfyllnad\))"),
    ],
)
def test_no_sentence_breaks_a_rule(lang: Lang, rule: str) -> None:
    """Missing is said once; nothing is unchecked that is missing; none is «inga», not 0; one colon a clause; months and
    quarters in words; commas where they belong; data are missing, not the shortage; one is on Gotland; a filler is
    called one."""
    found = {
        (what, sentence)
        for _, what, sentence in said(lang)
        if re.search(rule, re.sub(r"rapport-\d{4}-\d\d", "", sentence))
        and not re.match(r"(Status|Källa|Source):|(Utgåva|Edition) ", sentence)
    }
    assert sorted(found) == []


def test_the_big_cities_half_year_is_missing_not_nought() -> None:
    """180 days of the report: one county of the rest is printed, no big city's; no sum of a part, no share of it."""
    split = queries.ask_split(*Chosen(edition="rapport-2026-04", window_days=180).asked).split.set_index("group")
    assert split.ads[["big_city", "rest"]].isna().all()
    assert split.reliability.tolist() == ["missing", "missing"]
    assert split.ads_share.isna().all()

"""Every sentence has its twin, and numbers are written as Swedes write them."""

from __future__ import annotations

import datetime as dt
import re
import string

import pytest

from aipulsen.text import all_texts, t
from aipulsen.text import numbers as fmt


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_twins_have_the_same_placeholders() -> None:
    """A Swedish sentence and its English twin are filled with the same values."""
    odd = {key: twins for key, twins in all_texts().items() if _placeholders(twins["sv"]) != _placeholders(twins["en"])}
    assert odd == {}


def test_an_unknown_key_is_a_bug() -> None:
    """A missing text never becomes an empty string on a page."""
    with pytest.raises(KeyError):
        t("no.such.key")


def test_every_key_used_in_the_code_exists(root: object) -> None:
    """A literal key given to `t` or to an error stands in a toml file."""
    from tests.conftest import ROOT

    used = set()
    for path in (ROOT / "aipulsen").rglob("*.py"):
        source = path.read_text("utf-8")
        used |= set(re.findall(r"""\bt\(\s*"([a-z_0-9.]+)"\s*[,)]""", source))
        used |= set(re.findall(r"""Error\(\s*"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"\s*[,)]""", source))
    assert len(used) > 20
    assert used - set(all_texts()) == set()


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(3.06996, 2, "3,07"), (18500, 0, "18 500"), (2.675, 2, "2,68"), (0, 1, "0,0"), (-0.5, 1, "-0,5")],
)
def test_swedish_numbers(value: float, decimals: int, expected: str) -> None:
    """Decimal comma, no-break space, half away from zero as a person rounds what she reads."""
    assert fmt.number(value, decimals).replace("\u00a0", " ").replace("\u2212", "-") == expected


def test_missing_is_a_word_not_a_zero() -> None:
    """NaN and None are «saknas» in every format."""
    assert {fmt.number(None), fmt.number(float("nan")), fmt.percent(None), fmt.kronor(None)} == {"saknas"}


def test_shares_become_per_cent_only_on_screen() -> None:
    """A share 0–1 is written with a no-break space in Swedish and without in English."""
    assert fmt.percent(0.680135) == "68\u00a0%"
    assert fmt.percent(0.680135, 1, "en") == "68.0%"


def test_dates_in_words() -> None:
    """The data date is written out in the reader's language."""
    assert fmt.day(dt.date(2026, 4, 30)) == "30 april 2026"
    assert fmt.month(dt.date(2026, 4, 30), "en") == "April 2026"


def test_a_period_is_said_once_and_in_words() -> None:
    """SCB's «2026M04» and ISO dates become words; the same period from two origins stands once."""
    assert fmt.period("2016-12-31–2026M04") == "31 december 2016–april 2026"
    assert fmt.period("april 2026; april 2026") == "april 2026"
    assert fmt.period("2014–2020", "en") == "2014–2020"
    assert fmt.period("") == "saknas"


def test_a_period_in_the_report_s_own_words_is_told_in_the_reader_s_language() -> None:
    """«april 2026» and «okänt kvartal» are stored as the report has them; an English page says them in English."""
    assert fmt.period("april 2026; okänt kvartal", "en") == "April 2026; quarter unknown"
    assert fmt.period("april 2026; okänt kvartal", "sv") == "april 2026; okänt kvartal"


def test_the_currency_is_written_by_one_formatter() -> None:
    """No sentence writes kr or SEK beside a placeholder; what English says of kronor has the currency first."""
    texts = {key: twins for key, twins in all_texts().items() if not key.startswith("common.kronor")}
    beside = re.compile(r"\}[ \u00a0](kr|SEK)\b|\bSEK[ \u00a0]\{")
    assert {key for key, twins in texts.items() if any(map(beside.search, twins.values()))} == set()
    assert {key for key, twins in texts.items() if re.search(r"\d[ \u00a0]SEK\b", twins["en"])} == set()
    assert [fmt.kronor(value, "en") for value in (51200, -11300)] == ["SEK\u00a051,200", "SEK\u00a0−11,300"]

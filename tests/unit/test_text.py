"""Every sentence has its twin, and numbers are written as Swedes write them."""

from __future__ import annotations

import ast
import datetime as dt
import pickle
import re
import string

import pytest

from aipulsen import schemas
from aipulsen.text import LANGS, Lang, _twins, all_texts, counts_of, t
from aipulsen.text import numbers as fmt
from aipulsen.text.counted import plural_categories
from benchmarks.readability import lix, prose
from tests.conftest import ROOT

_HARDEST = 57  # LIX


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_each_sentence_is_found_in_the_files_that_its_first_word_names() -> None:
    for key, twins in all_texts().items():
        assert {lang: _twins(key)[lang] for lang in LANGS} == twins, key


def test_twins_have_the_same_placeholders() -> None:
    """A Swedish sentence and its English twin are filled with the same values."""
    odd = {key: twins for key, twins in all_texts().items() if _placeholders(twins["sv"]) != _placeholders(twins["en"])}
    assert odd == {}


# Placeholders before a plural noun that are never the whole number one, and why.
NEVER_ONE = {
    "days": "a window is 90 or 180 days",
    "score": "shown with decimals",
    "adjusted": "shown with decimals",
    "rate": "shown with decimals",
    "educated": "a share in per cent",
    "engine": "a version",
    "more_ads": "an amount in words: 20 % more, 2.0 times as many",
    "dimension": "a name",
}
VERBS = {"is", "are", "has", "have", "was", "were"}
PREPOSITIONS = re.compile(r" (?:av|i|mellan|of|in|across)(?= )")


def _forms(lang: Lang) -> tuple[set[str], set[str]]:
    """The words that go with one thing only, and those that go with several only, in all sentences' forms."""
    one: set[str] = set()
    many: set[str] = set()
    for twins in all_texts().values():
        for _, name, forms, _ in string.Formatter().parse(twins[lang]):
            if name and forms and "|" in forms:
                single, several = ({*form.split()} for form in forms.split("|"))
                one, many = one | (single - several), many | (several - single)
    return one - many, many - one


def _after(sentence: str, number: str) -> list[set[str]]:
    """The two words after each place where the number stands alone, as far as a preposition."""
    found = re.findall(rf"(?<![\w.,–-]){number}((?: [\w-]+){{1,2}})", sentence)
    return [set(PREPOSITIONS.split(words)[0].split()) for words in found]


@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_says_one_ads(lang: Lang) -> None:
    """Every placeholder of every sentence, filled with 1: no word for several follows; with 0, 2 and 5: none for one.

    So a noun that bends in one sentence must bend in all, after whatever placeholder it stands.
    """
    one, many = _forms(lang)
    assert len(many) > 15
    guilty = []
    for key, twins in all_texts().items():
        bending = counts_of(twins[lang])
        for name in sorted(_placeholders(twins[lang]) - set(NEVER_ONE)):
            for count in (0, 1, 2, 5):
                others = {other: count if other in bending else "\x00" for other in _placeholders(twins[lang])}
                wrong = many if count == 1 else one
                if name not in bending:
                    wrong = wrong - VERBS if count == 1 else set()
                said = t(key, lang, **{**others, name: count})
                guilty += [(key, said) for words in _after(said, str(count)) if words & wrong]
    assert guilty == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_count_has_as_many_forms_as_its_language(lang: Lang) -> None:
    """Swedish and English have two, one and other; a sentence with three could not be read."""
    for key, twins in all_texts().items():
        for _, name, forms, _ in string.Formatter().parse(twins[lang]):
            if name and forms and "|" in forms:
                assert len(forms.split("|")) == len(plural_categories(lang)), key


def test_a_count_bends_the_words_after_it() -> None:
    """One ad, else ads: whole numbers given or written, thousands apart, decimals, missing, across processes."""
    given = (0, 1, 2, 5, 1234, fmt.number(1), fmt.number(1, 1), fmt.number(None))
    said = [t("charts.ads", "sv", ads=n).replace("\u00a0", " ") for n in given]
    assert said == [
        "0 annonser",
        "1 annons",
        "2 annonser",
        "5 annonser",
        "1 234 annonser",
        "1 annons",
        "1,0 annonser",
        "saknas annonser",
    ]
    assert [t("charts.ads", "en", ads=n) for n in (0, 1, 2, 5, 1234)] == [
        "0 ads",
        "1 ad",
        "2 ads",
        "5 ads",
        "1,234 ads",
    ]
    assert t("charts.ads", "sv", ads=pickle.loads(pickle.dumps(fmt.number(1)))) == "1 annons"


# What only somebody at a command line is told, by the first word of its keys.
OF_COMMANDS = {"ads", "archive", "backfill", "cli", "history", "official", "refresh", "retention", "store"}
OF_COMMANDS |= {"checking", "jobtech", "settings", "sources"}
AT_A_SHELL = re.compile(r"(?<![\w-])--[a-z]|`|\bAIPULSEN_|\b(?:[Kk]ommandot|[Tt]he command)\b(?! line)")
MAY_NAME_A_COMMAND = {"editions.exists", "measures.heading.key"}  # build's refusal; a key in its own type


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_is_hard_to_read(lang: Lang) -> None:
    """Above 50 is an authority's prose; what the hardest has is the names of registers and counted things."""
    assert {key: value for key, text in prose(lang).items() if (value := lix(text)) > _HARDEST} == {}


def test_each_language_has_its_own_quotation_marks() -> None:
    """«så» in Swedish, “so” in English."""
    strange = {"sv": "“”", "en": "«»"}
    texts = {(key, lang): text for key, twins in all_texts().items() for lang, text in twins.items()}
    assert [where for where, text in texts.items() if set(strange[where[1]]) & set(text)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_page_speaks_of_commands(lang: Lang) -> None:
    """Neither options, settings nor words to type stand in what a reader of pages and addresses may meet."""
    read = {key: twins[lang] for key, twins in all_texts().items() if key.split(".")[0] not in OF_COMMANDS}
    assert {key for key, words in read.items() if AT_A_SHELL.search(words)} == MAY_NAME_A_COMMAND


@pytest.mark.parametrize(
    ("lang", "region", "said"),
    [
        ("sv", "Gotland", "på Gotland"),
        ("sv", "Dalarna", "i Dalarna"),
        ("sv", "Gotlands län", "i Gotlands län"),
        ("en", "Gotland", "on Gotland"),
    ],
)
def test_one_is_on_an_island_and_in_a_county(lang: Lang, region: str, said: str) -> None:
    assert f" {said} " in t("drivers.alike", lang, county=region, made="", ads=7)


def test_an_unknown_key_is_a_bug() -> None:
    """A missing text never becomes an empty string on a page."""
    with pytest.raises(KeyError):
        t("no.such.key")


def test_every_key_used_in_the_code_exists() -> None:
    """A literal key given to `t`, to a voice or to an error stands in a toml file."""
    used = set()
    for path in (ROOT / "aipulsen").rglob("*.py"):
        source = path.read_text("utf-8")
        used |= set(re.findall(r"""\b(?:t|say|tell)\(\s*"([a-z_0-9.]+)"\s*[,)]""", source))
        used |= set(re.findall(r"""Error\(\s*"([a-z_0-9]+(?:\.[a-z_0-9]+)+)"\s*[,)]""", source))
    assert len(used) > 500
    assert used - set(all_texts()) == set()


def test_every_key_that_exists_is_used() -> None:
    """Each key stands in the code as a word, or as a beginning that the code completes; an unread sentence goes."""
    scripts = [*(ROOT / "aipulsen").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    words, completed = set(), set()
    for node in (node for path in scripts for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
        if isinstance(node, ast.JoinedStr):
            parts = (re.escape(v.value) if isinstance(v, ast.Constant) else r"[\w.-]+" for v in node.values)
            completed.add("".join(map(str, parts)))
    for template in (ROOT / "aipulsen" / "web" / "templates").glob("*.html"):
        for key, is_begun in re.findall(r"""say\(["']([\w.]+)["']( ~)?""", template.read_text("utf-8")):
            (completed if is_begun else words).add(re.escape(key) + r"[\w.-]+" if is_begun else key)
    beginnings = [pattern for pattern in completed if re.match(r"[a-z_0-9]+\\\.", pattern)]
    rules = " ".join(
        path.read_text("utf-8") for path in (ROOT / "aipulsen").rglob("*.toml") if "text" not in path.parts
    )
    words |= set(re.findall(r"[\w.]+", rules))
    # A name of an origin is found by the Swedish name that the origin has.
    origins = rules + (ROOT / "data" / "reference" / "origins.toml").read_text("utf-8") + " ".join(words)
    unused = []
    for key, twins in all_texts().items():
        named = key.startswith("origin_names.") and twins["sv"] in origins
        if not (named or key in words or any(re.fullmatch(pattern, key) for pattern in beginnings)):
            unused.append(key)
    assert unused == []


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


def test_every_table_an_edition_may_hold_has_a_name_for_readers() -> None:
    """Pages name tables by a key that is put together: every schema's table has it."""
    assert [name for name in schemas.SCHEMAS if f"tables.{name}" not in all_texts()] == []


def _keys_asked(call: ast.Call) -> list[str]:
    """The keys that a call names outright: one, or one of two."""
    asked = [call.args[0].body, call.args[0].orelse] if isinstance(call.args[0], ast.IfExp) else [call.args[0]]
    return [key.value for key in asked if isinstance(key, ast.Constant) and isinstance(key.value, str)]


def test_every_sentence_asked_by_its_key_is_given_what_it_says() -> None:
    """A call with a written-out key and arguments by name gives each placeholder of both twins."""
    held, guilty = 0, []
    for path in (ROOT / "aipulsen").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            is_asked = name in ("say", "t", "measure_words") or name.endswith("Error")
            if not (is_asked and call.args) or any(keyword.arg is None for keyword in call.keywords):
                continue
            given = {keyword.arg for keyword in call.keywords}
            given |= {"level"} if name == "measure_words" else set()
            for key in _keys_asked(call):
                if key in all_texts():
                    held += 1
                    guilty += [(path.name, key, lacking) for lacking in _said_by(key) - given]
    assert guilty == []
    assert held > 500


def _said_by(key: str) -> set[str]:
    """The values a sentence needs, in either language."""
    parts = [part for lang in LANGS for part in string.Formatter().parse(all_texts()[key][lang])]
    return {name for _, name, _, _ in parts if name}

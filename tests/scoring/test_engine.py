"""The engine: traps, explanation, rules as data, the oracle, determinism, accuracy on real ads."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aipulsen.errors import ParameterError
from aipulsen.evaluation.labelled import evaluate_files
from aipulsen.scoring import ENGINE_VERSIONS, AdText, load_engine
from aipulsen.scoring.employers import employer_kind
from aipulsen.scoring.engine import WeightedEngine
from aipulsen.scoring.layout import LONGEST_SENTENCE, Layout
from aipulsen.scoring.matching import MOST_MATCHES
from aipulsen.scoring.normalise import Addresses, normalise, small_letters
from aipulsen.scoring.rules import DATA, current_rules, in_small_letters, load_rules
from aipulsen.scoring.scanner import HyperscanScanner, ReScanner, best_scanner
from aipulsen.scoring.zones import Zones
from benchmarks import adversarial
from tests.conftest import DATA as TEST_DATA
from tests.conftest import LABELLED_ADS, needs_labelled_ads
from tests.walk import walked


def rows(file: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


OWN_TRAPS = rows(Path(__file__).parent / "traps.csv")
DEV = LABELLED_ADS / "dev_ads.jsonl"
DEV_2 = LABELLED_ADS / "dev_ads_2.jsonl"
SCANNER = best_scanner(current_rules())
LONGEST_FORM = 80  # characters: no inflected term is longer


def holds_ai_term(text: str) -> bool:
    """Whether the engine lets a hit in the text count."""
    score = load_engine().score(AdText("x", "", text))
    return any(h.suppressed_by in (None, "cap") for h in score.hits)


@walked("trap", OWN_TRAPS)
def test_traps(trap: dict[str, str]) -> None:
    """Each trap is told from its false friend."""
    assert holds_ai_term(trap["text"]) == (trap["is_ai_term"] == "1"), trap["why"]


def test_the_specification_s_traps() -> None:
    """All 35 of them, right."""
    traps = rows(TEST_DATA / "specification_traps.csv")
    assert len(traps) == 35
    wrong = [t["text"] for t in traps if holds_ai_term(t["text"]) != (t["is_ai_term"] == "1")]
    assert wrong == []


LEVEL_TRAPS = rows(Path(__file__).parent / "level_traps.csv")


@walked("trap", LEVEL_TRAPS)
def test_level_traps(trap: dict[str, str]) -> None:
    """A title and a line or two: is it an AI role, is AI competence asked for, or neither?"""
    score = load_engine().score(AdText("x", trap["title"], trap["text"], "Lumina AI AB"))
    assert score.level == trap["level"], trap["why"]


def test_there_are_at_least_150_traps_of_each_kind() -> None:
    """Of terms and of levels, positive and negative, each with a reason."""
    for traps, column in ((OWN_TRAPS, "is_ai_term"), (LEVEL_TRAPS, "level")):
        assert len(traps) >= 150
        assert all(t["why"] for t in traps)
        negatives = sum(t[column] in ("0", "none") for t in traps)
        assert 0.35 <= negatives / len(traps) <= 0.65


TEXT = (
    "Vi är ett AI-bolag.\nOm rollen\nDu kommer att utveckla modeller med maskininlärning.\n"
    "Kvalifikationer\nErfarenhet av PyTorch är meriterande.\nOm oss\nVi gillar AI."
)


@pytest.mark.parametrize("version", ENGINE_VERSIONS)
def test_the_score_is_the_sum_of_its_points(version: str) -> None:
    """The hit table explains every point."""
    score = load_engine(version).score(AdText("1", "AI-ingenjör", TEXT))
    assert score.score == sum(h.points for h in score.hits)
    assert score.engine_version == version
    assert score.level == "role"


def test_zones_give_their_weights_once() -> None:
    """Title 40, introduction 25 with its bonus of 15, body 10; the employer's prose nothing."""
    score = load_engine().score(AdText("1", "AI-ingenjör", TEXT))
    points = [(h.zone, h.points) for h in score.hits if h.points]
    assert points == [("title", 40), ("introduction", 40), ("body", 10)]
    employer = [h for h in score.hits if h.suppressed_by == "zone:employer"]
    assert len(employer) == 1


def test_five_mentions_do_not_beat_a_title() -> None:
    """Employer prose full of AI stays below an AI title."""
    prose = AdText("1", "Kock", "Om oss\n" + "Vi är ett AI-bolag med AI i allt och AI i köket. " * 5)
    assert load_engine().score(prose).level == "none"


def test_curiosity_is_no_competence() -> None:
    """«Nyfiken på AI» is a mention; «erfarenhet av AI» is asked for."""
    engine = load_engine()
    curious = engine.score(AdText("1", "Controller", "Din profil\nDu är nyfiken på AI."))
    asked = engine.score(AdText("1", "Controller", "Din profil\nErfarenhet av AI och prognoser."))
    assert (curious.level, asked.level) == ("none", "competence")


def test_one_of_several_subjects_in_a_title_is_no_role_by_itself() -> None:
    """«Cloud, automation & AI» shares the title; «AI engineer» owns it; in research the subject is enough."""
    engine = load_engine()
    body = "About the role\nYou will develop machine learning models.\nRequirements\nExperience of PyTorch."
    levels = {
        title: engine.score(AdText("1", title, body)).level
        for title in ("Platform engineer, cloud & AI", "AI engineer", "Doctoral student in safety and AI")
    }
    assert list(levels.values()) == ["competence", "role", "role"]


def test_the_employer_s_own_name_does_not_count() -> None:
    """«Pigs Fly AI AB» is a name."""
    ad = AdText("1", "Säljare", "Pigs Fly AI söker säljare. Du har erfarenhet av Pigs Fly AI.", "Pigs Fly AI AB")
    assert load_engine().score(ad).hits == ()


def test_a_notice_is_counted_as_a_notice() -> None:
    """The share of notices is a series of its own."""
    score = load_engine().score(AdText("1", "Lärare", "Vi använder AI i vår rekryteringsprocess."))
    assert (score.level, score.score, score.has_notice) == ("none", 0, True)


def test_version_one_is_the_report_s_wording() -> None:
    """1.0 counts a notice's term as a term; the engine in use does not: that is what it shows."""
    ad = AdText("1", "Lärare", "AI hjälper oss att bygga skolan. " * 3)
    assert load_engine("1.0").score(ad).score == 40
    assert load_engine().score(ad).score < 25


def broken(tmp_path: Path, file: str, line: str) -> Path:
    """A copy of the rules with one more line in one file."""
    folder = tmp_path / "rules"
    shutil.copytree(DATA, folder)
    with (folder / file).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")
    return folder


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("lexicon.csv", "L999,ai,core,cased,(AI,skäl", "mönstret"),
        ("lexicon.csv", "L001,ai,core,cased,AI,skäl", "finns redan på rad 2"),
        ("lexicon.csv", "L999,ai,trams,cased,AI,skäl", "core, ambiguous"),
        ("lexicon.csv", "L999,ai,core,cased,AI,", "saknar skäl"),
        ("lexicon.csv", "L999,ai,core", "antal celler"),
        ("cues.csv", "X1,build,20,sentence,x,skäl", "15"),
        ("cues.csv", "X1,recruit,15,sentence,x,skäl", "suppress"),
        ("title_sectors.csv", "S99,x,(,skäl", "mönstret"),
        ("headings.csv", "X1,källare,x,skäl", "introduction"),
        ("thresholds.csv", "it,sextio,25,skäl", "inget tal"),
        ("thresholds.csv", "okänd,60,25,skäl", "default"),
        ("sectors.csv", "2x,it,skäl", "inget tal"),
    ],
)
def test_a_fault_in_the_rules_names_file_and_line(tmp_path: Path, file: str, line: str, words: str) -> None:
    """A bad pattern, a double id, an unknown category: nothing is loaded."""
    folder = broken(tmp_path, file, line)
    number = len((folder / file).read_text("utf-8").splitlines())
    with pytest.raises(ParameterError, match=words) as caught:
        load_rules(folder)
    assert file in str(caught.value)
    assert f"rad {number}" in str(caught.value)


def test_other_rules_have_another_hash(tmp_path: Path) -> None:
    """The stamp on a result tells which lexicon and thresholds made it."""
    changed = load_rules(broken(tmp_path, "lexicon.csv", "L999,ai,core,plain,tankemaskin,skäl"))
    assert changed.lexicon_hash != current_rules().lexicon_hash
    assert changed.thresholds_hash == current_rules().thresholds_hash


hyperscan_only = pytest.mark.skipif(
    load_engine().backend != "hyperscan", reason="hyperscan has no wheel here: the oracle is the engine"
)
PIECES = st.sampled_from(
    [t["text"] for t in OWN_TRAPS]
    + ["\n", " ", "  ", "\u00ad", "\u200b", "\u00a0", "\u2011", "–", "a\u0308", "🤖", "\x00", "\u2028", "åäö", "ÅÄÖ"]
    + ["Om rollen", "Kvalifikationer:", "Om oss", "Du ska utveckla", "erfarenhet av", ". ", "!", "Ⅷ", "ß", "ﬁ"]
)


@hyperscan_only
@settings(max_examples=750)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map("".join), st.text(max_size=30))
def test_the_fast_engine_agrees_with_the_oracle(text: str, title: str) -> None:
    """Hyperscan and plain `re` give the same hit table on any text."""
    ad = AdText("x", title, text, "Exempel AI AB")
    assert FAST.score(ad) == ORACLE.score(ad)


@hyperscan_only
@settings(max_examples=750)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map("".join), st.text(max_size=30))
def test_an_ads_bytes_tell_no_less_than_its_text(text: str, title: str) -> None:
    """When JSON, escapes or not, is said to hold no term, the ad scores as one without text does."""
    ad = AdText("x", title, text, "Exempel AI AB")
    expected = FAST.score(ad)
    for ensure_ascii in (False, True):
        line = json.dumps(f"{title}\n{text}", ensure_ascii=ensure_ascii).encode("utf-8", "replace")
        for form in (line, line.replace(b"/", b"\\/")):
            assert FAST.json_may_hold_terms(form) or FAST.score_without_terms("x", title, None) == expected
    assert FAST.score(ad, is_scanned=True) == expected


FAST = WeightedEngine(current_rules(), HyperscanScanner) if load_engine().backend == "hyperscan" else load_engine()
ORACLE = WeightedEngine(current_rules(), ReScanner)


@pytest.mark.skipif(SCANNER.backend == "re", reason="hyperscan has no wheel here")
@pytest.mark.parametrize("number", range(len(current_rules().terms)), ids=[t.id for t in current_rules().terms])
@settings(max_examples=20)
@given(st.data())
def test_every_form_of_a_term_begins_where_the_scanner_says(number: int, data: st.DataObject) -> None:
    term = current_rules().terms[number]
    form = normalise(data.draw(st.from_regex(term.expression(), fullmatch=True)))
    assume(len(form) <= LONGEST_FORM)
    text = f"{'Vi söker dig. ' * 20} {form} – {'det är allt. ' * 20}"
    places = [(first, last) for n, first, last in SCANNER.term_places(text) if n == number]
    for match in re.finditer(term.expression(), text):
        assert any(first <= match.start() <= last for first, last in places), match.group()


@hyperscan_only
@pytest.mark.parametrize("title", ["", "AI, " * 400])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "AI " * 900,
        "AI:" * 900,
        "AI,ML.LLM " * 300,
        "Du leder projektet AI; " * 250,
        "Om rollen\n" + "Du bygger AI. " * 250,
        "Om rollen\nAI\n" * 150,
        "jobb@bolag.ai " * 250 + "Du bygger AI.",
        "x" * 100_000 + " maskininlärning",
    ],
    ids=["nothing", "NUL", "term", "no space", "terms", "subject", "sentence", "heading", "address", "long"],
)
def test_odd_sizes_agree_with_the_oracle(title: str, text: str) -> None:
    """Nothing at all, a line without end, more hits and a longer sentence than are read."""
    ad = AdText("x", title, text, "Exempel AI AB")
    assert FAST.score(ad) == ORACLE.score(ad)


@hyperscan_only
@settings(max_examples=60)
@given(st.lists(PIECES, min_size=1, max_size=3).map("".join), st.integers(1, 300))
def test_repeated_words_agree_with_the_oracle(words: str, times: int) -> None:
    """Below, at and above the number of matches that are read."""
    ad = AdText("x", words, words * times, "Exempel AI AB")
    assert FAST.score(ad) == ORACLE.score(ad)


@pytest.mark.parametrize("words", ["AI ", "AI, ML och LLM. ", "Du bygger AI med maskininlärning.\n"])
def test_beyond_so_many_matches_nothing_is_read(words: str) -> None:
    """The first of them are read as if no more followed; a longer text has no more hits."""
    text = words * MOST_MATCHES
    score = load_engine().score(AdText("x", "", text))
    assert len(score.hits) == MOST_MATCHES
    assert load_engine().score(AdText("x", "", text + words)) == score
    shorter = load_engine().score(AdText("x", "", text[: score.hits[-1].end]))
    assert [(hit.start, hit.end, hit.term_id) for hit in shorter.hits] == [
        (hit.start, hit.end, hit.term_id) for hit in score.hits
    ]


@needs_labelled_ads
def test_no_real_ad_has_more_matches_or_a_longer_sentence_than_are_read() -> None:
    """The bounds are for texts that nobody wrote: the fullest of 570 ads is far below."""
    for file in (DEV, DEV_2):
        for line in file.read_text("utf-8").splitlines():
            raw = json.loads(line)
            text = normalise(raw["description"]["text"])
            score = load_engine().score(AdText(raw["id"], raw["headline"], raw["description"]["text"]))
            assert len(score.hits) < MOST_MATCHES / 3
            layout = Layout(text)
            for hit in score.hits:
                if hit.zone != "title":
                    first, last = layout.sentence(hit.start, hit.end)
                    assert last - first < LONGEST_SENTENCE / 2


def test_small_letters_find_what_ignoring_case_finds() -> None:
    """For every sign there is, but for those that normalising changes: letters and kinds of signs stand at the same
    places."""
    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    every = re.sub("[ıſ\u212a\u212b]", " ", every)
    small = small_letters(every)
    for pattern in (*"abcdefghijklmnopqrstuvwxyzåäöéü0123456789'’&/-", r"\w", r"\s", r"\d"):
        caseless = [found.start() for found in re.finditer(pattern, every, re.IGNORECASE)]
        assert caseless == [found.start() for found in re.finditer(pattern, small)]


@pytest.mark.parametrize("pattern", [r"\bAI\W+PhD\b", r"[A-ZÅ]\S*(?<!\bKan )Vi\\N", "i"])
def test_a_pattern_in_small_letters_keeps_its_escapes(pattern: str) -> None:
    """What ignores case in a text finds the same in its small letters."""
    for text in ("AI PhD", "en AI-Phd, KAN vi", "ÅÄÖ Vi\\N", "å vI\\n", "İ"):
        places = [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]
        assert [m.span() for m in re.finditer(in_small_letters(pattern), small_letters(text))] == places


@pytest.mark.parametrize(
    "address", ["jobb@ai.se", "www.ai.com", "https://exempel.se/ai", "ai.exempel.io", "exempel.ai"]
)
@pytest.mark.parametrize("around", ["{}", "ai {} ai", "ai\n{}\nai", "ai ({}), ai"])
def test_a_term_in_an_address_is_told_from_one_beside_it(address: str, around: str) -> None:
    """Wherever the address stands: at an end of the text, between words, on a line of its own, in brackets."""
    text = around.format(address)
    first = text.index(address)
    within = [first <= m.start() < first + len(address) for m in re.finditer("ai", text)]
    assert [Addresses(text).hold(*m.span()) for m in re.finditer("ai", text)] == within


def test_markup_without_end_ends() -> None:
    """A few layers are undone, each hidden by the next; the rest stays as it is written."""
    assert normalise("&amp;amp;lt;b&gt;AI &amp;lt;/b>") == "AI "
    assert normalise("\\" * 50 + "-x") == "-x"
    assert len(normalise("&" + "amp;" * 1000)) > 3000


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """A normal form is its own normal form."""
    assert normalise(normalise(text)) == normalise(text)


@needs_labelled_ads
def test_accuracy_on_the_development_set() -> None:
    """AI role F1 ≥ 0,97 and AI competence F1 ≥ 0,95; no false positive among the random ads."""
    result = json.loads(json.dumps(evaluate_files([str(DEV), str(DEV_2)], load_engine())))
    assert result["ads"] == 570
    assert result["levels"]["role"]["f1"] >= 0.97
    assert result["levels"]["competence"]["f1"] >= 0.95
    assert result["strata"]["random"]["competence"]["fp"] == 0
    assert result["strata"]["random"]["role"]["fp"] == 0


@hyperscan_only
def test_the_oracle_agrees_on_the_traps() -> None:
    """Same hit tables, cue by cue, on every trap of terms and of levels."""
    ads = [AdText("x", "", trap["text"], "Lumina AI AB") for trap in OWN_TRAPS]
    ads += [AdText("x", trap["title"], trap["text"], "Lumina AI AB") for trap in LEVEL_TRAPS]
    assert [FAST.score(ad) for ad in ads] == [ORACLE.score(ad) for ad in ads]


@needs_labelled_ads
def test_the_oracle_agrees_on_real_ads() -> None:
    """Same hit tables on all labelled ads."""
    for line in DEV.read_text("utf-8").splitlines():
        raw = json.loads(line)
        ad = AdText(raw["id"], raw["headline"], raw["description"]["text"], raw["employer"]["name"])
        assert FAST.score(ad) == ORACLE.score(ad)


@hyperscan_only
@needs_labelled_ads
def test_the_scan_leaves_out_no_cue_and_no_subject_of_a_real_line() -> None:
    """Every third line of the ads, whether a term stands in it or not: what matches is among what the scanner names."""
    rules = current_rules()
    lines: set[str] = set()
    for line in DEV.read_text("utf-8").splitlines()[::3]:
        lines |= set(small_letters(normalise(json.loads(line)["description"]["text"])).split("\n"))
    assert len(lines) > 1000
    for words in lines:
        cues, subjects = SCANNER.in_sentence(words)
        near = [i for i, cue in enumerate(rules.cues) if cue.scope in ("sentence", "before")]
        assert {i for i in near if rules.cues[i].pattern.search(words)} <= set(cues), words
        assert {i for i, (_, pattern) in enumerate(rules.subjects) if pattern.search(words)} <= set(subjects), words


@hyperscan_only
def test_the_scan_leaves_out_no_heading_of_the_rules() -> None:
    """Words of every heading, as ads dress them, between lines that are none: the text is cut where the oracle cuts
    it."""
    rules, choices = current_rules(), random.Random(1)
    fast, every = Zones(rules, SCANNER), Zones(rules, ReScanner(rules))
    for zone, pattern in rules.headings:
        written = {adversarial.form(pattern.pattern, choices) for _ in range(80)}
        read = sorted(words for words in written if len(words) < 50 and pattern.fullmatch(words))
        assert read, zone
        for dress in ("{}", "{}:", "** {} **", "• {} …", "_{}_"):
            text = "\n".join(f"Vi ses varje dag.\n{dress.format(words)}\nDet är bra." for words in read)
            assert fast.segments(text) == every.segments(text), (zone, dress)
            assert len(every.segments(text)) > len(read) // 2, (zone, dress)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Luleå tekniska universitet", "university"),
        ("RISE Research Institutes of Sweden AB", "institute"),
        ("Försäkringskassan", "agency"),
        ("GÖTEBORGS KOMMUN", "municipality_region"),
        ("REGION ÖSTERGÖTLAND", "municipality_region"),
        ("LKAB", "industry"),
        ("SOFTHOUSE NORDIC AB", "consulting"),
        ("ACADEMIC WORK SWEDEN AB", "staffing"),
        ("Lovable Labs Sweden AB", "other"),
        (None, "other"),
    ],
)
def test_employers_are_told_apart_by_name(name: str | None, kind: str) -> None:
    """The report's types of employer, and staffing agencies that hide one."""
    assert employer_kind(name) == kind

"""The engine's rules as data: lexicon, cues, headings, sectors, thresholds – read and checked from `data/`."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aipulsen.errors import ParameterError

DATA = Path(__file__).parent / "data"
CATEGORIES = ("core", "ambiguous", "title", "tool", "governance")
MATCHES = ("cased", "plain", "stem")
# What a cue says of the terms it touches, and so what it may do to them.
EFFECT_OF_KIND = {
    "build": "15",  # something is done with AI
    "task": "15",  # the hired person does it: stronger than words about the company
    "aim": "15",  # what a post or a project is about
    "job": "15",  # the words name the job
    "training": "15",  # models are trained: more than using them
    "require": "15",  # it is asked for: stronger than words about the company or an interest
    "merit": "15",  # it counts in favour: stronger than words about the company
    "interest": "-15",
    "use": "-15",
    "company": "-15",
    "colleagues": "-15",
    "learning": "-15",  # offered, not asked for: nothing outweighs it
    "optional": "-15",
    "trade": "-15",
    "tool": "-15",
    "field": "-15",  # one of many
    "list": "-15",
    "with": "-15",
    "first": "-15",
    "employer": "suppress",
    "name": "suppress",
    "dealer": "suppress",
    "homonym": "suppress",
    "recruit": "suppress",
    "generated": "suppress",
    "applicant": "suppress",
}
CUE_KINDS = tuple(EFFECT_OF_KIND)
NOTICES = ("recruit", "generated", "applicant")
SCOPES = ("sentence", "before", "around", "ad", "title")
SUBJECTS = ("hired", "asked", "post", "employer", "same")
LONGEST_HEADING = 60  # characters; a longer line is no heading
ZONES = ("title", "introduction", "body", "employer", "benefits", "application")

# Swedish letters are letters: a term never begins or ends inside a word.
_BEFORE, _AFTER = r"(?<![0-9A-Za-zÅÄÖåäöÉéÜü@.])", r"(?![0-9A-Za-zÅÄÖåäöÉéÜü])"
_BEFORE_WORD = r"(?<![0-9A-Za-zÅÄÖåäöÉéÜü@])"
_ESCAPED_OR_NOT = re.compile(r"\\.|[^\\]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the lexicon."""

    id: str
    family: str
    category: str
    match: str
    pattern: str
    reason: str

    def expression(self) -> str:
        """The pattern with its boundaries and its case rule."""
        before = _BEFORE if self.match == "cased" else _BEFORE_WORD
        after = r"\w*" if self.match == "stem" else _AFTER
        # A phrase may be broken over two lines; inside a bracket the space stands for itself.
        body = self.pattern.replace("[- ]", "\0").replace(" ", r"[ \n]").replace("\0", r"[- \n]")
        return f"(?{'' if self.match == 'cased' else 'i'}:{before}(?:{body}){after})"


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of the cues: what it does to the hits in its scope. The pattern is one for small letters."""

    id: str
    kind: str
    effect: str
    scope: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The scores from which an ad of a sector is an AI job, or asks for AI skills."""

    role: int
    competence: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of an engine version, with the hashes that stamp its results. Patterns of cues, headings and subjects
    are for small letters."""

    terms: tuple[Term, ...]
    cues: tuple[Cue, ...]
    headings: tuple[tuple[str, re.Pattern[str]], ...]
    subjects: tuple[tuple[str, re.Pattern[str]], ...]
    sectors: tuple[tuple[str, str], ...]
    title_sectors: tuple[tuple[str, re.Pattern[str]], ...]
    thresholds: dict[str, Thresholds]
    lexicon_hash: str
    thresholds_hash: str


def _lines(path: Path, columns: tuple[str, ...], key: str) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        if reader.fieldnames is None or tuple(reader.fieldnames) != columns:
            raise ParameterError("rules.columns", file=path.name, expected=", ".join(columns))
        rows = [(reader.line_num, row) for row in reader]
    seen: dict[str, int] = {}
    for line, row in rows:
        if None in row or None in row.values():
            raise ParameterError("rules.cells", file=path.name, line=line)
        if row[key] in seen:
            raise ParameterError("rules.duplicate", file=path.name, line=line, id=row[key], first=seen[row[key]])
        if not row["reason"].strip():
            raise ParameterError("rules.no_reason", file=path.name, line=line, id=row[key])
        seen[row[key]] = line
    return rows


def _one_of(path: Path, line: int, column: str, value: str, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise ParameterError(
            "rules.unknown", file=path.name, line=line, column=column, value=value, valid=", ".join(valid)
        )


def _compiled(path: Path, line: int, pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    try:
        return re.compile(pattern, flags)
    except re.error as exc:
        raise ParameterError("rules.bad_pattern", file=path.name, line=line, pattern=pattern, reason=exc) from exc


def _small(path: Path, line: int, pattern: str) -> re.Pattern[str]:
    """A pattern for texts in small letters (`small_letters`): ignoring case costs several times as much."""
    _compiled(path, line, pattern, 0)
    return re.compile(in_small_letters(pattern))


def in_small_letters(pattern: str) -> str:
    """A pattern that ignores case, as one for texts in small letters.

    >>> in_small_letters(r"\\bAI\\W+PhD\\b")
    '\\\\bai\\\\W+phd\\\\b'
    """
    return _ESCAPED_OR_NOT.sub(lambda part: part[0] if part[0][0] == "\\" else part[0].lower(), pattern)


def _number(path: Path, line: int, column: str, value: str) -> int:
    try:
        return int(value)
    except ValueError as exc:
        raise ParameterError("rules.not_a_number", file=path.name, line=line, column=column, value=value) from exc


def load_rules(folder: Path = DATA) -> Rules:
    """Read and check all rule files; a fault is a ParameterError naming file and line."""
    lexicon, cues = folder / "lexicon.csv", folder / "cues.csv"
    headings, subjects, sectors, title_sectors, thresholds = (
        folder / f"{name}.csv" for name in ("headings", "subjects", "sectors", "title_sectors", "thresholds")
    )
    terms = []
    for line, row in _lines(lexicon, ("id", "family", "category", "match", "pattern", "reason"), "id"):
        _one_of(lexicon, line, "category", row["category"], CATEGORIES)
        _one_of(lexicon, line, "match", row["match"], MATCHES)
        term = Term(**row)
        _compiled(lexicon, line, term.expression(), 0)
        terms.append(term)
    read_cues = []
    for line, row in _lines(cues, ("id", "kind", "effect", "scope", "pattern", "reason"), "id"):
        _one_of(cues, line, "kind", row["kind"], CUE_KINDS)
        _one_of(cues, line, "effect", row["effect"], (EFFECT_OF_KIND[row["kind"]],))
        _one_of(cues, line, "scope", row["scope"], SCOPES)
        pattern = _small(cues, line, row["pattern"])
        read_cues.append(Cue(row["id"], row["kind"], row["effect"], row["scope"], pattern))
    read_headings = []
    for line, row in _lines(headings, ("id", "zone", "pattern", "reason"), "id"):
        _one_of(headings, line, "zone", row["zone"], ZONES)
        read_headings.append((row["zone"], _small(headings, line, row["pattern"])))
    read_subjects = []
    for line, row in _lines(subjects, ("id", "who", "pattern", "reason"), "id"):
        _one_of(subjects, line, "who", row["who"], SUBJECTS)
        read_subjects.append((row["who"], _small(subjects, line, row["pattern"])))
    read_sectors = []
    for line, row in _lines(sectors, ("ssyk_prefix", "sector", "reason"), "ssyk_prefix"):
        if not row["ssyk_prefix"].isdigit():
            raise ParameterError(
                "rules.not_a_number", file=sectors.name, line=line, column="ssyk_prefix", value=row["ssyk_prefix"]
            )
        read_sectors.append((row["ssyk_prefix"], row["sector"]))
    read_title_sectors = [
        (row["sector"], _compiled(title_sectors, line, row["pattern"]))
        for line, row in _lines(title_sectors, ("id", "sector", "pattern", "reason"), "id")
    ]
    read_thresholds = {}
    known = ("default", *(sector for _, sector in read_sectors), *(sector for sector, _ in read_title_sectors))
    for line, row in _lines(thresholds, ("sector", "role", "competence", "reason"), "sector"):
        _one_of(thresholds, line, "sector", row["sector"], known)
        read_thresholds[row["sector"]] = Thresholds(
            _number(thresholds, line, "role", row["role"]),
            _number(thresholds, line, "competence", row["competence"]),
        )
    if "default" not in read_thresholds:
        raise ParameterError("rules.no_default", file=thresholds.name)
    return Rules(
        terms=tuple(terms),
        cues=tuple(read_cues),
        headings=tuple(read_headings),
        subjects=tuple(read_subjects),
        # The longest prefix decides: 251 before 25.
        sectors=tuple(sorted(read_sectors, key=lambda pair: -len(pair[0]))),
        title_sectors=tuple(read_title_sectors),
        thresholds=read_thresholds,
        lexicon_hash=_hash(lexicon, cues, headings, subjects),
        thresholds_hash=_hash(sectors, title_sectors, thresholds),
    )


def _hash(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def current_rules() -> Rules:
    """The rules that come with the program."""
    return load_rules()

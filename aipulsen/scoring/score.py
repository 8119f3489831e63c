"""What the engine takes and gives: an ad's text, its hits, its score, and what every version of the engine can do."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from aipulsen.levels import Level

CURRENT_ENGINE_VERSION = "3.0.0"
ENGINE_VERSIONS = ("1.0", CURRENT_ENGINE_VERSION)
# «job»: the sentence of the text that says what the job is, where the title is bare.
WEIGHTS = {"title": 40, "job": 40, "introduction": 25, "body": 10}
CONTEXT_POINTS = 15


class AdText(NamedTuple):
    """What the engine reads of an ad."""

    id: str
    headline: str
    text: str
    employer_name: str | None = None
    ssyk_code: str | None = None


class Hit(NamedTuple):
    """A term found: where, what it gave, which cues touched it, and what (if anything) took its points."""

    term_id: str
    family: str
    text: str
    zone: str
    start: int
    end: int
    points: int = 0
    cues: tuple[str, ...] = ()
    suppressed_by: str | None = None


class Named(NamedTuple):
    """A group of AI work or a tool that an ad names, and the words that say so; in the title, or in the text."""

    id: str
    text: str
    zone: str
    start: int
    end: int


class Score(NamedTuple):
    """The verdict on an ad, and why."""

    id: str
    level: Level
    score: int
    threshold: int
    role_threshold: int
    competence_threshold: int
    sector: str
    terms: tuple[str, ...]
    hits: tuple[Hit, ...]
    has_notice: bool
    engine_version: str
    groups: tuple[Named, ...] = ()  # of AI work; told of AI ads only
    tools: tuple[Named, ...] = ()


class Engine(Protocol):
    """Any version of the engine."""

    version: str
    lexicon_hash: str
    thresholds_hash: str
    backend: str

    def score(self, ad: AdText, *, is_scanned: bool = False) -> Score:
        """The score of one ad; `is_scanned`: `json_may_hold_terms` has said yes of it."""
        ...

    def json_may_hold_terms(self, words: bytes) -> bool:
        """Whether headline and text may hold a term, told from their bytes as they stand in JSON, escapes and all
        (UTF-8, whole): most hold none, and need not be read further."""
        ...

    def score_without_terms(self, ad_id: str, headline: str, ssyk_code: str | None) -> Score:
        """The score of an ad of which `json_may_hold_terms` says no, whatever its text."""
        ...

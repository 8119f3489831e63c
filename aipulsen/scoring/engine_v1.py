"""Version 1.0: the scheme exactly as the report words it, kept so that the effect of the rest can be shown.

«Viktat förekomst av AI-termer i titel (40p), inledning (25p), brödtext (10p) och kontextuella verb (±15p).
Sektorspecifika tröskelvärden tillämpas.» No notices, no homonyms, no employer prose: a term is a term, the
introduction is the first paragraph, a build verb anywhere in the text adds 15 and a notice takes 15.
"""

from __future__ import annotations

import re

from aipulsen.levels import Level
from aipulsen.scoring.normalise import normalise, small_letters
from aipulsen.scoring.rules import Rules
from aipulsen.scoring.score import CONTEXT_POINTS, WEIGHTS, AdText, Hit, Score

_INTRODUCTION_CHARACTERS = 600  # the report does not say how long an introduction is; a paragraph or so
_ROLE, _COMPETENCE = 65, 25  # the report's sector thresholds are not printed; the current global ones stand in


class FirstEngine:
    """The report's engine."""

    version = "1.0"
    backend = "re"

    def __init__(self, rules: Rules) -> None:
        self.lexicon_hash = rules.lexicon_hash
        self.thresholds_hash = rules.thresholds_hash
        self._terms = tuple((term, re.compile(term.expression())) for term in rules.terms)
        self._positive = tuple(c.pattern for c in rules.cues if c.kind == "build")
        self._negative = tuple(c.pattern for c in rules.cues if c.kind in ("recruit", "generated", "applicant"))

    def json_may_hold_terms(self, words: bytes) -> bool:
        """Any: this engine looks in the text alone."""
        return True

    def score_without_terms(self, ad_id: str, headline: str, ssyk_code: str | None) -> Score:
        """No points."""
        return self.score(AdText(ad_id, "", ""))

    def score(self, ad: AdText, *, is_scanned: bool = False) -> Score:
        """The score of one ad after the report's wording."""
        text = normalise(ad.text)
        zones = {
            "title": normalise(ad.headline),
            "introduction": text[:_INTRODUCTION_CHARACTERS],
            "body": text[_INTRODUCTION_CHARACTERS:],
        }
        hits: list[Hit] = []
        for zone, words in zones.items():
            found = [(m.start(), m.end(), term) for term, pattern in self._terms if (m := pattern.search(words))]
            for start, end, term in sorted(found, key=lambda f: (f[0], -f[1], f[2].id))[:1]:
                hits.append(Hit(term.id, term.family, words[start:end], zone, start, end, WEIGHTS[zone]))
        context = 0
        if hits:
            small = small_letters(text)
            context += CONTEXT_POINTS if any(p.search(small) for p in self._positive) else 0
            context -= CONTEXT_POINTS if any(p.search(small) for p in self._negative) else 0
        total = sum(hit.points for hit in hits) + context
        if hits and context:
            first = hits[0]
            hits[0] = Hit(
                first.term_id, first.family, first.text, first.zone, first.start, first.end, first.points + context
            )
        level: Level = "role" if total >= _ROLE else "competence" if total >= _COMPETENCE else "none"
        return Score(
            id=ad.id,
            level=level,
            score=total,
            threshold=_ROLE if level == "role" else _COMPETENCE,
            role_threshold=_ROLE,
            competence_threshold=_COMPETENCE,
            sector="unknown",
            terms=tuple(dict.fromkeys(hit.text for hit in hits)),
            hits=tuple(hits),
            has_notice=False,
            engine_version=self.version,
        )

"""Read a title: is AI its subject, one of several, a place, an adjective, an interest, or what is sold?"""

from __future__ import annotations

import re
from functools import cached_property

from aipulsen.scoring.cues import CueFinder
from aipulsen.scoring.normalise import small_letters
from aipulsen.scoring.rules import Cue, Rules, Term
from aipulsen.scoring.score import Hit

# A title whose AI terms are all of these kinds names AI among other things.
TITLE_KINDS = frozenset({"list", "with", "first"})
LONGEST_TITLE = 1000  # characters; what stands beyond is no title
_RESEARCH_TITLE = re.compile(
    r"\b(?:\w*doktorand\w*|doctoral|phd|post-?doc\w*|postdok\w*|\w*forskare|researcher|research engineer|"
    r"\w*lektor\w*|lecturer|\w*professor\w*|\w*adjunkt\w*)\b"
)
_BESIDE_AI = re.compile(r"\b(?:robot\w*|AI)\b", re.IGNORECASE)  # «AI and robotics» is one subject
_LEADER = re.compile(r"\b(?:head|director|chief|vp|\w*chef|ansvarig|\w*ledare)\b")


class TitleReader:
    """The hits of a title, with what takes or lowers their points."""

    def __init__(self, rules: Rules, cues: CueFinder) -> None:
        self._rules = rules
        self._cues = cues
        self._title_cues = tuple(c for c in rules.cues if c.scope == "title")

    @cached_property
    def _any(self) -> re.Pattern[str]:
        """Any term: few titles ask for it, and it takes its time to compile."""
        return re.compile("|".join(term.expression() for term in self._rules.terms))

    def hits(self, title: str, matches: list[tuple[int, int, Term]]) -> list[Hit]:
        """The hits of a title's matches."""
        if not matches:
            return []
        hits = []
        small = small_letters(title)
        around = self._cues.in_places(small, matches)
        whole = [c.id for c in self._cues.of_words(small, "sentence") if c.effect == "suppress"]
        whole += [c.id for c in self._title_cues if c.effect == "suppress" and c.pattern.search(small)]
        of_title = self._of_title(small)
        for start, end, term in matches:
            cues = [*whole]
            leads = _LEADER.search(small, 0, start) is not None  # who leads the AI unit does not merely work there
            near = [c for c in around.near(start, end) if c.effect == "suppress" and c.scope == "around"]
            cues += [c.id for c in near if not (leads and c.kind == "name")]
            hit = Hit(term.id, term.family, title[start:end], "title", start, end)
            if cues:
                hits.append(hit._replace(cues=tuple(cues), suppressed_by=cues[0]))
                continue
            hits.append(hit._replace(cues=self._title_context(title, small, of_title, start, end)))
        return hits

    def _of_title(self, small: str) -> list[tuple[Cue, list[re.Match[str]]]]:
        """The cues that may touch a term of a title, with where each stands: read once however many terms there are."""
        # A research project that has AI in its title has it as subject or main method, unless AI is an adjective.
        is_research = _RESEARCH_TITLE.search(small) is not None
        asked = [cue for cue in self._title_cues if cue.kind == "first" or not is_research]
        return [(cue, list(cue.pattern.finditer(small)) if cue.kind != "with" else []) for cue in asked]

    def _title_context(
        self, title: str, small: str, cues: list[tuple[Cue, list[re.Match[str]]]], start: int, end: int
    ) -> tuple[str, ...]:
        """Cues that make the AI term one of several subjects of the title, or an adjective of the employer's."""
        touching = []
        for cue, places in cues:
            if cue.kind == "list":
                found = _is_listed(places, small, start, end) and not _is_ai_pair(title, start, end, self._any)
            elif cue.kind == "with":
                found = cue.pattern.search(small, 0, start) is not None
            else:
                found = bool(places)
            if found:
                touching.append(cue.id)
        return tuple(touching)


def _is_listed(joiners: list[re.Match[str]], title: str, start: int, end: int) -> bool:
    """Whether a joiner stands beside the term; a comma alone («Head of AI, Lund») joins nothing."""
    beside = [j for j in joiners if j.end() <= start and not title[j.end() : start].strip()]
    beside += [j for j in joiners if j.start() >= end and not title[end : j.start()].strip()]
    return any(j.group() != "," or len(joiners) > 1 for j in beside)


def _is_ai_pair(title: str, start: int, end: int, any_term: re.Pattern[str]) -> bool:
    """«AI, Machine Learning and LLM»: when both sides of the list are AI terms it is no list of subjects."""
    rest = title[:start] + " \x00 " + title[end:]
    return any_term.search(rest) is not None or _BESIDE_AI.search(rest) is not None

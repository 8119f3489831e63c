"""Score an ad: zones, hits, cues, points, level – the weighted scheme title 40, introduction 25, body 10, ±15.

Each zone gives its weight once, however often a term stands in it. One contextual bonus or deduction of 15 is
given per ad. A hit that a notice, a homonym or the employer's own prose explains gives nothing. The score is
the sum of the counted points in the hit table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from aipulsen.levels import Level
from aipulsen.scoring.layout import LIST_MARKS, Layout
from aipulsen.scoring.normalise import is_in_address, normalise
from aipulsen.scoring.rules import LONGEST_HEADING, NOTICES, Cue, Rules, Term, Thresholds
from aipulsen.scoring.scanner import Scanner, best_scanner
from aipulsen.scoring.score import (
    CONTEXT_POINTS,
    CURRENT_ENGINE_VERSION,
    WEIGHTS,
    AdText,
    Hit,
    Score,
)

_UNCOUNTED_ZONES = ("employer", "benefits", "application")
_CLAUSE_END = re.compile(r"[:.;–-] ")
_ITEM_END = re.compile(r" (?:och|and|samt|&) ")
_HEADING_TRIM = re.compile(r"^[\W_]+|[\W_]+$")
_LETTER = re.compile(r"[^\W_]")
_ADDRESSED = re.compile(
    r"\b(?:you|your|du|dig|ditt?|dina|söker|seeks|"
    r"(?:we(?:'|’)re|(?:is|are)) (?:now )?(?:looking|seeking|hiring|searching)|"
    r"doktorand\w*|postdok\w*|post-?doc\w*|doctoral|phd|the project|projektet|forskning\w*|research\w*|"
    r"tjänsten|rollen|anställning\w*|the role|position)\b",
    re.IGNORECASE,
)
_HIRED = re.compile(r"\b(?:you|your|du|dig|ditt?|dina)\b", re.IGNORECASE)
_RESEARCH_TITLE = re.compile(
    r"\b(?:doktorand\w*|doctoral|phd|post-?doc\w*|postdok\w*|forskare|researcher|research engineer|lektor\w*|"
    r"lecturer|professor\w*|adjunkt\w*)\b",
    re.IGNORECASE,
)
# What no pattern of the cues sees, but the place of a term tells: under a heading of requirements, a task in a list
# of tasks, one field of many, a sentence whose subject is the employer.
PLACE_CUES = ("heading", "duty", "field", "subject")
_LONGEST_TITLE = 1000  # characters; what stands beyond is no title
_SHORTEST_NAME = 4
_SHORTEST_SUBJECT = 5
_READ_ON = 100
_MOST_KEPT = 10_000
_HOMONYM_REACH = 50
_CLAUSE_REACH = 500
_LEGAL_FORM = re.compile(r"\s+(?:AB|Aktiebolag|HB|KB)\b.*$", re.IGNORECASE)
_LONGEST_EMPLOYER_PROSE = 1500  # longer than this, a heading has been missed and the work is spoken of again
_WITH_HOMONYMS = frozenset({"ai", "assistant"})
_UNBINDING = frozenset({"learning", "optional", "trade", "field"})
_WORK = frozenset({"build", "task"})
_ASKED = frozenset({"require"})
_DONE = frozenset({"require", "task", "merit", "duty"})
_POSITIVE = frozenset({"require", "task", "merit", "build", "heading", "duty"})
_OF_OTHERS = frozenset({"company", "subject", "use"})
_TITLE_KINDS = frozenset({"list", "with", "first"})


class _Segment(NamedTuple):
    """A stretch of the text in one zone. `is_required`: it stands under a heading of requirements.
    `is_headed`: a heading put it in its zone."""

    zone: str
    start: int
    end: int
    is_required: bool
    is_headed: bool


class WeightedEngine:
    """The engine in use."""

    version = CURRENT_ENGINE_VERSION

    def __init__(self, rules: Rules, make_scanner: Callable[[Rules], Scanner] = best_scanner) -> None:
        self._rules = rules
        self._scanner = make_scanner(rules)
        self.backend = self._scanner.backend
        self.lexicon_hash = rules.lexicon_hash
        self.thresholds_hash = rules.thresholds_hash
        self._terms: dict[str, Term] = {term.id: term for term in rules.terms}
        self._each = tuple((term, re.compile(term.expression())) for term in rules.terms)
        self._title_cues = tuple(c for c in rules.cues if c.scope == "title")
        self._notices = frozenset(c.id for c in rules.cues if c.kind in NOTICES)
        self._kinds = kinds_of_cues(rules)
        # What many ads have in common is read once: headings, titles, occupations, cues that come together.
        remember = lru_cache(_MOST_KEPT)
        self._heading = remember(self._read_heading)
        self._sector_of_title = remember(self._read_title)
        self._sector_of_occupation = remember(self._read_occupation)
        self._kinds_of = remember(self._read_kinds)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        """Any term: few titles ask for it, and it takes its time to compile."""
        return re.compile("|".join(term.expression() for term in self._rules.terms))

    def json_may_hold_terms(self, words: bytes) -> bool:
        """One scan of the bytes: nothing is decoded."""
        return self._scanner.json_may_hold_terms(words)

    def score_without_terms(self, ad_id: str, headline: str, ssyk_code: str | None) -> Score:
        """No points, with the thresholds of the ad's sector."""
        sector = self.sector(ssyk_code, headline)
        limits = self._thresholds(sector)
        low, high = limits.competence, limits.role
        return Score(ad_id, "none", 0, low, high, low, sector, (), (), False, self.version)

    def score(self, ad: AdText) -> Score:
        """The score of one ad, with its hit table."""
        if not self._scanner.may_hold_terms(f"{ad.headline}\n{ad.text}"):
            return self.score_without_terms(ad.id, ad.headline, ad.ssyk_code)
        title, text = normalise(ad.headline)[:_LONGEST_TITLE], normalise(ad.text)
        employer = normalise(ad.employer_name or "").strip()
        in_title, in_text = self._matches(title, employer), self._matches(text, employer)
        if not (in_title or in_text):
            return self.score_without_terms(ad.id, ad.headline, ad.ssyk_code)
        whole_ad = self._matching_ad_cues(text)
        hits = self._title_hits(title, in_title) + self._text_hits(text, in_text, whole_ad, employer)
        hits = _without_homonyms(hits, [*whole_ad, *self._matching_ad_cues(title)])
        hits = self._in_company(hits)
        hits = self._with_points(hits)
        return self._verdict(ad, tuple(hits))

    def sector(self, ssyk_code: str | None, headline: str = "") -> str:
        """The sector of a title that tells it, else of the occupation, else «unknown» (default thresholds)."""
        told = self._sector_of_title(headline)
        return told or (self._sector_of_occupation(ssyk_code) if ssyk_code else "unknown")

    def _read_title(self, headline: str) -> str | None:
        return next((sector for sector, pattern in self._rules.title_sectors if pattern.search(headline)), None)

    def _read_occupation(self, ssyk_code: str) -> str:
        return next((sector for prefix, sector in self._rules.sectors if ssyk_code.startswith(prefix)), "other")

    def _matches(self, text: str, employer: str) -> list[tuple[int, int, Term]]:
        """Leftmost-longest, no overlaps: «AI engineer» is one hit, not two."""
        found = list(self._found(text))
        if not found:
            return []
        own = _mentions(text, employer, found)
        found.sort(key=lambda hit: (hit[0], -hit[1], hit[2].id))
        begins = [first for first, _ in own]
        kept: list[tuple[int, int, Term]] = []
        for start, end, term in found:
            if kept and start < kept[-1][1]:
                continue
            name = bisect_right(begins, start) - 1
            if (name >= 0 and end <= own[name][1]) or is_in_address(text, start, end):
                continue
            kept.append((start, end, term))
        return kept

    def _found(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Every match of every term at the places the scanner names; a term's own matches never overlap."""
        latest, past = -1, 0
        for number, first, last in self._scanner.term_places(text):
            if number != latest:
                latest, past = number, 0
            term, pattern = self._each[number]
            place = max(first, past)
            # Beyond the stretch nothing begins; a little more is read for what follows a match.
            while place < last and (found := pattern.search(text, place, last + _READ_ON)):
                match = pattern.match(text, found.start())
                if match is None:  # only the end of what was read made it a match
                    place = found.start() + 1
                    continue
                if match.start() > last:
                    break
                yield match.start(), match.end(), term
                place = past = match.end()

    def _title_hits(self, title: str, matches: list[tuple[int, int, Term]]) -> list[Hit]:
        if not matches:
            return []
        hits = []
        around = self._cues_in_places(title)
        whole = [c.id for c in self._matching_cues(title, "sentence") if c.effect == "suppress"]
        whole += [c.id for c in self._title_cues if c.effect == "suppress" and c.pattern.search(title)]
        for start, end, term in matches:
            cues = [*whole]
            cues += [c.id for c in around.near(start, end) if c.effect == "suppress" and c.scope == "around"]
            hit = Hit(term.id, term.family, title[start:end], "title", start, end)
            if cues:
                hits.append(hit._replace(cues=tuple(cues), suppressed_by=cues[0]))
                continue
            hits.append(hit._replace(cues=self._title_context(title, start, end)))
        return hits

    def _matching_cues(self, words: str, scope: str) -> list[Cue]:
        """The cues of a scope that match in the words."""
        candidates = (self._rules.cues[i] for i in self._scanner.sentence_cues(words))
        return [c for c in candidates if c.scope == scope and c.pattern.search(words)]

    def _matching_ad_cues(self, text: str) -> list[Cue]:
        return [c for c in self._text_cues(text) if c.scope == "ad" and c.pattern.search(text)]

    def _cues_in_places(self, text: str) -> _Places:
        """Cues that touch only the terms beside them, with the places where they stand."""
        found = [(m.span(), c) for c in self._text_cues(text) if c.scope != "ad" for m in c.pattern.finditer(text)]
        found.sort(key=lambda pair: (pair[0], pair[1].id))
        longest = max((last - first for (first, last), _ in found), default=0)
        return _Places(tuple(cue for _, cue in found), tuple(span for span, _ in found), longest)

    def _text_cues(self, text: str) -> list[Cue]:
        return [self._rules.cues[i] for i in self._scanner.text_cues(text)]

    def _title_context(self, title: str, start: int, end: int) -> tuple[str, ...]:
        """Cues that make the AI term one of several subjects of the title, or an adjective of the employer's."""
        # A research project that has AI in its title has it as subject or main method, unless AI is an adjective.
        is_research = _RESEARCH_TITLE.search(title) is not None
        cues = []
        for cue in self._title_cues:
            if is_research and cue.kind != "first":
                continue
            if cue.kind == "list":
                found = _is_listed(cue.pattern, title, start, end) and not _is_ai_pair(title, start, end, self._any)
            elif cue.kind == "with":
                found = cue.pattern.search(title, 0, start) is not None
            else:
                found = cue.pattern.search(title) is not None
            if found:
                cues.append(cue.id)
        return tuple(cues)

    def _text_hits(
        self, text: str, matches: list[tuple[int, int, Term]], whole_ad: list[Cue], employer: str
    ) -> list[Hit]:
        if not matches:
            return []
        segments = self._segments(text)
        starts = [segment.start for segment in segments]
        homonyms = self._cues_in_places(text)
        hits: list[Hit] = []
        layout = Layout(text)
        sentence: _Sentence | None = None
        subject = employer.casefold().split(" ")[0]
        for start, end, term in matches:
            if sentence is None or not (sentence.start <= start and end <= sentence.end):
                sentence = self._sentence(layout, start, end, subject)
            segment = segments[bisect_right(starts, start) - 1]
            hits.append(self._text_hit(layout, (start, end), term, segment, sentence, whole_ad, homonyms))
        return hits

    def _sentence(self, layout: Layout, start: int, end: int, subject: str) -> _Sentence:
        """The sentence around a stretch, with its cues and where each stands in it."""
        first, last = place = layout.sentence(start, end)
        words = layout.text[first:last]
        candidates = (self._rules.cues[i] for i in self._scanner.sentence_cues(words))
        found = ((cue, cue.pattern.search(words)) for cue in candidates if cue.kind != "homonym")
        return _Sentence(layout, place, [(cue, *match.span()) for cue, match in found if match], subject)

    def _text_hit(
        self,
        layout: Layout,
        place: tuple[int, int],
        term: Term,
        segment: _Segment,
        sentence: _Sentence,
        whole_ad: list[Cue],
        homonyms: _Places,
    ) -> Hit:
        text, (start, end) = layout.text, place
        # A homonym's company may stand on the other side of an abbreviation's dot («jur. kand. LLM»).
        near = homonyms.near(start, end)
        cues = [*sentence.cues, *near]
        cues += [cue for cue, end_of_cue in sentence.before if end_of_cue <= start]
        if segment.zone == "introduction" and not (segment.is_headed or sentence.is_addressed):
            cues = [c for c in cues if c.kind != "build"]  # who builds in the lead is the employer
        ids = [c.id for c in cues]
        if segment.is_required and not _is_aside(layout, start, sentence):
            ids.append("heading")
        elif segment.zone == "introduction" and segment.is_headed and sentence.is_task:
            ids.append("duty")
        if sentence.is_of_employer:
            ids.append("subject")
        if term.family == "ai" and not segment.is_required and _is_one_of_many(text, start, end, sentence):
            ids.append("field")
        zone = segment.zone
        concerns_hired = segment.is_headed or sentence.is_addressed
        kinds = self._kinds_of(tuple(ids))
        if zone == "introduction" and not (concerns_hired and kinds & _WORK and _leaning(kinds) > 0):
            # The opening is mostly the employer's own prose: only what the hired will do is introduction,
            # and what is asked for belongs to the body wherever it stands.
            zone = "body"
        suppressed = next((c.id for c in (*cues, *whole_ad) if c.effect == "suppress"), None)
        if suppressed is None and zone in _UNCOUNTED_ZONES:
            suppressed = f"zone:{zone}"
        if suppressed is None and term.category == "title":
            suppressed = "title_only"
        return Hit(term.id, term.family, text[start:end], zone, start, end, 0, tuple(ids), suppressed)

    def _segments(self, text: str) -> list[_Segment]:
        """The text cut at its headings; before the first heading stands the lead."""
        segments: list[_Segment] = []
        zone, begin, required, headed = "introduction", 0, False, False
        read = -1
        for place in self._scanner.heading_lines(text):
            position = text.rfind("\n", 0, place) + 1
            if position <= read:
                continue
            read = position
            end = text.find("\n", position)
            found = self._heading(text[position : end if end >= 0 else len(text)])
            if found is not None:
                if position > begin:
                    segments += _bounded(_Segment(zone, begin, position, required, headed))
                zone, begin, required, headed = found, position, found == "body", True
        segments += _bounded(_Segment(zone, begin, len(text) + 1, required, headed))
        if len(segments) == 1 and not headed:
            lead = text.find("\n", 300)
            cut = lead if lead >= 0 else min(len(text), 900)
            return [
                _Segment("introduction", 0, cut, False, False),
                _Segment("body", cut, len(text) + 1, False, False),
            ]
        return segments

    def _read_heading(self, line: str) -> str | None:
        """The zone a line opens as a heading."""
        words = _HEADING_TRIM.sub("", line) if len(line) <= LONGEST_HEADING else ""
        if not words:
            return None
        return next((zone for zone, pattern in self._rules.headings if pattern.fullmatch(words)), None)

    def _in_company(self, hits: list[Hit]) -> list[Hit]:
        """Ambiguous terms count only when an unambiguous one of another family stands unsuppressed in the ad."""
        sure = {
            h.family for h in hits if h.suppressed_by is None and self._category(h) in ("core", "governance", "tool")
        }
        sure |= {h.family for h in hits if h.suppressed_by and h.suppressed_by.startswith("zone:employer")}
        kept = []
        for hit in hits:
            category = self._category(hit)
            lonely = category == "ambiguous" and not (sure - {"assistant"})
            lonely |= category == "title" and hit.zone == "title" and not (sure - {"assistant"})
            kept.append(hit._replace(suppressed_by="alone") if lonely and hit.suppressed_by is None else hit)
        return kept

    def _with_points(self, hits: list[Hit]) -> list[Hit]:
        """Zone weights once per zone, then one contextual bonus or deduction for the ad."""
        seen: set[str] = set()
        scored: list[Hit] = []
        for hit in hits:
            if hit.suppressed_by is not None:
                scored.append(hit)
            elif hit.zone in seen:
                scored.append(hit._replace(suppressed_by="cap"))
            else:
                seen.add(hit.zone)
                scored.append(hit._replace(points=WEIGHTS[hit.zone]))
        place, points = self._context(scored)
        if points:
            scored[place] = scored[place]._replace(points=scored[place].points + points)
        return scored

    def _context(self, hits: list[Hit]) -> tuple[int, int]:
        """Which hit bears the ad's bonus or deduction, and how much it is."""
        counted = [i for i, h in enumerate(hits) if h.suppressed_by in (None, "cap")]
        in_title = [i for i in counted if hits[i].zone == "title"]
        in_text = [i for i in counted if hits[i].zone != "title"]
        if in_title and all(self._kinds_of(hits[i].cues) & _TITLE_KINDS for i in in_title):
            return in_title[0], -CONTEXT_POINTS
        leanings = {i: _leaning(self._kinds_of(hits[i].cues)) for i in in_text}
        is_occupation = bool(in_title) and self._category(hits[in_title[0]]) == "title"
        if is_occupation and not any(leanings[i] > 0 and self._kinds_of(hits[i].cues) & _WORK for i in in_text):
            # A data scientist of whom models are asked, but who builds none, works with other analyses too.
            return in_title[0], -CONTEXT_POINTS
        # A title that is AI's alone says what the job is: a text that merely speaks of it agrees.
        enough = 0 if in_title and not is_occupation else 1
        positive = [i for i in in_text if leanings[i] >= enough]
        if positive:
            return positive[0], CONTEXT_POINTS
        if in_text and not in_title and all(leaning < 0 for leaning in leanings.values()):
            return in_text[0], -CONTEXT_POINTS
        return 0, 0

    def _read_kinds(self, cues: tuple[str, ...]) -> frozenset[str]:
        return frozenset(self._kinds[cue] for cue in cues)

    def _category(self, hit: Hit) -> str:
        return self._terms[hit.term_id].category

    def _thresholds(self, sector: str) -> Thresholds:
        return self._rules.thresholds.get(sector) or self._rules.thresholds["default"]

    def _verdict(self, ad: AdText, hits: tuple[Hit, ...]) -> Score:
        sector = self.sector(ad.ssyk_code, ad.headline)
        limits = self._thresholds(sector)
        total = sum(hit.points for hit in hits)
        level: Level = "role" if total >= limits.role else "competence" if total >= limits.competence else "none"
        return Score(
            id=ad.id,
            level=level,
            score=total,
            threshold=limits.role if level == "role" else limits.competence,
            role_threshold=limits.role,
            competence_threshold=limits.competence,
            sector=sector,
            terms=tuple(dict.fromkeys(h.text for h in hits if h.suppressed_by in (None, "cap"))),
            hits=hits,
            has_notice=any(h.suppressed_by in self._notices for h in hits),
            engine_version=self.version,
        )


def _without_homonyms(hits: list[Hit], whole_ad: list[Cue]) -> list[Hit]:
    """An ad-wide homonym (artificial insemination) also takes the title's hits."""
    if not whole_ad:
        return hits
    cue = whole_ad[0].id
    return [h if h.suppressed_by or h.family not in _WITH_HOMONYMS else h._replace(suppressed_by=cue) for h in hits]


def _is_aside(layout: Layout, start: int, sentence: _Sentence) -> bool:
    """Under a heading of requirements: a paragraph of its own, no item of a list, that neither speaks to the hired
    nor asks for anything has left the subject."""
    line, _ = layout.line(start)
    is_paragraph = layout.text[max(0, line - 2) : line] == "\n\n" and layout.text[line : line + 1] not in LIST_MARKS
    return is_paragraph and not sentence.is_addressed and not any(cue.kind in _DONE for cue in sentence.cues)


def _is_one_of_many(text: str, start: int, end: int, sentence: _Sentence) -> bool:
    """«…, e-archives, fibre, AI, open data and security»: a short item among at least four."""
    # A clause may be a line of a megabyte: only what stands near is read.
    before = _CLAUSE_END.split(text[max(sentence.start, start - _CLAUSE_REACH) : start])[-1].split(",")
    after = _CLAUSE_END.split(text[end : min(sentence.end, end + _CLAUSE_REACH)])[0].split(",")
    is_short = len(before[-1].split()) <= 3 and len(_ITEM_END.split(after[0])[0].split()) <= 2
    return is_short and len(before) + len(after) - 2 >= 3


class _Sentence:
    """A sentence with hits, read once however many terms stand in it; what few terms ask of it is found when asked.

    `before` holds the cues that count only for terms after them, with their ends. `subject`: the first word of the
    employer's name.
    """

    def __init__(self, layout: Layout, place: tuple[int, int], cues: list[tuple[Cue, int, int]], subject: str) -> None:
        self.start, self.end = place
        self.cues = [cue for cue, _, _ in cues if cue.scope != "before"]
        self.before = [(cue, self.start + end) for cue, _, end in cues if cue.scope == "before"]
        self._layout = layout
        self._words = layout.text[self.start : self.end]
        self._builds = [begin for cue, begin, _ in cues if cue.kind == "build"]
        self._subject = subject

    @cached_property
    def is_addressed(self) -> bool:
        """It speaks to the hired, or of the post. «Build models with …»: who is told to do something is the hired."""
        return _ADDRESSED.search(self._words) is not None or any(
            _LETTER.search(self._words, 0, begin) is None for begin in self._builds
        )

    @cached_property
    def is_of_employer(self) -> bool:
        """Its subject is the employer, by name."""
        first = _LETTER.search(self._words)
        return (
            first is not None
            and len(self._subject) >= _SHORTEST_SUBJECT
            and self._words[first.start() :].casefold().startswith(self._subject)
            and not self.is_addressed
        )

    @cached_property
    def is_task(self) -> bool:
        """Under a heading of tasks it is one: an item of a list, or a sentence that speaks to the hired; another may
        tell of the employer."""
        return self._layout.is_item(self.start) or _HIRED.search(self._words) is not None


def kinds_of_cues(rules: Rules) -> dict[str, str]:
    """What each cue says, by its id; those that the place tells are their own kind."""
    return {cue.id: cue.kind for cue in rules.cues} | {cue: cue for cue in PLACE_CUES}


def _bounded(segment: _Segment) -> list[_Segment]:
    """Employer prose ends somewhere, heading or not."""
    cut = segment.start + _LONGEST_EMPLOYER_PROSE
    if segment.zone != "employer" or segment.end <= cut:
        return [segment]
    return [segment._replace(end=cut), _Segment("body", cut, segment.end, False, False)]


class _Places(NamedTuple):
    """Where the cues stand that touch only the terms beside them, in order of place."""

    cues: tuple[Cue, ...]
    spans: tuple[tuple[int, int], ...]
    longest: int

    def near(self, start: int, end: int) -> list[Cue]:
        """The cues that overlap a term, each once; a homonym's company may stand a little away."""
        if not self.cues:
            return []
        found: dict[str, Cue] = {}
        for i in range(bisect_left(self.spans, (start - _HOMONYM_REACH - self.longest, 0)), len(self.spans)):
            first, last = self.spans[i]
            if first >= end + _HOMONYM_REACH:
                break
            reach = _HOMONYM_REACH if self.cues[i].kind == "homonym" else 0
            if first < end + reach and last > start - reach:
                found[self.cues[i].id] = self.cues[i]
        return list(found.values())


def _is_listed(joiner: re.Pattern[str], title: str, start: int, end: int) -> bool:
    """Whether a joiner stands beside the term; a comma alone («Head of AI, Lund») joins nothing."""
    joiners = list(joiner.finditer(title))
    beside = [j for j in joiners if not title[j.end() : start].strip() and j.end() <= start]
    beside += [j for j in joiners if not title[end : j.start()].strip() and j.start() >= end]
    return any(j.group() != "," or len(joiners) > 1 for j in beside)


def _is_ai_pair(title: str, start: int, end: int, any_term: re.Pattern[str]) -> bool:
    """«AI, Machine Learning and LLM»: when both sides of the list are AI terms it is no list of subjects."""
    rest = title[:start] + " \x00 " + title[end:]
    return any_term.search(rest) is not None


def _mentions(text: str, name: str, found: list[tuple[int, int, Term]]) -> list[tuple[int, int]]:
    """Where the employer's own name stands: «Pigs Fly AI AB» is a name, not a subject."""
    if len(name) < _SHORTEST_NAME or " " not in name:
        return []
    folded = name.casefold()
    if not any(text[start:end].casefold() in folded for start, end, _ in found):
        return []
    spans: dict[int, int] = {}
    for form in dict.fromkeys((_LEGAL_FORM.sub("", name).strip(), name)):  # the longer one last
        if len(form) >= _SHORTEST_NAME and " " in form:
            spans |= {m.start(): m.end() for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.I)}
    return sorted(spans.items())


@cache  # kinds are few, and so are their combinations
def _leaning(kinds: frozenset[str]) -> int:
    """+1: asked for or done; -1: only talked about; 0: neither."""
    if kinds & _UNBINDING:
        return -1
    if kinds & {"interest", "colleagues"} and not kinds & _ASKED:
        return -1
    if kinds & _OF_OTHERS and not kinds & _DONE:
        return -1
    return 1 if kinds & _POSITIVE else 0

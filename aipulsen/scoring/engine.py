"""Score an ad: zones, hits, cues, points, level – the weighted scheme title 40, introduction 25, body 10, ±15.

Each zone gives its weight once, however often a term stands in it. One contextual bonus or deduction of 15 is
given per ad. A hit that a notice, a homonym or the employer's own prose explains gives nothing. The score is
the sum of the counted points in the hit table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from aipulsen.levels import Level
from aipulsen.scoring.cues import CueFinder, Places
from aipulsen.scoring.layout import Layout
from aipulsen.scoring.matching import Matcher
from aipulsen.scoring.normalise import normalise
from aipulsen.scoring.rules import NOTICES, Cue, Rules, Term, Thresholds
from aipulsen.scoring.scanner import Scanner, best_scanner
from aipulsen.scoring.score import CONTEXT_POINTS, CURRENT_ENGINE_VERSION, WEIGHTS, AdText, Hit, Score
from aipulsen.scoring.sentences import WORK, Sentence, first_name, is_aside, is_one_of_many, leaning
from aipulsen.scoring.skills import Skills, reading
from aipulsen.scoring.titles import LONGEST_TITLE, TITLE_KINDS, TitleReader
from aipulsen.scoring.work import Work
from aipulsen.scoring.zones import Segment, Zones

_UNCOUNTED_ZONES = ("employer", "benefits", "application")
_WITH_HOMONYMS = frozenset({"ai", "assistant"})
_MOST_KEPT = 10_000


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
        self._notices = frozenset(c.id for c in rules.cues if c.kind in NOTICES)
        self._matcher = Matcher(rules, self._scanner)
        self._zones = Zones(rules, self._scanner)
        self._cues = CueFinder(rules, self._scanner)
        self._titles = TitleReader(rules, self._cues)
        self._skills = Skills(self._scanner.candidates)
        self._kinds_of = self._cues.kinds_of
        # What many ads have in common is read once.
        remember = lru_cache(_MOST_KEPT)
        self._sector_of_title = remember(self._read_title)
        self._sector_of_occupation = remember(self._read_occupation)

    def json_may_hold_terms(self, words: bytes) -> bool:
        """One scan of the bytes: nothing is decoded."""
        return self._scanner.json_may_hold_terms(words)

    def score_without_terms(self, ad_id: str, headline: str, ssyk_code: str | None) -> Score:
        """No points, with the thresholds of the ad's sector."""
        sector = self.sector(ssyk_code, headline)
        limits = self._thresholds(sector)
        low, high = limits.competence, limits.role
        return Score(ad_id, "none", 0, low, high, low, sector, (), (), False, self.version)

    def score(self, ad: AdText, *, is_scanned: bool = False) -> Score:
        """The score of one ad, with its hit table; what was scanned as JSON is not scanned for the same again."""
        if not is_scanned and not self._scanner.may_hold_terms(f"{ad.headline}\n{ad.text}"):
            return self.score_without_terms(ad.id, ad.headline, ad.ssyk_code)
        title, text = normalise(ad.headline)[:LONGEST_TITLE], normalise(ad.text)
        employer = normalise(ad.employer_name or "").strip()
        in_title, in_text = self._matcher.matches(title, employer), self._matcher.matches(text, employer)
        if not (in_title or in_text):
            return self.score_without_terms(ad.id, ad.headline, ad.ssyk_code)
        whole_ad = self._cues.of_ad(text)
        layout = Layout(text)
        segments = self._zones.segments(layout.small) if in_text else []
        hits = self._titles.hits(title, in_title)
        hits += self._text_hits(layout, segments, in_text, whole_ad, employer)
        hits = _without_homonyms(hits, [*whole_ad, *self._cues.of_ad(title)])
        hits = self._in_company(hits)
        work = Work(hits, layout, segments, self._kinds_of, self._category)
        sector = self.sector(ad.ssyk_code, ad.headline)
        hits = self._with_points(self._title_judged(hits, work, sector), work)
        score = self._verdict(ad, tuple(hits), work, sector)
        if score.level == "none":
            return score
        read = reading(title, layout, segments)
        groups, tools = self._skills.named(read, score.level, score.hits, self._kinds_of)
        return score._replace(groups=groups, tools=tools)

    def sector(self, ssyk_code: str | None, headline: str = "") -> str:
        """The sector of a title that tells it, else of the occupation, else «unknown» (default thresholds)."""
        told = self._sector_of_title(headline)
        return told or (self._sector_of_occupation(ssyk_code) if ssyk_code else "unknown")

    def _read_title(self, headline: str) -> str | None:
        return next((sector for sector, pattern in self._rules.title_sectors if pattern.search(headline)), None)

    def _read_occupation(self, ssyk_code: str) -> str:
        return next((sector for prefix, sector in self._rules.sectors if ssyk_code.startswith(prefix)), "other")

    def _text_hits(
        self,
        layout: Layout,
        segments: list[Segment],
        matches: list[tuple[int, int, Term]],
        whole_ad: list[Cue],
        employer: str,
    ) -> list[Hit]:
        if not matches:
            return []
        starts = [segment.start for segment in segments]
        homonyms = self._cues.in_places(layout.small, matches)
        hits: list[Hit] = []
        sentence: Sentence | None = None
        name = first_name(employer)
        for start, end, term in matches:
            if sentence is None or not (sentence.start <= start and end <= sentence.end):
                sentence = self._cues.sentence(layout, start, end, name)
            segment = segments[bisect_right(starts, start) - 1]
            hits.append(self._text_hit(layout, (start, end), term, segment, sentence, whole_ad, homonyms))
        return hits

    def _text_hit(
        self,
        layout: Layout,
        place: tuple[int, int],
        term: Term,
        segment: Segment,
        sentence: Sentence,
        whole_ad: list[Cue],
        homonyms: Places,
    ) -> Hit:
        text, (start, end) = layout.text, place
        # A homonym's company may stand on the other side of an abbreviation's dot («jur. kand. LLM»).
        near = homonyms.near(start, end)
        clause = sentence.clause(start, end)
        cues = [*sentence.bound(clause, start), *near]
        zone = segment.zone
        concerns_hired = zone == "introduction" and (  # asked of the introduction alone
            segment.is_headed or clause.who == "hired" or (clause.who == "none" and sentence.is_addressed)
        )
        if zone == "introduction" and not concerns_hired:
            cues = [c for c in cues if c.kind not in ("build", "training")]  # who builds in the lead is the employer
        ids = list(dict.fromkeys(c.id for c in cues))
        if clause.who == "employer":
            ids.append("subject")
        elif segment.is_required and not is_aside(layout, start, sentence):
            ids.append("heading")
        elif zone == "introduction" and segment.is_headed and sentence.is_task(clause):
            ids.append("duty")
        if is_one_of_many(text, start, end, sentence, term.family):
            ids.append("field")
        kinds = self._kinds_of(tuple(ids))
        if zone == "introduction" and not (concerns_hired and kinds & WORK and leaning(kinds) > 0):
            # The opening is mostly the employer's own prose: only what the hired will do is introduction,
            # and what is asked for belongs to the body wherever it stands.
            zone = "body"
        if zone == "employer" and "aim" in kinds and leaning(kinds) > 0:
            zone = "introduction"  # what the project is about, told where the place is described
        suppressed = next((c.id for c in (*cues, *whole_ad) if c.effect == "suppress"), None)
        if suppressed is None and zone in _UNCOUNTED_ZONES:
            suppressed = f"zone:{zone}"
        if suppressed is None and term.category == "title":
            suppressed = "title_only"
        return Hit(term.id, term.family, text[start:end], zone, start, end, 0, tuple(ids), suppressed)

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

    def _title_judged(self, hits: list[Hit], work: Work, sector: str) -> list[Hit]:
        """The title held against the work that the text tells of.

        A title that names AI among other things counts in full where the work is AI's; one that names it as a place,
        an adjective or an interest counts for nothing where the text asks for none. Where the title is bare, the
        sentence that names the job stands for it.
        """
        in_title = [i for i, hit in enumerate(hits) if hit.zone == "title"]
        judged = list(hits)
        for i in in_title:
            kinds = self._kinds_of(hits[i].cues)
            if hits[i].suppressed_by is not None or not kinds & TITLE_KINDS:
                continue
            if work.is_told if "list" in kinds else work.is_ai:
                judged[i] = hits[i]._replace(cues=(*hits[i].cues, "work"))
            elif not kinds & {"list"} and not work.positive:
                judged[i] = hits[i]._replace(suppressed_by="unconfirmed")
        naming = work.naming or (work.first_task if self._asks_no_ai_title(sector) and work.is_aim else None)
        if naming is not None and not any(judged[i].suppressed_by is None for i in in_title):
            place = next(i for i, hit in enumerate(hits) if hit is naming)
            judged[place] = hits[place]._replace(zone="job")
        return judged

    def _with_points(self, hits: list[Hit], work: Work) -> list[Hit]:
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
        place, points = self._context(scored, work)
        if points:
            scored[place] = scored[place]._replace(points=scored[place].points + points)
        return scored

    def _context(self, hits: list[Hit], work: Work) -> tuple[int, int]:
        """Which hit bears the ad's bonus or deduction, and how much it is."""
        counted = [i for i, h in enumerate(hits) if h.suppressed_by in (None, "cap")]
        in_title = [i for i in counted if hits[i].zone in ("title", "job")]
        in_text = [i for i in counted if hits[i].zone not in ("title", "job")]
        kinds = {i: self._kinds_of(hits[i].cues) for i in counted}
        leanings = {i: leaning(kinds[i]) for i in in_text}
        if in_title and all(kinds[i] & TITLE_KINDS and "work" not in kinds[i] for i in in_title):
            return in_title[0], -CONTEXT_POINTS
        is_occupation = bool(in_title) and self._category(hits[in_title[0]]) == "title"
        if is_occupation and not any(leanings[i] > 0 and kinds[i] & WORK for i in in_text):
            # A data scientist of whom models are asked, but who builds none, works with other analyses too.
            return in_title[0], -CONTEXT_POINTS
        if in_title and work.positive and all(hit.family == "assistant" for hit in work.positive):
            # The text only asks for the use of assistants: the title promises more than the work.
            return in_title[0], -CONTEXT_POINTS
        # A title that is AI's alone says what the job is: a text that merely speaks of it agrees.
        enough = 0 if in_title and not is_occupation else 1
        positive = [i for i in in_text if leanings[i] >= enough]
        if positive:
            return positive[0], CONTEXT_POINTS
        if in_text and not in_title and all(leaning < 0 for leaning in leanings.values()):
            return in_text[0], -CONTEXT_POINTS
        return 0, 0

    def _category(self, hit: Hit) -> str:
        return self._terms[hit.term_id].category

    def _thresholds(self, sector: str) -> Thresholds:
        return self._rules.thresholds.get(sector) or self._rules.thresholds["default"]

    def _asks_no_ai_title(self, sector: str) -> bool:
        """Whether the sector's threshold for an AI job is lower than that of others: a project may be about AI
        under any title."""
        return self._thresholds(sector).role < self._rules.thresholds["default"].role

    def _verdict(self, ad: AdText, hits: tuple[Hit, ...], work: Work, sector: str) -> Score:
        limits = self._thresholds(sector)
        named = [self._kinds_of(hit.cues) for hit in hits if hit.zone == "title" and not hit.suppressed_by]
        is_about = work.is_aim if not named else any(not kinds & TITLE_KINDS or "work" in kinds for kinds in named)
        if self._asks_no_ai_title(sector) and not is_about:
            # AI is one method among several: the lower threshold is for projects that are about it.
            limits = Thresholds(self._rules.thresholds["default"].role, limits.competence)
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

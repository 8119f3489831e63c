"""Why an ad got its verdict, and what would change it: the text in marked pieces, points per zone, what-ifs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aipulsen.scoring import AdText, Engine, Hit, Score
from aipulsen.scoring.cues import kinds_of_cues
from aipulsen.scoring.layout import Layout
from aipulsen.scoring.normalise import normalise
from aipulsen.scoring.rules import current_rules
from aipulsen.scoring.score import WEIGHTS

_MOST_WHAT_IFS = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the ad; `hit` is the term found there, if any."""

    text: str
    hit: Hit | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The same ad with one change, scored anew. `kind` is a text key's last part, `term` what was moved or left out."""

    kind: str
    term: str
    score: Score


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with all that led to it. `points_missing` is 0 where no higher level exists."""

    score: Score
    title: tuple[Piece, ...]
    lines: tuple[tuple[Piece, ...], ...]
    zone_points: dict[str, int]
    points_missing: int
    what_ifs: tuple[WhatIf, ...]


def explain(engine: Engine, ad: AdText) -> Explanation:
    """The explanation of an ad: every figure in it comes from the engine's own hit table, or from scoring again."""
    score = engine.score(ad)
    title, text = normalise(ad.headline), normalise(ad.text)
    in_title = [hit for hit in score.hits if hit.zone == "title"]
    in_text = sorted((hit for hit in score.hits if hit.zone != "title"), key=lambda hit: hit.start)
    return Explanation(
        score=score,
        title=tuple(_pieces(title, 0, len(title), in_title)),
        lines=tuple(tuple(_pieces(text, *bounds, in_text)) for bounds in _lines(text)),
        zone_points={zone: sum(hit.points for hit in score.hits if hit.zone == zone) for zone in WEIGHTS},
        points_missing=_missing(score),
        what_ifs=tuple(_what_ifs(engine, ad, score, text))[:_MOST_WHAT_IFS],
    )


def cue_kinds(hit: Hit) -> tuple[str, ...]:
    """What the cues of a hit say, each kind once, in the order of the cues."""
    kinds = kinds_of_cues(current_rules())
    return tuple(dict.fromkeys(kinds[cue] for cue in hit.cues if cue in kinds))


def suppression(hit: Hit) -> str | None:
    """Why a hit gave nothing: «cap», «alone», «title_only», «zone» or the kind of the cue; None if it may count."""
    if hit.suppressed_by is None:
        return None
    if hit.suppressed_by.startswith("zone:"):
        return hit.suppressed_by.replace(":", "_")
    return kinds_of_cues(current_rules()).get(hit.suppressed_by, hit.suppressed_by)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for line in text.split("\n"):
        if line.strip():
            yield begin, begin + len(line)
        begin += len(line) + 1


def _pieces(text: str, begin: int, end: int, hits: list[Hit]) -> Iterator[Piece]:
    place = begin
    for hit in hits:
        if hit.start < place or hit.start >= end:
            continue
        if hit.start > place:
            yield Piece(text[place : hit.start], None)
        place = min(hit.end, end)  # a term broken over two lines is marked where it begins
        yield Piece(text[hit.start : place], hit)
    if place < end:
        yield Piece(text[place:end], None)


def _missing(score: Score) -> int:
    if score.level == "role":
        return 0
    limit = score.competence_threshold if score.level == "none" else score.role_threshold
    return max(0, limit - score.score)


def _what_ifs(engine: Engine, ad: AdText, score: Score, text: str) -> Iterator[WhatIf]:
    counted = [hit for hit in score.hits if hit.suppressed_by in (None, "cap")]
    in_text = [hit for hit in counted if hit.zone != "title"]
    if in_text and len(in_text) == len(counted):
        term = in_text[0].text
        yield WhatIf("to_title", term, engine.score(ad._replace(headline=f"{ad.headline} – {term}")))
    if len(in_text) < len(counted):
        term = next(hit.text for hit in counted if hit.zone == "title")
        yield WhatIf("no_title", term, engine.score(ad._replace(headline="")))
    for hit in in_text:
        if hit.points:
            first, last = Layout(text).sentence(hit.start, hit.end)
            shorter = engine.score(ad._replace(text=text[:first] + text[last:]))
            yield WhatIf("without_sentence", hit.text, shorter)
    for hit in score.hits:
        if score.level == "none":
            asked = engine.score(ad._replace(text=f"{text}\nKrav\nErfarenhet av {hit.text}"))
            yield WhatIf("asked", hit.text, asked)
            return

"""What the work is: how much of what the hired will do is AI, as the text tells it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from aipulsen.scoring.layout import Layout
from aipulsen.scoring.score import Hit
from aipulsen.scoring.sentences import leaning
from aipulsen.scoring.zones import Segment

_SHORTEST_TASK = 25  # characters
_DONE = frozenset({"build", "task", "aim", "training"})
_FEWEST_TASKS = 2
_SHARE_OF_TASKS = 0.25
_HIRED = re.compile(r"\b(?:you|your|du|din|ditt|dina)\b")
_EXAMPLE = re.compile(r"\b(?:including|inklusive|such as|såsom|e\.g\.|t\.? ?ex\.?|bland annat)[^.\n]*$")
_NEAR = 40  # characters
_JOINED = re.compile(r"(?: ?[&/,] ?| (?:och|and|eller|or|samt) )")
_JOINED_BEFORE = re.compile(r"(?: ?[&/,] ?| (?:och|and|eller|or|samt) )$")
_LINE = re.compile(r"[^\n]+")


class Work:
    """The hits of an ad's text as tasks and demands; what few ads ask of it is found when asked."""

    def __init__(
        self,
        hits: list[Hit],
        layout: Layout,
        segments: list[Segment],
        kinds_of: Callable[[tuple[str, ...]], frozenset[str]],
        category: Callable[[Hit], str],
    ) -> None:
        self._layout = layout
        self._segments = segments
        self._kinds_of = kinds_of
        told = [hit for hit in hits if hit.zone != "title" and hit.suppressed_by is None]
        self.positive = [hit for hit in told if leaning(kinds_of(hit.cues)) > 0]
        self._starts = {hit.start for hit in told}
        self._ends = {hit.end for hit in told}
        self._sure = [hit for hit in self.positive if category(hit) != "ambiguous" and hit.family != "assistant"]

    @cached_property
    def naming(self) -> Hit | None:
        """The hit that says what the job is: one that names it («we are looking for a machine learning engineer»),
        what the post is about, or models to train where the skill is asked for too."""
        return next(iter(self._named or self._trained), None)

    @cached_property
    def is_ai(self) -> bool:
        """The job is AI's by what it is, or a good part of the tasks say so."""
        return bool(self._trained) or self.is_told

    @cached_property
    def is_told(self) -> bool:
        """The job is named as AI's, or a good part of the tasks, more than one, are."""
        tasks = self._tasks()
        return bool(self._named) or (tasks >= _FEWEST_TASKS and tasks >= _SHARE_OF_TASKS * self._all_tasks())

    @cached_property
    def is_aim(self) -> bool:
        """AI is what a project is about, or is done in two sentences."""
        return bool(self._named) or self._tasks() >= _FEWEST_TASKS

    @cached_property
    def _named(self) -> list[Hit]:
        return [h for h in self._sure if self._kinds_of(h.cues) & {"job", "aim"} and not self._is_example(h)]

    def _is_example(self, hit: Hit) -> bool:
        """«… modern data analysis (including machine learning)»: one thing among those meant."""
        return _EXAMPLE.search(self._layout.small, max(0, hit.start - _NEAR), hit.start) is not None

    @cached_property
    def _trained(self) -> list[Hit]:
        trained = [h for h in self.positive if h.zone == "introduction" and "training" in self._kinds_of(h.cues)]
        return trained if self._has("require", "merit", "heading") else []

    def _has(self, *kinds: str) -> bool:
        return any(not self._kinds_of(hit.cues).isdisjoint(kinds) for hit in self.positive)

    @property
    def first_task(self) -> Hit | None:
        """The first hit of which the hired does something."""
        return next(iter(self._done), None)

    @cached_property
    def _done(self) -> list[Hit]:
        return [h for h in self._sure if self._kinds_of(h.cues) & _DONE and not self._is_shared(h)]

    def _tasks(self) -> int:
        """Sentences in which the hired does something with AI."""
        return len({self._layout.sentence(hit.start, hit.end) for hit in self._done})

    def _is_shared(self, hit: Hit) -> bool:
        """«Data and AI», «AI, integration and cloud»: AI is one of several things, unless they are AI too."""
        if hit.text != "AI":
            return False
        text = self._layout.text
        before, after = _JOINED_BEFORE.search(text, max(0, hit.start - 8), hit.start), _JOINED.match(text, hit.end)
        return (before is not None and before.start() not in self._ends) or (
            after is not None and after.end() not in self._starts
        )

    def _all_tasks(self) -> int:
        """Sentences and items that tell of the work, with AI or not."""
        return sum(self._tasks_in(segment) for segment in self._segments if segment.zone == "introduction")

    def _tasks_in(self, segment: Segment) -> int:
        text, count = self._layout.small, 0
        for line in _LINE.finditer(text, segment.start, min(segment.end, len(text))):
            place = line.start()
            while place < line.end():
                first, last = self._layout.sentence(place, place + 1)
                words = text[first:last]
                count += len(words) > _SHORTEST_TASK and (segment.is_headed or _HIRED.search(words) is not None)
                place = max(last, place + 1)
        return count

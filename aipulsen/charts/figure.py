"""A Figure: one chart with its finding, its measure, its caveats and its table; the unit of page and file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from aipulsen.bases import BASES
from aipulsen.provenance import STATUS_ORDER
from aipulsen.voice import SWEDISH, Voice

Width = int | Literal["container"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartContext:
    """What a picture must say besides its values: where, when, which definition, how many, from whom."""

    say: Voice = SWEDISH
    edition: str
    edition_label: str
    window_days: int
    level: str
    base: str
    base_label: str
    as_of_label: str
    total_ads: int | None
    total_texts: int | None = None
    is_filler: bool = False  # those ads are a county's that nobody counted
    sources: tuple[str, ...]
    titles: tuple[str, ...] = ()  # the same with what was published: «SCB: Yrkesregistret …»
    warnings: tuple[str, ...] = ()  # what changes how a value is read, such as a known fault of the base
    notes: tuple[str, ...] = ()  # what else there is to know of the selection
    is_demo: bool = False
    county_code: str | None = None
    fault: str | None = None  # what every row of a file says when the report's faulty figures are in it
    without_research: bool = False
    comparison: tuple[str, ...] = ()  # the chosen county and those it is compared with; none: every county

    @property
    def people(self) -> str:
        """Whom or what a rate is per so many of, in words: one string per base."""
        return self.say(f"people.{self.base}")

    @property
    def unit(self) -> str:
        """«AI-annonser per 1 000 eftergymnasialt utbildade 25–64 år»: the unit of the gap score."""
        return unit_of(self.base, self.say)

    @property
    def mark_before(self) -> str:
        """What stands before words that are quoted alone, where they are made up; else nothing."""
        return f"{self.say('common.demo_mark')}: " if self.is_demo else ""

    def window_words(self) -> str:
        """«90 dagar till april 2026»."""
        return self.say("charts.window", days=self.window_days, as_of=self.as_of_label)


@dataclass(frozen=True, slots=True)
class Part:
    """One drawing of a figure. `draw(width, height)` gives the same chart at any size. highest: times its width, of a
    drawing with a shape of its own, which more height only sets apart from its heading."""

    name: str
    draw: Callable[[Width, int], Any]
    screen_height: int
    share: float = 1.0  # of the picture's width, when several parts stand side by side
    measure: str = ""  # the sentence at the end of the figure's measure that is of this part alone
    facts: tuple[str, ...] = ()  # those of the figure's that are of this part alone
    highest: float | None = None

    @property
    def chart(self) -> Any:
        """The chart as the page shows it: as wide as its column."""
        return self.draw("container", self.screen_height)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart ready for page and file; without slots, so that its fingerprint is taken once.

    measure: what is shown, in which unit. facts: period and number of ads. marks: what the chart's shapes, tones and
    lines stand for. warnings: what changes how the chart is read. reading: what else there is to know. status: the
    words of `status_words`; status_beside: the same of what its table holds besides, in words that say of what. reason:
    why there is nothing to draw, where the title does not say it. address: where the figure stands for ever with all
    that it says; empty where no server is known. when: of what time the finding's numbers are, where the first of the
    facts does not say that. drawn_as: the fingerprint of another figure whose drawings are this one's, too.
    """

    key: str
    title: str
    measure: str
    facts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    status_beside: str = ""
    reason: str = ""
    alt: str
    table: pd.DataFrame
    parts: tuple[Part, ...]
    context: ChartContext
    extra: dict[str, Any] = field(default_factory=dict)
    asked: Any = None  # the desk and the selection it was built of, by which another process can build the same
    address: str = ""
    when: str = ""
    drawn_as: str = ""

    def __post_init__(self) -> None:
        """What draws nothing shows no value, and so has no status of any: its table's rows have their own."""
        if not self.parts:
            object.__setattr__(self, "status", ())
            object.__setattr__(self, "status_beside", "")

    def __getstate__(self) -> dict[str, Any]:
        """What is packed has its fingerprint with it: whoever unpacks it need not take it again."""
        return {**self.__dict__, "fingerprint": self.fingerprint}

    @property
    def quoted(self) -> str:
        """The finding where it stands without the figure: marked where it is made up."""
        return f"{self.context.mark_before}{self.title}"

    @property
    def time_of_finding(self) -> str:
        """Of what time the finding's numbers are, for where it stands alone; empty where nothing is found."""
        return (self.when or next(iter(self.facts), "")) if self.has_finding else ""

    @property
    def has_finding(self) -> bool:
        """Whether the title tells something of what was asked for, or only why nothing can be told."""
        return set(self.table) != {"reason"}

    @property
    def has_rows(self) -> bool:
        """Whether there is a table: rows of what was asked for, be they of too few ads to be drawn."""
        return self.has_finding and len(self.table) > 0

    @property
    def first_alone(self) -> Figure:
        """The figure as it is where there is room for its first part only: nothing is said of the others."""
        measure, left_out = self.measure, self.parts[1:]
        for part in reversed(left_out):
            measure = measure.removesuffix(part.measure).rstrip()
        facts = tuple(fact for fact in self.facts if not any(fact in part.facts for part in left_out))
        return replace(self, measure=measure, facts=facts, parts=self.parts[:1])

    @property
    def source(self) -> str:
        """Producers, edition and licence: what every file of the figure says of its origin."""
        context = self.context
        if not context.sources:
            return context.say("charts.source_none", edition=context.edition_label)
        return context.say("charts.source", sources=", ".join(context.sources), edition=context.edition_label)

    @property
    def subtitle(self) -> str:
        """The line under the finding where the figure stands alone: its measure, then period and number of ads."""
        facts = ", ".join(self.facts)
        return f"{self.measure} {facts[:1].upper()}{facts[1:]}." if facts else self.measure

    @property
    def line(self) -> str:
        """The one line that a page shows under the chart: source, period, number of ads, status in words."""
        named = ", ".join(self.context.sources)
        source = [self.context.say("common.source_prefix", sources=named)] if named else []
        status = [", ".join(self.status), self.status_beside]  # on a page the words say it alone
        return " · ".join([*source, *self.facts, *filter(None, status)])

    @property
    def status_lines(self) -> tuple[str, ...]:
        """«Status: publicerat, rekonstruerat.», and that of what stands in the table besides; nothing where there is
        none."""
        label = (self.context.say("charts.status_line", statuses=", ".join(self.status)),) if self.status else ()
        return (*label, *((f"{self.status_beside}.",) if self.status_beside else ()))

    @property
    def closing(self) -> str:
        """The last line of a figure that stands alone: status, producers, edition, licence."""
        return " ".join([*self.status_lines, self.source])

    @property
    def all_warnings(self) -> tuple[str, ...]:
        """What changes how the chart is read, of the figure and of the selection: in sight wherever it is shown."""
        return (*self.warnings, *self.context.warnings)

    @property
    def about(self) -> tuple[str, ...]:
        """What stands behind «Om siffran», and in no picture."""
        return (*self.reading, *self.context.notes)

    @property
    def caption(self) -> tuple[str, ...]:
        """All that is said of the figure besides finding and subtitle, as its workbook lists it."""
        return (*self.marks, *self.all_warnings, *self.about, *self.status_lines, self.source)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when anything a reader could see changes: the key of rendered bytes."""
        content = "|".join(
            [
                self.key,
                self.title,
                self.subtitle,
                *self.caption,
                self.address,
                self.table.to_csv(),
                repr(self.context),
            ]
        )
        return hashlib.sha256(content.encode("utf-8")).hexdigest()


def unit_of(base: str, say: Voice) -> str:
    """The unit of the gap score on a base: «AI-annonser per 100 000 invånare»."""
    return say("unit.gap", per=say.number(BASES[base].per), people=say(f"people.{base}"))


def as_float(value: Any) -> float | None:
    """A value as a chart draws it: a plain number; None where it is missing."""
    return None if pd.isna(value) else float(value)


def nothing_figure(key: str, title: str, reason: str, context: ChartContext) -> Figure:
    """The empty face: no drawing, only why; without a `reason` the title says it."""
    return Figure(
        key=key,
        title=title,
        measure=reason,
        reason=reason,
        alt=reason or title,
        table=pd.DataFrame({"reason": [reason or title]}),
        parts=(),
        context=context,
    )


def status_words(statuses: Iterable[object], say: Voice) -> tuple[str, ...]:
    """«publicerat» and «rekonstruerat», firmest first; nothing when there are none. That a value is missing is said
    where it would stand, and is no status of those that are there."""
    named = {str(s) for s in statuses}
    present = sorted(named - {"missing"} or named, key=lambda s: (STATUS_ORDER.index(s.split(" ")[0]), s))
    return tuple(say.status(status) for status in present)


def measure_words(key: str, context: ChartContext, **more: object) -> str:
    """The quiet line under a finding: the level, and what else (`more`) the figure says there."""
    return context.say(key, level=context.say(f"level.{context.level}"), **more)


def facts_of(context: ChartContext, ads: str | None = None) -> tuple[str, str]:
    """The period and the number of ads of a figure of the window's ads; `ads` where the number needs other words."""
    return (context.window_words(), count_words(context) if ads is None else ads)


def count_words(context: ChartContext) -> str:
    """«1 188 annonser», with «1 102 olika texter» where the texts are known; that there are none, or that the number
    is missing. That research posts are left out, or that nobody counted them, is said here, beside the number."""
    say = context.say
    if context.total_ads is None:
        return say("charts.ads_missing")
    ads, texts = say.number(context.total_ads), say.number(context.total_texts)
    if context.total_ads == 0:
        said = say("small_numbers.none")
    elif context.total_texts is None:
        said = say("charts.ads", ads=ads) + (f" {say('charts.gap.mark_imputed')}" if context.is_filler else "")
    else:
        said = say("counting.ads_and_texts", ads=ads, texts=texts)
    return say("charts.without_research", ads=said) if context.without_research else said


def placed_words(context: ChartContext, placed: int | None) -> str:
    """The number of ads, and of how many of them the shares are made where some state no place."""
    words = count_words(context)
    if placed is None or context.total_ads is None or placed == context.total_ads:
        return words
    return context.say("charts.ads_placed", ads=words, placed=context.say.number(placed))

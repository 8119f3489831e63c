"""The report's check in words: its table, its verdicts, and the marks that faulty figures carry elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import queries
from aipulsen.figures.desk import Desk
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.queries.report import FAULTY, VERDICTS, line_of, printed_decimals
from aipulsen.queries.scope import Scope
from aipulsen.store.editions import Edition
from aipulsen.topics import Fault
from aipulsen.voice import Voice

__all__ = [
    "COLUMNS",
    "FAULTY",
    "VERDICTS",
    "Card",
    "Mark",
    "base_fault",
    "cards",
    "counts_by_verdict",
    "figure_name",
    "in_words",
    "mark_for",
    "not_checked_words",
    "population_fault",
    "region_name",
    "wages_fault",
    "wages_notes",
    "wages_warnings",
]

_AS_PRINTED = 0.005  # a share that is printed in whole per cent


@dataclass(frozen=True, slots=True)
class Mark:
    """The short mark a faulty figure of the report carries wherever it is shown."""

    figure: str
    region_code: str
    printed: float
    ours: float | None
    unit: str
    verdict: str
    explanation: str

    def place(self, say: Voice) -> str:
        """The region the printed figure speaks of."""
        return region_name(self.region_code, say)

    @property
    def _decimals_of_ours(self) -> int:
        return decimals_of_ours(self.figure, self.region_code, self.unit)

    def printed_words(self, say: Voice) -> str:
        """What the report prints, as it prints it."""
        return value_words(self.printed, self.unit, printed_decimals(self.figure, self.region_code), say)

    def words(
        self, say: Voice, *, region_code: str | None = None, ours: float | None = None, printed: str | None = None
    ) -> str:
        """«Känt fel: …» in one or two sentences. `region_code` and `ours` say it of another county or window,
        `printed` of several figures at once."""
        return say(
            f"report.mark.{self.explanation}",
            region=region_name(region_code or self.region_code, say),
            printed=self.printed_words(say) if printed is None else printed,
            ours=value_words(self.ours if ours is None else ours, self.unit, self._decimals_of_ours, say),
        )


def mark_for(edition: Edition, figure: str, region_code: str) -> Mark | None:
    """The mark of a printed figure judged wrong or of another definition; None when it needs no mark."""
    line = line_of(edition, figure, region_code)
    if line is None or line["verdict"] not in FAULTY:
        return None
    return Mark(**{name: line[name] for name in Mark.__dataclass_fields__})


def not_checked_words(edition: Edition, figure: str, shown: float, say: Voice) -> str:
    """«; går inte att kontrollera», after a value of the whole country that is the report's own, where its verdict is
    that; nothing after others."""
    line = line_of(edition, figure, "00") if edition.manifest.kind == "report" else None
    if line is None or line["verdict"] != "cannot_check" or abs(line["printed"] - shown) >= _AS_PRINTED:
        return ""
    return f"; {say('report.verdict.cannot_check')}"


def base_fault(scope: Scope, say: Voice) -> str | None:
    """What every row on the report's one-sex base says in a file; None on another base."""
    return say("report.row.base") if (scope.kind, scope.base) == ("report", "report") else None


def wages_fault(series: str, say: Voice) -> str | None:
    """What every row of the report's own salaries says in a file; None for SCB's."""
    return say("report.row.wages") if series == "report" else None


def population_fault(scope: Scope, say: Voice) -> str | None:
    """What the report's mixed big-city definitions need said in a file; None in other editions."""
    return say("report.row.population") if scope.kind == "report" else None


def fault_of_rows(fault: Fault, answer: Any, say: Voice) -> str | None:
    """What every row of an answer says when it holds figures of the report that are judged faulty, else None."""
    if fault == "wages":
        return wages_fault(answer.series, say)
    return base_fault(answer.scope, say) if fault == "base" else population_fault(answer.scope, say)


def wages_warnings(desk: Desk, series: str) -> tuple[str, ...]:
    """The marks of the report's own salaries, those with one explanation as one; nothing of others."""
    lines = [("salary_2512_sek", "SE1"), ("salary_2511_sek", "SE1")] if series == "report" else []
    found = (mark_for(desk.edition, figure, region) for figure, region in lines)
    marks: dict[str, list[Mark]] = {}
    for mark in found:
        if mark is not None:
            marks.setdefault(mark.explanation, []).append(mark)
    and_ = f" {desk.say('common.and')} "
    return tuple(
        alike[0].words(desk.say, printed=and_.join(dict.fromkeys(mark.printed_words(desk.say) for mark in alike)))
        for alike in marks.values()
    )


def wages_notes(desk: Desk, series: str) -> tuple[str, ...]:
    """What a series of salaries holds, where it is not the report's."""
    return () if series == "report" else (desk.say(f"notes.wages.{series}"),)


COLUMNS = ("figure", "region", "printed", "ours", "how", "verdict", "why")


def in_words(lines: pd.DataFrame, say: Voice) -> pd.DataFrame:
    """The check as a table for people."""
    keys = list(zip(lines.figure, lines.region_code, lines.unit, strict=True))
    return pd.DataFrame(
        {
            say("report.column.figure"): [figure_name(f, say) for f in lines.figure],
            say("report.column.region"): [region_name(c, say) for c in lines.region_code],
            say("report.column.printed"): [
                value_words(v, unit, printed_decimals(figure, region), say)
                for v, (figure, region, unit) in zip(lines.printed, keys, strict=True)
            ],
            say("report.column.ours"): [
                value_words(v, key[2], decimals_of_ours(*key), say) for v, key in zip(lines.ours, keys, strict=True)
            ],
            say("report.column.how"): [say(f"report.how.{m}") for m in lines.method],
            say("report.column.verdict"): [say(f"report.verdict.{v}") for v in lines.verdict],
            say("report.column.why"): [say(f"report.why.{e}") for e in lines.explanation],
        }
    )


@dataclass(frozen=True, slots=True)
class Card:
    """Printed figures that one reason is given for: the verdict, what they have in common, a line for each."""

    verdict: str
    why: str
    shared: str  # figure and region, where they are the same for all
    lines: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class CardLine:
    """A printed figure beside ours: what is its own, and how ours was computed."""

    own: str
    printed: str
    ours: str
    how: str


@kept_in(WORDS)
def cards(desk: Desk, verdict: str | None) -> tuple[Card, ...]:
    """The check's lines of that verdict, or all of them, a card for each reason; what is faulty stands first."""
    lines = queries.ask_report(desk.edition, Selection()).lines
    order = [*FAULTY, *(v for v in VERDICTS if v not in FAULTY)]
    lines = lines.sort_values("verdict", key=lambda verdicts: verdicts.map(order.index), kind="stable")
    told = in_words(lines if verdict is None else lines[lines.verdict == verdict], desk.say)
    told.columns = COLUMNS
    return tuple(_card(alike) for _, alike in told.groupby(["verdict", "why"], sort=False))


def _card(lines: pd.DataFrame) -> Card:
    shared = [column for column in ("figure", "region") if lines[column].nunique() == 1]
    own = [column for column in ("figure", "region") if column not in shared]
    return Card(
        lines.verdict.iloc[0],
        lines.why.iloc[0],
        ", ".join(lines[shared].iloc[0]),
        tuple(
            CardLine(", ".join(getattr(row, column) for column in own), row.printed, row.ours, row.how)
            for row in lines.itertuples()
        ),
    )


@kept_in(WORDS)
def counts_by_verdict(edition: Edition) -> dict[str, int]:
    """How many of the report's figures got each verdict, in the verdicts' order."""
    return queries.ask_report(edition, Selection()).counts()


def figure_name(figure: str, say: Voice) -> str:
    """What the report prints, in words: «Gap-värde», «Arbetsgivarens andel, Luleå tekniska universitet»."""
    key, _, who = figure.partition(":")
    name = say(f"report.figure.{key}")
    return f"{name}, {who}" if who else name


def region_name(code: str, say: Voice) -> str:
    """The region of a printed figure: one place, a flow «Boden → Luleå», or a pair «Stockholm / Luleå»."""
    for separator, arrow in ((">", " → "), ("/", " / ")):
        if separator in code:
            return arrow.join(say.region(part) for part in code.split(separator))
    return say.region(code)


def decimals_of_ours(figure: str, region_code: str, unit: str) -> int:
    """The decimals our value is shown with beside a printed one: the same, and one more for a ratio printed whole."""
    return printed_decimals(figure, region_code) + (unit == "ratio")


def value_words(value: float | None, unit: str, decimals: int, say: Voice) -> str:
    """A printed or recomputed value as people read it."""
    if unit == "share":
        return say.percent(value, decimals)
    if unit == "SEK/month":
        return say.kronor(value)
    return say.number(value, decimals)

"""The report's check in words: its table, its verdicts, and the marks that faulty figures carry elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from aipulsen import codes
from aipulsen.queries.report_lines import FAULTY, VERDICTS, line_of
from aipulsen.queries.scope import Scope
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

__all__ = [
    "COLUMNS",
    "FAULTY",
    "VERDICTS",
    "Mark",
    "base_fault",
    "figure_name",
    "in_words",
    "mark_for",
    "population_fault",
    "region_name",
    "wages_fault",
    "wages_note",
]

_PRINTED_WITH_DECIMAL = (0.385, 0.946)  # the shares the report prints with one decimal


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

    def place(self, lang: Lang) -> str:
        """The region the printed figure speaks of."""
        return region_name(self.region_code, lang)

    def words(self, lang: Lang, *, region_code: str | None = None, ours: float | None = None) -> str:
        """«Känt fel: …» in one or two sentences. `region_code` and `ours` say it of another county or window."""
        return t(
            f"report_check.mark.{self.explanation}",
            lang,
            region=region_name(region_code or self.region_code, lang),
            printed=value_words(self.printed, self.unit, lang, printed=self.printed),
            ours=value_words(self.ours if ours is None else ours, self.unit, lang, printed=self.printed),
        )


def mark_for(figure: str, region_code: str, root: Path | None = None) -> Mark | None:
    """The mark of a printed figure judged wrong or of another definition; None when it needs no mark."""
    line = line_of(figure, region_code, root)
    if line is None or line["verdict"] not in FAULTY:
        return None
    return Mark(**{name: line[name] for name in Mark.__dataclass_fields__})


def base_fault(scope: Scope, lang: Lang) -> str | None:
    """What every row on the report's one-sex base says in a file; None on another base."""
    return t("report_check.row.base", lang) if (scope.kind, scope.base) == ("report", "report") else None


def wages_fault(series: str, lang: Lang) -> str | None:
    """What every row of the report's own salaries says in a file; None for SCB's."""
    return t("report_check.row.wages", lang) if series == "report" else None


def population_fault(scope: Scope, lang: Lang) -> str | None:
    """What the report's mixed big-city definitions need said in a file; None in other editions."""
    return t("report_check.row.population", lang) if scope.kind == "report" else None


def wages_note(series: str, lang: Lang, root: Path | None = None) -> str:
    """What a picture of salaries says of their source: the marks of the report's, or the series' own note."""
    lines = [("salary_2512_sek", "SE1"), ("salary_2511_sek", "SE1")] if series == "report" else []
    marks = [mark.words(lang) for figure, region in lines if (mark := mark_for(figure, region, root)) is not None]
    return " ".join(marks) if marks else t(f"notes.wages.{series}", lang)


COLUMNS = ("figure", "region", "printed", "ours", "how", "verdict", "why")


def in_words(lines: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The check as a table for people."""
    units = lines.unit
    return pd.DataFrame(
        {
            t("report_check.column.figure", lang): [figure_name(f, lang) for f in lines.figure],
            t("report_check.column.region", lang): [region_name(c, lang) for c in lines.region_code],
            t("report_check.column.printed", lang): [
                value_words(v, u, lang, printed=v) for v, u in zip(lines.printed, units, strict=True)
            ],
            t("report_check.column.ours", lang): [
                value_words(v, u, lang, printed=p) for v, u, p in zip(lines.ours, units, lines.printed, strict=True)
            ],
            t("report_check.column.how", lang): [t(f"report_check.how.{m}", lang) for m in lines.method],
            t("report_check.column.verdict", lang): [t(f"report_check.verdict.{v}", lang) for v in lines.verdict],
            t("report_check.column.why", lang): [t(f"report_check.why.{e}", lang) for e in lines.explanation],
        }
    )


def figure_name(figure: str, lang: Lang) -> str:
    """What the report prints, in words: «Gap-värde», «Arbetsgivarens andel, Luleå tekniska universitet»."""
    key, _, who = figure.partition(":")
    name = t(f"report_check.figure.{key}", lang)
    return f"{name}, {who}" if who else name


def region_name(code: str, lang: Lang) -> str:
    """The region of a printed figure: one place, a flow «Boden → Luleå», or a pair «Stockholm / Luleå»."""
    for separator, arrow in ((">", " → "), ("/", " / ")):
        if separator in code:
            return arrow.join(codes.region_name(part, lang) for part in code.split(separator))
    return codes.region_name(code, lang)


def value_words(value: float | None, unit: str, lang: Lang, *, printed: float) -> str:
    """A printed or recomputed value as people read it, shares with the decimals of the printed one."""
    if unit == "share":
        return fmt.percent(value, 1 if printed in _PRINTED_WITH_DECIMAL else 0, lang)
    if unit == "SEK/month":
        return fmt.kronor(value, lang)
    decimals = {"ads per 1000": 2, "ratio": 1 if value != printed else 0}.get(unit, 0)
    return fmt.number(value, decimals, lang)

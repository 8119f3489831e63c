"""The account of what was read: how many ads, what became of each, and the first faulty ones by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields

import pyarrow as pa

from aipulsen.errors import AipulsenError
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

MOST_PROBLEMS_SHOWN = 10
Reason = tuple[str, str]  # an error's key, and the field it names


@dataclass(slots=True, kw_only=True)
class ReadCounts:
    """What became of the lines that were read, of a block or of all files: sums that add up."""

    read: int = 0
    bad: int = 0
    no_date: int = 0
    outside_period: int = 0
    after_day: int = 0
    without_text: int = 0
    bytes: int = 0
    unread_bytes: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)
    made_missing: Counter[str] = field(default_factory=Counter)

    def add(self, other: ReadCounts) -> None:
        """Count what the other counted, too."""
        for each in fields(ReadCounts):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(slots=True)
class ScoredBlock(ReadCounts):
    """The rows of a block and what became of its lines; a problem's line counts from the block's first."""

    file: str
    table: pa.Table
    lines: int = 0
    problems: list[tuple[int, AipulsenError]] = field(default_factory=list)

    def add_problem(self, line: int, error: AipulsenError) -> None:
        """Count a faulty line by its reason; the first ones are told."""
        self.bad += 1
        self.reasons[error.key, str(error.values.get("field", ""))] += 1
        if len(self.problems) < MOST_PROBLEMS_SHOWN:
            self.problems.append((line, error))


@dataclass(slots=True)
class Account(ReadCounts):
    """How many ads were read, and what became of each."""

    duplicates: int = 0
    without_place: int = 0
    scored: int = 0
    role: int = 0
    competence: int = 0
    notices: int = 0
    abroad: int = 0
    problems: list[tuple[str, int, AipulsenError]] = field(default_factory=list)

    def add_block(self, block: ScoredBlock, first_line: int) -> None:
        """Count what a block read; its first faulty lines are kept to be told."""
        self.add(block)
        room = MOST_PROBLEMS_SHOWN - len(self.problems)
        self.problems += [(block.file, first_line + line, error) for line, error in block.problems[:room]]

    def add_rows(self, table: pa.Table) -> None:
        """Count scored rows, duplicates already gone."""
        levels = _value_counts(table["level"])
        self.scored += table.num_rows
        self.role += levels.get("role", 0)
        self.competence += levels.get("competence", 0)
        abroad = _value_counts(table["place_kind"]).get("abroad", 0)
        self.abroad += abroad
        self.without_place += table["county_code"].null_count - abroad
        self.notices += _value_counts(table["level"].filter(table["has_notice"])).get("none", 0)

    @property
    def kept(self) -> int:
        """Ads at a level above none."""
        return self.role + self.competence

    def lines(self, lang: Lang) -> list[str]:
        """The account in words: the faulty lines, then the sums."""
        told = [
            t("ads.bad_line", lang, file=file, line=line, reason=error.sentence(lang))
            for file, line, error in self.problems
        ]
        if self.bad > len(told):
            told.append(t("ads.more_bad", lang, count=fmt.number(self.bad - len(told), 0, lang)))
        counts = {k: fmt.number(v, 0, lang) for k, v in self.counts().items()}
        return [*told, t("ads.account", lang, **counts), *self._details(lang)]

    def _details(self, lang: Lang) -> list[str]:
        """What there is of what is rare, each by its own name."""
        counts = {name: getattr(self, name) for name in ("abroad", "after_day", "without_text", "unread_bytes")}
        told = [t(f"ads.{k}", lang, count=fmt.number(v, 0, lang)) for k, v in counts.items() if v]
        reasons = {t(f"ads.reason.{k.rsplit('.', 1)[-1]}", lang, field=f): n for (k, f), n in self.reasons.items()}
        for key, counted in (("reasons", reasons), ("made_missing", self.made_missing)):
            if counted:
                parts = [f"{name} {fmt.number(n, 0, lang)}" for name, n in sorted(counted.items())]
                told.append(t(f"ads.{key}", lang, parts=", ".join(parts)))
        return told

    @property
    def unread_share(self) -> float:
        """Share (0–1) of the files' bytes that could not be read."""
        return self.unread_bytes / (self.bytes + self.unread_bytes) if self.unread_bytes else 0.0

    def archive_counts(self) -> dict[str, int]:
        """The sums of a part of an archive: what was read is what was left out and what was scored."""
        return {
            "read": self.read,
            "bad": self.bad,
            "no_date": self.no_date,
            "outside_period": self.outside_period,
            "duplicates": self.duplicates,
            "scored": self.scored,
            "kept": self.kept,
            "role": self.role,
            "competence": self.competence,
            "notices": self.notices,
            "without_place": self.without_place,
            "abroad": self.abroad,
            "without_text": self.without_text,
            "made_missing": self.made_missing.total(),
            "unread_bytes": self.unread_bytes,
        }

    def counts(self) -> dict[str, int]:
        """The sums, as an edition's manifest keeps them."""
        return {
            "read": self.read,
            "bad": self.bad,
            "duplicates": self.duplicates,
            "without_place": self.without_place,
            "scored": self.scored,
            "kept": self.kept,
            "role": self.role,
            "competence": self.competence,
            "notices": self.notices,
            "abroad": self.abroad,
            "after_day": self.after_day,
            "without_text": self.without_text,
            "made_missing": self.made_missing.total(),
            "unread_bytes": self.unread_bytes,
        }


def _value_counts(column: pa.ChunkedArray) -> dict[str, int]:
    return {entry["values"]: entry["counts"] for entry in column.value_counts().to_pylist()}

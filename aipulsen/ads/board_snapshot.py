"""From a JobSpy file to the table job_board_snapshot: read, check, keep what the engine calls AI, count the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from aipulsen import schemas
from aipulsen.errors import AipulsenError, DataContractError
from aipulsen.provenance import Origin
from aipulsen.scoring import AdText, Engine
from aipulsen.settings import settings
from aipulsen.sources.job_board_files import read_board_file
from aipulsen.tables.ads import LONGEST_TEXT, too_many_faulty
from aipulsen.tables.job_boards import is_other_site, parse_board_row
from aipulsen.tables.markup import from_markdown
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

ORIGIN_ID = "job-boards"
MOST_PROBLEMS_SHOWN = 10


@dataclass(slots=True)
class BoardAccount:
    """What became of the rows of a snapshot."""

    read: int = 0
    bad: int = 0
    other_site: int = 0
    after_day: int = 0
    without_date: int = 0
    without_employer: int = 0
    duplicates: int = 0
    not_ai: int = 0
    without_county: int = 0
    kept: int = 0
    problems: list[tuple[str, int, AipulsenError]] = field(default_factory=list)

    def first_loss(self) -> str:
        """Why the first of the rows that are left out is."""
        if not self.problems:
            return t("boards.other_site", count=self.other_site)
        file, line, error = self.problems[0]
        return t("ads.bad_line", file=file, line=line, reason=error.sentence())

    def lines(self, lang: Lang) -> list[str]:
        """The faulty rows, then the sums."""
        told = [
            t("ads.bad_line", lang, file=file, line=line, reason=error.sentence(lang))
            for file, line, error in self.problems
        ]
        counts = {
            name: fmt.number(getattr(self, name), 0, lang)
            for name in ("read", "bad", "duplicates", "not_ai", "without_county", "kept")
        }
        told.append(t("boards.account", lang, **counts))
        rare = {n: getattr(self, n) for n in ("other_site", "after_day", "without_date", "without_employer")}
        return told + [t(f"boards.{name}", lang, count=fmt.number(v, 0, lang)) for name, v in rare.items() if v]


def read_snapshot(path: Path, engine: Engine, as_of: dt.date) -> tuple[pd.DataFrame, Origin, BoardAccount]:
    """The snapshot's AI ads as a checked table, its origin and its account.

    A row with a description is scored by the engine and kept at level AI skills or AI job. A row without
    one cannot be scored: it is kept as the search that found it says. Rows of other boards and rows posted after
    `as_of` are left out, each counted by its own name. A file without a single usable row, or with too many faulty
    ones, raises DataContractError.
    """
    account = BoardAccount()
    rows: dict[tuple[str, str], dict[str, str | None]] = {}
    for row in read_board_file(path):
        account.read += 1
        if not row.surplus and is_other_site(row.cells):
            account.other_site += 1
            continue
        try:
            if row.surplus:
                raise DataContractError("boards.surplus", count=row.surplus)
            parsed = parse_board_row(row.cells)
        except AipulsenError as error:
            account.bad += 1
            if len(account.problems) < MOST_PROBLEMS_SHOWN:
                account.problems.append((path.name, row.line, error))
            continue
        key = (str(parsed["site"]), str(parsed["id"]))
        if parsed["posted_date"] is not None and parsed["posted_date"] > as_of.isoformat():
            account.after_day += 1
        elif key in rows:
            account.duplicates += 1
        elif not _is_ai(parsed, row.cells.get("description"), engine):
            account.not_ai += 1
        else:
            rows[key] = parsed
    if account.bad + account.other_site == account.read:
        raise DataContractError("boards.nothing", file=path.name, count=account.read, first=account.first_loss())
    if too_many_faulty(account.bad, account.read, settings().faulty_share):
        most = f"{settings().faulty_share:.0%}"
        raise DataContractError("ads.too_faulty", faulty=account.bad, read=account.read, most=most)
    account.kept = len(rows)
    account.without_date = sum(parsed["posted_date"] is None for parsed in rows.values())
    account.without_employer = sum(parsed["employer"] is None for parsed in rows.values())
    account.without_county = sum(parsed["county_code"] is None for parsed in rows.values())
    origin = Origin(
        id=ORIGIN_ID,
        producer="LinkedIn, Indeed",
        title=f"JobSpy, {path.name}",
        landing_page="",
        period=as_of.isoformat(),
        obtained=f"JobSpy, {as_of.isoformat()}",
        licence="quoted figures",
        status="measured",
    )
    if not rows:
        return schemas.empty("job_board_snapshot"), origin, account
    frame = pd.DataFrame(list(rows.values())).assign(status="measured", origin=ORIGIN_ID)
    return schemas.validate("job_board_snapshot", frame), origin, account


def _is_ai(parsed: dict[str, str | None], description: str | None, engine: Engine) -> bool:
    if not description:
        return True
    text = from_markdown(description[:LONGEST_TEXT])
    ad = AdText(str(parsed["id"]), from_markdown(str(parsed["headline"])), text, parsed["employer"])
    return engine.score(ad).level != "none"

"""The rows of an answer as files and services give them: with edition and marks, and why there are none."""

from __future__ import annotations

from typing import Any, Protocol

from aipulsen import queries
from aipulsen.errors import EditionError
from aipulsen.figures import report_marks
from aipulsen.topics import Question
from aipulsen.voice import Voice


class Answer(Protocol):
    """What every question gives: its scope, and its rows."""

    @property
    def scope(self) -> queries.Scope:
        """Edition, selection, origins."""
        ...

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the page's table and the CSV have them."""
        ...


def marked_rows(question: Question, answer: Answer, say: Voice) -> list[dict[str, Any]]:
    """Every row names its edition; the report's faulty figures and a made-up edition carry their marks."""
    scope = answer.scope
    marks = {"mark": say("common.demo_mark")} if scope.is_demo else {}
    fault = report_marks.fault_of_rows(question.fault, answer, say) if question.fault else None
    if fault:
        marks["known_fault"] = fault
    return [{**row, "edition": scope.edition, **marks} for row in answer.rows()]


def why_no_rows(answer: Answer) -> EditionError:
    """Why a question has no rows: its own reason where it gives one, else what may be lacking."""
    reason, scope = getattr(answer, "reason", None), answer.scope
    if isinstance(answer, queries.EditionChangesAnswer) and answer.reason is not None:
        return EditionError(f"changes.reason.{answer.reason}", edition=scope.edition)
    if isinstance(answer, queries.AdjustedAnswer) and answer.reason is not None:
        told = {"known": answer.homes_known, "needed": answer.homes_needed, "year": answer.matrix_year or "–"}
        return EditionError(f"charts.commuting_adjusted.reason.{answer.reason}", **told)
    if reason in ("no_ads", "too_few_days"):
        return EditionError(f"charts.trend.reason.{reason}", days=scope.selection.window_days)
    no_other = scope.is_demo or isinstance(answer, queries.ReportAnswer)  # the check is of the report alone
    key = "queries.none_meets" if no_other else "queries.no_rows"
    return EditionError(key, edition=scope.edition)

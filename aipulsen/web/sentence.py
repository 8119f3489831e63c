"""`/c/<code>`: what stands behind a generated sentence, and whether it still holds."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import topics
from aipulsen.catalogue import MEASURES
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError, ParameterError
from aipulsen.figures.generated import sentence_of
from aipulsen.figures.paragraph import alike
from aipulsen.figures.sentence_codes import Meant, Sentence, command_of, meant, of_edition
from aipulsen.figures.sharing import sentence_address
from aipulsen.figures.written import written_value
from aipulsen.text.prose import sentences
from aipulsen.voice import Voice
from aipulsen.web import documents, links, metadata
from aipulsen.web.answers import Asking, NotHereError, Question, Reply, page_reply
from aipulsen.web.asked import LANGUAGE_NAMES, Asked, asked_for, language_alone, places
from aipulsen.web.files import figure_asked
from aipulsen.web.standing import Cell, Standing, cells, interval_of, standing

_COUNTED = ("it_ads", "employees_persons")  # what a register's share or rate is of


def checked(asking: Asking) -> Question:
    """The document of a code; what is no code of ours is not here (404)."""
    code = asking.path["code"]
    try:
        what = meant(code)
    except ParameterError as error:
        raise NotHereError("sentence.no_code") from error
    if what.place not in places():
        raise NotHereError("sentence.no_code")
    spoken = {LANGUAGE_NAMES["address"]: language_alone(asking.given)}
    asked = asked_for(
        what.given | spoken,
        place=what.place,
        figure=what.figure,
        there=lambda other: sentence_address(asking.root, of_edition(code, other.edition.name), other.lang),
    )
    key = ("c", code, asked.key, *metadata.seals())
    return Question(key, lambda: _document(code, what, asked, asking.root))


def _document(code: str, what: Meant, asked: Asked, root: str) -> Reply:
    figure = figure_asked(what.figure, asked)
    sentence = _said(what, asked)
    if sentence is None or not sentence.text or not figure.has_finding:
        raise NotHereError("sentence.no_code")
    found = standing(figure, asked, sentence if what.sentence else None)
    told, later = sentence.text, _told_later(what, asked, found)
    if found.verdict == "unknown" and later:
        found = dataclasses.replace(found, verdict="same_words" if told == later else "other_words")
    body = documents.document(
        "sentence.html",
        asked.lang,
        code=code,
        figure=figure,
        told=told,
        later=later if later != told else "",
        verdict=_verdict(found, asked),
        facts=facts(figure, found, asked, told),
        beside=[] if what.sentence else said_beside(figure, asked, found),
        command=command_of(code),
        address=links.figure_link(root, what.figure, asked, "html"),
        data=links.figure_link(root, what.figure, asked, "csv"),
    )
    return page_reply(body, asked.lang)


def _told_later(what: Meant, asked: Asked, found: Standing) -> str:
    """The sentence as the newest edition says it; empty where that says nothing of the kind."""
    if found.edition is None:
        return ""
    try:
        said = _said(what, dataclasses.replace(asked, edition=found.edition))
    except AipulsenError:
        return ""
    return said.text if said else ""


def _said(what: Meant, asked: Asked) -> Sentence | None:
    """The sentence as the edition says it; None where it does not say it."""
    if what.sentence is None:
        return Sentence(what.figure, figure_asked(what.figure, asked).title)
    return sentence_of(what.sentence, asked.desk, asked.selection)


@dataclasses.dataclass(frozen=True, slots=True)
class Beside:
    """A sentence that is said under a figure: its numbers with interval and count, and whether it still holds."""

    sentence: str
    numbers: tuple[str, ...]
    verdict: str


def said_beside(figure: Figure, asked: Asked, found: Standing) -> list[Beside]:
    """What is said under a figure and holds a number: its code is the finding's. A sentence without a number explains a
    method, and has none."""
    say = asked.desk.say
    later = _lines_of(figure.key, dataclasses.replace(asked, edition=found.edition)) if found.edition else []
    told = []
    for sentence in _lines(figure):
        numbers = tuple(_with_interval(cell, say) for cell in cells(figure.table, sentence, asked))
        verdict = ""
        if found.edition is not None:
            same = "same_words" if sentence in later else "other_words" if alike(sentence, later) else "unknown"
            verdict = say(f"sentence.verdict.{same}", **found.told_now(say))
        told.append(Beside(sentence, numbers or (say("sentence.none.beside"),), verdict))
    return told


def _lines_of(key: str, asked: Asked) -> list[str]:
    """The same of another edition; none where it cannot answer."""
    try:
        return _lines(figure_asked(key, asked))
    except AipulsenError:
        return []


def _lines(figure: Figure) -> list[str]:
    said = (sentence for line in (*figure.warnings, *figure.reading) for sentence in sentences(line))
    return [sentence for sentence in dict.fromkeys(said) if any(map(str.isdigit, sentence))]


def _with_interval(cell: Cell, say: Voice) -> str:
    """A number where it stands, with its interval and the ads behind it where the table has them."""
    told = [cell.written(say)]
    ends = interval_of(cell.column)
    if ends and all(pd.notna(cell.row.get(end)) for end in ends):
        low, high = (written_value(cell.column, float(cell.row[end]), say) for end in ends)
        told.append(f"{say('sentence.fact.interval')}: {low}–{high}")
    if cell.column != "ads" and pd.notna(cell.row.get("ads")):
        told.append(f"{say('sentence.fact.ads')}: {say.number(cell.row['ads'])}")
    return "; ".join(told)


def _verdict(found: Standing, asked: Asked) -> str:
    say = asked.desk.say
    if asked.edition.manifest.is_demo:
        return say("sentence.verdict.demo")
    return say(f"sentence.verdict.{found.verdict}", **found.told_now(say))


def facts(figure: Figure, found: Standing, asked: Asked, sentence: str) -> list[tuple[str, str]]:
    """Place, number, interval, count behind it, edition and its seal, each with its name; of what there is not, why."""
    say, manifest = asked.desk.say, asked.edition.manifest
    is_of_ads = "platsbanken" in MEASURES[topics.FIGURES[figure.key].measure].sources
    stand = [] if found.row is not None else cells(figure.table, sentence, asked)
    told = [("place", say.county(asked.selection.county_code or "00"))]
    if found.row is not None:
        told.append(("value", f"{say(f'columns.{found.columns[0]}')}: {found.written(found.before, say)}"))
    elif stand:
        told += [("value", cell.written(say)) for cell in stand]
    else:
        told.append(("value", say("sentence.none.value", rows=len(figure.table))))
    told.append(("interval", _interval(figure, found, say, is_of_ads=is_of_ads)))
    told += _behind(
        figure, [cell.row for cell in stand] if found.row is None else [found.row], say, is_of_ads=is_of_ads
    )
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    told.append(("edition", f"{asked.edition.name}, {as_of}"))
    told.append(("seal", asked.edition.seal))
    return [(say(f"sentence.fact.{name}"), words) for name, words in told]


def _interval(figure: Figure, found: Standing, say: Voice, *, is_of_ads: bool) -> str:
    """Low and high, or why there are none."""
    if found.row is None or len(found.columns) == 1:
        has_own = is_of_ads and any(column.endswith(("_low", "_low_share")) for column in figure.table)
        return say(f"sentence.none.{'interval_in_table' if has_own else 'interval'}")
    ends = [found.row[name] for name in found.columns[1:]]
    if any(pd.isna(end) for end in ends):
        return say("sentence.none.interval_missing")
    return "–".join(found.written(end, say) for end in ends)


def _behind(figure: Figure, rows: list[pd.Series], say: Voice, *, is_of_ads: bool) -> list[tuple[str, str]]:
    """How many ads, or persons, the number is of; or that the edition does not know. A register's counts no ads."""
    told = [
        ("count", f"{say(f'columns.{column}')}: {say.number(row[column])}")
        for row in rows
        for column in _COUNTED
        if pd.notna(row.get(column))
    ]
    if is_of_ads and not told:
        told += [("ads", say.number(row["ads"])) for row in rows if pd.notna(row.get("ads"))]
        told += [] if figure.context.total_ads is None else [("all_ads", say.number(figure.context.total_ads))]
    return list(dict.fromkeys(told)) or [("count", say("sentence.none.count"))]

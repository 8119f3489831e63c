"""`/c/<code>`: what stands behind a generated sentence, and whether it still holds."""

from __future__ import annotations

import pandas as pd

from aipulsen.charts.figure import Figure
from aipulsen.errors import ParameterError
from aipulsen.figures.sentence_codes import command_of, meant
from aipulsen.figures.written import written_as
from aipulsen.store import sight
from aipulsen.web import documents, links, metadata
from aipulsen.web.answers import Asking, NotHereError, Question, Reply
from aipulsen.web.asked import LANGUAGE_NAMES, Asked, asked_for, places
from aipulsen.web.files import figure_asked
from aipulsen.web.moved import Standing, standing


def checked(asking: Asking) -> Question:
    """The document of a code; what is no code of ours is not here (404)."""
    code = asking.path["code"]
    try:
        what = meant(code)
    except ParameterError as error:
        raise NotHereError("sentence.no_code") from error
    if what.place not in places():
        raise NotHereError("sentence.no_code")
    name = LANGUAGE_NAMES["address"]
    unknown = [given for given in asking.given if given != name]
    if unknown:
        raise ParameterError("queries.unknown_name", name="…", valid=name)
    asked = asked_for({**what.given, **asking.given}, place=what.place)
    key = ("c", what.figure, asked.key, *metadata.seals())
    return Question(key, lambda: _document(code, what.figure, asked, asking.root))


def _document(code: str, key: str, asked: Asked, root: str) -> Reply:
    figure = figure_asked(key, asked)
    found, say = standing(figure, asked), asked.desk.say
    body = documents.document(
        "sentence.html",
        asked.lang,
        code=code,
        figure=figure,
        mark=say("common.demo_mark") if figure.context.is_demo else "",
        verdict=_verdict(found, asked),
        facts=_facts(figure, found, asked),
        command=command_of(code),
        address=links.figure_link(root, key, asked, "html"),
        data=links.figure_link(root, key, asked, "csv"),
    )
    headers = {"Content-Language": asked.lang, "Content-Security-Policy": documents.policy()}
    return Reply(body, "text/html; charset=utf-8", headers=headers)


def _verdict(found: Standing, asked: Asked) -> str:
    say = asked.desk.say
    if asked.edition.manifest.is_demo:
        return say("sentence.verdict.demo")
    if found.edition is None:
        return say("sentence.verdict.newest")
    manifest = found.edition.manifest
    now = _written(found, found.now, asked)
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    return say(f"sentence.verdict.{found.verdict}", edition=found.edition.name, as_of=as_of, now=now)


def _facts(figure: Figure, found: Standing, asked: Asked) -> list[tuple[str, str]]:
    """Number, interval, number of ads, edition and its seal, each with its name; what there is not is left out."""
    say, context, manifest = asked.desk.say, figure.context, asked.edition.manifest
    facts = [("place", say.county(asked.selection.county_code or "00"))]
    if found.row is not None:
        value, low, high = (_written(found, found.row[name], asked) for name in found.columns)
        facts.append(("value", f"{say(f'columns.{found.columns[0]}')}: {value}"))
        if pd.notna(found.row[found.columns[1]]):
            facts.append(("interval", f"{low}–{high}"))
        if "ads" in found.row.index and pd.notna(found.row["ads"]):
            facts.append(("ads", say.number(found.row["ads"])))
    if context.total_ads is not None:
        facts.append(("all_ads", say.number(context.total_ads)))
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    facts.append(("edition", f"{asked.edition.name}, {as_of}"))
    facts.append(("seal", sight.seal_of(asked.edition)[:16]))
    return [(say(f"sentence.fact.{name}"), told) for name, told in facts]


def _written(found: Standing, value: float | None, asked: Asked) -> str:
    if value is None or not found.columns:
        return asked.desk.say("common.missing")
    return written_as(pd.Series([float(value) + 0.001], name=found.columns[0]), asked.desk.say)(float(value))

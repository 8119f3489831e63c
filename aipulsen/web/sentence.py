"""`/c/<code>`: what stands behind a generated sentence, and whether it still holds."""

from __future__ import annotations

import pandas as pd

from aipulsen.charts.figure import Figure
from aipulsen.errors import ParameterError
from aipulsen.figures.sentence_codes import command_of, meant
from aipulsen.store import sight
from aipulsen.web import documents, links, metadata
from aipulsen.web.answers import Asking, NotHereError, Question, Reply, page_reply
from aipulsen.web.asked import LANGUAGE_NAMES, Asked, asked_for, places
from aipulsen.web.files import figure_asked
from aipulsen.web.standing import Standing, standing


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
    found = standing(figure, asked)
    body = documents.document(
        "sentence.html",
        asked.lang,
        code=code,
        figure=figure,
        verdict=_verdict(found, asked),
        facts=_facts(figure, found, asked),
        command=command_of(code),
        address=links.figure_link(root, key, asked, "html"),
        data=links.figure_link(root, key, asked, "csv"),
    )
    return page_reply(body, asked.lang)


def _verdict(found: Standing, asked: Asked) -> str:
    say = asked.desk.say
    if asked.edition.manifest.is_demo:
        return say("sentence.verdict.demo")
    return say(f"sentence.verdict.{found.verdict}", **found.told_now(say))


def _facts(figure: Figure, found: Standing, asked: Asked) -> list[tuple[str, str]]:
    """Number, interval, number of ads, edition and its seal, each with its name; what there is not is left out."""
    say, context, manifest = asked.desk.say, figure.context, asked.edition.manifest
    facts = [("place", say.county(asked.selection.county_code or "00"))]
    if found.row is not None:
        value, low, high = (found.written(found.row[name], say) for name in found.columns)
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

"""`/c/<code>`: what stands behind a generated sentence, and whether it still holds."""

from __future__ import annotations

import dataclasses

import pandas as pd

from aipulsen import topics
from aipulsen.catalogue import MEASURES
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError, ParameterError
from aipulsen.figures.county_sentences import county_sentences
from aipulsen.figures.sentence_codes import SENTENCES, Meant, command_of, meant
from aipulsen.figures.sharing import COUNTRY
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
    if what.place not in places() or (what.sentence is not None and what.place == COUNTRY):
        raise NotHereError("sentence.no_code")
    name = LANGUAGE_NAMES["address"]
    unknown = [given for given in asking.given if given != name]
    if unknown:
        raise ParameterError("queries.unknown_name", name="…", valid=name)
    asked = asked_for({**what.given, **asking.given}, place=what.place, figure=what.figure)
    key = ("c", code, asked.key, *metadata.seals())
    return Question(key, lambda: _document(code, what, asked, asking.root))


def _document(code: str, what: Meant, asked: Asked, root: str) -> Reply:
    figure = figure_asked(what.figure, asked)
    found = standing(figure, asked, SENTENCES[what.sentence] if what.sentence else None)
    told, later = _told(what, asked), _told_later(what, asked, found)
    if not told:
        raise NotHereError("sentence.no_code")
    body = documents.document(
        "sentence.html",
        asked.lang,
        code=code,
        figure=figure,
        told=told,
        later=later if later != told else "",
        verdict=_verdict(found, asked),
        facts=_facts(figure, found, asked),
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
        return _told(what, dataclasses.replace(asked, edition=found.edition))
    except AipulsenError:
        return ""


def _told(what: Meant, asked: Asked) -> str:
    """The sentence as the edition says it; empty where it does not say it."""
    if what.sentence is None:
        return figure_asked(what.figure, asked).title
    said = county_sentences(asked.desk, asked.selection)
    return next((sentence.text for sentence in said if sentence.key == what.sentence), "")


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
        value, *ends = (found.written(found.row[name], say) for name in found.columns)
        facts.append(("value", f"{say(f'columns.{found.columns[0]}')}: {value}"))
        if ends and pd.notna(found.row[found.columns[1]]):
            facts.append(("interval", "–".join(ends)))
        if "ads" in found.row.index and pd.notna(found.row["ads"]):
            facts.append(("ads", say.number(found.row["ads"])))
    is_of_ads = "platsbanken" in MEASURES[topics.FIGURES[figure.key].measure].sources  # a register's counts none
    if is_of_ads and context.total_ads is not None:
        facts.append(("all_ads", say.number(context.total_ads)))
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    facts.append(("edition", f"{asked.edition.name}, {as_of}"))
    facts.append(("seal", sight.seal_of(asked.edition)[:16]))
    return [(say(f"sentence.fact.{name}"), told) for name, told in facts]

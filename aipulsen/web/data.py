"""`/api/v1/<question>`: the command line's answers by its own names, as JSON or CSV; and what describes them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aipulsen import __version__, topics
from aipulsen.catalogue import MEASURES
from aipulsen.errors import ParameterError
from aipulsen.figures import citation
from aipulsen.figures.rows import marked_rows, why_no_rows
from aipulsen.figures.sharing import language_named
from aipulsen.queries.choices import CHOICES, Choice, Naming, in_address, known_to, refuse_coarse
from aipulsen.store import sight
from aipulsen.text import LANGS, Lang
from aipulsen.text.readable import as_json
from aipulsen.text.separated import separated_rows
from aipulsen.topics import Question as Topical
from aipulsen.voice import Voice
from aipulsen.web import documents, metadata
from aipulsen.web.answers import Asking, NotHereError, Question, Reply, page_reply
from aipulsen.web.asked import EDITION_NAMES, Asked, NotKeptError, asked_for, language_alone, places, refuse_others
from aipulsen.web.files import ENDINGS

MIMES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
_BETWEEN = {"from": "since", "to": "edition"}  # two editions, where others name two regions
_GIVEN = {ours: theirs for theirs, ours in _BETWEEN.items()}


def answer_rows(asking: Asking) -> Question:
    """The rows of a question; unknown questions and formats are not here."""
    name, _, ending = asking.path["question"].partition(".")
    if name not in topics.QUESTIONS:
        raise NotHereError("web.no_question", valid=", ".join(topics.QUESTIONS))
    if (ending or "json") not in MIMES:
        raise NotHereError("web.no_ending", valid=", ".join(MIMES))
    question = topics.QUESTIONS[name]
    refuse_others(asking.given, names_of(question))
    given = dict(asking.given)
    if question.is_finer:
        refuse_coarse(given, "option")
    if question.between_editions:
        if {"to", "edition"} <= given.keys():
            raise ParameterError("queries.two_names", valid="to, edition")
        given = {_BETWEEN.get(parameter, parameter): value for parameter, value in given.items()}
    try:
        asked = asked_for(given, "option", there=lambda other: _elsewhere(asking.root, question, other, ending))
    except ParameterError as error:
        if question.between_editions and error.key == "queries.invalid":  # the name that was given, not ours for it
            name = str(error.values["name"])
            raise ParameterError(error.key, **error.values | {"name": _GIVEN.get(name, name)}) from error
        raise
    except NotKeptError as error:
        if question.between_editions and "to" in asking.given:
            error.values["parameter"] = "to"
        raise
    others = tuple(metadata.seals()) if question.between_editions else ()
    key = ("api", name, ending or "json", asked.key, others)
    return Question(key, lambda: _rows(question, asked, ending or "json"), asked.frozen)


def names_of(question: Topical) -> tuple[str, ...]:
    """The parameters of a question's address: those of its command, where each changes something in the answer."""
    own = _GIVEN if question.between_editions else {}
    options = (own.get(choice.option, choice.option) for choice in known_to(question))
    return ("edition", *(("to",) if question.between_editions else ()), "lang", *options)


def _elsewhere(root: str, question: Topical, other: Asked, ending: str) -> str:
    """The same question of another edition, by the names that it has here."""
    own = _GIVEN if question.between_editions else {}
    spoken = {"lang": other.lang} if other.lang != "sv" else {}
    given = in_address(other.selection, "option") | {"edition": other.edition.name} | spoken
    query = urlencode({own.get(name, name): value for name, value in given.items()})
    return f"{root}/api/v1/{question.key}{'.' * bool(ending)}{ending}?{query}"


def _rows(question: Topical, asked: Asked, ending: str) -> Reply:
    say = Voice(asked.lang)
    answer = question.ask(asked.edition, asked.selection)
    rows = marked_rows(question, answer, say)
    if not rows:  # in every form alike, as the command line does
        raise why_no_rows(answer)
    headers = {"Content-Language": asked.lang}
    if ending == "csv":  # in one dialect whatever the language: programs read it
        return Reply(separated_rows(rows, "en").encode("utf-8"), MIMES[ending], headers=headers)
    scope = answer.scope
    told = {
        "question": question.key,
        "edition": scope.edition,
        "as_of": scope.as_of.isoformat(),
        "as_of_precision": scope.as_of_precision,
        "base": scope.base,
        "ads": scope.total_ads,
        "sources": scope.sources(say),
        "licence": citation.LICENCE,
        "rows": rows,
    }
    return Reply(as_json(told), MIMES[ending], headers=headers)


def description(asking: Asking) -> Question:
    """All that can be asked, as OpenAPI 3.1; written from the lists that answer."""
    return Question(("openapi", *metadata.seals()), lambda: Reply(as_json(openapi(asking.root)), MIMES["json"]))


def openapi(root: str) -> dict[str, Any]:
    """The description of figures and questions."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AI-pulsen",
            "version": __version__,
            "description": Voice("en")("web.api_description"),
            "license": {"name": "CC BY 4.0", "url": citation.LICENCE},
        },
        "servers": [{"url": root or "/"}],
        "paths": {
            **{f"/api/v1/{key}": _question_path(question) for key, question in topics.QUESTIONS.items()},
            **{f"/f/{key}/{{place}}.{{format}}": _figure_path(key) for key in topics.FIGURES},
        },
        "components": {
            "parameters": _parameters(),
            "responses": {
                "Wrong": _problem("A value is not valid; the valid ones are named."),
                "Absent": _problem("There is nothing here, or not in this edition."),
                "Gone": _problem(
                    "The edition was removed; the nearest one, and the address of the same there.", _NEAREST
                ),
                "Many": _problem("Too many new answers in a minute; Retry-After says how long to wait."),
            },
        },
    }


def _problem(words: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
    told = {"status": {"type": "integer"}, "title": {"type": "string"}} | (more or {})
    schema = {"type": "object", "properties": told}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


def _question_path(question: Topical) -> dict[str, Any]:
    said = {"200": {"description": question.help, "content": {"application/json": {"schema": _ROWS}}}}
    between = [_parameter("from", (), "Edition before, or a day of the other."), _edition("to")]
    named = between if question.between_editions else [_ref("edition")]
    choices = [_ref(f"option-{choice.option}") for choice in known_to(question) if choice.field != "since"]
    return {
        "get": {
            "operationId": question.key,
            "summary": question.help,
            "parameters": [*named, *choices, _ref("lang")],
            "responses": said | _FAILURES,
        }
    }


def _figure_path(key: str) -> dict[str, Any]:
    measure, say = MEASURES[topics.FIGURES[key].measure], Voice("en")
    choices = [_ref(f"address-{c.address}") for c in CHOICES if c.address != "lan"]
    return {
        "get": {
            "operationId": f"figure-{key}",
            "summary": measure.text("label", say),
            "description": measure.text("definition", say),
            "parameters": [*map(_ref, ("place", "format", "utgava", "sprak", "embed")), *choices],
            "responses": {"200": {"description": "The figure."}} | _FAILURES,
        }
    }


def _parameters() -> dict[str, Any]:
    """Every parameter once; paths refer to them."""
    own = {
        "edition": _edition("edition"),
        "utgava": _edition("utgava"),
        "lang": _parameter("lang", LANGS, "Language of words in the rows."),
        "sprak": _parameter("sprak", LANGS, "Language."),
        "place": _parameter("place", places(), "The country, or a county's code.", where="path"),
        "format": _parameter("format", ENDINGS, "Kind of file.", where="path"),
        "embed": _parameter("embed", ("true", "false"), "Alone, to be put in a frame."),
    }
    known = {choice.option: choice for question in topics.QUESTIONS.values() for choice in known_to(question)}
    options = {f"option-{name}": _of_choice(choice, "option") for name, choice in known.items() if name != "since"}
    choices = [choice for choice in CHOICES if choice.address != "lan"]  # the place stands in the path
    return own | options | {f"address-{choice.address}": _of_choice(choice, "address") for choice in choices}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _of_choice(choice: Choice, naming: Naming) -> dict[str, Any]:
    return _parameter(getattr(choice, naming), choice.valid(naming), choice.field.replace("_", " ").capitalize() + ".")


def _edition(name: str) -> dict[str, Any]:
    known = tuple(edition.name for edition in sight.known_editions()[0])
    return _parameter(name, known, "Edition; the newest live one, else the report, where none is named.")


def _parameter(name: str, valid: tuple[str, ...], words: str, *, where: str = "query") -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"} | ({"enum": list(valid)} if valid else {})
    return {"name": name, "in": where, "required": where == "path", "description": words, "schema": schema}


_ROWS: dict[str, Any] = {
    "type": "object",
    "required": ["question", "edition", "as_of", "rows"],
    "properties": {
        "question": {"type": "string"},
        "edition": {"type": "string"},
        "as_of": {"type": "string", "format": "date"},
        "rows": {"type": "array", "items": {"type": "object"}},
    },
}
_NEAREST: dict[str, Any] = {
    "nearest": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("edition", "as_of", "address")},
    }
}
_FAILURES = {
    "400": {"$ref": "#/components/responses/Wrong"},
    "404": {"$ref": "#/components/responses/Absent"},
    "410": {"$ref": "#/components/responses/Gone"},
    "429": {"$ref": "#/components/responses/Many"},
}


def examples(asking: Asking) -> Question:
    """The page of examples that run as they stand, in the reader's language."""
    lang = language_alone(asking.given)
    known = tuple(edition.name for edition in sight.known_editions()[0])
    return Question(("examples", lang, known), lambda: _examples(lang, asking.root))


def _example_of(entry: topics.FigureEntry, lang: Lang) -> str:
    """The address of a figure, below the server's, that is answered: of the leading edition, or of one that has it."""
    known = sight.known_editions()[0]
    leading = sight.leading(known)
    has_it = next((edition for edition in (leading, *known) if entry.is_in(edition)), leading)
    named = {} if has_it is leading else {EDITION_NAMES["address"]: has_it.name}
    query = urlencode(named | language_named(lang))
    return f"/f/{entry.key}/25.html{'?' * bool(query)}{query}"


def _examples(lang: Lang, root: str) -> Reply:
    say = Voice(lang)
    body = documents.document(
        "api.html",
        lang,
        root=root,
        figures=[
            (e.key, MEASURES[e.measure].text("label", say), _example_of(e, lang)) for e in topics.FIGURES.values()
        ],
        questions=[(key, one.help, ", ".join(names_of(one))) for key, one in topics.QUESTIONS.items()],
        endings=ENDINGS,
        names=[(c.address, c.option, ", ".join(c.valid("address"))) for c in CHOICES],
    )
    return page_reply(body, lang)

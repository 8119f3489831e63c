"""`/feed/<place>.atom`: an entry for each edition, with what has certainly changed there since the one before.

An entry's id names edition and place and nothing else, so that it outlives the server's address.
"""

from __future__ import annotations

import dataclasses
import uuid
from xml.etree import ElementTree as Xml

from aipulsen import codes, queries
from aipulsen.errors import AipulsenError
from aipulsen.figures import citation
from aipulsen.figures.changes import changes_finding, county_notice, set_against, since_words
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.figures.gap_sentences import county_sentence
from aipulsen.figures.sentence_codes import code_of
from aipulsen.figures.sharing import COUNTRY, figure_address, frozen_query, sentence_address, spoken_query
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.store import sight
from aipulsen.store.editions import Edition
from aipulsen.text import Lang
from aipulsen.voice import Voice
from aipulsen.web import metadata
from aipulsen.web.answers import Asking, NotHereError, Question, Reply
from aipulsen.web.asked import Asked, language_alone, places

MIME = "application/atom+xml"
MOST_ENTRIES = 20
_ATOM = "http://www.w3.org/2005/Atom"
_IDS = uuid.UUID("b0a1a2f6-6f0e-4c0e-9d53-0d9a7f3f51c1")  # drawn once: an id rests on no name that may be given up


def feed(asking: Asking) -> Question:
    """The feed of a county or of the country; an unknown place is not here."""
    place = asking.path["place"]
    if place not in places():
        raise NotHereError("web.no_place", valid=", ".join(places()))
    lang = language_alone(asking.given)
    return Question(("feed", place, lang, *metadata.seals()), lambda: _feed(place, lang, asking.root))


def _feed(place: str, lang: Lang, root: str) -> Reply:
    say, county = Voice(lang), None if place == COUNTRY else place
    name = say.county(county or codes.COUNTRY_CODE)
    entries = [edition for edition in sight.known_editions()[0] if not edition.manifest.is_demo][:MOST_ENTRIES]
    top = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    _add(top, "id", _id(place, lang))
    _add(top, "title", say("web.feed.title", place=name))
    _add(top, "subtitle", say("web.feed.subtitle"))
    _add(top, "updated", max((e.manifest.published_at for e in entries), default="1970-01-01T00:00:00Z"))
    _add(top, "rights", citation.LICENCE)
    _add(Xml.SubElement(top, "author"), "name", settings().publisher)
    Xml.SubElement(top, "link", {"rel": "self", "type": MIME, "href": f"{root}/feed/{place}.atom{spoken_query(lang)}"})
    for edition in entries:
        _entry(top, edition, Selection(county_code=county), name, say, root)
    return Reply(Xml.tostring(top, encoding="utf-8", xml_declaration=True), f"{MIME}; charset=utf-8")


def _entry(top: Xml.Element, edition: Edition, selection: Selection, name: str, say: Voice, root: str) -> None:
    manifest, place = edition.manifest, selection.county_code or COUNTRY
    asked = Asked(edition, selection, say.lang, frozen=True)
    entry = Xml.SubElement(top, "entry")
    _add(entry, "id", _id(place, edition.name, say.lang))
    as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
    _add(entry, "title", say("web.feed.entry", place=name, edition=edition.name, as_of=as_of))
    _add(entry, "updated", manifest.published_at)
    _add(entry, "published", manifest.published_at)
    query = frozen_query(selection, edition.name, queries.default_base(edition), say.lang)
    address = figure_address(root, "gap-map", place, "html", query)
    Xml.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    said = sentences(asked.desk, selection)
    for code in dict.fromkeys(code for _, code in said if code):
        check = {"rel": "related", "type": "text/html", "title": say("sentence.check_one")}
        Xml.SubElement(entry, "link", {**check, "href": sentence_address(root, code, say.lang)})
    _add(entry, "summary", " ".join(text for text, _ in said))


def sentences(desk: Desk, selection: Selection) -> list[tuple[str, str]]:
    """What an entry says, each sentence with its code: the county's value, then its change where that is certain. That
    there is nothing earlier is no finding, and has no code."""
    say, said = desk.say, list[tuple[str, str]]()
    base = queries.default_base(desk.edition)
    if selection.county_code is not None:
        answer = queries.ask_gap(desk.edition, selection)
        told_of_gap = county_sentence(answer.gap.iloc[0], context_of(answer.scope, say))
        said.append((told_of_gap, code_of("county-gap", desk.edition.name, selection, base)))
    try:
        told = queries.ask_edition_changes(desk.edition, dataclasses.replace(selection, county_code=None))
    except AipulsenError:  # an edition that another follows in time but not in kind
        return [*said, (say("web.feed.first"), "")]
    if told.reason is not None or told.is_same_edition:
        return [*said, (say("web.feed.first"), "")]
    counties = told.changes[told.changes.region_code != codes.COUNTRY_CODE]
    leads = counties[counties.is_lead.astype(bool)]
    kind = "changes" if selection.county_code is None else "county-changes"
    code = code_of(kind, desk.edition.name, set_against(told, selection), base)
    if selection.county_code is None:
        return [*said, (f"{changes_finding(counties, told, say)}.", code)]
    notice = (
        county_notice(told, selection.county_code, say) if selection.county_code in set(leads.region_code) else None
    )
    return [*said, (notice or say("web.feed.nothing", since=since_words(told, say)), code)]


def _id(*what: str) -> str:
    """An id that is the same for the same feed or entry at any address, for ever."""
    return uuid.uuid5(_IDS, "/".join(what)).urn


def _add(parent: Xml.Element, tag: str, text: str) -> None:
    Xml.SubElement(parent, tag).text = text

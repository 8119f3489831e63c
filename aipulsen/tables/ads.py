"""One raw Platsbanken ad, whatever its form, to our record: checked, bounded, without contacts."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec

from aipulsen.clock import SWEDEN as SWEDISH_TIME
from aipulsen.clock import earliest_utc, latest_utc, milliseconds
from aipulsen.codes import municipality_codes
from aipulsen.errors import AipulsenError, DataContractError
from aipulsen.tables.contacts import strip_contacts
from aipulsen.tables.markup import from_html
from aipulsen.tables.places import NOWHERE, Place, place_of, place_of_town
from aipulsen.tables.terms import Employment, employment, is_full_time
from aipulsen.text.safety import one_line

# What is longer is no ad's: bounds of what one ad may cost. Real texts have some thousand characters.
LONGEST_TEXT = 200_000
LONGEST_HEADLINE = 1_000
LONGEST_NAME = 500
MOST_VACANCIES = 1_000_000
FEW_FAULTY = 5  # so many never refuse a file or an answer by their share alone
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LAST_MS = 4_102_444_800_000  # the year 2100
_PLATSBANKEN = "https://arbetsformedlingen.se/platsbanken/annonser/"
_INVISIBLE = "\u00ad\u200b\ufeff"  # soft hyphen, zero width space, byte order mark

PlaceKind = Literal["county", "unstated", "abroad"]


class Ad(NamedTuple):
    """An ad as the rest of the house knows it. Missing is None. `text` is as published: it is read, never kept;
    what is kept has gone through `strip_contacts`."""

    id: str
    original_id: str | None
    headline: str
    text: str
    employer: str | None
    organization_number: str | None
    ssyk_code: str | None
    occupation_name: str | None
    county_code: str | None  # the first of `county_codes`
    municipality_code: str | None
    published: dt.datetime
    last_published: dt.datetime | None
    vacancies: int | None
    link: str | None
    state_ms: int | None = None  # moment of this state of the ad, milliseconds UTC (the service's `timestamp`)
    county_codes: tuple[str, ...] = ()  # of every address, each once
    is_abroad: bool = False  # every address that names a country is outside Sweden
    has_full_text: bool = True  # False: no text, or only a brief; the verdict rests on what there is
    made_missing: tuple[str, ...] = ()  # fields whose value could not be used and became missing
    employment: Employment | None = None
    is_full_time: bool | None = None

    @property
    def place_kind(self) -> PlaceKind:
        """Whether the ad names a county, names none, or is abroad."""
        return "county" if self.county_codes else "abroad" if self.is_abroad else "unstated"


@dataclass(frozen=True, slots=True)
class Removal:
    """That an ad is gone, and when: Swedish local time, which in one night a year can mean two moments."""

    id: str
    removed: dt.datetime

    @property
    def earliest_ms(self) -> int:
        """The first moment `removed` can mean, milliseconds UTC."""
        return milliseconds(earliest_utc(self.removed))

    @property
    def latest_ms(self) -> int:
        """The last moment `removed` can mean, milliseconds UTC."""
        return milliseconds(latest_utc(self.removed))


def too_many_faulty(faulty: int, read: int, share: float) -> bool:
    """Whether faulty ads refuse all that was read with them: more than the share allowed and more than a few, or more
    than half. One rule for files, archives and the services' answers.

    >>> too_many_faulty(3, 40_000, 0.02), too_many_faulty(900, 40_000, 0.02), too_many_faulty(2, 3, 0.02)
    (False, True, True)
    """
    return faulty > max(share * read, FEW_FAULTY) or (faulty > 1 and share < 1 and 2 * faulty > read)


def text_fingerprint(headline: str, text: str) -> str:
    """Sixteen hex digits that two ads share when their words are the same: spacing, case, contacts and Unicode
    form do not matter. A date or a town does: see docs/decisions/0007.

    >>> text_fingerprint("AI", "Ring 070-123 45 67") == text_fingerprint("ai", "Ring  070-765 43 21")
    True
    """
    plain = unicodedata.normalize("NFC", strip_contacts(f"{headline} {text}"))
    for character in _INVISIBLE:
        plain = plain.replace(character, "")
    words = " ".join(plain.casefold().split())
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def parse_ad(payload: Any) -> Ad:
    """The record of one raw ad (raw, enriched, JobSearch, JobAd Links or Elasticsearch form).

    Raises DataContractError naming the field when id, headline or publication date is missing, the date cannot be
    read, something is longer than an ad's, or its only place is an unknown code. What else cannot be used becomes
    missing and is named in `made_missing`.
    """
    if not isinstance(payload, dict):
        raise DataContractError("ads.not_an_object")
    inner = payload.get("_source")
    if isinstance(inner, dict) and "headline" not in payload:
        payload = inner
    text, is_full = _words(payload)
    ad = _record(payload.get, text)
    return ad if is_full else ad._replace(has_full_text=False)


def _words(payload: dict[str, Any]) -> tuple[str, bool]:
    """The ad's text, from the first field that has words, and whether it is the whole text."""
    description = payload.get("description")
    if isinstance(description, dict):
        if (text := _free_text(description.get("text"))) is not None:
            return text, True
        if (text := _free_text(description.get("text_formatted"))) is not None:
            return from_html(text), True
    elif (text := _free_text(description)) is not None:
        return text, True
    return _free_text(payload.get("brief")) or "", False


class _Description(msgspec.Struct, gc=False):
    text: msgspec.Raw


class AdLine(msgspec.Struct, gc=False):
    """An ad as it stands in a line of JSON: what is read of it is built, but for the text; the rest is held to be
    JSON and passed over."""

    id: Any = None
    original_id: Any = None
    headline: Any = None
    description: _Description | None = None
    employer: Any = None
    workplace_address: Any = None
    workplace_addresses: Any = None
    occupation_group: Any = None
    occupation: Any = None
    publication_date: Any = None
    last_publication_date: Any = None
    number_of_vacancies: Any = None
    webpage_url: Any = None
    timestamp: Any = None
    employment_type: Any = None
    duration: Any = None
    working_hours_type: Any = None

    def words(self) -> bytes:
        """Headline and text; the text with JSON's quotes and escapes, as it came."""
        assert self.description is not None
        return b"\n".join((self.headline.encode(), self.description.text))

    def ad_without_text(self) -> Ad | None:
        """The record, `text` left empty, of an ad whose text nobody needs. None: `parse_ad` will say what is wrong."""
        try:
            return _record(self.__getattribute__, "")
        except AipulsenError:
            return None


_AD_LINE = msgspec.json.Decoder(AdLine)
_WORD = re.compile(rb"[A-Za-z]{2}")
_QUOTE = ord('"')


def read_ad_line(line: bytes) -> AdLine | None:
    """An ad's line of JSON, which must be UTF-8, read in a third of the time that all of it takes. None: the ad is
    not of the usual form, and must be read in full."""
    try:
        ad = _AD_LINE.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    if type(ad.id) is not str or type(ad.headline) is not str or ad.description is None:
        return None
    text = memoryview(ad.description.text)
    # `null`, `false` and a number are no text, though letters stand in them.
    is_usual = text[0] == _QUOTE and text.nbytes <= LONGEST_TEXT and _WORD.search(text)
    return ad if is_usual else None


def _record(field: Callable[[str], Any], text: str) -> Ad:
    """The record of an ad, its fields asked for by name."""
    ad_id = _needed(field("id"), "id", LONGEST_NAME)
    headline = _needed(field("headline"), "headline", LONGEST_HEADLINE)
    if len(text) > LONGEST_TEXT:
        raise DataContractError("ads.too_long", field="description.text", most=LONGEST_TEXT)
    published = _moment(field("publication_date"))
    if published is None or not _FIRST_YEAR <= published.year <= _LAST_YEAR:
        value = field("publication_date")
        if _is_nothing(value):
            raise DataContractError("ads.missing", field="publication_date")
        shown = strip_contacts(one_line(str(value)[:40]))
        raise DataContractError("ads.bad_date", field="publication_date", value=shown)
    lost: list[str] = []

    def usable(value: Any, name: str, raw: Any) -> Any:
        """The value; when there was something and nothing could be used, the field is noted."""
        if value is None and raw is not None and raw != "":
            lost.append(name)
        return value

    employer, group = _first(field("employer")), _first(field("occupation_group"))
    occupation = _first(field("occupation"))
    place = _place(field("workplace_address"), field("workplace_addresses"))
    if place.strangers:
        lost.append("workplace_address")
    last, vacancies, stamp = field("last_publication_date"), field("number_of_vacancies"), field("timestamp")
    name = _text(employer.get("name"))
    job = _text(occupation.get("label")) or _text(group.get("label"))
    form = _text(_first(field("employment_type")).get("label"))
    lasts = _text(_first(field("duration")).get("label"))
    hours = _text(_first(field("working_hours_type")).get("label"))
    return Ad(
        id=ad_id,
        original_id=_short(_text(field("original_id"))),
        headline=strip_contacts(headline),
        text=text,
        employer=usable(_kept_name(name), "employer.name", name),
        organization_number=_organization_number(_text(employer.get("organization_number"))),
        ssyk_code=_short(_text(group.get("legacy_ams_taxonomy_id"))),
        occupation_name=usable(_kept_name(job), "occupation.label", job),
        county_code=place.county_codes[0] if place.county_codes else None,
        municipality_code=place.municipality_code,
        published=published,
        last_published=usable(_moment(last), "last_publication_date", last),
        vacancies=usable(_count(vacancies, MOST_VACANCIES), "number_of_vacancies", vacancies),
        link=_link(_text(field("webpage_url"))),
        state_ms=usable(state_ms(stamp), "timestamp", stamp),
        county_codes=place.county_codes,
        is_abroad=place.is_abroad,
        made_missing=tuple(lost),
        employment=employment(form, lasts),
        is_full_time=is_full_time(hours),
    )


def state_ms(value: Any) -> int | None:
    """The moment of an ad's state, milliseconds UTC; None when it is no moment that can be."""
    return _count(value, _LAST_MS)


def parse_removal(payload: dict[str, Any], noticed: dt.datetime) -> Removal:
    """A removal, which states hardly more than id and moment; without a moment that can be, the day we noticed
    (Swedish time)."""
    ad_id = _needed(payload.get("id"), "id", LONGEST_NAME)
    removed = _moment(payload.get("removed_date"))
    return Removal(ad_id, removed if removed and _FIRST_YEAR <= removed.year <= _LAST_YEAR else noticed)


def _needed(raw: Any, field: str, most: int) -> str:
    """A field without which there is no ad, as text; absent, of another kind or too long, it is told apart."""
    value = _text(raw)
    if value is None:
        raise DataContractError("ads.missing" if _is_nothing(raw) else "ads.no_text", field=field)
    if len(value) > most:
        raise DataContractError("ads.too_long", field=field, most=most)
    return value


def _is_nothing(raw: Any) -> bool:
    return raw is None or raw in ([], {}) or (isinstance(raw, str) and not one_line(raw))


@lru_cache(maxsize=1 << 14)  # employers and occupations come again and again
def _kept_name(value: str | None) -> str | None:
    """A name as it is kept: without contacts, and missing when it is longer than a name."""
    return None if value is None or len(value) > LONGEST_NAME else strip_contacts(value)


def _short(value: str | None) -> str | None:
    return None if value is None or len(value) > LONGEST_NAME else value


def _first(value: Any) -> dict[str, Any]:
    """Raw files hold an object, enriched ones a list of one; both are read, anything else is nothing."""
    if type(value) is dict:  # nearly always
        return value
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    """A field as one line that can be shown; None when it is empty or no text."""
    if type(value) is str:  # nearly always
        return one_line(value) or None
    return _digits(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _digits(value: int | float) -> str | None:
    """An id or a code that some program took for a number: pandas writes 30000001.0 where another row lacks one.

    What is beyond 64 bits is read as one of two readers reads it, with a float's digits.
    """
    if isinstance(value, int) and -(1 << 63) <= value < 1 << 64:
        return str(value)
    try:
        number = float(value)
    except OverflowError:
        return None
    return (f"{number:.0f}" if number.is_integer() else str(number)) if math.isfinite(number) else None


def _free_text(value: Any) -> str | None:
    """A text with its lines; None when nothing stands in it."""
    if isinstance(value, str):
        return value.strip() or None
    return _text(value)


def _count(value: Any, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 0 <= value <= most else None  # «not a number» is neither


def _link(value: str | None) -> str | None:
    """The ad's address; one that leads to a person, or is none, is missing."""
    if value is not None and value.startswith(_PLATSBANKEN) and value[len(_PLATSBANKEN) :].isalnum():
        return value  # nearly always
    is_link = value is not None and value.startswith("https://") and len(value) <= LONGEST_NAME and " " not in value
    return value if value is not None and is_link and strip_contacts(value) == value else None


def _moment(value: Any) -> dt.datetime | None:
    """A date in Swedish local time; None when it is missing or no date."""
    text = _text(value)
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return moment  # the service's dates are Swedish local time without an offset
        return moment.astimezone(SWEDISH_TIME).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _organization_number(value: str | None) -> str | None:
    """A sole trader's number is a personal number (third digit 0 or 1) and is never kept."""
    digits = value if value is None or value.isdecimal() else re.sub(r"\D", "", value)
    return digits if digits and len(digits) == 10 and digits[2] >= "2" else None


def _place(address: Any, more: Any) -> Place:
    """The place of an ad: one address, several, or JobAd Links' list beside it or alone."""
    if type(address) is dict and more is None and address.get("country_code") == "199":  # nearly always
        code = address.get("municipality_code")
        if type(code) is str and code in municipality_codes():
            return place_of_town(code)
    listed = [held if isinstance(held, list) else [held] for held in (address, more)]
    addresses = [one for held in listed for one in held if isinstance(one, dict)]
    return place_of(addresses) if addresses else NOWHERE

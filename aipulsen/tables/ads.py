"""One raw Platsbanken ad, whatever its form, to our record: checked, without contacts."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from aipulsen import codes
from aipulsen.clock import SWEDEN as SWEDISH_TIME
from aipulsen.clock import earliest_utc, latest_utc, milliseconds
from aipulsen.errors import AipulsenError, DataContractError

SWEDEN = ("199", "i46j_HmG_v64", None, "")
_AT = re.compile(r"[(\[]\s?(?:at|snabel)", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+(?:@|\s?[(\[]\s?(?:at|snabel-?a|@)\s?[)\]]\s?)[\w-]+(?:\s?[.]\s?[\w-]+)*\.[\w-]+",
    re.IGNORECASE,
)
_GAP = r"[ \xa0]?[-–/.]?[ \xa0]?"
# The first character stands first, its look-behind after it: the search then jumps from one such character to the next.
_PHONE = re.compile(
    r"[+0](?<![\w/.-][+0])(?:(?<=\+)46|(?<=0)046|(?<=0)(?=[ \xa0-]?(?:\(0\))?[1-9]))"
    rf"[ \xa0-]?(?:\(0\))?[ \xa0]?[1-9]\d{{0,2}}(?:{_GAP}\d{{2,4}}){{2,4}}(?!\w)"
)
_PERSONAL_NUMBER = re.compile(
    r"[0-9](?<![\w-].)(?:(?<=1)9|(?<=2)0)?(?:(?<=19|20)\d)?\d[01]\d[0-3]\d[-+]?\d{4}(?![\w-])"
)
_SIX_DIGITS = re.compile(r"[0-9](?:\D{0,4}\d){5}")  # no phone number and no personal number has fewer
_MASK = "[borttaget]"
_INVISIBLE = "\u00ad\u200b\ufeff"  # soft hyphen, zero width space, byte order mark


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
    county_code: str | None
    municipality_code: str | None
    published: dt.datetime
    last_published: dt.datetime | None
    vacancies: int | None
    link: str | None
    state_ms: int | None = None  # moment of this state of the ad, milliseconds UTC (the service's `timestamp`)


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


def strip_contacts(text: str) -> str:
    """The text without e-mail addresses, phone numbers and personal numbers (each becomes «[borttaget]»).

    >>> strip_contacts("Ring 070-123 45 67 eller skriv till kim@exempel.se om AI.")
    'Ring [borttaget] eller skriv till [borttaget] om AI.'
    """
    # No contact spans two lines, and few lines hold one.
    return "\n".join([_strip_line(line) for line in text.split("\n")]) if "\n" in text else _strip_line(text)


def _strip_line(line: str) -> str:
    if _may_hold_email(line):
        line = _EMAIL.sub(_MASK, line)
    if _SIX_DIGITS.search(line):
        line = _PHONE.sub(_MASK, _PERSONAL_NUMBER.sub(_MASK, line))
    return line


def _may_hold_email(line: str) -> bool:
    return "@" in line or (("(" in line or "[" in line) and _AT.search(line) is not None)


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
    """The record of one raw ad (raw, enriched or JobSearch form).

    Raises DataContractError naming the field when id, headline or text is missing, a date cannot be read, or
    a county or municipality code is unknown.
    """
    if not isinstance(payload, dict):
        raise DataContractError("ads.not_an_object")
    description = payload.get("description") or {}
    text = _text(description.get("text") if isinstance(description, dict) else description)
    return _record(payload.get, text)


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
    occupation_group: Any = None
    occupation: Any = None
    publication_date: Any = None
    last_publication_date: Any = None
    number_of_vacancies: Any = None
    webpage_url: Any = None
    timestamp: Any = None

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


def read_ad_line(line: bytes) -> AdLine | None:
    """An ad's line of JSON, which must be UTF-8, read in a third of the time that all of it takes. None: the ad is
    not of the usual form, and must be read in full."""
    try:
        ad = _AD_LINE.decode(line)
    except msgspec.DecodeError:
        return None
    is_usual = type(ad.id) is str and type(ad.headline) is str
    has_text = ad.description is not None and _WORD.search(ad.description.text)
    return ad if is_usual and has_text else None


def _record(field: Callable[[str], Any], text: str | None) -> Ad:
    """The record of an ad, its fields asked for by name; `text` None is missing."""
    ad_id = _text(field("id"))
    if ad_id is None:
        raise DataContractError("ads.missing", field="id")
    headline = _text(field("headline"))
    if headline is None:
        raise DataContractError("ads.missing", field="headline")
    if text is None:
        raise DataContractError("ads.missing", field="description.text")
    published = _moment(field("publication_date"), "publication_date")
    if published is None:
        raise DataContractError("ads.missing", field="publication_date")
    employer = _first(field("employer"))
    county, municipality = _place(_first(field("workplace_address")))
    group, occupation = _first(field("occupation_group")), _first(field("occupation"))
    return Ad(
        id=ad_id,
        original_id=_text(field("original_id")),
        headline=strip_contacts(headline),
        text=text,
        employer=_text(employer.get("name")),
        organization_number=_organization_number(_text(employer.get("organization_number"))),
        ssyk_code=_text(group.get("legacy_ams_taxonomy_id")),
        occupation_name=_text(occupation.get("label")) or _text(group.get("label")),
        county_code=county,
        municipality_code=municipality,
        published=published,
        last_published=_moment(field("last_publication_date"), "last_publication_date"),
        vacancies=_count(field("number_of_vacancies")),
        link=_link(_text(field("webpage_url"))),
        state_ms=_count(field("timestamp")),
    )


def parse_removal(payload: dict[str, Any], noticed: dt.datetime) -> Removal:
    """A removal, which states hardly more than id and moment; without a moment, the day we noticed (Swedish time)."""
    ad_id = _text(payload.get("id"))
    if ad_id is None:
        raise DataContractError("ads.missing", field="id")
    return Removal(ad_id, _moment(payload.get("removed_date"), "removed_date") or noticed)


def _first(value: Any) -> dict[str, Any]:
    """Raw files hold an object, enriched ones a list of one; both are read, anything else is nothing."""
    if type(value) is dict:  # nearly always
        return value
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    if type(value) is str:  # nearly always
        return value.strip() or None
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    return str(value).strip() or None


def _count(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and value == value and value >= 0 else None


def _link(value: str | None) -> str | None:
    return value if value and value.startswith("https://") else None


def _moment(value: Any, field: str) -> dt.datetime | None:
    text = _text(value)
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as exc:
        raise DataContractError("ads.bad_date", field=field, value=text[:40]) from exc
    if moment.tzinfo is None:
        return moment  # the service's dates are Swedish local time without an offset
    return moment.astimezone(SWEDISH_TIME).replace(tzinfo=None)


def _organization_number(value: str | None) -> str | None:
    """A sole trader's number is a personal number (third digit 0 or 1) and is never kept."""
    digits = value if value is None or value.isdecimal() else re.sub(r"\D", "", value)
    return digits if digits and len(digits) == 10 and digits[2] >= "2" else None


def _place(address: dict[str, Any]) -> tuple[str | None, str | None]:
    """County and municipality; abroad or unstated is None, an unknown code raises DataContractError."""
    if _text(address.get("country_code")) not in SWEDEN:
        return None, None
    municipality = _text(address.get("municipality_code"))
    if municipality is None and (concept := _text(address.get("municipality_concept_id"))):
        municipality = codes.municipality_by_concept_id(concept)
    if municipality is not None:
        municipality = municipality.zfill(4)
        return codes.county_of_municipality(municipality), municipality
    county = _text(address.get("region_code"))
    if county is None and (concept := _text(address.get("region_concept_id"))):
        county = codes.county_by_concept_id(concept)
    if county is None or county in codes.COUNTY_JUNK:
        return None, None
    county = county.zfill(2)
    if county not in codes.county_codes():
        raise DataContractError("ads.unknown_county", code=county)
    return county, None

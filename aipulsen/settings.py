"""One frozen Settings, read once from the environment at the rim; the core gets plain values."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from aipulsen.errors import ParameterError
from aipulsen.log import VERBOSITIES, Verbosity
from aipulsen.paths import data_dir
from aipulsen.text import LANGS, Lang

# The most that a number of a unit may be: beyond it nothing changes, or a date cannot be computed.
_MOST = {"_SHARE": 1, "_DAYS": 36_500, "_HOURS": 8_760, "_MINUTES": 525_600, "_SECONDS": 86_400, "_TRIES": 100}
_MOST |= {"_PER_MINUTE": 1_000_000, "_AT_ONCE": 64, "_WORKERS": 64, "_SESSIONS": 100_000}
_MOST |= {"_MEGABYTES": 1_000_000}
_MOST |= {"_ANSWERS": 100_000, "_BYTES": 1_000_000}
_HEADERS = ("AIPULSEN_CONTACT", "AIPULSEN_JOBTECH_API_KEY")  # sent as they are: printable letters that HTTP has
# ADMS's kinds of publisher, by the ends of their addresses.
PublisherKind = Literal[
    "",
    "Academia-ScientificOrganisation",
    "Company",
    "IndustryConsortium",
    "LocalAuthority",
    "NationalAuthority",
    "NonGovernmentalOrganisation",
    "NonProfitOrganisation",
    "PrivateIndividual(s)",
    "RegionalAuthority",
    "StandardisationBody",
    "SupraNationalAuthority",
]
_WORDS: Mapping[str, tuple[str, ...]] = {  # one of a few words
    "Lang": LANGS,
    "Verbosity": VERBOSITIES,
    "PublisherKind": get_args(PublisherKind)[1:],
}
TOOL = "AI-pulsen"  # stands where nobody has said who answers for the numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a person who runs AI-pulsen may set. A field `name` is read from AIPULSEN_NAME.

    `docs/refresh.md` has a row for each, with what it assumes about the services. A field that ends in `_url` is
    an address, one in `_share` a share 0–1; numbers are never negative.
    """

    data_dir: Path
    lang: Lang = "sv"
    log_level: Verbosity = "info"  # what is written down, and all that is graver
    picture_workers: int = 0  # processes that draw pictures and kits; 0: one a core, at most two
    prepare_at_start: int = 1  # 0 leaves workers and front page to the first reader
    shelf_megabytes: int = 500  # of what was made for an edition and a choice, in files; 0: in memory alone
    fill_at_publication: int = 1  # 0 leaves the choices that pages begin with to `prepare` or the next server's start
    cards_at_publication: int = 1  # 0 leaves the cards of pasted links to be drawn when they are first asked for

    # Who we are, and how patient
    contact: str = ""  # address or e-mail sent in User-Agent, so that a service can reach us
    http_tries: int = 6  # in all, for one question
    http_total_seconds: float = 900  # of waiting and failed tries together, for one question
    http_read_seconds: float = 90  # between two bytes
    http_first_wait_seconds: float = 1  # before the second try; doubles, with jitter

    # Where the services are
    jobstream_url: str = "https://jobstream.api.jobtechdev.se"
    jobsearch_url: str = "https://jobsearch.api.jobtechdev.se"
    archive_url: str = "https://data.jobtechdev.se/annonser/historiska"
    jobtech_api_key: str = ""  # sent as `api-key` when set; none is needed today
    scb_url: str = ""  # empty: the address in sources/data/official_tables.toml
    scb_v1_url: str = ""
    ki_url: str = ""
    uka_url: str = ""
    keep_raw: int = 0  # 1 keeps the answers of official statistics verbatim below data/raw

    # How the ads are asked for
    stream_pause_seconds: float = 60  # JobStream's guide: one question a minute
    stream_overlap_minutes: float = 180  # >= 2 h: covers a server that reads our bounds as UTC, and the odd nights
    stream_longest_days: float = 7  # a cursor older than this gives a new snapshot instead
    stream_path: str = "/v2/stream"
    snapshot_path: str = "/v2/snapshot"
    snapshot_seconds: float = 1800  # longest time for one snapshot
    snapshot_tries: int = 4
    snapshot_deviation_share: float = 0.10  # most that snapshot and JobSearch's total may differ
    snapshot_reuse_hours: float = 6  # a whole snapshot on disk younger than this is not fetched again

    # What the server gives to the open internet (docs/addresses.md)
    public_url: str = ""  # the address that links, feeds and catalogues name; empty: the one that was asked
    allowed_hosts: str = ""  # names, with commas between, that may be asked for; empty: any
    publisher: str = TOOL  # who answers for the numbers, in catalogues
    publisher_kind: PublisherKind = ""  # what kind of publisher that is, as DCAT-AP-SE asks
    new_answers_per_minute: int = 240  # made for one client; kept ones are given without counting; 0: no limit
    answers_at_once: int = 2  # made beside each other; more would only wait for each other
    waiting_answers: int = 200  # most that may wait to be made; beyond it the client is asked to come back
    head_seconds: float = 2  # a page's document waits so long for its finding; then it has the page's name
    address_bytes: int = 2000  # longest query string of an address
    open_sessions: int = 1000  # most browsers connected at once; beyond it a new one is asked to come back; 0: no limit
    open_metrics: int = 0  # 1 lets anybody read Streamlit's counts of sessions and memory

    # What is kept, and what is believed
    archive_dir: str = ""  # scored archive that gives editions their past; empty: `archive` in the data folder
    edition_days: int = 90  # daily editions older than this go, but for the last of each month and cited ones
    retention_days: int = 1095  # text of older ads is taken away; the scores stay
    faulty_share: float = 0.02  # most ads of an answer that may be unreadable
    shrink_share: float = 0.25  # most that active ads, or a county's, may fall from one refresh to the next
    without_county_share: float = 0.15  # most ads that may lack a county

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; an invalid one names itself and its valid values (ParameterError)."""
        env = os.environ if environ is None else environ
        read = {
            field.name: _read(variable(field.name), text, str(field.type))
            for field in dataclasses.fields(cls)
            if field.name != "data_dir" and (text := env.get(variable(field.name), "").strip())
        }
        return cls(data_dir=data_dir(), **read)


def variable(name: str) -> str:
    """The environment variable of a setting.

    >>> variable("jobstream_url")
    'AIPULSEN_JOBSTREAM_URL'
    """
    return f"AIPULSEN_{name.upper()}"


def _read(name: str, text: str, kind_name: str) -> Any:
    """A value of the field's kind, checked."""
    if kind_name in _WORDS:
        if text not in _WORDS[kind_name]:
            raise ParameterError("settings.word", name=name, value=text, valid=", ".join(_WORDS[kind_name]))
        return text
    if kind_name == "str":
        if name.endswith("_URL"):
            if not _is_web_address(text):
                raise ParameterError("settings.url", name=name, value=text)
            return text.rstrip("/")
        if name.endswith("_PATH") and not text.startswith("/"):
            raise ParameterError("settings.path", name=name, value=text)
        if name in _HEADERS and not (text.isprintable() and text.isascii()):
            raise ParameterError("settings.header", name=name)
        return text
    kind = int if kind_name == "int" else float
    most = next((most for ending, most in _MOST.items() if name.endswith(ending)), 1)
    try:
        number = kind(text)
    except ValueError as exc:
        if kind is int and most == 1:  # a switch
            raise ParameterError("settings.range", name=name, value=text, most="1") from exc
        raise ParameterError("settings.number", name=name, value=text) from exc
    if not 0 <= number <= most:
        raise ParameterError("settings.range", name=name, value=text, most=f"{most:g}")
    return number


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or a number in brackets that is none
        return False


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()

"""What there is, for those who collect: robots, sitemap, web manifest, and the data sets as DCAT-AP-SE in JSON-LD."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

from aipulsen import codes, topics
from aipulsen.catalogue import MEASURES
from aipulsen.figures import citation
from aipulsen.figures.sharing import language_named
from aipulsen.paths import ROOT
from aipulsen.provenance import Manifest
from aipulsen.settings import TOOL, settings
from aipulsen.store import sight
from aipulsen.text import LANGS
from aipulsen.text.readable import as_json
from aipulsen.voice import SWEDISH, Voice
from aipulsen.web import metadata
from aipulsen.web.answers import Asking, Question, Reply

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DESCRIPTIONS_LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"  # DCAT-AP-SE lets a catalogue have no other
_KINDS_OF_PUBLISHER = "http://purl.org/adms/publishertype"
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def robots(asking: Asking) -> Question:
    """Everything may be read but what is Streamlit's own, and what is there to be embedded."""
    lines = ["User-agent: *", "Disallow: /_stcore/", "Disallow: /media/", "Disallow: /*embed=true", "Allow: /"]
    text = "\n".join([*lines, f"Sitemap: {asking.root}/sitemap.xml", ""])
    return Question(("robots",), lambda: Reply(text.encode("utf-8"), "text/plain"))


def sitemap(asking: Asking) -> Question:
    """Every page in both languages, the county pages of each county, and the examples."""
    return Question(("sitemap", *metadata.seals()), lambda: _sitemap(asking.root))


def _sitemap(root: str) -> Reply:
    top = Xml.Element("urlset", {"xmlns": _SITEMAPS})
    shown = sight.leading(sight.known_editions()[0]).manifest.published_at  # of the edition that addresses here show
    addresses: list[tuple[str, dict[str, str], str]] = [(page.address, {}, shown) for page in topics.PAGES]
    addresses += [(topics.PAGE_OF["profile"].address, {"lan": code}, shown) for code in codes.counties()]
    for address, query, changed in [*addresses, ("api", {}, "")]:  # the examples are of no edition
        for lang in LANGS:
            spoken = query | language_named(lang)
            one = Xml.SubElement(top, "url")
            Xml.SubElement(one, "loc").text = f"{root}/{address}" + (f"?{urlencode(spoken)}" if spoken else "")
            if changed:
                Xml.SubElement(one, "lastmod").text = changed
    return Reply(Xml.tostring(top, encoding="utf-8", xml_declaration=True), "application/xml")


def icon(_asking: Asking) -> Question:
    """The icon of every page."""
    return Question(("icon",), lambda: Reply((ROOT / "static" / "icon.png").read_bytes(), "image/png"))


def web_manifest(asking: Asking) -> Question:
    """Name, colours and icon for those who put the dashboard on their screen."""
    told = {
        "name": "AI-pulsen",
        "short_name": "AI-pulsen",
        "description": SWEDISH("pages.overview.purpose"),
        "lang": "sv",
        "start_url": f"{asking.root}/",
        "display": "browser",
        "background_color": "#fbfaf7",
        "theme_color": "#1f6f78",
        "icons": [{"src": f"{asking.root}/favicon.ico", "type": "image/png", "sizes": "any"}],
    }
    return Question(("manifest",), lambda: Reply(as_json(told), "application/manifest+json"))


def dcat(asking: Asking) -> Question:
    """The catalogue of data sets: one for each figure, of the leading edition."""
    key = ("dcat", *metadata.seals())
    return Question(key, lambda: Reply(as_json(catalogue(asking.root)), "application/ld+json"))


def catalogue(root: str) -> dict[str, Any]:
    """A DCAT-AP-SE catalogue; each data set's title, description, publisher, licence, period, place and files. What the
    profile asks of the publisher and nobody has told is not made up: the description says what is lacking."""
    edition = sight.leading(sight.known_editions()[0])
    manifest = edition.manifest
    shown = [e for e in topics.FIGURES.values() if not e.needs_county and metadata.has_table(e, edition)]
    return {
        "@context": _CONTEXT,
        "@id": f"{root}/dcat.jsonld",
        "@type": "dcat:Catalog",
        "dcterms:title": [{"@value": "AI-pulsen", "@language": lang} for lang in LANGS],
        "dcterms:description": _described(),
        "dcterms:publisher": _publisher(root),
        "dcterms:license": _thing(_DESCRIPTIONS_LICENCE, "dcterms:LicenseDocument"),
        "dcterms:language": [_language(code) for code in ("SWE", "ENG")],
        "dcterms:issued": {"@value": manifest.published_at, "@type": "xsd:dateTime"},
        "dcterms:spatial": _thing(f"{_AUTHORITY}/country/SWE", "dcterms:Location"),
        "dcat:themeTaxonomy": _thing(f"{_AUTHORITY}/data-theme", "skos:ConceptScheme"),
        "foaf:homepage": _thing(f"{root}/", "foaf:Document"),
        "dcat:dataset": [_data_set(entry, manifest, root) for entry in shown],
    }


def lacking() -> list[str]:
    """What DCAT-AP-SE asks of whoever publishes and the settings do not tell."""
    told = {
        "publisher": settings().publisher != TOOL,
        "kind": bool(settings().publisher_kind),
        "mail": _has_mail(),
    }
    return [name for name, is_told in told.items() if not is_told]


def _described() -> list[dict[str, str]]:
    words = []
    for lang in LANGS:
        say = Voice(lang)
        said = [say("pages.overview.purpose")]
        if lacking():
            names = ", ".join(say(f"web.dcat.{name}") for name in lacking())
            said.append(say("web.dcat.lacking", names=names))
        words.append({"@value": " ".join(said), "@language": lang})
    return words


def _publisher(root: str) -> dict[str, Any]:
    kind = settings().publisher_kind
    told = {"dcterms:type": _thing(f"{_KINDS_OF_PUBLISHER}/{kind}", "skos:Concept")} if kind else {}
    return {"@id": f"{root}/#publisher", "@type": "foaf:Agent", "foaf:name": settings().publisher, **told}


def _thing(address: str, kind: str) -> dict[str, str]:
    """What an address stands for, so that whoever checks the catalogue need not ask there."""
    return {"@id": address, "@type": kind}


def _language(code: str) -> dict[str, str]:
    return _thing(f"{_AUTHORITY}/language/{code}", "dcterms:LinguisticSystem")


def _both(key: str) -> list[dict[str, str]]:
    return [{"@value": Voice(lang)(key), "@language": lang} for lang in LANGS]


def _has_mail() -> bool:
    return "@" in settings().contact


def _period(manifest: Manifest) -> dict[str, Any]:
    first = {"dcat:startDate": _day(manifest.period_start)} if manifest.period_start else {}
    return {"@type": "dcterms:PeriodOfTime", **first, "dcat:endDate": _day(manifest.as_of)}


def _day(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _contact(root: str) -> dict[str, Any]:
    contact = settings().contact
    if _has_mail():
        reached = {"vcard:hasEmail": {"@id": f"mailto:{contact}"}}
    else:
        reached = {"vcard:hasURL": {"@id": contact or f"{root}/"}}
    return {"@type": ["vcard:Organization", "vcard:Kind"], "vcard:fn": settings().publisher, **reached}


def _data_set(entry: topics.FigureEntry, manifest: Manifest, root: str) -> dict[str, Any]:
    address = f"{root}/f/{entry.key}/riket"
    measure = MEASURES[entry.measure]
    return {
        "@id": f"{address}.html",
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"aipulsen:{entry.key}",
        "dcterms:title": _both(f"measures.{measure.key}.label"),
        "dcterms:description": _both(f"measures.{measure.key}.definition"),
        "dcterms:publisher": {"@id": f"{root}/#publisher"},
        "dcat:contactPoint": _contact(root),
        "dcat:theme": [_thing(f"{_AUTHORITY}/data-theme/{theme}", "skos:Concept") for theme in ("ECON", "REGI")],
        "dcterms:accessRights": _thing(f"{_AUTHORITY}/access-right/PUBLIC", "dcterms:RightsStatement"),
        "dcterms:spatial": _thing(f"{_AUTHORITY}/country/SWE", "dcterms:Location"),
        "dcterms:language": [_language(code) for code in ("SWE", "ENG")],
        "dcterms:temporal": _period(manifest),
        "dcterms:modified": {"@value": manifest.published_at, "@type": "xsd:dateTime"},
        "dcat:version": manifest.name,
        "dcat:landingPage": _thing(f"{root}/{topics.page_of(entry.key).address}", "foaf:Document"),
        "dcat:distribution": [
            {
                "@id": f"{address}.{ending}",
                "@type": "dcat:Distribution",
                "dcat:accessURL": {"@id": f"{address}.{ending}"},
                "dcat:downloadURL": {"@id": f"{address}.{ending}"},
                "dcterms:format": _thing(f"{_MEDIA_TYPES}/{mime}", "dcterms:MediaTypeOrExtent"),
                "dcat:mediaType": _thing(f"{_MEDIA_TYPES}/{mime}", "dcterms:MediaType"),
                "dcterms:license": _thing(citation.LICENCE, "dcterms:LicenseDocument"),
                "adms:status": _thing("http://purl.org/adms/status/Completed", "skos:Concept"),
            }
            for ending, mime in metadata.DATA_FORMATS.items()
        ],
    }

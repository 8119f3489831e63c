"""An address whose edition was removed says so and offers the nearest one: every kind of address, both languages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import orjson
import pytest

from aipulsen import schemas
from aipulsen.store import editions, retention
from aipulsen.text import LANGS, Lang, t
from aipulsen.web.face import ROOMS
from aipulsen.web.files import ENDINGS
from benchmarks.addresses import Given, Routes

GONE, NEAREST = "2026-02-27", "2026-02-28"
ROOT = "http://localhost"
# How each room that reads an edition is asked for one, and what is offered instead.
KINDS = {
    "/f/{figure}/{file}": [
        f"/f/gap-ranking/25.{ending}?fonster=180&utgava={{edition}}{{sprak}}" for ending in (*ENDINGS, "html")
    ],
    "/c/{code}": [
        "/c/25~gap-ranking~{edition}~90~role~scb{?sprak}",
        "/c/25~county-largest~{edition}~180~role~scb~rakning=all{?sprak}",
    ],
    "/api/v1/{question}": [
        "/api/v1/gap?window=180&county=25&edition={edition}{lang}",
        "/api/v1/gap.csv?edition={edition}{lang}",
        "/api/v1/changes?to={edition}{lang}",
    ],
    "/oembed": ["/oembed?url={url}&format=json"],
}
WITHOUT_EDITION = (  # they read the newest, or none
    "/api/openapi.json",
    "/api",
    "/feed/{place}.atom",
    "/dcat.jsonld",
    "/sitemap.xml",
    "/llms.txt",
    "/robots.txt",
    "/site.webmanifest",
    "/favicon.ico",
)


def _pruned(folder: Path, days: tuple[str, ...]) -> Routes:
    """The routes where live editions of those days were published and the rule has been followed; as little in each as
    an edition must have, for nobody comes so far as to read it."""
    demo = editions.open_edition("demo")
    entries = {table: demo.manifest.tables[table] for table in schemas.REQUIRED_TABLES["live"]}
    frames = {table: demo.read(table) for table in entries}
    frames["ads"] = frames["ads"].head(100)
    origins = {table: entry.origins for table, entry in entries.items()}
    periods = {table: entry.period for table, entry in entries.items()}
    for day in days:
        as_of = dt.date.fromisoformat(day)
        manifest = dataclasses.replace(demo.manifest, name=day, kind="live", as_of=as_of, tables={}, account={})
        editions.publish(folder, manifest, frames, origins_of=origins, periods=periods)
    retention.prune(retention.verdicts(editions.list_editions()[0], folder, 90), folder)
    return Routes()


def _addresses(pattern: str, edition: str, lang: Lang) -> str:
    """An address of that edition; in Swedish it names no language."""
    document = f"{ROOT}/f/gap-map/25.html?utgava={edition}" + ("&sprak=en" if lang == "en" else "")
    said = {"{sprak}": "&sprak=en", "{lang}": "&lang=en", "{?sprak}": "?sprak=en"}
    for name, words in said.items():
        pattern = pattern.replace(name, words if lang == "en" else "")
    return pattern.replace("{edition}", edition).replace("{url}", quote(document, safe=""))


@pytest.mark.parametrize("was_here", [True, False])
def test_every_kind_of_address_offers_the_nearest_edition(was_here: bool, data_folder: Path) -> None:
    """410 where the edition was removed, 400 with the valid names where none of that day ever was; the address that is
    offered is the same but for the edition; nobody keeps the answer."""
    assert {path for path, _, _ in ROOMS} == {*KINDS, *WITHOUT_EDITION}
    routes = _pruned(data_folder / "live", (GONE, NEAREST, "2026-11-29")[0 if was_here else 1 :])
    key = "retention.gone_address" if was_here else "retention.no_such_address"
    for patterns in KINDS.values():
        for pattern in patterns:
            for lang in LANGS if "url" not in pattern else ("sv",):
                path = _addresses(pattern, GONE, lang)
                given = routes.get(path)
                text = html.unescape(given.body.decode())
                parameter = "to" if "to=" in path else "edition" if "/api/" in path else "utgava"
                valid = ", ".join(edition.name for edition in editions.list_editions()[0])
                told = t(key, lang, nearest=NEAREST, as_of="2026-02-28", valid=valid, parameter=parameter)
                assert given.status == (410 if was_here else 400), path
                assert given.headers["cache-control"] == "no-store"
                assert told in text, path
                offered = _offered(given)
                assert _sorted(offered) == _sorted(ROOT + _addresses(pattern, NEAREST, lang)), path


def _offered(given: Given) -> str:
    """The address that an answer offers, as its reader finds it."""
    kind = given.headers["content-type"]
    if "json" in kind:
        nearest = orjson.loads(given.body)["nearest"]
        assert (nearest["edition"], nearest["as_of"]) == (NEAREST, "2026-02-28")
        return str(nearest["address"])
    if "html" in kind:
        return html.unescape(re.findall(r'<a href="([^"]+)"', given.body.decode())[0])
    return given.body.decode().splitlines()[-1]


def _sorted(address: str) -> tuple[str, list[str]]:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}", sorted(parts.query.split("&"))


def test_a_removed_embed_says_in_anothers_page_why_it_is_empty(data_folder: Path) -> None:
    """It may be framed as an embed may, its words are styled, and it leads on to an embed alone."""
    routes = _pruned(data_folder / "live", (GONE, NEAREST, "2026-11-29"))
    plain, framed = (routes.get(f"/f/gap-map/25.html?utgava={GONE}{more}") for more in ("", "&embed=true"))
    policies = [given.headers["content-security-policy"] for given in (plain, framed)]
    assert ["frame-ancestors *" in policy for policy in policies] == [False, True]
    assert all("style-src 'unsafe-inline'" in policy for policy in policies)
    assert [given.body.decode().count("<a ") for given in (plain, framed)] == [3, 1]
    assert "embed=true" in _offered(framed)

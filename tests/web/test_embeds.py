"""What is put into others' pages and lists: documents alone, frames, feeds, catalogues."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as Xml

import pandas as pd
import pytest

from aipulsen import topics
from aipulsen.settings import settings
from aipulsen.store import editions
from aipulsen.text import LANGS, Lang, t
from aipulsen.text.unbroken import rejoined
from aipulsen.web import catalogue, feed, links
from aipulsen.web.asked import asked_for
from aipulsen.web.files import figure_asked
from aipulsen.web.standing import standing
from benchmarks.addresses import Routes
from tests.chosen import Chosen
from tests.cli.test_changes import republished
from tests.web.conftest import Get
from tests.web.reading import Head

SHOWN = [("gap-map", "demo", "25"), ("gap-ranking", "rapport-2026-04", "riket"), ("trend", "rapport-2026-04", "25")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("key", "edition", "place"), SHOWN)
def test_an_embed_is_whole_in_itself(key: str, edition: str, place: str, lang: Lang, get: Get) -> None:
    """Words, drawing with its text alternative, table and source; nothing that is loaded; a mark where data are made
    up; it may be framed by anybody, and its policy lets nothing else in."""
    answer = get(f"/f/{key}/{place}.html?embed=true&utgava={edition}&sprak={lang}")
    county = None if place == "riket" else place
    figure = Chosen(edition, county_code=county).figure(key, lang)
    text = rejoined(html.unescape(answer.text))
    head = Head(answer.text)
    assert (answer.status_code, head.lang, head.loads) == (200, lang, [])
    assert head.title.endswith(f"{figure.title} – AI-pulsen")
    for line in (figure.title, figure.subtitle, *figure.caption):
        assert line in text
    assert text.count("<tr>") == len(figure.table) + 1
    assert text.count("<svg") == (2 if figure.parts else 0)
    assert text.count('role="img"') == text.count("<svg")
    assert (t("common.demo_mark", lang) in text) == figure.context.is_demo
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "set-cookie" not in answer.headers
    assert len(answer.content) < 400_000


def test_only_an_embed_may_be_framed_by_others(get: Get) -> None:
    for path in (
        "/f/gap-ranking/riket.html",
        "/api",
        "/f/gap-ranking/riket.csv",
        "/robots.txt",
        "/nothing",
        "/healthz",
    ):
        assert "frame-ancestors 'self'" in get(path).headers["content-security-policy"], path


def test_the_ids_of_a_document_are_its_own() -> None:
    """Two drawings in one document must not share a clip path: the second would be cut by the first's."""
    from aipulsen.charts import embedded

    figure = Chosen("rapport-2026-04", county_code="25").figure("gap-map")
    both = "".join(embedded.drawing(figure, width) for width in (embedded.WIDE, embedded.NARROW))
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", both)) <= set(ids)


def test_two_codes_lead_to_documents_that_answer(get: Get, root: str) -> None:
    """The one that follows names no edition; the frozen one names edition, window, level and base."""
    page = get("/f/gap-ranking/25.html?fonster=180").text
    frames = re.findall(r'<iframe class="aipulsen" src="([^"]+)"', html.unescape(page))
    follows, frozen = (html.unescape(address) for address in frames)
    assert "utgava" not in follows
    for name in ("utgava=rapport-2026-04", "fonster=180", "niva=role", "bas=report"):
        assert name in frozen
    assert [get(address.removeprefix(root)).status_code for address in (follows, frozen)] == [200, 200]


@pytest.mark.parametrize(
    "path", ["/kompetensgap?lan=25&fonster=180&utgava=demo", "/f/gap-map/25.html?fonster=180", "/lansprofil?lan=25"]
)
def test_a_link_becomes_a_frame_by_oembed(path: str, get: Get, root: str) -> None:
    """As the protocol has it: version, type, a frame of ours within the width asked for, with a picture."""
    told = get(f"/oembed?url={quote(root + path, safe='')}&maxwidth=500&format=json").json()
    assert (told["version"], told["type"], told["width"]) == ("1.0", "rich", 500)
    assert told["title"].startswith(t("common.demo_mark", "sv")) == ("utgava=demo" in path)
    assert f'title="{html.escape(told["title"])}"' in told["html"]
    address = html.unescape(re.findall(r'src="([^"]+)"', told["html"])[0])
    assert address.startswith(f"{root}/f/")
    assert ("fonster=180" in address) == ("fonster" in path)
    assert "/25." in address
    assert get(urlsplit(told["thumbnail_url"]).path + "?utgava=demo").headers["content-type"] == "image/png"


@pytest.mark.parametrize("url", ["https://exempel.invalid/f/gap-map/25.html", "", "http://[", "{root}/om_siffrorna"])
def test_what_is_not_ours_has_no_frame(url: str, get: Get, root: str) -> None:
    assert get(f"/oembed?url={quote(url.format(root=root), safe='')}").status_code == 404


# Given out once, the same for ever: who reads the feed knows an entry by it.
IDS = {
    ("25", "sv"): ("05eaffca-d6ef-5266-b80d-8a259a6ad4d9", "2f8b29b4-31a2-5af9-b1cd-aaf4f0936e0d"),
    ("25", "en"): ("83f1e62e-7eb5-536f-9ddb-e9281675d049", "5710dc14-bcc7-512c-8e23-44d4adc80821"),
    ("riket", "sv"): ("eade7c2c-ea03-5636-98c9-10fea81bff73", "477a8574-f541-5a03-a5c2-bf5ff622c4ff"),
    ("riket", "en"): ("3b4d4d5c-1313-5341-b51f-b84fabb192f2", "f11eb502-39f6-51e0-8264-56315346d32f"),
}


@pytest.mark.parametrize("place", ["25", "riket"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_feed_is_atom_with_ids_that_outlive_the_address(place: str, lang: Lang, get: Get, root: str) -> None:
    """What RFC 4287 demands of feed and entry; ids hold no host; a made-up edition is no news."""
    answer = get(f"/feed/{place}.atom?sprak={lang}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    space = {"a": "http://www.w3.org/2005/Atom"}
    top = Xml.fromstring(answer.content)
    entries = top.findall("a:entry", space)
    ids = [one.findtext("a:id", "", space) for one in (top, *entries)]
    assert ids == [f"urn:uuid:{known}" for known in IDS[place, lang]]
    for one in (top, *entries):
        for tag in ("id", "title", "updated"):
            assert one.findtext(f"a:{tag}", "", space)
        assert one.find("a:link", space) is not None
        dt.datetime.fromisoformat(one.findtext("a:updated", "", space))
    assert "127.0.0.1" not in "".join(node.text or "" for node in top.iter() if node.tag.endswith("}id"))
    address = entries[0].find("a:link", space).attrib["href"]  # type: ignore[union-attr]
    assert get(address.removeprefix(root)).status_code == 200
    checked = [link.attrib["href"] for link in entries[0].findall("a:link", space) if link.attrib["rel"] == "related"]
    assert len(checked) == (place != "riket")  # of the country this edition has nothing earlier to tell
    for address in checked:
        text = rejoined(html.unescape(get(address.removeprefix(root)).text))
        assert text.partition("<h1>")[2].partition("</h1>")[0] in (entries[0].findtext("a:summary", "", space))


def _live(folder: Path, name: str, more: int) -> editions.Edition:
    """The demo's ads as a live edition of that day, with Norrbotten's ads so many times over."""
    demo = editions.open_edition("demo")
    as_of = dt.date.fromisoformat(name)

    def change(frames: dict[str, pd.DataFrame]) -> None:
        ads = frames["ads"]
        own = ads[(ads.county_code == "25") & (ads.published_date > "2026-05-31")]
        copies = [
            own.assign(**{name: own[name] + f"-{n}" for name in ("id", "text_hash", "employer")}) for n in range(more)
        ]
        frames["ads"] = pd.concat([ads, *copies], ignore_index=True)

    live = dataclasses.replace(demo, manifest=dataclasses.replace(demo.manifest, kind="live", as_of=as_of))
    return republished(live, name, folder, change)


def test_a_frozen_embed_says_when_a_newer_edition_has_moved_its_value(data_folder: Path) -> None:
    """Silent while the value is within the interval that stands in it; then it says what it is now."""
    old = _live(data_folder, "2026-06-29", 0)
    given = {"utgava": old.name, "embed": "true"}
    asked = asked_for(given, place="25")
    figure = figure_asked("gap-ranking", asked)
    assert standing(figure, asked).verdict != "changed"
    _live(data_folder, "2026-06-30", 3)
    found = standing(figure, asked)
    assert found.verdict == "changed"
    assert found.now is not None
    row = figure.table[figure.table.county_code == "25"].iloc[0]
    assert found.before == row.gap_score
    assert not row.gap_low <= found.now <= row.gap_high
    elsewhere = asked_for(given, place="01")
    assert standing(figure_asked("gap-ranking", elsewhere), elsewhere).verdict != "changed"
    assert links.query_of(asked)["utgava"] == old.name


def test_a_feed_tells_a_change_only_where_it_is_certain(data_folder: Path) -> None:
    """Norrbotten's ads became many: its entry says so; Stockholm's says that nothing certain has changed."""
    _live(data_folder, "2026-05-31", 0)
    _live(data_folder, "2026-06-30", 8)
    told, routes = {}, Routes()
    for county in ("25", "01", "riket"):
        asked = asked_for({"utgava": "2026-06-30"}, place=county)
        said = feed.sentences(asked.desk, asked.selection)
        told[county] = " ".join(text for text, _ in said)
        assert "sedan=2026-05-31" in said[-1][1]
        answer = routes.get(f"/c/{said[-1][1]}")
        assert answer.status == 200
        if county != "01":
            assert said[-1][0].removesuffix(".") in rejoined(html.unescape(answer.body.decode()))
    assert t("web.feed.nothing").split("{")[0] in told["01"]
    assert t("web.feed.nothing").split("{")[0] not in told["25"]


def test_the_catalogue_describes_every_figure_of_the_edition(get: Get, root: str) -> None:
    """DCAT-AP-SE's mandatory properties, in both languages, and files that are addresses of ours."""
    told = get("/dcat.jsonld").json()
    report = editions.open_edition("rapport-2026-04")
    asked = [key for key, entry in topics.FIGURES.items() if entry.is_in(report) and not entry.needs_county]
    shown = [key for key in asked if Chosen(edition=report.name).figure(key).has_rows]  # else there are no files of it
    assert 10 < len(shown) < len(asked)
    assert len(told["dcat:dataset"]) == len(shown)
    for one in told["dcat:dataset"]:
        for name in ("dcterms:title", "dcterms:description"):
            assert [word["@language"] for word in one[name]] == list(LANGS)
            assert all(word["@value"] for word in one[name])
        assert {"dcterms:publisher", "dcat:contactPoint", "dcterms:accessRights", "dcterms:spatial"} <= set(one)
        for file in one["dcat:distribution"]:
            assert file["dcat:accessURL"]["@id"].startswith(f"{root}/f/")
    sitemap = Xml.fromstring(get("/sitemap.xml").content)
    dated = [url[1].text for url in sitemap if len(url) == 2]
    assert dated == [report.manifest.published_at] * (len(sitemap) - len(LANGS))  # the examples are of no edition
    assert len(sitemap) == 2 * (len(topics.PAGES) + 1 + 21)
    assert f"{root}/sitemap.xml" in get("/robots.txt").text


@pytest.mark.parametrize("is_told", [False, True])
def test_what_the_catalogue_lacks_of_its_publisher_is_said_and_not_made_up(
    is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DCAT-AP-SE asks for who publishes, what kind that is, and mail: with all three set nothing is lacking."""
    given = {"PUBLISHER": "Region Exempel", "PUBLISHER_KIND": "RegionalAuthority", "CONTACT": "post@example.org"}
    for name, value in given.items():
        monkeypatch.setenv(f"AIPULSEN_{name}", value if is_told else "")
    settings.cache_clear()
    told = catalogue.catalogue("https://exempel.invalid")
    lacks = [any(t("web.dcat.kind", w["@language"]) in w["@value"] for w in told["dcterms:description"])]
    assert lacks == [not is_told]
    publisher, contact = told["dcterms:publisher"], told["dcat:dataset"][0]["dcat:contactPoint"]
    assert ("dcterms:type" in publisher, "vcard:hasEmail" in contact) == (is_told, is_told)
    assert publisher["foaf:name"] == (given["PUBLISHER"] if is_told else "AI-pulsen")
    assert told["dcterms:license"]["@id"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    settings.cache_clear()


def test_the_guide_for_programs_names_every_figure_and_its_addresses_answer(get: Get, root: str) -> None:
    """Each figure of the edition in each language, in plain sentences: no escape, no markup but links and headings."""
    told = get("/llms.txt").text
    report = editions.open_edition("rapport-2026-04")
    addresses = re.findall(r"\]\((\S+)\)", told)
    for key, entry in topics.FIGURES.items():
        assert sum(f"/f/{key}/" in address for address in addresses) == (2 if entry.is_in(report) else 0)
    assert "\\" not in told
    assert "{" not in told
    for address in addresses[:1] + addresses[-4:]:
        assert get(address.removeprefix(root)).status_code == 200

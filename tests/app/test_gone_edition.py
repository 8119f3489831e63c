"""A link to an edition that is gone shows the nearest one and says so, also in its card and its frame."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path
from urllib.parse import unquote, urlencode

from aipulsen import topics
from aipulsen.store import editions, retention
from aipulsen.web import metadata, oembed
from aipulsen.web.answers import Asking
from aipulsen.web.asked import asked_by_page
from tests.app.test_pages import open_view

ROOT = "https://exempel.invalid"


def _made(folder: Path, day: str) -> None:
    """The demo's tables as a live edition of that day."""
    demo = editions.open_edition("demo")
    tables = demo.manifest.tables
    manifest = dataclasses.replace(
        demo.manifest, name=day, kind="live", as_of=dt.date.fromisoformat(day), tables={}, account={}
    )
    editions.publish(
        folder,
        manifest,
        {table: demo.read(table) for table in tables},
        origins_of={table: entry.origins for table, entry in tables.items()},
        periods={table: entry.period for table, entry in tables.items()},
    )


def test_a_link_to_a_removed_edition_opens_the_nearest(data_folder: Path, sealed_once: None) -> None:
    """The one asked for and the one shown are named, and the address names what is shown."""
    folder = data_folder / "live"
    for day in ("2026-02-27", "2026-02-28", "2026-11-29"):
        _made(folder, day)
    assert retention.prune(retention.verdicts(editions.list_editions()[0], folder, 90), folder) == ["2026-02-27"]
    app = open_view("app.py", utgava="2026-02-27")
    assert not app.exception
    warned = " ".join(warning.value for warning in app.warning)
    assert "är borttagen" in warned
    assert "2026\\-02\\-28" in warned
    assert "2026-02-28" in app.query_params["utgava"]
    given = {"utgava": "2026-02-27"}
    head = metadata.head_of_page(topics.PAGES[0], asked_by_page(given), ROOT)
    frame = oembed.frame(Asking({"url": f"{ROOT}/?{urlencode(given)}"}, {}, ROOT)).make().body.decode("utf-8")
    for address in (head.canonical, head.image, unquote(head.oembed), *re.findall(r'/f/[^\\"]+', frame)):
        assert "utgava=2026-02-28" in address

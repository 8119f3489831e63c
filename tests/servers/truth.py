"""Hold an ads' store against the world behind the server: every ad as it truly is, none lost, none doubled."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from aipulsen.clock import SWEDEN
from aipulsen.tables.ads import parse_ad
from aipulsen.tables.contacts import strip_contacts
from tests.servers.jobtech_world import World


def differences(world: World, folder: Path) -> list[str]:
    """What the store in `folder` has otherwise than the world; empty when they agree exactly.

    An ad is in the store, or was removed before anybody could see it and then stands among the unseen removals. Its
    content is that of its newest version; of a removed ad, that of a version it has had. Removal and expiry agree
    to the second.
    """
    with duckdb.connect(str(folder / "ads.duckdb"), read_only=True) as con:
        rows = con.execute("SELECT id, headline, text, employer, removed, removed_by, expired_date FROM ads").fetchall()
        unseen = con.execute("SELECT id, removed FROM unseen_removals").fetchall()
        (served_at,) = con.execute("SELECT value FROM meta WHERE name = 'served_at'").fetchone() or ("",)
    now = dt.datetime.fromisoformat(served_at).astimezone(SWEDEN).replace(tzinfo=None)
    found = [row[0] for row in rows] + [row[0] for row in unseen]
    wrong = [f"{ad_id}: twice" for ad_id in {i for i in found if found.count(i) > 1}]
    wrong += [f"{ad_id}: lost" for ad_id in sorted(world.ads.keys() - set(found))]
    wrong += [f"{ad_id}: never published" for ad_id in sorted(set(found) - world.ads.keys())]
    for ad_id, removed in unseen:
        if (true := world.ads.get(ad_id)) and _seconds(true.removed) != removed:
            wrong.append(f"{ad_id}: unseen, removed {removed}, truly {true.removed}")
    for ad_id, headline, text, employer, removed, removed_by, expired in rows:
        if (true := world.ads.get(ad_id)) is None:
            continue
        versions = true.versions if true.removed is not None else true.versions[-1:]
        known = {(v["headline"], strip_contacts(v["description"]["text"]), v["employer"]["name"]) for v in versions}
        if (headline, text, employer) not in known:
            wrong.append(f"{ad_id}: content is of no {'' if true.removed else 'newest '}version")
        if removed_by != "snapshot" and _seconds(true.removed) != removed:
            wrong.append(f"{ad_id}: removed {removed}, truly {true.removed}")
        if (
            removed_by == "snapshot"
            and true.removed is None
            and true.last_day.astimezone(SWEDEN).replace(tzinfo=None) >= now
        ):
            wrong.append(f"{ad_id}: taken for removed")
        last = parse_ad(true.payload).last_published
        should = last.date() if last is not None and last < now else None
        if expired != should:
            wrong.append(f"{ad_id}: expired {expired}, truly {should}")
    return wrong


def _seconds(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(SWEDEN).replace(tzinfo=None, microsecond=0) if moment else None

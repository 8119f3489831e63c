"""A world of made-up ads behind JobTech's protocol, which knows the truth: what was published, changed, removed.

The world has its own clock. `step` lets time pass: ads appear, change, are removed, or just reach their last day.
`app` answers as JobStream and JobSearch do: the snapshot holds every active ad, the stream the latest state of each
ad that has changed since a bound in Swedish local time, removals sparse, some ids as numbers.
"""

from __future__ import annotations

import datetime as dt
import random
import threading
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

import orjson

from aipulsen import codes
from aipulsen.clock import SWEDEN, milliseconds
from tests.servers.fault_server import Reply, Request


def local(moment: dt.datetime) -> str:
    """Swedish local time without an offset, as the service writes it."""
    return moment.astimezone(SWEDEN).replace(tzinfo=None).isoformat(timespec="seconds")


@dataclass
class TrueAd:
    """An ad as the service knows it, with every version it has ever had."""

    id: str
    versions: list[dict[str, Any]]
    changed: dt.datetime
    last_day: dt.datetime
    removed: dt.datetime | None = None

    @property
    def payload(self) -> dict[str, Any]:
        return self.versions[-1]


@dataclass
class World:
    now: dt.datetime
    seed: int = 1
    ai_share: float = 0.3
    reads_bounds_as: str = "local"  # or "utc", as one third party believes
    fold: int = 0  # which of two moments it takes in the night of two hours
    has_clock: bool = True
    ads: dict[str, TrueAd] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.lock = threading.RLock()
        self._places = sorted(codes.municipality_codes())
        self._next = 30_000_000

    # ------------------------------------------------------------------ time

    def step(self, minutes: float, *, new: int = 3, changed: int = 2, removed: int = 1) -> None:
        """Let time pass, with events spread over it."""
        with self.lock:
            kinds = ["new"] * new + ["changed"] * changed + ["removed"] * removed
            self.rng.shuffle(kinds)
            begin = self.now
            for number, kind in enumerate(kinds, 1):
                self.now = begin + dt.timedelta(minutes=minutes) * number / (len(kinds) + 1)
                getattr(self, f"_{kind}")()
            self.now = begin + dt.timedelta(minutes=minutes)

    def publish(self, stays: dt.timedelta | None = None, **changes: Any) -> TrueAd:
        """One new ad now."""
        with self.lock:
            self._next += 1
            ad_id, place = str(self._next), self.rng.choice(self._places)
            is_ai = self.rng.random() < self.ai_share
            work = "utveckla modeller med maskininlärning i PyTorch" if is_ai else "laga mat åt våra gäster"
            last_day = self.now + (stays or dt.timedelta(hours=self.rng.choice((6, 30, 24 * 40))))
            payload = {
                "id": ad_id,
                "headline": "AI-ingenjör" if is_ai else "Kock",
                "description": {"text": f"Om rollen\nDu ska {work}, {ad_id}.\nFrågor: kim@exempel.invalid."},
                "employer": {"name": f"Exempelbolaget {ad_id[-3:]} AB", "organization_number": "5560000000"},
                "application_contacts": [{"name": "Kim Exempel", "email": "kim@exempel.invalid"}],
                "occupation": {"label": "Påhittat yrke"},
                "occupation_group": {"legacy_ams_taxonomy_id": "2512"},
                "workplace_address": {"municipality_code": place, "region_code": place[:2], "country_code": "199"},
                "publication_date": local(self.now),
                "last_publication_date": local(last_day),
                "number_of_vacancies": 1,
                "webpage_url": f"https://exempel.invalid/{ad_id}",
                "timestamp": milliseconds(self.now),
                "removed": False,
                **changes,
            }
            self.ads[ad_id] = TrueAd(ad_id, [payload], self.now, last_day)
            return self.ads[ad_id]

    def change(self, ad: TrueAd) -> None:
        """A new version of an ad; one that was removed comes back."""
        with self.lock:
            text = f"{ad.payload['description']['text']}\nÄndrad {len(ad.versions)}."
            ad.versions.append({**ad.payload, "description": {"text": text}, "timestamp": milliseconds(self.now)})
            ad.changed, ad.removed = self.now, None

    def remove(self, ad: TrueAd) -> None:
        with self.lock:
            ad.removed = ad.changed = self.now

    def _new(self) -> None:
        self.publish()

    def _changed(self) -> None:
        if candidates := [ad for ad in self.ads.values() if self._is_up(ad) or self.rng.random() < 0.01]:
            self.change(self.rng.choice(candidates))

    def _removed(self) -> None:
        if candidates := [ad for ad in self.ads.values() if ad.removed is None]:
            self.remove(self.rng.choice(candidates))

    def _is_up(self, ad: TrueAd) -> bool:
        return ad.removed is None and ad.last_day >= self.now

    def active(self) -> list[TrueAd]:
        """Published, not removed, not past their last day."""
        with self.lock:
            return [ad for ad in self.ads.values() if self._is_up(ad)]

    def forget_gone(self) -> None:
        """Before anybody has looked: what is gone by now was never to be seen."""
        with self.lock:
            self.ads = {ad.id: ad for ad in self.active()}

    # -------------------------------------------------------------- protocol

    def app(self, request: Request) -> Reply:
        """The answer to a request, by the world's own clock."""
        with self.lock:
            date = format_datetime(self.now.astimezone(dt.UTC), usegmt=True) if self.has_clock else ""
            headers = {"Date": date}
            if request.path == "/v2/snapshot":
                body = b"[" + b",".join(orjson.dumps(ad.payload) for ad in self.active()) + b"]"
                return Reply(body, headers=headers, framing="chunked")
            if request.path == "/search":
                return Reply(orjson.dumps({"total": {"value": len(self.active())}, "hits": []}), headers=headers)
            if request.path == "/v2/stream":
                return Reply(orjson.dumps(self._events(request)), headers=headers, framing="chunked")
            return Reply(b'{"message": "not found"}', 404, headers)

    def _bound(self, text: str) -> dt.datetime:
        moment = dt.datetime.fromisoformat(text)
        if self.reads_bounds_as == "utc":
            return moment.replace(tzinfo=dt.UTC)
        return moment.replace(tzinfo=SWEDEN, fold=self.fold)

    def _events(self, request: Request) -> list[dict[str, Any]]:
        after = self._bound(request.one("updated-after"))
        events = [self._event(ad) for ad in self.ads.values() if ad.changed >= after]
        if events and self.rng.random() < 0.5:
            events.append(self.rng.choice(events))  # the same id twice
        self.rng.shuffle(events)
        return events

    def _event(self, ad: TrueAd) -> dict[str, Any]:
        if ad.removed is None:
            return ad.payload
        return {
            "id": int(ad.id) if self.rng.random() < 0.5 else ad.id,
            "removed": True,
            "removed_date": local(ad.removed),
            "occupation": "rQds_YGd_quU",
            "occupation_group": "DJh5_yyF_hEM",
            "occupation_field": "apaJ_2ja_LuF",
            "municipality": "QiGt_BLu_amP",
            "region": "9hXe_F4g_eTG",
            "country": "i46j_HmG_v64",
        }

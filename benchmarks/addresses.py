"""Every address that the server promises, and many that it does not.

python -m benchmarks.addresses [--formats csv,json] [--odd 10000] [--edition demo]

Walks figures × places × languages × formats of the edition on a dashboard of its own, and says how many answered as
they should: a figure that the edition has no tables for is not found (404), one that needs a county asks for it (400),
every other is 200. Then asks odd addresses: none may be a fault of the server (5xx), none may say back what it was
given.
"""

from __future__ import annotations

import argparse
import os
import random
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from aipulsen import topics
from aipulsen.figures.sharing import COUNTRY
from aipulsen.queries.choices import CHOICES
from aipulsen.store.editions import open_edition
from aipulsen.text import LANGS
from aipulsen.web.asked import places
from aipulsen.web.files import ENDINGS
from benchmarks.servers import dashboard

MARK = "zqxj"  # stands in every odd value, and in nothing of ours
_ODD = (
    f"<script>{MARK}</script>",
    f"{MARK}%00",
    f"../../{MARK}",
    f"{MARK}\r\nX-Odd: 1",
    f"'{MARK}\"--",
    f"{{{{{MARK}}}}}",
    f"https://{MARK}.invalid/",
    f"\u202e{MARK}\ufffd",
    MARK * 200,
    f"25{MARK}",
    f"=cmd|'{MARK}'!A1",
    f"%{MARK}",
)


def every_address(edition: str, endings: tuple[str, ...] = ENDINGS) -> Iterator[tuple[str, int]]:
    """Every address of a figure in that edition, and the status it should have."""
    opened = open_edition(edition)
    for key, entry in topics.FIGURES.items():
        for place in places():
            status = 200 if entry.is_in(opened) else 404
            status = 400 if status == 200 and entry.needs_county and place == COUNTRY else status
            for lang in LANGS:
                for ending in endings:
                    yield f"/f/{key}/{place}.{ending}?utgava={edition}&sprak={lang}", status


def odd_addresses(count: int, seed: int = 1) -> Iterator[str]:
    """Addresses as nobody should write them, the same for the same seed."""
    chance = random.Random(seed)
    names = [choice.address for choice in CHOICES] + [choice.option for choice in CHOICES]
    names += ["utgava", "sprak", "embed", "edition", "lang", "url", "format", "maxwidth", MARK]
    paths = [f"/f/{key}/25.{ending}" for key in topics.FIGURES for ending in ("json", "html", "csv")]
    paths += [f"/api/v1/{key}" for key in topics.QUESTIONS]
    paths += [
        "/api",
        "/oembed",
        "/feed/25.atom",
        "/healthz",
        "/robots.txt",
        "/sitemap.xml",
        "/dcat.jsonld",
        "/",
        "/api/openapi.json",
    ]
    for _ in range(count):
        path = chance.choice(paths)
        if chance.random() < 0.4:  # a part of the path is odd
            parts = path.split("/")
            parts[chance.randrange(1, len(parts))] = quote(chance.choice(_ODD), safe="%")
            path = "/".join(parts)
        query = "&".join(
            f"{quote(chance.choice(names))}={quote(chance.choice(_ODD), safe=chance.choice(['', '%']))}"
            for _ in range(chance.randrange(1, 4))
        )
        yield f"{path}?{query}" if chance.random() < 0.8 else path


def asked(root: str, path: str) -> tuple[int, bytes]:
    """Status and body."""
    try:
        with urllib.request.urlopen(root + path, timeout=300) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def _walk(root: str, addresses: list[tuple[str, int]]) -> list[str]:
    def one(address: tuple[str, int]) -> str | None:
        status, _ = asked(root, address[0])
        return None if status == address[1] else f"{status} instead of {address[1]}: {address[0]}"

    with ThreadPoolExecutor(2) as pool:
        return [failure for failure in pool.map(one, addresses) if failure is not None]


def _fuzz(root: str, count: int) -> tuple[Counter[int], list[str]]:
    statuses, failures = Counter[int](), []
    for path in odd_addresses(count):
        status, body = asked(root, path)
        statuses[status] += 1
        if status >= 500 or MARK.encode() in body.lower():
            failures.append(f"{status}: {path}")
    return statuses, failures


def main() -> None:
    """Print counts, and each failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--formats", default=",".join(ENDINGS))
    parser.add_argument("--edition", default="demo")
    parser.add_argument("--odd", type=int, default=10_000)
    given = parser.parse_args()
    environment = os.environ | {"AIPULSEN_NEW_ANSWERS_PER_MINUTE": "0"}
    with dashboard(environment=environment) as (port, _):
        root, began = f"http://localhost:{port}", time.monotonic()
        statuses, odd = _fuzz(root, given.odd)
        print(f"odd addresses: {sum(statuses.values())} {dict(statuses)}; failures {len(odd)}", flush=True)
        addresses = list(every_address(given.edition, tuple(given.formats.split(","))))
        failures = _walk(root, addresses)
        seconds = time.monotonic() - began
        print(f"addresses of {given.edition}: {len(addresses)}; failures {len(failures)}; {seconds:.0f} s in all")
        for failure in [*odd, *failures]:
            print(failure)


if __name__ == "__main__":
    main()

"""Ads per second of processor on one core where half of the ads speak of AI: labelled ads, repeated.

python -m benchmarks.ai_heavy ADS LABELLED.jsonl …

Ads with AI (label 1 and up) and without are taken in turn until there are ADS of them.
"""

from __future__ import annotations

import time
from itertools import chain, cycle, islice

import orjson

from aipulsen.evaluation.labelled import ad_text
from aipulsen.scoring import load_engine
from aipulsen.sources.ad_files import read_ads
from benchmarks.asked import given


def main(count: str, *files: str) -> None:
    """Print the rate, with the processor's own time: other work on the machine does not count."""
    engine = load_engine()
    payloads = [raw.payload for raw in read_ads(list(files)) if isinstance(raw.payload, dict)]
    speaking = [ad_text(p) for p in payloads if p["gold"]["label"] > 0]
    silent = [ad_text(p) for p in payloads if p["gold"]["label"] == 0]
    ads = list(islice(chain.from_iterable(zip(cycle(speaking), cycle(silent), strict=False)), int(count)))
    words = {ad.id: ad.headline.encode() + b"\n" + orjson.dumps(ad.text) for ad in (*speaking, *silent)}
    begin = time.process_time()
    for ad in ads:
        if engine.json_may_hold_terms(words[ad.id]):
            engine.score(ad, is_scanned=True)
        else:
            engine.score_without_terms(ad.id, ad.headline, ad.ssyk_code)
    spent = time.process_time() - begin
    print(f"engine {engine.version}, {len(ads)} ads, half of them with AI: {len(ads) / spent:,.0f} ads per CPU second")


if __name__ == "__main__":
    main(*given(__doc__))

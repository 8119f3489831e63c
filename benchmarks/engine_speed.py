"""Ads per second on one core, against one compiled `re` alternation with the same lexicon in the same run.

python -m benchmarks.engine_speed [ADS]
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

from aipulsen.scoring import AdText, load_engine
from aipulsen.scoring.engine import WeightedEngine
from aipulsen.scoring.rules import current_rules
from aipulsen.scoring.scanner import ReScanner
from benchmarks.made_up_ads import made_up_ads

AI_SHARES = (0.0, 0.01, 0.02, 0.05, 0.10)


def seconds_per_ad(work: Callable[[AdText], object], ads: list[AdText], repeats: int = 5) -> float:
    """The best of some rounds: the machine's noise only ever slows."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.perf_counter()
        for ad in ads:
            work(ad)
        best = min(best, time.perf_counter() - begin)
    return best / len(ads)


def main(count: int = 10_000) -> None:
    """Print a table: share of ads that speak of AI, engine, oracle, alternation, ratio."""
    engine, rules = load_engine(), current_rules()
    oracle = WeightedEngine(rules, ReScanner)
    alternation = re.compile("|".join(term.expression() for term in rules.terms))

    def scan(ad: AdText) -> list[str]:
        return [m.group() for part in (ad.headline, ad.text) for m in alternation.finditer(part)]

    print(f"engine {engine.version}, backend {engine.backend}, {count} ads of 3 000 characters")
    print(f"{'AI share':>8} {'engine ads/s':>13} {'alternation ads/s':>18} {'ratio':>6} {'oracle ads/s':>13}")
    for share in AI_SHARES:
        raw = made_up_ads(count, ai_share=share)
        ads = [AdText(a["id"], a["headline"], a["description"]["text"], a["employer"]["name"]) for a in raw]
        few = ads[: max(200, count // 50)]
        fast = 1 / seconds_per_ad(engine.score, ads)
        plain = 1 / seconds_per_ad(scan, few, repeats=2)
        slow = 1 / seconds_per_ad(oracle.score, few, repeats=1)
        print(f"{share:>8.0%} {fast:>13,.0f} {plain:>18,.0f} {fast / plain:>6.0f} {slow:>13,.0f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

"""Groups of AI work in labelled ads: a sample of each to judge by reading, and the precision judged last.

python -m benchmarks.work_groups LABELLED.jsonl …

Right is a group that names what the hired does or must know; count into `work_groups_accuracy.json` by hand.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict

from aipulsen.evaluation.labelled import read_labelled
from aipulsen.scoring import load_engine
from aipulsen.scoring.rules import DATA
from aipulsen.scoring.skills import LEAST_PRECISION
from benchmarks.asked import given

_SAMPLE = 16


def main(*files: str) -> None:
    """Print each group's precision, the ads that name it, and a sample with the words that say so."""
    judged = json.loads((DATA / "work_groups_accuracy.json").read_text("utf-8"))
    named: dict[str, list[str]] = defaultdict(list)
    for ad in read_labelled(files, load_engine()):
        for group in ad.score.groups:
            named[group.id].append(f"{ad.label}  {group.text:<30} {group.zone:<12} {ad.headline[:70]}")
    for group, counts in judged.items():
        precision = counts["right"] / (counts["right"] + counts["wrong"])
        shown = "shown" if precision >= LEAST_PRECISION else "not shown"
        ads = named[group]
        print(f"{group}: {counts['right']} right, {counts['wrong']} wrong, {precision:.2f}, {shown}; {len(ads)} ads")
        for line in random.Random(1).sample(ads, min(_SAMPLE, len(ads))):
            print("   ", line)


if __name__ == "__main__":
    main(*given(__doc__))

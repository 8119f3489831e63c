"""How often a lead of `query changes` is false: demo editions, whose counties never really part, replayed day by day.

python -m benchmarks.change_leads [SEEDS]
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
import tempfile
from collections import Counter
from pathlib import Path

from aipulsen import codes, queries
from aipulsen.publishing.demo import DAYS, SEED, build_demo_edition
from aipulsen.store.editions import Edition

WINDOWS = (90, 180)
STEPS = (7, 30, 90)  # days between the two editions: a weekly, a monthly, a quarterly reader


def replayed(edition: Edition, window_days: int, step: int) -> Counter[str]:
    """Comparisons, those with a lead, counties judged and counties called a lead, over the edition's past."""
    told: Counter[str] = Counter()
    last = edition.manifest.as_of
    first = last - dt.timedelta(days=DAYS - 1 - window_days)
    while (before := last - dt.timedelta(days=step)) > first:
        now = Edition(edition.path, dataclasses.replace(edition.manifest, as_of=last))
        selection = queries.Selection(window_days=window_days, since=before.isoformat(), level="competence")
        changes = queries.ask_edition_changes(now, selection).changes
        counties = changes[changes.region_code != codes.COUNTRY_CODE]
        judged = int(counties.p_value.notna().sum())
        if judged:
            leads = int(counties.is_lead.sum())
            told += Counter(comparisons=1, with_lead=int(leads > 0), judged=judged, leads=leads)
        last = before
    return told


def main(seeds: str = "8") -> None:
    """Print a row per window and step: comparisons, the share with any false lead, false leads per county judged."""
    sums: dict[tuple[int, int], Counter[str]] = {(w, s): Counter() for w in WINDOWS for s in STEPS}
    for number in range(int(seeds)):
        with tempfile.TemporaryDirectory() as folder:
            edition = build_demo_edition(Path(folder), seed=SEED + number)
            for window_days, step in sums:
                sums[window_days, step] += replayed(edition, window_days, step)
    for (window_days, step), told in sums.items():
        any_lead, each = told["with_lead"] / told["comparisons"], told["leads"] / told["judged"]
        print(
            f"{window_days} days, {step} apart: {told['comparisons']} comparisons, {any_lead:.1%} with a false lead; "
            f"{told['judged']} counties judged, {each:.2%} called a lead"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])

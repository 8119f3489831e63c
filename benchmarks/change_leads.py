"""How often a lead of `query changes` is false: demo editions, whose counties never really part, replayed day by day.

Or a live edition with its archive, as it is and with its employers dealt out among the counties by chance.

python -m benchmarks.change_leads [SEEDS | EDITION [DEALS [DAYS_APART …]]]
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from aipulsen import codes, queries
from aipulsen.metrics.changes import judged
from aipulsen.metrics.clusters import employer_key
from aipulsen.publishing.demo import SEED, build_demo_edition
from aipulsen.queries.counts import burst_effects
from aipulsen.queries.trend import days_covered
from aipulsen.store.editions import Edition, open_edition, publish
from benchmarks.asked import given

WINDOWS = (90, 180)
STEPS = (7, 30, 90)  # days between the two editions: a weekly, a monthly, a quarterly reader


def replayed(edition: Edition, window_days: int, step: int) -> Counter[str]:
    """Comparisons, those with a lead, counties judged and counties called a lead, over the edition's past."""
    told: Counter[str] = Counter()
    last = edition.manifest.as_of
    covered = days_covered(edition)
    assert covered is not None
    first = covered[0] + dt.timedelta(days=window_days)
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


def dealt_out(edition: Edition, folder: Path, seed: int) -> Edition:
    """The edition with all ads of an employer in a county moved to one county, drawn by how many ads the counties have.

    Employers, bursts and seasons stay as they were; where they are is chance, so that no county parts from the rest and
    every lead is false.
    """
    frames = {table: edition.read(table) for table in edition.manifest.tables}
    ads = frames["ads"]
    placed = ads[ads.county_code.notna()]
    lots = placed.employer.fillna(placed.id).map(employer_key) + "\x1f" + placed.county_code.astype("object")
    weights = placed.county_code.value_counts(normalize=True).sort_index()
    owners = np.sort(lots.unique().astype(str))
    drawn = np.random.default_rng(seed).choice(
        weights.index.to_numpy(dtype=str), size=len(owners), p=weights.to_numpy()
    )
    county = lots.map(dict(zip(owners, drawn, strict=True)))
    frames["ads"] = ads.assign(
        **{name: ads[name].where(ads.county_code.isna(), county) for name in ("county_code", "county_codes")},
        municipality_code=None,
    )
    manifest = dataclasses.replace(edition.manifest, name=f"dealt-{seed}", tables={})
    entries = edition.manifest.tables
    return publish(
        folder,
        manifest,
        frames,
        origins_of={table: entries[table].origins for table in frames},
        periods={table: entries[table].period for table in frames},
    )


def past(editions: Iterable[Edition], steps: Iterable[int] = STEPS) -> dict[tuple[int, int], Counter[str]]:
    """`replayed` summed over editions, by window and days between."""
    sums: dict[tuple[int, int], Counter[str]] = {key: Counter() for key in itertools.product(WINDOWS, steps)}
    for edition in editions:
        for window_days, step in sums:
            sums[window_days, step] += replayed(edition, window_days, step)
    return sums


def found(edition: Edition, times: float) -> Counter[str]:
    """Of counties whose new ads of a month are multiplied, those that become leads, by their ads before and after."""
    told: Counter[str] = Counter()
    effects = burst_effects(edition, queries.Selection(level="competence"))
    for month in range(1, 5):
        last = edition.manifest.as_of - dt.timedelta(days=30 * (month - 1))
        now = Edition(edition.path, dataclasses.replace(edition.manifest, as_of=last))
        since = (last - dt.timedelta(days=30)).isoformat()
        parts = queries.ask_edition_changes(now, queries.Selection(since=since, level="competence")).changes
        parts = parts[["region_code", "new_ads", "ended_ads"]]
        for code in parts.region_code[1:]:
            moved = parts.copy()
            own = moved.region_code == code
            more = (moved.new_ads[own] * times).round().astype("Int64") - moved.new_ads[own]
            moved.loc[own, "new_ads"] += more
            moved.loc[moved.region_code == codes.COUNTRY_CODE, "new_ads"] += int(more.iloc[0])
            judged_row = judged(moved, effects, comparable=True)[own].iloc[0]
            turned = int(judged_row.new_ads + judged_row.ended_ads)
            size = "50 and more" if turned >= 50 else "20-49" if turned >= 20 else "5-19"
            if turned >= 5:
                told += Counter({size: 1, f"{size} found": int(judged_row.is_lead)})
    return told


def main(seeds: str = "8", deals: str = "4", *apart: str) -> None:
    """Print the false leads by window and step, then how many counties that really part are found; for an edition's
    name in place of a number, how often its own past has leads, true or false, and how often it has when chance alone
    says in which county an employer is."""
    if not seeds.isdigit():
        edition, steps = open_edition(seeds), tuple(map(int, apart)) or STEPS
        print(f"{edition.name} as it is, leads true or false:")
        _tell(past([edition], steps))
        print(f"its employers dealt out among the counties {deals} times, every lead false:")
        with tempfile.TemporaryDirectory() as folder:
            _tell(past((dealt_out(edition, Path(folder), seed) for seed in range(int(deals))), steps))
        return
    with tempfile.TemporaryDirectory() as folder:
        _tell(past(build_demo_edition(Path(folder) / str(n), seed=SEED + n) for n in range(int(seeds))))
    for times in (2.0, 3.0):
        with tempfile.TemporaryDirectory() as folder:
            told = found(build_demo_edition(Path(folder)), times)
        sizes = ", ".join(
            f"{size}: {told[f'{size} found']} of {told[size]}" for size in ("5-19", "20-49", "50 and more")
        )
        print(f"new ads times {times:.0f}, 90 days, 30 apart, by new and ended ads: {sizes}")


def _tell(sums: dict[tuple[int, int], Counter[str]]) -> None:
    for (window_days, step), told in sums.items():
        if not told["comparisons"]:
            continue
        any_lead, each = told["with_lead"] / told["comparisons"], told["leads"] / told["judged"]
        print(
            f"{window_days} days, {step} apart: {told['comparisons']} comparisons, {any_lead:.1%} with a lead; "
            f"{told['judged']} counties judged, {each:.2%} called a lead"
        )


if __name__ == "__main__":
    main(*given(__doc__))

"""The demo edition: every name and number drawn from a seeded generator, so that each view can be tried.

Nothing here is data. Employers are plainly fictitious, populations are drawn around a power law, and every
row says `synthetic`. The same parameters give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aipulsen.paths import rebuilt_editions_dir
from aipulsen.provenance import EngineStamp, Manifest, reference_origin
from aipulsen.publishing.demo_ads import made_up_ads, made_up_breaks, made_up_snapshot
from aipulsen.publishing.demo_spells import spells
from aipulsen.publishing.demo_statistics import (
    made_up_commuting,
    made_up_commuting_totals,
    made_up_county_weights,
    made_up_education,
    made_up_exposure,
    made_up_flows,
    made_up_graduates,
    made_up_institutions,
    made_up_it_specialists,
    made_up_labour_shortage,
    made_up_outlook,
    made_up_persons,
    made_up_population,
    made_up_published_ads,
    made_up_wages,
)
from aipulsen.store import editions

AS_OF = dt.date(2026, 6, 30)
DAYS = 730
ADS_PER_DAY = 80
SEED = 20260630


def generate_demo_tables(
    *, as_of: dt.date = AS_OF, days: int = DAYS, ads_per_day: int = ADS_PER_DAY, seed: int = SEED
) -> dict[str, pd.DataFrame]:
    """Every table of the demo edition. `ads_per_day` counts all ads, AI or not."""
    rng = np.random.default_rng(seed)
    people = made_up_persons(rng)
    county_weights = made_up_county_weights(people)
    ads, totals = made_up_ads(rng, as_of, days, ads_per_day, county_weights)
    commuting = made_up_commuting(rng, people)
    return {
        "ads": ads,
        "ad_totals": totals,
        "ad_spells": spells(ads, totals, as_of),
        "breaks": made_up_breaks(as_of, days),
        "education": made_up_education(rng, people),
        "it_specialists": made_up_it_specialists(rng, people),
        "population": made_up_population(people),
        "wages": made_up_wages(rng),
        "commuting": commuting,
        "commuting_totals": made_up_commuting_totals(commuting),
        "flows": made_up_flows(rng, people),
        "graduates": made_up_graduates(rng),
        "institutions": made_up_institutions(),
        "labour_shortage": made_up_labour_shortage(rng),
        "job_board_snapshot": made_up_snapshot(rng, as_of, county_weights),
        "ai_exposure": made_up_exposure(rng),
        "published_ads": made_up_published_ads(rng, people),
        "occupation_outlook": made_up_outlook(rng),
    }


def build_demo_edition(folder: Path | None = None, **parameters: Any) -> editions.Edition:
    """Publish the demo edition; the same parameters give the same bytes."""
    editions.refuse_unwritable(folder or rebuilt_editions_dir())
    frames = generate_demo_tables(**parameters)
    as_of = parameters.get("as_of", AS_OF)
    manifest = Manifest(
        name=editions.DEMO_EDITION,
        kind="demo",
        as_of=as_of,
        as_of_precision="day",
        published_at=f"{as_of.isoformat()}T12:00:00+02:00",
        tables={},
        origins={"demo": reference_origin("demo")},
        engine=EngineStamp("demo", "0" * 16, "0" * 16),
        period_start=as_of - dt.timedelta(days=parameters.get("days", DAYS) - 1),
    )
    return editions.publish(
        folder or rebuilt_editions_dir(),
        manifest,
        frames,
        origins_of=dict.fromkeys(frames, ("demo",)),
        periods=dict.fromkeys(frames, "påhittad"),
        replace=True,
    )

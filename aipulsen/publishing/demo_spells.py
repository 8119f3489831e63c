"""The demo's days open: made up, as everything in the demo is; the same ads give the same days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from aipulsen import codes

USUAL_DAYS = (14, 21, 21, 24, 28, 30, 30, 42)
AI_STANDS_LONGER = 1.2


def spells(ads: pd.DataFrame, totals: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """How long the ads of the last year stood open: an employer's alike, AI ads a little longer (its own numbers)."""
    rng = np.random.default_rng(len(ads))
    ai = pd.DataFrame(
        {
            "published_date": ads.published_date,
            "county_code": ads.county_code,
            "level": ads.level,
            "is_it": ads.ssyk_code.fillna("").str.startswith(codes.IT_OCCUPATIONS),
            "employer": ads.employer,
        }
    )
    key = ["published_date", "county_code"]
    counted = ai.groupby([ai.published_date, ai.county_code.fillna("")]).is_it.sum()
    names = pd.MultiIndex.from_arrays([totals.published_date, totals.county_code.fillna("")])
    other_it = totals.it_ads.to_numpy(dtype=int) - counted.reindex(names, fill_value=0).to_numpy(dtype=int)
    it = totals[key].loc[totals.index.repeat(other_it)].assign(level="none", is_it=True)
    lots = np.arange(len(it)) % 3  # a month's IT ads in a county are three employers'
    it["employer"] = it.published_date.str[:7] + it.county_code.fillna("") + lots.astype(str)
    both = pd.concat([ai, it], ignore_index=True)
    both = both[both.published_date > (as_of - dt.timedelta(days=365)).isoformat()]
    lot, _ = pd.factorize(both.employer)
    usual = rng.choice(USUAL_DAYS, size=lot.max() + 1)[lot] + rng.integers(-3, 6, size=len(both))
    days = np.where(both.level == "none", usual, (usual * AI_STANDS_LONGER).round()).astype(int)
    age = (pd.Timestamp(as_of) - pd.to_datetime(both.published_date)).dt.days.to_numpy()
    is_ended = days <= age
    again = is_ended & (rng.random(len(both)) < np.where(both.level == "none", 0.05, 0.09))
    told = both.assign(days_open=np.minimum(days, age), is_ended=is_ended, again_ads=again.astype(int), ads=1)
    told["county_codes"] = told.county_code
    by = [*key, "county_codes", "level", "is_it", "days_open", "is_ended"]
    summed = told.groupby(by, dropna=False, as_index=False)[["ads", "again_ads"]].sum()
    return summed.astype({"county_code": "object", "county_codes": "object"})

"""Which regions change rank between two definitions of the same measure."""

from __future__ import annotations

import pandas as pd


def rank_changes(here: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    """The change of rank from `here` to `there`, largest first; regions without a rank in either are left out.

    Both: rows of `gap_scores`. rank_change = rank - rank_there: positive climbs towards place 1. `is_certain` is
    true only when the two 95 % rank ranges do not meet: a change inside them is no more than noise can do.

    >>> a = pd.DataFrame({"county_code": ["1"], "ads": [9], "rank": [5], "rank_low": [4], "rank_high": [6]})
    >>> b = a.assign(rank=2, rank_low=1, rank_high=3)
    >>> rank_changes(a, b)[["rank_change", "is_certain"]].values.tolist()
    [[3, True]]
    """
    columns = ["county_code", "ads", "rank", "rank_low", "rank_high"]
    merged = here[columns].merge(there[columns], on="county_code", suffixes=("", "_there"))
    merged = merged.dropna(subset=["rank", "rank_there"])
    change = (merged["rank"] - merged["rank_there"]).astype("Int64")
    apart = (merged.rank_low > merged.rank_high_there) | (merged.rank_high < merged.rank_low_there)
    changed = merged.assign(rank_change=change, is_certain=apart.astype(bool), size=change.abs())
    changed = changed.sort_values(["size", "county_code"], ascending=[False, True], ignore_index=True)
    return changed.drop(columns="size")

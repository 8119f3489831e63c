"""Similar counties: how far apart two counties are in size, education, IT share and kinds of employers."""

from __future__ import annotations

import numpy as np
import pandas as pd


def standardised(feature: pd.Series) -> pd.Series:
    """The feature in standard deviations from its mean; missing stays missing, no spread gives 0.

    >>> standardised(pd.Series([1.0, 3.0])).tolist()
    [-1.0, 1.0]
    """
    spread = float(feature.std(ddof=0))
    return (feature - feature.mean()) / spread if spread > 0 else feature * 0.0


def distances(features: pd.DataFrame, kinds: pd.DataFrame, weights: dict[str, float], chosen: str) -> pd.DataFrame:
    """Distance from the chosen county to every other, nearest first: county_code, distance, weight_used, and
    the squared standardised difference per feature (`difference_<feature>`).

    features: index county_code, a column per numeric feature, in its own unit. kinds: index county_code, a
    column per kind of employer, shares 0–1 that sum to 1, all missing where there are too few ads. weights: per
    feature and for «employer_kinds».

    distance = sqrt(Σ w_f d_f² / Σ w_f) over the features both counties have; d_f is the difference in standard
    deviations; d² of the kinds is Σ (p - q)² over its mean over all pairs, times 2, because the mean of d_f²
    over pairs of standardised values is 2 n/(n - 1) ≈ 2. What one county lacks has weight 0 for that pair, and
    `weight_used` says how much was left. Nothing in common: no distance (missing, last).

    >>> features = pd.DataFrame({"size": [0.0, 2.0, 4.0]}, index=["a", "b", "c"])
    >>> distances(features, pd.DataFrame(index=["a", "b", "c"]), {"size": 1.0}, "a").distance.round(3).tolist()
    [1.225, 2.449]
    """
    others = [code for code in features.index if code != chosen]
    squared = {}
    for name in features.columns:
        z = standardised(features[name].astype(float))
        squared[name] = (z[others] - z[chosen]) ** 2
    if len(kinds.columns):
        shares = kinds.reindex(features.index).astype(float).to_numpy()
        apart = ((shares[:, None, :] - shares[None, :, :]) ** 2).sum(axis=2)
        pairs = apart[np.triu_indices(len(shares), 1)]
        known = pairs[~np.isnan(pairs)]
        usual = float(known.mean()) if len(known) else 0.0
        row = pd.Series(apart[features.index.get_loc(chosen)], index=features.index)
        squared["employer_kinds"] = row[others] * (2 / usual) if usual > 0 else row[others] * 0.0
    table = pd.DataFrame(squared, index=others)
    used = table.notna() * pd.Series(weights).reindex(table.columns)
    total = used.sum(axis=1)
    distance = np.sqrt((table.fillna(0.0) * used).sum(axis=1) / total.where(total > 0))
    result = pd.DataFrame({"county_code": others, "distance": distance.to_numpy(), "weight_used": total.to_numpy()})
    for name in table.columns:
        result[f"difference_{name}"] = table[name].to_numpy()
    return result.sort_values(["distance", "county_code"], na_position="last", ignore_index=True)

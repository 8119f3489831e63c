"""Wage moves: what a salary loses or gains between two regions, in kronor and as a share."""

from __future__ import annotations

import pandas as pd

from aipulsen.errors import ParameterError
from aipulsen.metrics.wages import refuse_mixed
from aipulsen.provenance import weakest_status


def wage_moves(wages: pd.DataFrame, *, from_region: str, to_region: str) -> pd.DataFrame:
    """What an employee of each occupation would lose or gain in monthly salary between two regions.

    wages: rows of one series, one region level and one statistic (a mix is refused). Per occupation the latest
    year that both regions have; an occupation that either lacks has no row. Ranges are kept: the change runs from
    (to, low - from, high) to (to, high - from, low), in kronor; shares are of the salary before the move, its
    middle. A move to where one is, is refused.

    >>> rows = pd.DataFrame({"series": "s", "region_level": "nuts1", "statistic": "mean", "occupation_code": "2512",
    ...     "year": "2024", "region_code": ["SE1", "SE3"], "salary_low_sek": [50200.0, 40000.0],
    ...     "salary_high_sek": [50200.0, 43500.0], "status": "published"})
    >>> wage_moves(rows, from_region="SE1", to_region="SE3")[["change_low_sek", "change_high_sek"]].values.tolist()
    [[-10200.0, -6700.0]]
    """
    refuse_mixed(wages)
    if from_region == to_region:
        raise ParameterError("wages.same_region", region=from_region)
    rows = []
    for occupation, group in wages.groupby("occupation_code", sort=True):
        leaving = group[group.region_code == from_region].set_index("year")
        arriving = group[group.region_code == to_region].set_index("year")
        years = sorted(set(leaving.index) & set(arriving.index))
        if not years:
            continue
        before, after = leaving.loc[years[-1]], arriving.loc[years[-1]]
        low = float(after.salary_low_sek - before.salary_high_sek)
        high = float(after.salary_high_sek - before.salary_low_sek)
        middle = float(before.salary_low_sek + before.salary_high_sek) / 2
        rows.append(
            {
                "occupation_code": occupation,
                "year": years[-1],
                "statistic": before.statistic,
                "from_low_sek": float(before.salary_low_sek),
                "from_high_sek": float(before.salary_high_sek),
                "to_low_sek": float(after.salary_low_sek),
                "to_high_sek": float(after.salary_high_sek),
                "change_low_sek": low,
                "change_high_sek": high,
                "change_low_share": low / middle,
                "change_high_share": high / middle,
                "status": weakest_status(str(before.status), str(after.status)),
            }
        )
    if not rows:
        raise ParameterError("wages.no_common_year", first=from_region, second=to_region)
    return pd.DataFrame(rows)

"""Which AI work and which tools do the ads name, and which are named more than before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics.uncertainty import wilson_interval
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.parts import part_rows, region_ads, scope_of_region
from aipulsen.queries.scope import Scope, records
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

MOST_TOOLS = 15


@dataclass(frozen=True, slots=True)
class SkillsAnswer:
    """Groups of AI work and named tools in the region's ads, a row each; `reason` says why there are none."""

    scope: Scope
    groups: pd.DataFrame
    tools: pd.DataFrame
    untold: pd.DataFrame  # groups that were right too seldom to be told: key, precision_share, labelled_ads
    reason: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per group, then one per tool."""
        return records(self.groups) + records(self.tools)


@answered_once
def ask_skills(edition: Edition, selection: Selection) -> SkillsAnswer:
    """Which groups of AI work and which tools do the region's AI ads name?

    A row per told group, also where no ad names it, and per tool that the country's ads name most: ads, share of the
    region's AI ads with interval (employers' clusters counted in), the country's share, verdicts against the rest of
    the country and two earlier windows, and for groups the precision on labelled ads. An edition whose ads were
    never read for groups has no rows («not_read»). One without ads: EditionError.
    """
    from aipulsen.scoring.skills import trusted_groups  # which other questions wait not for

    selection = selection.checked()
    region = region_ads(edition, selection)
    scope = scope_of_region(region)
    precision = _precision()
    told = trusted_groups() - _only_beside_another_job(selection.level)
    untold = precision[~precision.index.isin(trusted_groups())].reset_index()
    if not is_read(region.country_ads):
        return SkillsAnswer(scope, pd.DataFrame(), pd.DataFrame(), untold, "not_read")
    groups = part_rows(region, _groups, [key for key in precision.index if key in told])
    groups = groups.join(precision, on="key").assign(kind="group")
    common = region.tally(_tools).of(codes.COUNTRY_CODE).sort_values(ascending=False, kind="stable").head(MOST_TOOLS)
    tools = part_rows(region, _tools, list(common.index)).assign(kind="tool")
    return SkillsAnswer(scope, _lead(groups), _lead(tools), untold)


def group_precision() -> dict[str, tuple[int, int]]:
    """Per group: of the labelled ads that a person read, how many were right, and how many were read."""
    from aipulsen.scoring.skills import judged_groups  # loaded with the first question about it

    return judged_groups()


def is_read(ads: pd.DataFrame) -> bool:
    """Whether groups were looked for in these ads: where none of them names any, nobody looked (older editions)."""
    return ads.empty or ("work_groups" in ads and bool(ads.work_groups.notna().any()))


def _only_beside_another_job(level: str) -> set[str]:
    """Groups that no AI job can name (using AI in another job): at that level they have no row, not nought."""
    from aipulsen.scoring.skills import load_groups  # loaded with the first question about it

    return {group.id for group in load_groups() if group.where == "other job"} if level == "role" else set()


def _groups(ads: pd.DataFrame) -> pd.Series:
    return ads.work_groups.astype("object").fillna("")


def _tools(ads: pd.DataFrame) -> pd.Series:
    return ads.named_tools.astype("object").fillna("")


def _precision() -> pd.DataFrame:
    """Per group: precision_share of the labelled ads that a person read, with Wilson's interval, and how many."""
    rows = []
    for key, (right, read) in group_precision().items():
        low, high = wilson_interval(right, read)
        rows.append((key, right / read, low, high, read))
    columns = ["key", "precision_share", "precision_low_share", "precision_high_share", "labelled_ads"]
    return pd.DataFrame(rows, columns=columns).set_index("key")


def _lead(table: pd.DataFrame) -> pd.DataFrame:
    lead = ["kind", "key"]
    return table[lead + [c for c in table.columns if c not in lead]]

"""Does Platsbanken tell the same story as LinkedIn and Indeed?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import cross_check
from aipulsen.metrics.clusters import WHOLE, design_effects
from aipulsen.metrics.cross_check import RankAgreement
from aipulsen.queries.comparison_group import group_codes, in_order
from aipulsen.queries.counts import ads_in_window, country_total, county_counts, texts_in_window
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class CrossCheckAnswer:
    """Counties and employers in the two sources. `agreement` is empty when the edition holds no snapshot."""

    scope: Scope
    agreement: pd.DataFrame
    employers: pd.DataFrame
    rank: RankAgreement | None
    board_ads: int | None
    board_without_county: int | None
    group: tuple[str, ...] | None = None

    def rows(self) -> list[dict[str, Any]]:
        """One row per county."""
        return records(self.agreement if self.group is None else in_order(self.agreement, self.group))


@kept_in(ANSWERS)  # every county asks for all of them
def _agreement(edition: Edition, selection: Selection) -> pd.DataFrame:
    boards, counts = edition.read("job_board_snapshot"), county_counts(edition, selection)
    placed = counts[counts.county_code != codes.NOT_STATED_CODE]
    on_boards = boards[boards.county_code.notna()].groupby("county_code", as_index=False).agg(ads=("id", "size"))
    effects = design_effects(ads_in_window(edition, selection)), design_effects(boards)
    whole = (float(found[WHOLE]) for found in effects)
    agreement = cross_check.county_agreement(placed[["county_code", "ads"]], on_boards, *whole)
    agreement.insert(1, "county_name", [codes.county_name(code) for code in agreement.county_code])
    return agreement


@answered_once
def ask_cross_check(edition: Edition, selection: Selection) -> CrossCheckAnswer:
    """Where do Platsbanken and the snapshot agree, and which employers are seen in only one?

    Both at the broad level, whatever level is chosen, and every row says so: the snapshot holds what a search for AI
    ads found and knows no AI jobs.
    """
    selection = dataclasses.replace(selection, level="competence").checked()
    if not (edition.has("job_board_snapshot") and edition.has("ads")):
        scope = scope_of(edition, selection, (), None)
        return CrossCheckAnswer(scope, pd.DataFrame(), pd.DataFrame(), None, None, None)
    boards = edition.read("job_board_snapshot")
    agreement = _agreement(edition, selection.only(*COUNTED))
    ads = ads_in_window(edition, selection)
    if selection.county_code is not None:
        ads = ads[ads.county_code == selection.county_code]
        boards_here = boards[boards.county_code == selection.county_code]
    else:
        boards_here = boards
    return CrossCheckAnswer(
        scope=scope_of(
            edition,
            selection,
            ("ads", "job_board_snapshot"),
            country_total(edition, selection),
            texts_in_window(edition, selection),
        ),
        agreement=agreement.assign(
            window_days=selection.window_days,
            level=selection.level,
            status=boards.status.iloc[0] if len(boards) else "missing",
        ),
        employers=cross_check.employer_overlap(ads, boards_here),
        rank=cross_check.rank_agreement(agreement),
        board_ads=len(boards),
        board_without_county=int(boards.county_code.isna().sum()),
        group=group_codes(edition, selection),
    )

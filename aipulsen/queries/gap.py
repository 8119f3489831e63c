"""How wide is the gap in each county, and how sure is it?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.bases import BASES
from aipulsen.keepers import ANSWERS, kept_in
from aipulsen.metrics import counting, gap
from aipulsen.queries.comparison_group import of_asked
from aipulsen.queries.counts import (
    ads_abroad,
    ads_in_window,
    cluster_effects,
    count_table,
    counted_on,
    country_ads_status,
    country_total,
    county_bases,
    county_counts,
    remote_ads,
    whole_base,
    with_base_named,
)
from aipulsen.queries.keeping import answered_once
from aipulsen.queries.scope import Scope, default_base, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """Gap scores: one row per county, the country, and the ads that name no county.

    Only a count that somebody counted carries inference; the columns of it are null of the others (`gap_scores`).

    Each row has its ads, and `texts`: the different texts among them. `country_ads` and `country_texts` stand beside:
    all the ads counted, each once, those without county too, and the texts among those. `abroad_ads` are in no count;
    `remote_ads` are counted where the ad says the job is. An edition without ads has no texts.
    """

    scope: Scope
    gap: pd.DataFrame
    country: dict[str, Any]
    not_stated_ads: int
    abroad_ads: int | None = None
    remote_ads: int | None = None

    @property
    def compared_alone(self) -> gap.Comparison | None:
        """Whether the chosen county (the first shown) differs from the rest of the country: one test, chosen
        beforehand, so without correction for many. None: there is no count to test."""
        compared: gap.Comparison | None = self.gap.compared_alone.iloc[0]
        return compared

    def rows(self) -> list[dict[str, Any]]:
        """The rows as the command line and the CSV give them."""
        return records(with_base_named(self.gap, self.scope.base))


def printed(edition: Edition, figure: str) -> pd.Series:
    """What the report prints of a figure, by region code."""
    figures = edition.read("report_figures")
    values: pd.Series = figures[figures.figure == figure].set_index("region_code")["value"]
    return values


@answered_once
def ask_gap(edition: Edition, selection: Selection) -> GapAnswer:
    """How many AI ads has each county per 1 000 educated, or per so many of another base, and how sure is it?

    With a county: its row, and after it those of its comparison group when the selection asks for one. Ranks are
    always those among all 21. On the report's base two printed figures stand beside ours where the report prints them:
    gap_score_printed, and base_printed_persons, which is rounder than the base its scores are divided by.
    """
    selection = counted_on(edition, selection.checked())
    every = _every_county(edition, what_counts(edition, selection))
    return dataclasses.replace(
        every,
        scope=dataclasses.replace(every.scope, selection=selection),
        gap=of_asked(every.gap, edition, selection),
    )


def what_counts(edition: Edition, selection: Selection) -> Selection:
    """Only the choices that decide the counts and their base: selections that agree in them share answers."""
    selection = counted_on(edition, selection)
    return dataclasses.replace(selection.only(*COUNTED), base=selection.base or default_base(edition))


@kept_in(ANSWERS)  # a page asks for the same counties five times: its map, ranking, tooltips, sentences
def _every_county(edition: Edition, selection: Selection) -> GapAnswer:
    """The answer about all 21 counties."""
    base = selection.base or default_base(edition)
    counts = county_counts(edition, selection)
    bases = county_bases(edition, base, selection.window_days)
    per, is_share = BASES[base].per, BASES[base].holds_ai_ads
    placed = counts[counts.county_code != codes.NOT_STATED_CODE]
    effects, total_status = cluster_effects(edition, selection), country_ads_status(edition, placed)
    scored = gap.gap_scores(
        placed, bases, design_effects=effects, country_ads_status=total_status, per=per, is_share=is_share
    )
    country = gap.country_gap(
        placed,
        bases,
        design_effects=effects,
        ads_status=total_status,
        ads=country_total(edition, selection),
        whole_base=whole_base(edition, base, selection.window_days),
        per=per,
        is_share=is_share,
    )
    not_stated = counts[counts.county_code == codes.NOT_STATED_CODE]
    if len(not_stated):
        scored = pd.concat([scored, not_stated.rename(columns={"status": "ads_status"})], ignore_index=True)
        scored["reliability"] = scored.reliability.fillna("not_applicable")
    scored = scored.assign(
        county_name=[codes.county_name(c) for c in scored.county_code],
        window_days=selection.window_days,
        level=selection.level,
        base=base,
        base_period=bases.period.iloc[0],
    )
    if edition.has("report_figures") and base == "report":
        scored["base_printed_persons"] = scored.county_code.map(printed(edition, "post_secondary_persons"))
        scored["base_printed_persons"] = scored.base_printed_persons.astype("Int64")
        if selection.level == "role" and selection.window_days == 90:
            scored["gap_score_printed"] = scored.county_code.map(printed(edition, "gap_score"))
            scored["score_status"] = scored.score_status.mask(scored.gap_score_printed.notna(), "published")
    total = country_total(edition, selection)
    ads = ads_in_window(edition, selection) if edition.has("ads") else None
    texts = None if ads is None else counting.count_texts(ads)
    by_county = pd.Series(dtype="Int64") if ads is None else counting.texts_by_county(ads)
    scored = scored.assign(
        texts=by_county.reindex(scored.county_code).array,
        country_ads=pd.array([total] * len(scored), "Int64"),
        country_texts=pd.array([texts] * len(scored), "Int64"),
    )
    lead = ["county_code", "county_name", "ads", "base_persons", "gap_score", "gap_low", "gap_high"]
    scored = scored[lead + [c for c in scored.columns if c not in lead]]
    scope = scope_of(edition, selection, (count_table(edition), BASES[base].table), total, texts)
    return GapAnswer(
        scope,
        scored,
        country,
        int(not_stated.ads.sum()) if len(not_stated) else 0,
        ads_abroad(edition, selection),
        remote_ads(edition, selection),
    )

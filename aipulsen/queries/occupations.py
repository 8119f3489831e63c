"""In which occupations are the AI ads, and how many of them are outside IT?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.metrics import counting, occupations, parts
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.parts import Whole
from aipulsen.queries.counts import ads_in_window, ads_status, cluster_effects
from aipulsen.queries.keeping import answered_alike, answered_once
from aipulsen.queries.parts import part_rows, region_ads, scope_of_region
from aipulsen.queries.scope import Scope, records, scope_of
from aipulsen.queries.selection import COUNTED, Selection
from aipulsen.store.editions import Edition


@dataclass(frozen=True, slots=True)
class OccupationsAnswer:
    """AI ads by occupation: a row per SSYK code of three digits, then of four; ads without occupation apart."""

    scope: Scope
    occupations: pd.DataFrame
    not_stated_ads: int

    def rows(self) -> list[dict[str, Any]]:
        """One row per occupation."""
        return records(self.occupations)

    def at(self, digits: int) -> pd.DataFrame:
        """The rows of codes with so many digits."""
        return self.occupations[self.occupations.digits == digits].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class OutsideItAnswer:
    """The share of AI ads outside IT occupations, for the country and each county."""

    scope: Scope
    outside: pd.DataFrame

    def rows(self) -> list[dict[str, Any]]:
        """One row for the country, then one per county."""
        return records(self.outside)


# One function per length for all askers, so that what it told is kept.
_TOLD = {digits: partial(occupations.occupation_of, digits=digits) for digits in occupations.DIGITS}


@answered_once
def ask_occupations(edition: Edition, selection: Selection) -> OccupationsAnswer:
    """Which occupations, by SSYK 2012 at three and four digits, are the region's AI ads in?

    Shares are of the ads that state an occupation. Each row has the country's share beside, and verdicts against the
    rest of the country and two earlier windows; Holm's correction is within codes of the same length.
    """
    selection = selection.checked()
    region = region_ads(edition, selection)
    tables = []
    for digits in occupations.DIGITS:
        table = part_rows(region, _TOLD[digits])
        table = table.rename(columns={"key": "ssyk_code"}).assign(digits=digits)
        names = [codes.occupation_name(code) for code in table.ssyk_code]
        english = [codes.occupation_name(code, "en") for code in table.ssyk_code]
        tables.append(table.assign(name=names, name_en=english, is_it=occupations.is_it(table.ssyk_code)))
    found = pd.concat(tables, ignore_index=True)
    lead = ["digits", "ssyk_code", "name", "name_en", "is_it"]
    scope = scope_of_region(region)
    missing = int(region.ads.ssyk_code.isna().sum())
    return OccupationsAnswer(scope, found[lead + [c for c in found.columns if c not in lead]], missing)


@answered_alike(*COUNTED)
def ask_outside_it(edition: Edition, selection: Selection) -> OutsideItAnswer:
    """How large a part of the AI ads is outside IT occupations, in the country and in each county?

    A row per region: ads (outside IT), ads_all (those that state an occupation), ads_share with interval, reliability,
    the verdict of a county against the rest of the country (Holm over the counties), and wider_it_share: the share
    with IT managers and IT technicians counted as IT, too.
    """
    ads = ads_in_window(edition, selection)
    effects = cluster_effects(edition, selection)
    assert effects is not None
    stated = ads[_states_occupation(ads)]
    country = Whole(len(stated), float(effects[WHOLE]))
    rows = [_outside(stated, codes.COUNTRY_CODE, country)]
    for code in sorted(codes.county_codes()):
        own = counting.of_county(stated, code)
        row = _outside(own, code, Whole(len(own), float(effects.get(code, country.effect))))
        rows.append(row | _against_rest(row, stated.drop(index=own.index), country.effect))
    table = pd.DataFrame(rows)
    numbers = {c: table[c].astype("Float64") for c in table.columns if c.endswith("_share") or c == "p_value"}
    table = table.assign(**numbers, **{c: pd.array(table[c], "Int64") for c in ("ads", "ads_all")})
    corrected, verdicts = parts.verdicts_of(table.p_value, table.ads_share, table.rest_share)
    table = table.assign(p_value=corrected, compared_with_rest=[None, *verdicts[1:]])
    table = table.assign(window_days=selection.window_days, level=selection.level, status=ads_status(edition))
    return OutsideItAnswer(scope_of(edition, selection, ("ads",), len(ads), counting.count_texts(ads)), table)


def _outside(ads: pd.DataFrame, code: str, whole: Whole) -> dict[str, Any]:
    outside = occupations.outside_it(ads)
    part = parts.parts({"outside": outside}, whole).iloc[0].drop("key")
    wider = occupations.outside_it(ads, occupations.WIDER_IT_OCCUPATIONS)
    return {
        "region_code": code,
        "region_name": codes.county_name(code),
        **part.to_dict(),
        "design_effect": whole.effect,
        "wider_it_share": wider / len(ads) if pd.notna(part.ads_share) else None,
    }


def _against_rest(row: dict[str, Any], rest: pd.DataFrame, effect: float) -> dict[str, Any]:
    """The share of the country's other ads, and the p-value of a county's difference from it, uncorrected."""
    outside, whole = occupations.outside_it(rest), Whole(len(rest), effect)
    share = outside / len(rest) if len(rest) else None
    if pd.isna(row["ads_share"]):
        return {"rest_share": share, "p_value": None}
    own = Whole(int(row["ads_all"]), float(row["design_effect"]))
    return {"rest_share": share, "p_value": parts.difference_p_value(int(row["ads"]), own, outside, whole)}


def _states_occupation(ads: pd.DataFrame) -> pd.Series:
    return ads.ssyk_code.notna()

"""What changed between two editions: new ads, ended ads, changed method and changed base, told apart."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from aipulsen import codes
from aipulsen.metrics.clusters import WHOLE
from aipulsen.metrics.counting import in_counties, window_start
from aipulsen.metrics.gap import compared
from aipulsen.metrics.trend import rate_ratio
from aipulsen.metrics.uncertainty import RATED, holm, reliability, share_p_value

PARTS = ("new_ads", "ended_ads", "method_ads", "revised_ads")


def ad_changes(
    before: pd.DataFrame,
    now: pd.DataFrame,
    as_of_before: dt.date,
    as_of_now: dt.date,
    window_days: int,
    *,
    same_method: bool,
    unique: bool = True,
) -> pd.DataFrame:
    """Why a region's count differs between two windows: a row per county and for the country («00»).

    before, now: the ads that count in each edition's window (`counting.ads_in_window`). An ad is the same in both when
    its id is, or (`unique`) its employer, text and place. ads_now = ads_before + new_ads - ended_ads + method_ads +
    revised_ads, exactly. new_ads: counted now and not before, published after the earlier data date. ended_ads: counted
    before and not now, published before the later window begins; both are what time does. What else differs are ads of
    days that both windows hold: with another engine that is method_ads, else revised_ads (the source changed an ad, or
    it came late), which may be negative. Unit: ads. An ad for several counties is in each, in the country once.

    >>> ads = pd.DataFrame({"id": ["a", "b"], "published_date": ["2026-01-02", "2026-04-05"], "county_code": "25",
    ...     "employer": "x", "text_hash": ["1", "2"], "municipality_code": None})
    >>> days = dt.date(2026, 3, 31), dt.date(2026, 4, 10)
    >>> found = ad_changes(ads.head(1), ads.tail(1), *days, 90, same_method=True).set_index("region_code")
    >>> found.loc["25", ["ads_before", "new_ads", "ended_ads", "revised_ads", "ads_now"]].tolist()
    [1, 1, 1, 0, 1]
    """
    start_now = window_start(as_of_now, window_days).isoformat()
    old, new = (_in_regions(_placed(ads, unique)) for ads in (before, now))
    came = new[~_known(new, old) & (new.published_date > as_of_before.isoformat())]
    left = old[~_known(old, new) & (old.published_date < start_now)]
    regions = [codes.COUNTRY_CODE, *sorted(codes.county_codes())]
    ads_before, new_ads, ended_ads, ads_now = (
        ads.region_code.value_counts().reindex(regions, fill_value=0) for ads in (old, came, left, new)
    )
    rest = ads_now - ads_before - new_ads + ended_ads
    none = rest * 0
    method, revised = (none, rest) if same_method else (rest, none)
    counts = (ads_before, new_ads, ended_ads, method, revised, ads_now)
    named = dict(zip(("ads_before", *PARTS, "ads_now"), counts, strict=True))
    return pd.DataFrame(named, index=pd.Index(regions, name="region_code")).astype("Int64").reset_index()


def _placed(ads: pd.DataFrame, unique: bool) -> pd.DataFrame:
    """The ads, a row for each of their counties, with what they are known again by."""
    same = [ads[name].astype("object").fillna("") for name in ("employer", "text_hash", "county_code")]
    key = same[0].str.cat(same[1:], sep="\x1f") + "\x1f" + ads.municipality_code.astype("object").fillna("")
    keyed = unique & ads.employer.notna() & ads.text_hash.notna() & (ads.text_hash != "")
    known = ads.assign(same=key.where(keyed, ads.id))
    return in_counties(known)[["id", "same", "published_date", "county_code"]]


def _in_regions(placed: pd.DataFrame) -> pd.DataFrame:
    """A row for each region that an ad counts in, the country too; an ad is known again within its region."""
    whole = placed.drop_duplicates("id").assign(county_code=WHOLE)
    rows = pd.concat([placed[placed.county_code.notna()], whole], ignore_index=True)
    region = rows.county_code.astype("object")
    return pd.DataFrame(
        {
            "region_code": region,
            "id": region + "\x1f" + rows.id.astype("object"),
            "same": region + "\x1f" + rows.same.astype("object"),
            "published_date": rows.published_date,
        }
    )


def _known(ads: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Which of the ads are among the others."""
    return ads.id.isin(others.id) | ads.same.isin(others.same)


def judged(changes: pd.DataFrame, design_effects: pd.Series, *, comparable: bool) -> pd.DataFrame:
    """The changes with a verdict per county: whether it moved otherwise than the rest of the country.

    turnover_ratio = new_ads / ended_ads with 95 % interval (`rate_ratio`), missing where either is below five; p_value:
    the county's share of new among new and ended ads against the rest's (`share_p_value`; the rest's own chance widens
    the design effect by 1 + n / n′), so that a season or a trend of the whole country is no news. `verdict` is after
    Holm's correction for all counties: higher, lower, not_different; «too_few_ads» below five new and ended together,
    «not_comparable» where the method or a break lies between. is_lead: higher or lower. lead_rank: leads by p-value,
    then the others by the same.
    """
    country = changes[changes.region_code == codes.COUNTRY_CODE].iloc[0]
    rows = [_tested(row, country, design_effects) for row in changes.itertuples()]
    told = pd.concat([changes, pd.DataFrame(rows, index=changes.index)], axis=1)
    can = told.p_value.notna() & comparable
    told["p_value"] = told.p_value.where(can).astype("Float64")
    rest_ratio = (country.new_ads - told.new_ads) / (country.ended_ads - told.ended_ads).where(lambda n: n > 0)
    above = (told.new_ads / told.ended_ads.where(told.ended_ads > 0)).fillna(float("inf")) > rest_ratio
    verdicts = compared(holm(told.p_value), above)
    reason = told.reliability.map(lambda trust: "not_comparable" if trust in RATED else "too_few_ads")
    told["verdict"] = verdicts.where(can, reason).where(told.region_code != codes.COUNTRY_CODE, None)
    told["is_lead"] = told.verdict.isin(["higher", "lower"])
    ordered = told[can].sort_values(["p_value", "region_code"]).index
    told["lead_rank"] = pd.Series(range(1, len(ordered) + 1), index=ordered, dtype="Int64").reindex(told.index)
    return told


def _tested(row: object, country: pd.Series, design_effects: pd.Series) -> dict[str, object]:
    """The ratio with interval, the p-value against the rest, and how far the count can be trusted, of one region."""
    code, new, ended = str(row.region_code), int(row.new_ads), int(row.ended_ads)  # type: ignore[attr-defined]
    turned, rest = new + ended, int(country.new_ads + country.ended_ads) - new - ended
    trust = reliability(turned)
    nothing = {"turnover_ratio": None, "turnover_low": None, "turnover_high": None, "p_value": None}
    if trust not in RATED:
        return {**nothing, "reliability": trust}
    effect = float(design_effects.get(code, design_effects[WHOLE]))
    ratio, low, high = rate_ratio(ended, new, 1, 1, effect)
    p_value = None
    if code != codes.COUNTRY_CODE and rest:
        share = (int(country.new_ads) - new) / rest
        p_value = share_p_value(new, turned, share, effect * (1 + turned / rest)) if 0 < share < 1 else None
    told = {"turnover_ratio": ratio, "turnover_low": low, "turnover_high": high}
    is_told = reliability(min(new, ended)) in RATED  # of two counts the smaller decides whether their ratio is shown
    return {**nothing, **(told if is_told else {}), "p_value": p_value, "reliability": trust}


def score_parts(changes: pd.DataFrame, base_before: pd.Series, base_now: pd.Series, per: int) -> pd.DataFrame:
    """The change of the score in three parts that sum to it: ads, method, base.

    base_before, base_now: by region_code. score = ads / base × per. of_ads: what new, ended and revised ads do on the
    earlier base; of_method: what another engine does; of_base: the rest, what another base does to today's ads.
    Missing where a base is missing or nought, or below five ads in either edition (there is no score).
    """
    bases = [changes.region_code.map(base).astype("Float64") for base in (base_before, base_now)]
    old, new = (base.where(base > 0) for base in bases)
    shown = changes.ads_before.map(reliability).isin(RATED) & changes.ads_now.map(reliability).isin(RATED)
    by_time = changes.new_ads - changes.ended_ads + changes.revised_ads
    parts = {
        "score_before": changes.ads_before / old * per,
        "score_now": changes.ads_now / new * per,
        "score_of_ads": by_time / old * per,
        "score_of_method": changes.method_ads / old * per,
        "score_of_base": (changes.ads_now / new - changes.ads_now / old) * per,
    }
    return changes.assign(**{name: part.astype("Float64").where(shown) for name, part in parts.items()})

"""Which ads count: the window, the level, unique ads, staffing agencies; and how many per county."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from aipulsen import codes


def window_start(as_of: dt.date, window_days: int) -> dt.date:
    """The first day of a window of `window_days` days that ends with `as_of`, both included.

    >>> window_start(dt.date(2026, 6, 30), 90)
    datetime.date(2026, 4, 2)
    """
    return as_of - dt.timedelta(days=window_days - 1)


def ads_in_window(
    ads: pd.DataFrame,
    as_of: dt.date,
    window_days: int,
    level: str,
    *,
    counting: str = "unique",
    staffing: str = "all",
    abroad: bool = False,
) -> pd.DataFrame:
    """The rows of `ads` that count; with `abroad` those that do not, because the job is outside Sweden.

    Published in the window; at the level (jobs that need AI skills include AI jobs). With `counting` «unique», the
    same employer with the same text at the same place counts once, by its first publication: the same
    text in five towns is five places and counts five times, the same ad put out again under a new id counts
    once. «all» counts every published ad. `staffing` «without» leaves staffing agencies out. An ad without
    employer or text fingerprint is never merged with another.
    """
    first, last = window_start(as_of, window_days).isoformat(), as_of.isoformat()
    levels = ["role"] if level == "role" else ["role", "competence"]
    chosen = ads[ads.published_date.between(first, last) & ads.level.isin(levels) & (is_abroad(ads) == abroad)]
    if staffing == "without":
        chosen = chosen[~chosen.is_staffing]
    chosen = chosen.sort_values(["published_date", "id"])
    if counting == "unique":
        same = ["employer", "text_hash", "county_code", "municipality_code"]
        chosen = chosen[~(_keyed(chosen) & chosen.duplicated(same, keep="first"))]
    return chosen


def is_abroad(ads: pd.DataFrame) -> pd.Series:
    """Which ads are for work outside Sweden; an edition that does not tell them from unstated places has none."""
    if "place_kind" not in ads:
        return pd.Series(False, index=ads.index)
    return ads.place_kind.eq("abroad").fillna(False).astype(bool)


def in_counties(ads: pd.DataFrame) -> pd.DataFrame:
    """The ads with a row for each of their counties (`county_code`): an ad for several counties counts in each, and in
    the country once (docs/places.md). The index repeats; ads without county keep their one row."""
    if "county_codes" not in ads:
        return ads
    several = counties_told(ads).astype("object").str.split("|")
    return ads.assign(county_code=several).explode("county_code")


def of_county(ads: pd.DataFrame, county_code: str) -> pd.DataFrame:
    """The ads that count in a county, also those whose first county is another."""
    told = counties_told(ads)
    named = [codes_told for codes_told in told.unique() if isinstance(codes_told, str)]
    return ads[told.isin([codes_told for codes_told in named if county_code in codes_told.split("|")])]


def counties_told(ads: pd.DataFrame) -> pd.Series:
    """Each ad's counties, joined with «|» where they are several; missing where it names none."""
    return ads.county_codes.fillna(ads.county_code) if "county_codes" in ads else ads.county_code


def count_texts(ads: pd.DataFrame) -> int:
    """Different texts among ads: the same employer with the same text is one, however many places and ids.

    Beside it the number of rows tells the places («unique») or the published ads («all»). An ad without
    employer or text fingerprint is a text of its own. Unit: texts. No ads: 0.
    """
    return int((~(_keyed(ads) & ads.duplicated(["employer", "text_hash"]))).sum())


def texts_by_county(ads: pd.DataFrame) -> pd.Series:
    """Different texts per county, 0 where there are no ads; the empty code for ads that name no county.

    A text that is put out in three counties is one in each, so the counties sum to more than the country's texts.
    """
    ads = in_counties(ads)
    codes_of = ads.county_code.astype("object").where(ads.county_code.notna(), codes.NOT_STATED_CODE)
    again = ads.assign(county_code=codes_of).duplicated(["county_code", "employer", "text_hash"])
    found = codes_of[~(_keyed(ads) & again)].value_counts()
    every = [*sorted(codes.county_codes()), codes.NOT_STATED_CODE]
    return pd.Series([int(found.get(code, 0)) for code in every], index=every, dtype="Int64")


def _keyed(ads: pd.DataFrame) -> pd.Series:
    """Which ads can be known again: they have an employer and a text fingerprint."""
    return ads.employer.notna() & ads.text_hash.notna() & (ads.text_hash != "")


def count_by_county(ads: pd.DataFrame) -> pd.DataFrame:
    """Ads per county: county_code, ads (Int64). All 21 counties, 0 where there are none, and a row with the
    empty code for ads that name no county. An ad for several counties is in each: the rows sum to all ads or more."""
    ads = in_counties(ads)
    every = [*sorted(codes.county_codes()), codes.NOT_STATED_CODE]
    found = ads.county_code.astype("object").where(ads.county_code.notna(), codes.NOT_STATED_CODE).value_counts()
    return pd.DataFrame({"county_code": every, "ads": pd.array([int(found.get(c, 0)) for c in every], "Int64")})

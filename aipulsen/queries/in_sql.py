"""The counts behind the measures as SQL that anybody can run over an edition's own Parquet files, with DuckDB."""

from __future__ import annotations

import datetime as dt

import pyarrow.parquet as pq

from aipulsen.metrics.counting import window_start
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

# The ads that are counted: window, level, place; the same employer's same text at the same place once.
_COUNTED = """WITH counted AS (
  SELECT * FROM 'ads.parquet'
  WHERE published_date BETWEEN '{first}' AND '{last}' AND level IN ({levels})
    AND place_kind IS DISTINCT FROM 'abroad'{staffing}{research}{unique})
"""
_STAFFING = " AND NOT is_staffing"
_RESEARCH = " AND NOT regexp_matches(headline, '{titles}', 'i')"
_UNIQUE = """
  QUALIFY employer IS NULL OR row_number() OVER (
    PARTITION BY employer, text_hash, county_code, municipality_code ORDER BY published_date, id) = 1"""
_HERE = " WHERE list_contains(string_split(county_codes, '|'), '{county}')"
_ASKED = {
    "gap": """SELECT county_code, count(*) AS ads
FROM (SELECT unnest(string_split(county_codes, '|')) AS county_code FROM counted)
GROUP BY county_code ORDER BY county_code""",
    "places": """SELECT municipality_code, count(*) AS ads
FROM counted WHERE municipality_code IS NOT NULL GROUP BY municipality_code ORDER BY ads DESC, municipality_code""",
    "skills": """SELECT key, count(*) AS ads
FROM (SELECT unnest(string_split(work_groups, '|')) AS key FROM counted{here})
GROUP BY key ORDER BY ads DESC, key""",
    "occupations": """SELECT ssyk_code, count(*) AS ads
FROM counted{here} GROUP BY ssyk_code ORDER BY ads DESC, ssyk_code""",
    "outside-it": """SELECT count(*) FILTER (ssyk_code NOT LIKE '251%') AS ads, count(ssyk_code) AS ads_all
FROM counted{here}""",
    "generative": """SELECT count(*) FILTER (
    list_has_any(string_split(work_groups, '|'), ['generative', 'agents'])) AS ads, count(*) AS ads_all
FROM counted{here}""",
    "work": """SELECT employer_kind AS key, count(*) AS ads, sum(vacancies) AS vacancies
FROM counted{here} GROUP BY key ORDER BY ads DESC, key""",
}

_SPELLS = """SELECT sum(ads) FILTER (level IN ({levels})) AS ads,
  sum(ads) FILTER (level IN ({levels}) AND is_ended) AS ended_ads,
  sum(again_ads) FILTER (level IN ({levels}) AND is_ended) AS again_ads,
  sum(ads) FILTER (is_it AND level NOT IN ({levels})) AS it_ads
FROM 'ad_spells.parquet' WHERE published_date BETWEEN '{first}' AND '{last}'{county}"""
_SHARE = """SELECT
  (SELECT count(*) FROM 'ads.parquet' WHERE published_date BETWEEN '{first}' AND '{last}'
    AND level IN ({levels}) AND place_kind IS DISTINCT FROM 'abroad') AS ads,
  (SELECT sum({column}) FROM 'ad_totals.parquet' WHERE published_date BETWEEN '{first}' AND '{last}') AS all_ads"""
_SHARE_DAYS = 28


def _without_research() -> str:
    from aipulsen.scoring.skills import research_titles

    return _RESEARCH.format(titles=research_titles())


def in_sql(edition: Edition, selection: Selection) -> dict[str, str]:
    """The SQL of each question that counts ads, for this selection, by the question's key. It counts what the rows of
    the question count: `ads` per key (occupations at four digits), or ads and the whole they are part of. Questions
    whose table the edition lacks are left out."""
    last = edition.manifest.as_of
    levels = ["role"] if selection.level == "role" else ["role", "competence"]
    counted = _COUNTED.format(
        first=window_start(last, selection.window_days),
        last=last,
        levels=", ".join(f"'{level}'" for level in levels),
        staffing=_STAFFING if selection.staffing == "without" else "",
        research=_without_research() if selection.research == "without" else "",
        unique=_UNIQUE if selection.counting == "unique" else "",
    )
    here = _HERE.format(county=selection.county_code) if selection.county_code else ""
    asked = {key: counted + question.format(here=here) for key, question in _ASKED.items()}
    return asked | _of_other_tables(edition, selection, ", ".join(f"'{level}'" for level in levels))


def _of_other_tables(edition: Edition, selection: Selection, levels: str) -> dict[str, str]:
    """Days open, and the national line's last four weeks."""
    last, asked = edition.manifest.as_of, {}
    if edition.has("ad_spells"):
        county = f"\n  AND list_contains(string_split(county_codes, '|'), '{selection.county_code}')"
        asked["days-open"] = _SPELLS.format(
            levels=levels,
            first=window_start(last, selection.window_days),
            last=last,
            county=county if selection.county_code else "",
        )
    if edition.has("ad_totals"):
        columns = pq.read_schema(edition.path / "ad_totals.parquet").names
        asked["national-share"] = _SHARE.format(
            levels=levels,
            first=last - dt.timedelta(days=_SHARE_DAYS - 1),
            last=last,
            column="first_county_ads" if "first_county_ads" in columns else "ads",
        )
    return asked

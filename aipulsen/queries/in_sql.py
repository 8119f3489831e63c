"""The counts behind the measures as SQL that anybody can run over an edition's own Parquet files, with DuckDB."""

from __future__ import annotations

import datetime as dt

import pyarrow.parquet as pq

from aipulsen.bases import BASES
from aipulsen.metrics.counting import window_start
from aipulsen.queries.changes import edition_before
from aipulsen.queries.scope import default_base
from aipulsen.queries.selection import Selection
from aipulsen.store.editions import Edition

# The ads that are counted: window, level, place; the same employer's same text at the same place once.
_COUNTED = """WITH counted AS (SELECT{unique} * FROM 'ads.parquet'
  WHERE published_date BETWEEN '{first}' AND '{last}' AND level IN ({levels})
    AND place_kind IS DISTINCT FROM 'abroad'{staffing}{research} ORDER BY published_date, id)
"""
_STAFFING = " AND NOT is_staffing"
_RESEARCH = " AND NOT regexp_matches(headline, '{titles}', 'i')"
_UNIQUE = " DISTINCT ON ({within}coalesce(employer, id), text_hash, county_code, municipality_code)"
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
    "tools": """SELECT key, count(*) AS ads
FROM (SELECT unnest(string_split(named_tools, '|')) AS key FROM counted{here})
GROUP BY key ORDER BY ads DESC, key""",
    "work": """SELECT employer_kind AS key, count(*) AS ads, sum(vacancies) AS vacancies
FROM counted{here} GROUP BY key ORDER BY ads DESC, key""",
    "terms": """SELECT employment, is_full_time, ad_language, is_remote, count(*) AS ads
FROM counted{here} GROUP BY GROUPING SETS ((employment), (is_full_time), (ad_language), (is_remote))""",
}
# Between two editions, or two days of one: what only the later window holds, and only the earlier.
_CHANGES = """WITH every AS (SELECT 'old' AS part, * FROM '{old_file}' WHERE published_date BETWEEN {old_days}
  UNION ALL BY NAME SELECT 'new' AS part, * FROM 'ads.parquet' WHERE published_date BETWEEN '{first}' AND '{last}'),
counted AS (SELECT{unique} *, coalesce({same}, id) AS same
  FROM every WHERE level IN ({levels}) AND place_kind IS DISTINCT FROM 'abroad'{others} ORDER BY published_date, id),
placed AS (SELECT *, unnest(string_split(county_codes, '|')) AS home FROM counted)
SELECT home AS county_code, count_if(part = 'new' AND published_date > '{old_last}') AS new_ads,
  count_if(part = 'old' AND published_date < '{first}') AS ended_ads
FROM placed AS one ANTI JOIN placed AS other ON one.part <> other.part AND one.home = other.home
  AND (one.id = other.id OR one.same = other.same)
GROUP BY ALL ORDER BY ALL"""
_SAME = "employer || '|' || nullif(text_hash, '') || '|' || coalesce(municipality_code, '')"
_BASE = "SELECT {region} AS county_code, {column} AS base FROM '{table}.parquet'{where} ORDER BY county_code"
_BASE_OF_ADS = """SELECT county_code, sum({column}) AS base FROM 'ad_totals.parquet'
WHERE published_date BETWEEN '{first}' AND '{last}' AND county_code IS NOT NULL
GROUP BY county_code ORDER BY county_code"""

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
    """The SQL of each question that counts ads, for this selection, by the question's key, and of the base they are
    divided by: ten lines at most each. It counts what the rows of the question count: `ads` per key (occupations at
    four digits), or ads and the whole they are part of. Questions whose table the edition lacks are left out; what is
    read in a title with rules (seniority) has none."""
    last = edition.manifest.as_of
    levels = ["role"] if selection.level == "role" else ["role", "competence"]
    chosen = {
        "first": str(window_start(last, selection.window_days)),
        "last": str(last),
        "levels": ", ".join(f"'{level}'" for level in levels),
        "staffing": _STAFFING if selection.staffing == "without" else "",
        "research": _without_research() if selection.research == "without" else "",
    }
    asked = {"base": _base_in_sql(edition, selection, chosen)}
    if edition.has("ads"):
        counted = _COUNTED.format(unique=_unique(selection), **chosen)
        here = _HERE.format(county=selection.county_code) if selection.county_code else ""
        asked |= {key: counted + question.format(here=here) for key, question in _ASKED.items()}
        asked |= _changes_in_sql(edition, selection, chosen)
    return asked | _of_other_tables(edition, selection, chosen)


def _unique(selection: Selection, within: str = "") -> str:
    return _UNIQUE.format(within=within) if selection.counting == "unique" else ""


def _base_in_sql(edition: Edition, selection: Selection, chosen: dict[str, str]) -> str:
    """The base per county: of persons the latest statistics, of ads those of the window."""
    base = BASES[selection.base or default_base(edition)]
    if base.counts_ads:
        return _BASE_OF_ADS.format(column=base.column, **chosen)
    columns = pq.read_schema(edition.path / f"{base.table}.parquet").names
    dated = next((name for name in ("year", "period") if name in columns), None)
    latest = f" AND {dated} = (SELECT max({dated}) FROM '{base.table}.parquet')" if dated else ""
    is_finer = "region_level" in columns
    where = f"\nWHERE region_level = 'county'{latest}" if is_finer else latest.replace(" AND", "\nWHERE")
    region = "region_code" if is_finer else "county_code"
    return _BASE.format(region=region, column=base.column, table=base.table, where=where)


def _changes_in_sql(edition: Edition, selection: Selection, chosen: dict[str, str]) -> dict[str, str]:
    """New and ended ads against the edition before, a folder beside this one, or against this one's earlier days."""
    before = edition_before(edition, selection)
    if before is None or not before.has("ads"):
        return {}
    day = before.manifest.as_of
    sql = _CHANGES.format(
        old_file="ads.parquet" if before.path == edition.path else f"../{before.path.name}/ads.parquet",
        old_days=f"'{window_start(day, selection.window_days)}' AND '{day}'",
        old_last=day,
        others=chosen["staffing"] + chosen["research"],
        same=_SAME if selection.counting == "unique" else "NULL",
        unique=_unique(selection, "part, "),
        **chosen,
    )
    return {"changes": sql}


def _of_other_tables(edition: Edition, selection: Selection, chosen: dict[str, str]) -> dict[str, str]:
    """Days open, and the national line's last four weeks."""
    last, asked = edition.manifest.as_of, {}
    if edition.has("ad_spells"):
        county = f"\n  AND list_contains(string_split(county_codes, '|'), '{selection.county_code}')"
        asked["days-open"] = _SPELLS.format(county=county if selection.county_code else "", **chosen)
    if edition.has("ad_totals"):
        columns = pq.read_schema(edition.path / "ad_totals.parquet").names
        asked["national-share"] = _SHARE.format(
            levels=chosen["levels"],
            first=last - dt.timedelta(days=_SHARE_DAYS - 1),
            last=last,
            column="first_county_ads" if "first_county_ads" in columns else "ads",
        )
    return asked

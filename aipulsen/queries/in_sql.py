"""The counts behind AI-jobben as SQL that anybody can run over an edition's own Parquet file, with DuckDB."""

from __future__ import annotations

from aipulsen.metrics.counting import window_start
from aipulsen.queries.selection import Selection
from aipulsen.scoring.skills import research_titles
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


def in_sql(edition: Edition, selection: Selection) -> dict[str, str]:
    """The SQL of each question of AI-jobben for this selection, by the question's key. It counts what the question's
    rows count: `ads` per key (occupations at four digits), or ads and the whole they are part of."""
    last = edition.manifest.as_of
    levels = ["role"] if selection.level == "role" else ["role", "competence"]
    counted = _COUNTED.format(
        first=window_start(last, selection.window_days),
        last=last,
        levels=", ".join(f"'{level}'" for level in levels),
        staffing=_STAFFING if selection.staffing == "without" else "",
        research=_RESEARCH.format(titles=research_titles()) if selection.research == "without" else "",
        unique=_UNIQUE if selection.counting == "unique" else "",
    )
    here = _HERE.format(county=selection.county_code) if selection.county_code else ""
    return {key: counted + asked.format(here=here) for key, asked in _ASKED.items()}

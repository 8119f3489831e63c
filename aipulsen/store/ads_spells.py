"""How long the stored ads have been open."""

from __future__ import annotations

import datetime as dt

import duckdb
import pyarrow as pa

from aipulsen import codes


def spells(con: duckdb.DuckDBPyConnection, since: dt.date | None, as_of: dt.date | None) -> pa.Table:
    """How long the AI ads and IT ads published since the first whole snapshot have been open (`ad_spells`).

    Of earlier ads only those still up were seen, which are the long ones. An ad ends when it is removed or when its
    last day passes, else it is open at the service's last answer. It has come again when the same employer later
    published an ad with the same headline, text and municipality, after it had ended.
    """
    sql = f"""
        WITH seen AS (
            SELECT a.*, s.level, coalesce(starts_with(a.ssyk_code, '{codes.IT_OCCUPATIONS}'), false) AS is_it,
                   coalesce(a.removed::DATE, a.expired_date) AS ended,
                   hash(a.employer, a.headline, a.text, a.municipality_code) AS same
            FROM ads a JOIN scores s USING (id)
            WHERE a.published::DATE BETWEEN $since::DATE AND $as_of::DATE AND a.is_abroad IS NOT TRUE
            QUALIFY row_number() OVER (PARTITION BY coalesce(a.original_id, a.id) ORDER BY a.id) = 1
        ), told AS (
            SELECT *, ended IS NOT NULL AND employer IS NOT NULL AND text IS NOT NULL AND
                      max(published::DATE) OVER (PARTITION BY same, employer) > ended AS is_again
            FROM seen WHERE level <> 'none' OR is_it
        )
        SELECT strftime(published, '%Y-%m-%d') AS published_date, county_code,
               coalesce(county_codes, county_code) AS county_codes, level, is_it,
               greatest(coalesce(ended, $as_of::DATE) - published::DATE, 0) AS days_open,
               ended IS NOT NULL AS is_ended, count(*) AS ads, count(*) FILTER (is_again) AS again_ads
        FROM told GROUP BY ALL ORDER BY ALL
    """
    return con.sql(sql, params={"since": str(since), "as_of": str(as_of)}).to_arrow_table()

"""The scored archive as a live edition's past: each ad once, beside the live ads (decision 22).

Only the unbroken run of parts that ends last is used: days nobody has fetched would look like days without ads. An
ad that the live store holds is the live store's. Nothing here is more than an aggregate away from the archive's
Parquet, so it is read anew each time and never copied into the store.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import msgspec
import orjson
import pandas as pd
import pyarrow as pa

from aipulsen import codes, schemas
from aipulsen.errors import DataContractError
from aipulsen.provenance import EngineStamp
from aipulsen.store.locked import lock
from aipulsen.text.reasons import reason_of

LONGEST_GAP_DAYS = 184  # two quarters: the archive comes by the quarter, late
_MEMORY = "300MB"
# Archives scored before these columns came lack them.
_ROWS = """
    SELECT * FROM (
        SELECT * FROM read_parquet($files, union_by_name = true) UNION ALL BY NAME
        SELECT NULL::VARCHAR AS county_codes, NULL::VARCHAR AS place_kind, NULL::BOOLEAN AS is_remote,
               NULL::VARCHAR AS work_groups, NULL::VARCHAR AS named_tools, NULL::VARCHAR AS employment,
               NULL::BOOLEAN AS is_full_time, NULL::VARCHAR AS ad_language WHERE false
    )
"""
_SAMPLE = "percent"  # in the names of the archive's one per cent samples


@dataclass(frozen=True, slots=True)
class History:
    """The archive's ads that the live store lacks, and the days they cover without a hole."""

    ads: pd.DataFrame  # AI ads, as the edition's table `ads`
    totals: pd.DataFrame  # all ads per day and county, as `ad_totals`
    first: dt.date
    last: dt.date  # the day of the latest ad
    duplicates: int  # ads that the live store holds too
    engine: EngineStamp
    left_out: tuple[str, ...]  # parts before a hole, or whose name tells no period

    @property
    def ads_count(self) -> int:
        """All ads taken from the archive, AI or not."""
        return int(self.totals.first_county_ads.sum())


def read_history(folder: Path, live_keys: Sequence[str], until: dt.date, live_from: dt.date) -> History | None:
    """The history in a folder of `score-archive`; None when there is no such folder.

    live_keys: original id, else id, of every ad in the live store. until: the edition's day. live_from: the day of
    the first snapshot. DataContractError when the folder is damaged, is a one per cent sample, or ends more than
    `LONGEST_GAP_DAYS` before `live_from`: the days between would look empty.
    """
    if not (folder / "summary.json").exists():
        return None
    parts, engine = _summary(folder)
    run, left_out = _unbroken_run(parts)
    if any(_SAMPLE in name for name in run):
        raise DataContractError("history.sample", folder=folder, part=next(n for n in run if _SAMPLE in n))
    if not run:
        raise DataContractError("history.empty", folder=folder)
    first = min(first for first, _ in run.values())
    years = sorted((folder / "ads").glob("year=*"))
    files = [str(file) for name in run for year in years if (file := year / f"{name}.parquet").exists()]
    try:
        ads, totals, duplicates, last = _read(files, live_keys, min(until, max(day for _, day in run.values())), first)
    except (duckdb.Error, OSError) as exc:
        raise DataContractError("history.damaged", folder=folder, reason=reason_of(exc)) from exc
    if last is None:
        raise DataContractError("history.empty", folder=folder)
    if (live_from - last).days > LONGEST_GAP_DAYS:
        raise DataContractError("history.gap", folder=folder, last=last, live=live_from, most=LONGEST_GAP_DAYS)
    return History(ads, totals, first, last, duplicates, engine, left_out)


def with_history(tables: dict[str, pd.DataFrame], history: History) -> dict[str, pd.DataFrame]:
    """The live tables `ads` and `ad_totals` with the archive's rows: each ad once, each day's ads added up."""
    parts = [frame for frame in (history.ads, tables["ads"]) if len(frame)]
    ads = pd.concat(parts, ignore_index=True).sort_values("id", ignore_index=True) if parts else tables["ads"]
    both = pd.concat([history.totals, tables["ad_totals"]], ignore_index=True)
    totals = both.groupby(["published_date", "county_code"], dropna=False, sort=True, as_index=False).sum()
    return {**tables, "ads": ads, "ad_totals": totals}


_Periods = dict[str, tuple[dt.date, dt.date] | None]


def _summary(folder: Path) -> tuple[_Periods, EngineStamp]:
    try:
        told = orjson.loads((folder / "summary.json").read_bytes())
        stamp = told["stamp"]
        engine = EngineStamp(stamp["engine_version"], stamp["lexicon_hash"], stamp["thresholds_hash"])
        return msgspec.convert({name: part["period"] for name, part in told["parts"].items()}, _Periods), engine
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise DataContractError("history.damaged", folder=folder, reason=reason_of(exc)) from exc


def _unbroken_run(parts: _Periods) -> tuple[dict[str, tuple[dt.date, dt.date]], tuple[str, ...]]:
    """The parts with their periods, from the latest back to the first hole; and the names of the others."""
    periods = {name: period for name, period in parts.items() if period}
    run: dict[str, tuple[dt.date, dt.date]] = {}
    begin: dt.date | None = None
    for name, (first, last) in sorted(periods.items(), key=lambda item: (item[1][1], item[0]), reverse=True):
        if begin is not None and last < begin - dt.timedelta(days=1):
            break
        run[name] = (first, last)
        begin = first if begin is None else min(begin, first)
    return run, tuple(sorted(set(parts) - set(run)))


def _read(
    files: list[str], live_keys: Sequence[str], until: dt.date, first: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame, int, dt.date | None]:
    columns = ", ".join(schemas.SCHEMAS["ads"].columns)
    if not files:
        return pd.DataFrame(), pd.DataFrame(), 0, None
    with lock(duckdb.connect(config={"memory_limit": _MEMORY, "threads": "2"}), files) as con:
        con.register("live", pa.table({"key": pa.array(live_keys, pa.string())}))
        period = {"files": files, "first": first.isoformat(), "until": until.isoformat()}
        whole = f"({_ROWS} WHERE published_date BETWEEN $first AND $until) a"
        held = "coalesce(a.original_id, a.id) IN (SELECT key FROM live)"
        counted = f"SELECT count(*) FILTER ({held}), max(published_date) FROM {whole}"
        duplicates, last = con.execute(counted, period).fetchall()[0]
        ads = con.sql(
            f"SELECT {columns} FROM {whole} WHERE level <> 'none' AND NOT {held} ORDER BY id", params=period
        ).to_arrow_table()
        totals = con.sql(
            f"""
            SELECT published_date, county AS county_code, count(*) FILTER (NOT is_abroad) AS ads,
                   count(*) FILTER (has_notice AND level = 'none' AND NOT is_abroad) AS notice_ads,
                   count(*) FILTER (county IS NOT DISTINCT FROM county_code AND NOT is_abroad) AS first_county_ads,
                   count(*) FILTER (is_abroad) AS abroad_ads,
                   count(*) FILTER (is_it AND NOT is_abroad) AS it_ads,
                   count(*) FILTER (is_it AND county IS NOT DISTINCT FROM county_code AND NOT is_abroad)
                       AS first_county_it_ads
            FROM (SELECT *, unnest(coalesce(string_split(county_codes, '|'), [county_code])) AS county,
                         place_kind IS NOT DISTINCT FROM 'abroad' AS is_abroad,
                         coalesce(starts_with(ssyk_code, '{codes.IT_OCCUPATIONS}'), false) AS is_it
                  FROM {whole} WHERE NOT {held})
            GROUP BY ALL ORDER BY ALL
            """,
            params=period,
        ).to_arrow_table()
    return ads.to_pandas(), totals.to_pandas(), duplicates, dt.date.fromisoformat(last) if last else None

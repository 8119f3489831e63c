"""The archive's ads are joined as they are counted: each county, each ad once, abroad apart, whatever its age."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aipulsen.ads.score_files import ROW_SCHEMA
from aipulsen.store.history import History, read_history

LATER = ("county_codes", "place_kind", "is_remote")


def row(number: int, **changes: Any) -> dict[str, Any]:
    """A scored ad of the first of June."""
    base: dict[str, Any] = dict.fromkeys(ROW_SCHEMA.names)
    told = {"id": str(number), "level": "role", "score": 65, "threshold": 65, "terms": "AI", "sector": "it"}
    told |= {"headline": "AI", "employer_kind": "other", "is_staffing": False, "has_notice": False, "text_hash": "x"}
    return base | told | {"published_date": "2025-06-01", "county_code": "25"} | changes


ROWS = [
    row(1, county_codes="25", place_kind="county", is_remote=True),
    row(2, county_codes="25|24", place_kind="county", is_remote=False),
    row(3, county_code=None, place_kind="unstated"),
    row(4, county_code=None, place_kind="abroad"),
]


def archive(folder: Path, *, is_old: bool, rows: list[dict[str, Any]] = ROWS) -> History:
    """A part of 2025, scored before the later columns came or after."""
    table = pa.Table.from_pylist(rows, schema=ROW_SCHEMA)
    if is_old:
        table = table.drop_columns(list(LATER))
    (folder / "ads" / "year=2025").mkdir(parents=True)
    pq.write_table(table, folder / "ads" / "year=2025" / "2025.jsonl.zip.parquet")
    stamp = {"engine_version": "2.4.0", "lexicon_hash": "a", "thresholds_hash": "b"}
    parts = {"2025.jsonl.zip": {"period": ["2025-01-01", "2025-12-31"]}}
    (folder / "summary.json").write_text(json.dumps({"stamp": stamp, "parts": parts}), "utf-8")
    found = read_history(folder, [], dt.date(2025, 6, 30), dt.date(2025, 6, 10))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("is_old", "expected", "ads"),
    [
        (False, {"24": [1, 0, 0], "25": [2, 2, 0], None: [1, 1, 1]}, 3),
        (True, {"25": [2, 2, 0], None: [2, 2, 0]}, 4),
    ],
    ids=["as scored today", "as scored before"],
)
def test_totals_have_an_ad_in_each_county_and_once(
    is_old: bool, expected: dict[str | None, list[int]], ads: int, tmp_path: Path
) -> None:
    """In each of its counties, once at its first, abroad in neither; an old archive knew one county and no abroad."""
    history = archive(tmp_path, is_old=is_old)
    totals = history.totals.astype({"county_code": object}).where(history.totals.notna(), None)
    columns = ["ads", "first_county_ads", "abroad_ads"]
    assert {r.county_code: [int(r[c]) for c in columns] for _, r in totals.iterrows()} == expected
    assert history.ads_count == ads
    assert history.ads.is_remote.isna().all() == is_old


def test_it_ads_are_counted_as_all_ads_are(tmp_path: Path) -> None:
    """SSYK 251 in each of an ad's counties, once at its first, none abroad; other and unknown occupations are not."""
    coded = [{**told, "ssyk_code": code} for told, code in zip(ROWS, ("2512", "2511", "5120", "2514"), strict=True)]
    totals = archive(tmp_path, is_old=False, rows=coded).totals
    counted = totals.astype({"county_code": object}).fillna({"county_code": ""}).set_index("county_code")
    assert counted[["it_ads", "first_county_it_ads"]].T.to_dict("list") == {"24": [1, 0], "25": [2, 2], "": [0, 0]}

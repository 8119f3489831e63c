"""The tables of the ads' store: their columns, and the form in which an answer is laid beside them."""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = 1

AD_COLUMNS = (
    ("id", "VARCHAR"),
    ("original_id", "VARCHAR"),
    ("headline", "VARCHAR"),
    ("text", "VARCHAR"),
    ("employer", "VARCHAR"),
    ("organization_number", "VARCHAR"),
    ("ssyk_code", "VARCHAR"),
    ("occupation_name", "VARCHAR"),
    ("county_code", "VARCHAR"),
    ("municipality_code", "VARCHAR"),
    ("published", "TIMESTAMP"),
    ("last_published", "TIMESTAMP"),
    ("vacancies", "BIGINT"),
    ("link", "VARCHAR"),
    # Added later; a store from before has them as NULL until the ad comes again.
    ("county_codes", "VARCHAR"),
    ("is_abroad", "BOOLEAN"),
    ("employment", "VARCHAR"),
    ("is_full_time", "BOOLEAN"),
)
ADDED = AD_COLUMNS[-4:]
# They change no score: they are in no content hash, and come from the ad's newest state.
TERMS = ("employment", "is_full_time")
NAMES = [name for name, _ in AD_COLUMNS]
STAGED = pa.schema(
    [
        *(
            (
                name,
                {"TIMESTAMP": pa.timestamp("us"), "BIGINT": pa.int64(), "BOOLEAN": pa.bool_()}.get(kind, pa.string()),
            )
            for name, kind in AD_COLUMNS
        ),
        ("content_hash", pa.string()),
        ("earliest_ms", pa.int64()),
        ("latest_ms", pa.int64()),
        ("ordinal", pa.int64()),
    ]
)
REMOVED = pa.schema(
    [
        ("id", pa.string()),
        ("removed", pa.timestamp("us")),
        ("earliest_ms", pa.int64()),
        ("latest_ms", pa.int64()),
        ("ordinal", pa.int64()),
    ]
)

CREATE = f"""
CREATE TABLE ads (
    {", ".join(f"{name} {kind}{' PRIMARY KEY' if name == 'id' else ''}" for name, kind in AD_COLUMNS)},
    content_hash VARCHAR NOT NULL,
    earliest_ms BIGINT NOT NULL,
    latest_ms BIGINT NOT NULL,
    removed TIMESTAMP,
    removed_by VARCHAR,
    expired_date DATE
);
CREATE TABLE unseen_removals (id VARCHAR PRIMARY KEY, removed TIMESTAMP NOT NULL, earliest_ms BIGINT, latest_ms BIGINT);
CREATE TABLE answers (
    number BIGINT, kind VARCHAR NOT NULL, served_at VARCHAR NOT NULL, counts VARCHAR NOT NULL, edition VARCHAR
);
CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
"""

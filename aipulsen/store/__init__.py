"""Where data rest: `editions` (immutable Parquet with a manifest) and `ads` (the DuckDB store)."""

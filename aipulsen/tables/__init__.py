"""Raw payloads to validated records and frames: pure, one module per table."""

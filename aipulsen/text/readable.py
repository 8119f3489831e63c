"""Values as JSON for programs that people can read, too."""

from __future__ import annotations

from typing import Any

import orjson


def as_json(value: Any) -> bytes:
    """A value as indented JSON that ends its last line."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

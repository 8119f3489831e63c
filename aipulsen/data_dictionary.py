"""The data dictionary: every table an edition may hold, its columns, units, keys and valid values, as Markdown."""

from __future__ import annotations

import pandera.pandas as pa

from aipulsen.schemas import REQUIRED_TABLES, SCHEMAS

_MOST_VALUES = 12  # longer code lists (municipalities) are named by their meaning
_HEAD = """# Data dictionary

Generated from `aipulsen/schemas.py` by `python -m aipulsen build-docs`; a test holds this page to it.

Every table of an edition is checked against its model here when it is written and when it is read: no other columns,
in this order. Missing is null, never zero. Codes are text with leading zeros. A column `origin` names the producer,
title, address, dates and licence of its row in the edition's manifest; a table without it has its origins there as a
whole.
"""


def render_data_dictionary() -> str:
    """The page `docs/data-dictionary.md`."""
    return "\n".join([_HEAD, *(_table(name, schema) for name, schema in SCHEMAS.items())])


def _table(name: str, schema: pa.DataFrameSchema) -> str:
    needed = [kind for kind, tables in REQUIRED_TABLES.items() if name in tables]
    facts = [f"Key: {', '.join(f'`{column}`' for column in schema.unique)}." if schema.unique else "No key."]
    facts.append(f"Needed in editions of kind: {', '.join(needed)}." if needed else "Optional.")
    head = ["| Column | Type | Unit | Meaning | Null | Valid |", "|---|---|---|---|---|---|"]
    rows = [_row(str(column), found) for column, found in schema.columns.items()]
    return "\n".join([f"## {name}", "", str(schema.description), "", " ".join(facts), "", *head, *rows, ""])


def _row(name: str, column: pa.Column) -> str:
    unit = (column.metadata or {}).get("unit", "–")
    valid = "; ".join(_valid(check) for check in column.checks) or "–"
    kind = str(column.dtype)
    kind = "text" if kind.startswith("str") else kind  # how text is stored depends on the machine
    cells = [
        f"`{name}`",
        kind,
        str(unit),
        str(column.description),
        "yes" if column.nullable else "no",
        valid,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _valid(check: pa.Check) -> str:
    """A check in words: its values where they are few, its bounds, else its name."""
    values = check.statistics or {}
    allowed = values.get("allowed_values")
    if allowed is not None:
        listed = [str(value) for value in allowed]
        return ", ".join(listed) if len(listed) <= _MOST_VALUES else f"{len(listed)} codes"
    if {"min_value", "max_value"} <= set(values):
        return f"{values['min_value']:g}–{values['max_value']:g}"
    if "min_value" in values:
        return f"≥ {values['min_value']:g}"
    if "pattern" in values:
        pattern = values["pattern"]
        return f"`{getattr(pattern, 'pattern', pattern)}`"
    return str(check.description or check.error or check.name)

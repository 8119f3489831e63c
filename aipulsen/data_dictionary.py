"""The data dictionary: every table an edition may hold, its columns, units, keys and valid values, as Markdown."""

from __future__ import annotations

from aipulsen.schemas import REQUIRED_TABLES, SCHEMAS, Check, Column, Table

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


def _table(name: str, schema: Table) -> str:
    needed = [kind for kind, tables in REQUIRED_TABLES.items() if name in tables]
    facts = [f"Key: {', '.join(f'`{column}`' for column in schema.key)}." if schema.key else "No key."]
    facts.append(f"Needed in editions of kind: {', '.join(needed)}." if needed else "Optional.")
    head = ["| Column | Type | Unit | Meaning | Null | Valid |", "|---|---|---|---|---|---|"]
    rows = [_row(column, found) for column, found in schema.columns.items()]
    return "\n".join([f"## {name}", "", schema.meaning, "", " ".join(facts), "", *head, *rows, ""])


def _row(name: str, column: Column) -> str:
    valid = "; ".join(_valid(check) for check in column.checks) or "–"
    kind = "text" if column.kind == "str" else column.kind
    null = "yes" if column.is_nullable else "no"
    cells = [f"`{name}`", kind, column.unit, column.meaning, null, valid]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _valid(check: Check) -> str:
    """A check in words: its values where they are few, its bounds, its pattern."""
    if check.name == "isin":
        listed = [str(value) for value in check.given[0]]
        return ", ".join(listed) if len(listed) <= _MOST_VALUES else f"{len(listed)} codes"
    if check.name == "in_range":
        return "{:g}–{:g}".format(*check.given)
    return f"≥ {check.given[0]:g}" if check.name == "ge" else f"`{check.given[0]}`"

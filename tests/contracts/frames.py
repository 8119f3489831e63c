"""The made-up tables read as an edition's tables, without a network: what contracts are tried on."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd

from aipulsen.sources.beliefs import read_beliefs
from aipulsen.sources.json_stat import parse_cube
from aipulsen.sources.table_request import read, resolve
from aipulsen.tables import official
from tests.servers import made_up_tables


@cache
def _made(key: str) -> pd.DataFrame:
    table = getattr(made_up_tables, key)()
    selection = table.everything()
    cube = parse_cube(json.dumps(table.answer(selection)).encode("utf-8"), key, table.id)
    resolved = resolve(read_beliefs().requests[key], cube.meta)
    return official.TABLES[key](read(resolved, cube), f"made-up-{key}")


def made(key: str) -> pd.DataFrame:
    """A fresh copy of one table."""
    return _made(key).copy()

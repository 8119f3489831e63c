"""What a new table of official statistics must hold before it replaces the old one.

`check` looks at the table itself (regions, shares, parts against wholes, flows against stocks) and
`compare` at the difference from the last edition's (units, coverage, lost columns, jumps, going back in
time). The first breach raises DataContractError with table, region, rows, the limit and where to change it:
`overrides.toml` in the data folder, over the program's `contracts.toml`. A check that fails is a finding; the limits
are data with reasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pandas as pd

from aipulsen import codes, periods, schemas
from aipulsen.errors import DataContractError
from aipulsen.publishing.limits import has_limit, limit
from aipulsen.sources.beliefs import OVERRIDES
from aipulsen.tables import official, reference

UNIT_FACTOR = 5.0  # a median change beyond this is another unit, not another year
NOT_COMPARED = frozenset({"unknown_level_persons"})  # a rest that follows immigration, free to jump
SMALL_PERSONS = 200  # counts below this vary by themselves: no jump is seen in them
Frames = Mapping[str, pd.DataFrame]

_PERIOD_COLUMNS = ("year", "period", "academic_year")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "education": ("region_code",),
    "population": ("region_code",),
    "it_specialists": ("county_code",),
    "wages": ("series", "region_code", "occupation_code", "statistic", "sector"),
    "commuting": ("home_municipality_code", "work_municipality_code"),
    "commuting_totals": ("hub_municipality_code",),
    "flows": ("county_code", "education_group"),
    "labour_shortage": ("region_code",),
    "graduates": ("institution", "degree"),
}


def _breach(key: str, table: str, name: str, frame: pd.DataFrame, **values: object) -> DataContractError:
    return DataContractError(
        f"contracts.{key}",
        table=table,
        rows=len(frame),
        limit=f"{limit(table, name):g}" if has_limit(table, name) else "–",
        setting=f"{OVERRIDES}: [limits.{table}.{name}]",
        **values,
    )


def _period_column(frame: pd.DataFrame) -> str:
    return next(c for c in _PERIOD_COLUMNS if c in frame.columns)


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    column = _period_column(frame)
    return frame[frame[column] == frame[column].max()]


def _place(code: object) -> str:
    text = str(code)
    try:
        return f"{text} {codes.region_name(text)}"
    except DataContractError:
        return text


def _values(frame: pd.DataFrame) -> list[str]:
    return [c for c in frame.columns if c.endswith(("_persons", "_sek", "_share")) and frame[c].notna().any()]


# --- the table itself --------------------------------------------------------------------------------


def check(table: str, frame: pd.DataFrame, others: Frames) -> None:
    """Raise DataContractError when the table cannot be right by itself or beside the tables it belongs with.

    `others` holds what else the edition will have; where a table it needs (population, education) is not
    there, the reference's stands in.
    """
    if not len(frame):
        raise _breach("empty", table, "rows_lost_share", frame)
    if table in _CHECKS:
        _CHECKS[table](frame, others)


def _needs(table: str, name: str, frame: pd.DataFrame, found: set[str], known: frozenset[str] | set[str]) -> None:
    strangers = sorted(found - known)
    if strangers:
        raise _breach("unknown_codes", table, name, frame, codes=", ".join(strangers[:8]), count=len(strangers))
    if len(found) < limit(table, name):
        lost = sorted(known - found)
        shown = ", ".join(_place(code) for code in lost[:8])
        raise _breach("regions_missing", table, name, frame, found=len(found), wanted=len(known), lost=shown)


def _within(table: str, names: tuple[str, str], frame: pd.DataFrame, share: pd.Series, measure: str) -> None:
    """Shares by region between the two limits of those names."""
    low, high = limit(table, names[0]), limit(table, names[1])
    known = share.dropna()
    bad = known[(known < low) | (known > high)]
    if len(bad):
        worst = bad.index[0]
        name = names[0] if bad.iloc[0] < low else names[1]
        raise _breach(
            "share_out_of_range", table, name, frame, region=_place(worst), value=f"{bad.iloc[0]:.3f}",
            count=len(bad), measure=measure,
        )  # fmt: skip


def _people(others: Frames, level: str) -> pd.Series:
    table = others["population"] if "population" in others else reference.population()
    return _latest(table[table.region_level == level]).set_index("region_code").population_persons.astype(float)


def _parts_make_wholes(table: str, frame: pd.DataFrame, column: str) -> None:
    counties = frame[frame.region_level == "county"].set_index("region_code")[column].astype(float)
    places = frame[frame.region_level == "municipality"]
    if places.empty:
        return
    summed = places[column].astype(float).groupby(places.region_code.str[:2]).sum()
    off = (summed / counties - 1).abs()
    bad = off[off > limit(table, "parts_differ_share")]
    if len(bad):
        code = bad.idxmax()
        raise _breach(
            "parts_and_whole", table, "parts_differ_share", frame, region=_place(code), column=column,
            parts=f"{summed[code]:.0f}", whole=f"{counties[code]:.0f}",
        )  # fmt: skip


def _regions_of(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    newest = _latest(frame)
    found = {level: set(newest[newest.region_level == level].region_code) for level in ("county", "municipality")}
    _needs(table, "counties", newest, found["county"], codes.county_codes())
    if found["municipality"]:
        _needs(table, "municipalities", newest, found["municipality"], codes.municipality_codes())
    return newest


def _check_education(frame: pd.DataFrame, others: Frames) -> None:
    newest = _regions_of("education", frame)
    _parts_make_wholes("education", newest, "post_secondary_persons")
    counties = newest[newest.region_level == "county"].set_index("region_code")
    _share_times_base(counties, newest)
    people = counties.population_25_64_persons.astype(float) / _people(others, "county")
    _within("education", ("people_low_share", "people_high_share"), newest, people, "25–64 / population")


def _share_times_base(counties: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Published share × base must make the count: it catches one sex taken for both, and a wrong base."""
    known = reference.read_reference("education_nuts2_2020.csv").set_index("nuts2_code")
    known = known[["population_25_64_persons", "post_secondary_persons"]].astype(float)
    share = known.post_secondary_persons / known.population_25_64_persons
    nuts2 = counties.index.map(lambda code: codes.counties()[code].nuts2_code)
    both = counties[["population_25_64_persons", "post_secondary_persons"]].astype(float).groupby(nuts2).sum()
    bases = {"population_25_64_persons": both.population_25_64_persons, "2020": known.population_25_64_persons}
    for base in bases.values():
        expected = share * base
        off = (both.post_secondary_persons / expected - 1).abs()
        # the 2020 base grows by half a per cent a year; the same limit holds both
        bad = off[off > limit("education", "share_times_base")]
        if len(bad):
            code = bad.idxmax()
            raise _breach(
                "share_times_base", "education", "share_times_base", frame, region=_place(code),
                count=f"{both.post_secondary_persons[code]:.0f}", expected=f"{expected[code]:.0f}",
                share=f"{share[code]:.3f}", base=f"{base[code]:.0f}",
            )  # fmt: skip


def _check_population(frame: pd.DataFrame, _others: Frames) -> None:
    newest = _regions_of("population", frame)
    _parts_make_wholes("population", newest, "population_persons")


def _check_it_specialists(frame: pd.DataFrame, others: Frames) -> None:
    newest = _latest(frame)
    _needs("it_specialists", "counties", newest, set(newest.county_code), codes.county_codes())
    county = newest.set_index("county_code")
    employees = county.employees_persons.astype(float)
    share = county.it_specialists_persons.astype(float) / employees
    _within("it_specialists", ("share_low", "share_high"), newest, share, "SSYK 251 / employees")
    people = employees / _people(others, "county")
    _within("it_specialists", ("people_low_share", "people_high_share"), newest, people, "employees / population")


def _nuts2() -> set[str]:
    return {county.nuts2_code for county in codes.counties().values()}


def _check_wages(frame: pd.DataFrame, _others: Frames) -> None:
    newest = _latest(frame[frame.series == official.WAGE_SERIES])
    _needs("wages", "regions", newest, set(newest.region_code), {"SE", *_nuts2()})


def _check_commuting(frame: pd.DataFrame, others: Frames) -> None:
    newest = _latest(frame)
    _needs("commuting", "homes", newest, set(newest.home_municipality_code), codes.municipality_codes())
    _needs("commuting", "homes", newest, set(newest.work_municipality_code), codes.municipality_codes())
    employed = newest.groupby("home_municipality_code").employed_persons.sum().astype(float)
    share = employed / _people(others, "municipality")
    _within("commuting", ("people_low_share", "people_high_share"), newest, share, "employed / population")
    if "commuting_totals" not in others:
        return
    away = newest[newest.home_municipality_code != newest.work_municipality_code]
    into = away.groupby("work_municipality_code").employed_persons.sum().astype(float)
    totals = others["commuting_totals"]
    same_year = totals[totals.year == newest.year.iloc[0]].set_index("hub_municipality_code")
    published = same_year.in_commuters_persons.astype(float)
    published = published[published >= 500]  # protection is a large share of a small hub
    off = (into / published - 1).abs().dropna()
    bad = off[off > limit("commuting", "total_differs_share")]
    if len(bad):
        code = bad.idxmax()
        raise _breach(
            "parts_and_whole", "commuting", "total_differs_share", newest, region=_place(code),
            column="employed_persons", parts=f"{into[code]:.0f}", whole=f"{published[code]:.0f}",
        )  # fmt: skip


def _check_commuting_totals(frame: pd.DataFrame, _others: Frames) -> None:
    _needs("commuting_totals", "homes", frame, set(frame.hub_municipality_code), codes.municipality_codes())


def _check_flows(frame: pd.DataFrame, others: Frames) -> None:
    newest = _latest(frame)
    _needs("flows", "counties", newest, set(newest.county_code), codes.county_codes())
    table = others["education"] if "education" in others else reference.education()
    counties = _latest(table[table.region_level == "county"]).set_index("region_code")
    stock = counties.post_secondary_persons.astype(float)
    for column in ("moved_in_persons", "moved_out_persons"):
        share = newest.set_index("county_code")[column].astype(float) / stock
        bad = share[share > limit("flows", "flow_of_stock_share")]
        if len(bad):
            code = bad.idxmax()
            raise _breach(
                "flow_of_stock", "flows", "flow_of_stock_share", newest, region=_place(code), column=column,
                share=f"{share[code]:.3f}", stock=f"{stock[code]:.0f}", count=len(bad),
            )  # fmt: skip


def _check_labour_shortage(frame: pd.DataFrame, _others: Frames) -> None:
    newest = _latest(frame)
    _needs("labour_shortage", "regions", newest, set(newest.region_code), _nuts2())


def _check_graduates(frame: pd.DataFrame, _others: Frames) -> None:
    newest = _latest(frame)
    found = newest.institution.nunique()
    if found < limit("graduates", "institutions"):
        raise _breach(
            "regions_missing", "graduates", "institutions", newest, found=found,
            wanted=int(limit("graduates", "institutions")), lost="–",
        )  # fmt: skip


_CHECKS: Mapping[str, Callable[[pd.DataFrame, Frames], None]] = {
    "education": _check_education,
    "population": _check_population,
    "it_specialists": _check_it_specialists,
    "wages": _check_wages,
    "commuting": _check_commuting,
    "commuting_totals": _check_commuting_totals,
    "flows": _check_flows,
    "labour_shortage": _check_labour_shortage,
    "graduates": _check_graduates,
}

# --- the table against the last edition's ------------------------------------------------------------


def compare(table: str, new: pd.DataFrame, old: pd.DataFrame | None, passed_over: tuple[str, ...] = ()) -> None:
    """Raise DataContractError when the new table has lost or changed more than it may against the old.

    `passed_over` are newer periods that the publisher has and that hold noise: why an older one was read.

    Nothing to compare with (no old table, or one of another series) passes. The limits: columns, the newest
    period, coverage, the unit, and the change per region.
    """
    if table == "wages" and old is not None:  # the other series come from our reference and never change
        new, old = (frame[frame.series == official.WAGE_SERIES] for frame in (new, old))
    if table not in _KEYS or old is None or old.empty:
        return
    lost_columns = sorted(set(_values(old)) - set(_values(new)))
    if lost_columns:
        raise _breach("columns_lost", table, "columns", new, columns=", ".join(lost_columns))
    column = _period_column(new)
    newest, known = (_last_day(frame[column]) for frame in (new, old))
    if newest is not None and known is not None and newest < known:
        if passed_over:
            raise _breach("noise_since", table, "period", new, newer=", ".join(passed_over), period=newest, known=known)
        raise _breach("older_than_known", table, "period", new, period=newest, known=known)
    keys = list(_KEYS[table])
    old_last, new_last = _last_of_each(old, keys, column), _last_of_each(new, keys, column)
    _coverage(table, new_last, old_last)
    joined = old_last.join(new_last, how="inner", suffixes=("_old", "_new"))
    for value in _values(new):
        pair = joined[[f"{value}_old", f"{value}_new"]].astype(float).dropna()
        pair.columns = pd.Index(["old", "new"])
        pair = pair[pair.old >= SMALL_PERSONS] if value.endswith("_persons") else pair[pair.old > 0]
        if len(pair) and value not in NOT_COMPARED:
            _same_unit(table, new, value, pair)
            _no_jump(table, new, value, pair)


def _last_day(named: pd.Series) -> dt.date | None:
    days = [day for day in map(periods.last_day, named.unique()) if day is not None]
    return max(days) if days else None


def _last_of_each(frame: pd.DataFrame, keys: list[str], column: str) -> pd.DataFrame:
    return frame.sort_values(column).groupby(keys, sort=True).tail(1).set_index(keys)


def _coverage(table: str, new_last: pd.DataFrame, old_last: pd.DataFrame) -> None:
    lost = old_last.index.difference(new_last.index)
    share = len(lost) / len(old_last)
    if share > limit(table, "rows_lost_share"):
        shown = [_place(k) if isinstance(k, str) else " × ".join(map(_place, k)) for k in lost[:8]]
        raise _breach(
            "coverage", table, "rows_lost_share", new_last, lost=len(lost), known=len(old_last),
            share=f"{share:.2f}", which=", ".join(shown),
        )  # fmt: skip


def _same_unit(table: str, new: pd.DataFrame, value: str, pair: pd.DataFrame) -> None:
    factor = float((pair.new / pair.old).median())
    if factor > UNIT_FACTOR or factor < 1 / UNIT_FACTOR:
        raise _breach("unit", table, "change_share", new, column=value, factor=f"{factor:.4g}", count=len(pair))


def _no_jump(table: str, new: pd.DataFrame, value: str, pair: pd.DataFrame) -> None:
    if table == "graduates":
        pair = pair.groupby(level="degree").sum()
    if table == "commuting":  # single pairs are small and protected; those who stay are many
        stay = [home == work for home, work in pair.index]
        pair = pair[stay]
    if has_limit(table, "change_points"):
        name, change = "change_points", (pair.new - pair.old).abs()
    else:
        name, change = "change_share", (pair.new / pair.old - 1).abs()
    bad = change[change > limit(table, name)]
    if len(bad):
        worst = bad.idxmax()
        region = _place(worst) if isinstance(worst, str) else " × ".join(map(_place, worst))
        raise _breach(
            "jump", table, name, new, region=region, column=value, count=len(bad),
            old=f"{pair.old[worst]:g}", new=f"{pair.new[worst]:g}",
        )  # fmt: skip


def known_tables() -> tuple[str, ...]:
    """The tables there is a contract for; each is a table an edition may hold."""
    return tuple(name for name in _KEYS if name in schemas.SCHEMAS)

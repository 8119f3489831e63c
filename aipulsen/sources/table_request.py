"""What is asked of a statistical table: every dimension named, with what is chosen and what becomes of it.

A `TableRequest` must name every dimension its table has, and say for each whether its values are kept,
summed, grouped or a single one. A table with a dimension nobody named (sex!) is refused: that is how half a
country was once published as the whole. Contents, levels and totals are found by the text of their labels,
never by position or code, and an ambiguous text is refused with what was found.

The requests are data: `beliefs.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aipulsen import periods
from aipulsen.sources.beliefs import TableRequest
from aipulsen.sources.json_stat import Cube, Dimension, TableMeta
from aipulsen.sources.table_choices import Asked, Chosen, choose, plain, refuse, says


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request held against a table: for each dimension the codes to ask for."""

    request: TableRequest
    meta: TableMeta
    chosen: tuple[Chosen, ...]
    passed_over: tuple[str, ...] = ()  # newer periods that hold noise and would have to be summed

    @property
    def selection(self) -> dict[str, tuple[str, ...]]:
        """The codes to ask for per dimension, in the table's order."""
        return {c.dimension.code: c.codes for c in self.chosen}

    @property
    def cells(self) -> int:
        """How many cells the answer has."""
        return math.prod(len(c.codes) for c in self.chosen)

    def only(self, column: str) -> str:
        """The one code chosen of a dimension (the latest period, the one content)."""
        chosen = next(c for c in self.chosen if c.request.column == column)
        return chosen.codes[-1]


def resolve(request: TableRequest, meta: TableMeta) -> Resolved:
    """Hold a request against what a table says it has.

    DataContractError: a dimension of the table is not named by the request, one that is named is not there,
    a text finds no value or several, a known code is lost. The sentence lists what was found and names the
    setting to change.
    """
    lost_words = missing_words(request, meta)
    if lost_words:
        raise refuse("stats.wrong_table", request, meta, words=", ".join(lost_words), setting=".ways")
    by_name = {plain(name): d for d in request.dimensions for name in d.names}
    chosen = []
    for dim in meta.dimensions:
        named = by_name.get(plain(dim.code)) or by_name.get(plain(dim.label))
        if named is None:
            raise refuse(
                "stats.dimension_not_named",
                request,
                meta,
                dimension=dim.code,
                label=dim.label,
                found=dim.described(),
                setting=".dimensions",
            )
        chosen.append(choose(Asked(request, meta, named, dim)))
    asked = [d for d in request.dimensions if not d.optional]
    absent = [d.names[0] for d in asked if all(c.request is not d for c in chosen)]
    if absent:
        raise refuse(
            "stats.dimension_lost",
            request,
            meta,
            dimensions=", ".join(absent),
            found=", ".join(f"{d.code} «{d.label}»" for d in meta.dimensions),
            setting=".dimensions",
        )
    resolved = _before_noise(Resolved(request, meta, tuple(chosen)))
    _check_sums(resolved, meta)
    return resolved


def _before_noise(resolved: Resolved) -> Resolved:
    """Where newer periods hold noise and parts would be summed: the newest periods without, when there are any."""
    meta, request = resolved.meta, resolved.request
    is_summed = any(c.is_summed for c in resolved.chosen) and not request.sums_despite
    period = next((c for c in resolved.chosen if c.request.column == "period"), None)
    if not is_summed or not meta.noisy_from or period is None:
        return resolved
    clean = periods.in_order([code for code in period.dimension.codes if not _is_noisy(code, meta)])
    kept = clean[-period.request.latest :] if period.request.latest else [c for c in period.codes if c in set(clean)]
    passed = tuple(code for code in period.codes if _is_noisy(code, meta))
    if not kept or not passed:
        return resolved
    names = {code: code for code in kept}
    instead = [replace(c, codes=tuple(kept), names=names) if c is period else c for c in resolved.chosen]
    return replace(resolved, chosen=tuple(instead), passed_over=passed)


def _is_noisy(period: str, meta: TableMeta) -> bool:
    """Whether the publisher says that the period holds noise: from a stated reference year, or all of them."""
    day = periods.last_day(period)
    return meta.is_noisy and (not meta.noisy_from or day is None or day.year >= int(meta.noisy_from))


def missing_words(request: TableRequest, meta: TableMeta) -> list[str]:
    """The words of `title_says` and `contents_say` that the table does not say: not ours.

    The title's words may stand in its title or its dimensions' labels, the contents' in the labels of its contents.
    """
    title = " ".join([meta.title, *(d.label for d in meta.dimensions)])
    contents = " ".join(label for d in meta.dimensions if _is_contents(d) for label in d.labels)
    lost = [word for word in request.title_says if not says(title, word)]
    return lost + [word for word in request.contents_say if not says(contents, word)]


def _is_contents(dimension: Dimension) -> bool:
    return dimension.role == "metric" or dimension.code == "ContentsCode"


def _check_sums(resolved: Resolved, meta: TableMeta) -> None:
    """Parts with noise are never summed: the sum holds the noise of all of them.

    A publisher that adds noise from a stated year says of the whole table that it must not be summed; that counts
    for the periods with noise. One that says so without noise (means) means every period.
    """
    summed = [c.dimension.code for c in resolved.chosen if c.is_summed]
    read = [code for c in resolved.chosen if c.request.column == "period" for code in c.codes]
    is_clean = bool(meta.noisy_from and read) and not any(_is_noisy(code, meta) for code in read)
    warns = meta.is_noisy or meta.sums_allowed is False
    if summed and warns and not is_clean and not resolved.request.sums_despite:
        raise refuse(
            "stats.sum_of_noise", resolved.request, meta, dimensions=", ".join(summed), setting=".sums_despite"
        )


def check_units(resolved: Resolved, cube: Cube) -> None:
    """Refuse contents whose stated unit is another than the request's."""
    words = resolved.request.unit_says
    for chosen in resolved.chosen:
        units = cube.meta.dimension(chosen.dimension.code).units
        for code in chosen.codes:
            unit = units.get(code, "")
            if words and unit and not any(says(unit, word) for word in words):
                raise refuse(
                    "stats.wrong_unit",
                    resolved.request,
                    cube.meta,
                    unit=unit,
                    words=" / ".join(words),
                    contents=chosen.dimension.label_of(code),
                    setting=".unit_says",
                )


def read(resolved: Resolved, cube: Cube) -> pd.DataFrame:
    """The cube as the request wants it: one column per dimension that is kept, `value`, `missing_cells`.

    A cube may hold more than was asked for (a file saved by hand): what was not chosen is left out on
    purpose. The publisher's «-», nothing to report, is none of a count; every other sign is missing. A sum with a
    missing part is missing, never too small; `missing_cells` says how many.
    """
    _check_sums(resolved, cube.meta)
    check_units(resolved, cube)
    frame = _chosen_rows(resolved, cube)
    if resolved.request.nil_is_zero:
        nil = frame.value.isna() & frame.status.isin(resolved.request.signs.get("nil", ()))
        frame = frame.assign(value=frame.value.mask(nil, 0.0))
    columns = []
    for chosen in resolved.chosen:
        if chosen.then != "keep":
            continue
        code = chosen.dimension.code
        columns.append(chosen.request.column)
        frame = frame.assign(**{f"@{chosen.request.column}": frame[code].map(chosen.names)})
        if all(name == c for c, name in chosen.names.items()):
            columns.append(f"{chosen.request.column}_label")
            frame = frame.assign(**{f"@{chosen.request.column}_label": frame[f"{code}_label"]})
    keys = [f"@{c}" for c in columns]
    kept = frame[[*keys, "value"]].assign(missing_cells=frame.value.isna().astype(int))
    if any(c.is_summed for c in resolved.chosen):
        kept = kept.groupby(keys, sort=False, as_index=False).agg(
            value=("value", "sum"), missing_cells=("missing_cells", "sum")
        )
        kept["value"] = kept.value.where(kept.missing_cells == 0)
    renamed = kept.rename(columns={key: key[1:] for key in keys})
    return renamed[[*columns, "value", "missing_cells"]].reset_index(drop=True)


def _chosen_rows(resolved: Resolved, cube: Cube) -> pd.DataFrame:
    """The cube's rows of the codes that were chosen; one that did not come is named."""
    frame = cube.frame()
    for chosen in resolved.chosen:
        code = chosen.dimension.code
        have = set(cube.meta.dimension(code).codes)
        lost = [c for c in chosen.codes if c not in have]
        if lost:
            raise refuse(
                "stats.answer_lacks",
                resolved.request,
                cube.meta,
                dimension=code,
                count=len(lost),
                wanted=len(chosen.codes),
                codes=", ".join(lost[:12]),
                setting=f".dimensions.{chosen.request.column}",
            )
        frame = frame[frame[code].isin(set(chosen.codes))]
    return frame


def signs_in(resolved: Resolved, cube: Cube) -> dict[str, int]:
    """How many of the chosen cells have no number, by what the publisher's sign in its place means.

    `nil` (nothing to report), `not_available` (secret or too uncertain), `not_applicable` (cannot be), `without_sign`,
    and every sign we do not know by itself.
    """
    if not np.isnan(cube.values).any():
        return {}
    frame = _chosen_rows(resolved, cube)
    meaning = {sign: kind for kind, signs in resolved.request.signs.items() for sign in signs} | {"": "without_sign"}
    empty = frame.status[frame.value.isna()]
    return dict(Counter(meaning.get(sign, sign) for sign in empty))

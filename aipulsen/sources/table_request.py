"""What is asked of a statistical table: every dimension named, with what is chosen and what becomes of it.

A `TableRequest` must name every dimension its table has, and say for each whether its values are kept,
summed, grouped or a single one. A table with a dimension nobody named (sex!) is refused: that is how half a
country was once published as the whole. Contents, levels and totals are found by the text of their labels,
never by position or code, and an ambiguous text is refused with what was found.

The requests are data: `beliefs.py`.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aipulsen import periods
from aipulsen.errors import DataContractError
from aipulsen.sources.beliefs import CHOICES, CODE_LISTS, OVERRIDES, DimensionRequest, TableRequest, Then
from aipulsen.sources.json_stat import Cube, Dimension, TableMeta


@dataclass(frozen=True, slots=True)
class Chosen:
    """One dimension of a table after the request has been held against what the table says it has."""

    request: DimensionRequest
    dimension: Dimension
    codes: tuple[str, ...]
    then: Then
    names: Mapping[str, str]  # code → the name it gets in the frame (a group, a picked name, or itself)

    @property
    def is_summed(self) -> bool:
        """True when several values become one number."""
        return (self.then == "sum" and len(self.codes) > 1) or len(set(self.names.values())) < len(self.codes)


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


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def says(label: str, text: str) -> bool:
    """Whether a label holds the text from the beginning of a word (so «gymnasial» is not «eftergymnasial»)."""
    return re.search(r"(?<!\w)" + re.escape(_plain(text)), _plain(label)) is not None


def _refuse(key: str, request: TableRequest, meta: TableMeta, **values: object) -> DataContractError:
    named = values.pop("setting", "")
    return DataContractError(
        key,
        table=request.key,
        table_id=meta.table_id or "–",
        title=meta.title,
        setting=f"{OVERRIDES}: [tables.{request.key}{named}]",
        **values,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One dimension of a table beside what is asked of it."""

    request: TableRequest
    meta: TableMeta
    d: DimensionRequest
    dim: Dimension

    def refuse(self, key: str, at: str = "", **values: object) -> DataContractError:
        """The refusal that names the dimension and the line to change."""
        setting = f".dimensions.{self.d.column}{at}"
        return _refuse(key, self.request, self.meta, dimension=self.dim.code, setting=setting, **values)

    def codes_where(self, holds: Callable[[str, str], bool]) -> list[str]:
        """The codes whose code and label hold, in the table's order."""
        return [c for c, label in zip(self.dim.codes, self.dim.labels, strict=True) if holds(c, label)]

    def totals(self) -> list[str]:
        """The values whose label is that of a published total."""
        words = tuple(_plain(word) for word in self.request.total_words)
        return self.codes_where(lambda _, label: _plain(label).startswith(words)) if words else []


Choice = tuple[Mapping[str, str], Then]  # code → the name it gets in the frame, and what becomes of the values


def _as_they_are(asked: _Asked, chosen: list[str]) -> Choice:
    return {code: code for code in chosen}, asked.d.then


def _every(asked: _Asked) -> Choice:
    return _as_they_are(asked, list(asked.dim.codes))


def _every_but_totals(asked: _Asked) -> Choice:
    totals = set(asked.totals())
    return _as_they_are(asked, [code for code in asked.dim.codes if code not in totals])


def _of_our_lists(asked: _Asked) -> Choice:
    return _as_they_are(asked, [code for name in asked.d.code_list for code in CODE_LISTS[name]()])


def _ages(asked: _Asked) -> Choice:
    """The published class from–to, else its one-year classes."""
    assert asked.d.ages is not None
    first, last = asked.d.ages
    published = re.compile(rf"{first}\s*[-–]\s*{last}(\s+\w+)?")  # «25-64» or «25–64 years»
    whole = asked.codes_where(lambda _, label: published.fullmatch(_plain(label)) is not None)
    return _as_they_are(asked, whole if len(whole) == 1 else [str(age) for age in range(first, last + 1)])


def _latest(asked: _Asked) -> Choice:
    return _as_they_are(asked, periods.in_order(list(asked.dim.codes))[-asked.d.latest :])


def _by_pattern(asked: _Asked) -> Choice:
    pattern = re.compile(asked.d.code_pattern)
    return _as_they_are(asked, asked.codes_where(lambda code, _: pattern.fullmatch(code) is not None))


def _picked(asked: _Asked) -> Choice:
    return {_by_text(asked, name): name for name in asked.d.pick}, asked.d.then


def _by_text(asked: _Asked, name: str) -> str:
    """The one value a name's texts point out: an exact label first, then one that holds the text."""
    for text in asked.d.pick[name]:
        exact = asked.codes_where(lambda _, label, text=text: _plain(label) == _plain(text))  # type: ignore[misc]
        found = exact or asked.codes_where(lambda _, label, text=text: says(label, text))  # type: ignore[misc]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            shown = "; ".join(f"{c} «{asked.dim.label_of(c)}»" for c in found[:12])
            nearest = asked.dim.label_of(found[0])
            raise asked.refuse("stats.text_ambiguous", ".pick", text=text, found=shown, name=name, nearest=nearest)
    texts, labels = asked.d.pick[name], {_plain(label): label for label in asked.dim.labels}
    near = difflib.get_close_matches(_plain(texts[0]), labels, n=1, cutoff=0.0)
    told = {"text": " / ".join(texts), "name": name, "nearest": labels[near[0]] if near else "–"}
    raise asked.refuse("stats.text_absent", ".pick", found=asked.dim.described(40), **told)


def _grouped_by_text(asked: _Asked) -> Choice:
    groups = asked.d.groups
    return _grouped(
        asked, groups, lambda _, label: [g for g, texts in groups.items() if any(says(label, x) for x in texts)]
    )


def _grouped_by_code(asked: _Asked) -> Choice:
    groups = asked.d.code_groups
    rest = [name for name, starts in groups.items() if "*" in starts]
    return _grouped(asked, groups, lambda code, _: [g for g, s in groups.items() if code.startswith(s)] or rest)


def _grouped(
    asked: _Asked, groups: Mapping[str, tuple[str, ...]], groups_of: Callable[[str, str], list[str]]
) -> Choice:
    """Each value's group; a value in none or in two, and a group with no value, are refused."""
    group_of: dict[str, str] = {}
    strangers = []
    pattern = re.compile(asked.d.code_pattern or ".*")
    for code in asked.codes_where(lambda code, _: pattern.fullmatch(code) is not None):
        found = groups_of(code, asked.dim.label_of(code))
        if len(found) == 1:
            group_of[code] = found[0]
        else:
            strangers.append(f"{code} «{asked.dim.label_of(code)}»")
    empty = sorted(set(groups) - set(group_of.values()))
    if strangers or empty:
        at = ".groups" if asked.d.groups else ".code_groups"
        told = {"strangers": "; ".join(strangers[:12]) or "–", "empty": ", ".join(empty) or "–"}
        raise asked.refuse("stats.groups_do_not_fit", at, **told)
    return group_of, asked.d.then


def _total(asked: _Asked) -> Choice:
    """The published total; of several equal ones the one the request prefers by its code."""
    found = asked.totals()
    preferred = [code for code in asked.d.total_codes if code in asked.dim.codes]
    if preferred and (len(found) != 1):
        found = preferred[:1]
    if len(found) > 1 or (not found and not asked.d.total_or_sum):
        shown = "; ".join(f"{c} «{asked.dim.label_of(c)}»" for c in found) or asked.dim.described(40)
        first = found[0] if found else "–"
        raise asked.refuse(
            "stats.no_total", ".total_codes" if found else "", count=len(found), found=shown, first=first
        )
    return ({found[0]: found[0]}, "single") if found else ({code: code for code in asked.dim.codes}, "sum")


_CHOOSERS: Mapping[str, Callable[[_Asked], Choice]] = {
    "all": _every,
    "all_but_totals": _every_but_totals,
    "code_list": _of_our_lists,
    "ages": _ages,
    "code_pattern": _by_pattern,
    "pick": _picked,
    "groups": _grouped_by_text,
    "code_groups": _grouped_by_code,
    "total": _total,
    "total_or_sum": _total,
    "latest": _latest,
}


def _choose(asked: _Asked) -> Chosen:
    """The codes asked for of one dimension, by the request's own way; what is lost or unclear is refused."""
    way = [name for name in CHOICES if getattr(asked.d, name)][-1]  # code_pattern narrows code_groups
    names, then = _CHOOSERS[way](asked)
    absent = [code for code in names if code not in set(asked.dim.codes)]
    if absent or not names:
        raise asked.refuse(
            "stats.codes_lost",
            count=len(absent) or "–",
            wanted=len(names),
            codes=", ".join(absent[:12]) or "–",
            found=asked.dim.described(),
        )
    if then == "single" and len(names) != 1:
        raise asked.refuse("stats.not_single", count=len(names), found=asked.dim.described())
    return Chosen(asked.d, asked.dim, tuple(names), then, names)


def resolve(request: TableRequest, meta: TableMeta) -> Resolved:
    """Hold a request against what a table says it has.

    DataContractError: a dimension of the table is not named by the request, one that is named is not there,
    a text finds no value or several, a known code is lost. The sentence lists what was found and names the
    setting to change.
    """
    lost_words = missing_words(request, meta)
    if lost_words:
        raise _refuse("stats.wrong_table", request, meta, words=", ".join(lost_words), setting=".ways")
    by_name = {_plain(name): d for d in request.dimensions for name in d.names}
    chosen = []
    for dim in meta.dimensions:
        named = by_name.get(_plain(dim.code)) or by_name.get(_plain(dim.label))
        if named is None:
            raise _refuse(
                "stats.dimension_not_named",
                request,
                meta,
                dimension=dim.code,
                label=dim.label,
                found=dim.described(),
                setting=".dimensions",
            )
        chosen.append(_choose(_Asked(request, meta, named, dim)))
    asked = [d for d in request.dimensions if not d.optional]
    absent = [d.names[0] for d in asked if all(c.request is not d for c in chosen)]
    if absent:
        raise _refuse(
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
        raise _refuse(
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
                raise _refuse(
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
            raise _refuse(
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

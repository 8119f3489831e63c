"""What is chosen of a table's dimension: by list, age, pattern, text, group, total or period, never by position."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aipulsen import periods
from aipulsen.errors import DataContractError
from aipulsen.sources.beliefs import CHOICES, CODE_LISTS, OVERRIDES, DimensionRequest, TableRequest, Then
from aipulsen.sources.json_stat import Dimension, TableMeta


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


def plain(text: str) -> str:
    """A text for comparison: small letters, single spaces."""
    return " ".join(text.casefold().split())


def says(label: str, text: str) -> bool:
    """Whether a label holds the text from the beginning of a word (so «gymnasial» is not «eftergymnasial»)."""
    return re.search(r"(?<!\w)" + re.escape(plain(text)), plain(label)) is not None


def refuse(key: str, request: TableRequest, meta: TableMeta, **values: object) -> DataContractError:
    """That a table does not fit its request, with both named and the section that mends it."""
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
class Asked:
    """One dimension of a table beside what is asked of it."""

    request: TableRequest
    meta: TableMeta
    d: DimensionRequest
    dim: Dimension

    def refuse(self, key: str, at: str = "", **values: object) -> DataContractError:
        """The refusal that names the dimension and the line to change."""
        setting = f".dimensions.{self.d.column}{at}"
        return refuse(key, self.request, self.meta, dimension=self.dim.code, setting=setting, **values)

    def codes_where(self, holds: Callable[[str, str], bool]) -> list[str]:
        """The codes whose code and label hold, in the table's order."""
        return [c for c, label in zip(self.dim.codes, self.dim.labels, strict=True) if holds(c, label)]

    def totals(self) -> list[str]:
        """The values whose label is that of a published total."""
        words = tuple(plain(word) for word in self.request.total_words)
        return self.codes_where(lambda _, label: plain(label).startswith(words)) if words else []


Choice = tuple[Mapping[str, str], Then]  # code → the name it gets in the frame, and what becomes of the values


def _as_they_are(asked: Asked, chosen: list[str]) -> Choice:
    return {code: code for code in chosen}, asked.d.then


def _every(asked: Asked) -> Choice:
    return _as_they_are(asked, list(asked.dim.codes))


def _every_but_totals(asked: Asked) -> Choice:
    totals = set(asked.totals())
    return _as_they_are(asked, [code for code in asked.dim.codes if code not in totals])


def _of_our_lists(asked: Asked) -> Choice:
    return _as_they_are(asked, [code for name in asked.d.code_list for code in CODE_LISTS[name]()])


def _ages(asked: Asked) -> Choice:
    """The published class from–to, else its one-year classes."""
    assert asked.d.ages is not None
    first, last = asked.d.ages
    published = re.compile(rf"{first}\s*[-–]\s*{last}(\s+\w+)?")  # «25-64» or «25–64 years»
    whole = asked.codes_where(lambda _, label: published.fullmatch(plain(label)) is not None)
    return _as_they_are(asked, whole if len(whole) == 1 else [str(age) for age in range(first, last + 1)])


def _latest(asked: Asked) -> Choice:
    return _as_they_are(asked, periods.in_order(list(asked.dim.codes))[-asked.d.latest :])


def _by_pattern(asked: Asked) -> Choice:
    pattern = re.compile(asked.d.code_pattern)
    return _as_they_are(asked, asked.codes_where(lambda code, _: pattern.fullmatch(code) is not None))


def _picked(asked: Asked) -> Choice:
    return {_by_text(asked, name): name for name in asked.d.pick}, asked.d.then


def _by_text(asked: Asked, name: str) -> str:
    """The one value a name's texts point out: an exact label first, then one that holds the text."""
    for text in asked.d.pick[name]:
        exact = asked.codes_where(lambda _, label, text=text: plain(label) == plain(text))  # type: ignore[misc]
        found = exact or asked.codes_where(lambda _, label, text=text: says(label, text))  # type: ignore[misc]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            shown = "; ".join(f"{c} «{asked.dim.label_of(c)}»" for c in found[:12])
            nearest = asked.dim.label_of(found[0])
            raise asked.refuse("stats.text_ambiguous", ".pick", text=text, found=shown, name=name, nearest=nearest)
    texts, labels = asked.d.pick[name], {plain(label): label for label in asked.dim.labels}
    near = difflib.get_close_matches(plain(texts[0]), labels, n=1, cutoff=0.0)
    told = {"text": " / ".join(texts), "name": name, "nearest": labels[near[0]] if near else "–"}
    raise asked.refuse("stats.text_absent", ".pick", found=asked.dim.described(40), **told)


def _grouped_by_text(asked: Asked) -> Choice:
    groups = asked.d.groups
    return _grouped(
        asked, groups, lambda _, label: [g for g, texts in groups.items() if any(says(label, x) for x in texts)]
    )


def _grouped_by_code(asked: Asked) -> Choice:
    groups = asked.d.code_groups
    rest = [name for name, starts in groups.items() if "*" in starts]
    return _grouped(asked, groups, lambda code, _: [g for g, s in groups.items() if code.startswith(s)] or rest)


def _grouped(asked: Asked, groups: Mapping[str, tuple[str, ...]], groups_of: Callable[[str, str], list[str]]) -> Choice:
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


def _total(asked: Asked) -> Choice:
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


_CHOOSERS: Mapping[str, Callable[[Asked], Choice]] = {
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


def choose(asked: Asked) -> Chosen:
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

"""UKÄ's «Högskolan i siffror»: graduates by institution and degree through its export, a semicolon CSV.

The export is a form of a web site, not a documented interface: its filters are read first, then the file is
asked for, then fetched from the address it answers with. SCB's table of the same register is steadier and
comes first; this is the second way.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

import orjson
import pandas as pd

from aipulsen.errors import DataContractError, SourceError
from aipulsen.sources import json_stat
from aipulsen.sources.beliefs import OVERRIDES, UkaExport
from aipulsen.sources.http_answers import Answer, OddAnswerError, is_web_page
from aipulsen.sources.http_call import Check
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.table_choices import says
from aipulsen.text.reasons import reason_of
from aipulsen.text.separated import decoded, rows_of

_VALUE = re.compile(r"""value=["']([^"']+)["']""", re.IGNORECASE)
_INDEX = re.compile(r"""dynamic-filter-index["']>\s*([^<\s]+)\s*(?:</span>\s*([^<]*))?""")
_TOTAL = "dynamic:TOTAL"
_MISSING = frozenset({"", ".", "..", "-", "NA"})


@dataclass(frozen=True, slots=True)
class UkaAnswer:
    """The graduates as the tables expect them, and the file as it came."""

    frame: pd.DataFrame  # institution_label, degree, period, value
    raw: bytes = field(repr=False)
    indicator: str
    name: str


def fetch_graduates(http: HttpClient, export: UkaExport) -> UkaAnswer:
    """Graduates of the latest years: every institution, both sexes, all ages."""
    what = f"{export.name} {export.indicator}"
    starts = _options(http, export, "academic_term.php?direction=from", "from:", what)
    ends = _options(http, export, "academic_term.php?direction=to", "to:", what)
    schools = _options(http, export, "university.php", "uni:", what)
    sexes = [f"gender:{sex}" for sex in export.sexes]
    offered = _options(http, export, "gender.php", "gender:", what)
    lost = [sex for sex in sexes if sex not in offered]
    if lost:
        raise _odd(what, f"{', '.join(lost)}: {', '.join(offered)}", export)
    ages = _options(http, export, "age.php", "age:", what)
    group_page = _page(http, export, "group.php", what)
    groups = _dynamic(group_page, export.degree_columns)
    newest = sorted(starts, reverse=True)[: export.years]
    last = max(ends)
    filters = [newest[-1], last, *schools, *sexes, *[a for a in ages if a in ("age:1", "age:Total")][:1], *groups]
    form = urlencode([("indicator", export.indicator), *[("filters[]", f) for f in filters]]).encode("ascii")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Requested-With": "XMLHttpRequest",
        "Accept": "application/json",
    }
    answer = http.ask(
        "POST", f"{export.base_url}/api/index.php", what=what, payload=form, headers=headers, setting=export.setting,
        check=_is_json(what),
    )  # fmt: skip
    told = orjson.loads(answer.body.removeprefix(b"\xef\xbb\xbf"))
    address = str(told.get("fileUrl") or "") if isinstance(told, dict) else ""
    if urlsplit(address).netloc != urlsplit(export.base_url).netloc:
        raise _odd(what, f"fileUrl {address!r}", export)
    file = http.ask("GET", address, what=what, setting=export.setting, check=_is_csv(what, export))
    return UkaAnswer(parse_csv(file.body, export), file.body, export.indicator, export.name)


def offered_years(http: HttpClient, export: UkaExport) -> list[str]:
    """The academic years the export offers: the least question that shows whether its form is as we know it."""
    what = f"{export.name} {export.indicator}"
    offered = _options(http, export, "academic_term.php?direction=from", "from:", what)
    return [year.removeprefix("from:") for year in offered]


def _is_json(what: str) -> Check:
    def check(answer: Answer) -> None:
        json_stat.decode(answer.body, what)

    return check


def _is_csv(what: str, export: UkaExport) -> Check:
    def check(answer: Answer) -> None:
        head = answer.body.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
        if is_web_page(answer.body, {}) or b";" not in head:
            start = head[:120].decode("utf-8", "replace")
            raise OddAnswerError("stats.odd_answer", what=what, reason=f"{export.setting}: «{start}»")

    return check


def _page(http: HttpClient, export: UkaExport, endpoint: str, what: str) -> str:
    sign = "&" if "?" in endpoint else "?"
    indicator = quote(f'["{export.indicator}"]')
    url = f"{export.base_url}/filters/{endpoint}{sign}indicator={indicator}"

    def check(answer: Answer) -> None:
        if not answer.body.strip():
            raise OddAnswerError("stats.empty_answer", what=f"{what} {endpoint}")

    return http.ask("GET", url, what=what, setting=export.setting, check=check).body.decode("utf-8", "replace")


def _options(http: HttpClient, export: UkaExport, endpoint: str, prefix: str, what: str) -> list[str]:
    found = [v for v in _VALUE.findall(_page(http, export, endpoint, what)) if v.startswith(prefix)]
    if not found:
        raise _odd(what, f"{endpoint}: 0 × «{prefix}»", export)
    return list(dict.fromkeys(found))


def _dynamic(page: str, degree_columns: tuple[str, ...]) -> list[str]:
    """The filters of the indicator's own groups, each with its group's index before.

    Each group becomes a column: all values of the one with the degrees, of every other its total alone (all values
    where it has no total: the file is then refused by the column's name). Without a group of degrees: all of all.
    """
    marks = list(_INDEX.finditer(page))
    ends = [mark.start() for mark in marks[1:]] + [len(page)]
    groups = [
        (mark[1], (mark[2] or "").strip(), page[mark.start() : end]) for mark, end in zip(marks, ends, strict=True)
    ]
    named = [title for _, title, _ in groups if title.casefold() in {name.casefold() for name in degree_columns}]
    filters = []
    for index, title, part in groups:
        values = [value for value in _VALUE.findall(part) if value.startswith("dynamic:")]
        if named and title not in named and _TOTAL in values:
            values = [_TOTAL]
        filters += [f"{index}{value}" for value in values]
    return filters


def _odd(what: str, reason: str, export: UkaExport) -> SourceError:
    return SourceError("stats.odd_answer", what=what, reason=f"{reason} ({OVERRIDES}: [uka], {export.setting})")


def parse_csv(data: bytes, export: UkaExport) -> pd.DataFrame:
    """UKÄ's file as institution_label, degree, period, value: sexes summed, totals left out, both on purpose.

    A column nobody named with more than one value, a lost column, a sex that is missing or a value that is no
    number stops the table. A hidden value makes its sum missing.
    """
    raw = _raw(data)
    degree = next((name for name in export.degree_columns if name in raw.columns), None)
    named = [export.period_column, export.institution_column, export.sex_column, export.value_column]
    lost = [name for name in named if name not in raw.columns] + ([] if degree else [" / ".join(export.degree_columns)])
    if lost:
        raise _contract("stats.uka_columns", lost=", ".join(lost), found=", ".join(raw.columns))
    assert degree is not None
    for name in raw.columns:
        values = sorted(set(raw[name]) - {""})
        if name not in (*named, degree) and len(values) > 1:
            raise _contract("stats.uka_stranger", column=name, values=", ".join(values[:8]))
    frame = pd.DataFrame(
        {
            "institution_label": raw[export.institution_column].str.strip(),
            "label": raw[degree].str.strip(),
            "period": raw[export.period_column].str.removeprefix('="').str.removesuffix('"').str.strip(),
            "sex": raw[export.sex_column].str.strip(),
            "value": raw[export.value_column].map(_number),
        }
    )
    is_total = frame.institution_label.str.casefold().isin({"", export.institution_total})
    frame = frame[~is_total & frame.sex.isin(export.sexes)]
    frame = frame.assign(degree=frame.label.map(lambda label: _degree(label, export))).dropna(subset=["degree"])
    sexes = sorted(frame.sex.unique())
    if sexes != sorted(export.sexes) or set(frame.degree) != set(export.degrees):
        found = ", ".join([*sexes, *sorted(set(frame.degree))]) or "–"
        raise _contract("stats.uka_columns", lost=f"{export.sex_column}, {degree}", found=found)
    keys = ["institution_label", "degree", "period"]
    if frame.duplicated([*keys, "label", "sex"]).any():
        raise _contract("stats.uka_stranger", column=", ".join(keys), values="2 ×")
    return frame.groupby(keys, as_index=False, sort=True).agg(value=("value", lambda v: v.sum(skipna=False)))


def _raw(data: bytes) -> pd.DataFrame:
    """The file's cells as text: as UKÄ writes it, or as a spreadsheet has saved it again. Short rows end in empty
    cells; a file that is no table of rows is refused."""
    try:
        (_, head), *rows = rows_of(decoded(data))
    except (UnicodeDecodeError, csv.Error, ValueError) as exc:
        raise _contract("stats.uka_unreadable", reason=reason_of(exc)) from exc
    columns = [re.sub(r"\[\d\]$", "", name).strip() for name in head]
    cells = []
    for line, row in rows:
        if any(row[len(columns) :]):
            raise _contract("stats.uka_unreadable", reason=f"{line}: {len(row)} > {len(columns)}")
        if row:
            cells.append([cell.strip() for cell in (*row, *[""] * len(columns))][: len(columns)])
    return pd.DataFrame(cells, columns=columns, dtype="str")


def _degree(label: str, export: UkaExport) -> str | None:
    found = [name for name, texts in export.degrees.items() if any(says(label, text) for text in texts)]
    return found[0] if len(found) == 1 else None


def _number(text: str) -> float:
    plain = text.replace("\u00a0", "").replace(" ", "").strip()
    if plain in _MISSING:
        return float("nan")
    try:
        return float(plain.replace(",", "."))
    except ValueError as exc:
        raise _contract("stats.uka_number", value=text) from exc


def _contract(key: str, **values: object) -> DataContractError:
    return DataContractError(key, table="graduates", setting=f"{OVERRIDES}: [uka]", **values)

"""The schema of every table an edition may hold: columns, units, sources, keys and ranges.

Every model is strict (no stranger columns) and ordered. `SCHEMAS` maps a table's name to its model;
`docs/data-dictionary.md` is generated from here. Missing is null, never zero. Codes are text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from aipulsen import codes
from aipulsen.errors import DataContractError

if TYPE_CHECKING:
    import pandera.pandas as pandera

_TEXT = "string[pyarrow]"  # as frames hold it; «str» in a schema


@dataclass(frozen=True, slots=True)
class Check:
    """What each value of a column must be: a check of pandera's by name, with what it is given."""

    name: str
    given: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: how frames hold it, its unit and meaning, what its values must be."""

    kind: str
    unit: str
    meaning: str
    checks: tuple[Check, ...] = ()
    is_nullable: bool = False
    is_later: bool = False  # editions made before it came lack it: reading adds it (`with_later_columns`)

    @property
    def dtype(self) -> str:
        """The type of the column in a frame."""
        return _TEXT if self.kind == "str" else self.kind


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, its key, what it is about."""

    columns: dict[str, Column]
    key: list[str] | None
    meaning: str


_SALARY = Check("in_range", (1e4, 3e5))  # a monthly salary off by a factor of ten is caught

STATUSES = ["published", "measured", "implied", "reconstructed", "estimate", "synthetic"]
STATISTICS = ["mean", "median", "p10", "p25", "p75", "p90"]
OUTLOOKS = ["shortage", "paradox", "balance", "surplus"]
BREAK_KINDS = ["engine", "source", "definition"]
EMPLOYER_KINDS = [
    "university",
    "institute",
    "agency",
    "municipality_region",
    "industry",
    "consulting",
    "staffing",
    "other",
]


PLACE_KINDS = ["county", "unstated", "abroad"]
EMPLOYMENTS = ["permanent", "fixed_term"]
AD_LANGUAGES = ["sv", "en"]


def _among(values: list[Any]) -> Check:
    return Check("isin", (values,))


def _col(kind: str, unit: str, meaning: str, *checks: Check, null: bool = False) -> Column:
    return Column(kind=kind, unit=unit, meaning=meaning, checks=checks, is_nullable=null)


def _later(column: Column) -> Column:
    return replace(column, is_later=True)


def _text(unit: str, meaning: str, *checks: Check, null: bool = False) -> Column:
    return _col("str", unit, meaning, *checks, null=null)


def _count(unit: str, meaning: str, null: bool = False) -> Column:
    return _col("Int64", unit, meaning, Check("ge", (0,)), null=null)


def _share(meaning: str, null: bool = False) -> Column:
    return _col("Float64", "share 0–1", meaning, Check("in_range", (0, 1)), null=null)


def _county(null: bool = False) -> Column:
    return _text("code", "county (SCB, two digits)", _among(sorted(codes.county_codes())), null=null)


def _municipality(null: bool = False) -> Column:
    valid = sorted(codes.municipality_codes())
    return _text("code", "municipality (SCB, four digits)", _among(valid), null=null)


def _status() -> Column:
    return _text("status", "how firm the value is", _among(STATUSES))


def _origin() -> Column:
    return _text("origin id", "the origin in the manifest this row comes from")


def _date(meaning: str, null: bool = False) -> Column:
    return _text("date", meaning + " (YYYY-MM-DD)", Check("str_matches", (r"^\d{4}-\d\d-\d\d$",)), null=null)


SCHEMAS: dict[str, Table] = {
    "ads": Table(
        {
            "id": _text("id", "the ad's id"),
            "original_id": _text("id", "the Platsbanken id behind an archive's hashed id", null=True),
            "headline": _text("text", "headline"),
            "employer": _text("name", "employer as the ad names it", null=True),
            "employer_kind": _text("kind", "type of employer", _among(EMPLOYER_KINDS)),
            "is_staffing": _col("bool", "yes/no", "a staffing agency that hides the real employer"),
            "county_code": _county(null=True),
            "municipality_code": _municipality(null=True),
            "published_date": _date("first day published, Swedish local time"),
            "last_published_date": _date("last day published", null=True),
            "ssyk_code": _text("SSYK 2012", "occupation, four digits", null=True),
            "occupation_name": _text("name", "occupation as Arbetsförmedlingen names it", null=True),
            "level": _text("level", "an AI job is a job that needs AI skills, too", _among(["competence", "role"])),
            "score": _col("Int64", "points", "sum of counted points"),
            "threshold": _col("Int64", "points", "the threshold that decided the level"),
            "sector": _text("key", "sector whose thresholds applied"),
            "terms": _text("terms", "matched terms that counted, joined with «|»"),
            "text_hash": _text("hash", "fingerprint of the text: same text, same hash"),
            "vacancies": _count("vacancies", "positions in the ad", null=True),
            "link": _text("address", "the ad at Platsbanken", null=True),
            "county_codes": _later(_text("codes", "every county of the ad's addresses, joined with «|»", null=True)),
            "place_kind": _later(
                _text(
                    "kind",
                    "a county, none stated, or abroad: outside every count",
                    _among(PLACE_KINDS),
                    null=True,
                )
            ),
            "is_remote": _later(
                _col("boolean", "yes/no", "the text says that the work may be done remotely", null=True)
            ),
            "work_groups": _later(_text("keys", "groups of AI work the ad names, joined with «|»", null=True)),
            "named_tools": _later(_text("names", "tools the ad names, joined with «|»", null=True)),
            "employment": _later(_text("kind", "whether the employment has an end", _among(EMPLOYMENTS), null=True)),
            "is_full_time": _later(_col("boolean", "yes/no", "full-time, not part-time", null=True)),
            "ad_language": _later(
                _text("language", "the language of most of the text", _among(AD_LANGUAGES), null=True)
            ),
        },
        ["id"],
        "One row per published ad at level: AI jobs, and jobs that need AI skills. No ad text.",
    ),
    "ad_totals": Table(
        {
            "published_date": _date("day published"),
            "county_code": _county(null=True),
            "ads": _count("ads", "all ads scored, AI or not, in each of their counties"),
            "notice_ads": _count("ads", "ads whose only AI words are notices (recruiting, AI-written text)"),
            "first_county_ads": _later(_count("ads", "those whose first county this is: their sum has each ad once")),
            "abroad_ads": _later(_count("ads", "ads abroad, in no other column; on rows without county", null=True)),
            "it_ads": _later(_count("ads", "of `ads`, those for IT specialists (SSYK 251)", null=True)),
            "first_county_it_ads": _later(_count("ads", "of `first_county_ads`, the same", null=True)),
        },
        ["published_date", "county_code"],
        "All scored ads per day and county: the whole that AI ads are a part of.",
    ),
    "ad_spells": Table(
        {
            "published_date": _date("day published"),
            "county_code": _county(null=True),
            "county_codes": _text("codes", "every county of the ads' addresses, joined with «|»", null=True),
            "level": _text("level", "level", _among(["none", "competence", "role"])),
            "is_it": _col("bool", "yes/no", "for IT specialists (SSYK 251)"),
            "days_open": _count("days", "from publication until the end, or until the data date while still open"),
            "is_ended": _col("bool", "yes/no", "taken down, or its last day passed"),
            "ads": _count("ads", "ads alike in all of this"),
            "again_ads": _count("ads", "of them, ended ones that the employer has since put out again"),
        },
        ["published_date", "county_code", "county_codes", "level", "is_it", "days_open", "is_ended"],
        "How long AI ads and IT ads stand open: published since every ad has been seen, abroad left out.",
    ),
    "breaks": Table(
        {
            "date": _date("first day of what is new"),
            "kind": _text("kind", "what became new", _among(BREAK_KINDS)),
            "detail": _text("name", "what it is called, e.g. the engine's version or the source's name"),
            "status": _status(),
            "origin": _origin(),
        },
        ["date", "kind", "origin"],
        "Days after which the series of that origin is not comparable with before. No table: no break is recorded.",
    ),
    "county_counts": Table(
        {
            "county_code": _county(),
            "window_days": _col("Int64", "days", "length of the window", _among([90, 180])),
            "level": _text("level", "level", _among(["competence", "role"])),
            "ads": _count("ads", "AI ads in the window"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code", "window_days", "level"],
        "Counts of AI ads where there are no ads to count (the report's edition only).",
    ),
    "report_bases": Table(
        {
            "county_code": _county(),
            "base_persons": _count("persons", "post-secondary educated as the report has it"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code"],
        "The report's own denominators: less than half of SCB's.",
    ),
    "education": Table(
        {
            "region_code": _text("code", "county or municipality"),
            "region_level": _text("level", "", _among(["county", "municipality"])),
            "year": _text("year", "31 December"),
            "population_25_64_persons": _count("persons", "population 25–64", null=True),
            "post_secondary_persons": _count("persons", "post-secondary educated 25–64, both sexes"),
            "post_secondary_3y_plus_persons": _count("persons", "at least three years", null=True),
            "post_secondary_men_persons": _count("persons", "men", null=True),
            "post_secondary_women_persons": _count("persons", "women", null=True),
            "unknown_level_persons": _count("persons", "level unknown, not in the others", null=True),
            "status": _status(),
            "origin": _origin(),
        },
        ["region_code", "year"],
        "Post-secondary educated aged 25–64: the SCB base of the gap score.",
    ),
    "it_specialists": Table(
        {
            "county_code": _county(),
            "year": _text("year", "November"),
            "employees_persons": _count("persons", "employees by county of work"),
            "it_specialists_persons": _count("persons", "of them SSYK 251"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code", "year"],
        "Employees and IT specialists by county of work.",
    ),
    "population": Table(
        {
            "region_code": _text("code", "county or municipality"),
            "region_level": _text("level", "", _among(["county", "municipality"])),
            "period": _text("period", "day or month"),
            "population_persons": _count("persons", "total population"),
            "status": _status(),
            "origin": _origin(),
        },
        ["region_code", "period"],
        "Total population.",
    ),
    "wages": Table(
        {
            "series": _text("key", "values are comparable only inside one series"),
            "region_code": _text("code", "SE, NUTS1 or NUTS2"),
            "region_level": _text("level", "", _among(["country", "nuts1", "nuts2"])),
            "occupation_code": _text("SSYK 2012", "three or four digits"),
            "year": _text("year", "year of the statistics"),
            "statistic": _text("kind", "statistics are never mixed", _among(STATISTICS)),
            "sector": _text("key", "all, or private_non_manual"),
            "salary_low_sek": _col("Float64", "SEK/month", "lowest value printed", _SALARY),
            "salary_high_sek": _col("Float64", "SEK/month", "highest value printed", _SALARY),
            "employees_persons": _count("persons", "employees behind the value", null=True),
            "status": _status(),
            "origin": _origin(),
        },
        ["series", "region_code", "occupation_code", "year", "statistic", "sector"],
        "Monthly salaries. Low equals high unless the source prints a range.",
    ),
    "commuting": Table(
        {
            "year": _text("year", "November"),
            "home_municipality_code": _municipality(),
            "work_municipality_code": _municipality(),
            "employed_persons": _count("persons", "living in one, working in the other"),
            "status": _status(),
            "origin": _origin(),
        },
        ["year", "home_municipality_code", "work_municipality_code"],
        "Commuting matrix, whole or in part. A pair that is absent is unknown, not zero.",
    ),
    "commuting_totals": Table(
        {
            "hub_municipality_code": _municipality(),
            "year": _text("year", "year"),
            "in_commuters_persons": _count("persons", "working in the hub, living elsewhere"),
            "status": _status(),
            "origin": _origin(),
        },
        ["hub_municipality_code", "year"],
        "In-commuters to a hub from everywhere, where the whole is published but the matrix is not.",
    ),
    "flows": Table(
        {
            "county_code": _county(),
            "year": _text("year", "year of the moves"),
            "education_group": _text("key", "post_secondary", _among(["post_secondary"])),
            "moved_in_persons": _count("persons", "moved in"),
            "moved_out_persons": _count("persons", "moved out"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code", "year", "education_group"],
        "Moves over the county border of post-secondary educated: flows, never the stock.",
    ),
    "graduates": Table(
        {
            "institution": _text("name", "higher-education institution"),
            "municipality_code": _municipality(null=True),
            "academic_year": _text("year", "e.g. 2024/25"),
            "degree": _text("name", "degree"),
            "graduates_persons": _count("persons", "graduates"),
            "status": _status(),
            "origin": _origin(),
        },
        ["institution", "academic_year", "degree"],
        "Graduates per institution and degree.",
    ),
    "institutions": Table(
        {
            "institution": _text("name", "higher-education institution"),
            "municipality_code": _municipality(),
            "status": _status(),
            "origin": _origin(),
        },
        ["institution"],
        "Institutions and their main municipality.",
    ),
    "labour_shortage": Table(
        {
            "region_code": _text("code", "NUTS2"),
            "period": _text("quarter", "e.g. 2026Q1"),
            "shortage_share": _share("employers that report a shortage of labour"),
            "status": _status(),
            "origin": _origin(),
        },
        ["region_code", "period"],
        "Share of employers that report a shortage (Konjunkturinstitutet). Volatile in small regions.",
    ),
    "occupation_outlook": Table(
        {
            "region_code": _text("code", "county, or 00 for the country"),
            "occupation_code": _text("SSYK 2012", "four digits"),
            "period": _text("period", "months it is in force"),
            "recruitment_situation": _text("key", "assessed; not for the country", _among(OUTLOOKS), null=True),
            "job_opportunities": _text("key", "assessed", _among(["large", "medium", "small"])),
            "demand_5_years": _text("key", "assessed", _among(["increase", "unchanged", "decrease"])),
            "status": _status(),
            "origin": _origin(),
        },
        ["region_code", "occupation_code"],
        "Arbetsförmedlingen's outlook for IT occupations: an assessment, not a share of employers.",
    ),
    "published_ads": Table(
        {
            "county_code": _county(),
            "year": _text("year", "year of publication"),
            "ads": _count("ads", "all ads that state the county"),
            "it_ads": _count("ads", "of them for IT specialists (SSYK 251)"),
            "developer_architect_ads": _count("ads", "of them for SSYK 2511 and 2512"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code", "year"],
        "Platsbanken's ads of a year by county and occupation, AI or not: for an independent check.",
    ),
    "job_board_snapshot": Table(
        {
            "id": _text("id", "the ad's id on its site"),
            "site": _text("key", "", _among(["linkedin", "indeed"])),
            "headline": _text("text", "headline"),
            "employer": _text("name", "employer; confidential ads name none", null=True),
            "county_code": _county(null=True),
            "posted_date": _date("day posted", null=True),
            "status": _status(),
            "origin": _origin(),
        },
        ["id", "site"],
        "A snapshot of AI ads on other sites, for cross-validation.",
    ),
    "report_figures": Table(
        {
            "figure": _text("key", "what the report prints"),
            "region_code": _text("code", "county, NUTS, municipality or a pair"),
            "value": _col("Float64", "as in unit", "the printed value"),
            "unit": _text("unit", "unit"),
            "words": _text("text", "the report's own words"),
            "origin": _origin(),
        },
        ["figure", "region_code"],
        "Every figure the report prints.",
    ),
    "report_employers": Table(
        {
            "county_code": _county(),
            "window_days": _col("Int64", "days", "window the report speaks of", _among([90, 180])),
            "employer": _text("name", "employer"),
            "employer_kind": _text("kind", "type of employer", _among(EMPLOYER_KINDS)),
            "roles": _text("text", "roles the report names", null=True),
            "ads": _count("ads", "only where the report prints it", null=True),
            "ads_share": _share("only where the report prints it", null=True),
            "words": _text("text", "the report's own words"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code", "window_days", "employer"],
        "The employers the report names, with its words. Nobody else is shown.",
    ),
    "ai_exposure": Table(
        {
            "county_code": _county(),
            "year": _text("year", "year"),
            "exposed_share": _share("employees in the fifth of occupations most exposed to generative AI"),
            "status": _status(),
            "origin": _origin(),
        },
        ["county_code", "year"],
        "Exposure of the county's jobs to generative AI. Exposure is not competence.",
    ),
}

_BASE_TABLES = ("education", "it_specialists", "population")
_REPORT_TABLES = ("county_counts", "report_bases", "report_figures", *_BASE_TABLES)

# The tables an edition of each kind must have at least.
REQUIRED_TABLES: dict[str, tuple[str, ...]] = {
    "report": _REPORT_TABLES,
    "demo": ("ads", "ad_totals", *_BASE_TABLES),
    "live": ("ads", "ad_totals", *_BASE_TABLES),
}


@cache
def model(table: str) -> pandera.DataFrameSchema:
    """The table as pandera checks it: strict and ordered. Half a second to load, and only who writes needs it."""
    import pandera.pandas as pandera

    schema = SCHEMAS[table]
    columns = {
        name: pandera.Column(
            column.kind,
            [getattr(pandera.Check, check.name)(*check.given) for check in column.checks],
            nullable=column.is_nullable,
            required=not column.is_later,
            coerce=True,
        )
        for name, column in schema.columns.items()
    }
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, unique=schema.key)


def validate(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the schema's types, in the schema's column order.

    Raises DataContractError with the table, the number of bad rows, the first failing column and value.
    The input is not changed.
    """
    if table not in SCHEMAS:
        raise DataContractError("schemas.unknown_table", table=table)
    from pandera.errors import SchemaErrors

    schema = SCHEMAS[table]
    missing = [name for name, column in schema.columns.items() if not column.is_later and name not in frame.columns]
    strangers = [str(name) for name in frame.columns if name not in schema.columns]
    if missing or strangers:
        raise DataContractError(
            "schemas.columns",
            table=table,
            missing=", ".join(missing) or "–",
            strangers=", ".join(strangers) or "–",
        )
    try:
        checked: pd.DataFrame = model(table).validate(
            frame[[n for n in schema.columns if n in frame.columns]], lazy=True
        )
    except SchemaErrors as exc:
        failures = exc.failure_cases
        first: dict[str, Any] = failures.iloc[0].to_dict()
        raise DataContractError(
            "schemas.values",
            table=table,
            rows=int(failures["index"].nunique()) or len(failures),
            total=len(frame),
            column=first.get("column") or "–",
            check=first.get("check"),
            value=first.get("failure_case"),
        ) from exc
    return checked


def with_later_columns(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame read from an edition, with the columns that came after it was made. What the edition cannot know is
    missing; an ad's one county then was all its counties, and counted once."""
    known = {
        "ads": {"county_codes": "county_code"},
        "ad_totals": {"first_county_ads": "ads", "first_county_it_ads": "it_ads"},
    }.get(table, {})
    for name in SCHEMAS[table].columns:
        if name not in frame.columns:
            frame = frame.assign(**{name: frame[known[name]] if name in known else pd.NA})
    if table == "ads" and len(frame) and frame.place_kind.isna().all():
        frame = frame.assign(place_kind=frame.county_code.map(lambda code: pd.NA if pd.isna(code) else "county"))
    return frame


def empty(table: str) -> pd.DataFrame:
    """A valid frame of the table with no rows."""
    columns = SCHEMAS[table].columns
    return pd.DataFrame({name: pd.Series([], dtype=column.dtype) for name, column in columns.items()})

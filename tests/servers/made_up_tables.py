"""Made-up tables of the real shapes: recorded dimensions, labels, notes and oddities; only the numbers are invented.

Shapes are those of recorded answers (`tests/data/services`), else of public code, and never what the requests believe:
`test_doubles.py` fails where they contradict a recorded answer. The numbers follow each other (counties are the sum of
their municipalities, in-commuters the sum of a column) so that a wrong filter shows as a wrong sum. Nothing here is a
statistic.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from aipulsen import codes
from aipulsen.tables import reference

Array = np.ndarray[Any, np.dtype[np.float64]]
RECORDED = Path(__file__).parents[1] / "data" / "services"

COUNTIES = sorted(codes.county_codes())
PLACES = sorted(codes.municipality_codes())
_PEOPLE = reference.read_reference("population_municipality.csv").set_index("municipality_code").population_persons
PERSONS = _PEOPLE[PLACES].to_numpy(dtype=float)
IN_COUNTY = np.array([[p[:2] == c for p in PLACES] for c in COUNTIES], dtype=float)
SEX = {"1": "män", "2": "kvinnor"}
SEX_WITH_TOTAL = {"1": "män", "2": "kvinnor", "1+2": "totalt"}
NUTS2 = {
    "SE11": "Stockholm",
    "SE12": "Östra Mellansverige",
    "SE21": "Småland med öarna",
    "SE22": "Sydsverige",
    "SE23": "Västsverige",
    "SE31": "Norra Mellansverige",
    "SE32": "Mellersta Norrland",
    "SE33": "Övre Norrland",
}


@cache
def recorded(name: str) -> Any:
    """A recorded answer."""
    return json.loads((RECORDED / name).read_text("utf-8"))


CKM_NOTE: str = recorded("TAB6471_metadata.json")["note"][0]


def _recorded_values(table: str, dimension: str) -> tuple[str, dict[str, str]]:
    """A recorded dimension's label, and its codes with labels in the table's order."""
    told = recorded(f"{table}_metadata.json")["dimension"][dimension]
    index, labels = told["category"]["index"], told["category"]["label"]
    return told["label"], {code: labels[code] for code in sorted(index, key=index.get)}


@dataclass
class Table:
    """One table of a service: its labels per dimension and its values (NaN = suppressed, shown as «..»)."""

    id: str
    path: str
    title: str
    dimensions: dict[str, tuple[str, dict[str, str]]]  # code → label, values
    values: Array
    time: str = "Tid"
    unit: str = "antal"
    notes: tuple[str, ...] = ()
    aggregate: bool = True
    discontinued: bool = False
    source: str = "SCB"
    signs: dict[str, str] = field(default_factory=dict)  # cell (by its codes, joined by «/») → sign instead of «..»
    updated: str = "2026-06-08T06:00:00Z"
    metric: str = "ContentsCode"
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def folders(self) -> list[str]:
        """The subject folders it lies in."""
        return self.path.split("/")[:-1]

    def cells_of(self, selection: dict[str, list[str]]) -> int:
        """How many cells a selection has."""
        return int(np.prod([len(v) for v in selection.values()]))

    def describe(self, selection: dict[str, list[str]]) -> dict[str, Any]:
        """json-stat2 of a selection, without its values."""
        described = {}
        for code, (label, values) in self.dimensions.items():
            chosen = selection[code]
            category: dict[str, Any] = {
                "index": {c: i for i, c in enumerate(chosen)},
                "label": {c: values[c] for c in chosen},
            }
            if code == self.metric:
                category["unit"] = {c: {"base": self.unit, "decimals": 0} for c in chosen}
            extension = {"elimination": code not in (self.metric, self.time), "show": "value", "codelists": []}
            described[code] = {"label": label, "category": category, "extension": extension}
        role = {"time": [self.time], **({"metric": [self.metric]} if self.metric in self.dimensions else {})}
        px = {
            "infofile": self.folders[1] if len(self.folders) > 1 else self.id,
            "tableid": self.id,
            "decimals": 0,
            "official-statistics": True,
            "aggregallowed": self.aggregate,
            "copyright": False,
            "language": "sv",
            "contents": self.title.split(" efter ")[0],
            "descriptiondefault": False,
            "heading": [c for c in self.dimensions if c in (self.time, self.metric)],
            "stub": [c for c in self.dimensions if c not in (self.time, self.metric)],
            "matrix": self.id,
            "subject-code": self.folders[0],
            "subject-area": "",
        }
        return {
            "version": "2.0",
            "class": "dataset",
            "label": self.title,
            "source": self.source,
            "updated": self.updated,
            "note": list(self.notes),
            "role": role,
            "id": list(self.dimensions),
            "size": [len(selection[c]) for c in self.dimensions],
            "dimension": described,
            "extension": {"noteMandatory": {str(i): True for i in range(len(self.notes))}, "px": px},
            "value": [],
        }

    def answer(self, selection: dict[str, list[str]]) -> dict[str, Any]:
        """json-stat2 of a selection of codes per dimension; a suppressed value is null with status «..»."""
        places = []
        for code, (_, values) in self.dimensions.items():
            place = {c: i for i, c in enumerate(values)}
            places.append([place[c] for c in selection[code]])
        cut = self.values[np.ix_(*places)].ravel()
        codes_of = list(itertools.product(*(selection[code] for code in self.dimensions))) if self.signs else []
        hidden = {
            str(i): self.signs.get("/".join(codes_of[i]), "..") if self.signs else ".."
            for i in np.flatnonzero(np.isnan(cut))
        }
        numbers = [None if v != v else (int(v) if v == int(v) else v) for v in cut.tolist()]
        told = self.describe(selection)
        told["extension"]["discontinued"] = None
        return {**told, "value": numbers, **({"status": hidden} if hidden else {})}

    def everything(self) -> dict[str, list[str]]:
        """The selection of all codes."""
        return {code: list(values) for code, (_, values) in self.dimensions.items()}


def _labels(items: list[str], suffix: str = "") -> dict[str, str]:
    return {i: f"{i}{suffix}" for i in items}


def _places() -> dict[str, str]:
    return {p: codes.municipalities()[p].name for p in PLACES}


def _counties() -> dict[str, str]:
    """The counties as SCB labels them: «Stockholms län»."""
    return {c: label for c, label in _recorded_values("TAB3981", "Region")[1].items() if c in COUNTIES}


def _with_counties(by_place: Array) -> Array:
    """Rows in the recorded order: the country, then counties and municipalities by code."""
    counties = np.tensordot(IN_COUNTY, by_place, axes=1)
    rows = {**dict(zip(COUNTIES, counties, strict=True)), **dict(zip(PLACES, by_place, strict=True))}
    return np.stack([by_place.sum(axis=0), *(rows[k] for k in sorted(rows))])


LEVEL_SHARES = np.array([0.04, 0.09, 0.21, 0.23, 0.15, 0.24, 0.02, 0.02])


@cache
def education() -> Table:
    """UF0506B/Utbildning: no total for sex; 290 × 40 × 8 × 2 = 185 600 cells must be split. The two newest years."""
    label, named = _recorded_values("TAB3981", "Alder")
    ages = [a for a in named if a.isdigit()]
    known = reference.education().set_index("region_code")
    adults = known.population_25_64_persons.astype(float).to_dict()
    of_age = np.array([adults.get(p, PERSONS[i] * 0.51) for i, p in enumerate(PLACES)])
    people = of_age[:, None, None, None, None] / 80
    share = (known.post_secondary_persons.astype(float) / known.population_25_64_persons.astype(float)).to_dict()
    post = np.array([share.get(p, share[p[:2]]) + 0.01 for p in PLACES])
    men = (known.post_secondary_men_persons.astype(float) / known.post_secondary_persons.astype(float)).to_dict()
    men_of = np.array([men.get(p, 0.4) for p in PLACES])  # fewer men than women have it
    by_sex = 2 * post[:, None] * np.stack([men_of, 1 - men_of], axis=1)
    high = LEVEL_SHARES[4:7].sum()
    long = (known.post_secondary_3y_plus_persons.astype(float) / known.post_secondary_persons.astype(float)).to_dict()
    long_of = np.array([long.get(p, long[p[:2]]) for p in PLACES])
    parts = high * np.stack(
        [1 - long_of, long_of * 0.92, long_of * 0.08], axis=1
    )  # short, three years or more, research
    shares = np.repeat(np.repeat(LEVEL_SHARES[None, :, None], len(PLACES), axis=0), 2, axis=2)
    shares[:, 4:7, :] = parts[:, :, None]
    shares[:, 4:7, :] *= by_sex[:, None, :] / high
    shares[:, [0, 1, 2, 3, 7], :] *= (1 - by_sex[:, None, :]) / (1 - high)
    sex = np.array([1.03, 0.97])[None, None, None, :, None]
    year = np.array([1.0, 1.01])[None, None, None, None, :]
    age = (1 + 0.002 * np.arange(len(ages)))[None, :, None, None, None]
    by_place = np.round(people * age * shares[:, None, :, :, None] * sex * year)
    by_place = np.concatenate([by_place, by_place.sum(axis=1, keepdims=True)], axis=1)  # tot16-74
    return Table(
        id="TAB3981",
        path="UF/UF0506/UF0506B/Utbildning",
        title=recorded("TAB3981_metadata.json")["label"],
        dimensions={
            "Region": _recorded_values("TAB3981", "Region"),
            "Alder": (label, named),
            "UtbildningsNiva": _recorded_values("TAB3981", "UtbildningsNiva"),
            "Kon": _recorded_values("TAB3981", "Kon"),
            "ContentsCode": _recorded_values("TAB3981", "ContentsCode"),
            "Tid": ("år", _labels(["2024", "2025"])),
        },
        values=_with_counties(by_place)[:, :, :, :, None, :],
        notes=tuple(recorded("TAB3981_metadata.json")["note"]),
        updated="2026-04-27T06:00:00Z",
    )


@cache
def population() -> Table:
    """BefolkManadCKM: noise in every cell, so that men + women is not the total."""
    rng = np.random.default_rng(1)
    total = _with_counties(PERSONS)
    label, ages = _recorded_values("TAB6471", "Alder")
    months = ["2026M03", "2026M04"]
    share = np.array([1.0 if a == "TotSA" else 0.01 for a in ages])[None, :, None, None]
    sex = np.array([1.0, 0.503, 0.497])[None, None, :, None]
    exact = total[:, None, None, None] * share * sex * np.array([1.0, 1.0002])
    values = np.maximum(np.round(exact + rng.integers(-3, 4, exact.shape)), 0)
    return Table(
        id="TAB6471",
        path="BE/BE0101/BE0101A/BefolkManadCKM",
        title=recorded("TAB6471_metadata.json")["label"],
        dimensions={
            "Region": _recorded_values("TAB6471", "Region"),
            "Alder": (label, ages),
            "Kon": _recorded_values("TAB6471", "Kon"),
            "ContentsCode": _recorded_values("TAB6471", "ContentsCode"),
            "Tid": ("månad", _labels(months)),
        },
        values=values[:, :, :, None, :],
        notes=tuple(recorded("TAB6471_metadata.json")["note"]),
        aggregate=False,
    )


@cache
def it_specialists() -> Table:
    """YREG60BAS: county of work × 430 occupations × sex × five years, no total for sex."""
    ssyk = [f"{n}" for n in range(2511, 2517)] + ["2519"]
    others = [f"{n:04d}" for n in range(1111, 1111 + 422)]
    occupations = {**{c: f"yrke {c}" for c in [*others, *ssyk]}, "0002": "uppgift saknas"}
    known = reference.it_specialists()
    known = known[known.year == "2024"].set_index("county_code").loc[COUNTIES]
    county = known.employees_persons.to_numpy(dtype=float)
    it = known.it_specialists_persons.to_numpy(dtype=float) / county
    weights = np.array([*(np.full(len(others), 0.93 / len(others))), *(np.zeros(len(ssyk))), 0.02])
    shares = np.repeat(weights[None, :], len(COUNTIES), axis=0)
    shares[:, len(others) : len(others) + len(ssyk)] = it[:, None] / len(ssyk)
    years = np.array([0.9, 0.91, 0.92, 0.99, 1.0])
    everywhere = county.sum()
    county = np.concatenate([[everywhere], county, [everywhere * 0.01]])  # the country, 21 counties, county unknown
    shares = np.concatenate([shares.mean(axis=0, keepdims=True), shares, shares.mean(axis=0, keepdims=True)])
    values = np.round(county[:, None, None, None] * shares[:, :, None, None] * np.array([0.5, 0.5])[:, None] * years)
    return Table(
        id="TAB5901",
        path="AM/AM0208/AM0208M/YREG60BAS",
        title=(
            "Anställda med arbetsplats i regionen (dagbef) efter region, yrke (4-siffrig SSYK 2012) och kön. "
            "Baserat på BAS. År 2020-2024"
        ),
        dimensions={
            "Region": ("region", {"00": "Riket", **_counties(), "99": "Okänt län"}),
            "Yrke2012": ("yrke (SSYK 2012)", occupations),
            "Kon": ("kön", SEX),
            "ContentsCode": (
                "tabellinnehåll",
                {"000006YH": "Anställda (yrkesregistret) [16-64 år] med arbetsplats i regionen (dagbef)"},
            ),
            "Tid": ("år", _labels(["2020", "2021", "2022", "2023", "2024"])),
        },
        values=values[:, :, :, None, :],
    )


@cache
def wages() -> Table:
    """LonYrkeRegion4AN: means that must not be summed, four contents, «..» in the north."""
    regions = {"SE": "Riket", **NUTS2}
    occupations = ["1311", "1312", "2421", "2511", "2512", "2513", "2514", "2515", "2516", "2519"]
    sectors = {"0": "samtliga sektorer", "1-3": "offentlig sektor", "4-5": "privat sektor", "5": "tjänstemän"}
    region = np.array([50.0, 56, 48, 47, 49, 51, 46, 45, 45])[:, None, None, None, None, None]
    sector = np.array([1.0, 0.95, 1.02, 1.04])[None, :, None, None, None, None]
    known = reference.scb_wages()
    known = known[
        (known.series == "scb_ssyk4_all") & (known.region_code == "SE") & (known.statistic == "mean")
    ].sort_values("year")
    pay = known.groupby("occupation_code").salary_low_sek.last().astype(float) / 50_000 / 1.05
    job = np.array([pay.get(c, 1 + 0.02 * i) for i, c in enumerate(occupations)])[None, None, :, None, None, None]
    sex = np.array([1.03, 0.96, 1.0])[None, None, None, :, None, None]
    contents = np.array([0.1, 0.97, 0.0, 1.0])[None, None, None, None, :, None]
    year = np.array([1.0, 1.03, 1.06])
    values = np.round(region * sector * job * sex * contents * year * 10) * 100
    values[:, :, :, :, 2, :] = 93.0  # women's share
    values[7:, :, 9, :, :, :] = np.nan  # suppressed: 2519 in SE32 and SE33
    return Table(
        id="TAB5000",
        path="AM/AM0110/AM0110A/LonYrkeRegion4AN",
        title="Genomsnittlig månadslön efter region, sektor, yrke (SSYK 2012) och kön. År 2023-2025",
        dimensions={
            "Region": ("region", regions),
            "Sektor": ("sektor", sectors),
            "Yrke2012": ("yrke (SSYK 2012)", {c: f"yrke {c}" for c in occupations}),
            "Kon": ("kön", SEX_WITH_TOTAL),
            "ContentsCode": (
                "tabellinnehåll",
                {
                    "000007AP": "Antal anställda",
                    "000007AQ": "Genomsnittlig grundlön",
                    "000007AR": "Kvinnors lön i procent av mäns lön",
                    "000007AS": "Genomsnittlig månadslön",
                },
            ),
            "Tid": ("år", _labels(["2023", "2024", "2025"])),
        },
        values=values,
        unit="kronor",
        aggregate=False,
    )


@cache
def _matrix() -> Array:
    """290 × 290 employed, home × work: most stay; who come from elsewhere come in proportion to where people live."""
    known = reference.commuting_totals().sort_values("year").groupby("hub_municipality_code")
    published = known.in_commuters_persons.last().astype(float).to_dict()
    into = np.array([published.get(p, PERSONS[i] * 0.17) for i, p in enumerate(PLACES)])
    homes = np.repeat(PERSONS[:, None], len(PLACES), axis=1)
    np.fill_diagonal(homes, 0)
    whole = np.round(homes / homes.sum(axis=0, keepdims=True) * into)
    np.fill_diagonal(whole, np.round(PERSONS * 0.45 * 0.7))
    return whole


@cache
def commuting() -> Table:
    """ArRegPend2: the whole matrix; the sexes do not sum to the total (protection)."""
    rng = np.random.default_rng(2)
    whole = _matrix()
    men, women = np.round(whole * 0.53), np.round(whole * 0.47)
    protected = np.stack([np.maximum(men + rng.integers(-2, 3, men.shape), 0), women, whole])
    values = np.stack([np.round(protected * 0.99), protected], axis=-1)[:, :, :, None, :]
    return Table(
        id="TAB1830",
        path="AM/AM0210/AM0210F/ArRegPend2",
        title="Sysselsatta 15-74 år efter kön, bostadskommun, arbetsställekommun, tabellinnehåll och år",
        dimensions={
            "Kon": ("kön", SEX_WITH_TOTAL),
            "Bostadskommun": ("bostadskommun", _places()),
            "Arbetsstallekommun": ("arbetsställekommun", _places()),
            "ContentsCode": ("tabellinnehåll", {"000006X0": "Sysselsatta"}),
            "Tid": ("år", _labels(["2023", "2024"])),
        },
        values=values,
        aggregate=False,
    )


@cache
def commuting_totals() -> Table:
    """ArRegPend1: three contents, of which the second is the one meant."""
    whole = _matrix()
    stay = np.diag(whole)
    into, out = whole.sum(axis=0) - stay, whole.sum(axis=1) - stay
    by_contents = np.stack([stay, into, out], axis=1)
    values = by_contents[:, None, :, None] * np.array([0.53, 0.47, 1.0])[:, None, None]
    return Table(
        id="TAB1828",
        path="AM/AM0210/AM0210F/ArRegPend1",
        title="Pendlare över kommungräns efter kommun, kön, tabellinnehåll och år",
        dimensions={
            "Kommun": ("kommun", _places()),
            "Kon": ("kön", SEX_WITH_TOTAL),
            "ContentsCode": (
                "tabellinnehåll",
                {
                    "000000QH": "bostad och arbetsställe i kommunen",
                    "000000QI": "bostad utanför kommunen men arbetsställe i kommunen",
                    "000000QJ": "bostad i kommunen men arbetsställe utanför kommunen",
                },
            ),
            "Tid": ("år", _labels(["2024"])),
        },
        values=np.round(values),
        aggregate=False,
    )


EDUCATION = {
    "00S": "samtliga utbildningsnivåer",
    "02": "förgymnasial utbildning",
    "03": "gymnasial utbildning",
    "04": "eftergymnasial utbildning, mindre än 3 år",
    "05": "eftergymnasial utbildning, 3 år eller mer",
    "09": "okänd utbildningsnivå",
}
WHO = {
    "18-24": "18-24 år", "25-34": "25-34 år", "35-69": "35-69 år", "18-69": "totalt", "1": "män", "2": "kvinnor",
    "INR": "inrikes födda", "UTR": "utrikes födda", "totalt": "totalt",
}  # fmt: skip
FLOW_CONTENTS = {
    "000008QG": "Befolkning år 1, 18-69 år",
    "000008QH": "Befolkning år 2, 18-69 år",
    "000008QI": "Nettoförändring mellan år 1 och 2",
    "000008QJ": "- Varav åldersinträden (18-åringar)",
    "000008QK": "- Varav åldersutträden (70-åringar)",
    "000008QL": "- Varav inflyttare till regionen",
    "000008QM": "- Varav utflyttare från regionen",
    "000008QN": "- Varav examinerade inom regionen",
    "000008QO": "- Varav vidareutbildade inom regionen",
}


@cache
def flows() -> Table:
    """U3: the stock comes first and is the trap; who left is negative; the country has no moves; noise in all cells."""
    county = IN_COUNTY @ PERSONS * 0.6
    people = np.concatenate([[county.sum()], county, PERSONS * 0.6])
    group = np.array([1, 0.15, 0.45, 0.15, 0.22, 0.02])[None, :, None, None, None]
    who = np.array([0.15, 0.3, 0.55, 1, 0.5, 0.5, 0.7, 0.3, 1])[None, None, :, None, None]
    contents = np.array([1, 1.01, 0.01, 0.02, -0.02, 0.025, -0.02, 0.03, 0.01])[None, None, None, :, None]
    values = np.round(people[:, None, None, None, None] * group * who * contents * np.ones(5))
    values[0, :, :, 5:7, :] = np.nan
    return Table(
        id="TAB6928",
        path="AM/AM9906/AM9906B/RegionInd19U3CKM",
        title="Utbildningsflöden (U3) bland befolkningen 18-69 år efter region, utbildning och kön, ålder, födelseland",
        dimensions={
            "Region": ("region", {"00": "Riket", **_counties(), **_places()}),
            "Utbildngrupp": ("utbildning", EDUCATION),
            "KonAlderFodelseland": ("kön, ålder och födelseland", WHO),
            "ContentsCode": ("tabellinnehåll", FLOW_CONTENTS),
            "Tid": ("år", _labels([f"{y}-{y + 1}" for y in range(2019, 2024)])),
        },
        values=values,
        notes=(CKM_NOTE.replace("referensåret 2025 och framåt", "referensåret 2019 och framåt"),),
        aggregate=False,
    )


@cache
def labour_shortage() -> Table:
    """KI's Bartotreg.px, whose shape nobody has shown: as its sister Barboam.px, per cent by region, quarters."""
    regions = {"0": "Riket", **{str(i + 1): name for i, name in enumerate(NUTS2.values())}}
    questions = {"101": "Konfidensindikator", "201": "Brist på arbetskraft, andel ja", "301": "Antal anställda"}
    quarters = [f"{y}Q{q}" for y in range(2018, 2027) for q in range(1, 5)][:34]
    wave = 35 + 10 * np.sin(np.arange(len(quarters)) / 4)
    values = wave[None, None, :] + np.arange(9)[:, None, None] + np.array([60, 0, -20])[None, :, None]
    values = values[:, :, None, :]
    return Table(
        id="Bartotreg",
        path="ftgregional/Bartotreg.px",
        title="Näringslivet efter region, fråga och period",
        dimensions={
            "Region": ("Region", regions),
            "Fråga": ("Fråga", questions),
            "Serie": ("Serie", {"S": "Säsongsrensad"}),
            "Period": ("Period", _labels(quarters)),
        },
        values=np.round(values, 1),
        time="Period",
        metric="Fråga",
        unit="procent",
        source="Konjunkturinstitutet",
    )


@cache
def graduates() -> Table:
    """ExaLasarOversikt: institution × degree × sex × age × academic year; a total among the institutions."""
    schools = {"000": "samtliga universitet/högskolor", **{f"{i:03d}": f"Högskola {i}" for i in range(1, 39)}}
    degrees = {
        "YCING": "Civilingenjörsexamen",
        "YHING": "Högskoleingenjörsexamen",
        **{f"X{i}": f"Examen {i}" for i in range(75)},
    }
    ages = {"-24": "-24 år", "25-34": "25-34 år", "35+": "35- år"}
    years = [f"{y}/{(y + 1) % 100:02d}" for y in range(2018, 2025)]
    size = np.arange(1, 39)[:, None, None, None, None] * np.array([3.0, 2, *([1.0] * 75)])[None, :, None, None, None]
    each = np.round(
        size * np.array([0.7, 0.3])[None, None, :, None, None] * np.array([1, 2, 0.5])[:, None] * np.ones(7)
    )
    return Table(
        id="TAB0205",
        path="UF/UF0205/ExaLasarOversikt",
        title="Examina i grundutbildningen efter universitet/högskola, examen, kön, ålder och läsår",
        dimensions={
            "Hogskola": ("universitet/högskola", schools),
            "Examen": ("examen", degrees),
            "Kon": ("kön", SEX),
            "Alder": ("ålder", ages),
            "Tid": ("läsår", _labels(years)),
        },
        values=np.concatenate([each.sum(axis=0, keepdims=True), each]),
        metric="Examen",
    )


def _alike(table: Table, table_id: str, title: str, years: list[str], **changes: Any) -> Table:
    """A neighbour in the same folder: another title and other periods, the newest numbers again and again."""
    label, _ = table.dimensions[table.time]
    last = np.repeat(table.values[..., -1:], len(years), axis=-1)
    path = f"{table.path.rsplit('/', 1)[0]}/{table_id}"
    dimensions = {**table.dimensions, table.time: (label, _labels(years))}
    changes = {"id": table_id, "path": path, "title": title, "dimensions": dimensions, "values": last, **changes}
    return dataclasses.replace(table, **changes)


def neighbours() -> tuple[Table, ...]:
    """Tables beside ours that a search finds too: where people live, ended series, another kind of degree."""
    at_home = "Anställda boende i regionen (nattbef) efter region, yrke (4-siffrig SSYK 2012) och kön. År 2020-2025"
    older = it_specialists().title.replace("Baserat på BAS. År 2020-2024", "År 2019-2021")
    other = {"Examensniva": ("examen på forskarnivå", {"D": "Doktorsexamen", "L": "Licentiatexamen"})}
    research = graduates()
    shape = {"Hogskola": research.dimensions["Hogskola"], **other, "Kon": research.dimensions["Kon"]}
    flow_sexes = {**flows().dimensions, "Tid": ("år", _labels([f"{y}-{y + 1}" for y in range(2017, 2022)]))}
    flow_sexes = {("Kon" if k == "KonAlderFodelseland" else k): v for k, v in flow_sexes.items()}
    wage_title = wages().title.replace("2023-2025", "2014-2022")
    return (
        _alike(it_specialists(), "TAB4448", at_home, [str(y) for y in range(2020, 2026)]),
        _alike(it_specialists(), "TAB3011", older, ["2019", "2020", "2021"]),
        _alike(wages(), "TAB4998", wage_title, [str(y) for y in range(2014, 2023)]),
        dataclasses.replace(
            flows(),
            id="TAB2222",
            path="AM/AM9906/AM9906B/RegionInd19U3N1",
            title="Utbildningsflöden (U3) efter region, utbildning och kön. År 2016-2017 - 2021-2022",
            dimensions={**flow_sexes, "Kon": ("kön", SEX_WITH_TOTAL)},
            values=flows().values[:, :, [4, 5, 8]],
            notes=(),
            aggregate=True,
        ),
        Table(
            id="TAB0206",
            path="UF/UF0205/ForskExamen",
            title="Examen på forskarnivå efter universitet/högskola, examen, kön och år. År 2020-2025",
            dimensions={**shape, "Tid": ("år", _labels([str(y) for y in range(2020, 2026)]))},
            values=np.ones((len(research.dimensions["Hogskola"][1]), 2, 2, 6)),
        ),
    )


def scb_tables() -> dict[str, Table]:
    """SCB's tables by v2 id."""
    tables = (
        education(),
        population(),
        it_specialists(),
        wages(),
        commuting(),
        commuting_totals(),
        flows(),
        graduates(),
        *neighbours(),
    )
    return {t.id: t for t in tables}

"""The county brief: one county in quotable sentences, as a page (PDF) and as a press kit (ZIP)."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from aipulsen import codes, figures, queries
from aipulsen.charts import export, picture, sheet
from aipulsen.charts.figure import Figure
from aipulsen.errors import EditionError, ParameterError
from aipulsen.figures.context import context_of, group_line
from aipulsen.figures.dependence import dependence_sentences
from aipulsen.figures.drivers import drivers_sentences
from aipulsen.figures.gap import county_sentence, gap_notes
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)  # no clock stands in the kit: its date is the edition's, in its text
_ON_THE_PAGE = ("gap-ranking", "gap-drivers", "employers")
IN_THE_KIT = (
    "gap-map",
    "gap-ranking",
    "gap-drivers",
    "employers",
    "dependence",
    "it-specialists",
    "moves",
    "graduates",
    "wage-gap",
)


@dataclass(frozen=True, slots=True)
class Brief:
    """What can be said of a county in one edition and window; each sentence carries its number of ads or its year."""

    county_code: str
    title: str
    sentences: tuple[str, ...]
    sources: tuple[str, ...]
    cite: str
    selection: Selection
    lang: Lang
    edition: str
    is_demo: bool


def county_brief(selection: Selection, lang: Lang = "sv", root: Path | None = None) -> Brief:
    """The brief of the chosen county. Without a county: ParameterError."""
    selection = selection.checked()
    if selection.county_code is None:
        raise ParameterError("press.no_county")
    answer = queries.ask_gap(selection, root)
    edition = answer.scope.edition
    fixed = dataclasses.replace(selection, edition=edition)
    name = codes.county_name(selection.county_code, lang)
    supply = queries.ask_supply(fixed, root)
    sentences = [
        *_gap_sentences(answer, lang, root),
        *_causes(fixed, lang, root),
        *_employer_sentences(fixed, name, lang, root),
    ]
    sentences.append(_supply_sentence(supply, selection.county_code, lang))
    sources = dict.fromkeys([*answer.scope.sources(lang), *supply.scope_of("it_specialists").sources(lang)])
    return Brief(
        county_code=selection.county_code,
        title=t("press.title", lang, county=name),
        sentences=tuple(sentences),
        sources=tuple(sources),
        cite=t(
            "press.cite_demo" if answer.scope.is_demo else "press.cite",
            lang,
            edition=edition,
            as_of=answer.scope.as_of_label(lang),
        ),
        selection=fixed,
        lang=lang,
        edition=edition,
        is_demo=answer.scope.is_demo,
    )


def _gap_sentences(answer: queries.GapAnswer, lang: Lang, root: Path | None) -> list[str]:
    row = answer.gap.iloc[0]
    context = context_of(answer.scope, lang)
    said = [county_sentence(row, context)]
    if pd.notna(row.gap_score):
        said.append(t(f"pages.gap.compared.{answer.compared_alone or 'unknown'}", lang, county=row.county_name))
    return said + list(gap_notes(answer, lang, root))


def _causes(selection: Selection, lang: Lang, root: Path | None) -> tuple[str, ...]:
    """What drives the county's gap, as the drivers' chart says it; nothing where there is no gap to explain."""
    row = queries.ask_drivers(selection, root).drivers.iloc[0]
    if pd.isna(row.gap_log):
        return ()
    scope = queries.ask_gap(selection, root).scope
    return (" ".join(drivers_sentences(row, context_of(scope, lang))),)


def _employer_sentences(selection: Selection, name: str, lang: Lang, root: Path | None) -> tuple[str, ...]:
    """As the employers' page says it; the figure's finding where no count tells who is largest."""
    answer = queries.ask_employers(selection, root)
    if answer.dependence is None:
        return (figures.build_figure("employers", selection, lang, root).title + ".",)
    return dependence_sentences(answer.dependence, name, lang, has_base=answer.has_base)


def _supply_sentence(supply: queries.SupplyAnswer, county_code: str, lang: Lang) -> str:
    latest = supply.latest_specialists
    here, country = latest.loc[county_code], latest.loc[codes.COUNTRY_CODE]
    return t(
        "press.specialists",
        lang,
        county=codes.county_name(county_code, lang),
        year=here.year,
        persons=fmt.number(int(here.it_specialists_persons), 0, lang),
        share=fmt.percent(float(here.specialist_share), 1, lang),
        country=fmt.percent(float(country.specialist_share), 1, lang),
    )


def _figures(brief: Brief, keys: tuple[str, ...], root: Path | None) -> dict[str, Figure]:
    """The figures that this edition can answer and that have something to draw; the others are left out."""
    built = {}
    for key in keys:
        try:
            built[key] = figures.build_figure(key, brief.selection, brief.lang, root)
        except EditionError:  # it lacks the table
            continue
    return {key: figure for key, figure in built.items() if figure.parts}


def _fits_the_page(figure: Figure) -> bool:
    """Figures with something to show; of the drivers only the chosen county's steps, which are small."""
    return len(figure.table) > 0 and (figure.key != "gap-drivers" or figure.parts[-1].name == "steps")


def brief_pdf(brief: Brief, root: Path | None = None) -> bytes:
    """The brief on one A4 page: the sentences, the ranking, the employers, the sources."""
    return _page(brief, _figures(brief, _ON_THE_PAGE, root))


def _page(brief: Brief, built: dict[str, Figure]) -> bytes:
    lang = brief.lang
    shown = [built[key] for key in _ON_THE_PAGE if key in built and _fits_the_page(built[key])]
    groups = {figure.context.comparison for figure in shown if figure.context.comparison}
    named = tuple(group_line(group, lang) for group in groups)
    footer = (*named, t("press.sources", lang, sources="; ".join(brief.sources)), brief.cite)
    svg = sheet.compose_sheet(brief.title, brief.sentences, shown, footer, lang, is_demo=brief.is_demo)
    return picture.to_pdf(svg)


def brief_text(brief: Brief) -> str:
    """The brief as plain text: sentences, sources, how to cite; the DEMO mark first where it is due."""
    lang = brief.lang
    mark = [t("common.demo_mark", lang), ""] if brief.is_demo else []
    sources = [t("press.sources", lang, sources="; ".join(brief.sources))]
    return "\n".join([*mark, brief.title, "", *brief.sentences, "", *sources, brief.cite, ""])


def press_kit(brief: Brief, root: Path | None = None) -> bytes:
    """A ZIP: the text, the page as PDF, each picture (PNG 16:9 and 1:1, SVG) and its numbers (CSV, XLSX)."""
    sink = io.BytesIO()
    built = _figures(brief, IN_THE_KIT, root)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), data, zipfile.ZIP_DEFLATED)

        add("text.txt", brief_text(brief).encode("utf-8"))
        add("sida.pdf", _page(brief, built))
        for figure in built.values():
            svg = export.svg_text(figure)
            add(f"{figure.key}.png", picture.to_png(svg))
            add(f"{figure.key}-1x1.png", export.png_bytes(figure, "1:1"))
            add(f"{figure.key}.svg", svg.encode("utf-8"))
            add(f"{figure.key}.csv", export.csv_text(figure).encode("utf-8-sig"))
            add(f"{figure.key}.xlsx", export.xlsx_bytes(figure))
    return sink.getvalue()

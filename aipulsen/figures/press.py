"""The county brief: one county in quotable sentences, as a page (PDF) and as a press kit (ZIP)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from aipulsen import codes, figures, queries, topics
from aipulsen.charts import export, picture, sheet
from aipulsen.charts.figure import Figure, unit_of
from aipulsen.errors import ParameterError
from aipulsen.figures import citation
from aipulsen.figures.context import context_of, group_line
from aipulsen.figures.dependence import dependence_sentences
from aipulsen.figures.desk import Desk
from aipulsen.figures.drivers import drivers_sentences
from aipulsen.figures.gap import gap_notes, gap_warnings
from aipulsen.figures.gap_sentences import comparison_sentence, county_sentence
from aipulsen.figures.generative import generative_story
from aipulsen.figures.occupations import outside_it_story
from aipulsen.queries import Selection
from aipulsen.queries.choices import fixed
from aipulsen.settings import settings
from aipulsen.text import LANGS
from aipulsen.text.readable import as_json
from aipulsen.text.separated import DECIMAL_MARKS, SEPARATORS
from aipulsen.voice import Voice

_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)  # no clock stands in the kit: its date is the edition's, in its text
_ON_THE_PAGE = tuple(key for key, figure in topics.FIGURES.items() if figure.on_brief)
_WORDS = "words"
KIT_PIECES = (_WORDS, *(key for key, figure in topics.FIGURES.items() if figure.in_kit))
KIT_MADE_BY = "figures.press.press_kit"


@dataclass(frozen=True, slots=True)
class Brief:
    """What can be said of a county in one edition and window; each sentence carries its number of ads or its year."""

    county_code: str
    title: str
    sentences: tuple[str, ...]
    sources: tuple[str, ...]
    cite: str
    selection: Selection
    desk: Desk
    is_demo: bool


def county_brief(desk: Desk, selection: Selection) -> Brief:
    """The brief of the chosen county. Without a county: ParameterError."""
    selection = selection.checked()
    if selection.county_code is None:
        raise ParameterError("press.no_county")
    answer = queries.ask_gap(desk.edition, selection)
    name = desk.say.county(selection.county_code)
    supply = queries.ask_supply(desk.edition, selection)
    sentences = [
        *_gap_sentences(desk, answer),
        *_causes(desk, selection),
        *_employer_sentences(desk, selection, name),
        *_work_sentences(desk, selection),
    ]
    sentences.append(_supply_sentence(supply, selection.county_code, desk.say))
    sources = dict.fromkeys([*answer.scope.sources(desk.say), *supply.scope_of("it_specialists").sources(desk.say)])
    return Brief(
        county_code=selection.county_code,
        title=desk.say("press.title", county=name),
        sentences=tuple(sentences),
        sources=tuple(sources),
        cite=desk.say(
            "press.cite_demo" if answer.scope.is_demo else "press.cite",
            edition=desk.edition.name,
            as_of=answer.scope.as_of_label(desk.say),
        ),
        selection=selection,
        desk=desk,
        is_demo=answer.scope.is_demo,
    )


def _gap_sentences(desk: Desk, answer: queries.GapAnswer) -> list[str]:
    row = answer.gap.iloc[0]
    context = context_of(answer.scope, desk.say)
    said = [county_sentence(row, context)]
    if pd.notna(row.gap_score):
        said.append(comparison_sentence(answer, desk.say))
    return [*said, *gap_warnings(desk, answer), *gap_notes(desk, answer)]


def _causes(desk: Desk, selection: Selection) -> tuple[str, ...]:
    """What drives the county's gap, as the drivers' chart says it; nothing where there is no gap to explain."""
    answer = queries.ask_drivers(desk.edition, selection)
    row = answer.drivers.iloc[0]
    if pd.isna(row.gap_log):
        return ()
    return (" ".join(drivers_sentences(row, context_of(answer.scope, desk.say))),)


def _employer_sentences(desk: Desk, selection: Selection, name: str) -> tuple[str, ...]:
    """As the employers' page says it; the figure's finding where no count tells who is largest."""
    answer = queries.ask_employers(desk.edition, selection)
    if answer.dependence is None:
        return (figures.build_figure("employers", desk, selection).title + ".",)
    unit = unit_of(answer.scope.base, desk.say)
    return dependence_sentences(answer.dependence, name, desk.say, unit, has_base=answer.has_base)


def _work_sentences(desk: Desk, selection: Selection) -> tuple[str, ...]:
    """How many of the county's AI ads are outside IT, and how many name generative AI, as the page's stories begin;
    nothing where the edition has no ads."""
    if not desk.edition.has("ads"):
        return ()
    return (*outside_it_story(desk, selection)[:1], *generative_story(desk, selection)[:1])


def _supply_sentence(supply: queries.SupplyAnswer, county_code: str, say: Voice) -> str:
    latest = supply.latest_specialists
    here, country = latest.loc[county_code], latest.loc[codes.COUNTRY_CODE]
    return say(
        "press.specialists",
        county=say.county(county_code),
        year=here.year,
        persons=say.number(here.it_specialists_persons),
        share=say.percent(here.specialist_share, 1),
        country=say.percent(country.specialist_share, 1),
    )


def _drawn_here(keys: tuple[str, ...], brief: Brief) -> list[Figure]:
    """Those of the figures that this edition can answer and that have something to draw."""
    possible = [key for key in keys if topics.FIGURES[key].is_in(brief.desk.edition)]
    built = [figures.build_figure(key, brief.desk, brief.selection) for key in possible]
    return [figure for figure in built if figure.parts]


def _fits_the_page(figure: Figure) -> bool:
    """Figures with something to show; of the drivers only the chosen county's steps, which are small."""
    return len(figure.table) > 0 and (figure.key != "gap-drivers" or figure.parts[-1].name == "steps")


def brief_pdf(brief: Brief) -> bytes:
    """The brief on one A4 page: the sentences, the ranking, the employers, the sources."""
    say = brief.desk.say
    shown = [figure for figure in _drawn_here(_ON_THE_PAGE, brief) if _fits_the_page(figure)]
    groups = {figure.context.comparison for figure in shown if figure.context.comparison}
    named = tuple(group_line(group, say) for group in groups)
    footer = (*named, say("press.sources", sources="; ".join(brief.sources)), brief.cite)
    svg = sheet.compose_sheet(brief.title, brief.sentences, shown, footer, say, is_demo=brief.is_demo)
    return picture.to_pdf(svg)


def brief_text(brief: Brief) -> str:
    """The brief as plain text: sentences, sources, how to cite; the DEMO mark first where it is due."""
    say = brief.desk.say
    mark = [say("common.demo_mark"), ""] if brief.is_demo else []
    sources = [say("press.sources", sources="; ".join(brief.sources))]
    return "\n".join([*mark, brief.title, "", *brief.sentences, "", *sources, brief.cite, ""])


def text_bytes(brief: Brief) -> bytes:
    """The text as a file holds it."""
    return brief_text(brief).encode("utf-8")


def kit_piece(desk: Desk, selection: Selection, piece: str) -> dict[str, bytes]:
    """One of `KIT_PIECES` as files by name: the words and the page, or a figure in every format of a figure. No files
    where the edition cannot answer it or there is nothing to draw."""
    if piece == _WORDS:
        brief = county_brief(desk, selection)
        return {"text.txt": text_bytes(brief), "sida.pdf": brief_pdf(brief), **_about(brief)}
    if not topics.FIGURES[piece].is_in(desk.edition):
        return {}
    figure = figures.build_figure(piece, desk, selection)
    if not figure.parts:
        return {}
    files = {f"{piece}{form.ending}": form.data(figure) for form in topics.FIGURE_FORMATS}
    return files | {f"{piece}.csv-metadata.json": csvw_bytes(figure), f"{piece}.alt.txt": _alternatives(figure)}


def _about(brief: Brief) -> dict[str, bytes]:
    """What the kit holds and how it is used, in both languages, and the sentences in the other language."""
    readme, files = [], {}
    for lang in LANGS:
        spoken = county_brief(Desk(brief.desk.edition, Voice(lang)), brief.selection)
        head = [spoken.title, "", spoken.desk.say("press.readme"), "", spoken.cite, ""]
        readme.append("\n".join([*head, *_about_figures(spoken)]))
        if lang != brief.desk.say.lang:
            files[f"text.{lang}.txt"] = text_bytes(spoken)
    cited = _cited(brief)
    references = {"citation.bib": citation.bibtex(cited), "citation.csl.json": citation.csl_json(cited)}
    told = {"README.txt": "\n".join(readme), **references}
    return {name: text.encode("utf-8") for name, text in told.items()} | files


def _about_figures(brief: Brief) -> list[str]:
    """Everything that is said of each figure: its pictures have room for two lines."""
    lines = []
    for figure in _drawn_here(KIT_PIECES[1:], brief):
        lines += [f"{figure.key}: {figure.title}", figure.subtitle, *figure.caption, ""]
    return lines


def _cited(brief: Brief) -> citation.Cited:
    """The brief as it is cited: the county's page, with the edition and choice in its address."""
    edition, root = brief.desk.edition, settings().public_url
    query = fixed(brief.selection, brief.selection.base or queries.default_base(edition)) | {"utgava": edition.name}
    return citation.of_edition(
        brief.desk,
        key=f"aipulsen-{brief.county_code}-{edition.name}",
        title=brief.title,
        address=f"{root}/{topics.PAGE_OF['profile'].address}?{urlencode(query)}" if root else "",
    )


def _alternatives(figure: Figure) -> bytes:
    """The picture's alternative text in both languages, marked where the picture is made up."""
    desk, selection = figure.asked
    lines = []
    for lang in LANGS:
        spoken = figures.build_figure(figure.key, Desk(desk.edition, Voice(lang)), selection)
        lines.append(f"{lang}: {spoken.context.mark_before}{spoken.alt}")
    return "\n".join([*lines, ""]).encode("utf-8")


def csvw_bytes(figure: Figure) -> bytes:
    """What the figure's CSV is, column by column, as the W3C's CSV on the Web has it."""
    say, table = figure.context.say, export.marked(figure)
    told = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": say.lang}],
        "url": f"{figure.key}.csv",
        "dc:title": figure.title,
        "dc:source": figure.source,
        "dc:license": {"@id": citation.LICENCE},
        "dialect": {"delimiter": SEPARATORS[say.lang], "encoding": "utf-8"},
        "tableSchema": {"columns": [_column(table[name], say) for name in table.columns]},
    }
    return as_json(told)


def _column(column: pd.Series, say: Voice) -> dict[str, object]:
    name = str(column.name)
    is_number = is_numeric_dtype(column) and not is_bool_dtype(column)
    kind: object = {"base": "number", "format": {"decimalChar": DECIMAL_MARKS[say.lang]}} if is_number else "string"
    return {"name": name, "titles": name, "dc:description": say(f"columns.{name}"), "datatype": kind}


def packed(*pieces: dict[str, bytes]) -> bytes:
    """The pieces' files as a ZIP, in their order."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for piece in pieces:
            for name, data in piece.items():
                archive.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def press_kit(brief: Brief) -> bytes:
    """A ZIP: the text, the page as PDF, each figure in every format of a figure. `figures.workshop` makes the same on
    several cores."""
    return packed(*(kit_piece(brief.desk, brief.selection, piece) for piece in KIT_PIECES))

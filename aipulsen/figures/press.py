"""The county brief: one county in quotable sentences, as a page (PDF) and as a press kit (ZIP)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlencode

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from aipulsen import figures, queries, topics
from aipulsen.charts import export, picture, sheet
from aipulsen.charts.figure import Figure
from aipulsen.figures import citation
from aipulsen.figures.context import group_line
from aipulsen.figures.county_sentences import county_sentences, two_to_print
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence, code_of
from aipulsen.figures.sharing import sentence_address
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.queries.choices import fixed
from aipulsen.settings import settings
from aipulsen.text import LANGS, Lang
from aipulsen.text.readable import as_json
from aipulsen.text.separated import DECIMAL_MARKS, SEPARATORS
from aipulsen.voice import Voice

_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)  # no clock stands in the kit: its date is the edition's, in its text
_FIRST, _BESIDE = "gap-map", ("trend", "wage-gap", "employers", "it-specialists")  # on the page
_WORDS, _README = "words", "README.txt"
_PACKED_ALREADY = (".png", ".xlsx", ".pdf")  # packing them again takes time and saves nothing
KIT_PIECES = (_WORDS, *(key for key, figure in topics.FIGURES.items() if figure.in_kit))
KIT_MADE_BY = "figures.press.press_kit"


@dataclass(frozen=True, slots=True)
class Brief:
    """What can be said of a county in one edition and window; each sentence carries its number of ads or its year."""

    county_code: str
    title: str
    said: tuple[Sentence, ...]
    base: str
    sources: tuple[str, ...]
    cite: str
    selection: Selection
    desk: Desk
    is_demo: bool

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences in words."""
        return tuple(sentence.text for sentence in self.said)

    def code_of(self, sentence: Sentence) -> str:
        """The code whose address shows what stands behind one of these sentences."""
        return code_of(sentence.key, self.desk.edition.name, self.selection, self.base)


@kept_in(WORDS)
def county_brief(desk: Desk, selection: Selection) -> Brief:
    """The brief of the chosen county. Without a county: ParameterError."""
    selection = selection.checked()
    said = county_sentences(desk, selection)
    assert selection.county_code is not None  # without one nothing can be said
    scope = queries.ask_gap(desk.edition, selection).scope
    scopes = (
        scope,
        queries.ask_drivers(desk.edition, selection).scope,
        queries.ask_employers(desk.edition, selection).scope,
        queries.ask_supply(desk.edition, selection).scope_of("it_specialists"),
    )
    return Brief(
        county_code=selection.county_code,
        title=desk.say("press.title", county=desk.say.county(selection.county_code)),
        said=said,
        base=scope.base,
        sources=_each_once(*(scope.sources(desk.say) for scope in scopes)),
        cite=desk.say(
            "press.cite_demo" if scope.is_demo else "press.cite",
            edition=desk.edition.name,
            as_of=scope.as_of_label(desk.say),
        ),
        selection=selection,
        desk=desk,
        is_demo=scope.is_demo,
    )


def _each_once(*lists: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for sources in lists for source in sources))


def _beside_each_other(brief: Brief) -> list[Figure]:
    """The first two of `_BESIDE` that this edition can answer and that have something to draw."""
    possible = [key for key in _BESIDE if topics.FIGURES[key].is_in(brief.desk.edition)]
    built = (figures.build_figure(key, brief.desk, brief.selection) for key in possible)
    return list(islice(filter(_has_something_to_show, built), 2))


def _has_something_to_show(figure: Figure) -> bool:
    """A drawing and rows; of ads by week, a value for the latest window."""
    weeks = figure.table.get("per_week")
    return bool(figure.parts) and len(figure.table) > 0 and (weeks is None or pd.notna(weeks.iloc[-1]))


def _for_print(brief: Brief) -> tuple[list[str], list[str]]:
    """The two sentences to print; then the others, and last what is said beside the value."""
    lead = two_to_print(brief.said)
    rest = sorted((one for one in brief.said if one not in lead), key=lambda one: one.key == lead[0].key)
    return [one.text for one in lead], [one.text for one in rest]


def brief_pdf(brief: Brief) -> bytes:
    """The brief on one A4 page: two sentences to print, map and ranking, how it goes and what is paid, the other
    sentences, the sources."""
    say = brief.desk.say
    first, beside = figures.build_figure(_FIRST, brief.desk, brief.selection), _beside_each_other(brief)
    groups = {figure.context.comparison for figure in (first, *beside) if figure.context.comparison}
    named = tuple(group_line(group, say) for group in groups)
    sources = _each_once(brief.sources, *(figure.context.titles for figure in (first, *beside)))
    footer = (*named, say("press.sources", sources="; ".join(sources)), brief.cite)
    lead, rest = _for_print(brief)
    rest = [text for text in rest if text not in first.all_warnings]  # which stand under its drawing
    svg = sheet.compose_sheet(brief.title, lead, first, beside, rest, footer, say, is_demo=brief.is_demo)
    return picture.to_pdf(svg)


def brief_text(brief: Brief) -> str:
    """The brief as plain text: sentences, sources, how to cite; the DEMO mark first where it is due."""
    say = brief.desk.say
    sources = [say("press.sources", sources="; ".join(brief.sources))]
    told = dict.fromkeys(brief.code_of(sentence) for sentence in brief.said)
    addresses = [say("sentence.codes"), *(sentence_address(settings().public_url, code, say.lang) for code in told)]
    return "\n".join([*_mark(brief), brief.title, "", *brief.sentences, "", *sources, brief.cite, "", *addresses, ""])


def _mark(brief: Brief) -> list[str]:
    """The first lines of a text that is made up."""
    return [brief.desk.say("common.demo_mark"), ""] if brief.is_demo else []


def text_bytes(brief: Brief) -> bytes:
    """The text as a file holds it."""
    return brief_text(brief).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one worker makes of a kit: files by name, and what it tells of them in the kit's README, by language."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: dict[Lang, list[str]] = field(default_factory=dict)


def kit_piece(desk: Desk, selection: Selection, piece: str) -> Piece:
    """One of `KIT_PIECES`: the words and the page, or a figure in every format of a figure. Empty where the edition
    cannot answer it or there is nothing to draw."""
    if piece == _WORDS:
        return _words(county_brief(desk, selection))
    if not topics.FIGURES[piece].is_in(desk.edition):
        return Piece()
    figure = figures.build_figure(piece, desk, selection)
    if not figure.parts:
        return Piece()
    spoken = {lang: figures.build_figure(piece, Desk(desk.edition, Voice(lang)), selection) for lang in LANGS}
    files = {f"{piece}{form.ending}": form.data(figure) for form in topics.FIGURE_FORMATS}
    files |= {f"{piece}.csv-metadata.json": csvw_bytes(figure), f"{piece}.alt.txt": _alternatives(spoken)}
    # Everything that is said of it: its pictures have room for two lines.
    told = {lang: [f"{piece}: {one.title}", one.subtitle, *one.caption, ""] for lang, one in spoken.items()}
    return Piece(files, told)


def _words(brief: Brief) -> Piece:
    """The sentences in both languages, the page, citations, and the README's beginning: what the kit is and how it is
    used. What it says of the figures comes with them (`packed`)."""
    told, others = {}, {}
    for lang in LANGS:
        say = Voice(lang)
        is_ours = lang == brief.desk.say.lang
        spoken = brief if is_ours else county_brief(Desk(brief.desk.edition, say), brief.selection)
        may = [] if spoken.is_demo else [say("press.free")]
        told[lang] = [*_mark(spoken), spoken.title, "", " ".join([*may, say("press.readme")]), "", spoken.cite, ""]
        if not is_ours:
            others[f"text.{lang}.txt"] = text_bytes(spoken)
    cited = _cited(brief)
    references = {"citation.bib": citation.bibtex(cited), "citation.csl.json": citation.csl_json(cited)}
    cites = {name: text.encode("utf-8") for name, text in references.items()}
    return Piece({"text.txt": text_bytes(brief), "sida.pdf": brief_pdf(brief), _README: b""} | cites | others, told)


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


def _alternatives(spoken: dict[Lang, Figure]) -> bytes:
    """The picture's alternative text in both languages, marked where the picture is made up."""
    lines = [f"{lang}: {figure.context.mark_before}{figure.alt}" for lang, figure in spoken.items()]
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
    # «decimal»: readers that take «number» for a float give up at a decimal comma (csvw 4.1, 2026-11-30)
    kind: object = {"base": "decimal", "format": {"decimalChar": DECIMAL_MARKS[say.lang]}} if is_number else "string"
    return {"name": name, "titles": name, "dc:description": say(f"columns.{name}"), "datatype": kind}


def packed(*pieces: Piece) -> bytes:
    """The pieces' files as a ZIP, in their order; the README is what all of them tell, language by language."""
    told = ["\n".join(line for piece in pieces for line in piece.told.get(lang, ())) for lang in LANGS]
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for piece in pieces:
            for name, data in piece.files.items():
                method = zipfile.ZIP_STORED if name.endswith(_PACKED_ALREADY) else zipfile.ZIP_DEFLATED
                content = "\n".join(told).encode("utf-8") if name == _README else data
                archive.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), content, method)
    return sink.getvalue()


def press_kit(brief: Brief) -> bytes:
    """A ZIP: the text, the page as PDF, each figure in every format of a figure. `figures.workshop` makes the same on
    several cores."""
    return kit_of(brief.desk, brief.selection, KIT_PIECES)


def kit_of(desk: Desk, selection: Selection, pieces: Iterable[str]) -> bytes:
    """The ZIP of these pieces, of whom is asked for."""
    return packed(*(kit_piece(desk, selection, piece) for piece in pieces))

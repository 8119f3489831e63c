"""What an address says of itself to those who do not read it: title, description, card, canonical address, data set."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from aipulsen import figures, topics
from aipulsen.catalogue import MEASURES
from aipulsen.charts import card
from aipulsen.charts.figure import Figure
from aipulsen.errors import AipulsenError
from aipulsen.figures import citation
from aipulsen.figures.desk import Desk
from aipulsen.figures.sharing import place_of, spoken_query
from aipulsen.queries import Selection
from aipulsen.settings import settings
from aipulsen.store import sight
from aipulsen.store.editions import Edition
from aipulsen.text import Lang
from aipulsen.voice import SWEDISH, Voice
from aipulsen.web import documents, links
from aipulsen.web.asked import Asked

LOCALES: dict[Lang, str] = {"sv": "sv_SE", "en": "en_GB"}
SITE = "AI-pulsen"
_MOST_DESCRIPTION = 300


def seals() -> Iterator[str]:
    """What changes when an edition comes, goes or is exchanged."""
    for edition in sight.known_editions()[0]:
        yield edition.seal


def has_table(entry: topics.FigureEntry, edition: Edition) -> bool:
    """Whether the edition has rows of the figure for the whole country, so that there is a file of them."""
    return entry.is_in(edition) and figures.build_figure(entry.key, Desk(edition, SWEDISH), Selection()).has_rows


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """What stands in a document's head."""

    lang: Lang
    title: str
    description: str
    canonical: str
    locale: str
    image: str = ""
    image_text: str = ""
    oembed: str = ""
    feed: str = ""
    data_set: Markup | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The card's width and height in pixels."""
        return card.PIXELS


def head_of_figure(figure: Figure, asked: Asked, root: str) -> Head:
    """The head of a figure's own document."""
    plain = dataclasses.replace(asked, embed=False)
    address = links.figure_link(root, figure.key, plain, "html")
    return _head(figure, plain, root, address)


def head_of_page(page: topics.Page, asked: Asked, root: str) -> Head:
    """The head of a page: its lead figure's finding, or its title where it has none or the edition cannot answer."""
    say, canonical = asked.desk.say, links.page_link(root, page, asked)
    figure = _lead(page, asked)
    if figure is None:
        title = f"{say(f'pages.{page.key}.title')} – {SITE}"
        return Head(
            asked.lang, title, say("pages.overview.purpose"), canonical, LOCALES[asked.lang], feed=_feed(asked, root)
        )
    return _head(figure, asked, root, canonical)


def _lead(page: topics.Page, asked: Asked) -> Figure | None:
    if page.lead is None or not topics.FIGURES[page.lead].is_in(asked.edition):
        return None
    try:
        return figures.build_figure(page.lead, asked.desk, asked.selection)
    except AipulsenError:
        return None


def _head(figure: Figure, asked: Asked, root: str, canonical: str) -> Head:
    return Head(
        lang=asked.lang,
        title=f"{figure.quoted} – {SITE}",
        description=_description(figure),
        canonical=canonical,
        locale=LOCALES[asked.lang],
        image=links.figure_link(root, figure.key, asked, "card.png"),
        image_text=figure.alt,
        oembed=links.oembed_link(root, figure.key, asked),
        feed=_feed(asked, root),
        data_set=documents.json_for_script(data_set(figure.key, asked, root)) if figure.has_rows else None,
    )


def _description(figure: Figure) -> str:
    """What changes how the figure is read, first, so that it is never cut; then as much as there is room for of what is
    shown, its status and its source, in whole words."""
    said = " ".join([*figure.all_warnings, figure.subtitle, figure.closing])
    told = f"{figure.context.mark_before}{said}"
    return told if len(told) <= _MOST_DESCRIPTION else f"{told[:_MOST_DESCRIPTION].rpartition(' ')[0]}…"


def _feed(asked: Asked, root: str) -> str:
    return f"{root}/feed/{place_of(asked.selection)}.atom{spoken_query(asked.lang)}"


def publisher() -> dict[str, Any]:
    """Who answers for the numbers."""
    return {"@type": "Organization", "name": settings().publisher}


def data_set(key: str, asked: Asked, root: str) -> dict[str, Any]:
    """A figure's numbers as schema.org's Dataset."""
    say, manifest = Voice(asked.lang), asked.edition.manifest
    measure, place = MEASURES[topics.FIGURES[key].measure], place_of(asked.selection)
    first = manifest.period_start.isoformat() if manifest.period_start else ".."
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{measure.text('label', say)} – {say.county(asked.selection.county_code or '00')}",
        "description": measure.text("definition", say),
        "url": links.figure_link(root, key, asked, "html"),
        "inLanguage": asked.lang,
        "license": citation.LICENCE,
        "isAccessibleForFree": True,
        "creator": publisher(),
        "version": asked.edition.name,
        "dateModified": manifest.published_at,
        "temporalCoverage": f"{first}/{manifest.as_of.isoformat()}",
        "spatialCoverage": {"@type": "Place", "name": say.county(asked.selection.county_code or "00")},
        "identifier": f"aipulsen:{key}:{place}:{asked.edition.name}",
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": file_format,
                "contentUrl": links.figure_link(root, key, asked, ending),
            }
            for ending, file_format in DATA_FORMATS.items()
        ],
    }


DATA_FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

"""How a figure is cited: as a line, as BibTeX, as CSL-JSON, with the address that shows the same numbers for ever."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from aipulsen.figures.desk import Desk
from aipulsen.settings import settings
from aipulsen.text import Lang
from aipulsen.text.readable import as_json
from aipulsen.voice import Voice

LICENCE = "https://creativecommons.org/licenses/by/4.0/"  # of pictures and texts
_TEX = re.compile(r"([&%$#_{}])")
_TEX_SIGNS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What is cited: its finding, edition and data date, its frozen address, who answers for it and when it was read.

    key: what tells it from others in a list of references. accessed: None in a file that lies somewhere; address: empty
    where no server is known. A made-up edition is said to be one in every form.
    """

    key: str
    title: str
    edition: str
    published: dt.date
    as_of: str
    address: str
    accessed: dt.date | None = None
    publisher: str
    lang: Lang
    is_demo: bool

    @property
    def name(self) -> str:
        """The finding, marked where it is made up."""
        return f"{Voice(self.lang)('common.demo_mark')}: {self.title}" if self.is_demo else self.title


def of_edition(desk: Desk, *, key: str, title: str, address: str, accessed: dt.date | None = None) -> Cited:
    """What the desk's edition says, to be cited in the desk's language."""
    manifest = desk.edition.manifest
    return Cited(
        key=key,
        title=title,
        edition=manifest.name,
        published=dt.date.fromisoformat(manifest.published_at[:10]),
        as_of=desk.say.as_of(manifest.as_of, manifest.as_of_precision),
        address=address,
        accessed=accessed,
        publisher=settings().publisher,
        lang=desk.say.lang,
        is_demo=manifest.is_demo,
    )


def plain(cited: Cited) -> str:
    """The line that stands in a text or under a picture."""
    return Voice(cited.lang)(
        "citation.plain",
        publisher=cited.publisher,
        year=str(cited.published.year),
        title=cited.name,
        edition=cited.edition,
        as_of=cited.as_of,
        address=cited.address,
        accessed=cited.accessed.isoformat() if cited.accessed else "–",
    )


def bibtex(cited: Cited) -> str:
    """An entry of BibTeX's kind `misc`, which every style knows; signs that TeX reads are escaped, in the address not.

    >>> _escaped("12 % & mer")
    '12 \\\\% \\\\& mer'
    """
    entry = {
        "author": f"{{{_escaped(cited.publisher)}}}",
        "title": f"{{{_escaped(cited.name)}}}",
        "year": str(cited.published.year),
        "howpublished": f"AI-pulsen, {_escaped(cited.edition)}, {_escaped(cited.as_of)}",
        "url": cited.address,
        "urldate": cited.accessed.isoformat() if cited.accessed else "",
        "language": {"sv": "swedish", "en": "english"}[cited.lang],
        "note": "CC BY 4.0",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.items() if value)
    return f"@misc{{{cited.key},\n{lines}\n}}\n"


def csl_json(cited: Cited) -> str:
    """A list of one item, as Zotero, Mendeley and pandoc read it."""
    item = {
        "id": cited.key,
        "type": "dataset",
        "title": cited.name,
        "author": [{"literal": cited.publisher}],
        "publisher": cited.publisher,
        "container-title": "AI-pulsen",
        "version": cited.edition,
        "issued": _date(cited.published),
        **({"accessed": _date(cited.accessed)} if cited.accessed else {}),
        **({"URL": cited.address} if cited.address else {}),
        "language": {"sv": "sv-SE", "en": "en-GB"}[cited.lang],
        "note": f"{cited.as_of}. CC BY 4.0",
    }
    return as_json([item]).decode("utf-8")


FORMS = {"text": plain, "bibtex": bibtex, "csl": csl_json}


def _date(day: dt.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _escaped(text: str) -> str:
    """Sign by sign, so that what an escape brings is not escaped again."""
    return "".join(_TEX_SIGNS.get(sign) or _TEX.sub(r"\\\1", sign) for sign in text)

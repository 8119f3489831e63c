"""`/llms.txt`: what there is and how to ask for it, for programs that read for people (llmstxt.org)."""

from __future__ import annotations

from aipulsen import topics
from aipulsen.catalogue import MEASURES
from aipulsen.figures.sharing import spoken_query
from aipulsen.store import sight
from aipulsen.text import LANGS
from aipulsen.voice import Voice
from aipulsen.web import metadata
from aipulsen.web.answers import Asking, Question, Reply


def guide(asking: Asking) -> Question:
    """The guide in Swedish, then in English."""
    return Question(("llms", *metadata.seals()), lambda: Reply(_guide(asking.root).encode("utf-8"), "text/plain"))


def _guide(root: str) -> str:
    edition = sight.leading(sight.known_editions()[0])
    lines = ["# AI-pulsen"]
    for lang in LANGS:
        say, manifest = Voice(lang), edition.manifest
        spoken = spoken_query(lang)
        as_of = say.as_of(manifest.as_of, manifest.as_of_precision)
        lines += ["", f"> {say('pages.overview.purpose')}", "", say("llms.how", root=root)]
        lines += ["", say("llms.edition", edition=edition.name, as_of=as_of), "", f"## {say('llms.figures')}", ""]
        for key, entry in topics.FIGURES.items():
            if entry.is_in(edition):
                place = "25" if entry.needs_county else "riket"
                ending = "json" if entry.needs_county or metadata.has_table(entry, edition) else "html"
                words = MEASURES[entry.measure].text("definition", say)
                lines.append(f"- [{key}]({root}/f/{key}/{place}.{ending}{spoken}): {words}")
        lines += ["", f"## {say('llms.more')}", ""]
        lines += [f"- [OpenAPI]({root}/api/openapi.json)", f"- [{say('web.api.title')}]({root}/api{spoken})"]
        lines += [f"- [DCAT]({root}/dcat.jsonld)", f"- [Atom]({root}/feed/riket.atom{spoken})"]
    return "\n".join([*lines, ""])

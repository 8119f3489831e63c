"""HTML documents of our own: a figure alone, examples, errors; each with a policy that lets nothing else in.

Templates escape what they are given; drawings and JSON are put in as they are, since we made them.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import orjson
from markupsafe import Markup

from aipulsen.figures.sharing import spoken_query
from aipulsen.text import Lang
from aipulsen.text.unbroken import cell_unbroken, unbroken
from aipulsen.voice import Voice

_FOLDER = Path(__file__).parent / "templates"
# Tells whoever embeds the document how high it is, now and when it changes; nothing is read, nothing is sent elsewhere.
HEIGHT_SCRIPT = """(function () {
  var last = 0;
  function tell() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height !== last) {
      last = height;
      parent.postMessage({ type: "aipulsen:height", height: height, src: location.href }, "*");
    }
  }
  if (parent !== window) {
    new ResizeObserver(tell).observe(document.documentElement);
    tell();
  }
})();
"""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"unbroken": unbroken, "cell_unbroken": cell_unbroken}
    return environment


@cache
def style() -> str:
    """The one style of our documents."""
    return (_FOLDER / "style.css").read_text("utf-8")


def hash_of(inline: str) -> str:
    """A script or style that stands in a document, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode('utf-8')).digest()).decode()}'"


def policy(*, ancestors: str = "'self'") -> str:
    """The Content-Security-Policy of our documents: their own style and script, pictures from here, nothing else.

    style attributes are let in, for drawings have them; they can load nothing, since nothing may be loaded.
    """
    return (
        f"default-src 'none'; script-src {hash_of(HEIGHT_SCRIPT)}; style-src 'unsafe-inline'; img-src 'self' data:; "
        f"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )


def document(template: str, lang: Lang, **values: Any) -> bytes:
    """The template's document in that language, filled in; every value is escaped unless it is `safe`."""
    page = _environment().get_template(template)
    shared = {"lang": lang, "say": Voice(lang), "spoken": spoken_query(lang)}
    ours = {"style": Markup(style()), "script": Markup(HEIGHT_SCRIPT)}
    return page.render(**shared, **ours, **values).encode("utf-8")


def safe(ours: str) -> Markup:
    """What we made ourselves and is put in as it stands."""
    return Markup(ours)


def problem(status: int, sentence: str, lang: Lang, instead: str = "", *, is_framed: bool = False) -> bytes:
    """A document that says why there is nothing here, and where to go on; `instead` is an address that has something
    like it."""
    return document("problem.html", lang, status=status, sentence=sentence, instead=instead, is_framed=is_framed)


def json_for_script(value: Any) -> Markup:
    """JSON that may stand within a script element: no sign in it can end the element."""
    text = orjson.dumps(value).decode("utf-8")
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))

"""Foreign words on a page: markdown in employer names, headlines and URLs is shown, not obeyed, and no link is made but
where we make it."""

from __future__ import annotations

import re
from urllib.parse import quote

from aipulsen.keepers import ESCAPED, kept_in
from aipulsen.text.safety import showable
from aipulsen.text.unbroken import JOINER, cell_unbroken, unbroken

_BREAKS = re.compile(r"[\r\n\t]+")  # no-break spaces stay: they hold numbers together
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|$~<>:])")
# The renderer makes links of bare addresses after it has undone the escapes: an unseen joiner keeps it from seeing one.
_LINK = re.compile(r"(https?:|www|xmpp:|mailto:|@)(?=\S)", re.IGNORECASE)
_WEB = re.compile(r"https?://[^/\s]\S*", re.IGNORECASE)
_IN_ADDRESS = "/?&=#%:;,+~@!'"  # what a foreign address keeps; anything else could end the link that it stands in


def plain(text: str) -> str:
    """The text with every markdown character escaped, and addresses that are no links; line breaks become spaces, and
    no line breaks within a number, a range, before its unit or within a compound such as «AI-annonser»."""
    return _escaped(unbroken(_one_line(text)))


@kept_in(ESCAPED)
def plain_of_figure(text: str) -> str:
    """The same of what the next run says again: a figure's words and a page's headings. Not of what a reader has
    written: that is kept nowhere."""
    return plain(text)


def plain_cell(text: str) -> str:
    """The same of a table's cell."""
    return _escaped(cell_unbroken(_one_line(text)))


def linked_cell(text: str, address: str) -> str:
    """A table's cell that leads to a foreign address; the words alone where that is none of the web's, or is empty."""
    cell = plain_cell(text)
    return f"[{cell}]({quote(address, safe=_IN_ADDRESS)})" if cell.strip() and _WEB.fullmatch(address) else cell


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", showable(text))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _LINK.sub(rf"\1{JOINER}", text))

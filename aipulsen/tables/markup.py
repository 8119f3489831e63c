"""Texts that came as HTML or Markdown, as the plain text that the engine reads."""

from __future__ import annotations

import html
import re

_BLOCK_END = re.compile(r"<\s*(?:br|/p|/div|/li|/ul|/ol|/h[1-6]|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]{0,500}>")
_ESCAPED = re.compile(r"\\+(?=[!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)")


def from_html(text: str) -> str:
    """The words of HTML: a line for each block, «- » before list items, entities as their letters.

    >>> from_html("<p>AI &amp; data</p><ul><li>PyTorch</li></ul>")
    'AI & data\\n- PyTorch'
    """
    lines = _ITEM.sub("- ", _BLOCK_END.sub("\n", text))
    plain = html.unescape(_TAG.sub("", lines))
    return "\n".join(line for line in (line.strip() for line in plain.split("\n")) if line)


def from_markdown(text: str) -> str:
    """The words of Markdown: no backslashes before signs, however often a CSV doubled them, and no bold marks. HTML
    in it is read as HTML.

    >>> from_markdown("**AI**\\\\-utveckling med scikit\\\\\\\\-learn")
    'AI-utveckling med scikit-learn'
    """
    plain = _EMPHASIS.sub("", _ESCAPED.sub("", text))
    return from_html(plain) if _BLOCK_END.search(plain) else plain

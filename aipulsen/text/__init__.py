"""Every sentence a user reads, Swedish and English side by side: one TOML file per room, one lookup `t`.

`[common.missing]` with `sv = "…"` and `en = "…"` in any `*.toml` here is read as `t("common.missing")`. A count
bends the words after it: `sv = "{ads} {ads:annons|annonser}"`, as many forms as the language has (see `counted`). It
lies at the bottom of the house because charts, errors, the command line and the pages all speak.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter

from aipulsen.text.counted import counted
from aipulsen.text.languages import LANGS, Lang
from aipulsen.text.reasons import Reason
from aipulsen.text.safety import showable

__all__ = ["LANGS", "Lang", "all_texts", "counts_of", "t"]
_FOLDER = Path(__file__).parent
_HEADING = re.compile(r"^\[([a-z_]+)[.\]]", re.MULTILINE)
_IN_GOTLAND = re.compile(r"\b([Ii]n?)(?= Gotland\b)")


def _flatten(prefix: str, node: dict[str, object], into: dict[str, dict[str, str]], file: str) -> None:
    if set(node) == set(LANGS) and all(isinstance(v, str) for v in node.values()):
        if prefix in into:
            raise KeyError(f"text key {prefix!r} stands twice (second time in {file})")
        into[prefix] = {k: str(v) for k, v in node.items()}
        return
    for key, child in node.items():
        if not isinstance(child, dict):
            raise KeyError(f"text key {prefix}.{key} in {file} lacks one of its twins sv/en")
        _flatten(f"{prefix}.{key}" if prefix else key, child, into, file)


@cache
def all_texts() -> dict[str, dict[str, str]]:
    """Every text key with its twins; raises KeyError when a twin is missing or a key stands twice."""
    return _read(sorted(_FOLDER.glob("*.toml")))


def _read(files: Iterable[Path]) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for path in files:
        _flatten("", tomllib.loads(path.read_text("utf-8")), texts, path.name)
    return texts


@cache
def _files_with() -> dict[str, list[Path]]:
    """Per first word of a key the files with such headings: a command needs few of the seventy, and to read them all
    takes it longer than its answer."""
    files: dict[str, list[Path]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for word in set(_HEADING.findall(path.read_text("utf-8"))):
            files.setdefault(word, []).append(path)
    return files


@cache
def _texts_of(word: str) -> dict[str, dict[str, str]]:
    """At least the texts whose key begins with that word."""
    return _read(_files_with().get(word, []))


def _twins(key: str) -> dict[str, str]:
    return _texts_of(key.partition(".")[0])[key]


@cache
def counts_of(sentence: str) -> frozenset[str]:
    """The placeholders of a sentence that bend words: those with forms, as in `{ads:annons|annonser}`."""
    return frozenset(name for _, name, forms, _ in Formatter().parse(sentence) if name and forms and "|" in forms)


def t(key: str, lang: Lang = "sv", /, **values: object) -> str:
    """The sentence for `key` in `lang`, placeholders filled, and nothing in it that a terminal or a renderer would
    obey; an unknown key is a bug (KeyError)."""
    sentence = _twins(key)[lang]
    if not values:
        return sentence
    told = {name: _reason(value, lang) for name, value in values.items() if isinstance(value, Reason)}
    bent = told | {name: counted(values[name], lang) for name in counts_of(sentence)}
    return showable(_on_islands(sentence.format(**values | bent), lang))


def _on_islands(sentence: str, lang: Lang) -> str:
    """A county that is an island is lived on, not in."""
    if "Gotland" not in sentence:
        return sentence
    on = _twins("common.on")[lang]
    return _IN_GOTLAND.sub(lambda said: on.capitalize() if said[0][0] == "I" else on, sentence)


def _reason(reason: Reason, lang: Lang) -> str:
    return _twins(f"reasons.{reason.key}")[lang].format(**dict(reason.values))

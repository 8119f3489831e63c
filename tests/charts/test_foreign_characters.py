"""No character in a name stops a renderer: every one that cannot be shown, in every format a reader can ask for.

Editions made before the door was closed may hold such characters, so they are put into an edition here behind the
door's back. The drawing is done in a process of its own: the renderer does not raise on them, it aborts.
"""

from __future__ import annotations

import dataclasses
import json
from multiprocessing.connection import Connection
from pathlib import Path

from aipulsen import topics
from aipulsen.charts import drawing
from aipulsen.figures import press
from aipulsen.store import editions
from benchmarks import forked
from tests.chosen import Chosen
from tests.tables.test_ads import CHARACTERS

FREE_TEXT = ("headline", "employer", "institution", "degree", "occupation_name")
FIGURES = ("employers", "dependence", "cross-check")
# Halves of surrogate pairs cannot be stored at all.
STORED = [character for character in CHARACTERS if not 0xD800 <= ord(character) <= 0xDFFF]


def _draw(told: Connection) -> None:
    """Draw what shows foreign text in every format; tell which figures that was."""
    characters = [character for character in STORED if character not in "\t\n\r"]
    chosen = Chosen("smutsig", county_code="25", window_days=180, level="competence")
    shown = []
    for key, entry in topics.FIGURES.items():
        if not (entry.in_kit or key in FIGURES):
            continue
        figure = chosen.figure(key)
        held = "".join(figure.table.select_dtypes(["object", "string"]).astype(str).sum().astype(str))
        drawn = json.dumps([drawing.drawn(part, 400, 300) for part in figure.parts], ensure_ascii=False)
        if key == "cross-check" or any(character in held + drawn for character in characters):
            shown.append(key)
            for form in topics.FIGURE_FORMATS:
                if form.ending.endswith(".png") and key not in FIGURES:
                    continue  # it is made of the SVG's words
                data = form.data(figure)
                if form.key in ("svg", "csv"):
                    assert [hex(ord(c)) for c in characters if c in data.decode("utf-8-sig")] == [], (key, form.key)
                else:
                    assert data[:2] in (b"\x89P", b"PK"), (key, form.key)
    brief = press.county_brief(*chosen.shown())
    assert press.brief_pdf(brief)[:4] == b"%PDF"
    assert [hex(ord(c)) for c in characters if c in press.brief_text(brief)] == []
    told.send(shown)


def _dirty_edition(folder: Path) -> None:
    """The demo's tables with a character in every free text, each in several rows."""
    demo = editions.open_edition("demo")
    frames = {}
    for table in demo.manifest.tables:
        frame = demo.read(table)
        for column in set(FREE_TEXT) & set(frame.columns):
            codes = frame[column].astype("category").cat.codes  # the same name keeps its character
            marks = codes.map(lambda code: STORED[code % len(STORED)])
            frame[column] = frame[column].str.slice(0, 3) + marks + frame[column].str.slice(3)
        frames[table] = frame
    manifest = dataclasses.replace(demo.manifest, name="smutsig", kind="live", tables={})
    entries = demo.manifest.tables
    editions.publish(
        folder / "live",
        manifest,
        frames,
        origins_of={table: entry.origins for table, entry in entries.items()},
        periods={table: entry.period for table, entry in entries.items()},
    )


def test_every_format_is_drawn_whatever_characters_names_hold(data_folder: Path) -> None:
    """PNG, SVG, CSV, XLSX and brief, which are the press kit's files: drawn, and without the character.

    Of the kit's figures those that show foreign text, whichever they are; `FIGURES` do, and they are made PNG too.
    """
    _dirty_edition(data_folder)
    heard, told = forked.context().Pipe(duplex=False)
    process = forked.begin(_draw, told)
    told.close()
    shown = heard.recv()
    process.join()
    assert process.exitcode == 0
    assert set(FIGURES) <= set(shown)

"""No character in a name stops a renderer: every one that cannot be shown, in every format a reader can ask for.

Editions made before the door was closed may hold such characters, so they are put into an edition here behind the
door's back. The drawing is done in a process of its own: the renderer does not raise on them, it aborts.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

from aipulsen.store import editions
from tests.conftest import ROOT
from tests.tables.test_ads import CHARACTERS

FREE_TEXT = ("headline", "employer", "institution", "degree", "occupation_name")
FIGURES = ("employers", "dependence", "cross-check")
# Halves of surrogate pairs cannot be stored at all.
STORED = [character for character in CHARACTERS if not 0xD800 <= ord(character) <= 0xDFFF]

DRAW = """
import json, sys
from aipulsen import figures, topics
from aipulsen.figures import press
from tests.chosen import Chosen

characters = [c for c in json.loads(sys.argv[1]) if c not in "\\t\\n\\r"]
chosen = Chosen("smutsig", county_code="25", window_days=180, level="competence")
shown = []
for key, entry in topics.FIGURES.items():
    if not (entry.in_kit or key in json.loads(sys.argv[2])):
        continue
    figure = figures.build_figure(key, *chosen.shown("sv"))
    held = "".join(figure.table.select_dtypes(["object", "string"]).astype(str).sum().astype(str))
    drawn = "".join(json.dumps(part.chart.to_dict(), ensure_ascii=False) for part in figure.parts)
    if key == "cross-check" or any(c in held + drawn for c in characters):
        shown.append(key)
        for form in topics.FIGURE_FORMATS:
            data = form.data(figure)
            if form.key in ("svg", "csv"):
                assert not [hex(ord(c)) for c in characters if c in data.decode("utf-8-sig")], (key, form.key)
            else:
                assert data[:2] in (b"\\x89P", b"PK", b"%P"), (key, form.key)
assert [form.key for form in topics.FIGURE_FORMATS] == ["png_wide", "png_square", "svg", "csv", "xlsx"]
brief = press.county_brief(*chosen.shown("sv"))
assert press.brief_pdf(brief)[:4] == b"%PDF"
assert not [hex(ord(c)) for c in characters if c in press.brief_text(brief)]
print(*shown)
"""


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

    Of the kit's figures those that show foreign text, whichever they are; `FIGURES` do.
    """
    _dirty_edition(data_folder)
    done = subprocess.run(
        [sys.executable, "-c", DRAW, json.dumps(STORED), json.dumps(FIGURES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert set(FIGURES) <= set(done.stdout.split())

"""Does a change of the house leave every number alone? Writes each figure's file, and compares two such folders.

`python -m benchmarks.same_figures write FOLDER` writes the CSV (with `--ending .svg` the picture, which has the words)
of every figure × embedded edition × window × language × with and without a county, and the brief of that county;
with `--ending .zip` every file of that county's press kit but its page instead, pixels and workbooks among them.
`python -m benchmarks.same_figures compare BEFORE AFTER` names the files that differ and ends with 1 when any does.
It goes through the command line, so that it outlives a change of every name behind it.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import io
import itertools
import os
import re
import sys
import zipfile
from pathlib import Path

from aipulsen.cli import main
from aipulsen.topics import FIGURES

EDITIONS = ("rapport-2026-04", "demo")
WINDOWS = ("90", "180")
LANGS = ("sv", "en")
COUNTIES = (None, "25")
_KIT = ".zip"
_CUT = re.compile(rb"clip\d+")


def write(folder: Path, ending: str) -> int:
    """Write every figure's file; returns how many. A figure an edition lacks is written as its sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for edition, window, lang, county in itertools.product(EDITIONS, WINDOWS, LANGS, COUNTIES):
        os.environ["AIPULSEN_LANG"] = lang
        asked = ["--edition", edition, "--window", window, *(["--county", county] if county else [])]
        named = f"{edition}_{window}_{lang}_{county or 'all'}"
        commands = {} if ending == _KIT else {f"{key}{ending}": ["export", key] for key in FIGURES}
        if county:
            commands["kit.zip" if ending == _KIT else "brief.txt"] = ["brief"]
        for name, command in commands.items():
            out = folder / f"{named}_{name}"
            told = io.StringIO()
            with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
                try:
                    main([*command, *asked, "--out", str(out)])
                except SystemExit as end:
                    told.write(f"exit {end.code}\n")
            if not out.exists():
                out.write_text(told.getvalue(), encoding="utf-8")
            written += _unpacked(out) if ending == _KIT else 1
    return written


def _unpacked(kit: Path) -> int:
    """The kit's files beside it, instead of it: how they are packed may change. Without the page, and without the
    numbers by which a renderer tells what it cuts off: they say what the process drew before."""
    with zipfile.ZipFile(kit) as packed:
        names = [name for name in packed.namelist() if not name.endswith(".pdf")]
        for name in names:
            content = packed.read(name)
            content = _CUT.sub(b"clip", content) if name.endswith(".svg") else content
            kit.with_name(f"{kit.stem}_{name}").write_bytes(content)
    kit.unlink()
    return len(names)


def compare(before: Path, after: Path) -> list[str]:
    """The names of files that are in one folder only, or differ."""
    names = {p.name for p in before.iterdir()} | {p.name for p in after.iterdir()}
    same, _, _ = filecmp.cmpfiles(before, after, sorted(names), shallow=False)
    return sorted(names - set(same))


def run() -> None:
    """Write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write")
    writing.add_argument("folder", type=Path)
    writing.add_argument("--ending", default=".csv", choices=[".csv", ".svg", _KIT])
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    asked = parser.parse_args()
    if asked.command == "write":
        print(f"{write(asked.folder, asked.ending)} files")
        return
    different = compare(asked.before, asked.after)
    print("\n".join(different) or "the same")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    run()

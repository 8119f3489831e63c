"""All of the speed in one table, each figure beside what it is held against in the same run, and its limit.

python -m benchmarks [--quick] [PART …] – of commands, pictures, kits, editions, map, gap, kept, scale, pages; all of
them unless told otherwise. --quick: fewer runs, kits and editions, to see that each part works; its table is printed
only.
The table stands in docs/performance.md, between its marks, when all parts were run. Processor time, where nothing else
is said: a busy machine changes it least. `benchmarks.readers` (ten minutes) is apart.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import psutil

from aipulsen import codes, keepers, queries, topics
from aipulsen.charts import drawing, shapes
from aipulsen.figures import build_figure, workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.files import FileOrder
from aipulsen.paths import EMBEDDED_DATA_DIR, ROOT
from aipulsen.publishing.demo import build_demo_edition
from aipulsen.queries import Selection
from aipulsen.store.editions import Edition, open_edition
from aipulsen.text.prose import between_marks
from aipulsen.voice import SWEDISH
from benchmarks.asked import given
from benchmarks.page_runs import timed
from benchmarks.reader import Reader
from benchmarks.servers import dashboard, empty_pages, unprepared

_PERFORMANCE = ROOT / "docs" / "performance.md"
_BEGIN, _END = "<!-- figures: written by benchmarks -->\n", "<!-- end of figures -->"


class Extent(NamedTuple):
    """How much is done for each figure."""

    runs: int
    counties: int  # whose kits are made together
    editions: int
    page_runs: int  # of each page, after two that are not counted
    days: int  # of ads in the large edition


WHOLE = Extent(runs=5, counties=21, editions=365, page_runs=8, days=3650)
QUICK = Extent(runs=1, counties=2, editions=20, page_runs=2, days=1000)


class Row(NamedTuple):
    """A line of the table: seconds, beside the peer's in the same run."""

    what: str
    seconds: float
    peer: str
    peer_seconds: float | None  # None: the peer is not installed
    limit: str

    def told(self) -> str:
        """The line as Markdown."""
        ratio = f"{self.seconds / self.peer_seconds:.1f}" if self.peer_seconds else "–"
        peer = "not installed" if self.peer_seconds is None else f"{self.peer_seconds:.4f}"
        return f"| {self.what} | {self.seconds:.3f} | {self.peer} | {peer} | {ratio} | {self.limit} |"


def _spent() -> float:
    """Processor seconds of this process and of all that it started."""
    here = psutil.Process()
    living = sum(sum(p.cpu_times()[:2]) for p in [here, *here.children(recursive=True)])
    return living + sum(here.cpu_times()[2:4])


def _median(act: Callable[[], object], runs: int) -> float:
    spent = []
    for _ in range(runs):
        before = _spent()
        act()
        spent.append(_spent() - before)
    return sorted(spent)[len(spent) // 2]


def _started(runs: int, *arguments: str) -> float:
    return _median(lambda: subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True), runs)


def commands(extent: Extent) -> Iterator[Row]:
    """The command line against what Python needs to have pandas and Parquet at hand."""
    bare = _started(extent.runs, "-c", "import pandas, pyarrow")
    limits = {("--help",): "0.4 s", ("query", "gap", "--edition", "rapport-2026-04"): "0.9 s"}
    for asked, limit in limits.items():
        spent = _started(extent.runs, "-m", "aipulsen", *asked)
        yield Row(f"`aipulsen {' '.join(asked[:2])}`", spent, "import pandas", bare, limit)


def _order(county: str | None, desk: Desk) -> FileOrder:
    png = topics.FIGURE_FORMATS[0]
    return FileOrder(desk=desk, selection=Selection(county_code=county), file_format=png, figure="gap-map")


def pictures(extent: Extent) -> Iterator[Row]:
    """A PNG of the gap map: another county's each time, the same again."""
    desk, counties = Desk(open_edition("demo"), SWEDISH), iter(codes.counties())
    for _ in range(workshop.workshop().workers):
        workshop.made(_order(next(counties), desk))
    new = _median(lambda: workshop.made(_order(next(counties), desk)), extent.runs)
    kept = _median(lambda: workshop.made(_order("01", desk)), extent.runs)
    yield Row("PNG of the gap map, another county", new, "the same from the keeper", kept, "0.6 s; kept 0.02 s")


def kits(extent: Extent) -> Iterator[Row]:
    """Press kits on all workers: seconds of the clock, beside the processor's."""
    for edition in ("rapport-2026-04", "demo"):
        desk, begin, before = Desk(open_edition(edition), SWEDISH), time.perf_counter(), _spent()
        workshop.kit(desk, Selection(county_code="25"))
        yield Row(f"Kit of a county, {edition}, clock", time.perf_counter() - begin, "CPU", _spent() - before, "4 s")
        begin, before = time.perf_counter(), _spent()
        asked = [Selection(county_code=code) for code in codes.counties()][: extent.counties]
        list(workshop.kits(desk, asked))
        yield Row(f"{len(asked)} kits, {edition}, clock", time.perf_counter() - begin, "CPU", _spent() - before, "60 s")


_LISTED = """
import sys, time
from aipulsen.store import sight
begin = time.process_time()
sight.known_editions()
first, begin = time.process_time() - begin, time.process_time()
for _ in range(100):
    sight.known_editions()
print(first, (time.process_time() - begin) / 100)
"""


def editions(extent: Extent) -> Iterator[Row]:
    """What many editions in the folder cost a page's run, and the first, against the two that the program carries."""
    found = {}
    for count in (0, extent.editions):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                _copy(Path(folder) / "live" / f"copy-{number:03d}")
            environment = os.environ | {"AIPULSEN_DATA_DIR": folder}
            done = subprocess.run(
                [sys.executable, "-c", _LISTED], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
            )
            found[count] = [float(seconds) for seconds in done.stdout.split()]
    for number, what in enumerate(("The first look", "A run's look")):
        told, many = f"{what} at {extent.editions} editions", found[extent.editions]
        yield Row(told, many[number], "at two", found[0][number], "as at two" if number else "–")


def _copy(folder: Path) -> None:
    shutil.copytree(EMBEDDED_DATA_DIR / "editions" / "demo", folder)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"name": "demo"', f'"name": "{folder.name}"'), "utf-8")


def gap_map(extent: Extent) -> Iterator[Row]:
    """A county's gap map as the page makes it, figure and drawing, beside the same map as a page of folium's."""
    desk, counties = Desk(open_edition("demo"), SWEDISH), iter(codes.counties())

    def ours() -> None:
        figure = build_figure("gap-map", desk, Selection(county_code=next(counties)))
        drawing.on_page(figure, figure.parts[0])

    ours()
    spent = _median(ours, extent.runs)
    yield Row("Gap map of another county, made", spent, "folium choropleth", _choropleth(desk, extent.runs), "–")


def _choropleth(desk: Desk, runs: int) -> float | None:
    """Seconds for a page of folium's with the same counties in the same classes; None where folium is not installed."""
    if importlib.util.find_spec("folium") is None:
        return None
    folium = importlib.import_module("folium")
    shapes_of = {"type": "FeatureCollection", "features": list(shapes.county_features().values())}

    def page() -> None:
        values = queries.ask_gap(desk.edition, Selection()).gap.dropna(subset="gap_score").astype({"gap_score": float})
        plain = folium.Map(location=[62.6, 16.8], zoom_start=4, tiles=None)
        folium.Choropleth(
            shapes_of,
            data=values,
            columns=["county_code", "gap_score"],
            key_on="feature.properties.county_code",
            bins=6,
        ).add_to(plain)
        plain.get_root().render()

    page()
    return _median(page, runs)


def gap(extent: Extent) -> Iterator[Row]:
    """The gap of each county asked of an edition that nobody has read, intervals, ranks and sources with it, beside
    plain pandas: the tables read, the ads counted and divided by the inhabitants."""
    edition, asked = open_edition("demo"), Selection(base="inhabitants", counting="all")

    def ours() -> None:
        keepers.forget()
        queries.ask_gap(edition, asked)

    scores = queries.ask_gap(edition, asked).gap.set_index("county_code").gap_score.astype(float)
    if (scores.sub(_plain_gap(edition)).abs() > 1e-9).any():
        raise ValueError("plain pandas computes something else than the question")
    plain = _median(lambda: _plain_gap(edition), extent.runs)
    yield Row("Gap of all counties, unread", _median(ours, extent.runs), "plain pandas", plain, "–")


def _plain_gap(edition: Edition) -> pd.Series:
    """Ads of 90 days for AI jobs per 100 000 inhabitants, by county."""
    ads, people = (pd.read_parquet(edition.path / f"{table}.parquet") for table in ("ads", "population"))
    since = pd.Timestamp(edition.manifest.as_of) - pd.Timedelta(days=89)
    counted = ads[(ads.level == "role") & (pd.to_datetime(ads.published_date) >= since)].groupby("county_code").size()
    counties = people[(people.region_level == "county") & (people.period == people.period.max())]
    per_100_000: pd.Series = counted / counties.set_index("region_code").population_persons * 100_000
    return per_100_000


def kept(extent: Extent) -> Iterator[Row]:
    """The figures of each page asked and drawn again, beside the same with nothing kept, as it was in 0.1."""
    desk = Desk(open_edition("demo"), SWEDISH)
    for page in _pages_with_figures():

        def again(page: str = page) -> None:
            _draw_page(desk, page, "25")

        def anew(page: str = page) -> None:
            keepers.forget()
            _draw_page(desk, page, "25")

        uncached = _median(anew, extent.runs)
        yield Row(f"Figures of {page}, again", _median(again, extent.runs), "nothing kept, as in 0.1", uncached, "–")


def _pages_with_figures() -> list[str]:
    return list(dict.fromkeys(topics.page_of(key).key for key in topics.FIGURES))


def _draw_page(desk: Desk, page: str, county: str) -> None:
    for key in topics.FIGURES:
        if topics.page_of(key).key == page:
            figure = build_figure(key, desk, Selection(county_code=county))
            for part in figure.parts:
                drawing.on_page(figure, part)


def scale(extent: Extent) -> Iterator[Row]:
    """The figures of each page for a county not met before: ten years of ads beside the demo's two."""
    with tempfile.TemporaryDirectory() as folder:
        large = build_demo_edition(Path(folder), days=extent.days, ads_per_day=390)
        ads = SWEDISH.number(len(large.read("ads")))
        spent = [_figures_of_pages(edition) for edition in (large, open_edition("demo"))]
        for page in spent[0]:
            yield Row(f"Figures of {page}, {ads} ads", spent[0][page], "the demo", spent[1][page], "1.3 times")


def _figures_of_pages(edition: Edition) -> dict[str, float]:
    """Seconds per page, when another county has been asked about before."""
    desk, spent = Desk(edition, SWEDISH), {}
    for page in _pages_with_figures():
        _draw_page(desk, page, "01")
        others = iter(("12", "14", "25"))
        spent[page] = _median(lambda page=page, others=others: _draw_page(desk, page, next(others)), 3)
    return spent


def pages(extent: Extent) -> Iterator[Row]:
    """A page run again and first met, against an empty page; on the demo edition."""
    with (
        tempfile.TemporaryDirectory() as folder,
        dashboard(environment=unprepared()) as ours,
        dashboard(empty_pages(Path(folder)), unprepared()) as empty,
    ):
        yield from asyncio.run(_page_rows(ours, empty, extent.page_runs))


async def _page_rows(ours: tuple[int, psutil.Process], empty: tuple[int, psutil.Process], count: int) -> list[Row]:
    rows = []
    for page in topics.PAGES:
        address, asked = page.address, "utgava=demo&lan=25"
        async with Reader(ours[0]) as reader, Reader(empty[0]) as other:
            await timed(reader, ours[1], address, asked)
            _, new = await timed(reader, ours[1], address, "utgava=demo&lan=12")
            runs = [await timed(reader, ours[1], address, asked) for _ in range(count + 2)]
            bare = [await timed(other, empty[1], address, asked) for _ in range(count + 2)]
        again, nothing = (sum(cpu for _, cpu in measured[2:]) / 1000 / count for measured in (runs, bare))
        rows.append(Row(f"{address or 'start page'}, again", again, "empty page", nothing, "twice"))
        rows.append(Row(f"{address or 'start page'}, another county", new / 1000, "again", again, "0.15 s"))
    return rows


PARTS: dict[str, Callable[[Extent], Iterator[Row]]] = {
    "commands": commands,
    "pictures": pictures,
    "kits": kits,
    "editions": editions,
    "map": gap_map,
    "gap": gap,
    "kept": kept,
    "scale": scale,
    "pages": pages,
}


def main(*asked: str) -> None:
    """Print the table; write it down when it is whole."""
    parts, extent = [part for part in asked if part != "--quick"], QUICK if "--quick" in asked else WHOLE
    lines = ["| What | Seconds | Beside | Seconds | Ratio | Limit |", "|---|---|---|---|---|---|"]
    print("\n".join(lines))
    for part in parts or PARTS:
        for row in PARTS[part](extent):
            print(row.told(), flush=True)
            lines.append(row.told())
    if not parts and extent is WHOLE:
        written = "".join(f"{line}\n" for line in lines)
        _PERFORMANCE.write_text(between_marks(_PERFORMANCE.read_text("utf-8"), _BEGIN, written, _END), "utf-8")


if __name__ == "__main__":
    main(*given(__doc__))

"""Historical files from a real server: resumed by range, checksummed, by whatever name, and handed to the scorer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aipulsen.errors import ParameterError, SourceError
from aipulsen.settings import Settings
from aipulsen.sources import archive_files, packed
from aipulsen.sources.http_answers import HttpStatusError
from aipulsen.sources.http_call import Patience
from aipulsen.sources.http_client import HttpClient
from benchmarks.made_up_ads import jsonl_lines
from tests.servers.fault_server import FaultServer, Reply, Request, body, reset, status
from tests.sources.test_ad_files import encrypted, unknown_method
from tests.sources.test_ad_files import zipped as members


def zipped(seed: int) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("annonser.jsonl", b"".join(jsonl_lines(60, seed=seed)))
    return sink.getvalue()


FILES = {"/2024.jsonl.zip": zipped(1), "/2026-Q1.jsonl.zip": zipped(2), "/2026-Q2.jsonl.zip": zipped(3)}


def app(request: Request) -> Reply:
    """The files, by range when asked, with an ETag."""
    if request.path not in FILES:
        return Reply(b"", 404)
    whole, headers = FILES[request.path], {"ETag": '"1"', "Content-Type": "application/zip"}
    if request.headers.get("If-Range") == '"1"':
        start = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        return Reply(whole[start:], 206, headers) if start < len(whole) else Reply(b"", 416, headers)
    return Reply(whole, 200, headers)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(app) as running:
        yield running


def fetch(server: FaultServer, folder: Path, year: int, *, tries: int = 4) -> list[archive_files.ArchiveFile]:
    settings = Settings(data_dir=folder, archive_url=server.url)
    with HttpClient(patience=Patience(tries=tries, first_wait_seconds=0)) as client:
        return archive_files.fetch_year(client, settings, year, folder, sample=False)


def test_a_year_is_fetched_once(server: FaultServer, tmp_path: Path) -> None:
    """The second time nothing is asked; a file changed on disk is fetched again."""
    (first,) = fetch(server, tmp_path, 2024)
    assert first.path.read_bytes() == FILES["/2024.jsonl.zip"]
    assert fetch(server, tmp_path, 2024)[0].was_here
    assert len(server.log) == 1
    first.path.write_bytes(b"x")
    assert not fetch(server, tmp_path, 2024)[0].was_here


def test_a_run_that_broke_is_taken_up_by_the_next(server: FaultServer, tmp_path: Path) -> None:
    """Another run, another process for all we know: only the rest is asked for."""
    server.fail("/2024.jsonl.zip", reset(after=4000))
    with pytest.raises(Exception, match="avhugget"):
        fetch(server, tmp_path, 2024, tries=1)
    have = (tmp_path / "2024.jsonl.zip.part").stat().st_size
    assert 0 < have <= 4000
    (file,) = fetch(server, tmp_path, 2024)
    assert server.log[-1].headers["Range"] == f"bytes={have}-"
    assert file.path.read_bytes() == FILES["/2024.jsonl.zip"]


def two_members(change: Callable[[bytes, bytes], bytes], *, both: bool) -> bytes:
    """An archive with a good member and one that is changed; or both changed."""
    data = change(members(**{"bad.jsonl": b"{}", "good.jsonl": b"{}"}), b"bad.jsonl")
    return change(data, b"good.jsonl") if both else data


@pytest.mark.parametrize("change", [encrypted, unknown_method])
def test_a_member_that_nobody_can_read_is_left_to_the_scorer(
    change: Callable[[bytes, bytes], bytes], server: FaultServer, tmp_path: Path
) -> None:
    """The file is kept for its other members, and not fetched again; one without any other is of no use, once."""
    server.fail("/2024.jsonl.zip", body(two_members(change, both=False)))
    (file,) = fetch(server, tmp_path, 2024)
    assert zipfile.ZipFile(file.path).namelist() == ["bad.jsonl", "good.jsonl"]
    server.fail("/2024.jsonl.zip", body(two_members(change, both=True)))
    with pytest.raises(SourceError, match="går inte att läsa"):
        fetch(server, tmp_path / "other", 2024)
    assert len(server.log) == 2
    assert not (tmp_path / "other" / "2024.jsonl.zip.part").exists()


def test_a_zip_that_expands_without_end_is_given_up(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the bound on what a packed file may hold; it is not fetched again and again."""
    monkeypatch.setattr(packed, "_FREE_EXPANSION", 1 << 20)
    server.fail("/2024.jsonl.zip", body(members(**{"a.jsonl": b"{}\n" * 2_000_000})))
    with pytest.raises(SourceError, match="mer än 200 gånger så stort"):
        fetch(server, tmp_path, 2024)
    assert len(server.log) == 1
    assert not (tmp_path / "2024.jsonl.zip.part").exists()


def test_a_damaged_zip_is_never_kept(server: FaultServer, tmp_path: Path) -> None:
    """One wrong byte: thrown away and fetched anew; nothing half-done is left."""
    damaged = bytearray(FILES["/2024.jsonl.zip"])
    damaged[len(damaged) // 2] ^= 1
    server.fail("/2024.jsonl.zip", body(bytes(damaged)))
    (file,) = fetch(server, tmp_path, 2024)
    assert file.path.read_bytes() == FILES["/2024.jsonl.zip"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2024.jsonl.zip", "2024.jsonl.zip.sha256"]


def test_a_year_in_quarters_is_all_its_quarters(server: FaultServer, tmp_path: Path) -> None:
    """Those that exist."""
    assert [f.path.name for f in fetch(server, tmp_path, 2026)] == ["2026-Q1.jsonl.zip", "2026-Q2.jsonl.zip"]


@pytest.mark.parametrize(
    "name",
    [
        "2025_beta1_1_percent_jsonl.zip",
        "2025_1_percent_jsonl.zip",
        "2025_Q3_1_percent_jsonl.zip",
        "2025-Q4_beta1_1_percent_jsonl.zip",
    ],
)
def test_a_sample_is_found_by_each_name_that_has_been_used(name: str, tmp_path: Path) -> None:
    """One per cent of a year, or of one quarter of it."""

    def samples(request: Request) -> Reply:
        is_there = request.path == f"/berikade/exempel/{name}"
        return Reply(FILES["/2024.jsonl.zip"], 200) if is_there else Reply(b"", 404)

    with FaultServer(samples) as server, HttpClient(patience=Patience(tries=2, first_wait_seconds=0)) as client:
        settings = Settings(data_dir=tmp_path, archive_url=server.url)
        found = archive_files.fetch_year(client, settings, 2025, tmp_path, sample=True)
    assert [file.path.name for file in found] == [name]


def test_a_store_that_hides_missing_files_behind_403_is_no_end(server: FaultServer, tmp_path: Path) -> None:
    """Object stores answer 403 for what is not there: the next name is tried, and the names say what came."""
    server.fail("/2026.jsonl.zip", status(403))
    server.fail("/berikade/kompletta/2026_beta1_jsonl.zip", status(403))
    assert len(fetch(server, tmp_path, 2026)) == 2
    server.fail("/2023.jsonl.zip", status(403))
    with pytest.raises(Exception, match=r"2023\.jsonl\.zip \(403\)"):
        fetch(server, tmp_path, 2023)


def test_the_catalogue_says_which_names_to_ask_for(tmp_path: Path) -> None:
    """Where there is a page of files only those it lists are asked for; without one the known names are tried."""
    links = [
        "2026-Q1.jsonl.zip",
        "/annonser/historiska/2026-Q2.jsonl.zip",
        "https://x.invalid/annonser/historiska/a.zip",
    ]
    page = "".join(f'<a href="{link}">fil</a>' for link in links).encode()

    def listed(request: Request) -> Reply:
        return Reply(page, headers={"Content-Type": "text/html"}) if request.path == "/index.html" else app(request)

    with FaultServer(listed) as server:
        settings = Settings(data_dir=tmp_path, archive_url=server.url)
        with HttpClient(patience=Patience(tries=2, first_wait_seconds=0)) as client:
            catalogue = archive_files.read_catalogue(client, settings)
            assert catalogue == {"2026-Q1.jsonl.zip", "2026-Q2.jsonl.zip", "a.zip"}
            archive_files.fetch_year(client, settings, 2026, tmp_path, sample=False, catalogue=catalogue)
    assert [r.path for r in server.log] == ["/index.html", "/2026-Q1.jsonl.zip", "/2026-Q2.jsonl.zip"]


def test_a_year_that_is_nowhere_says_which_names_were_tried(server: FaultServer, tmp_path: Path) -> None:
    """And which setting; a server's fault is not taken for a missing file."""
    with pytest.raises(Exception, match=r"2023_beta1_jsonl\.zip.*AIPULSEN_ARCHIVE_URL"):
        fetch(server, tmp_path, 2023)
    server.fail("/2024.jsonl.zip", *[status(503)] * 4)
    with pytest.raises(HttpStatusError, match="503"):
        fetch(server, tmp_path, 2024)


@pytest.mark.parametrize("text", ["2015-2020", "2020-2030", "i fjol", "2024-2020", ""])
def test_years_are_checked(text: str) -> None:
    """The valid ones are named."""
    with pytest.raises(ParameterError, match="2016-2026"):
        archive_files.parse_years(text, 2026)

"""The historical ads as files: a zip a year or a quarter, whole or a one per cent sample.

Nobody promises what the files are called: names have changed over the years, and 2025 and 2026 come in quarters. The
catalogue page is read where there is one; what it does not list is asked for by the names known to have been used, in
order. A missing file may be answered as 403, as such stores do. A download broken off is taken up where it broke, as
long as the service says that it is the same file; a finished one has its SHA-256 beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from aipulsen.errors import EditionError, ParameterError, SourceError
from aipulsen.settings import Settings, variable
from aipulsen.sources import packed
from aipulsen.sources.http_answers import Answer, HttpStatusError, OddAnswerError
from aipulsen.sources.http_call import ByteProgress, Patience
from aipulsen.sources.http_client import HttpClient
from aipulsen.sources.http_faults import NOBODY_MET
from aipulsen.sources.jobs import PlannedRequest
from aipulsen.text.reasons import reason_of

FIRST_YEAR = 2016  # ads of before are in another form
_YEARLY = ("{year}.jsonl.zip", "berikade/kompletta/{year}_beta1_jsonl.zip")
_QUARTERLY = ("{year}-Q{quarter}.jsonl.zip", "berikade/kompletta/{year}-Q{quarter}_beta1_jsonl.zip")
_SAMPLE_YEARLY = ("berikade/exempel/{year}_beta1_1_percent_jsonl.zip", "berikade/exempel/{year}_1_percent_jsonl.zip")
_SAMPLE_QUARTERLY = (
    "berikade/exempel/{year}_Q{quarter}_1_percent_jsonl.zip",
    "berikade/exempel/{year}-Q{quarter}_beta1_1_percent_jsonl.zip",
)
CATALOGUE = ("index.html", "")  # pages that list the files
_WHOLE_BYTES, _SAMPLE_BYTES = 900 << 20, 12 << 20  # measured: 527 MB–1.34 GB, and 8–15 MB; for the plan only


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A whole file on disk, its year, and whether it was there already."""

    year: int
    path: Path
    sha256: str
    was_here: bool


def parse_years(text: str, this_year: int) -> list[int]:
    """«2016-2026» or «2024» as years; others than 2016 up to now name the valid ones.

    >>> parse_years("2024-2026", 2026)
    [2024, 2025, 2026]
    """
    first, _, last = text.partition("-")
    try:
        years = list(range(int(first), int(last or first) + 1))
    except ValueError:
        years = []
    if not years or years[0] < FIRST_YEAR or years[-1] > this_year:
        raise ParameterError("backfill.years", value=text, valid=f"{FIRST_YEAR}-{this_year}")
    return years


def plan(years: list[int], *, sample: bool, settings: Settings) -> list[PlannedRequest]:
    """What would be fetched: the catalogue, then each year by its first name, else by every other that is known."""
    size = _SAMPLE_BYTES if sample else _WHOLE_BYTES
    asked = [PlannedRequest(what="index", url=f"{settings.archive_url}/{page}", bytes=50_000) for page in CATALOGUE[:1]]
    for year in years:
        yearly, quarters = _names(year, sample)
        for number, name in enumerate([*yearly, *(name for names in quarters for name in names)]):
            url = f"{settings.archive_url}/{name}"
            asked.append(PlannedRequest(what=str(year), url=url, bytes=size, otherwise=bool(number)))
    return asked


def _names(year: int, sample: bool) -> tuple[list[str], list[list[str]]]:
    """The names a year's file may have, and those of each of its quarters."""
    yearly, quarterly = (_SAMPLE_YEARLY, _SAMPLE_QUARTERLY) if sample else (_YEARLY, _QUARTERLY)
    quarters = [[name.format(year=year, quarter=quarter) for name in quarterly] for quarter in range(1, 5)]
    return [name.format(year=year) for name in yearly], quarters


def every_name(year: int) -> list[str]:
    """Every name known for a year's files, whole and sample."""
    found = [_names(year, sample) for sample in (False, True)]
    return [name for yearly, quarters in found for name in [*yearly, *(name for names in quarters for name in names)]]


def read_catalogue(client: HttpClient, settings: Settings) -> frozenset[str] | None:
    """The names of the historical files on the catalogue page, as below the archive's address; None when there is no
    such page, or none on it."""
    for page in CATALOGUE:
        url, setting = f"{settings.archive_url}/{page}", variable("archive_url")
        patience = Patience(tries=2, total_seconds=30, read_seconds=20)
        try:
            answer = client.ask("GET", url, what=page, setting=setting, patience=patience)
        except SourceError as error:
            if error.key in NOBODY_MET:
                raise
            continue
        linked = re.findall(r"(?:href|src)\s*=\s*[\"']([^\"'#?]+)", answer.body.decode("utf-8", "replace"))
        within = {unquote(link).rpartition("historiska/")[2].lstrip("./") for link in linked}
        names = frozenset(name for name in within if name.endswith(".zip"))
        if answer.status < 400 and names:
            return names
    return None


def fetch_year(
    client: HttpClient,
    settings: Settings,
    year: int,
    folder: Path,
    *,
    sample: bool,
    progress: ByteProgress | None = None,
    catalogue: frozenset[str] | None = None,
) -> list[ArchiveFile]:
    """The year's file, else its quarters that exist; none at all is a SourceError that says which names were tried.

    With a `catalogue` only names that it lists are asked for, unless it lists none of the year's.
    """
    yearly, quarters = _names(year, sample)
    if catalogue is not None and catalogue & {*yearly, *(name for names in quarters for name in names)}:
        yearly = [name for name in yearly if name in catalogue]
        quarters = [[name for name in names if name in catalogue] for names in quarters]
    fetch = _Fetch(client, settings, folder, year, progress, [])
    found = fetch.first(yearly)
    files = [found] if found else []
    if not files:
        files = [part for names in quarters if (part := fetch.first(names))]
    if not files:
        setting = variable("archive_url")
        raise SourceError("backfill.no_file", year=year, names=", ".join(fetch.missed), setting=setting)
    return files


@dataclass(slots=True)
class _Fetch:
    client: HttpClient
    settings: Settings
    folder: Path
    year: int
    progress: ByteProgress | None
    missed: list[str]

    def first(self, names: list[str]) -> ArchiveFile | None:
        """The first of the names that exists, on this disk or at the service."""
        for name in names:
            ready = self.folder / name.rsplit("/", 1)[-1]
            if (known := _checked(ready)) is not None:
                return ArchiveFile(self.year, ready, known, was_here=True)
        for name in names:
            try:
                return self._download(name)
            except HttpStatusError as error:
                if error.status not in (403, 404, 410):
                    raise
                self.missed.append(f"{name} ({error.status})")
        return None

    def _download(self, name: str) -> ArchiveFile:
        final = self.folder / name.rsplit("/", 1)[-1]
        part = final.with_name(final.name + ".part")
        url, what = f"{self.settings.archive_url}/{name}", f"{self.year}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as exc:
            raise EditionError("editions.not_writable", path=str(self.folder), reason=reason_of(exc)) from exc
        self.client.download(
            url,
            part,
            what=what,
            setting=variable("archive_url"),
            resume=True,
            progress=self.progress,
            check=_whole_zip(what, variable("archive_url")),
        )
        digest = _sha256(part)
        part.with_name(part.name + ".etag").unlink(missing_ok=True)
        _sum_file(final).write_text(f"{digest}  {final.name}\n", "utf-8")
        part.replace(final)
        return ArchiveFile(self.year, final, digest, was_here=False)


def _whole_zip(what: str, setting: str) -> Callable[[Answer], None]:
    def check(answer: Answer) -> None:
        """Every member that can be read holds its checksum; else the file is thrown away and begun anew. A member that
        nobody can read is told when the file is scored; a file without any other is of no use, today or tomorrow."""
        assert answer.path is not None
        told = {"what": what, "url": answer.url, "setting": setting, "tries": 1, "seconds": 0}
        error: SourceError | None = None
        try:
            error = _unreadable(answer.path, told)
        except packed.ExpandsError as exc:
            error = SourceError("backfill.unreadable", **told, reason=exc.reason)
        except (packed.BadArchiveError, OSError) as exc:
            error = OddAnswerError("sources.cut", **told, got=answer.size, reason=reason_of(exc))
        if error is not None:
            answer.path.unlink(missing_ok=True)
            raise error

    return check


def _unreadable(path: Path, told: dict[str, object]) -> SourceError | None:
    """Read every member to its end; why the file is of no use when none can be."""
    reason, whole = None, 0
    for member in packed.zip_members(path):
        if member.problem is not None:
            reason = reason or member.problem.values["reason"]
            continue
        while member.stream.read(1 << 20):
            pass
        whole += 1
    if whole:
        return None
    return SourceError("backfill.unreadable", **told, reason=reason or reason_of("zero-length"))


def _sum_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _checked(path: Path) -> str | None:
    """The SHA-256 of a finished file that still is what it was; anything else is fetched again."""
    try:
        stated = _sum_file(path).read_text("utf-8").split()[0]
    except (OSError, IndexError):
        return None
    return stated if path.exists() and _sha256(path) == stated else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

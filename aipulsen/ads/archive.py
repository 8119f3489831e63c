"""Archives of ads, years or quarters, to partitioned Parquet: a part a task, resumable, the same bytes every time.

Each part (one file) is scored on its own to `parts/NAME.parquet` with its account in `parts/NAME.json`. Then all
parts are gone through in the order of their periods: an ad that an earlier part holds is left out, and the rest
stands in `ads/year=YYYY/NAME.parquet`. `summary.json` is written last. The order in which parts finish changes
nothing, and a killed run is taken up where it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aipulsen import log
from aipulsen.ads.account import Account
from aipulsen.ads.duplicates import SeenKeys, hashed
from aipulsen.ads.score_files import ROW_GROUP, ROW_SCHEMA, Work, in_groups, score_files
from aipulsen.ads.workers import start_worker
from aipulsen.disk import Taken, alone, try_folder, whole_file
from aipulsen.errors import AipulsenError, DataContractError, ParameterError, SourceError
from aipulsen.scoring import load_engine
from aipulsen.text.reasons import reason_of

_LOG = logging.getLogger("aipulsen.ads")
LAYOUT = 1
ENDINGS = (".jsonl", ".json", ".zip", ".zst", ".zstd", ".gz")
CLUSTER_SECONDS = 10
_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_ ]?[Qq]([1-4]))?(?![\d])(?!-\d)")

Period = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive, and the days its ads must be published in (None: any day)."""

    path: str
    name: str
    period: Period | None


@dataclass(slots=True)
class ScoredParts:
    """What became of the parts of a run: scored now, finished before, failed with the error that names why."""

    scored: list[str]
    finished_before: list[str]
    failed: dict[str, AipulsenError]
    other_engine: list[str]
    summary: dict[str, Any]


def named_period(name: str) -> Period | None:
    """The year or quarter that a file's name tells; None when it tells none.

    >>> named_period("2026-Q1_beta1_jsonl.zip")
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    >>> named_period("2019.jsonl.zip")
    (datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))
    >>> named_period("annonser.jsonl") is None, named_period("2026-03-01.jsonl") is None
    (True, True)
    """
    if (found := _PERIOD.search(name)) is None:
        return None
    year, quarter = int(found[1]), found[2]
    first = dt.date(year, 3 * int(quarter) - 2, 1) if quarter else dt.date(year, 1, 1)
    after = dt.date(year + first.month // 10, (first.month + 2) % 12 + 1, 1) if quarter else dt.date(year + 1, 1, 1)
    return first, after - dt.timedelta(days=1)


def parse_period(text: str | None) -> Period | None:
    """«2016-2026» or «2019» as first and last day; anything else is a ParameterError."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
    if found is None or int(found[2] or found[1]) < int(found[1]) or int(found[1]) < 1:
        raise ParameterError("archive.years", value=text)
    return dt.date(int(found[1]), 1, 1), dt.date(int(found[2] or found[1]), 12, 31)


def find_parts(inputs: list[str], years: Period | None = None) -> list[Part]:
    """The files, and those in the folders, in the order of their periods; files wholly outside `years` are not
    touched. Two files of one name, or none at all, raise ParameterError."""
    paths: list[Path] = []
    for name in inputs:
        if Path(name).is_dir():
            inside = sorted(p for p in Path(name).iterdir() if p.is_file() and not p.name.startswith("."))
            paths += [p for p in inside if p.suffix.lower() in ENDINGS]
        elif Path(name).is_file():
            paths.append(Path(name))
        else:
            raise ParameterError("ads.no_file", file=name)
    parts: dict[str, Part] = {}
    for path in dict.fromkeys(p.resolve() for p in paths):
        period = named_period(path.name)
        if years is not None:
            period = (max(period[0], years[0]), min(period[1], years[1])) if period else years
            if period[0] > period[1]:
                continue
        if path.name in parts:
            raise ParameterError("archive.same_name", name=path.name)
        parts[path.name] = Part(str(path), path.name, period)
    if not parts:
        raise ParameterError("archive.no_parts", inputs=", ".join(inputs), endings=", ".join(ENDINGS))
    return sorted(parts.values(), key=_order)


def _order(part: Part) -> tuple[str, str, str]:
    first, last = part.period or (dt.date.max, dt.date.max)
    return first.isoformat(), last.isoformat(), part.name


def score_archive(
    parts: list[Part],
    out: Path,
    *,
    engine_version: str,
    workers: int = 1,
    cluster: str | None = None,
    faulty_share: float = 1.0,
    progress: Callable[[Part], None] | None = None,
) -> ScoredParts:
    """Score the parts that are not finished, then put all finished parts together.

    A part that fails is told in the outcome and stops no other. A folder that another run is writing to raises
    ParameterError; a cluster that does not answer raises SourceError.
    """
    work = Work(engine_version=load_engine(engine_version).version, faulty_share=faulty_share)
    try:
        try_folder(out)
        (out / "parts").mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ParameterError("ads.cannot_write", path=out, reason=reason_of(exc)) from exc
    with _alone(out), log.timed(_LOG, "archive", parts=len(parts)):
        for left in out.rglob(".*.tmp"):
            left.unlink(missing_ok=True)
        outcome = ScoredParts([], [], {}, [], {})
        todo = []
        for part in parts:
            if is_finished(part, out, work):
                outcome.finished_before.append(part.name)
                if progress is not None:
                    progress(part)
            else:
                todo.append(part)
        if todo:
            for part, error in _run(todo, out, work, workers, cluster):
                if error is None and not _account_file(out, part.name).is_file():
                    error = DataContractError("archive.not_shared", folder=out)
                if error is None:
                    outcome.scored.append(part.name)
                    _LOG.info("part done part=%s", part.name)
                else:
                    outcome.failed[part.name] = error
                    _LOG.warning("part failed part=%s error=%s", part.name, error.key)
                if progress is not None:
                    progress(part)
        for names in (outcome.scored, outcome.finished_before):
            names.sort()
        outcome.failed = dict(sorted(outcome.failed.items()))
        _put_together(out, work, outcome)
    return outcome


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """One run at a time in a folder."""
    try:
        with alone(out / ".lock", wait=False):
            yield
    except Taken as exc:
        raise ParameterError("archive.busy", folder=out) from exc


def _run(
    parts: list[Part], out: Path, work: Work, workers: int, cluster: str | None
) -> Iterator[tuple[Part, AipulsenError | None]]:
    if cluster is not None:
        yield from _run_on_cluster(parts, out, work, cluster)
    elif workers < 2 or len(parts) < 2:
        for part in parts:
            yield part, _error_of(lambda part=part: score_part(part, out, work))  # type: ignore[misc]
    else:
        with ProcessPoolExecutor(min(workers, len(parts)), initializer=start_worker) as pool:
            futures: dict[Future[None], Part] = {pool.submit(score_part, part, out, work): part for part in parts}
            for future in as_completed(futures):
                yield futures[future], _error_of(future.result)


def _run_on_cluster(
    parts: list[Part], out: Path, work: Work, address: str
) -> Iterator[tuple[Part, AipulsenError | None]]:
    try:
        import distributed
    except ImportError as exc:
        raise ParameterError("archive.no_distributed") from exc
    try:
        client = distributed.Client(address, timeout=CLUSTER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, distributed.TimeoutError) as exc:
        raise SourceError("archive.no_cluster", address=address) from exc
    with client:
        if not client.scheduler_info()["workers"]:
            raise SourceError("archive.no_workers", address=address)
        futures = {client.submit(score_part, part, out.resolve(), work, pure=False): part for part in parts}
        for future in distributed.as_completed(futures, loop=client.loop):
            yield futures[future], _error_of(future.result)


def _error_of(work: Callable[[], object]) -> AipulsenError | None:
    """What went wrong, told in a sentence; a fault that nobody foresaw fails its part only."""
    try:
        work()
    except AipulsenError as error:
        return error
    except Exception as exc:
        return DataContractError("archive.broke", reason=f"{type(exc).__name__}: {exc}")
    return None


def is_finished(part: Part, out: Path, work: Work) -> bool:
    """The part was scored before: same file, same period, same engine, and its rows are whole."""
    account = _read_account(out, part.name)
    rows = _rows_file(out, part.name)
    if account is None or account["stamp"] != _stamp(work) or account["period"] != _period_text(part.period):
        return False
    if not rows.is_file() or rows.stat().st_size != account["rows_bytes"]:
        return False
    stat, source = Path(part.path).stat(), account["source"]
    if stat.st_size != source["bytes"]:
        return False
    return bool(stat.st_mtime_ns == source["mtime_ns"] or _sha256(Path(part.path)) == source["sha256"])


def score_part(part: Part, out: Path, work: Work) -> None:
    """Score one file: its rows, then its account, each whole or not there. The task of a worker."""
    source = Path(part.path)
    stat = source.stat()
    _account_file(out, part.name).unlink(missing_ok=True)  # from here on the part is not finished
    account = Account()
    done = Work(
        engine_version=work.engine_version,
        period=part.period or (dt.date.min, dt.date.max),
        faulty_share=work.faulty_share,
    )
    tables = score_files([part.path], done, account)
    with whole_file(_rows_file(out, part.name)) as sink, pq.ParquetWriter(sink, ROW_SCHEMA, compression="zstd") as to:
        for table in in_groups(tables):
            to.write_table(table)
    told = {
        "layout": LAYOUT,
        "part": part.name,
        "period": _period_text(part.period),
        "source": {"bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": _sha256(source)},
        "stamp": _stamp(work),
        "counts": account.archive_counts(),
        "first_bad": [
            {"file": file, "line": line, "reason": error.sentence("en")} for file, line, error in account.problems
        ],
        "rows_bytes": _rows_file(out, part.name).stat().st_size,
    }
    _write_json(_account_file(out, part.name), told)


def _put_together(out: Path, work: Work, outcome: ScoredParts) -> None:
    """All finished parts in the order of their periods, an ad once: the first part that holds it keeps it."""
    accounts = []
    for file in sorted((out / "parts").glob("*.json")):
        account = _read_account(out, file.name.removesuffix(".json"))
        if account is None or account["part"] in outcome.failed:
            continue
        if account["stamp"] != _stamp(work):
            outcome.other_engine.append(account["part"])
            continue
        accounts.append(account)
    accounts.sort(key=lambda account: (*(account["period"] or ["9999", "9999"]), account["part"]))
    seen = SeenKeys()
    written: set[Path] = set()
    parts: dict[str, Any] = {}
    for account in accounts:
        rows, dropped, files = _write_years(out, account["part"], seen)
        written |= files
        counts = {**account["counts"], "duplicates_across_parts": dropped, "rows": rows}
        parts[account["part"]] = {"period": account["period"], "counts": counts}
    for stale in set((out / "ads").glob("year=*/*.parquet")) - written:
        stale.unlink()
    total = {key: sum(part["counts"].get(key, 0) for part in parts.values()) for key in _keys(parts)} if parts else {}
    outcome.summary = {
        "layout": LAYOUT,
        "stamp": _stamp(work),
        "parts": parts,
        "total": total,
        "failed": {name: error.sentence("en") for name, error in outcome.failed.items()},
        "other_engine": outcome.other_engine,
    }
    _write_json(out / "summary.json", outcome.summary)


def _keys(parts: dict[str, Any]) -> list[str]:
    """What any part counts: a part scored before a count came lacks it."""
    return list(dict.fromkeys(key for part in parts.values() for key in part["counts"]))


def _write_years(out: Path, name: str, seen: SeenKeys) -> tuple[int, int, set[Path]]:
    """The part's fresh rows to a file per year; rows written, rows left out, files."""
    kept = dropped = 0
    by_year: dict[str, list[pa.Table]] = {}
    reader = pq.ParquetFile(_rows_file(out, name))
    for batch in reader.iter_batches(ROW_GROUP):
        table = pa.Table.from_batches([batch])
        fresh = seen.first_seen(hashed(pc.coalesce(table["original_id"], table["id"]).to_pylist()))
        table = table.filter(pa.array(fresh))
        kept, dropped = kept + table.num_rows, dropped + int((~fresh).sum())
        years = pc.utf8_slice_codeunits(table["published_date"], 0, 4)
        for year in sorted(set(years.to_pylist())):
            by_year.setdefault(year, []).append(table.filter(pc.equal(years, year)))
    files = set()
    for year, tables in by_year.items():
        file = out / "ads" / f"year={year}" / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as sink:
            pq.write_table(pa.concat_tables(tables), sink, compression="zstd", row_group_size=ROW_GROUP)
        files.add(file)
    return kept, dropped, files


def _write_json(path: Path, value: dict[str, Any]) -> None:
    with whole_file(path) as sink:
        sink.write(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8") + b"\n")


def _read_account(out: Path, name: str) -> dict[str, Any] | None:
    try:
        account = orjson.loads(_account_file(out, name).read_bytes())
    except (OSError, ValueError):
        return None
    return account if isinstance(account, dict) and account.get("layout") == LAYOUT else None


def _stamp(work: Work) -> dict[str, str]:
    engine = load_engine(work.engine_version)
    return {
        "engine_version": engine.version,
        "lexicon_hash": engine.lexicon_hash,
        "thresholds_hash": engine.thresholds_hash,
    }


def _period_text(period: Period | None) -> list[str] | None:
    return [day.isoformat() for day in period] if period else None


def _rows_file(out: Path, name: str) -> Path:
    return out / "parts" / f"{name}.parquet"


def _account_file(out: Path, name: str) -> Path:
    return out / "parts" / f"{name}.json"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

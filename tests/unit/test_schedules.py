"""The examples that refresh every day: each can be read by the program it is for, and calls a command we have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from aipulsen.cli import program
from tests.conftest import ROOT

EXAMPLES = ROOT / "docs" / "examples"
COMMAND = re.compile(r"python -m aipulsen (\w+)")


def test_the_workflow_refreshes_daily_one_at_a_time_and_keeps_the_store() -> None:
    """YAML that parses; a cron of five fields; the folder that is restored is the one that is saved and used."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "refresh.yml").read_text("utf-8"))
    (schedule,) = workflow[True]["schedule"]  # «on» is a truth in YAML
    minute, hour, *rest = schedule["cron"].split()
    assert 0 <= int(minute) < 60
    assert 0 <= int(hour) < 24
    assert rest == ["*", "*", "*"]
    assert workflow["concurrency"]["cancel-in-progress"] is False
    job = workflow["jobs"]["refresh"]
    caches = [step["with"] for step in job["steps"] if "actions/cache" in step.get("uses", "")]
    assert {cache["path"] for cache in caches} == {"live-data"}
    assert {cache["key"] for cache in caches} == {"live-data-${{ github.run_id }}"}
    assert job["env"]["AIPULSEN_DATA_DIR"].endswith("/live-data")
    (saved,) = [step for step in job["steps"] if "actions/cache/save" in step.get("uses", "")]
    assert saved["if"] == "always()", "what was stored before a failure must not be lost"


@pytest.mark.parametrize(
    "file", [ROOT / ".github" / "workflows" / "refresh.yml", *sorted(EXAMPLES.iterdir())], ids=lambda path: path.name
)
def test_what_is_called_is_a_command(file: Path) -> None:
    """Each `python -m aipulsen …` in an example is a command of this program; all but the timer have one."""
    called = COMMAND.findall(file.read_text("utf-8"))
    assert bool(called) == (file.suffix != ".timer")
    for name in called:
        assert CliRunner().invoke(program(), [name, "--help"]).exit_code == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_service_and_timer(tmp_path: Path) -> None:
    """Its own check finds nothing to say, once the folder is one that exists here; the timer's time is a time."""
    for name in ("aipulsen-refresh.service", "aipulsen-refresh.timer"):
        text = (EXAMPLES / name).read_text("utf-8")
        text = text.replace("/opt/aipulsen/.venv/bin/python", sys.executable).replace("/opt/aipulsen", str(ROOT))
        (tmp_path / name).write_text(text, "utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    timer = (EXAMPLES / "aipulsen-refresh.timer").read_text("utf-8")
    (when,) = re.findall(r"^OnCalendar=(.+)$", timer, re.MULTILINE)
    assert subprocess.run(["systemd-analyze", "calendar", when], capture_output=True).returncode == 0


def test_cron_has_one_line_of_five_fields_that_says_what_failed() -> None:
    """Settings, then one daily line; its output goes to a file that is shown when the run fails."""
    lines = [line for line in (EXAMPLES / "crontab").read_text("utf-8").splitlines() if not line.startswith("#")]
    settings = [line for line in lines if re.match(r"[A-Z_]+=", line)]
    (daily,) = [line for line in lines if line not in settings]
    minute, hour, *rest = daily.split()[:5]
    assert (0 <= int(minute) < 60, 0 <= int(hour) < 24, rest) == (True, True, ["*", "*", "*"])
    assert "%" not in daily, "a line break to cron"
    assert "|| tail" in daily

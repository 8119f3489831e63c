"""Settings are read from the environment, checked, and each is documented."""

from __future__ import annotations

import dataclasses

import pytest

from aipulsen.errors import ParameterError
from aipulsen.settings import Settings, variable
from tests.conftest import ROOT


def test_every_setting_can_be_set() -> None:
    """Numbers with decimals, whole numbers, addresses without their last slash, texts."""
    read = Settings.from_environment(
        {
            "AIPULSEN_JOBSTREAM_URL": "http://localhost:8080/js/",
            "AIPULSEN_HTTP_FIRST_WAIT_SECONDS": "0.25",
            "AIPULSEN_RETENTION_DAYS": "30",
            "AIPULSEN_SHRINK_SHARE": "0.5",
            "AIPULSEN_CONTACT": "kim@exempel.invalid",
            "AIPULSEN_LANG": "en",
            "AIPULSEN_LOG_LEVEL": "debug",
        }
    )
    assert (read.jobstream_url, read.http_first_wait_seconds, read.retention_days) == (
        "http://localhost:8080/js",
        0.25,
        30,
    )
    assert (read.shrink_share, read.contact, read.lang, read.log_level) == (0.5, "kim@exempel.invalid", "en", "debug")


@pytest.mark.parametrize(
    "name", ["CARDS_AT_PUBLICATION", "FILL_AT_PUBLICATION", "PREPARE_AT_START", "OPEN_METRICS", "KEEP_RAW"]
)
def test_a_switch_that_is_answered_in_words_names_its_values(name: str) -> None:
    with pytest.raises(ParameterError, match="giltiga värden: 0–1"):
        Settings.from_environment({f"AIPULSEN_{name}": "nej"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JOBSTREAM_URL", "jobstream.invalid"),
        ("SCB_URL", "ftp://exempel.invalid"),
        ("JOBSEARCH_URL", "https://"),
        ("RETENTION_DAYS", "3.5"),
        ("SHRINK_SHARE", "25"),
        ("HTTP_TRIES", "-1"),
        ("SNAPSHOT_SECONDS", "tio"),
        ("LANG", "no"),
        ("LOG_LEVEL", "loud"),
        ("KI_URL", "http://[::1"),
        ("KI_URL", "http://exempel.invalid:99999"),
        ("STREAM_PATH", "v2/stream"),
        ("CONTACT", "kim@exempel.invalid\nX: y"),
        ("CONTACT", "Łódź"),
        ("RETENTION_DAYS", "1000000"),
        ("STREAM_LONGEST_DAYS", "1e9"),
        ("SNAPSHOT_REUSE_HOURS", "1e8"),
        ("STREAM_OVERLAP_MINUTES", "1e9"),
        ("HTTP_READ_SECONDS", "inf"),
        ("FAULTY_SHARE", "nan"),
        ("KEEP_RAW", "2"),
    ],
)
def test_a_wrong_value_names_its_setting(name: str, value: str) -> None:
    """At start, before anything is fetched."""
    with pytest.raises(ParameterError, match=f"AIPULSEN_{name}"):
        Settings.from_environment({f"AIPULSEN_{name}": value})


def test_a_key_is_never_repeated_by_a_message() -> None:
    """Not even by the one that says it cannot be sent."""
    with pytest.raises(ParameterError, match="AIPULSEN_JOBTECH_API_KEY") as caught:
        Settings.from_environment({"AIPULSEN_JOBTECH_API_KEY": "hemlig\u0000ö"})
    assert "hemlig" not in str(caught.value)


def test_every_setting_is_documented() -> None:
    """docs/refresh.md has each variable's name."""
    text = (ROOT / "docs" / "refresh.md").read_text("utf-8")
    names = [variable(f.name) for f in dataclasses.fields(Settings)]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_default_and_the_number_after_it_can_be_written_out() -> None:
    """A setting's range holds what it has by itself; a whole number that is no switch can be raised by one."""
    usual = Settings.from_environment({})
    for field in dataclasses.fields(Settings):
        value = getattr(usual, field.name)
        if isinstance(value, str) or field.name == "data_dir":
            continue
        is_switch = field.name in (
            "keep_raw",
            "open_metrics",
            "prepare_at_start",
            "cards_at_publication",
            "fill_at_publication",
        )
        for written in (value,) if is_switch or isinstance(value, float) else (value, value + 1):
            read = Settings.from_environment({variable(field.name): str(written)})
            assert getattr(read, field.name) == written

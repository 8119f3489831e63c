"""What each line of the rules is worth: F1 on labelled ads and traps told right when it is left out.

python -m benchmarks.ablation LABELLED.jsonl …
"""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

from aipulsen.evaluation.labelled import evaluate_files
from aipulsen.scoring.engine import WeightedEngine
from aipulsen.scoring.rules import DATA, Cue, Rules, Term, current_rules
from aipulsen.scoring.score import AdText
from benchmarks.asked import given

TRAPS = Path(__file__).resolve().parent.parent / "tests" / "scoring" / "level_traps.csv"


def worth(rules: Rules, files: tuple[str, ...]) -> tuple[float, float, int]:
    """F1 of both levels on the labelled ads, and the level traps told right."""
    engine = WeightedEngine(rules)
    levels = evaluate_files(files, engine)["levels"]
    with TRAPS.open(encoding="utf-8", newline="") as handle:
        right = sum(
            engine.score(AdText("x", trap["title"], trap["text"], "Lumina AI AB")).level == trap["level"]
            for trap in csv.DictReader(handle)
        )
    return levels["role"]["f1"] or 0.0, levels["competence"]["f1"] or 0.0, right


def _names(part: str) -> list[str]:
    with (DATA / f"{part}.csv").open(encoding="utf-8", newline="") as handle:
        return [row["id"] for row in csv.DictReader(handle)]


def main(*files: str) -> None:
    """Print the lines whose absence changes anything, and the names of those that change nothing."""
    rules = current_rules()
    role, competence, right = worth(rules, files)
    print(f"all rules: role F1 {role:.3f}, competence F1 {competence:.3f}, traps {right}")
    idle = []
    names = {part: _names(part) for part in ("headings", "subjects")}  # their rules keep no name
    for part, lines in (
        ("terms", rules.terms),
        ("cues", rules.cues),
        ("headings", rules.headings),
        ("subjects", rules.subjects),
    ):
        for number, line in enumerate(lines):
            without = dataclasses.replace(rules, **{part: (*lines[:number], *lines[number + 1 :])})
            name = line.id if isinstance(line, Term | Cue) else names[part][number]
            a, b, c = worth(without, files)
            if (a, b, c) == (role, competence, right):
                idle.append(name)
            else:
                print(
                    f"without {name:<12} role {a - role:+.3f}  competence {b - competence:+.3f}  traps {c - right:+d}"
                )
    print("no change without:", ", ".join(idle))


if __name__ == "__main__":
    main(*given(__doc__))

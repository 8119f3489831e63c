"""Write the golden hit tables of fifty made-up ads, and the groups and tools that the made-up kinds name:
`python -m tests.scoring.golden`. Read the difference before it is committed: every changed line is a verdict that
readers will see changed."""

from __future__ import annotations

import json
from pathlib import Path

from aipulsen.ads.score_files import hit_table
from aipulsen.evaluation.labelled import ad_text
from aipulsen.scoring import AdText, load_engine

HERE = Path(__file__).parent
GOLDEN = HERE / "golden_hits.jsonl"
NAMED = HERE / "golden_named.jsonl"
# Each set and the step through it: all labels, fields and both languages are among the fifty.
SETS = (("made_up_ads.jsonl", 8), ("made_up_ads_2.jsonl", 3))
_OF_EACH = 25


def golden_ads() -> list[AdText]:
    """The fifty ads, in their files' order."""
    lines: list[str] = []
    for name, step in SETS:
        lines += (HERE / name).read_text("utf-8").splitlines()[::step][:_OF_EACH]
    return [ad_text(json.loads(line)) for line in lines]


def golden_line(ad: AdText) -> str:
    """Everything the engine says of an ad, as a line of JSON."""
    score = load_engine().score(ad)
    told = {**score._asdict(), "hits": hit_table(score)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def kinds() -> list[AdText]:
    """The ads made up in eleven kinds of error."""
    return [ad_text(json.loads(line)) for line in (HERE / "kinds.jsonl").read_text("utf-8").splitlines()]


def named_line(ad: AdText) -> str:
    """The groups and tools that the engine says an ad names, as a line of JSON."""
    score = load_engine().score(ad)
    told = {"id": score.id, "level": score.level, "groups": score.groups, "tools": score.tools}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def named_lines() -> list[tuple[AdText, str]]:
    """Each made-up ad of the kinds that is told as an AI ad, with its stored line."""
    stored = {json.loads(line)["id"]: line for line in NAMED.read_text("utf-8").splitlines()}
    return [(ad, stored[ad.id]) for ad in kinds() if ad.id in stored]


def main() -> None:
    """Write the files."""
    GOLDEN.write_text("".join(golden_line(ad) + "\n" for ad in golden_ads()), "utf-8")
    speaking = [ad for ad in kinds() if load_engine().score(ad).level != "none"]
    NAMED.write_text("".join(named_line(ad) + "\n" for ad in speaking), "utf-8")


if __name__ == "__main__":
    main()

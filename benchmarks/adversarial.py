"""The dearest texts there are: every rule's own words, repeated without end, by processor time.

python -m benchmarks.adversarial [CHARACTERS] [SHOWN]

The words of each term, cue, subject, heading, group and tool are repeated, alone and with a term, each way of joining
them that a list or a sentence has, up to CHARACTERS; the SHOWN dearest are printed. Twice the text must take twice the
time: × is what four times as many characters cost.
"""

from __future__ import annotations

import random
import re._constants as kinds  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import time
from collections.abc import Iterator
from typing import Any

from aipulsen.scoring import AdText, Engine, load_engine
from aipulsen.scoring.rules import current_rules
from aipulsen.scoring.skills import load_groups, load_tools
from benchmarks.asked import given

JOINED = ("", " ", "\n", ", ", "\n- ", ". ", "; ", ": ", " och ")
_ODD = (
    "AI&",
    "\\",
    "&amp;",
    "<p>",
    "a-\n",
    "@a.ai",
    "www.",
    "AI.",
    ".AI",
    "(AI)",
    "a.b,AI,",
    "https://a/AI/",
    "\t",
    "–",
    "é",
    "🤖",
    "•",
)
_FORMS = 1  # of each pattern
_ENDLESS = 3  # repeats of what has no end
_DEAR, _TRIES = 15, 8  # milliseconds, times


def form(pattern: str, choices: random.Random) -> str:
    """Words that a pattern is after; assertions are not looked at, so that some are near misses."""
    return "".join(_written(parser.parse(pattern), choices))


def _written(tokens: Any, choices: random.Random) -> Iterator[str]:
    for kind, value in tokens:
        if kind is kinds.LITERAL:
            yield chr(value)
        elif kind is kinds.NOT_LITERAL or kind is kinds.ANY:
            yield "x"
        elif kind is kinds.IN:
            yield _one_of(value)
        elif kind is kinds.BRANCH:
            yield from _written(choices.choice(value[1]), choices)
        elif kind is kinds.SUBPATTERN:
            yield from _written(value[3], choices)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            least, most, inner = value
            for _ in range(choices.randint(least, max(least, min(int(most), _ENDLESS)))):
                yield from _written(inner, choices)


def _one_of(value: list[Any]) -> str:
    kind, what = value[0]
    if kind is kinds.LITERAL:
        return chr(what)
    if kind is kinds.RANGE:
        return chr(what[0])
    return "9" if what is kinds.CATEGORY_DIGIT else "x"


def repeated_words() -> Iterator[tuple[str, str]]:
    """What is repeated, with a name that tells where it is from."""
    rules, choices = current_rules(), random.Random(1)
    patterns = [(term.id, term.pattern) for term in rules.terms]
    patterns += [(cue.id, cue.pattern.pattern) for cue in rules.cues]
    patterns += [(f"subject {who}", pattern.pattern) for who, pattern in rules.subjects]
    patterns += [(f"heading {zone}", pattern.pattern) for zone, pattern in rules.headings]
    patterns += [(tool, words.pattern.pattern) for tool, words in load_tools()]
    patterns += [(group.id, group.words.pattern.pattern) for group in load_groups() if group.words]
    for name, pattern in patterns:
        for _ in range(_FORMS):
            words = form(pattern, choices)
            yield name, words
            yield f"{name} + term", f"{words} AI"
    for odd in _ODD:
        yield f"sign {odd!r}", odd
        yield f"sign {odd!r} + term", f"AI {odd}"


def milliseconds(engine: Engine, text: str) -> float:
    """The processor's time for an ad of this text."""
    begin = time.process_time()
    engine.score(AdText("x", "AI-ingenjör", text, "Exempel AI AB"))
    return 1000 * (time.process_time() - begin)


def quickest(engine: Engine, text: str) -> float:
    """The least of some times, of a text that may be dear: other work on the machine only ever slows."""
    taken, tried = milliseconds(engine, text), 1
    while taken > _DEAR and tried < _TRIES:
        taken, tried = min(taken, milliseconds(engine, text)), tried + 1
    return taken


def main(characters: int = 50_000, shown: int = 20) -> None:
    """Print the dearest texts, each timed anew."""
    engine = load_engine()
    engine.score(AdText("x", "AI-ingenjör, maskininlärning & data", "Du bygger AI.", "Exempel AI AB"))
    found = []
    for name, words in repeated_words():
        for joiner in JOINED:
            part = f"{words}{joiner}"
            if part.strip():
                text = (part * (characters // len(part) + 1))[:characters]
                found.append((quickest(engine, text), name, part))
    found.sort(reverse=True)
    print(f"{len(found)} texts of {characters} characters, the dearest of them:")
    for once, name, part in found[:shown]:
        text = part * (4 * characters // len(part) + 1)
        taken = min(once, quickest(engine, text[:characters]))
        longer = min(milliseconds(engine, text[: 4 * characters]) for _ in range(5))
        print(f"{taken:8.1f} ms  × {longer / max(taken, 0.1):4.1f}  {name:<28} {part[:60]!r}")


if __name__ == "__main__":
    main(*(int(argument) for argument in given(__doc__)))

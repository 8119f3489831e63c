"""How hard the texts are to read, and how much a page says: LIX of each text, words and caption lines of each page.

python -m benchmarks.readability [sv|en] [HOW MANY]    the hardest texts, and the measure over all
python -m benchmarks.readability pages                  words of each page, and lines in sight under each of its figures

LIX is the mean length of a sentence in words plus the per cent of words longer than six letters: below 30 is easy,
above 50 is an authority's prose. It was made for Swedish; for English compare only with itself.
"""

from __future__ import annotations

import re
import statistics
import sys

from aipulsen.text import Lang, all_texts

SHORTEST = 12  # words: a label has no readability
LONG = 6  # letters: longer words are long
_WORD = re.compile(r"[^\W\d_]+(?:[-:’'][^\W\d_]+)*")
_END = re.compile(r"[.!?:](?=\s|$)")
# What a measure's page says to whom wants to compute it again is no prose, nor are the names of tables.
NOT_PROSE = re.compile(r".*\.(?:formula|example|coverage)|origin_names\..*")


def lix(text: str) -> float:
    """Words per sentence plus the per cent of words of more than six letters; 0 without words.

    >>> lix("En kort mening. Den andra innehåller långa sammansättningar.")
    29.0
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(text)))
    return len(words) / sentences + 100 * sum(len(word) > LONG for word in words) / len(words)


def prose(lang: Lang) -> dict[str, str]:
    """The texts that are read as prose: twelve words or more, a count's first form, a placeholder as a word."""
    told = {key: as_read(twins[lang]) for key, twins in all_texts().items() if not NOT_PROSE.fullmatch(key)}
    return {key: text for key, text in told.items() if len(_WORD.findall(text)) >= SHORTEST}


def as_read(sentence: str) -> str:
    """A text with its placeholders filled by a short word."""
    bent = re.sub(r"\{\w+:([^|{}]*)\|[^{}]*\}", r"\1", sentence)
    return re.sub(r"\{\w*(?::[^{}]*)?\}", "tal", bent)


def print_hardest(lang: Lang, how_many: int) -> None:
    """The hardest texts, and the measure over all."""
    told = {key: lix(text) for key, text in prose(lang).items()}
    for key, value in sorted(told.items(), key=lambda item: -item[1])[:how_many]:
        print(f"{value:5.1f}  {key}\n       {all_texts()[key][lang]}")
    middle, above = statistics.median(told.values()), sum(value > 60 for value in told.values())
    together = lix(" ".join(text.rstrip(".!?:") + "." for text in prose(lang).values()))
    print(f"{lang}: {len(told)} texts, LIX {together:.1f}, median {middle:.1f}, {above} above 60")


def print_pages() -> None:
    """Words of each page, folded and in sight, and lines of caption in sight for each figure."""
    from streamlit.testing.v1 import AppTest

    from aipulsen import topics
    from aipulsen.paths import ROOT

    print(f"{'page':22}{'edition':18}{'words':>6}{'in sight':>9}{'charts':>7}{'lines':>6}{'a chart':>8}")
    for edition in ("rapport-2026-04", "demo"):
        for page in topics.PAGES:
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
            app.query_params.update({"utgava": edition} | ({"lan": "25"} if page.key == "profile" else {}))
            if page.file != "app.py":
                app.switch_page(page.file)
            app.run()
            blocks = [*app.main.markdown, *app.main.caption, *app.main.title, *app.main.header, *app.main.subheader]
            blocks += [*app.main.info, *app.main.warning, *app.main.error]
            folded = {id(e.proto) for box in app.expander for e in [*box.markdown, *box.caption]}
            every = [str(e.value) for e in blocks]
            in_sight = [str(e.value) for e in blocks if id(e.proto) not in folded]
            charts = len(app.get("vega_lite_chart"))
            lines = sum(len(str(c.value).split("  \n")) for c in app.main.caption if id(c.proto) not in folded)
            words = [sum(len(text.split()) for text in said) for said in (every, in_sight)]
            each = f"{lines / charts:8.1f}" if charts else f"{'':8}"
            print(f"{page.key:22}{edition:18}{words[0]:6}{words[1]:9}{charts:7}{lines:6}{each}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["pages"]:
        print_pages()
    else:
        print_hardest("en" if sys.argv[1:2] == ["en"] else "sv", int((sys.argv[2:] or ["10"])[0]))

"""How hard the texts are to read, and how much a page says: LIX of each text, words and caption lines of each page.

python -m benchmarks.readability [sv|en] [HOW MANY]    the hardest texts, and the measure over all
python -m benchmarks.readability pages                  words of each page, and lines in sight under each of its figures

LIX is the mean length of a sentence in words plus the per cent of words longer than six letters: below 30 is easy,
above 50 is an authority's prose. It was made for Swedish; for English compare only with itself.
"""

from __future__ import annotations

import re
import statistics

from streamlit.testing.v1 import AppTest

from aipulsen.text import Lang, all_texts
from benchmarks.asked import given

BLOCKS = ("markdown", "caption", "title", "header", "subheader", "info", "warning", "error")
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
    from aipulsen import topics
    from aipulsen.paths import ROOT

    print(f"{'page':22}{'edition':18}{'words':>6}{'in sight':>9}{'charts':>7}{'lines':>6}{'a chart':>8}")
    totals = [0, 0]
    for edition in ("rapport-2026-04", "demo"):
        for page in topics.PAGES:
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
            app.query_params.update({"utgava": edition} | ({"lan": "25"} if page.key == "profile" else {}))
            if page.file != "app.py":
                app.switch_page(page.file)
            app.run()
            charts = len(app.get("vega_lite_chart"))
            lines = sum(len(caption.split("  \n")) for caption in said(app, ("caption",)))
            words = [sum(len(text.split()) for text in said(app, folded=folded)) for folded in (True, False)]
            totals = [total + these for total, these in zip(totals, words, strict=True)]
            each = f"{lines / charts:8.1f}" if charts else f"{'':8}"
            print(f"{page.key:22}{edition:18}{words[0]:6}{words[1]:9}{charts:7}{lines:6}{each}", flush=True)
    print(f"{'all':40}{totals[0]:6}{totals[1]:9}")


def said(app: AppTest, kinds: tuple[str, ...] = BLOCKS, *, folded: bool = False) -> list[str]:
    """The texts of an open page, without menu, tables and drawings; those in sight alone, or also what is folded."""
    away = {id(block.proto) for box in app.expander for block in [*box.markdown, *box.caption]}
    every = [block for kind in kinds for block in getattr(app.main, kind)]
    return [str(block.value) for block in every if folded or id(block.proto) not in away]


if __name__ == "__main__":
    asked = given(__doc__)
    if asked[:1] == ["pages"]:
        print_pages()
    else:
        print_hardest("en" if asked[:1] == ["en"] else "sv", int((asked[1:2] or ["10"])[0]))

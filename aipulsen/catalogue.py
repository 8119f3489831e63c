"""The catalogue: every published measure with its unit, definition, formula, and what missing and zero mean."""

from __future__ import annotations

from dataclasses import dataclass

from aipulsen.text import all_texts, t
from aipulsen.text.prose import between_marks
from aipulsen.topics import PAGES, TOPICS
from aipulsen.voice import SWEDISH, Voice


@dataclass(frozen=True, slots=True)
class Measure:
    """One published measure. Its words stand in `text/measures*.toml` under `measures.<key>`."""

    key: str
    unit: str
    decimals: int
    sources: tuple[str, ...]

    def text(self, part: str, say: Voice = SWEDISH) -> str:
        """A part of its description: label, definition, formula, example, missing, caveat, or coverage where it has
        an interval."""
        return say(f"measures.{self.key}.{part}")

    def has(self, part: str) -> bool:
        """Whether the part is written; «coverage» is, for measures with an interval."""
        return f"measures.{self.key}.{part}" in all_texts()

    def sources_in_words(self, say: Voice = SWEDISH) -> str:
        """The sources by name, in one line."""
        return "; ".join(say(f"measures.source.{key}") for key in self.sources) + "."


_TOPICS_BEGIN, _TOPICS_END = "<!-- topics: written by build-docs -->\n", "<!-- end of topics -->\n"
PARTS = ("label", "definition", "formula", "example", "missing", "caveat")

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure("gap_score", "ads per 1 000 persons", 2, ("platsbanken", "scb-uf0506")),
        Measure("place_ads", "ads", 0, ("platsbanken", "scb-uf0506")),
        Measure("level", "–", 0, ("platsbanken",)),
        Measure("interval", "ads per 1 000 persons", 2, ("platsbanken",)),
        Measure("rank_range", "rank", 0, ("platsbanken",)),
        Measure("small_numbers", "ads", 0, ("platsbanken",)),
        Measure("unique_ads", "ads", 0, ("platsbanken",)),
        Measure("big_city_share", "share 0–1", 0, ("platsbanken", "scb-be0101")),
        Measure("employer_share", "share 0–1", 0, ("platsbanken",)),
        Measure("skill_share", "share 0–1", 0, ("platsbanken",)),
        Measure("occupation_share", "share 0–1", 0, ("platsbanken",)),
        Measure("outside_it", "share 0–1", 0, ("platsbanken",)),
        Measure("generative_share", "share 0–1", 0, ("platsbanken",)),
        Measure("employer_kind_share", "share 0–1", 0, ("platsbanken",)),
        Measure("terms_share", "share 0–1", 0, ("platsbanken",)),
        Measure("drivers", "times the country's", 2, ("platsbanken", "scb-uf0506", "scb-yreg60")),
        Measure("rank_change", "ranks", 0, ("platsbanken", "scb-uf0506")),
        Measure("corrected_share", "share 0–1", 1, ("platsbanken",)),
        Measure("national_share", "share 0–1", 1, ("platsbanken",)),
        Measure("dependence", "ads per 1 000 persons", 2, ("platsbanken", "scb-uf0506")),
        Measure("wage_gap", "SEK per month", 0, ("scb-am0110",)),
        Measure("wage_spread", "SEK per month", 0, ("scb-am0110",)),
        Measure("in_commuters", "persons", 0, ("scb-am0210",)),
        Measure("specialist_share", "share 0–1", 1, ("scb-yreg60",)),
        Measure("net_moves", "persons", 0, ("scb-u3",)),
        Measure("graduates", "persons", 0, ("scb-uf0205",)),
        Measure("labour_shortage", "share 0–1", 0, ("ki-barometer",)),
        Measure("days_open", "days", 0, ("platsbanken",)),
        Measure("occupation_outlook", "assessment", 0, ("af-yrkesbarometern",)),
        Measure("cross_agreement", "verdict", 0, ("platsbanken",)),
        Measure("it_ads", "ads per 1 000 persons", 0, ("platsbanken", "scb-yreg60")),
        Measure("trend", "ads per week", 1, ("platsbanken",)),
        Measure("trend_change", "ratio", 2, ("platsbanken",)),
        Measure("edition_change", "ads", 0, ("platsbanken",)),
        Measure("location_quotient", "ratio", 2, ("platsbanken", "scb-be0101")),
        Measure("concentration", "0–1", 2, ("platsbanken", "scb-be0101")),
        Measure("adjusted_gap", "ads per 1 000 persons", 2, ("platsbanken", "scb-uf0506", "scb-am0210")),
        Measure("wage_move", "SEK per month", 0, ("scb-am0110",)),
        Measure("similar_counties", "standard deviations", 2, ("scb-be0101", "scb-uf0506", "scb-yreg60")),
        Measure("report_verdict", "verdict", 0, ("ai-pulsen-rapport-1",)),
    )
}


def render_topics_table() -> str:
    """The table of README that tells what `query` and `export` can be asked, a row a topic in the menu's order; a test
    holds the committed README to it."""
    rows = ["| Page | `query` | `export` |", "|---|---|---|"]
    for page in PAGES:
        for topic in (topic for topic in TOPICS if topic.page == page.key):
            keys = (", ".join(f"`{entry.key}`" for entry in entries) for entries in (topic.questions, topic.figures))
            rows.append(f"| {t(f'pages.{page.key}.link')} | {' | '.join(keys)} |")
    return "\n".join(rows) + "\n"


def with_topics_table(readme: str) -> str:
    """README with its table of topics written anew between its two marks."""
    return between_marks(readme, _TOPICS_BEGIN, render_topics_table(), _TOPICS_END)


def render_measure_page(key: str) -> str:
    """The page `docs/measures/<key>.md`, Swedish first; a test holds the committed page to it."""
    measure = MEASURES[key]
    lines = [f"# {measure.text('label')}", "", t("measures.heading.key", measure=key, unit=measure.unit), ""]
    for part in PARTS[1:]:
        lines += [f"## {t(f'measures.heading.{part}')}", "", measure.text(part), ""]
    if measure.has("coverage"):
        lines += [f"## {t('measures.heading.coverage')}", "", measure.text("coverage"), ""]
    lines += [f"## {t('measures.heading.source')}", "", measure.sources_in_words(), ""]
    told = [part for part in ("definition", "formula", "missing", "coverage") if measure.has(part)]
    english = Voice("en")
    summary = " ".join(measure.text(part, english) for part in told)
    lines += ["## In English", "", f"**{measure.text('label', english)}.** {summary}", ""]
    return "\n".join(lines)

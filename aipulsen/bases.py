"""What ads are divided by: a row per base, and everything that a base decides.

Command line, filter, definition switch, map classes and units read this list. A new base is a row here, its words in
`text/common.toml` (`people`, `base`, `base_short`) and `text/definitions.toml`, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Base:
    """One denominator of the gap score.

    table, column: where an edition has it; it offers the base only if it has the column. per: the score is ads per so
    many of the base. class_limits: between the map's six classes, for AI jobs in 90 days. counts_ads: the base is the
    ads of the window itself, so numerator and denominator are counted alike: every published ad. has_competence: its
    persons may have the competence that is asked for, so demand and supply can be told apart.
    """

    key: str
    table: str
    column: str
    per: int
    class_limits: tuple[float, float, float, float, float]
    counts_ads: bool = False
    holds_ai_ads: bool = False  # what is divided by contains what is counted: the rate is a share
    has_competence: bool = False


# In the filter's order. The limits are round, around the country's value of spring 2026 (1 188 ads in 90 days).
BASES: dict[str, Base] = {
    base.key: base
    for base in (
        Base("report", "report_bases", "base_persons", 1_000, (0.5, 0.75, 1, 1.5, 2), has_competence=True),
        Base("scb", "education", "post_secondary_persons", 1_000, (0.2, 0.3, 0.4, 0.6, 0.8), has_competence=True),
        Base("it", "it_specialists", "it_specialists_persons", 1_000, (2, 4, 6, 10, 20), has_competence=True),
        Base("employees", "it_specialists", "employees_persons", 1_000, (0.1, 0.15, 0.2, 0.3, 0.4)),
        Base("inhabitants", "population", "population_persons", 100_000, (4, 6, 8, 12, 16)),
        Base("ads", "ad_totals", "ads", 100, (0.25, 0.5, 0.75, 1, 1.5), counts_ads=True, holds_ai_ads=True),
        Base("it_ads", "ad_totals", "it_ads", 100, (4, 8, 12, 16, 24), counts_ads=True),
    )
}

# What an edition of each kind leads with: the report's as printed, a live one the share of all its ads.
LEADING: dict[str, str] = {"report": "report", "demo": "scb", "live": "ads"}

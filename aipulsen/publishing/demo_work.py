"""The demo's AI ads made worth asking about: what work they name, in which occupations, and on what terms.

Everything here is drawn from generators of its own, so that the rest of the demo stays as it was. One employer's lot is
alike: most of its ads name the same things on the same terms, as those of a real call do.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Draws = npt.NDArray[np.float64]

_ALIKE = 0.75  # so many of a lot's ads are as its first
_NAMED_TOOLS = ("Python", "SQL", "Azure", "AWS", "PyTorch", "Kubernetes", "Power BI", "Copilot")
# Groups of AI work that ads with each title of the demo may name, the likeliest first.
_WORK_GROUPS = (
    ("machine_learning", "generative", "data_mlops", "agents"),
    ("machine_learning", "data_mlops", "vision", "speech_language"),
    ("research", "machine_learning", "vision"),
    ("strategy_leadership", "governance_law", "generative"),
    ("data_mlops", "machine_learning"),
    ("generative", "agents", "tool_use"),
    ("tool_use", "strategy_leadership", "governance_law"),
    ("machine_learning", "tool_use"),
)
_GROWING = ("generative", "agents")
_NAMES = {
    "1311": "IT-chef", "1331": "Utvecklingschef", "2122": "Statistiker", "2141": "Produktionsingenjör",
    "2143": "Elektronikingenjör", "2144": "Utvecklingsingenjör", "2145": "Civilingenjör", "2221": "Sjuksköterska",
    "2312": "Universitetslektor", "2313": "Forskarassistent", "2314": "Doktorand", "2421": "Verksamhetsutvecklare",
    "2422": "Utredare", "2431": "Marknadsanalytiker", "2511": "Systemarkitekt", "2512": "Mjukvaruutvecklare",
    "2513": "Spelutvecklare", "2519": "IT-specialist", "3113": "Automationstekniker",
}  # fmt: skip
# Occupations, SSYK 2012, that ads with each title may be in; a blank is an ad that states none.
_OCCUPATIONS = (
    ("2512", "2512", "2511", "2143"),
    ("2512", "2519", "2122", "2144"),
    ("2314", "2314", "2313", "2312"),
    ("1311", "2421", "1331", "2422"),
    ("2511", "2512", "2519"),
    ("2512", "2512", "2513"),
    ("2422", "2421", "2431", "2221", ""),
    ("2145", "2144", "2141", "3113"),
)
_RESEARCH_TITLE = 2
_PREFIXES = (("Senior", 0.24), ("Junior", 0.07), ("Teamledare", 0.03))


def with_work(ads: pd.DataFrame, title: npt.NDArray[np.int_], lot: npt.NDArray[np.int_]) -> pd.DataFrame:
    """The ads with occupation, remote, work groups, tools and terms. title: the place of each ad's title in the demo's
    list; lot: the employer's lot it belongs to."""
    rng = np.random.default_rng(len(ads))
    time = _time(ads.published_date)

    def drawn(columns: int) -> Draws:
        """Numbers 0–1 per ad; most of a lot's ads have its first ad's."""
        own, alike = rng.random((len(ads), columns)), rng.random(len(ads)) < _ALIKE
        first = pd.Series(np.arange(len(ads))).groupby(lot).transform("first").to_numpy()
        found: Draws = np.where(alike[:, None], own[first], own)
        return found

    groups, tools, terms = drawn(4), drawn(len(_NAMED_TOOLS)), drawn(6)
    chosen = [_OCCUPATIONS[t][int(draw * len(_OCCUPATIONS[t]))] for t, draw in zip(title, terms[:, 0], strict=True)]
    is_research = title == _RESEARCH_TITLE
    english = np.where(ads.employer_kind.eq("university"), 0.7, 0.45)
    return ads.assign(
        headline=[_titled(h, draw, r) for h, draw, r in zip(ads.headline, terms[:, 1], is_research, strict=True)],
        ssyk_code=[code or None for code in chosen],
        occupation_name=[_NAMES.get(code) for code in chosen],
        county_codes=ads.county_code,
        place_kind=np.where(ads.county_code.isna(), "unstated", "county"),
        is_remote=(terms[:, 2] < 0.18) & ~is_research,
        work_groups=[_groups(t, draw, when) for t, draw, when in zip(title, groups, time, strict=True)],
        named_tools=[_named(_NAMED_TOOLS, draw, {}) for draw in tools],
        employment=np.where(terms[:, 3] < np.where(is_research, 0.95, 0.12), "fixed_term", "permanent"),
        is_full_time=(terms[:, 4] < 0.95) | is_research,
        ad_language=np.where(terms[:, 5] < english, "en", "sv"),
    )


def _time(days: pd.Series) -> Draws:
    """Where in the demo's days an ad is, 0–1."""
    moment = pd.to_datetime(days)
    span = max((moment.max() - moment.min()).days, 1) if len(days) else 1
    share: Draws = ((moment - moment.min()).dt.days / span).to_numpy(dtype=float)
    return share


def _titled(headline: str, draw: float, is_research: bool) -> str:
    """Some titles say how senior the post is; research posts do not."""
    for prefix, chance in _PREFIXES if not is_research else ():
        if draw < chance:
            return f"{prefix} {headline}"
        draw -= chance
    return headline


def _groups(title: int, draw: Draws, when: float) -> str | None:
    """The groups an ad names; generative AI and agents more and more, and fastest in the last months."""
    rise = 0.35 + 0.4 * when + 9.0 * max(when - 0.87, 0)
    names = _WORK_GROUPS[title]
    return _named(names, draw, {**dict.fromkeys(_GROWING, rise), "research": 2.0})  # a research title always says so


def _named(names: tuple[str, ...], draw: Draws, factors: Mapping[str, float]) -> str | None:
    """Some of the names, the first ones likelier, as the column joins them."""
    chances = {name: 0.8 / (1 + place) * factors.get(name, 1.0) for place, name in enumerate(names)}
    return "|".join(n for (n, chance), drawn in zip(chances.items(), draw, strict=False) if drawn < chance) or None

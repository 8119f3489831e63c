"""What figures of parts of AI ads have in common: rows, sentences of change, table, and the empty face."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from aipulsen import codes
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import ChartContext, Figure, Part, as_float, nothing_figure
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.queries.selection import PERIODS
from aipulsen.voice import Voice

Name = Callable[[str], str]  # a key → its name for readers
MOST_DRAWN = 10  # with names on two lines as many as a picture has room for
_LABEL_WIDTH = 135  # pixels, as `draw_intervals` allows on a page
_MOST_LINES, _LINE = 3, 17  # of a name; pixels each
_VERDICTS = ("compared_with_rest", *(f"change_{period}" for period in PERIODS))


def region_of(context: ChartContext) -> str:
    """The chosen county, or the country, in words."""
    return context.say.county(context.county_code or codes.COUNTRY_CODE)


def share_words(row: Any, say: Voice) -> str:
    """A share and its count, and that it is uncertain; or why there is none."""
    if pd.isna(row.ads_share):
        return no_rate_words(row.reliability, row.ads, say)
    share = say("parts.words", share=say.percent(row.ads_share), ads=say.number(row.ads))
    return share + uncertain_mark(row.reliability, say)


def interval_row(row: Any, name: str, context: ChartContext, *, dark: bool = True) -> IntervalRow:
    """A part as a point with its whisker and count, the country's share as a ring beside a county's; or why there is no
    share."""
    has, words = pd.notna(row.ads_share), share_words(row, context.say)
    return {
        "label": _in_lines(name[:1].upper() + name[1:]),
        "value": as_float(row.ads_share),
        "low": as_float(row.ads_low_share),
        "high": as_float(row.ads_high_share),
        "before": as_float(row.country_share) if has and context.county_code else None,
        "words": words,
        "tip": f"{name}: {words}",
        "fill": theme.DEEP if dark else theme.RAMP[2],
        "chosen": False,
    }


def _in_lines(name: str) -> str:
    """A name as it stands beside its row; what three lines cannot hold is in the tip and in the table."""
    *lines, last = theme.wrapped(name, 12, _LABEL_WIDTH)[:_MOST_LINES]
    is_whole = " ".join([*lines, last]) == name
    return "\n".join([*lines, last if is_whole else f"{last} …"])


def within(name: str) -> str:
    """A name as it stands within a sentence: «mjukvaruutvecklare», but «IT-chefer», “PhD students”."""
    return name if any(map(str.isupper, name[1:3])) else name[:1].lower() + name[1:]


def of_story(code: str | None, say: Voice) -> str:
    """Where the ads of a story are: a county, or all of the country."""
    return say("story.whole") if code in (None, codes.COUNTRY_CODE) else say.county(code)


def without_share(row: Any) -> str:
    """The name of what is said where there is no share: too few, none of them, or nothing that one could be of."""
    return "hidden" if row.ads else "none" if row.ads_all else "no_ads"


def certainty(row: Any, say: Voice) -> str:
    """The interval of a share, and that it is uncertain where it is of few ads."""
    mark = uncertain_mark(row.reliability, say)
    return say.percent_range(row.ads_low_share, row.ads_high_share) + (f",{mark}" if mark else "")


def intervals_part(name: str, rows: list[IntervalRow], say: Voice, **more: Any) -> Part:
    """The rows as one drawing with per cent along the top; `share` and `heading` where there are several."""
    share, heading = more.get("share", 1.0), more.get("heading")
    lines = max((row["label"].count("\n") + 1 for row in rows), default=1)
    height = bar_height(len(rows), each=max(22 + 7 * lines, _LINE * lines), least=90) + (40 if heading else 20)
    percent = f"datum.value > 1 ? '' : {theme.percent_label(say)}"  # the room for words goes beyond the whole

    def draw(width: Any, height: int) -> Any:
        return draw_intervals(rows, say, width, height, label_expression=percent, heading=heading)

    return Part(name, draw, height, share)


def drawn(context: ChartContext, *pieces: Part) -> tuple[Part, ...]:
    """The drawings of a region that has ads; none where every row would say that there are none."""
    return pieces if context.total_ads else ()


def change_lines(table: pd.DataFrame, name_of: Name, context: ChartContext) -> tuple[str, ...]:
    """What is named more or less often than in the window before and a year before, and than in the rest of the
    country; only what is certain, else that nothing is, or why it cannot be told."""
    say, lines = context.say, []
    if context.county_code is not None:
        told = _certain(table, "compared_with_rest", "country_share", "parts.beside", name_of, say)
        lines.append(say("parts.rest", words=told or say("parts.rest_none")))
    for period in PERIODS:
        verdicts = table[f"change_{period}"]
        told = _certain(table, f"change_{period}", f"share_{period}", "parts.step", name_of, say)
        if not told:
            alike = verdicts.iloc[0] if verdicts.nunique() == 1 else "not_different"
            told = say("parts.none" if alike == "not_different" else f"parts.{alike}")
        lines.append(say(f"parts.change.{period}", days=context.window_days, words=told))
    return (" ".join(lines), say("parts.holm"))


def risen(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that are certainly named more often than in the window before."""
    return table[table.change_previous == "higher"]


def joined(names: list[str], say: Voice) -> str:
    """«a, b och c»."""
    return names[0] if len(names) == 1 else say("parts.and", first=", ".join(names[:-1]), last=names[-1])


def _certain(table: pd.DataFrame, verdict: str, other: str, key: str, name_of: Name, say: Voice) -> str:
    """«oftare a (10 % → 20 %); mer sällan b (…)»; empty where nothing is certain."""
    told = list(zip(table[verdict], table.key, table.ads_share, table[other], strict=True))
    said = []
    for direction in ("higher", "lower"):
        names = []
        for key_of, share, beside in (rest for found, *rest in told if found == direction):
            values = {"before": say.percent(beside), "country": say.percent(beside)}
            names.append(say(key, name=name_of(key_of), now=say.percent(share), **values))
        if names:
            said.append(say(f"parts.{direction}", names=", ".join(names)))
    return "; ".join(said)


def finding(key: str, table: pd.DataFrame, name_of: Name, context: ChartContext, *, tied: str | None = None) -> str:
    """The part that most ads name, with its share and interval; all that share the lead, in the words `tied`; or that
    there are too few for shares."""
    say, rated = context.say, table[table.ads_share.notna()]
    if rated.empty:
        return say(
            "parts.few" if context.total_ads else "parts.no_ads",
            region=region_of(context),
            ads=say.number(context.total_ads),
        )
    first = rated[rated.ads == rated.ads.max()].sort_values("key")
    row = first.iloc[0]
    return say(
        key if tied is None or len(first) == 1 else tied,
        region=region_of(context),
        name=joined([name_of(part) for part in first.key], say),
        share=say.percent(row.ads_share),
        interval=certainty(row, say),
    )


def marks(context: ChartContext) -> tuple[str, ...]:
    """What point, whisker and, for a county, ring stand for."""
    whiskers = context.say("parts.whiskers")
    return (whiskers,) if context.county_code is None else (whiskers, context.say("parts.country"))


def told_table(table: pd.DataFrame, columns: list[str], context: ChartContext) -> pd.DataFrame:
    """The table under the figure: the columns asked for, then what every table of parts has."""
    say = context.say
    shared = ["ads", "ads_all", "ads_share", "ads_low_share", "ads_high_share", "country_ads", "country_share"]
    shared += [f"{what}_{period}" for period in PERIODS for what in ("ads", "share", "change")]
    chosen = table[[*columns, *shared, "compared_with_rest", "reliability", "status"]]
    words = {c: [say(f"parts.verdict.{v if isinstance(v, str) else 'unknown'}") for v in chosen[c]] for c in _VERDICTS}
    return chosen.assign(
        **words,
        reliability=reliability_words(chosen.reliability, say),
        status=[say.status(s) for s in chosen.status],
    ).reset_index(drop=True)


def nothing_told(key: str, reason: str, context: ChartContext) -> Figure:
    """The empty face of a figure of parts."""
    return nothing_figure(key, context.say("parts.nothing"), context.say(f"parts.{reason}"), context)

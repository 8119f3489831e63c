"""Days open: the median of AI ads with its interval beside that of IT ads, per county."""

from __future__ import annotations

from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import bar_height
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    as_float,
    count_words,
    facts_of,
    measure_words,
    status_words,
)
from aipulsen.charts.intervals import IntervalRow, draw_intervals
from aipulsen.charts.small_numbers import no_rate_words, reliability_words, uncertain_mark
from aipulsen.figures.context import context_of
from aipulsen.figures.desk import Desk
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def days_open_of(desk: Desk, selection: Selection) -> Figure:
    """The median of days open per county, AI ads (filled) and IT ads (ring), longest first."""
    answer = queries.ask_days_open(desk.edition, selection)
    return build_days_open_figure(answer, context_of(answer.scope, desk.say))


def build_days_open_figure(answer: queries.DaysOpenAnswer, context: ChartContext) -> Figure:
    """The country on top, then the counties by the median of their AI ads."""
    say, spells = context.say, answer.spells
    ai = spells[spells.group == "ai"].assign(is_county=lambda rows: rows.region_code != codes.COUNTRY_CODE)
    ai = ai.sort_values(["is_county", "median_days", "region_code"], ascending=[True, False, True], na_position="last")
    it = spells[spells.group == "it"].set_index("region_code")
    spoken = ai[ai.region_code == (context.county_code or codes.COUNTRY_CODE)].iloc[0]
    title = finding(spoken, it.loc[spoken.region_code], say)
    drawn = [_row(row, it.loc[row.region_code], context) for row in ai.itertuples()]
    height = bar_height(len(drawn), each=26, least=120)
    return Figure(
        key="days-open",
        title=title,
        measure=measure_words("days_open.measure", context),
        facts=facts_of(context, _ads_words(spoken, context)),
        marks=(say("days_open.reading"),),
        warnings=(say("days_open.tells"),),
        reading=(
            again_sentence(spoken, it.loc[spoken.region_code], say),
            say("days_open.tells_not"),
            say("days_open.test"),
        ),
        status=status_words(spells.status, say),
        alt=f"{title}. {say('days_open.tells')}",
        table=_table(spells, say),
        parts=(Part("days", lambda w, h: draw_intervals(drawn, say, w, h), height),),
        context=context,
    )


def _ads_words(spoken: Any, context: ChartContext) -> str:
    """The country's number of ads, and the chosen county's."""
    words, say = count_words(context), context.say
    if context.county_code is None:
        return words
    return say("days_open.of_county", ads=words, own=say.number(spoken.ads), county=say.county(spoken.region_code))


def finding(ai: Any, it: Any, say: Voice) -> str:
    """«Norrbotten: hälften av AI-annonserna var borta inom 29 dagar, av övriga IT-annonser inom 24»; the verdict."""
    region = say.county(ai.region_code)
    if pd.isna(ai.median_days):
        return say("days_open.no_median", region=region, why=_why(ai, say))
    if pd.isna(it.median_days):
        return say("days_open.alone", region=region, days=say.number(ai.median_days))
    verdict = say(f"days_open.compared.{ai.compared or 'unknown'}")
    days, it_days = say.number(ai.median_days), say.number(it.median_days)
    return say("days_open.finding", region=region, days=days, it_days=it_days) + verdict


def again_sentence(ai: Any, it: Any, say: Voice) -> str:
    """The share that has come again, with interval, of both groups; why not where there is none."""
    words = {key: _again(row, say) for key, row in (("ai", ai), ("it", it))}
    return say("days_open.again", region=say.county(ai.region_code), **words)


def _again(row: Any, say: Voice) -> str:
    if not row.ads:
        return say("days_open.again_none")
    if pd.isna(row.again_share):
        return _why(row, say)
    interval = say.percent_range(row.again_low_share, row.again_high_share)
    return say("days_open.again_share", share=say.percent(row.again_share), interval=interval)


def _why(row: Any, say: Voice) -> str:
    """Why there is no median: too few ads, or half of them are still open."""
    if row.reliability == "hidden":
        return no_rate_words(row.reliability, row.ads, say)
    return say("days_open.still_open", open=say.number(row.ads - row.ended_ads), ads=say.number(row.ads))


def _row(ai: Any, it: Any, context: ChartContext) -> IntervalRow:
    say, has = context.say, pd.notna(ai.median_days)
    own = median_words(ai, say) if has else _why(ai, say)
    beside = say.number(it.median_days) if pd.notna(it.median_days) else "–"
    words = say("days_open.row", ai=own, it=beside) + uncertain_mark(ai.reliability, say)
    return {
        "label": say.county(ai.region_code),
        "value": as_float(ai.median_days),
        "low": as_float(ai.median_low_days),
        "high": as_float(ai.median_high_days),
        "before": as_float(it.median_days) if has else None,
        "words": words,
        "tip": f"{words}; {again_sentence(ai, it, say)}",
        "fill": theme.DEEP if ai.compared in ("higher", "lower") else theme.RAMP[2],
        "chosen": ai.region_code == context.county_code,
    }


def median_words(row: Any, say: Voice) -> str:
    """«29 (25–34)»; an upper end that is not reached yet is said with its lower one alone."""
    low, high = (None if pd.isna(v) else say.number(v) for v in (row.median_low_days, row.median_high_days))
    days = say.number(row.median_days)
    return f"{days} ({low}–{high})" if high is not None else say("days_open.open_end", days=days, low=low or "–")


def _table(spells: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["region_code", "region_name", "group", "ads", "ended_ads", "median_days", "median_low_days"]
    columns += ["median_high_days", "again_ads", "again_share", "again_low_share", "again_high_share"]
    return spells[[*columns, "compared", "reliability", "status"]].assign(
        region_name=[say.county(code) for code in spells.region_code],
        group=[say(f"days_open.group.{group}") for group in spells.group],
        compared=[say(f"days_open.word.{verdict}") if isinstance(verdict, str) else "" for verdict in spells.compared],
        reliability=reliability_words(spells.reliability, say),
        status=[say.status(s) for s in spells.status],
    )

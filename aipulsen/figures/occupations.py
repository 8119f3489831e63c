"""Figures of occupations: which ones AI ads seek, and how many outside IT; and part 2 of the report in words."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.figure import ChartContext, Figure, as_float, facts_of, measure_words, status_words
from aipulsen.charts.intervals import IntervalRow
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures import parts
from aipulsen.figures.context import context_of, whole_country
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.tested import is_tested
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice

_MOST_NAMED = 3


def occupations_of(desk: Desk, selection: Selection) -> Figure:
    """AI ads by occupation at four digits."""
    answer = queries.ask_occupations(desk.edition, selection)
    return build_occupations_figure("occupations", answer, 4, context_of(answer.scope, desk.say))


def occupation_groups(desk: Desk, selection: Selection) -> Figure:
    """AI ads by occupation at three digits."""
    answer = queries.ask_occupations(desk.edition, selection)
    return build_occupations_figure("occupation-groups", answer, 3, context_of(answer.scope, desk.say))


def outside_it(desk: Desk, selection: Selection) -> Figure:
    """The share of AI ads outside IT, every county with the country as benchmark."""
    answer = queries.ask_outside_it(desk.edition, whole_country(selection))
    context = context_of(dataclasses.replace(answer.scope, selection=selection), desk.say)
    return build_outside_figure(answer, context)


def build_occupations_figure(key: str, answer: queries.OccupationsAnswer, digits: int, context: ChartContext) -> Figure:
    """The occupations with most AI ads, IT specialists dark; all of them in the table."""
    say, table = context.say, answer.at(digits).rename(columns={"ssyk_code": "key"})

    def name_of(code: str) -> str:
        return parts.within(say.occupation(code))

    title = parts.finding("charts.occupations.finding", table, name_of, context, tied="charts.occupations.finding_tied")
    drawn = table[table.ads_share.notna()].head(parts.MOST_DRAWN)
    rows = [parts.interval_row(r, say.occupation(r.key), context, dark=r.is_it) for r in drawn.itertuples()]
    left, missing = len(table) - len(drawn), answer.not_stated_ads
    named = table.assign(
        ssyk_code=table.key,
        name=[say.occupation(code) for code in table.key],
        is_it=[say(f"common.{'yes' if it else 'no'}") for it in table.is_it],
    )
    words = {"region": parts.region_of(context), "digits": digits}
    changed = parts.change_lines(table, name_of, context) if len(table) else ()
    return Figure(
        key=key,
        title=title,
        measure=measure_words("charts.occupations.measure", context, **words),
        facts=facts_of(context),
        marks=(say("charts.occupations.it"), *parts.marks(context)),
        reading=(
            *changed,
            *((say("parts.more", count=left),) if left else ()),
            *((say("charts.occupations.not_stated", count=missing),) if missing else ()),
            say("charts.occupations.names"),
            say("parts.clustered"),
        ),
        status=status_words(table.status, say),
        alt=title,
        table=parts.told_table(named, ["ssyk_code", "name", "is_it"], context),
        parts=(parts.intervals_part("occupations", rows, say),) if rows else (),
        context=context,
    )


def build_outside_figure(answer: queries.OutsideItAnswer, context: ChartContext) -> Figure:
    """The country, then the counties by share; those that certainly differ from the rest dark."""
    say, table = context.say, answer.outside
    country, counties = table.iloc[0], table.iloc[1:]
    ordered = pd.concat([table.iloc[:1], counties.sort_values(["ads_share", "region_code"], ascending=[False, True])])
    rows = [_outside_row(row, context) for row in ordered.itertuples()]
    title = _outside_finding(table, context)
    wider = say("charts.outside_it.wider", share=say.percent(country.wider_it_share))
    return Figure(
        key="outside-it",
        title=title,
        measure=measure_words("charts.outside_it.measure", context),
        facts=facts_of(context),
        marks=(say("charts.outside_it.test"), say("parts.whiskers")),
        reading=(
            *((wider,) if pd.notna(country.wider_it_share) else ()),
            say("parts.clustered"),
        ),
        status=status_words(table.status, say),
        alt=title,
        table=_outside_table(ordered, say),
        parts=(parts.intervals_part("outside", rows, say),) if pd.notna(country.ads_share) else (),
        context=context,
    )


def _outside_row(row: Any, context: ChartContext) -> IntervalRow:
    words = parts.share_words(row, context.say)
    certain = row.compared_with_rest in ("higher", "lower")
    return {
        "label": context.say.county(row.region_code),
        "value": as_float(row.ads_share),
        "low": as_float(row.ads_low_share),
        "high": as_float(row.ads_high_share),
        "before": None,
        "words": words,
        "tip": words,
        "fill": theme.DEEP if certain or row.region_code == codes.COUNTRY_CODE else theme.RAMP[2],
        "chosen": row.region_code == context.county_code,
    }


def _outside_finding(table: pd.DataFrame, context: ChartContext) -> str:
    say, country = context.say, table.iloc[0]
    if pd.isna(country.ads_share):
        return say("charts.outside_it.nothing")
    own = country if context.county_code is None else table.set_index("region_code").loc[context.county_code]
    values = {
        "share": say.percent(own.ads_share),
        "interval": parts.certainty(own, say),
    }
    if context.county_code is None:
        return say("charts.outside_it.finding_country", **values)
    values |= {"county": say.county(context.county_code), "country": say.percent(country.ads_share)}
    if pd.isna(own.ads_share):
        return say(f"charts.outside_it.finding_{parts.without_share(own)}", ads=say.number(own.ads), **values)
    return say("charts.outside_it.finding", **values)


def _outside_table(ordered: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["region_code", "region_name", "ads", "ads_all", "ads_share", "ads_low_share", "ads_high_share"]
    chosen = ordered[[*columns, "wider_it_share", "compared_with_rest", "reliability", "status"]]
    verdicts = [v if isinstance(v, str) else "unknown" for v in chosen.compared_with_rest]
    keys = [f"charts.gap.compared.{v}" if is_tested(v) else f"parts.verdict.{v}" for v in verdicts]
    return chosen.assign(
        region_name=[say.county(code) for code in chosen.region_code],
        compared_with_rest=[say(key) for key in keys],
        reliability=reliability_words(chosen.reliability, say),
        status=[say.status(s) for s in chosen.status],
    ).reset_index(drop=True)


@kept_in(WORDS)
def outside_it_story(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """Part 2 of the report in a few sentences: how many AI ads are outside IT, in which occupations, where."""
    say = desk.say
    table = queries.ask_outside_it(desk.edition, whole_country(selection)).outside.set_index("region_code", drop=False)
    country = table.loc[codes.COUNTRY_CODE]
    own = table.loc[selection.county_code or codes.COUNTRY_CODE]
    region = parts.of_story(own.region_code, say)
    first = f"{'county' if selection.county_code else 'country'}-outside-it"
    if pd.isna(own.ads_share):
        words = say(f"story.outside_it.{parts.without_share(own)}", region=region, ads=say.number(own.ads))
        return (Sentence(first, words),)
    share = say(
        "story.outside_it.share",
        region=region,
        share=say.percent(own.ads_share),
        interval=parts.certainty(own, say),
        ads=say.number(own.ads),
        all=say.number(own.ads_all),
    )
    named = _largest_outside(queries.ask_occupations(desk.edition, selection), say)
    if selection.county_code:
        beside = Sentence("outside-it-compared", _against_country(own, country, say), row=country)
    else:
        beside = Sentence("outside-it-span", _span(table.iloc[1:], say))
    said = (
        Sentence(first, share, row=own),
        Sentence("outside-it-occupations", named),
        beside,
        Sentence("outside-it-wider", _wider(own, say), row=own),
        Sentence("", say("story.outside_it.caveat")),
    )
    return tuple(sentence for sentence in said if sentence.text)


def _wider(own: pd.Series, say: Voice) -> str:
    """The share with more occupations counted as IT, where that makes it another."""
    share = say.percent(own.wider_it_share)
    return "" if share == say.percent(own.ads_share) else say("story.outside_it.wider", share=share)


def _largest_outside(answer: queries.OccupationsAnswer, say: Voice) -> str:
    """The occupations outside IT with most ads, those with a share only."""
    found = answer.at(4)
    found = found[~found.is_it & found.ads_share.notna()].head(_MOST_NAMED)
    names = [
        say("story.outside_it.one", name=parts.within(say.occupation(row.ssyk_code)), ads=say.number(row.ads))
        for row in found.itertuples()
    ]
    return say("story.outside_it.largest", names=parts.joined(names, say)) if names else ""


def _against_country(own: pd.Series, country: pd.Series, say: Voice) -> str:
    if not is_tested(own.compared_with_rest):
        return ""
    values = {"county": say.county(own.region_code), "country": say.percent(country.ads_share)}
    return say(f"story.outside_it.{own.compared_with_rest}", **values)


def _span(counties: pd.DataFrame, say: Voice) -> str:
    rated = counties[counties.ads_share.notna()]
    if len(rated) < 2:
        return ""
    differ = int(rated.compared_with_rest.isin(["higher", "lower"]).sum())
    return say(
        "story.outside_it.span" if differ else "story.outside_it.span_none",
        count=len(rated),
        low=say.percent(rated.ads_share.min()),
        high=say.percent(rated.ads_share.max()),
        differ=differ,
    )

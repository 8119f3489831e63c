"""Figures that check: Platsbanken against other boards, the report against our data."""

from __future__ import annotations

import pandas as pd

from aipulsen import queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.cross_check import BOARD_SHARES, SHARES, draw_shares
from aipulsen.charts.figure import (
    ChartContext,
    Figure,
    Part,
    as_float,
    measure_words,
    placed_words,
    status_words,
)
from aipulsen.charts.small_numbers import reliability_words
from aipulsen.figures.comparison_group import of_group
from aipulsen.figures.context import compared_context, of_register, present
from aipulsen.figures.desk import Desk
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def cross_check_of(desk: Desk, selection: Selection) -> Figure:
    """Platsbanken against a snapshot of other boards; an edition without one refuses (EditionError)."""
    answer = queries.ask_cross_check(desk.edition, selection)
    present(answer.agreement, "job_board_snapshot", answer.scope)
    return build_cross_check_figure(answer, compared_context(desk, answer.scope))


def independent_check(desk: Desk, selection: Selection) -> Figure:
    """IT ads per 1 000 IT specialists in a whole year's Platsbanken; an edition without them refuses (EditionError)."""
    answer = queries.ask_independent(desk.edition, selection)
    present(answer.counties, "published_ads", answer.scope)
    return build_independent_figure(answer, of_register(desk, answer.scope))


def build_independent_figure(answer: queries.IndependentAnswer, context: ChartContext) -> Figure:
    """A bar per county, highest first; the chosen one dark."""
    say, rows = context.say, answer.counties
    top = rows.iloc[0]
    chosen = rows[rows.county_code == context.county_code]
    told = chosen.iloc[0] if len(chosen) else top
    title = say(
        "charts.independent.chosen" if len(chosen) else "charts.independent.finding",
        county=say.county(told.county_code),
        value=say.number(told.it_ads_per_1000),
        year=answer.year,
        place=int(rows.index[rows.county_code == told.county_code][0]) + 1,
        count=len(rows),
    )
    bars: list[Bar] = [
        {
            "label": say.county(row.county_code),
            "value": as_float(row.it_ads_per_1000),
            "words": say("charts.independent.words", value=say.number(row.it_ads_per_1000), ads=say.number(row.it_ads)),
            "fill": theme.DEEP if row.county_code == told.county_code else theme.RAMP[2],
        }
        for row in rows.itertuples()
    ]
    return Figure(
        key="independent-check",
        title=title,
        measure=say("charts.independent.measure"),
        facts=(
            str(answer.year),
            say("charts.independent.fact", ads=say.number(answer.ads), it_ads=say.number(answer.it_ads)),
        ),
        warnings=(say("charts.independent.shows_not"),),
        reading=(
            say(
                "charts.independent.shows_demo" if context.is_demo else "charts.independent.shows",
                top=say.county(top.county_code),
                it=say.percent(answer.big_city_it_share, 1),
                every=say.percent(answer.big_city_ads_share, 1),
            ),
            *_by_educated(answer.by_educated, str(top.county_code), say),
        ),
        status=status_words(rows.score_status, say),
        alt=title,
        table=rows[
            ["county_code", "county_name", "it_ads", "it_specialists_persons", "it_ads_per_1000", "ads", "it_ads_share"]
        ].assign(
            county_name=[say.county(c) for c in rows.county_code],
            score_status=[say.status(s) for s in rows.score_status],
        ),
        parts=(Part("counties", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars), each=24)),),
        context=context,
    )


def _by_educated(order: tuple[str, ...], top: str, say: Voice) -> tuple[str, ...]:
    """That another county is highest on the report's measure, where it is."""
    if not order or order[0] == top or top not in order:
        return ()
    values = {"first": say.county(order[0]), "top": say.county(top), "place": order.index(top) + 1}
    return (say("charts.independent.by_educated", **values),)


def build_cross_check_figure(answer: queries.CrossCheckAnswer, context: ChartContext) -> Figure:
    """Two points with whiskers per county."""
    assert answer.board_ads is not None
    assert answer.board_without_county is not None
    say = context.say
    agreement = of_group(answer.agreement, context)
    finding = _finding(agreement, say)
    return Figure(
        key="cross-check",
        title=finding,
        measure=measure_words("charts.cross_check.measure", context),
        facts=(
            say(
                "charts.cross_check.platsbanken_fact",
                window=context.window_words(),
                ads=placed_words(context, int(answer.agreement.ads.sum())),
            ),
            say("charts.cross_check.boards_fact", board_ads=say.number(answer.board_ads)),
        ),
        marks=(say("charts.cross_check.reading"),),
        warnings=(say("charts.cross_check.level"),),
        reading=(
            say("charts.cross_check.test"),
            *_without_county(answer.board_without_county, say),
        ),
        status=status_words(agreement.status.unique(), say),
        alt=finding,
        table=_table(agreement, say),
        parts=(
            Part(
                "shares",
                lambda w, h: draw_shares(agreement, context, w, h),
                bar_height(len(agreement), each=30, least=150),
            ),
        ),
        context=context,
    )


def _finding(agreement: pd.DataFrame, say: Voice) -> str:
    """In how many of the counties that can be compared the sources agree; or that none can."""
    comparable = int((agreement.agreement != "unknown").sum())
    if not comparable:
        return say("charts.cross_check.nothing")
    agrees = int((agreement.agreement == "agrees").sum())
    few = len(agreement) - comparable
    finding = say("charts.cross_check.finding", agrees=agrees, comparable=comparable)
    return finding + say("charts.cross_check.few", few=few) if few else finding


@kept_in(WORDS)
def order_said(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """How alike the two sources order the counties, or why that cannot be told; nothing without a snapshot."""
    rank, say = queries.ask_cross_check(desk.edition, selection).rank, desk.say
    if rank is None:
        return ()
    if rank.correlation is None:
        return (Sentence("", say("pages.cross_check.rank_missing"), is_answer=False),)
    told = say(
        "pages.cross_check.rank",
        rho=say.number(rank.correlation, 2),
        low=say.number(rank.low, 2),
        high=say.number(rank.high, 2),
        counties=rank.counties,
    )
    ends = {"order_correlation_low": rank.low, "order_correlation_high": rank.high}
    return (Sentence("cross-check-order", told, row=pd.Series({"order_correlation": rank.correlation, **ends})),)


@kept_in(WORDS)
def employers_said(desk: Desk, selection: Selection) -> tuple[Sentence, ...]:
    """How many employers are seen in both sources, and in one alone; nothing where there is none."""
    employers, say = queries.ask_cross_check(desk.edition, selection).employers, desk.say
    if employers.empty:
        return ()
    seen = employers.seen_in.value_counts()
    counts = {key: int(seen.get(key, 0)) for key in ("both", "platsbanken", "boards")}
    told = say("pages.cross_check.employers", **{key: say.number(count) for key, count in counts.items()})
    row = pd.Series({"employers_in_both": counts["both"]})
    return (Sentence("cross-check-employers", told, row=row),)


@kept_in(WORDS)
def employers_in_one(desk: Desk, selection: Selection) -> pd.DataFrame:
    """The employers that one source alone has seen, and which; shared by all who ask: nobody changes it."""
    employers = queries.ask_cross_check(desk.edition, selection).employers
    if employers.empty:
        return employers
    alone = employers[employers.seen_in != "both"]
    return alone.assign(seen_in=[desk.say(f"seen_in.{s}") for s in alone.seen_in])


def _without_county(count: int, say: Voice) -> tuple[str, ...]:
    """How many of the snapshot's ads name no county; nothing where all do."""
    return (say("charts.cross_check.without", count=count),) if count else ()


def _table(agreement: pd.DataFrame, say: Voice) -> pd.DataFrame:
    columns = ["county_code", "county_name", "ads", "board_ads", *SHARES, *BOARD_SHARES]
    return agreement[[*columns, "agreement", "level", "status"]].assign(
        county_name=[say.county(c) for c in agreement.county_code],
        reliability=reliability_words(agreement.reliability, say),
        board_reliability=reliability_words(agreement.board_reliability, say),
        agreement=[say(f"agreement.{a}") for a in agreement.agreement],
        level=[say(f"level.{v}") for v in agreement.level],
        status=[say.status(s) for s in agreement.status],
    )

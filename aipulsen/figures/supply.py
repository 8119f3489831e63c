"""Figures of competence supply: IT specialists, moves, graduates, labour shortage."""

from __future__ import annotations

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, as_float, count_words, status_words
from aipulsen.charts.supply import COUNTRY, draw_lines, draw_moves, latest_shares, top_county
from aipulsen.figures.comparison_group import home_words, of_group, placed_title
from aipulsen.figures.context import of_register, present
from aipulsen.figures.desk import Desk
from aipulsen.keepers import WORDS, kept_in
from aipulsen.queries import Selection
from aipulsen.voice import Voice


def it_specialists(desk: Desk, selection: Selection) -> Figure:
    """IT specialists' share of the employees over the years."""
    answer = queries.ask_supply(desk.edition, selection)
    context = of_register(desk, answer.scope_of("it_specialists"))
    return build_specialists_figure(answer, context)


def moves(desk: Desk, selection: Selection) -> Figure:
    """Net moves of post-secondary educated; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(desk.edition, selection)
    present(answer.moves, "flows", answer.scope)
    return build_moves_figure(answer, of_register(desk, answer.scope_of("flows")))


def graduates(desk: Desk, selection: Selection) -> Figure:
    """Graduates per county; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(desk.edition, selection)
    present(answer.graduates, "graduates", answer.scope)
    return build_graduates_figure(answer, of_register(desk, answer.scope_of("graduates")))


def labour_shortage(desk: Desk, selection: Selection) -> Figure:
    """Reported labour shortage by region; an edition without it refuses (EditionError)."""
    answer = queries.ask_supply(desk.edition, selection)
    present(answer.shortage, "labour_shortage", answer.scope)
    context = of_register(desk, answer.scope_of("labour_shortage"))
    return build_shortage_figure(answer, context)


@kept_in(WORDS)
def institutions_by_county(desk: Desk, selection: Selection) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The institutions of the chosen county, or of every county, each county with theirs by name."""
    table = queries.ask_supply(desk.edition, selection).institutions
    placed: dict[str, list[str]] = {}
    for code, name in sorted(zip(table.municipality_code, table.institution, strict=True)):
        placed.setdefault(codes.county_of_municipality(code), []).append(name)
    own = selection.county_code
    return tuple((code, tuple(sorted(names))) for code, names in placed.items() if own in (None, code))


def build_specialists_figure(answer: queries.SupplyAnswer, context: ChartContext) -> Figure:
    """IT specialists' share of the employees over the years; the chosen county and the country stand out."""
    say = context.say
    specialists, breaks = of_group(answer.specialists, context, and_also=(COUNTRY,)), answer.breaks
    latest = latest_shares(specialists)
    finding = placed_title(_specialists_finding(latest, context), latest.to_dict(), context)
    country = specialists[specialists.county_code == COUNTRY].iloc[-1]
    words = [say(f"charts.supply.break.{key}") for _, key in breaks]
    noted = (say("charts.supply.break_line", breaks="; ".join(words)),) if breaks else ()
    return Figure(
        key="it-specialists",
        title=finding,
        measure=say("charts.supply.specialists_measure"),
        facts=(
            f"{specialists.year.min()}–{specialists.year.max()}",
            say(
                "charts.supply.specialists_fact",
                last=specialists.year.max(),
                count=say.number(country.it_specialists_persons),
            ),
        ),
        when=str(specialists.year.max()),
        warnings=noted,
        reading=(say("charts.supply.exposure_note"), _ads_line(context)),
        status=status_words(specialists.status.unique(), say),
        alt=finding,
        table=specialists.assign(
            county_name=[say.county(c) for c in specialists.county_code],
            status=[say.status(s) for s in specialists.status],
        )[
            [
                "county_code",
                "county_name",
                "year",
                "employees_persons",
                "it_specialists_persons",
                "specialist_share",
                "status",
            ]
        ],
        parts=(Part("lines", lambda w, h: draw_lines(specialists, breaks, context, w, h), 420),),
        context=context,
    )


def _ads_line(context: ChartContext) -> str:
    """The window's demand that the supply is set against."""
    return context.say("charts.supply.ads_line", window=context.window_words(), ads=count_words(context))


def _specialists_finding(latest: pd.Series, context: ChartContext) -> str:
    say = context.say
    if context.county_code is not None:
        return say(
            "charts.supply.specialists_chosen",
            county=say.county(context.county_code),
            share=say.percent(as_float(latest[context.county_code]), 1),
            country=say.percent(as_float(latest[COUNTRY]), 1),
        )
    top = top_county(latest)
    return say("charts.supply.specialists_finding", top=say.county(top), share=say.percent(latest[top], 1))


def build_moves_figure(answer: queries.SupplyAnswer, context: ChartContext) -> Figure:
    """Net moves of post-secondary educated per county, most gained first."""
    say = context.say
    ordered = of_group(answer.moves, context).sort_values("net_persons", ascending=False, ignore_index=True)
    net = ordered.set_index("county_code").net_persons.to_dict()
    finding = placed_title(_moves_finding(ordered, context), net, context)
    return Figure(
        key="moves",
        title=finding,
        measure=say("charts.supply.moves_measure"),
        facts=(str(ordered.year.iloc[0]),),
        reading=(_ads_line(context),),
        status=status_words(ordered.status.unique(), say),
        alt=finding,
        table=ordered.assign(
            county_name=[say.county(c) for c in ordered.county_code],
            status=[say.status(s) for s in ordered.status],
        )[
            [
                "county_code",
                "county_name",
                "year",
                "moved_in_persons",
                "moved_out_persons",
                "net_persons",
                "net_per_1000",
                "status",
            ]
        ],
        parts=(
            Part(
                "moves", lambda w, h: draw_moves(ordered, context, w, h), bar_height(len(ordered), each=27, least=150)
            ),
        ),
        context=context,
    )


def _moves_finding(ordered: pd.DataFrame, context: ChartContext) -> str:
    say = context.say
    if context.county_code is not None:
        row = ordered[ordered.county_code == context.county_code].iloc[0]
        return say(
            "charts.supply.moves_chosen",
            county=say.county(context.county_code),
            in_persons=say.number(row.moved_in_persons),
            out_persons=say.number(row.moved_out_persons),
        )
    top, bottom = ordered.iloc[0], ordered.iloc[-1]
    key = "moves_finding"
    if bottom.net_persons >= 0:
        key = "moves_finding_gain"
    elif top.net_persons <= 0:
        key = "moves_finding_loss"
    return say(f"charts.supply.{key}", top=say.county(top.county_code), bottom=say.county(bottom.county_code))


def build_graduates_figure(answer: queries.SupplyAnswer, context: ChartContext) -> Figure:
    """Graduates per county of the institution's main seat."""
    say, status = context.say, str(answer.graduates_status)
    ordered = of_group(answer.graduates, context).sort_values("graduates_persons", ascending=False, ignore_index=True)
    persons = ordered.set_index("county_code").graduates_persons.to_dict()
    finding = placed_title(_graduates_finding(ordered, context), persons, context)
    without = [code for code in context.comparison if code not in persons]
    bars: list[Bar] = [
        {
            "label": say.county(row.county_code),
            "value": float(row.graduates_persons),
            "words": say(
                "charts.supply.graduates_words",
                count=say.number(row.graduates_persons),
                institutions=int(row.institutions),
            ),
            "fill": theme.ACCENT if row.county_code == context.county_code else theme.RAMP[3],
        }
        for row in ordered.itertuples()
    ]
    seatless = say("charts.supply.graduates_no_seat")
    bars += [{"label": say.county(code), "value": None, "words": seatless, "fill": theme.RAMP[3]} for code in without]
    return Figure(
        key="graduates",
        title=finding,
        measure=say("charts.supply.graduates_measure"),
        facts=(str(answer.graduates_year),),
        reading=(_ads_line(context),),
        status=status_words([status], say),
        alt=finding,
        table=ordered.assign(county_name=[say.county(c) for c in ordered.county_code], status=say.status(status))[
            ["county_code", "county_name", "graduates_persons", "institutions", "status"]
        ],
        parts=(Part("bars", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars), each=26)),),
        context=context,
    )


def _graduates_finding(ordered: pd.DataFrame, context: ChartContext) -> str:
    """How many the chosen county has, or that none has its main seat there; else the county with most."""
    say = context.say
    own = ordered[ordered.county_code == context.county_code]
    if context.county_code is not None and own.empty:
        return say("charts.supply.graduates_none", county=say.county(context.county_code))
    row = own.iloc[0] if len(own) else ordered.iloc[0]
    return say(
        "charts.supply.graduates_chosen" if len(own) else "charts.supply.graduates_finding",
        top=say.county(row.county_code),
        count=say.number(row.graduates_persons),
    )


def build_shortage_figure(answer: queries.SupplyAnswer, context: ChartContext) -> Figure:
    """Share of firms that report a shortage, by NUTS2, latest quarter. shortage: region_code, period,
    shortage_share, status. Regions without a value have no bar but one line together, the chosen one a row."""
    shortage = answer.shortage
    say = context.say
    latest = shortage[shortage.period == shortage.period.max()].set_index("region_code")
    lying_in = context.comparison or tuple(codes.counties())
    regions = sorted({codes.counties()[county].nuts2_code for county in lying_in})
    chosen = codes.counties()[context.county_code].nuts2_code if context.county_code else None
    known = {code: as_float(latest.shortage_share.get(code)) for code in regions}
    finding = _shortage_of_home(known, chosen, context) if chosen else _shortage_finding(known, say)
    spoken = known if chosen is None else {chosen: known[chosen]}
    if answer.scope.kind == "report" and any(value is not None for value in spoken.values()):
        finding = say("report.unchecked", finding=finding)
    ordered = sorted(regions, key=lambda c: (known[c] is None, -(known[c] or 0.0)))
    bars: list[Bar] = [
        {
            "label": say.region(code),
            "value": known[code],
            "words": say("charts.supply.shortage_missing") if known[code] is None else say.percent(known[code]),
            "fill": theme.ACCENT if code == chosen else theme.RAMP[3],
        }
        for code in ordered
        if known[code] is not None or code == chosen
    ]
    return Figure(
        key="labour-shortage",
        title=finding,
        measure=say("charts.supply.shortage_measure"),
        facts=(say.period(str(latest.period.iloc[0])),),
        warnings=(
            *((say("charts.supply.shortage_group"),) if context.comparison else ()),
            *_regions_left_out(len(regions) - len(bars), say, is_report=answer.scope.kind == "report"),
        ),
        reading=(say("charts.supply.shortage_interval"), _ads_line(context)),
        status=status_words(latest.status.unique(), say),
        alt=finding,
        table=pd.DataFrame(
            {
                "region_code": ordered,
                "region_name": [say.region(c) for c in ordered],
                "period": say.period(str(latest.period.iloc[0])),
                "shortage_share": [known[c] for c in ordered],
                "status": [say.status(latest.status.get(c, "missing")) for c in ordered],
            }
        ),
        parts=(Part("bars", lambda w, h: draw_bars(bars, say, w, h), bar_height(len(bars), each=30)),),
        context=context,
    )


def _regions_left_out(count: int, say: Voice, *, is_report: bool) -> tuple[str, ...]:
    """How many regions have no bar, because their share is unknown; nothing where all have one."""
    return (say(f"left_out.regions_{'report' if is_report else 'unknown'}", count=count),) if count else ()


def _shortage_of_home(known: dict[str, float | None], home_region: str, context: ChartContext) -> str:
    """The share in the region where the chosen county lies, or that it is missing."""
    share, region = known[home_region], home_words(home_region, context)
    if share is None:
        return context.say("charts.supply.shortage_home_missing", region=region)
    return context.say("charts.supply.shortage_home", region=region, share=context.say.percent(share))


def _shortage_finding(known: dict[str, float | None], say: Voice) -> str:
    """Where the shortage is largest; that only one region is known, or none."""
    told = {code: share for code, share in known.items() if share is not None}
    if not told:
        return say("charts.supply.shortage_none")
    top = max(told, key=lambda code: told[code])
    words = "alone" if len(told) == 1 and len(known) > 1 else "finding"
    return say(f"charts.supply.shortage_{words}", top=say.region(top), share=say.percent(told[top]))

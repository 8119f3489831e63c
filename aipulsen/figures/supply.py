"""Figures of competence supply: IT specialists, moves, graduates, labour shortage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from aipulsen import codes, queries
from aipulsen.charts import theme
from aipulsen.charts.bars import Bar, bar_height, draw_bars
from aipulsen.charts.figure import ChartContext, Figure, Part, count_words, source_lines, status_line
from aipulsen.charts.supply import COUNTRY, as_float, draw_lines, draw_moves, latest_shares, top_county
from aipulsen.figures.comparison import home_words, of_group, placed_title
from aipulsen.figures.context import of_register, present
from aipulsen.provenance import status_label
from aipulsen.queries import Selection
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def it_specialists(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """IT specialists' share of the employees over the years."""
    answer = queries.ask_supply(selection, root)
    context = of_register(answer.scope_of("it_specialists"), lang, root)
    return build_specialists_figure(answer.specialists, answer.breaks, context)


def moves(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Net moves of post-secondary educated; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    present(answer.moves, "flows", answer.scope)
    return build_moves_figure(answer.moves, of_register(answer.scope_of("flows"), lang, root))


def graduates(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Graduates per county; an edition without them refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    present(answer.graduates, "graduates", answer.scope)
    assert answer.graduates_year is not None
    assert answer.graduates_status is not None
    return build_graduates_figure(
        answer.graduates,
        answer.graduates_year,
        answer.graduates_status,
        of_register(answer.scope_of("graduates"), lang, root),
    )


def labour_shortage(selection: Selection, lang: Lang, root: Path | None = None) -> Figure:
    """Reported labour shortage by region; an edition without it refuses (EditionError)."""
    answer = queries.ask_supply(selection, root)
    present(answer.shortage, "labour_shortage", answer.scope)
    context = of_register(answer.scope_of("labour_shortage"), lang, root)
    return build_shortage_figure(answer.shortage, context)


def build_specialists_figure(
    specialists: pd.DataFrame, breaks: Sequence[tuple[str, str]], context: ChartContext
) -> Figure:
    """IT specialists' share of the employees over the years; the chosen county and the country stand out.

    specialists: county_code, year, employees_persons, it_specialists_persons, specialist_share, status, with the
    country as «00». breaks: (year, text key) of breaks in the series.
    """
    lang = context.lang
    specialists = of_group(specialists, context, and_also=(COUNTRY,))
    latest = latest_shares(specialists)
    finding = placed_title(_specialists_finding(latest, context), latest.to_dict(), context)
    country = specialists[specialists.county_code == COUNTRY].iloc[-1]
    words = [t(f"charts.supply.break.{key}", lang) for _, key in breaks]
    noted = (t("charts.supply.break_line", lang, breaks="; ".join(words)),) if breaks else ()
    return Figure(
        key="it-specialists",
        title=finding,
        subtitle=t(
            "charts.supply.specialists_measure",
            lang,
            first=specialists.year.min(),
            last=specialists.year.max(),
            count=fmt.number(int(country.it_specialists_persons), 0, lang),
        ),
        caption=(
            t("charts.supply.exposure_note", lang),
            *noted,
            *status_line(specialists.status.unique(), lang),
            *_closing(context),
        ),
        alt=finding,
        table=specialists.assign(
            county_name=[codes.county_name(c, lang) for c in specialists.county_code],
            status=[status_label(s, lang) for s in specialists.status],
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


def _closing(context: ChartContext) -> tuple[str, ...]:
    """The window's demand that the supply is set against, and the source."""
    ads = t("charts.supply.ads_line", context.lang, window=context.window_words(), ads=count_words(context))
    return (ads, *source_lines(context))


def _specialists_finding(latest: pd.Series, context: ChartContext) -> str:
    lang = context.lang
    if context.county_code is not None:
        return t(
            "charts.supply.specialists_chosen",
            lang,
            county=codes.county_name(context.county_code, lang),
            share=fmt.percent(as_float(latest[context.county_code]), 1, lang),
            country=fmt.percent(as_float(latest[COUNTRY]), 1, lang),
        )
    top = top_county(latest)
    return t(
        "charts.supply.specialists_finding",
        lang,
        top=codes.county_name(top, lang),
        share=fmt.percent(float(latest[top]), 1, lang),
    )


def build_moves_figure(moves: pd.DataFrame, context: ChartContext) -> Figure:
    """Net moves of post-secondary educated per county, most gained first.

    moves: county_code, year, moved_in_persons, moved_out_persons, net_persons, net_per_1000, status.
    """
    lang = context.lang
    ordered = of_group(moves, context).sort_values("net_persons", ascending=False, ignore_index=True)
    net = ordered.set_index("county_code").net_persons.to_dict()
    finding = placed_title(_moves_finding(ordered, context), net, context)
    return Figure(
        key="moves",
        title=finding,
        subtitle=t("charts.supply.moves_measure", lang, year=ordered.year.iloc[0]),
        caption=(*status_line(ordered.status.unique(), lang), *_closing(context)),
        alt=finding,
        table=ordered.assign(
            county_name=[codes.county_name(c, lang) for c in ordered.county_code],
            status=[status_label(s, lang) for s in ordered.status],
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
    lang = context.lang
    if context.county_code is not None:
        row = ordered[ordered.county_code == context.county_code].iloc[0]
        return t(
            "charts.supply.moves_chosen",
            lang,
            county=codes.county_name(context.county_code, lang),
            in_persons=fmt.number(int(row.moved_in_persons), 0, lang),
            out_persons=fmt.number(int(row.moved_out_persons), 0, lang),
        )
    top, bottom = ordered.iloc[0], ordered.iloc[-1]
    key = "moves_finding"
    if bottom.net_persons >= 0:
        key = "moves_finding_gain"
    elif top.net_persons <= 0:
        key = "moves_finding_loss"
    return t(
        f"charts.supply.{key}",
        lang,
        top=codes.county_name(top.county_code, lang),
        bottom=codes.county_name(bottom.county_code, lang),
    )


def build_graduates_figure(graduates: pd.DataFrame, year: str, status: str, context: ChartContext) -> Figure:
    """Graduates per county of the institution's main seat. graduates: county_code, graduates_persons, institutions."""
    lang = context.lang
    ordered = of_group(graduates, context).sort_values("graduates_persons", ascending=False, ignore_index=True)
    persons = ordered.set_index("county_code").graduates_persons.to_dict()
    finding = placed_title(_graduates_finding(ordered, context), persons, context)
    without = [code for code in context.comparison if code not in persons]
    bars: list[Bar] = [
        {
            "label": codes.county_name(row.county_code, lang),
            "value": float(row.graduates_persons),
            "words": t(
                "charts.supply.graduates_words",
                lang,
                count=fmt.number(int(row.graduates_persons), 0, lang),
                institutions=int(row.institutions),
            ),
            "fill": theme.ACCENT if row.county_code == context.county_code else theme.RAMP[3],
        }
        for row in ordered.itertuples()
    ]
    seatless = t("charts.supply.graduates_no_seat", lang)
    bars += [
        {"label": codes.county_name(code, lang), "value": None, "words": seatless, "fill": theme.RAMP[3]}
        for code in without
    ]
    return Figure(
        key="graduates",
        title=finding,
        subtitle=t("charts.supply.graduates_measure", lang, year=year),
        caption=(*status_line([status], lang), *_closing(context)),
        alt=finding,
        table=ordered.assign(
            county_name=[codes.county_name(c, lang) for c in ordered.county_code], status=status_label(status, lang)
        )[["county_code", "county_name", "graduates_persons", "institutions", "status"]],
        parts=(Part("bars", lambda w, h: draw_bars(bars, lang, w, h, room=0.4), bar_height(len(bars), each=26)),),
        context=context,
    )


def _graduates_finding(ordered: pd.DataFrame, context: ChartContext) -> str:
    """How many the chosen county has, or that none has its main seat there; else the county with most."""
    lang = context.lang
    own = ordered[ordered.county_code == context.county_code]
    if context.county_code is not None and own.empty:
        return t("charts.supply.graduates_none", lang, county=codes.county_name(context.county_code, lang))
    row = own.iloc[0] if len(own) else ordered.iloc[0]
    return t(
        "charts.supply.graduates_chosen" if len(own) else "charts.supply.graduates_finding",
        lang,
        top=codes.county_name(row.county_code, lang),
        count=fmt.number(int(row.graduates_persons), 0, lang),
    )


def build_shortage_figure(shortage: pd.DataFrame, context: ChartContext) -> Figure:
    """Share of firms that report a shortage, by NUTS2, latest quarter. shortage: region_code, period,
    shortage_share, status. A region without a value is said to be missing."""
    lang = context.lang
    latest = shortage[shortage.period == shortage.period.max()].set_index("region_code")
    lying_in = context.comparison or tuple(codes.counties())
    regions = sorted({codes.counties()[county].nuts2_code for county in lying_in})
    chosen = codes.counties()[context.county_code].nuts2_code if context.county_code else None
    known = {code: as_float(latest.shortage_share.get(code)) for code in regions}
    finding = _shortage_of_home(known, chosen, context) if chosen else _shortage_finding(known, lang)
    ordered = sorted(regions, key=lambda c: (known[c] is None, -(known[c] or 0.0)))
    bars: list[Bar] = [
        {
            "label": codes.region_name(code, lang),
            "value": known[code],
            "words": t("charts.supply.shortage_missing", lang)
            if known[code] is None
            else fmt.percent(known[code], 0, lang),
            "fill": theme.ACCENT if code == chosen else theme.RAMP[3],
        }
        for code in ordered
    ]
    return Figure(
        key="labour-shortage",
        title=finding,
        subtitle=t("charts.supply.shortage_measure", lang, period=fmt.period(str(latest.period.iloc[0]), lang)),
        caption=(
            t("charts.supply.shortage_interval", lang),
            *((t("charts.supply.shortage_group", lang),) if context.comparison else ()),
            *status_line(latest.status.unique(), lang),
            *_closing(context),
        ),
        alt=finding,
        table=pd.DataFrame(
            {
                "region_code": ordered,
                "region_name": [codes.region_name(c, lang) for c in ordered],
                "period": fmt.period(str(latest.period.iloc[0]), lang),
                "shortage_share": [known[c] for c in ordered],
                "status": [status_label(latest.status.get(c, "missing"), lang) for c in ordered],
            }
        ),
        parts=(Part("bars", lambda w, h: draw_bars(bars, lang, w, h, room=0.2), bar_height(len(bars), each=30)),),
        context=context,
    )


def _shortage_of_home(known: dict[str, float | None], home_region: str, context: ChartContext) -> str:
    """The share in the region where the chosen county lies, or that it is missing."""
    share, region = known[home_region], home_words(home_region, context)
    if share is None:
        return t("charts.supply.shortage_home_missing", context.lang, region=region)
    return t("charts.supply.shortage_home", context.lang, region=region, share=fmt.percent(share, 0, context.lang))


def _shortage_finding(known: dict[str, float | None], lang: Lang) -> str:
    """Where the shortage is largest; that only one region is known, or none."""
    told = {code: share for code, share in known.items() if share is not None}
    if not told:
        return t("charts.supply.shortage_none", lang)
    top = max(told, key=lambda code: told[code])
    words = "alone" if len(told) == 1 and len(known) > 1 else "finding"
    return t(
        f"charts.supply.shortage_{words}",
        lang,
        top=codes.region_name(top, lang),
        share=fmt.percent(told[top], 0, lang),
    )

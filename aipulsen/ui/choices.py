"""What the reader has chosen, in sight where it acts: place, window and edition; definitions behind one button."""

from __future__ import annotations

import logging

import streamlit as st

from aipulsen import codes, queries, topics
from aipulsen.errors import EditionError
from aipulsen.levels import ASKED_LEVELS
from aipulsen.queries import Selection
from aipulsen.queries.choices import COMPARISON_WORDS, RESEARCH_WORDS
from aipulsen.store import editions, retention, sight
from aipulsen.store.editions import Edition
from aipulsen.ui import filters, menu
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice

_LOG = logging.getLogger("aipulsen.ui")
_WIDTH = 168  # of a select box, pixels: two and the gap between them stand side by side on a phone


def show_choices(
    key: str, known: list[Edition], broken: dict[str, EditionError], say: Voice
) -> tuple[Edition, Selection]:
    """The row of filters, and under it in words what its boxes do not say; the edition is opened. From a page that is
    not the county's own (`key`), the way there. Where nothing acts there is no row: the link keeps what was chosen, and
    menu and footer follow its edition."""
    if not topics.PAGE_OF[key].has_choices:
        return _edition(known, broken, say, has_box=False), Selection()
    with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
        counties = [codes.COUNTRY_CODE, *codes.counties()]
        county = filters.choose("lan", counties, codes.COUNTRY_CODE, say.county, say, width=_WIDTH)
        edition = _edition(known, broken, say)
        windows = [str(days) for days in queries.WINDOWS]
        window = filters.choose_segment("fonster", windows, "90", lambda v: say("common.window", days=v), say)
        with st.popover(say("filters.definitions"), icon=":material/tune:", key="definitions"):
            selection = _definitions(edition, int(window), None if county == codes.COUNTRY_CODE else county, say)
        if selection.county_code is not None and key != "profile":
            menu.link_to("profile", say("doors.all_of", county=say.county(county)), ":material/arrow_forward:")
    st.caption(plain(chosen_words(edition, selection, say)))
    return edition, selection


def _edition(known: list[Edition], broken: dict[str, EditionError], say: Voice, *, has_box: bool = True) -> Edition:
    """The edition that the link names, chosen in a box; without one, only read."""
    for name, error in broken.items():
        _LOG.error("edition does not open edition=%s error=%s", name, error.key)
    by_name = {edition.name: edition for edition in known}
    default = sight.leading(known).name
    wanted = filters.url_value("utgava")
    if wanted in broken:
        raise broken[wanted]
    if wanted is not None and wanted not in by_name and (nearest := retention.nearest(wanted, known)) is not None:
        is_gone = retention.was_here(wanted, editions.live_folder())
        told = {"name": plain(wanted[:40]), "nearest": plain(nearest.name), "as_of": nearest.manifest.as_of}
        filters.notice(say("retention.gone" if is_gone else "retention.never_here", **told))
        filters.set_url_value("utgava", nearest.name, "")
    if has_box:
        name = filters.choose(
            "utgava", list(by_name), default, lambda n: menu.edition_words(by_name[n], say), say, width=_WIDTH
        )
    else:
        name = filters.valid_or_default("utgava", list(by_name), default, say)
    return editions.open_edition_at(by_name[name].path)  # the list is kept; what is shown is checked again


def _definitions(edition: Edition, window_days: int, county_code: str | None, say: Voice) -> Selection:
    comparison = "alla"
    if county_code is not None:
        comparison = filters.choose_segment(
            "jamfor", list(COMPARISON_WORDS), "alla", lambda v: say(f"comparison_group.{COMPARISON_WORDS[v]}"), say
        )
    level = filters.choose("niva", ASKED_LEVELS, "role", lambda v: say(f"level.{v}"), say)
    base = filters.choose(
        "bas", queries.bases_of(edition), queries.default_base(edition), lambda v: say(f"base.{v}"), say
    )
    counting, staffing, research = "unique", "all", "med"
    if edition.has("ads"):
        counting = filters.choose("rakning", queries.COUNTINGS, "unique", lambda v: say(f"counting.{v}"), say)
        staffing = filters.choose("bemanning", queries.STAFFINGS, "all", lambda v: say(f"staffing.{v}"), say)
        research = filters.choose(
            "forskning", list(RESEARCH_WORDS), "med", lambda v: say(f"research.{RESEARCH_WORDS[v]}"), say
        )
    menu.link_to("glossary", say("pages.glossary.link"), ":material/menu_book:")
    return Selection(
        window_days=window_days,
        county_code=county_code,
        level=queries.one_of("level", level, ASKED_LEVELS),
        base=base,
        counting=counting,
        staffing=staffing,
        research=RESEARCH_WORDS[research],
        comparison=COMPARISON_WORDS[comparison],
    )


def chosen_words(edition: Edition, selection: Selection, say: Voice) -> str:
    """«90 dagar till april 2026 · AI-jobb · rapportens bas», and what is otherwise than usual; place and edition stand
    in their boxes."""
    manifest = edition.manifest
    told = [
        say("charts.window", days=selection.window_days, as_of=say.as_of(manifest.as_of, manifest.as_of_precision)),
        say(f"level.{selection.level}"),
        say(f"base.{selection.base}"),
    ]
    unusual = {
        "counting.all": selection.counting == "all",
        "chosen.without_staffing": selection.staffing == "without",
        "chosen.without_research": selection.research == "without",
        "chosen.similar": selection.comparison == "similar",
    }
    return " · ".join(told + [say(key) for key, is_so in unusual.items() if is_so])

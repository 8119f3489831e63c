"""The menu at the left: the doors, what the edition lacks behind them, the language, the link to these numbers."""

from __future__ import annotations

import streamlit as st

from aipulsen import __version__, queries, topics
from aipulsen.figures.sharing import frozen_parameters, live_parameters
from aipulsen.queries import Selection
from aipulsen.store.editions import Edition
from aipulsen.text import LANGS
from aipulsen.ui import filters
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice

HERE = "menu:here"  # the session's key for the page that the reader is on


def edition_words(edition: Edition, say: Voice) -> str:
    """«Rapport 1», «DEMO», «2026-11-25»: an edition's short name."""
    return say(f"pages.edition_label.{edition.manifest.kind}", name=edition.name)


def link_to(page: str, label: str, icon: str | None = None, **parameters: str) -> None:
    """A link to a page that keeps the reader's choices, but for those named anew; one named "" is left out."""
    given = {**filters.current_parameters(), **parameters}
    lead_to(page, label, icon, {name: value for name, value in given.items() if value})


def lead_to(page: str, label: str, icon: str | None, given: dict[str, str]) -> None:
    """A link to a page with these parameters and no others. To other choices on the page that the reader is on it is a
    button that writes the address: a link of Streamlit's to its own page leaves the browser's address as it was."""
    if page == st.session_state.get(HERE) and given != filters.current_parameters():
        write = st.query_params.from_dict
        st.button(label, icon=icon, type="tertiary", key=f"here:{label}", on_click=write, args=(given,))
        return
    st.page_link(topics.page_file(page), label=label, icon=icon, query_params=given or None)


def show_doors(key: str, edition: Edition | None, say: Voice) -> None:
    """At most eight entries. A door leads to the first of its pages that the edition has something for; the one that
    the reader stands behind leads to the page itself, which is how Streamlit marks it."""
    for door in topics.DOORS:
        here = [page for page in door.pages if page.key == key]
        full = [page for page in door.pages if edition is None or page.is_in(edition)]
        link_to((here or full or list(door.pages))[0].key, say(f"doors.{door.key}"), door.icon)
        lacking = [say(f"pages.{page.key}.link") for page in door.pages if page not in full]
        if lacking and edition is not None:
            told = say("doors.lacking", edition=edition_words(edition, say), pages=", ".join(lacking))
            st.caption(plain(told))


def show_pages_of_door(key: str, edition: Edition, say: Voice) -> None:
    """The pages behind the same door in a row, those with nothing to show marked; nothing where there is one."""
    pages = topics.door_of(key).pages
    if len(pages) == 1:
        return
    with st.container(horizontal=True, key="pages-of-door"):
        for page in pages:
            label = say(f"pages.{page.key}.link")
            if not page.is_in(edition):
                label = say("doors.lacks", page=label, edition=plain(edition_words(edition, say)))
            link_to(page.key, label)


def show_lack(key: str, edition: Edition, say: Voice) -> None:
    """On a page that the edition has little for: what is missing and what there is instead, in a line, and the way."""
    page = topics.PAGE_OF[key]
    if page.is_in(edition):
        return
    st.info(plain(say(f"pages.{key}.lacks", edition=edition_words(edition, say))), icon=":material/event_busy:")
    with st.container(horizontal=True, vertical_alignment="center"):
        link_to(page.instead, say(f"pages.{page.instead}.link"), ":material/arrow_forward:")
        link_to(key, say("doors.in_demo"), ":material/science:", utgava="demo")


def show_language(say: Voice) -> None:
    """The language switch."""
    filters.choose_segment("sprak", LANGS, "sv", lambda v: say(f"pages.language.{v}"), say)


def show_link_to_these_numbers(key: str, edition: Edition, selection: Selection, say: Voice) -> None:
    """The page's link with edition, window, level and base in it, which shows the same numbers for ever; and, from a
    link that names its edition, the one that follows the newest."""
    chosen = filters.current_parameters()
    frozen = frozen_parameters(chosen, edition.name, selection, selection.base or queries.default_base(edition))
    if frozen != chosen:
        lead_to(key, say("pages.frozen_link"), ":material/link:", frozen)
    if "utgava" in chosen:
        lead_to(key, say("pages.live_link"), ":material/update:", live_parameters(chosen))


def show_footer(edition: Edition, say: Voice) -> None:
    """Edition, engine, version, licence."""
    st.caption(
        say(
            "pages.footer",
            edition=plain(edition.name),
            version=__version__,
            engine=edition.manifest.engine.version if edition.manifest.engine else "1.0",
        )
    )

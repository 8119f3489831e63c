"""Filters whose state is the URL: each widget owns its parameter, its default, its validation.

The URL is the truth: at every run the widget is set from it, and a change is written back before the
page draws. Codes stand in the URL (`?lan=25`), words on the screen. A default stays out of the URL. A value
that is not valid falls back to the default and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

import streamlit as st

from aipulsen.queries.choices import HUNG_ON
from aipulsen.settings import settings
from aipulsen.text import all_texts
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice

_PREFIX = "url:"


def url_value(name: str) -> str | None:
    """The raw value of a URL parameter, or None when it is absent."""
    return st.query_params.get(name)


def set_url_value(name: str, value: str, default: str) -> None:
    """Write a parameter to the URL; the default stays out of it."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def current_parameters() -> dict[str, str]:
    """All parameters of the URL, to be carried over to the next page."""
    return dict(st.query_params.to_dict())


def server_address() -> str:
    """The address that the server's own addresses begin with: the one that is set, else that of the reader's page."""
    if settings().public_url:
        return settings().public_url
    page = urlsplit(str(st.context.url or ""))
    return f"{page.scheme}://{page.netloc}{page.path.rpartition('/')[0]}" if page.netloc else ""


def page_address() -> str:
    """The address of the reader's page without its parameters, below the server's own address."""
    return f"{server_address()}/{urlsplit(str(st.context.url or '')).path.rpartition('/')[2]}"


_OTHERS = (*HUNG_ON, "embed")  # what other services hang on to a link, and Streamlit's own


@cache
def _names() -> frozenset[str]:
    """The parameters that some filter owns: those with a name in words."""
    return frozenset(key.removeprefix("filters.name.") for key in all_texts() if key.startswith("filters.name."))


def tidy_link(say: Voice) -> None:
    """The link as people write it, made ours: capitals in a name, a slash or a space after a value, a county's lost
    nought. What it names twice, or has no meaning here, is said."""
    given = {written: st.query_params.get_all(written) for written in st.query_params.to_dict()}
    for written in given:
        name = written.lower()
        values = [value for spelling, all_of_it in given.items() if spelling.lower() == name for value in all_of_it]
        if name != written and name in given:  # told where its own spelling stands
            st.query_params.pop(written, None)
            continue
        if name not in _names():
            if not name.startswith(_OTHERS):
                st.query_params.pop(written, None)
                notice(say("filters.unknown", name=plain(written[:40])))
            continue
        value = values[-1].strip(" /")
        value = value.zfill(2) if name == "lan" and value.isdecimal() else value
        if len(values) > 1:
            notice(say("filters.repeated", name=say(f"filters.name.{name}"), value=plain(value[:40])))
        if (written, values) != (name, [value]):
            st.query_params.pop(written, None)
            st.query_params[name] = value


def valid_or_default(name: str, valid: Sequence[str], default: str, say: Voice) -> str:
    """The URL's value when valid; else the default, removed from the URL, with a sentence about it."""
    raw = url_value(name)
    if raw is None or raw in valid:
        return default if raw is None else raw
    st.query_params.pop(name, None)
    notice(say("filters.fell_back", value=plain(raw[:40]), name=say(f"filters.name.{name}")))
    return default


_NOTICES = "filters:notices"
_SEARCH_WIDTH = 420  # pixels; on a phone the box is as wide as the screen


def notice(sentence: str) -> None:
    """A sentence about the URL, told by `show_notices`."""
    st.session_state.setdefault(_NOTICES, []).append(sentence)


def show_notices() -> None:
    """Say which URL values were not valid, once, where the reader sees it."""
    for sentence in st.session_state.pop(_NOTICES, []):
        st.warning(sentence, icon=":material/link_off:")


def _written_back(name: str, default: str) -> Callable[[], None]:
    def write() -> None:
        value = st.session_state[_PREFIX + name]
        joined = ",".join(value) if isinstance(value, list) else str(value)
        set_url_value(name, joined, default)

    return write


def choose(
    name: str,
    valid: Sequence[str],
    default: str,
    label_of: Callable[[str], str],
    say: Voice,
    *,
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """A select box bound to the URL parameter `name`."""
    st.session_state[_PREFIX + name] = valid_or_default(name, valid, default, say)
    return st.selectbox(
        say(f"filters.name.{name}"),
        list(valid),
        key=_PREFIX + name,
        format_func=label_of,
        on_change=_written_back(name, default),
        help=say(f"filters.help.{name}") or None,
        placeholder=say("filters.placeholder"),
        width=width,
    )


def choose_segment(name: str, valid: Sequence[str], default: str, label_of: Callable[[str], str], say: Voice) -> str:
    """A row of buttons bound to the URL parameter `name`; one is always chosen."""
    st.session_state[_PREFIX + name] = valid_or_default(name, valid, default, say)
    chosen = st.segmented_control(
        say(f"filters.name.{name}"),
        list(valid),
        key=_PREFIX + name,
        format_func=label_of,
        on_change=_written_back_or_default(name, default),
        help=say(f"filters.help.{name}") or None,
    )
    return str(chosen) if chosen is not None else default


def _written_back_or_default(name: str, default: str) -> Callable[[], None]:
    def write() -> None:
        value = st.session_state[_PREFIX + name]
        set_url_value(name, default if value is None else str(value), default)

    return write


def choose_several(
    name: str, valid: Sequence[str], default: Sequence[str], label_of: Callable[[str], str], say: Voice, *, at_most: int
) -> tuple[str, ...]:
    """A multi-select bound to a comma-separated URL parameter; unknown members fall back to the default."""
    raw = url_value(name)
    chosen = list(default)
    if raw is not None:
        members = [m for m in raw.split(",") if m]
        strangers = [m for m in members if m not in valid]
        if strangers or not members or len(members) > at_most:
            valid_or_default(name, (), ",".join(default), say)
        else:
            chosen = members
    st.session_state[_PREFIX + name] = chosen
    picked = st.multiselect(
        say(f"filters.name.{name}"),
        list(valid),
        key=_PREFIX + name,
        format_func=label_of,
        max_selections=at_most,
        on_change=_written_back(name, ",".join(default)),
        help=say(f"filters.help.{name}") or None,
        placeholder=say("filters.placeholder"),
    )
    return tuple(picked) or tuple(default)


def search_form(name: str, say: Voice) -> tuple[str, bool]:
    """A box to search in and its button: what is typed, and whether it was sent just now, by Enter or by the button."""
    row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom", "key": f"to-send:{name}"}
    with st.form(f"form:{name}", border=False), st.container(**row):
        words = search_box(name, say)  # within a form it is given when it is sent
        is_sent = st.form_submit_button(say("filters.search"))
    return words, is_sent


def search_box(name: str, say: Voice) -> str:
    """A box to search in, given with each letter typed; what is typed stays out of the URL."""
    words = st.text_input(
        say(f"filters.name.{name}"),
        key=f"search:{name}",
        type="search",
        live=True,
        help=say(f"filters.help.{name}"),
        placeholder=say(f"filters.example.{name}"),
        icon=":material/search:",
        width=_SEARCH_WIDTH,
    )
    return words or ""

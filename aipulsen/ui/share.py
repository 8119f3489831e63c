"""«Använd och dela» under a figure: files, links, embed codes, texts and citation, made when somebody opens it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

import streamlit as st

from aipulsen import figures, topics
from aipulsen.charts.figure import Figure
from aipulsen.clock import SYSTEM_CLOCK
from aipulsen.figures import citation, workshop
from aipulsen.figures.desk import Desk
from aipulsen.figures.generated import code_of_sentence
from aipulsen.figures.sentence_codes import Sentence
from aipulsen.figures.sharing import (
    CODE_KINDS,
    Shared,
    embed_code,
    figure_address,
    frozen_parameters,
    frozen_query,
    live_parameters,
    place_of,
    sentence_address,
)
from aipulsen.queries import Selection
from aipulsen.queries.choices import without_defaults
from aipulsen.text import LANGS
from aipulsen.ui import filters
from aipulsen.ui.markdown import plain
from aipulsen.voice import Voice


@st.fragment
def show_use_and_share(fig: Figure, say: Voice, *, file_stem: str) -> None:
    """One button; what lies behind it costs nothing until it is opened, and then without the rest of the page."""
    box = st.popover(say("share.open"), icon=":material/share:", key=f"share:{fig.key}", on_change="rerun")
    if not box.open:
        return
    with box:
        names = ("files", "links", "embed", "texts", "cite")
        tabs = dict(zip(names, st.tabs([say(f"share.tab.{name}") for name in names]), strict=True))
        with tabs["files"]:
            _show_files(fig, say, file_stem)
        with tabs["links"]:
            _show_links(fig, say)
        with tabs["embed"]:
            _show_codes(fig, say)
        with tabs["texts"]:
            _show_texts(fig, say)
        with tabs["cite"]:
            _show_citation(fig, say)
        st.caption(plain(say("share.both_languages")))


def _show_codes(fig: Figure, say: Voice) -> None:
    selection = without_defaults(fig.asked[1], filters.current_parameters())
    shared = Shared(fig.key, fig.quoted, fig.context.edition, fig.context.base, selection, say.lang)
    for kind in CODE_KINDS:
        _show_copied(say(f"web.code.{kind}"), embed_code(filters.server_address(), shared, kind), "html")


def _show_files(fig: Figure, say: Voice, file_stem: str) -> None:
    desk, selection = fig.asked
    for file_format in topics.FIGURE_FORMATS:
        if not (fig.has_rows or file_format.is_drawn):  # there is no table of why there is nothing
            continue
        st.download_button(
            say(f"panel.{file_format.key}"),
            data=workshop.ordered(file_format, desk, selection, fig.key),
            file_name=f"{file_stem}{file_format.ending}",
            mime=file_format.mime,
            on_click="ignore",
            key=f"download:{fig.key}:{file_format.key}",
            width="stretch",
        )


def _show_links(fig: Figure, say: Voice) -> None:
    given, page = filters.current_parameters(), filters.page_address()
    frozen = frozen_parameters(given, fig.context.edition, fig.asked[1], fig.context.base)
    _show_copied(say("share.link.frozen"), f"{page}?{urlencode(frozen)}")
    live = live_parameters(given)
    _show_copied(say("share.link.follows"), page + (f"?{urlencode(live)}" if live else ""))
    _show_copied(say("share.link.figure"), _own_address(fig))


def _show_texts(fig: Figure, say: Voice) -> None:
    """Finding and alternative text, in the page's language first."""
    desk, selection = fig.asked
    spoken = {lang: figures.build_figure(fig.key, Desk(desk.edition, Voice(lang)), selection) for lang in LANGS}
    for part, told in (("sentence", sentence_of), ("alternative", lambda figure: figure.alt)):
        for lang in sorted(LANGS, key=lambda lang: lang != say.lang):
            _show_copied(say(f"share.text.{part}{'_en' if lang == 'en' else ''}"), told(spoken[lang]))
    if not fig.has_finding:
        return
    code = figures.code_of_finding(fig, selection)
    _show_copied(say("sentence.address"), sentence_address(filters.server_address(), code, say.lang))


def show_checks(said: Iterable[Sentence], desk: Desk, selection: Selection) -> None:
    """A quiet line: for each sentence a link to what stands behind it."""
    if links := checks(said, desk, selection):
        st.caption(" · ".join(links))


def checks(said: Iterable[Sentence], desk: Desk, selection: Selection, what: str = "check") -> list[str]:
    """A link for each sentence, in their order, to what stands behind it; `what` is the text that the links say. One
    that explains a method, or why nothing can be told, has none."""
    say, root = desk.say, filters.server_address()
    codes = [code_of_sentence(sentence, desk, selection) for sentence in said]
    if what == "check" and len(codes) == 1:
        what = "check_one"
    return [
        f"[{say(f'sentence.{what}', number=n)}]({sentence_address(root, code, say.lang)})"
        for n, code in enumerate(codes, start=1)
        if code
    ]


def sentence_of(fig: Figure) -> str:
    """The finding as it is quoted: marked where it is made up, with its measure and source."""
    told = (f"{part.removesuffix('.')}." for part in (fig.title, fig.subtitle))
    return f"{fig.context.mark_before}{' '.join(told)} {fig.source}"


def _show_citation(fig: Figure, say: Voice) -> None:
    cited = _cited(fig)
    for form, written in citation.FORMS.items():
        _show_copied(say(f"citation.{form}"), written(cited))


def _cited(fig: Figure) -> citation.Cited:
    desk, selection = fig.asked
    return citation.of_edition(
        desk,
        key=f"aipulsen-{fig.key}-{place_of(selection)}-{desk.edition.name}",
        title=fig.title,
        address=_own_address(fig),
        accessed=SYSTEM_CLOCK.now().date(),
    )


def _own_address(fig: Figure) -> str:
    """The figure's own address, frozen."""
    context, selection = fig.context, fig.asked[1]
    query = frozen_query(selection, context.edition, context.base, context.say.lang)
    return figure_address(filters.server_address(), fig.key, place_of(selection), "html", query)


def _show_copied(label: str, text: str, language: str | None = None) -> None:
    """Words, and below them what a click copies."""
    st.markdown(plain(label))
    st.code(text, language=language, wrap_lines=True)

"""The ⓘ beside a chart: how its measures are defined, in the same words as docs/measures."""

from __future__ import annotations

import streamlit as st

from aipulsen.catalogue import MEASURES, PARTS
from aipulsen.text import Lang, t
from aipulsen.ui.markdown import plain

# The measures behind each figure, the one it is named after first.
MEASURES_OF: dict[str, tuple[str, ...]] = {
    "trend": ("trend", "interval", "unique_ads"),
    "trend-changes": ("trend_change",),
    "big-city-quotients": ("location_quotient",),
    "big-city-lorenz": ("concentration",),
    "big-city-trend": ("big_city_share", "trend"),
}


def show_measures(figure_key: str, lang: Lang) -> None:
    """A button that opens the figure's measures: definition, formula, worked example, missing, caveats."""
    with st.popover(t("measures.heading.info", lang), icon=":material/info:"):
        for key in MEASURES_OF[figure_key]:
            measure = MEASURES[key]
            st.markdown(f"**{plain(measure.text('label', lang))}**")
            for part in PARTS[1:]:
                if part == "formula":
                    st.code(measure.text(part, lang), language=None, wrap_lines=True)
                else:
                    st.markdown(f"*{t(f'measures.heading.{part}', lang)}:* {plain(measure.text(part, lang))}")

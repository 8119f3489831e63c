"""Kompetensgap: the county map of gap scores with the ranking beside it."""

from aipulsen.ui import views
from aipulsen.ui.shell import open_page

page = open_page("gap")
views.show_interactive_gap_map(page)
views.show_county_in_words(page)
views.show_gap_downloads(page)

"""Kompetensgap: the county map of gap scores with the ranking beside it."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import gap, report, shares

page = open_page("gap")
gap.show_county_in_words(page)
gap.show_interactive_gap_map(page)
gap.show_drivers(page)
gap.show_places(page)
shares.show_shares(page)
report.show_marks(page, "gap")
close_page(page)

"""Översikt: the start page – three hero numbers, a small map, the ranking, how sure it is."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import overview, report

page = open_page("overview")
overview.show_place_search(page)
overview.show_overview_heroes(page)
overview.show_map_and_ranking(page)
overview.show_national_share(page)
overview.show_how_sure(page)
report.show_marks(page, "overview")
close_page(page)

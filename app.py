"""Översikt: the start page – three hero numbers, a small map, the ranking, how sure it is."""

from aipulsen.ui import views
from aipulsen.ui.shell import open_page

page = open_page("overview")
views.show_overview_heroes(page)
views.show_map_and_ranking(page)
views.show_how_sure(page)

"""Översikt: the start page – what this is, your place, three numbers, map and ranking, the story, how sure it is."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import overview, report, story

page = open_page("overview")
overview.show_place_search(page)
overview.show_overview_heroes(page)
overview.show_map_and_ranking(page)
story.show_story(page)
overview.show_national_share(page)
overview.show_how_sure(page)
report.show_marks(page, "overview")
close_page(page)

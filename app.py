"""Översikt: the start page – what this is, your place, map and ranking, three numbers, the story, what is new.

Imported by the server, and not run as a page, it is the application: pages, and the addresses of `aipulsen.web`.
"""

from streamlit import get_option
from streamlit.starlette import App

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.start import prepared
from aipulsen.ui.views import overview, report, story
from aipulsen.web.face import face

if __name__ == "__main__":
    page = open_page("overview")
    with page.top:
        overview.show_place_search(page)
    overview.show_map_and_ranking(page)
    overview.show_overview_heroes(page)
    story.show_story(page)
    story.show_what_is_new(page)
    overview.show_national_share(page)
    overview.show_how_sure(page)
    report.show_marks(page, "overview")
    close_page(page)
else:
    app = App(__file__, lifespan=prepared, **face(get_option("server.baseUrlPath")))

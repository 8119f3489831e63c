"""Storstad och övriga: ads against population, always on the same definition."""

from aipulsen.ui import views
from aipulsen.ui.shell import open_page

page = open_page("big_city")
views.show_big_city_split(page)

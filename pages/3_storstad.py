"""Storstad och övriga: ads against population, always on the same definition."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import big_city, report

page = open_page("big_city")
big_city.show_big_city_split(page)
report.show_marks(page, "big_city")
close_page(page)

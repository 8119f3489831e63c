"""Utveckling: ads per week with a moving window, and when a change is a change."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import trend

page = open_page("trend")
trend.show_trend(page)
trend.show_changes(page)
trend.show_edition_changes(page)
close_page(page)

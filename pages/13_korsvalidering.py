"""Korsvalidering: does Platsbanken tell the same story as LinkedIn and Indeed?"""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import cross_check

page = open_page("cross_check")
cross_check.show_cross_check(page)
cross_check.show_employers_seen_in_one(page)
close_page(page)

"""Arbetsgivare: who is behind the ads of a region, and how much hangs on one of them."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import employers, report

page = open_page("employers")
employers.show_employers(page)
employers.show_dependence_of_counties(page)
employers.show_ads(page)
report.show_marks(page, "employers")
close_page(page)

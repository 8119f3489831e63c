"""Arbetsgivare: who is behind the ads of a region, and how much hangs on one of them."""

from aipulsen.ui.shell import open_page
from aipulsen.ui.views import employers

page = open_page("employers")
employers.show_employers(page)

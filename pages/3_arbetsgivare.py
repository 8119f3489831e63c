"""Arbetsgivare: who is behind the ads of a region, and how much hangs on one of them."""

from aipulsen.ui import views
from aipulsen.ui.shell import open_page

page = open_page("employers")
views.show_employers(page)

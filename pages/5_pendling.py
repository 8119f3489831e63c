"""Pendling: hubs side by side – in-commuters, origins, ratio."""

from aipulsen.ui import views
from aipulsen.ui.shell import open_page

page = open_page("commuting")
views.show_commuting(page)

"""Pendling: hubs side by side – in-commuters, origins, ratio."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import commuting

page = open_page("commuting")
commuting.show_commuting(page)
commuting.show_adjusted(page)
close_page(page)

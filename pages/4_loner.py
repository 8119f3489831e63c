"""Löner: wage gaps per region and occupation, beside the AI ads of the window."""

from aipulsen.ui import views
from aipulsen.ui.shell import open_page

page = open_page("wages")
views.show_wages(page)

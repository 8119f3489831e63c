"""Löner: wage gaps per region and occupation, beside the AI ads of the window."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import report, wages

page = open_page("wages")
wages.show_wages(page)
report.show_marks(page, "wages")
close_page(page)

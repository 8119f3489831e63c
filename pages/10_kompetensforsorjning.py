"""Kompetensförsörjning: where the competence comes from – specialists, moves, graduates, reported shortage."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import report, supply

page = open_page("supply")
supply.show_specialists(page)
supply.show_moves(page)
supply.show_graduates(page)
supply.show_shortage(page)
supply.show_days_open(page)
report.show_marks(page, "supply")
close_page(page)

"""Ditt län: all about one county on one page, its answer first, with a page for the board and a press kit."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import profile, report

page = open_page("profile")
if profile.has_county(page):
    profile.show_answer(page)
    profile.show_changes(page)
    profile.show_questions(page)
    report.show_marks(page, "profile")
close_page(page)

"""AI-jobben: what AI work is asked for, in which occupations, by whom and on what terms."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import work

page = open_page("work")
work.show_work(page)
close_page(page)

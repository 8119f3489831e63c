"""Berättelsen: the report's story in six steps with the chosen edition's figures; it ends in the reader's county."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import story

page = open_page("story")
story.show_step(page)
close_page(page)

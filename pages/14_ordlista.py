"""Ordlista: every term of the pages, once, in plain words."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import glossary

page = open_page("glossary")
glossary.show_glossary(page)
close_page(page)

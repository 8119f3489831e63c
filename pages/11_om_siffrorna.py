"""Om siffrorna: definitions, sources and dates, coverage, and the report's known faults."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import about, check_text, try_ad

page = open_page("about")
section = about.choose_section(page)
if section == "utgava":
    about.show_edition(page)
    about.show_sources(page)
elif section == "matt":
    about.show_measures(page)
    about.show_sql(page)
    about.show_similar_weights(page)
    about.show_accessibility(page)
elif section == "prova":
    try_ad.show_try_ad(page)
elif section == "kontrollera":
    check_text.show_check_text(page)
else:
    about.show_report(page)
close_page(page)

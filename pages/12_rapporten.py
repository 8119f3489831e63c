"""Rättelser till rapport 1: every figure the report prints, against our data, with a verdict."""

from aipulsen.ui.shell import close_page, open_page
from aipulsen.ui.views import report

page = open_page("report")
report.show_report_finding(page)
report.show_report_lines(page)
report.show_report_chart(page)
close_page(page)

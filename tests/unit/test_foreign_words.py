"""What a stranger wrote is shown: no markup, no link, no formula, no sign that a terminal obeys."""

from __future__ import annotations

import re

import orjson
import pytest

from aipulsen.text import t
from aipulsen.text.safety import neutralised, one_line, showable_json, showable_within
from aipulsen.ui.markdown import linked_cell, plain, plain_cell


@pytest.mark.parametrize(
    "address", ["http://ond.se", "HTTPS://ond.se/x", "www.ond.se", "kim@ond.se", "mailto:k@ond.se"]
)
def test_a_strangers_address_is_no_link(address: str) -> None:
    """Not even after the renderer has undone the escapes; to a reader it looks as it did."""
    unescaped = re.sub(r"\\(.)", r"\1", plain(address))
    assert re.search(r"https?://|www\.|\w@\w", unescaped, re.IGNORECASE) is None
    assert unescaped.replace("\u2060", "") == address


def test_a_sentence_holds_nothing_that_a_terminal_obeys() -> None:
    """Escape sequences in a file's name or a faulty value are spaces in every sentence, cell and specification."""
    assert "\x1b" not in t("ads.no_file", file="a\x1b[2Jb\u202e.jsonl")
    assert neutralised("\x1b=1+1") == " =1+1"
    assert one_line("a\x0b\nb\ufffe") == "a  b"
    assert showable_within({"a": ["b\x00", {"c": "\x07d"}, [1.5, 2.5]]}) == {"a": ["b ", {"c": " d"}, [1.5, 2.5]]}


def test_json_is_the_same_whether_values_are_walked_or_not() -> None:
    """Every character that cannot be shown, in a key and in a value; what can be is not walked."""
    characters = [chr(number) for number in (*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFDC0, 0x10010), 0x1FFFE)]
    for one in characters:
        value = {f"a{one}": [f"b{one}", {"c": one}], "d\\u0000": 1.5}
        assert showable_json(value) == orjson.dumps(showable_within(value)), hex(ord(one))


def test_a_link_of_ours_leads_where_it_says_and_no_further() -> None:
    """An ad's headline leads to the ad; an address that is none of the web's is left out, and none ends its link."""
    assert linked_cell("Ingenjör", "https://exempel.se/a?b=1&c=2#d") == "[Ingenjör](https://exempel.se/a?b=1&c=2#d)"
    for address in (
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//ond.se",
        "https://",
        "https://a b",
        "/arbetsgivare",
    ):
        assert linked_cell("a](http://ond.se)", address) == plain_cell("a](http://ond.se)")
    (address,) = re.findall(r"\]\((.*)\)$", linked_cell("a", 'https://a.se/)"[b](http://ond.se)<i>\\$x$`y`'))
    assert re.search(r"[()<>\[\]\"\\$`\s]", address) is None
    assert linked_cell(" ", "https://a.se") == plain_cell(" ")

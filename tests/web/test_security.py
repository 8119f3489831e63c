"""Lines of `docs/security.md` that no other test shows: each of them asks, or looks, for itself."""

from __future__ import annotations

import ast
import html
import json
import re
import tomllib

import pytest

from aipulsen.keepers import REPLIES
from aipulsen.settings import settings
from aipulsen.text import t
from aipulsen.web import answers, documents, files
from aipulsen.web.files import FORMATS
from benchmarks.addresses import Routes
from tests.conftest import ROOT
from tests.web.conftest import Get

HOSTILE = "</script><b onclick=x>&\"'"


def test_nothing_that_others_wrote_is_markup_in_a_document_of_ours() -> None:
    """In words it is escaped; in linked data it cannot end its script, and is read back as it was."""
    assert HOSTILE not in (told := documents.problem(404, HOSTILE, "sv").decode())
    assert HOSTILE in html.unescape(told)
    script = str(documents.json_for_script({"name": HOSTILE}))
    assert re.search("[<>&]", script) is None
    assert json.loads(script) == {"name": HOSTILE}


def test_nothing_from_outside_is_run_or_unpickled() -> None:
    """No module of ours evaluates a text, starts a shell, or reads a format that can hold code, but the shelf, which
    reads what our own process wrote (`tests/unit/test_shelf.py` holds that others may not write there)."""
    found = []
    for file in (ROOT / "aipulsen").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
                found += [(file.name, name) for name in names if name in ("pickle", "marshal", "shelve", "dill")]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
                found.append((file.name, node.func.id))
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append((file.name, "shell"))
    assert found == [("shelf.py", "pickle")]


def test_public_data_may_be_read_from_anywhere_and_nothing_else(get: Get) -> None:
    """`*` on what anybody may have; refusals and what tells of the server itself let nobody else's page in."""
    for path in ("/f/gap-ranking/25.csv?utgava=demo", "/api/v1/gap?edition=demo", "/dcat.jsonld", "/feed/25.atom"):
        assert get(path).headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in get(path).headers
    for path in ("/healthz", "/nothing", "/f/gap-ranking/25.csv?utgava=nosuch"):
        assert "access-control-allow-origin" not in get(path).headers


@pytest.mark.parametrize("ending", [ending for ending, kind in FORMATS.items() if not kind.is_drawn])
def test_a_file_has_the_name_that_we_chose_and_words_their_charset(ending: str, get: Get) -> None:
    """Whatever else was asked for."""
    answer = get(f"/f/gap-ranking/25.{ending}?utgava=demo&fonster=180")
    named = answer.headers["content-disposition"]
    assert named == f'inline; filename="aipulsen-gap-ranking-25-demo.{ending}"'
    kind = answer.headers["content-type"]
    assert "charset=utf-8" in kind or not kind.startswith("text/")


def test_who_would_wait_too_long_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no room to wait a new answer is 503, and says when; a kept one is given."""
    routes, path = Routes(), "/f/graduates/03.json?utgava=demo"
    with REPLIES.lock:
        REPLIES.clear()
    answers.forget_clients()
    given = []
    for room in ("0", "1", "0"):
        monkeypatch.setenv("AIPULSEN_WAITING_ANSWERS", room)
        settings.cache_clear()
        given.append(routes.get(path))
    settings.cache_clear()
    assert [answer.status for answer in given] == [503, 200, 200]
    assert given[0].headers["retry-after"] == "5"


def test_a_bug_is_told_in_one_sentence_without_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """500 with our headers; neither the error's words nor a path nor a line of code."""

    def broken(*_: object) -> None:
        raise RuntimeError("hemligt /srv/aipulsen")

    monkeypatch.setattr(files, "_file", broken)
    answers.forget_clients()
    with REPLIES.lock:
        REPLIES.clear()
    given = Routes().get("/f/graduates/04.json?utgava=demo")
    told = given.body.decode().removesuffix("RuntimeError('hemligt /srv/aipulsen')")  # what the asker saw beside it
    assert (given.status, told.strip()) == (500, t("web.failed"))
    assert given.headers["x-content-type-options"] == "nosniff"
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["client"]["showErrorDetails"] == "none"

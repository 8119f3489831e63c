"""A walk looks at every case and tells each that fails."""

from __future__ import annotations

import inspect

import pytest

from tests.walk import walked


def test_every_case_is_looked_at_and_each_that_fails_is_told() -> None:
    """Also those after the first; the first one's own error is its cause."""
    seen = list[int]()

    @walked("number", [1, 2, 3])
    def odd(number: int) -> None:
        seen.append(number)
        assert number == 2, "odd"

    with pytest.raises(AssertionError, match="2 of 3 cases") as raised:
        odd()
    assert seen == [1, 2, 3]
    assert "{'number': 1}" in str(raised.value)
    assert "{'number': 3}" in str(raised.value)
    assert "odd" in str(raised.value.__cause__)


def test_an_error_fails_its_case_too() -> None:
    @walked("one, other", [(1, 0), (1, 1)])
    def divided(one: int, other: int) -> None:
        assert one / other

    with pytest.raises(AssertionError, match="1 of 2 cases"):
        divided()


@walked("number", [1, 2])
def test_fixtures_come_beside_the_cases(number: int, request: pytest.FixtureRequest) -> None:
    """pytest is asked for them, and not for what is walked."""
    assert "number" not in request.fixturenames
    assert list(inspect.signature(globals()[request.node.name]).parameters) == ["request"]


def test_a_walk_of_nothing_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="nothing to walk"):
        walked("number", [])

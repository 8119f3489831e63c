"""The engine by its version."""

from __future__ import annotations

from functools import cache

from aipulsen.errors import ParameterError
from aipulsen.scoring.score import (
    CURRENT_ENGINE_VERSION,
    ENGINE_VERSIONS,
    Engine,
)


def load_engine(version: str = CURRENT_ENGINE_VERSION) -> Engine:
    """The engine of a version; «1.0» is the report's own wording. Unknown versions raise ParameterError."""
    return _loaded(version)


@cache  # by the version itself: a default and the same version written out are one engine
def _loaded(version: str) -> Engine:
    # A page or a number needs no engine: it takes a tenth of a second to load.
    from aipulsen.scoring.engine import WeightedEngine
    from aipulsen.scoring.rules import current_rules

    if version == CURRENT_ENGINE_VERSION:
        return WeightedEngine(current_rules())
    if version == "1.0":
        from aipulsen.scoring.engine_v1 import FirstEngine

        return FirstEngine(current_rules())
    raise ParameterError("rules.unknown_engine", version=version, valid=", ".join(ENGINE_VERSIONS))

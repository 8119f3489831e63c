"""The engine: how AI-related is an ad, at two levels, with the hit table that explains it."""

from aipulsen.scoring.score import CURRENT_ENGINE_VERSION, ENGINE_VERSIONS, AdText, Engine, Hit, Score
from aipulsen.scoring.versions import load_engine

__all__ = ["CURRENT_ENGINE_VERSION", "ENGINE_VERSIONS", "AdText", "Engine", "Hit", "Score", "load_engine"]

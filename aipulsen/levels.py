"""The levels of an ad: what the engine may give it, and what a reader may ask for."""

from __future__ import annotations

from typing import Literal, get_args

# What an ad got, rising: an AI job is also counted where AI skills are asked for.
Level = Literal["none", "competence", "role"]
LEVELS: tuple[Level, ...] = get_args(Level)

# What can be asked for and measured; the strict one first, as the pages offer them.
AskedLevel = Literal["role", "competence"]
ASKED_LEVELS: tuple[AskedLevel, ...] = get_args(AskedLevel)

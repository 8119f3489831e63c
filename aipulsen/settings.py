"""One frozen Settings, read once from the environment at the rim; the core gets plain values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aipulsen.errors import ParameterError
from aipulsen.paths import data_dir
from aipulsen.text import LANGS, Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a person who runs AI-pulsen may set; `README` lists them from here."""

    data_dir: Path
    lang: Lang = "sv"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; an invalid one names itself and its valid values (ParameterError)."""
        env = os.environ if environ is None else environ
        lang = env.get("AIPULSEN_LANG", "sv").strip() or "sv"
        if lang not in LANGS:
            raise ParameterError("settings.lang", value=lang, valid=", ".join(LANGS))
        return cls(data_dir=data_dir(), lang=lang)


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()

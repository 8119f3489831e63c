"""What a page or a command holds to its end: the edition it opened and the voice it speaks with."""

from __future__ import annotations

from dataclasses import dataclass

from aipulsen.store.editions import Edition
from aipulsen.voice import Voice


@dataclass(frozen=True, slots=True)
class Desk:
    """One open edition and one voice: made once per page run or command, handed to every figure."""

    edition: Edition
    say: Voice

"""The made-up ads: each is whole, labelled with a reason, and names no way to reach a person."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

MADE_UP = Path(__file__).parent / "made_up_ads.jsonl"
ADS = [json.loads(line) for line in MADE_UP.read_text(encoding="utf-8").splitlines()]


def test_every_ad_has_its_own_text_of_an_ads_length() -> None:
    """Copies or stumps would count one judgement several times."""
    texts = [ad["description"]["text"] for ad in ADS]

    assert len(set(texts)) == len({ad["id"] for ad in ADS}) == len(ADS) == 206
    assert all(800 <= len(text) <= 4000 for text in texts)


def test_every_label_comes_with_a_reason_and_all_levels_are_present() -> None:
    """Labels 0-3 after the annotation guide; doubtful ones took the lower label and say so."""
    assert Counter(ad["gold"]["label"] for ad in ADS) == {0: 59, 1: 48, 2: 58, 3: 41}
    assert all(ad["gold"]["reason"] and ad["gold"]["stratum"] == "made_up" for ad in ADS)


def test_no_ad_names_an_address_or_a_telephone() -> None:
    """Invented ads must not reach a real person by chance."""
    assert not [ad["id"] for ad in ADS if re.search(r"@|https?:|www\.|\b0\d{1,3}-\d{5,}", json.dumps(ad))]

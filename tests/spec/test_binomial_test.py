"""The exact binomial test is scipy's, without scipy.stats: every count of small totals, and drawn large ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from aipulsen.metrics.uncertainty import share_p_value


def test_the_exact_test_is_scipy_s() -> None:
    """Also where a share is nought or one, and where two counts are as unlikely as each other."""
    small = [(k, n, share) for n in (1, 2, 7, 20) for k in range(n + 1) for share in (0.0, 0.1, 0.25, 0.5, 1.0)]
    chance = np.random.default_rng(55)
    totals = chance.integers(21, 3000, 60)
    large = [(int(chance.binomial(n, 0.02)), int(n), 0.02) for n in totals]
    for successes, total, share in small + large:
        expected = stats.binomtest(successes, total, share).pvalue
        assert share_p_value(successes, total, share) == pytest.approx(expected, rel=1e-9), (successes, total, share)

"""What a run tells: what is new, what changed most, what the past had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from aipulsen import codes
from aipulsen.provenance import (
    since_label,
)
from aipulsen.publishing.run import (
    COMPARED_DAYS,
    Outcome,
)
from aipulsen.sources.jobs import FetchedTables
from aipulsen.store.editions import Edition
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt


def tell(outcome: Outcome, last: Edition | None, fetched: Mapping[str, FetchedTables], lang: Lang) -> list[str]:
    """The closing account in words: what came, what became of it, what changed most, what is stale."""
    c = outcome.changes

    def number(value: int) -> str:
        return fmt.number(value, 0, lang)

    told = [
        t(
            "refresh.account.ads",
            lang,
            new=number(c.new),
            updated=number(c.updated),
            removed=number(c.removed),
            expired=number(c.expired),
            unseen=number(c.removed_unseen),
            faulty=number(c.faulty),
            duplicates=number(c.duplicates),
        )
    ]
    told += [
        t("refresh.account.set_aside", lang, id=ad_id, reason=t(key, lang, **values))
        for ad_id, key, values in c.set_aside
    ]
    told += outcome.notes
    told += [note for found in fetched.values() for note in found.notes]
    if outcome.edition is not None:
        kept = outcome.edition.manifest.account
        names = ("read", "active", "without_place", "duplicates", "scored", "kept", "role", "competence")
        if all(name in kept for name in names):
            told.append(t("refresh.account.store", lang, **{name: number(kept[name]) for name in names}))
        has_ads = outcome.edition.has("ads")
        if has_ads:
            told.append(t("refresh.account.counties", lang, counties=_per_county(outcome.edition, lang)))
        else:
            told.append(t("refresh.account.no_ads_yet", lang))
        same_engine = has_ads and last is not None and last.manifest.engine == outcome.edition.manifest.engine
        if (
            outcome.is_new
            and last is not None
            and same_engine
            and (moved := _most_changed(last, outcome.edition, lang))
        ):
            told.append(t("refresh.account.changed", lang, last=last.name, changes=moved))
        stale = {n: e.stale_since for n, e in outcome.edition.manifest.tables.items() if e.stale_since}
        if stale:
            tables = ", ".join(
                f"{t(f'tables.{name}', lang)} ({since_label(since, lang)})" for name, since in sorted(stale.items())
            )
            told.append(t("refresh.account.stale", lang, tables=tables))
    told += [
        t(
            "refresh.account.partly",
            lang,
            source=t(f"refresh.source.{key}", lang),
            renewed=len(found.tables),
            asked=len(found.tables) + len(found.failures),
            tables=", ".join(t(f"tables.{name}", lang) for name in sorted(found.failures)),
        )
        for key, found in fetched.items()
        if found.failures
    ]
    told += [
        t("refresh.account.failed", lang, source=t(f"refresh.source.{key}", lang), reason=error.sentence(lang))
        for key, error in outcome.failures.items()
    ]
    return told


def _window_ads(edition: Edition) -> dict[str, int]:
    """AI ads per county in the last 90 days of an edition's own data date."""
    ads = edition.read("ads")
    first = (edition.manifest.as_of - dt.timedelta(days=COMPARED_DAYS)).isoformat()
    counts = ads[ads.published_date > first].county_code.value_counts(dropna=False)
    return {"" if pd.isna(key) else str(key): int(value) for key, value in counts.items()}


def _per_county(edition: Edition, lang: Lang) -> str:
    found = _window_ads(edition)
    order = [*codes.counties(), ""]
    return ", ".join(f"{codes.county_name(c, lang)} {fmt.number(found.get(c, 0), 0, lang)}" for c in order)


def _most_changed(last: Edition, new: Edition, lang: Lang, most: int = 3) -> str:
    before, after = _window_ads(last), _window_ads(new)
    moved = {c: after.get(c, 0) - before.get(c, 0) for c in {*before, *after}}
    largest = sorted((c for c in moved if moved[c]), key=lambda c: (-abs(moved[c]), c))[:most]
    return ", ".join(
        f"{codes.county_name(c, lang)} {'+' if moved[c] > 0 else '−'}{fmt.number(abs(moved[c]), 0, lang)}"
        for c in largest
    )

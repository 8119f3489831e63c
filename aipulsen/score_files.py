"""From files of ads to scored rows: read, check, count, score – streamed, with an account of every line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aipulsen.errors import AipulsenError, DataContractError, ParameterError
from aipulsen.scoring import AdText, Engine, Score
from aipulsen.scoring.employers import employer_kind
from aipulsen.sources.ad_files import read_ads
from aipulsen.tables.ads import Ad, parse_ad, text_fingerprint
from aipulsen.text import Lang, t
from aipulsen.text import numbers as fmt

MOST_PROBLEMS_SHOWN = 10


@dataclass(slots=True)
class Account:
    """How many ads were read, and what became of each."""

    read: int = 0
    bad: int = 0
    duplicates: int = 0
    without_place: int = 0
    scored: int = 0
    role: int = 0
    competence: int = 0
    notices: int = 0
    problems: list[tuple[str, int, AipulsenError]] = field(default_factory=list)

    def add_problem(self, file: str, line: int, error: AipulsenError) -> None:
        """Count a faulty line; the first ones are kept to be told."""
        self.bad += 1
        if len(self.problems) < MOST_PROBLEMS_SHOWN:
            self.problems.append((file, line, error))

    @property
    def kept(self) -> int:
        """Ads at a level above none."""
        return self.role + self.competence

    def lines(self, lang: Lang) -> list[str]:
        """The account in words: the faulty lines, then the sums."""
        told = [
            t("ads.bad_line", lang, file=file, line=line, reason=error.sentence(lang))
            for file, line, error in self.problems
        ]
        if self.bad > len(told):
            told.append(t("ads.more_bad", lang, count=fmt.number(self.bad - len(told), 0, lang)))
        counts = {k: fmt.number(v, 0, lang) for k, v in self.counts().items()}
        return [*told, t("ads.account", lang, **counts)]

    def counts(self) -> dict[str, int]:
        """The sums, as an edition's manifest keeps them."""
        return {
            "read": self.read,
            "bad": self.bad,
            "duplicates": self.duplicates,
            "without_place": self.without_place,
            "scored": self.scored,
            "kept": self.kept,
            "role": self.role,
            "competence": self.competence,
            "notices": self.notices,
        }


@dataclass(frozen=True, slots=True)
class ScoredAd:
    """An ad and its score, with what editions keep of it (no text)."""

    ad: Ad
    score: Score
    employer_kind: str
    text_hash: str


def score_files(
    files: list[str],
    engine: Engine,
    account: Account,
    *,
    as_of: dt.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[ScoredAd]:
    """Every good ad of the files, scored. The account is filled in on the way.

    An ad seen before (same `original_id` or id) is a duplicate. With `as_of`, an ad published later is a
    faulty line. When no line at all is an ad, ParameterError says what was found instead.
    """
    seen: set[str] = set()
    for raw in read_ads(files):
        account.read += 1
        if progress is not None and account.read % 1000 == 0:
            progress(account.read)
        if raw.problem is not None:
            account.add_problem(raw.file, raw.line, raw.problem)
            continue
        try:
            ad = parse_ad(raw.payload)
            if as_of is not None and ad.published.date() > as_of:
                raise DataContractError("ads.future", date=ad.published.date(), as_of=as_of)
        except DataContractError as error:
            account.add_problem(raw.file, raw.line, error)
            continue
        key = ad.original_id or ad.id
        if key in seen:
            account.duplicates += 1
            continue
        seen.add(key)
        score = engine.score(AdText(ad.id, ad.headline, ad.text, ad.employer, ad.ssyk_code))
        account.scored += 1
        account.without_place += ad.county_code is None
        account.notices += score.has_notice and score.level == "none"
        if score.level == "role":
            account.role += 1
        elif score.level == "competence":
            account.competence += 1
        yield ScoredAd(ad, score, employer_kind(ad.employer), text_fingerprint(ad.headline, ad.text))
    if account.read == 0:
        raise ParameterError("ads.empty_file", file=", ".join(files))
    if account.read == account.bad:
        file, line, fault = account.problems[0]
        first = t("ads.bad_line", file=file, line=line, reason=fault.sentence())
        raise ParameterError("ads.no_ads", count=account.read, files=", ".join(files), first=first)

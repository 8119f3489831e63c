"""What an address asks for: edition, choice, language and place, read strictly; nothing given is ever said back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aipulsen import codes, topics
from aipulsen.errors import AipulsenError, EditionError, ParameterError
from aipulsen.figures.desk import Desk
from aipulsen.figures.sharing import COUNTRY
from aipulsen.queries import Selection
from aipulsen.queries.choices import CHOICES, HUNG_ON, Naming, chosen, chosen_as_far_as_valid, refuse_coarse
from aipulsen.store import editions, retention, sight
from aipulsen.store.editions import Edition
from aipulsen.text import LANGS, Lang
from aipulsen.voice import Voice

EDITION_NAMES: Mapping[Naming, str] = {"address": "utgava", "option": "edition"}
LANGUAGE_NAMES: Mapping[Naming, str] = {"address": "sprak", "option": "lang"}
_MOST_PARAMETERS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. frozen: the edition was named, so that the same comes back tomorrow."""

    edition: Edition
    selection: Selection
    lang: Lang
    frozen: bool = False
    embed: bool = False

    @property
    def desk(self) -> Desk:
        """Edition and voice, as figures take them."""
        return Desk(self.edition, Voice(self.lang))

    @property
    def key(self) -> tuple[object, ...]:
        """Two that ask the same have the same key; another edition under the same name has another."""
        seal = self.edition.seal
        return (self.edition.name, seal, self.selection, self.lang, self.frozen, self.embed)


class NotKeptError(EditionError):
    """An edition of that day is not here, but one of another is: `nearest`. was_here: it was removed by the rule that
    keeps one a month. address: where the same is asked of the nearest one; empty where the edition plays no part."""

    def __init__(self, nearest: Edition, *, was_here: bool, **values: object) -> None:
        self.nearest, self.was_here, self.address = nearest, was_here, ""
        told = {"nearest": nearest.name, "as_of": nearest.manifest.as_of, **values}
        super().__init__("retention.gone_address" if was_here else "retention.no_such_address", **told)


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query string, without what other services hung on to it; one that stands twice, or too many,
    is refused (ParameterError)."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="replace")
    except ValueError as exc:
        raise ParameterError("web.too_many") from exc
    pairs = [pair for pair in pairs if not pair[0].startswith(HUNG_ON)]
    if len({name for name, _ in pairs}) < len(pairs):
        raise ParameterError("web.twice")
    return dict(pairs)


def language_of(given: Mapping[str, str], naming: Naming = "address") -> Lang:
    """The language asked for; Swedish where it is none of ours."""
    asked = given.get(LANGUAGE_NAMES[naming], "sv")
    return "en" if asked == "en" else "sv"


def as_far_as_read(query: str) -> dict[str, str]:
    """The parameters of a query string that may be refused: by them its refusal knows the reader's language."""
    return dict(parse_qsl(query, keep_blank_values=True, errors="replace"))


def refuse_others(given: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse a parameter that the address does not know (ParameterError naming those that it does)."""
    for name in given:
        if name not in known:
            if not known:
                raise ParameterError("web.no_parameters")
            raise ParameterError("queries.unknown_name", name=name, valid=", ".join(known))


def language_alone(given: Mapping[str, str]) -> Lang:
    """The language of an address that knows no other parameter; any other is refused (ParameterError)."""
    refuse_others(given, (LANGUAGE_NAMES["address"],))
    return language_of({"sprak": _one_of("sprak", given.get("sprak", "sv"), LANGS)})


def names_of_figures() -> tuple[str, ...]:
    """The parameters of a figure's address. The place is none of them: it stands in the path, and nowhere else."""
    names = (choice.address for choice in CHOICES if choice.field != "county_code")
    return (EDITION_NAMES["address"], LANGUAGE_NAMES["address"], "embed", *names)


def asked_for(
    given: Mapping[str, str],
    naming: Naming = "address",
    place: str | None = None,
    figure: str | None = None,
    there: Callable[[Asked], str] | None = None,
) -> Asked:
    """What names and values mean; `place` is a county's code or «riket» from the path. Unknown names and values are
    refused (ParameterError naming the valid ones), and so is what this `figure` cannot show; an edition that is gone
    too (NotKeptError): `there` says where the same is asked of another."""
    if place is not None:
        refuse_others(given, names_of_figures())
    if figure is not None and any(question.is_finer for question in topics.topic_of(figure).questions):
        refuse_coarse(given, naming)
    rest = dict(given)
    lang = _one_of(LANGUAGE_NAMES[naming], rest.pop(LANGUAGE_NAMES[naming], "sv"), LANGS)
    embed = naming == "address" and _one_of("embed", rest.pop("embed", "false"), ("true", "false")) == "true"
    name = rest.pop(EDITION_NAMES[naming], None)
    if place is not None and place != COUNTRY:
        rest["lan"] = place
    selection: Selection = chosen(rest, naming)  # before the edition: what is offered instead of it is valid
    spoken: Lang = "en" if lang == "en" else "sv"
    try:
        edition = edition_of(name, EDITION_NAMES[naming])
    except NotKeptError as error:
        if there is not None:
            error.address = there(Asked(error.nearest, selection, spoken, frozen=True, embed=embed))
        raise
    return Asked(edition, selection, spoken, name is not None, embed)


def asked_by_page(given: Mapping[str, str]) -> Asked:
    """What a page with this query shows: what is not valid has its default, as the page itself does it. An edition that
    stands in for one that is gone counts as named: card and frame show what the page shows."""
    known, _ = sight.known_editions()
    name = given.get("utgava")
    named = next((edition for edition in known if edition.name == name), None)
    nearest = retention.nearest(name, known) if name is not None and named is None else None
    edition = named or nearest or sight.leading(known)
    selection = chosen_as_far_as_valid({key.lower(): value.strip(" /") for key, value in given.items()})
    return Asked(edition, selection, language_of(given), (named or nearest) is not None)


def edition_of(name: str | None, parameter: str) -> Edition:
    """The edition of that name, else the leading one; an unknown one is refused with the names there are, one of a day
    that is not kept with the one nearest to it."""
    known, broken = sight.known_editions()
    if name is None:
        return sight.leading(known)
    if name in broken:
        raise broken[name]
    for edition in known:
        if edition.name == name:
            return editions.open_edition_at(edition.path)
    valid = ", ".join(edition.name for edition in known)
    if (nearest := retention.nearest(name, known)) is not None:
        was_here = retention.was_here(name, editions.live_folder())
        raise NotKeptError(nearest, was_here=was_here, parameter=parameter, valid=valid)
    raise ParameterError("queries.invalid", name=parameter, value=name, valid=valid)


def places() -> tuple[str, ...]:
    """Every place that an address may name: the country, then the counties."""
    return (COUNTRY, *codes.counties())


def sentence_of(error: AipulsenError, lang: Lang, given: Mapping[str, str]) -> str:
    """The error in one sentence, without anything that the asker wrote: it would be said back to whoever follows a
    link that somebody else made."""
    say = Voice(lang)
    if isinstance(error, NotKeptError):  # all that it tells is ours
        return say(error.key, **error.values)
    if error.key == "queries.invalid":
        names = {getattr(choice, naming) for choice in CHOICES for naming in ("address", "option")}
        names |= {*EDITION_NAMES.values(), *LANGUAGE_NAMES.values(), "embed", "shape"}
        names |= {"url", "format", "maxwidth, maxheight"}  # oEmbed's own
        name = str(error.values["name"])
        return say("web.invalid", name=name if name in names else "…", valid=error.values["valid"])
    ours = {edition.name for edition in sight.known_editions()[0]}
    said = [value.casefold() for pair in given.items() for value in pair if value and value not in ours]
    # what is valid, and why there is nothing, is said by us alone
    values = {k: value if k in ("valid", "reason") else _unsaid(value, said) for k, value in error.values.items()}
    return say(error.key, **values)


def _unsaid(value: object, given: list[str]) -> object:
    """The value, or a mark in its place where it holds or is held by something that was given."""
    if not isinstance(value, str):
        return value
    own = value.casefold().strip()
    return "…" if any(own in one or one in own for one in given) else value


def _one_of(name: str, value: str, valid: tuple[str, ...]) -> str:
    if value not in valid:
        raise ParameterError("queries.invalid", name=name, value=value, valid=", ".join(valid))
    return value

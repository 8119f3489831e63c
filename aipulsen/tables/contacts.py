"""Ways to reach a person, taken out of every text that is kept: phones, mail, personal numbers, profile addresses.

A line is first brought to one form (compatibility letters, one kind of digit, dash and space, nothing invisible), then
looked through by kind; what is found is cut from the line as it came. Every scan is linear in the line. What no pattern
can know, a name above all, stays: `docs/contacts.md` says so and has the measure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MASK = "[borttaget]"

Span = tuple[int, int]


def strip_contacts(text: str) -> str:
    """The text without phone numbers, e-mail addresses, personal numbers and profile addresses (each becomes
    «[borttaget]»); nothing else is changed.

    >>> strip_contacts("Ring 070-123 45 67 eller skriv till kim@exempel.se om AI.")
    'Ring [borttaget] eller skriv till [borttaget] om AI.'
    """
    # No contact spans two lines, and few lines hold one.
    return "\n".join([_strip_line(line) for line in text.split("\n")]) if "\n" in text else _strip_line(text)


def _strip_line(line: str) -> str:
    is_plain = _PLAIN_LINE.fullmatch(line) is not None
    if is_plain and not _kinds(line):
        return line
    form, places = _one_form(line)
    spans = sorted(_contacts(form, _kinds(form)))
    if not spans:
        return line
    pieces, done = [], 0
    for start, end in spans:
        if places is not None:
            start, end = places[start], places[end - 1] + 1
        if start >= done:
            pieces += [line[done:start], MASK]
        done = max(done, end)
    return "".join([*pieces, line[done:]])


# ------------------------------------------------------------------------------------------ which lines to look at

# No digit, letter or sign of a contact has another form here, but for dashes and quotation marks.
_PLAIN_LINE = re.compile(r"[\x20-\x7e\xa0-\xa9\xab-\xac\xae-\xb1\xb4-\xb8\xbb\xbf-\xff–—‘’“”„•…€™]*")
_DIGITS = "0123456789"
_SIX_DIGITS = 6  # no phone number and no personal number has fewer
_AT_HINTS = (
    "@", "(a", "[a", "{a", "<a", "(ä", "( a", "[ a", "(s", "snabel", " at ", "_at_", "-at-", "*at*", "|at|", "&#", "&c",
    "%4", "(k", "[k", "[s",
)  # fmt: skip
_PROFILE_HINTS = (
    ".com", ". com", ".me/", ".am/", ".net/", "app/pr", "linkedin", "skype", "instagram", "insta:", "insta ", "twitter",
    "telegram", "snap", "whatsapp", "tiktok", "facebook", "messenger", "discord", "@",
)  # fmt: skip


_HINTS = (*_AT_HINTS, *_PROFILE_HINTS, "noll", "zero", "oh")
# Signs stand in few places and are searched for together; words begin with letters that stand everywhere.
_SPELT = tuple(hint for hint in _HINTS if hint[0].isalpha() or hint[0] == " ")
_SIGNS = re.compile("|".join(re.escape(hint) for hint in _HINTS if hint not in _SPELT))


def _kinds(line: str) -> str:
    """The kinds that may stand in a line, a letter each: d(igits), w(ords for digits), p(rofiles), m(ail). None of most
    lines."""
    low = line.lower()
    kinds = "d" if sum(map(line.count, _DIGITS)) >= _SIX_DIGITS else ""
    if _SIGNS.search(low) is None and not any(hint in low for hint in _SPELT):
        return kinds
    kinds += "w" if "noll" in low or "zero" in low or "oh" in low else ""
    kinds += "p" if any(hint in low for hint in _PROFILE_HINTS) else ""
    return kinds + ("m" if any(hint in low for hint in _AT_HINTS) else "")


# ------------------------------------------------------------------------------------------------------ one form

_DASHES = frozenset(map(chr, [*range(0x2010, 0x2016), 0x2043, 0x2212, 0x30FC, 0xFE58, 0xFE63, 0xFF0D]))
_UNSEEN = frozenset(["Cf", "Cc", "Cs", "Mn", "Me"])


def _one_form(line: str) -> tuple[str, list[int] | None]:
    """The line in one form, and where each of its characters stood; None: where it stands."""
    if line.isascii() and line.isprintable():
        return line, None
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(line):
        stands_for = character if "\x20" <= character <= "\x7e" else _plain_character(character)
        plain.append(stands_for)
        places.extend([place] * len(stands_for))
    return "".join(plain), places


def _plain_character(character: str) -> str:
    """What a character stands for: nothing when it cannot be seen, one dash, one space, digits of our own."""
    if character in _DASHES:
        return "-"
    kind = unicodedata.category(character)
    if kind in _UNSEEN:
        return " " if character in "\t\v\f\r\x85" else ""
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    return " " if kind == "Zs" else unicodedata.normalize("NFKC", character)


def _contacts(line: str, kinds: str) -> Iterator[Span]:
    if "d" in kinds:
        for pattern in _PHONES:
            yield from (found.span(found.lastindex or 0) for found in pattern.finditer(line))
        for pattern in _PERSONAL_NUMBERS:
            yield from (found.span() for found in pattern.finditer(line))
    if "w" in kinds:
        yield from (found.span() for found in _DIGIT_WORDS.finditer(line))
    if "p" in kinds:
        for pattern in _PROFILES:
            yield from (found.span() for found in pattern.finditer(line))
    if "m" in kinds:
        yield from _mails(line)


# -------------------------------------------------------------------------------------------------------- phones

_SEP = r"[ \-./()_*·•|~\[\]]{0,3}"
_NO_DATE = r"(?!\d\d[-./ ](?:0\d|1[0-2])[-./ ](?:19|20)\d\d(?!\d))"
_NO_YEAR = r"(?<!19\d\d/)(?<!20\d\d/)"  # a file number
_NO_HOURS = r"(?!\d\d[.:]?\d\d ?- ?\d\d[.:]?\d\d(?![ -]?\d))"
_AREA = r"0(?:8|[1-9]\d{1,2}|\([1-9]\d{0,2}\)|-[1-9]\d{1,2}(?=[ -])|[ ][1-9]\d(?= ?- ?\d{3}))"
_DIGIT = r"(?:noll|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_CUE = (
    r"\b(?:tel|tfn|telnr|telefon|telefonnummer|mobil|mobilnr|mobiltelefon|mobilnummer|växel|vx|ring|sms|phone|mobile|"
    r"cell|call|whatsapp|swish)\b[.: ]{0,3}(?:(?:på|nr|nummer|number|to|on|us|oss)[.: ]{1,2})?"
)
_PHONES = [
    # A country's number has + or 00 before it.
    re.compile(rf"\(?(?:\+|(?<![\d.,+])(?<!\d )00)[ (]{{0,2}}[1-9](?:{_SEP}\d){{7,13}}(?!\d)"),
    # An area's number begins with 0. A date and opening hours do, too.
    re.compile(
        rf"(?<![0-9A-Za-zÅÄÖåäö])(?<![0-9][.,-])(?<![A-Za-z]/){_NO_YEAR}{_NO_DATE}{_NO_HOURS}\(?(?=.{{8}}){_AREA}"
        rf"(?:{_SEP}\d){{5,7}}(?!\d)(?![.,]\d)"
    ),
    re.compile(rf"(?<![0-9A-Za-zÅÄÖåäö])(?<![0-9][.,-]){_NO_DATE}08(?:{_SEP}\d){{8}}(?!\d)"),
    # The same with every digit apart, with commas or colons, with the letter O, or without + before 46.
    re.compile(r"(?<![\d.,])(?<!\d )0(?:[ \-.]{1,3}\d){7,9}(?![ \-.]{0,3}\d)"),
    re.compile(r"(?<!\w)07[02369](?:[ ]?[,:;=][ ]?\d{2,4}){2,4}(?!\d)"),
    re.compile(rf"(?<!\w)[0O]7[0O2369](?:{_SEP}[\dO]){{7}}(?!\w)"),
    re.compile(rf"(?<![\d.,+-])(?<!\d )46{_SEP}0?{_SEP}7[02369](?:{_SEP}\d){{7}}(?!\d)"),
    # A word says that it is a number to ring: then it may lack the 0.
    re.compile(rf"{_CUE}((?<!\d)\d(?:[ \-./]{{0,3}}\d){{5,11}})(?!\d)(?! ?(?:kr|SEK|%))", re.IGNORECASE),
]
_DIGIT_WORDS = re.compile(rf"(?<!\w){_DIGIT}(?:[ ,.\-]{{0,3}}{_DIGIT}){{6,11}}(?!\w)", re.IGNORECASE)

# ----------------------------------------------------------------------------------------------- personal numbers

_BIRTH = r"(?:19\d\d|20(?:0\d|1[0-2])|\d\d)"  # nobody younger seeks a job, and 20261129 is a day
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"  # a coordination number adds 60
_PERSONAL_NUMBERS = [
    re.compile(rf"(?<![\d-])(?:19 |20 )?{_BIRTH}{_MONTH}{_DAY}(?:[ ]?[-+./ ]?[ ]?)\d\d[ ]?\d\d(?![\w-])"),
    re.compile(rf"(?<![\d-]){_BIRTH}([-./ ]){_MONTH}\1{_DAY}[ ]?[-+/ ][ ]?(?!19|20)\d{{4}}(?![\w-])"),
    re.compile(rf"(?<![\d-]){_BIRTH}{_MONTH}{_DAY}[ ]?-[ ]?[xX*]{{4}}(?!\w)"),
    re.compile(r"(?<!\d)(?:\d[ ]){5,7}[ ]?[-+]?[ ]?\d[ ]?[-+]?[ ]?(?:\d[ ]){3}\d(?![ ]?\d)"),
]

# ---------------------------------------------------------------------------------------------- profile addresses

_PLACE = (
    r"(?:linkedin ?\. ?com ?/ ?(?:in|pub|profile)|facebook\.com|fb\.(?:com|me)|instagram\.com|instagr\.am|twitter\.com|"
    r"(?<![\w.])x\.com|tiktok\.com|t\.me|telegram\.me|wa\.me|m\.me|github\.com|gitlab\.com|threads\.(?:net|com)|"
    r"snapchat\.com/add|youtube\.com/@|xing\.com/profile|about\.me|calendly\.com|bsky\.app/profile)"
)
_PROFILES = [
    re.compile(
        rf"(?:https?://)?(?<![\w-])(?:[a-z]{{1,3}}\.)?{_PLACE} ?/ ?[^\s<>\"')\]]{{1,200}}(?<![.,;:!?])", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:linkedin|skype|instagram|insta|twitter|telegram|snapchat|snap|whatsapp|tiktok|facebook|messenger|discord)"
        r"\b ?:? ?(?:@[\w.-]{2,40}|(?:live:)?(?=[\w-]{0,30}[._\d-])\w[\w.-]{2,40}(?<![.-]))",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w@/.])@(?=\w{1,30}[._]\w|\w{0,30}\d)\w[\w.]{2,40}(?<!\.)(?![/\w])"),
]

# ---------------------------------------------------------------------------------------------------------- mail

_AT = re.compile(
    r"(?P<sign>@|&#0{0,4}64;|&#x0{0,4}40;|&commat;|%40"
    r"|[ ]?[(\[{<][ ]?(?:at|a|ät|@|alfa|snabel[ -]?a|kanelbulle)[ ]?[)\]}>][ ]?|[ ]?\b_?snabel[ -]?a\b_?[ ]?"
    r"|_at_|-at-|\*at\*|\|at\|)"
    r"|(?P<word>[ ]at[ ])",
    re.IGNORECASE,
)
_DOT_WORD = r"[ ]?[(\[{<][ ]?(?:\.|dot|punkt|prick)[ ]?[)\]}>][ ]?|[ ](?:dot|punkt|prick)[ ]|_dot_|-dot-"
_TOP = r"(?:se|com|nu|org|net|eu|io|ai|fi|no|dk|de)\b"
_DOMAIN = re.compile(
    rf"[ ]?[\w-]{{1,63}}(?:(?:\.|{_DOT_WORD}|[ ]\.[ ]?(?={_TOP})|,(?=(?:se|com|nu)\b))[\w-]{{1,63}}){{1,8}}",
    re.IGNORECASE,
)
_SAYS_DOT = re.compile(_DOT_WORD, re.IGNORECASE)
_LOCAL_DOT = re.compile(rf"(?:{_DOT_WORD})\Z", re.IGNORECASE)
_LETTERS_APART = re.compile(r"(?<!\w)(?:\w ){2,40}@ (?:\w ){1,40}\. ?\w(?: \w){0,3}(?!\w)")
_LOCAL_SIGNS = frozenset(".+-_'&=")
_LONGEST_LOCAL = 64


def _mails(line: str) -> Iterator[Span]:
    for at in _AT.finditer(line):
        domain = _DOMAIN.match(line, at.end())
        if domain is None:
            continue
        start = _start_of_local(line, at.start())
        if start == at.start():
            continue
        # «at» is an English word: it joins an address only when something else is written like one, too.
        if at["word"] and not (_SAYS_DOT.search(domain[0]) or "." in line[start : at.start()].strip(".")):
            continue
        yield start, domain.end()
    if "@ " in line:
        yield from (found.span() for found in _LETTERS_APART.finditer(line))


def _start_of_local(line: str, end: int) -> int:
    """Where the part before the at sign begins; `end` when there is none. Dots in words belong to it."""
    first = max(0, end - _LONGEST_LOCAL)
    start = end
    if start > first and line[start - 1] == " ":
        start -= 1
    edge = start
    while start > first:
        before = line[start - 1]
        if before.isalnum() or before in _LOCAL_SIGNS:
            start -= 1
        elif before in " )]}>" and (dot := _LOCAL_DOT.search(line, max(first, start - 9), start)) is not None:
            start = dot.start()
        else:
            break
    return end if start == edge else start

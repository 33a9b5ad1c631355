"""A notice's lines in the languages of the branch, as far as somebody wrote them by hand.

A notice is composed in English; the phrasebook of a language turns labels and values into its own.
Numbers, clock times and what the branch itself wrote stay as they are, and so does a phrase that
the book does not know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENGLISH = "en"
BETWEEN, AFTER_LABEL = " · ", ": "


@dataclass(frozen=True)
class Wording:
    """The lines of a notice in one language."""

    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Phrasebook:
    """How a language says labels, whole values, and a value that begins with a known word."""

    labels: Mapping[str, str]
    values: Mapping[str, str]
    # "from 13:00" is a prefix and a time
    prefixes: Mapping[str, str]

    def line(self, english: str) -> str:
        return BETWEEN.join(self._phrase(phrase) for phrase in english.split(BETWEEN))

    def _phrase(self, phrase: str) -> str:
        label, found, value = phrase.partition(AFTER_LABEL)
        if not found:
            return self._value(phrase)
        return f"{self.labels.get(label, label)}{AFTER_LABEL}{self._value(value)}"

    def _value(self, value: str) -> str:
        if value in self.values:
            return self.values[value]
        for prefix, pattern in self.prefixes.items():
            if value.startswith(prefix):
                return pattern.format(value.removeprefix(prefix))
        return value


HUNGARIAN = Phrasebook(
    labels={
        "Counter": "Pult",
        "Break": "Szünet",
        "Moved from": "Eredetileg",
        "Break after": "Szünet ezután",
        "Back at": "Vissza",
        "Back": "Vissza",
        "Return": "Vissza",
        "Reason": "Ok",
        "Longer than announced": "A jelzettnél tovább tart",
        "Not planned": "Nem tervezett",
        "Other counters": "Másik pult",
        "Meanwhile": "Addig is",
        "Please": "Kérjük",
        "Your place in line": "Helye a sorban",
        "Last number before the break": "Utolsó sorszám a szünet előtt",
        "Later numbers": "További sorszámok",
        "New numbers": "Új sorszámok",
        "Next update": "Következő frissítés",
        "Later than promised": "Az ígértnél később",
        "Confirmed": "Megerősítve",
    },
    values={
        "One counter": "Egy pult",
        "On break": "Szünet van",
        "Opens in a moment": "Mindjárt nyit",
        "Break continues": "A szünet tovább tart",
        "Open again": "Újra nyitva",
        "cancelled": "elmarad",
        "over": "véget ért",
        "the client at the counter": "a pultnál lévő ügyfél",
        "in a moment": "hamarosan",
        "please ask the staff": "kérjük, kérdezze munkatársunkat",
        "shown when the break starts": "a szünet kezdetekor kiírjuk",
        "we apologise": "elnézést kérünk",
        "keep your number and watch the screen": "őrizze meg sorszámát és figyelje a kijelzőt",
        "kept": "megmarad",
        "at the other counters": "a többi pultnál",
        "after the break": "a szünet után",
        "from the staff": "munkatársunktól",
        "when the break starts": "a szünet kezdetekor",
        "staff break": "munkatársi szünet",
        "goods delivery": "áruátvétel",
        "cash delivery": "pénzszállítás",
        "internal task": "belső feladat",
        "short break": "rövid szünet",
        "technical problem": "műszaki hiba",
        "safety reason": "biztonsági ok",
    },
    prefixes={
        "from ": "{} után",
        "Come in until ": "Érkezzen {}-ig",
        "No break at ": "Elmarad a szünet ({})",
        "in ": "{} múlva",
    },
)
BOOKS: Mapping[str, Phrasebook] = {"hu": HUNGARIAN}


def wordings(lines: tuple[str, ...], languages: Sequence[str]) -> tuple[Wording, ...]:
    """The lines in every language of the branch, in its order; one without a book is English."""
    known = (spoken(language) for language in languages)
    return tuple(_worded(language, lines) for language in dict.fromkeys(known) or [ENGLISH])


def spoken(language: str) -> str:
    """The language in which a notice can be said: the wanted one, else English."""
    wanted = language.split("-")[0]
    return wanted if wanted in BOOKS else ENGLISH


def _worded(language: str, lines: tuple[str, ...]) -> Wording:
    book = BOOKS.get(language)
    return Wording(language, tuple(map(book.line, lines)) if book else lines)

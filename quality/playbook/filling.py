"""Placeholders of a text filled with facts; a text of which a fact is missing is not said."""

import re
from collections.abc import Mapping
from datetime import datetime, time

from quality.playbook.reading import ENGLISH, Playbook

CLOCK, NOON = re.compile(r"\b[0-2]\d:[0-5]\d\b"), 12
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# a dot before a small letter ends an abbreviation, not a sentence
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?![a-zа-яçğıöşüáéíóőúű{])")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "hu": "január február március április május június július augusztus szeptember október "
    "november december",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "fil": "Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre "
    "Disyembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
# what stands in a preview for a text that a branch writes itself, and for a label
_EXAMPLE_LABELS = {
    "alternative": ("alternatives", "atm"),
    "reason": ("public_reasons", "goods_delivery"),
}
_EXAMPLE_DEADLINE = (5, 24, "17:00")


def placeholders_of(text: str) -> frozenset[str]:
    """What a text leaves open."""
    return frozenset(PLACEHOLDER.findall(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with its facts; empty where one of them is missing, for nobody reads a "{"."""
    if not all(facts.get(name) for name in placeholders_of(text)):
        return ""
    return PLACEHOLDER.sub(lambda found: facts[found[1]], text)


def fill_sentences(text: str, facts: Mapping[str, str]) -> str:
    """What of a spoken text can be said: a sentence of which a fact is missing is left out.

    A screen shows a line whole or not at all; a person who has no other counter to offer still
    says that they are sorry.
    """
    said = (fill(sentence, facts) for sentence in _SENTENCE_END.split(text))
    return " ".join(sentence for sentence in said if sentence)


def clock_words(local: datetime | time, language: str) -> str:
    """A wall-clock time as the language writes it: 13:00, in Turkish 13.00, in Filipino 1:00 PM
    (UX.md 1.2); `times.js` writes the same.
    """
    if language == "fil":
        half = "AM" if local.hour < NOON else "PM"
        return f"{local.hour % NOON or NOON}:{local:%M}\N{NO-BREAK SPACE}{half}"
    return f"{local:%H.%M}" if language == "tr" else f"{local:%H:%M}"


def span_words(first: str, last: str) -> str:
    """From one written time to another: 13:00–13:30, of one half of a day 1:00–1:30 PM."""
    clock, between, half = first.partition("\N{NO-BREAK SPACE}")
    return f"{clock if last.endswith(between + half) else first}–{last}"


def clocks_in(text: str, language: str) -> str:
    """A text with its clock times (13:00) as the language writes them."""
    return CLOCK.sub(lambda found: clock_words(time.fromisoformat(found[0]), language), text)


def day_words(month: int, day: int, language: str) -> str:
    """A day of the year in a language: 24 May, május 24., Mayo 24."""
    name = _MONTHS.get(language, _MONTHS[ENGLISH]).split()[month - 1]
    if language == "fil":
        return f"{name} {day}"
    return f"{name} {day}." if language == "hu" else f"{day} {name}"


def moment_words(local: datetime, language: str) -> str:
    """A day and a time, as a deadline is told."""
    return f"{day_words(local.month, local.day, language)}, {clock_words(local, language)}"


def example_facts(playbook: Playbook, language: str) -> dict[str, str]:
    """An example for every placeholder, said in the language: what a preview is filled with."""
    facts = {name: each.example for name, each in playbook.placeholders.items()}
    for name, (group, key) in _EXAMPLE_LABELS.items():
        facts[name] = playbook.label(group, key, language)
    month, day, due = _EXAMPLE_DEADLINE
    facts["deadline"] = f"{day_words(month, day, language)}, {clocks_in(due, language)}"
    clocks = [name for name, each in playbook.placeholders.items() if each.kind == "clock"]
    return facts | {name: clocks_in(facts[name], language) for name in clocks}

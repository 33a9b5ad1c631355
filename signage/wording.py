"""A notice's lines in the languages of the branch (F42).

A notice is composed in English; the phrasebook of a language turns labels and values into its own.
Reasons and other ways are labels of the playbook, in English too, so that a screen says what a
person says. Numbers, clock times and what the branch itself wrote stay as they are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from quality.playbook.filling import clocks_in
from quality.playbook.reading import ENGLISH, Playbook, default
from quality.rules.playbook import alternative_words

BETWEEN, AFTER_LABEL = " · ", ": "
# what the branch wrote itself stands behind this label
MEANWHILE = "Meanwhile"
BOOKS_FILE = Path(__file__).with_name("phrasebooks.yaml")
MINUTES = re.compile(r"(?<=\d )min\b")


@dataclass(frozen=True)
class Wording:
    """The lines of a notice in one language."""

    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Phrasebook:
    """How a language says labels, whole values, and a value that begins with a known word."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    # "from 13:00" is a prefix and a time
    prefixes: Mapping[str, str] = field(default_factory=dict)
    minutes: str = "min"
    # whether a native speaker has signed it off
    reviewed: bool = True

    def value(self, value: str, language: str) -> str:
        """A whole value, or one that begins with a known word; any other stays."""
        if value in self.values:
            return self.values[value]
        told = MINUTES.sub(self.minutes, clocks_in(value, language))
        for prefix, pattern in self.prefixes.items():
            if value.startswith(prefix):
                return pattern.format(told.removeprefix(prefix))
        return told


@cache
def books() -> Mapping[str, Phrasebook]:
    """The phrasebook of every language; English is what a notice is composed in."""
    written = yaml.safe_load(BOOKS_FILE.read_text(encoding="utf-8"))
    return {ENGLISH: Phrasebook()} | {name: Phrasebook(**book) for name, book in written.items()}


@cache
def _reasons() -> Mapping[str, str]:
    """The key of each public reason by what a notice calls it."""
    labels = default().labels["public_reasons"]
    return {texts[ENGLISH]: key for key, texts in labels.items()}


@dataclass(frozen=True)
class _Speaker:
    """One language, as an organisation's playbook words it."""

    language: str
    playbook: Playbook

    @property
    def book(self) -> Phrasebook:
        return books()[self.language]

    def line(self, english: str) -> str:
        return BETWEEN.join(self._phrase(phrase) for phrase in english.split(BETWEEN))

    def _phrase(self, phrase: str) -> str:
        label, found, value = phrase.partition(AFTER_LABEL)
        if not found:
            return self.book.value(phrase, self.language)
        return f"{self.book.labels.get(label, label)}{AFTER_LABEL}{self._value(label, value)}"

    def _value(self, label: str, value: str) -> str:
        if label == MEANWHILE:
            return alternative_words(value, self.playbook, self.language)
        if value in _reasons():
            return self.playbook.label("public_reasons", _reasons()[value], self.language)
        return self.book.value(value, self.language)


def wordings(
    lines: tuple[str, ...], languages: Sequence[str], playbook: Playbook | None = None
) -> tuple[Wording, ...]:
    """The lines in every language of the branch, in its order; one without a book is English."""
    said = playbook or default()
    return tuple(
        Wording(language, tuple(map(_Speaker(language, said).line, lines)))
        for language in spoken_of(languages)
    )


def spoken_of(languages: Sequence[str]) -> list[str]:
    """The languages in which a branch's notices are said, each once, in its order (F42)."""
    return list(dict.fromkeys(map(spoken, languages))) or [ENGLISH]


def spoken(language: str) -> str:
    """The language in which a notice can be said: the wanted one, else English."""
    wanted = language.split("-")[0]
    return wanted if wanted in books() else ENGLISH

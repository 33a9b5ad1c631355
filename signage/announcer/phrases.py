"""How a call is worded for the ear: letters by name, digits one by one, a counter by its number."""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PHRASES_FILE = Path(__file__).with_name("call_phrases.yaml")
LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")
# a longer run of letters is a word: "Cash 2"
SPELLED_UP_TO = 2
PAUSE = ", "


@dataclass(frozen=True)
class Speech:
    """The voice of a language, its sentence, and the names of its letters."""

    voice: str
    say: str
    letters: Mapping[str, str]
    words_per_minute: int

    def call(self, code: str, counter: str) -> str:
        """The sentence of one call."""
        return self.say.format(code=self._code(code), counter=self._counter(counter))

    def _code(self, code: str) -> str:
        """ "A042" as "A, 0 4 2": through noise single digits are understood best."""
        parts = LETTERS_OR_DIGITS.findall(code)
        return PAUSE.join(" ".join(p) if p.isdecimal() else self._spelled(p) for p in parts)

    def _counter(self, label: str) -> str:
        """ "W12" as "W, 12": a counter is known by its number."""
        parts = LETTERS_OR_DIGITS.findall(label)
        return PAUSE.join(p if len(p) > SPELLED_UP_TO else self._spelled(p) for p in parts)

    def _spelled(self, part: str) -> str:
        if part.isdecimal():
            return part
        return PAUSE.join(self.letters.get(letter, letter) for letter in part.upper())


@cache
def speeches() -> Mapping[str, Speech]:
    """Every language that espeak-ng speaks for us."""
    book = yaml.safe_load(PHRASES_FILE.read_text(encoding="utf-8"))
    pace = book["words_per_minute"]
    return {name: _speech(written, pace) for name, written in book["calls"].items()}


def _speech(written: Mapping[str, str], pace: int) -> Speech:
    names = [name.replace("-", " ") for name in written["letters"].split()]
    letters = dict(zip(string.ascii_uppercase, names, strict=True))
    return Speech(written["voice"], written["say"], letters, pace)

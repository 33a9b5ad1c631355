"""The phrases of the client's pages, in every language of the playbook (pure data, read once).

A phrase is filled like a line of the playbook.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from quality.playbook.filling import placeholders_of
from quality.playbook.reading import ENGLISH

FILE = Path(__file__).with_name("case_phrases.yaml")


@cache
def _book(file: Path) -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return document


def languages() -> Mapping[str, str]:
    """The languages of the pages by their code, each by its own name."""
    names: Mapping[str, str] = _book(FILE)["languages"]
    return names


@cache
def phrases(language: str, file: Path = FILE) -> Mapping[str, str]:
    """All phrases of a file in a language, in English where one is missing (F42)."""
    book = _book(file)["phrases"]
    return {name: texts.get(language) or texts[ENGLISH] for name, texts in book.items()}


def signed_off(file: Path = FILE) -> Sequence[str]:
    """The languages of a file that a native speaker has signed off."""
    reviewed: Sequence[str] = _book(file)["reviewed"]
    return reviewed


def problems() -> list[str]:
    """Which phrases miss a language, or speak of another thing in it than in English."""
    wanted = set(languages())
    return [
        f"{name}.{language}"
        for name, texts in _book(FILE)["phrases"].items()
        for language in wanted | set(texts)
        if placeholders_of(texts.get(language, "{missing}")) != placeholders_of(texts[ENGLISH])
    ]


def language_for(*wishes: str) -> str:
    """The first of the wishes ("tr-TR" is "tr") that the pages speak, else English."""
    known = languages()
    spoken = (wish.replace("_", "-").split("-")[0].strip().lower() for wish in wishes)
    return next((each for each in spoken if each in known), ENGLISH)


def language_of(asked: str, known: str, header: str) -> str:
    """The one asked for, else what is known of the client, else what the browser prefers (F42)."""
    return language_for(asked, known, *accepted(header))


def language_known(ticket_language: str) -> str:
    """What a ticket tells of its client's language: a kiosk that asked nobody says English."""
    return "" if ticket_language == ENGLISH else ticket_language


def accepted(header: str) -> Sequence[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    rows = [part.partition(";q=") for part in header.replace(" ", "").split(",") if part]
    return [name for name, _, weight in sorted(rows, key=lambda r: -_weight(r[2]))]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0

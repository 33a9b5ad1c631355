"""The phrases of the client's case pages, in every language of the playbook (pure data, read once).

A phrase is filled like a line of the playbook; a language that misses one is no phrasebook.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from quality.playbook.filling import placeholders_of

FILE = Path(__file__).with_name("case_phrases.yaml")
ENGLISH = "en"


@cache
def _book() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    document: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(
        FILE.read_text(encoding="utf-8")
    )
    return document


def languages() -> Mapping[str, str]:
    """The languages of the pages by their code, each by its own name."""
    names: Mapping[str, str] = _book()["languages"]  # type: ignore[assignment]
    return names


@cache
def phrases(language: str) -> Mapping[str, str]:
    """All phrases in a language."""
    return {name: texts[language] for name, texts in _book()["phrases"].items()}


def problems() -> list[str]:
    """Which phrases miss a language, or speak of another thing in it than in English."""
    wanted = set(languages())
    return [
        f"{name}.{language}"
        for name, texts in _book()["phrases"].items()
        for language in wanted | set(texts)
        if placeholders_of(texts.get(language, "{missing}")) != placeholders_of(texts[ENGLISH])
    ]


def language_for(*wishes: str) -> str:
    """The first of the wishes ("tr-TR" is "tr") that the pages speak, else English."""
    known = languages()
    spoken = (wish.replace("_", "-").split("-")[0].strip().lower() for wish in wishes)
    return next((each for each in spoken if each in known), ENGLISH)


def accepted(header: str) -> Sequence[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    rows = [part.partition(";q=") for part in header.replace(" ", "").split(",") if part]
    return [name for name, _, weight in sorted(rows, key=lambda r: -_weight(r[2]))]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0

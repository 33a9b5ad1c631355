"""The client's page speaks every language of the playbook, and says the same in each."""

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

import signage
from breaks.models import Promise
from breaks.rules.promises import PromiseKind
from quality.playbook.reading import default
from signage.tickets import (
    PHRASES,
    break_words,
    page_phrases,
    phrases_in,
    place_words,
    promise_words,
    wait_words,
)
from tests.morning import sit, take
from tests.people import BUDAPEST, Bank, at

SIX = default().languages


@pytest.mark.parametrize("language", [each for each in SIX if each != "en"])
def test_every_phrase_is_said_in_the_language_itself(language: str) -> None:
    said = phrases_in(language)
    same = {name for name, english in PHRASES.items() if said[name] == english}
    # loanwords of Filipino
    assert same <= ({"counter", "break_from"} if language == "fil" else set())


@pytest.mark.parametrize(
    ("language", "one", "few", "many"),
    [
        ("en", "1 client is", "3 clients are", "5 clients are"),
        ("hu", "1 ügyfél van", "3 ügyfél van", "5 ügyfél van"),
        ("tr", "1 kişi", "3 kişi", "5 kişi"),
        ("bg", "1 клиент.", "3 клиенти.", "5 клиенти."),
        ("fil", "1 kliyente", "3 kliyente", "5 kliyente"),
        ("ru", "1 человек.", "3 человека.", "5 человек."),
    ],
)
def test_the_place_in_line_is_counted_as_the_language_counts(
    language: str, one: str, few: str, many: str
) -> None:
    for ahead, words in ((1, one), (3, few), (5, many)):
        assert words in place_words(ahead, language)
    assert place_words(0, language) == phrases_in(language)["next"]


def test_a_phrase_of_which_a_fact_is_missing_is_empty() -> None:
    said = page_phrases("hu", {"counter": "2", "due": ""})
    assert (said["your_turn"], said["come_by"]) == ("Ön következik: 2. ablak", "")


@pytest.mark.parametrize("language", SIX)
def test_waits_breaks_and_promises_are_whole_sentences(language: str) -> None:
    ranges = [wait_words(*each, language) for each in ((5, 10), (0, 5), (20, None))]
    assert all(ranges)
    assert wait_words(None, None, language) == ""
    every = [("13:00", "13:30"), ("13:00", ""), ("", "13:30"), ("", "")]
    spans = [break_words(*times, counted=c, language=language) for times in every for c in (0, 1)]
    assert len({*spans}) == 8
    kinds = [(kind, fixed) for kind in PromiseKind for fixed in (None, at("12:00"))]
    said = [promised(kind, fixed, language) for kind, fixed in kinds]
    assert not [text for text in (*ranges, *spans, *said) if "{" in text or "}" in text]
    # "none" is told alike, fixed or not
    assert len({*said}) == len(said) - 1


def promised(kind: str, fixed: datetime | None, language: str) -> str:
    promise = Promise(kind=kind, fixed_at=fixed, returns_at=at("13:00"))
    return promise_words(promise, now=at("12:15"), zone=BUDAPEST, language=language)


def test_the_page_speaks_the_tickets_language_else_the_phones(
    alone: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))
    sit(alone)
    known, asked = take(alone, "12:10", language="ru"), take(alone, "12:11")

    def page(token: str, query: str = "", **headers: str) -> str:
        return Client(headers=headers).get(f"/t/{token}{query}").content.decode()

    russian = page(known.token)
    assert '<html lang="ru"' in russian
    assert "Ваш номер следующий." in russian
    assert "You are" not in russian
    assert "Önünüzde 1 kişi var." in page(asked.token, accept_language="tr-TR,tr;q=0.9,en;q=0.5")
    assert "1 client is before you." in page(asked.token, accept_language="de")
    assert "1 ügyfél van Ön előtt." in page(asked.token, "?lang=hu", accept_language="tr")


def test_no_word_of_the_page_stands_in_its_template() -> None:
    template = Path(signage.__file__).parent / "templates/signage/ticket.html"
    bare = template.read_text().split("{% block body %}")[1]
    for english in ("Your ", "Please", "counter<", "Wait", "Leave", "Keep", "Sound", "Share"):
        assert english not in bare

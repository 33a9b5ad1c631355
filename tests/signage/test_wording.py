"""The notices' other languages: nothing of a notice is left in English (F42)."""

import re
from itertools import product

import pytest

from breaks.rules.states import REASONS
from signage.notices import Announced, notice_for
from signage.wording import BOOKS, wordings
from tests.people import BUDAPEST, at
from tests.signage.test_notices import LUNCH, RUNNING, UNPLANNED, replace
from tests.signage.test_notices_more import CANCELLED, OPEN, OVER

RUNS = [RUNNING, replace(RUNNING, state="overrun"), replace(UNPLANNED, state="on_break")]
ALL = [LUNCH, replace(LUNCH, state="published"), replace(LUNCH, state="closing"), UNPLANNED, *RUNS]
CLOCKS = ["12:15", "12:31", "13:02", "13:30"]


def varied() -> list[Announced]:
    """Every kind of notice: with and without other counters, an alternative, a last number."""
    bare = {"other_counters": (), "alternative": "", "last_ticket": None, "counter": None}
    fewer = [replace(each, **{name: value}) for each in ALL for name, value in bare.items()]
    moved = replace(LUNCH, moved_from=at("12:20"), moved_at=at("12:10"))
    unknown = [replace(each, shown_return_at=None) for each in RUNS]
    reasons = [replace(UNPLANNED, reason=reason) for reason in REASONS]
    over = [CANCELLED, OVER, replace(OVER, other_counters=(), counter=None)]
    sure = replace(UNPLANNED, state="on_break", confirmed_at=at("12:10"))
    return [*ALL, *fewer, moved, *unknown, *reasons, *over, OPEN, sure]


@pytest.mark.parametrize("language", BOOKS)
def test_every_phrase_of_every_notice_is_in_the_book(language: str) -> None:
    """What is the same in both languages is a number, a time, or what the branch wrote."""
    same = r"[A-Z]?\d[\d:, ]*|ATM in the lobby|"
    for break_, clock in product(varied(), CLOCKS):
        said = notice_for(break_, now=at(clock), zone=BUDAPEST, languages=["en", language])
        english, other = (wording.lines for wording in said.wordings)
        for line, translated in zip(english, other, strict=True):
            for phrase, foreign in zip(parts(line), parts(translated), strict=True):
                assert phrase != foreign or re.fullmatch(same, phrase), line


def parts(line: str) -> list[str]:
    return [part for phrase in line.split(" · ") for part in phrase.split(": ", 1)]


def test_a_branch_hears_its_languages_in_its_own_order() -> None:
    def heard(*languages: str) -> list[str]:
        return [wording.language for wording in wordings(("Back at: 13:00",), languages)]

    assert heard("hu", "en") == ["hu", "en"]
    assert heard("en", "hu-HU") == ["en", "hu"]
    # one that nobody has written is English, once
    assert heard("tl", "hu", "en") == ["en", "hu"]
    assert heard() == ["en"]


def test_times_and_the_branchs_own_words_stay() -> None:
    said = notice_for(LUNCH, now=at("12:15"), zone=BUDAPEST, languages=["hu"]).wordings[0].lines
    assert said == (
        "Pult: 2 · Szünet: 12:30",
        "Vissza: 13:00",
        "Ok: munkatársi szünet",
        "Másik pult: 1, 4 · Addig is: ATM in the lobby",
        "Utolsó sorszám a szünet előtt: A016 · További sorszámok: a többi pultnál",
        "Következő frissítés: 12:25",
    )

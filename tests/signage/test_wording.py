"""The notices' other languages: nothing of a notice is left in English (F42)."""

import re
from itertools import product

import pytest

from breaks.rules.states import REASONS
from quality.playbook.reading import default, overlaid
from signage.notices import Announced, notice_for
from signage.wording import books, wordings
from tests.people import BUDAPEST, at
from tests.signage.test_notices import LUNCH, RUNNING, UNPLANNED, replace
from tests.signage.test_notices_more import CANCELLED, OPEN, OVER

RUNS = [RUNNING, replace(RUNNING, state="overrun"), replace(UNPLANNED, state="on_break")]
ALL = [LUNCH, replace(LUNCH, state="published"), replace(LUNCH, state="closing"), UNPLANNED, *RUNS]
CLOCKS = ["12:15", "12:31", "13:02", "13:30"]
OTHERS = ("hu", "tr", "bg", "fil", "ru")


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


def english_phrases() -> set[str]:
    said = (
        notice_for(break_, now=at(clock), zone=BUDAPEST)
        for break_, clock in product(varied(), CLOCKS)
    )
    return {part for notice in said for line in notice.lines for part in parts(line) if part}


def parts(line: str) -> list[str]:
    return [part for phrase in line.split(" · ") for part in phrase.split(": ", 1)]


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_of_every_notice_is_in_the_book(language: str) -> None:
    """What is in no book is a number, a time, what the branch wrote, or a label of the playbook."""
    book, reasons = books()[language], default().labels["public_reasons"].values()
    known = {*book.labels, *book.values, *(texts["en"] for texts in reasons)}
    missing = {
        phrase
        for phrase in english_phrases() - known
        if not phrase.startswith(tuple(book.prefixes))
        and not re.fullmatch(r"[A-Z]?\d[\d:, ]*|ATM in the lobby", phrase)
    }
    assert missing == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_book_says_nothing_that_no_notice_says(language: str) -> None:
    book, hungarian = books()[language], books()["hu"]
    for kind in ("labels", "values", "prefixes"):
        assert set(getattr(book, kind)) == set(getattr(hungarian, kind)), kind
    assert all(pattern.count("{}") == 1 for pattern in book.prefixes.values())
    cyrillic = [re.search("[Ѐ-ӿ]", text) for text in (*book.labels.values(), *book.values.values())]
    assert all(cyrillic) if language in ("bg", "ru") else not any(cyrillic)


def test_notices_speak_the_languages_of_the_playbook_and_none_is_reviewed_yet() -> None:
    assert set(books()) == set(default().languages)
    assert [language for language, book in books().items() if book.reviewed] == ["en"]


def test_a_branch_hears_its_languages_in_its_own_order() -> None:
    def heard(*languages: str) -> list[str]:
        return [wording.language for wording in wordings(("Back at: 13:00",), languages)]

    assert heard("hu", "en") == ["hu", "en"]
    assert heard("en", "hu-HU") == ["en", "hu"]
    # one that nobody has written is English, once
    assert heard("de", "hu", "en") == ["en", "hu"]
    assert heard() == ["en"]


def test_times_and_the_branchs_own_words_stay() -> None:
    said = notice_for(LUNCH, now=at("12:15"), zone=BUDAPEST, languages=["hu"]).wordings[0].lines
    assert said == (
        "Ablak: 2 · Szünet: 12:30",
        "Vissza: 13:00",
        "Ok: munkatársi szünet",
        "Másik ablak: 1, 4 · Addig is: bankautomata az előtérben",
        "Utolsó sorszám a szünet előtt: A016 · További sorszámok: a többi ablaknál",
        "Következő frissítés: 12:25",
    )
    assert wordings(("Meanwhile: ring twice",), ["hu"])[0].lines == ("Addig is: ring twice",)


def test_filipino_has_half_days() -> None:
    said = wordings(("Break: 13:30 · in 40 min", "Later numbers: from 00:05"), ["fil"])[0].lines
    assert said == (
        "Break: 1:30\xa0PM · sa loob ng 40 min",
        "Mga susunod na numero: mula 12:05\xa0AM",
    )


def test_turkish_writes_its_clock_with_a_point_and_counts_minutes_in_its_own_word() -> None:
    said = wordings(("Break: 03:30 · in 40 min", "Later numbers: from 13:00"), ["tr"])[0].lines
    assert said == ("Mola: 03.30 · 40 dk sonra", "Sonraki numaralar: saat 13.00 itibarıyla")


def test_reasons_and_other_ways_are_those_of_the_playbook_and_of_the_organisation() -> None:
    own = {
        ("labels.public_reasons.goods_delivery", "hu"): "szállítmány",
        ("labels.public_reasons.goods_delivery", "en"): "a delivery",
        ("labels.alternatives.atm", "hu"): "ATM az előtérben",
    }
    lines = ("Reason: goods delivery", "Meanwhile: cash machine in the lobby")
    said = wordings(lines, ["en", "hu"], overlaid(default(), own))
    assert said[0].lines == ("Reason: a delivery", "Meanwhile: cash machine in the lobby")
    assert said[1].lines == ("Ok: szállítmány", "Addig is: ATM az előtérben")
    assert wordings(lines, ["ru"])[0].lines == (
        "Причина: приёмка товара",
        "Пока: банкомат в холле",
    )

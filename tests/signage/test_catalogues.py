"""The catalogues of the public screens: whole, equal in their placeholders, compiled, and counting
as the screens count (UX.md 1.2).
"""

import gettext
import io
from datetime import date

import pytest
from babel import Locale
from django.test import Client

from quality.playbook.phrases import phrases
from quality.playbook.reading import default
from signage.catalogues import unsigned_parts, words_of
from signage.sheets.phrases import date_words, span_words, time_words
from signage.wording import books
from tests.people import BUDAPEST, at
from tests.words.__main__ import faults_of
from tests.words.books import DOMAINS, PLURALS, SEEN_COUNTS, Book, as_mo, book_of, renewed
from tests.words.finding import Phrase, in_marked, in_python, in_script, in_template

OTHERS = tuple(PLURALS)
# the order of i18n.js; what is none of these is the last form
FORMS = ("one", "few", "many")


@pytest.fixture(scope="module")
def found() -> dict[str, set[Phrase]]:
    return {domain: set(find()) for domain, find in DOMAINS.items()}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_phrase_of_the_screens_is_translated_whole_and_compiled(
    language: str, domain: str, found: dict[str, set[Phrase]]
) -> None:
    assert list(faults_of(book_of(language, domain), found[domain])) == []


def test_the_catalogues_speak_the_languages_of_the_playbook() -> None:
    assert {"en", *OTHERS} == set(default().languages)


@pytest.mark.parametrize("language", OTHERS)
def test_a_count_takes_the_same_form_in_the_catalogue_and_on_the_screen(language: str) -> None:
    """The screen asks Intl.PluralRules, which has the rules of the CLDR, as Babel has."""
    forms, expression = PLURALS[language]
    catalogue, screen = gettext.c2py(expression), Locale(language).plural_form

    def shown(count: int) -> int:
        name = screen(count)
        return FORMS.index(name) if name in FORMS else forms - 1

    counts = [(count, shown(count)) for count in SEEN_COUNTS]
    assert counts == [(count, catalogue(count)) for count in SEEN_COUNTS]
    assert {form for _, form in counts} == set(range(forms))


def test_a_phrase_is_found_however_its_call_is_written() -> None:
    script = """
    import { n, t } from "./i18n.js"; // t("in a comment")
    function tried(n) { return n + (1) }
    t("Wait: {wait}", { wait: n("{n} minute", "{n} minutes", 3) });
    n(
      "1 is waiting",
      "{n} are waiting",
      count,
    );
    t(state === "open" ? "Open" : row.is("shut") ? "Long " +
      "phrase" : "Other");
    const WORDS = { planned: ["calendar", later("Planned")] };
    t(word); node.t("of another");
    """
    assert in_script(script) == [
        "Wait: {wait}",
        ("{n} minute", "{n} minutes"),
        ("1 is waiting", "{n} are waiting"),
        "Open",
        "Long phrase",
        "Other",
        "Planned",
    ]
    page = '<h2 data-t="Calls &amp; waits">Calls</h2><b data-t-label="Time" title="Day"></b>'
    assert in_marked(page) == ["Calls & waits", "Time"]
    template = """{% load i18n %}
      <p>{% translate "Valid on" %}</p> {{ name }}
    {% blocktranslate count n=x %}One{% plural %}{{ n }} of them{% endblocktranslate %}"""
    assert in_template(template) == ["Valid on", ("One", "%(n)s of them")]
    code = 'gettext("a "\n "b"); ngettext("one", "{n} many", 3); gettext(name)'
    assert in_python(code) == ["a b", ("one", "{n} many")]


def test_what_is_wrong_with_a_catalogue_is_told() -> None:
    book = Book("ru", "djangojs")
    book.add("Open", "")
    book.add("Counter {label}", "Окно {name}")
    book.add(("1 waits", "{n} wait"), ("Ждёт 1", "Ждут {n}", "Ждут {n}"))
    assert book.missing() == ["Open"]
    # in Russian the first form is also that of 21
    assert set(book.unequal()) == {"Counter {label}", ("1 waits", "{n} wait")}
    turkish = Book("tr", "djangojs")
    turkish.add(("1 waits", "{n} wait"), ("1 kişi bekliyor", "{n} kişi bekliyor"))
    assert turkish.unequal() == []
    told = list(faults_of(book, {"Open", "New"}))
    assert [fault for fault in told if "New" in fault] == ["ru djangojs: to be updated: New"]
    assert told[-1] == "ru djangojs: to be compiled"


def test_an_update_keeps_what_is_translated_and_drops_what_nobody_says() -> None:
    book = Book("hu", "djangojs")
    book.add("Open", "Nyitva")
    book.add("Gone", "Elment")
    fresh = renewed(book, {"Open": ["a.js"], "Back": ["b.js"], "New": ["b.js"]}, {"Back": "Vissza"})
    assert fresh.phrases == {"Open": "Nyitva", "Back": "Vissza", "New": ""}


def test_what_is_compiled_is_read_by_gettext() -> None:
    book = Book("ru", "djangojs")
    book.add(("1 waits", "{n} wait"), ("ждёт {n}", "ждут {n}", "ждут: {n}"))
    read = gettext.GNUTranslations(io.BytesIO(as_mo(book)))
    said = [read.ngettext("1 waits", "{n} wait", count) for count in (1, 3, 11, 21)]
    assert said == ["ждёт {n}", "ждут {n}", "ждут: {n}", "ждёт {n}"]
    assert read.info()["x-reviewed"] == "no"


def test_what_no_native_speaker_has_signed_off_is_known() -> None:
    """Every language says of each part whether it is signed off: today only English is."""
    parts = ["Screens", "Sheets and phones", "Notices", "Pages of a case"]
    assert [unsigned_parts(language) for language in OTHERS] == [parts] * len(OTHERS)
    assert unsigned_parts("en") == []
    book = Book("tr", "django", reviewed=True)
    assert gettext.GNUTranslations(io.BytesIO(as_mo(book))).info()["x-reviewed"] == "yes"


def test_a_language_that_nobody_wrote_has_no_words() -> None:
    """The screens then say everything in English, and no screen says nothing."""
    assert words_of(["en", "de"]) == {"en": {}, "de": {}}
    assert unsigned_parts("de")


def test_a_page_that_is_not_there_says_so_in_the_clients_language(db: None) -> None:
    def told(**headers: str) -> str:
        answer = Client(headers=headers).get("/t/none")
        assert answer.status_code == 404
        return answer.content.decode()

    assert '<html lang="hu"' in told(accept_language="hu-HU,hu;q=0.9")
    assert "Nincs ilyen sorszám." in told(accept_language="hu-HU,hu;q=0.9")
    assert "There is no such number." in told(accept_language="de")


@pytest.mark.parametrize(
    ("language", "clock", "span", "day"),
    [
        ("en", "09:05", "13:00–13:30", "Wednesday 3 March 2027"),
        ("hu", "09:05", "13:00–13:30", "2027. március 3., szerda"),
        ("tr", "09.05", "13.00–13.30", "3 Mart 2027, Çarşamba"),
        ("bg", "09:05", "13:00–13:30", "сряда, 3 март 2027 г."),
        ("fil", "9:05\xa0AM", "1:00–1:30\xa0PM", "Miyerkules, Marso 3, 2027"),
        ("ru", "09:05", "13:00–13:30", "среда, 3 марта 2027 г."),
    ],
)
def test_clocks_and_days_are_written_as_the_language_writes_them(
    language: str, clock: str, span: str, day: str
) -> None:
    assert time_words(at("09:05"), BUDAPEST, language) == clock
    assert span_words(at("13:00"), at("13:30"), BUDAPEST, language) == span
    assert date_words(date(2027, 3, 3), language) == day


def test_over_noon_both_halves_are_said() -> None:
    assert span_words(at("11:30"), at("12:00"), BUDAPEST, "fil") == "11:30\xa0AM–12:00\xa0PM"
    assert span_words(at("11:30"), None, BUDAPEST, "fil") == "11:30\xa0AM–?"


# one word in English, two things: a button, and when a counter opens
HOMONYMS = {"Back"}


def said_elsewhere(language: str) -> list[tuple[str, str]]:
    """What the other phrasebooks say in a language, each with its English."""
    book = books()[language]
    notices = [*book.labels.items(), *book.values.items()]
    labels = [each for group in default().labels.values() for each in group.values()]
    cases = {name: (text, phrases(language)[name]) for name, text in phrases("en").items()}
    return [*notices, *((each["en"], each[language]) for each in labels), *cases.values()]


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_words_are_said_everywhere(language: str) -> None:
    """On screens, sheets, phones, in notices and by people: one translation of one phrase."""
    both = [each for domain in DOMAINS for each in book_of(language, domain).phrases.items()]
    found: dict[Phrase, set[object]] = {}
    for english, text in [*both, *said_elsewhere(language)]:
        found.setdefault(english, set()).add(text)
    unlike = {english for english, texts in found.items() if len(texts) > 1}
    assert unlike == HOMONYMS & unlike

"""The playbook as it comes with the product: whole, and every rule of its checker seen to fail."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
import yaml

from breaks.rules.states import REASONS
from quality.playbook.checking import problems_of
from quality.playbook.filling import example_facts, fill, moment_words
from quality.playbook.reading import FILE, default, overlaid, read
from quality.rules.playbook import Known, alternative_words, reason_words, words_of
from quality.rules.playbook_texts import judge_text
from tests.people import BUDAPEST

Document = dict[str, Any]
LANGUAGES = ("en", "hu", "tr", "bg", "fil", "ru")
VOICE = "planned_break_notice/voice_notice"
NOON = datetime(2027, 3, 3, 11, 0, tzinfo=UTC)


@cache
def document() -> Document:
    return dict(yaml.load(FILE.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def first(copy_: Document) -> Document:
    return copy_["situations"][0]


def step(copy_: Document, name: str) -> Document:
    return next(s for s in first(copy_)["steps"] if s["id"] == name)


def script(copy_: Document, name: str) -> Document:
    return next(s for s in first(copy_)["scripts"] if s["id"] == name)


def texts(copy_: Document) -> Document:
    return script(copy_, "display_notice")["text"]


def worded(language: str, more: str) -> Callable[[Document], None]:
    def change(copy_: Document) -> None:
        texts(copy_)[language] += more

    return change


def in_every_language(more: str) -> Callable[[Document], None]:
    def change(copy_: Document) -> None:
        for language in LANGUAGES:
            texts(copy_)[language] += more

    return change


def with_step(name: str, **values: Any) -> Callable[[Document], None]:
    return lambda copy_: step(copy_, name).update(values)


def without(name: str, key: str) -> Callable[[Document], None]:
    return lambda copy_: step(copy_, name).pop(key)


def no_apology(copy_: Document) -> None:
    for each in first(copy_)["scripts"]:
        each["contains"] = ["times"]


def again(group: str) -> Callable[[Document], None]:
    return lambda copy_: first(copy_)[group].append(copy.deepcopy(first(copy_)[group][-1]))


BROKEN: dict[str, tuple[Callable[[Document], Any], str]] = {
    "a language is missing": (lambda d: texts(d).pop("ru"), "languages"),
    "a language too many": (lambda d: texts(d).update(de="Schalter"), "languages"),
    "a label without a language": (
        lambda d: d["labels"]["counter_states"]["open"].pop("fil"),
        "languages",
    ),
    "a guideline without a language": (lambda d: d["guidelines"][0]["text"].pop("tr"), "languages"),
    "an objection without a language": (
        lambda d: d["situations"][4]["scripts"][0]["objection"].pop("bg"),
        "languages",
    ),
    "an empty text": (lambda d: texts(d).update(hu=" "), "empty"),
    "no text": (lambda d: texts(d).update(hu=None), "empty"),
    "a placeholder nobody fills": (in_every_language(" {salary}"), "placeholder_unknown"),
    "a placeholder of one language": (worded("hu", " {ticket}"), "placeholder_differs"),
    "a lost placeholder": (lambda d: texts(d).update(tr="Mola"), "placeholder_differs"),
    "an open brace": (worded("en", " {"), "brace"),
    "Cyrillic in Hungarian": (worded("hu", "а"), "letters_cyrillic"),
    "Latin in Russian": (worded("ru", "a"), "letters_latin"),
    "a Russian letter in Bulgarian": (worded("bg", "ы"), "letters_russian"),
    "longer than a display": (worded("en", " " + "x" * 90), "too_long"),
    "a situation twice": (
        lambda d: d["situations"].append(copy.deepcopy(d["situations"][1])),
        "duplicate_situation",
    ),
    "a step twice": (again("steps"), "duplicate_step"),
    "a script twice": (again("scripts"), "duplicate_script"),
    "a guideline twice": (
        lambda d: d["guidelines"].append(d["guidelines"][0]),
        "duplicate_guideline",
    ),
    "a way to nowhere": (with_step("s1", next="s99"), "step_missing"),
    "a start that is no step": (lambda d: first(d).update(start="s99"), "step_missing"),
    "a step on no way": (with_step("s1", next="s3"), "step_unreachable"),
    "a timeout to nowhere": (with_step("s5", timer={"on_timeout": "s99"}), "step_missing"),
    "a dead end": (without("s6", "next"), "dead_end"),
    "an end that goes on": (with_step("s7", next="s1"), "end_goes_on"),
    "an unknown actor": (with_step("s1", actor="robot"), "actor_unknown"),
    "a step that says nothing": (without("s1", "text"), "ask_or_text"),
    "a question with one answer": (without("s3", "no"), "ask_without_answers"),
    "an unknown situation next": (with_step("s7", goto="holiday"), "goto_unknown"),
    "a script that is not there": (with_step("s2", use=["voice_notice", "x"]), "script_missing"),
    "a script nobody uses": (without("s4", "use"), "script_unused"),
    "an unknown channel": (lambda d: script(d, "voice_offer").update(channel="fax"), "channel"),
    "no word of regret": (no_apology, "no_apology"),
    "a source of nowhere": (lambda d: first(d)["source_refs"].append("DE-1"), "source_unknown"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_playbook_is_refused(what: str) -> None:
    broken = copy.deepcopy(document())
    change, code = BROKEN[what]
    change(broken)
    found = {problem.code for problem in problems_of(broken)}
    assert any(each.startswith(code) for each in found), found


def test_the_playbook_of_the_product_is_whole() -> None:
    assert problems_of(document()) == []
    playbook = read(document())
    assert len(playbook.situations) == 21
    assert sum(len(s.steps) for s in playbook.situations.values()) == 135
    assert sum(len(s.scripts) for s in playbook.situations.values()) == 88
    assert sum(map(len, playbook.labels.values())) == 24
    assert len(playbook.guidelines) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_filled_with_examples_shows_a_brace_or_stays_empty(language: str) -> None:
    playbook = default()
    facts = example_facts(playbook, language)
    for path in playbook.texts:
        said = fill(playbook.text(path, language), facts)
        assert said, path
        assert "{" not in said, path


def test_a_line_of_which_a_fact_is_missing_is_not_said() -> None:
    text = "Counter {counter}: back at {return_time}"
    assert fill(text, {"counter": "2", "return_time": "13:00"}) == "Counter 2: back at 13:00"
    assert fill(text, {"counter": "2"}) == ""
    assert fill(text, {"counter": "2", "return_time": ""}) == ""
    assert fill("On break", {}) == "On break"


def test_what_a_fact_says_is_no_placeholder_again() -> None:
    assert fill("{unit}: {case}", {"unit": "{case}", "case": "F-1"}) == "{case}: F-1"


def test_only_english_is_reviewed_before_somebody_signs() -> None:
    playbook = default()
    assert [la for la in LANGUAGES if playbook.is_reviewed(VOICE, la)] == ["en"]
    own = overlaid(playbook, {(VOICE, "hu"): "Szünet {start_time}, {return_time}"})
    assert [la for la in LANGUAGES if own.is_reviewed(VOICE, la)] == ["en", "hu"]


def test_an_own_wording_stands_wherever_the_text_is_read() -> None:
    paths = {
        VOICE: lambda p: p.script("planned_break_notice", "voice_notice").text["hu"],
        "objection_replies/one_minute.objection": (
            lambda p: p.script("objection_replies", "one_minute").objection["hu"]
        ),
        "last_call.s3": lambda p: p.situations["last_call"].steps["s3"].text["hu"],
        "last_call.title": lambda p: p.situations["last_call"].title["hu"],
        "labels.counter_states.open": lambda p: p.labels["counter_states"]["open"]["hu"],
        "guidelines.appearance": lambda p: p.guidelines["appearance"].text["hu"],
    }
    before = default().text(VOICE, "hu")
    own = overlaid(default(), {(path, "hu"): f"új {path}" for path in paths})
    for path, look in paths.items():
        assert look(own) == own.text(path, "hu") == f"új {path}"
        assert own.text(path, "en") == default().text(path, "en")
    assert default().text(VOICE, "hu") == before


def test_a_missing_language_is_english() -> None:
    playbook = default()
    assert playbook.spoken("de") == playbook.spoken("en-GB") == "en"
    assert playbook.spoken("hu-HU") == "hu"
    assert playbook.text(VOICE, "de") == playbook.text(VOICE, "en")


@pytest.mark.parametrize("reason", REASONS)
def test_the_public_reason_is_the_one_the_screens_show(reason: str) -> None:
    assert reason_words(reason, default(), "en") == REASONS[reason].label


def known(**values: Any) -> Known:
    return Known(now=NOON, zone=BUDAPEST, **values)


def test_times_are_told_as_the_language_writes_them_and_never_in_the_past() -> None:
    ahead = known(starts_at=NOON, returns_at=NOON + timedelta(minutes=29, seconds=1))
    assert words_of(ahead, default(), "hu")["return_time"] == "12:30"
    assert words_of(ahead, default(), "tr")["return_time"] == "12.30"
    assert words_of(ahead, default(), "hu")["minutes"] == "30"
    past = words_of(known(starts_at=NOON, returns_at=NOON), default(), "hu")
    assert past == {"start_time": "12:00"}


def test_old_and_new_time_are_told_only_of_what_moved() -> None:
    moved = known(starts_at=NOON, moved_from=NOON - timedelta(minutes=15))
    words = words_of(moved, default(), "en")
    assert (words["old_time"], words["new_time"]) == ("11:45", "12:00")
    stayed = words_of(known(starts_at=NOON, moved_from=NOON), default(), "en")
    assert "old_time" not in stayed


def test_another_way_is_told_in_the_language_where_it_is_known() -> None:
    assert alternative_words("duty pharmacy", default(), "hu") == "ügyeletes gyógyszertár"
    assert alternative_words("duty_pharmacy", default(), "ru") == "дежурная аптека"
    assert alternative_words("Ring twice", default(), "hu") == "Ring twice"
    assert alternative_words("", default(), "hu") == ""


def test_a_deadline_is_told_with_its_day() -> None:
    local = datetime(2027, 5, 24, 17, 0, tzinfo=BUDAPEST)
    told = {language: moment_words(local, language) for language in LANGUAGES}
    assert told["en"] == "24 May, 17:00"
    assert told["hu"] == "május 24., 17:00"
    assert told["tr"] == "24 Mayıs, 17.00"
    assert told["ru"] == "24 мая, 17:00"


WORDINGS = {
    ("nowhere/nothing", "hu", "x"): "unknown_text",
    (VOICE, "de", "x"): "unknown_language",
    (VOICE, "hu", "  "): "text_empty",
    (VOICE, "hu", "Szünet {start_time}"): "placeholder_lost",
    (VOICE, "hu", "{start_time} {return_time} {salary}"): "placeholder_unknown",
    (VOICE, "hu", "{start_time} {return_time} {ticket}"): "placeholder_unknown",
    (VOICE, "hu", "{start_time} {return_time} {"): "placeholder_unknown",
    (VOICE, "hu", "{start_time} {return_time} " + "x" * 320): "too_long",
    ("last_call/display_away", "hu", "{counter} {return_time} " + "x" * 83): "too_long",
    ("last_call/display_away", "hu", "{counter} {return_time} " + "x" * 82): None,
    ("labels.counter_states.open", "hu", "x" * 61): "too_long",
    ("objection_replies/one_minute.objection", "hu", "Csak egy perc!"): None,
    (VOICE, "hu", "Szünet: {start_time}–{return_time}"): None,
}


@pytest.mark.parametrize("wish", WORDINGS)
def test_a_wording_keeps_its_placeholders_and_its_length(wish: tuple[str, str, str]) -> None:
    refusal = judge_text(default(), *wish)
    assert (refusal.code if refusal else None) == WORDINGS[wish]

"""F51, F52: the texts of the playbook, in six languages, and an organisation's own ones."""

import pytest

from tests.stories.bank import Opens, Story

LANGUAGES = ("en", "hu", "tr", "bg", "fil", "ru")
TEXTS = "playbook/texts/"
AWAY = f"{TEXTS}last_call/display_away/hu/"


def test_f51_no_line_of_any_language_shows_a_brace(opens: Opens) -> None:
    """Every step and script is read with its placeholders filled."""
    teller = opens().tellers[0]
    seen = set()
    for language in LANGUAGES:
        playbook = teller.get(f"playbook/?language={language}")
        assert len(playbook["situations"]) == 21
        lines = [
            line["example"]
            for situation in playbook["situations"]
            for line in (*situation["steps"], *situation["scripts"])
        ]
        assert len(lines) == 135 + 88
        assert all(line and "{" not in line for line in lines)
        seen.add(tuple(lines))
        reviewed = {line["reviewed"] for s in playbook["situations"] for line in s["scripts"]}
        assert reviewed == {language == "en"}
    assert len(seen) == len(LANGUAGES)


def test_f52_a_text_keeps_its_placeholders_is_shown_and_goes_back(opens: Opens) -> None:
    story = opens()
    office, teller = story.office, story.tellers[0]
    first = office.get(AWAY)
    assert (first["own"], first["reviewed"], first["text"]) == (False, False, first["default"])
    assert first["placeholders"] == ["counter", "return_time"]
    lost = office.put(AWAY, text="{counter}. ablak: mindjárt jövünk")
    assert (lost.status_code, lost.json()["code"]) == (422, "placeholder_lost")
    long = office.put(AWAY, text="{counter} {return_time} " + "x" * 90)
    assert (long.status_code, long.json()["code"]) == (422, "too_long")
    try:
        own = "Pult: {counter}. Vissza: {return_time}"
        said = office.put(AWAY, text=own).json()
        assert (said["text"], said["own"], said["reviewed"]) == (own, True, True)
        assert said["example"] == "Pult: 2. Vissza: 13:00"
        assert teller.get(AWAY)["text"] == own
    finally:
        back = office.delete(AWAY).json()
    assert (back["text"], back["own"]) == (first["default"], False)
    assert teller.get(AWAY)["text"] == first["default"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{TEXTS}last_call/nothing/hu/", "unknown_text"),
        (f"{TEXTS}last_call/display_away/de/", "unknown_language"),
    ],
)
def test_f52_what_the_playbook_does_not_have_is_not_worded(
    alone: Story, path: str, code: str
) -> None:
    for answer in (
        alone.office.put(path, text="x"),
        alone.office.ask("DELETE", path),
        alone.office.ask("GET", path),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_f52_only_the_head_office_words_texts(alone: Story) -> None:
    """3.8: who works at a branch reads them; a stranger does not even that."""
    for person in (alone.tellers[0], alone.manager):
        assert person.put(AWAY, text="{counter} {return_time}").status_code == 403
        assert person.ask("DELETE", AWAY).status_code == 403
    assert alone.public.ask("GET", AWAY).status_code in (401, 403)
    assert alone.public.ask("GET", "playbook/").status_code in (401, 403)


def test_f42_voice_screen_and_page_say_the_same_in_every_language(opens: Opens) -> None:
    """One source: the screen's line, the client's line and the organisation's own wording."""
    story = opens(languages=["hu", "tr", "de"])
    story.move_clock("12:05")
    story.sit()
    ticket = story.take(language="tr")
    story.publish(story.lunch("12:30"))
    story.move_clock("12:15")
    story.prove()
    said = story.notice()["say"]
    # nobody has written German: it falls back to English, once
    assert list(said) == ["hu", "tr", "en"]
    assert "12:30–13:00" in said["hu"]
    assert "12.30–13.00" in said["tr"]
    words = f"tickets/{ticket['token']}/words/"
    told = story.public.get(words)
    assert told["language"] == "tr"
    assert "12.30" in told["said"]
    assert told["said"] in story.page(f"t/{ticket['token']}").text
    for language in LANGUAGES:
        line = story.public.get(f"{words}?language={language}")["said"]
        assert line
        assert "{" not in line
    notice = f"{TEXTS}full_closure/display_full/hu/"
    try:
        own = "Minden ablak zárva: {start_time}–{return_time}. Addig is: {alternative}"
        assert story.office.put(notice, text=own).status_code == 200
        assert story.notice()["say"]["hu"].startswith("Minden ablak zárva: 12:30–13:00")
    finally:
        story.office.delete(notice)
    assert story.notice()["say"] == said

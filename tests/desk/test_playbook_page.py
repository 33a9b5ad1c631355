"""The office's page of the playbook: six languages side by side, worded, refused, reset (F52)."""

import pytest
from django.test import Client
from django.utils.html import escape

from branches.models import Staff
from branches.rules import Role
from quality.playbook.filling import example_facts, fill
from quality.playbook.reading import default
from quality.queries.playbook import playbook_of
from tests.people import Bank, hire

PAGE = "/office/playbook/last_call/"
AWAY = "last_call/display_away"
OWN = "{counter}. pult: vissza {return_time}"


@pytest.fixture
def hilda(alone: Bank) -> Staff:
    """Of the head office."""
    return hire("Hilda", None, Role.HEAD_OFFICE, alone.branch.organisation)


def sees(client: Client, staff: Staff, path: str = PAGE) -> str:
    client.force_login(staff.user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def words(client: Client, **typed: str) -> tuple[int, str]:
    answer = client.post(PAGE, {"path": AWAY, "language": "hu", **typed})
    return answer.status_code, answer.content.decode()


def test_a_situation_shows_every_text_in_six_languages_filled(client: Client, hilda: Staff) -> None:
    shown = sees(client, hilda)
    playbook = default()
    paths = [p for p in playbook.texts if p.startswith(("last_call/", "last_call."))]
    for path in paths:
        for language in playbook.languages:
            said = fill(playbook.text(path, language), example_facts(playbook, language))
            assert f'lang="{language}">{escape(said)}</p>' in shown, (path, language)
    assert shown.count("not reviewed") == len(paths) * 5
    assert "<script" not in shown


def test_a_text_is_worded_shown_and_reset(client: Client, alone: Bank, hilda: Staff) -> None:
    sees(client, hilda)
    assert words(client, text=OWN)[0] == 302
    assert playbook_of(alone.branch.organisation).text(AWAY, "hu") == OWN
    assert "2. pult: vissza 13:00" in sees(client, hilda)
    assert words(client, reset="1")[0] == 302
    assert "2. pult: vissza 13:00" not in sees(client, hilda)


def test_a_refused_wording_is_told_and_what_was_typed_stays(client: Client, hilda: Staff) -> None:
    sees(client, hilda)
    status, shown = words(client, text="Rövid szünet, <b>mindjárt</b>")
    assert status == 422
    assert "The text must keep {counter}, {return_time}." in shown
    assert "Rövid szünet, &lt;b&gt;mindjárt&lt;/b&gt;</textarea>" in shown


def test_a_manager_reads_and_words_nothing_and_a_teller_does_not_come_in(
    client: Client, alone: Bank
) -> None:
    assert "<textarea" not in sees(client, alone.carla)
    assert words(client, text=OWN)[0] == 403
    client.force_login(alone.tellers[0].user)
    for path in ("/office/playbook/", PAGE):
        assert client.get(path).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_the_manager_reads_which_words_of_the_screens_nobody_has_signed_off(
    client: Client, hilda: Staff
) -> None:
    shown = sees(client, hilda, "/office/playbook/")
    parts = "Screens · Sheets and phones · Notices · Pages of a case"
    for name in ("Magyar", "Türkçe", "Български", "Filipino", "Русский"):
        assert f'<th scope="row">{name}</th><td class="soft">{parts}</td>' in shown
    assert '<th scope="row">English</th><td class="soft">–</td>' in shown


def test_every_page_of_the_playbook_opens_and_no_other(client: Client, hilda: Staff) -> None:
    overview = sees(client, hilda, "/office/playbook/")
    for name in (*default().situations, "labels", "guidelines"):
        assert f'href="/office/playbook/{name}/"' in overview
    assert "Wear clean, calm-coloured" in sees(client, hilda, "/office/playbook/guidelines/")
    assert "duty pharmacy" in sees(client, hilda, "/office/playbook/labels/")
    assert client.get("/office/playbook/holiday/").status_code == 404

"""The client's pages of a case: six languages, no script, nobody's name."""

import pytest
from django.test import Client

from quality.actions import cases as verbs
from quality.models import Case, PlaybookText
from quality.playbook.phrases import accepted, language_for, languages, phrases, problems
from tests.people import Bank
from tests.quality.test_cases import DAY, TEN, WORDS, complaint, ticket_of


def test_every_phrase_stands_in_every_language_and_speaks_of_the_same() -> None:
    assert problems() == []
    assert [*languages()] == ["en", "hu", "tr", "bg", "fil", "ru"]


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["tr-TR", "en"], "tr"),
        (["", "de", "ru_RU"], "ru"),
        (["de"], "en"),
        (accepted("de-AT,de;q=0.9,hu;q=0.5,en;q=0.7"), "en"),
        (accepted("bg;q=x,fil"), "fil"),
        (accepted(",;q=2,"), "en"),
    ],
)
def test_the_first_wish_that_is_spoken_counts(wishes: list[str], language: str) -> None:
    assert language_for(*wishes) == language


@pytest.mark.parametrize("language", languages())
def test_form_and_page_read_whole_in_every_language(
    alone: Bank, client: Client, language: str
) -> None:
    case = complaint(alone, language=language)
    words = phrases(language)
    form = client.get(f"/t/{case.ticket.token}/complaint/?lang={language}").content.decode()
    page = client.get(f"/c/{case.token}/").content.decode()
    for text, said in ((form, "write_to_us"), (page, "you_wrote")):
        assert f'<html lang="{language}"' in text
        assert words[said] in text
        assert "{" not in text


def test_a_form_that_misses_something_keeps_what_was_written(alone: Bank, client: Client) -> None:
    address = f"/t/{ticket_of(alone).token}/complaint/"
    given = {"kind": "complaint", "cause": "tone", "text": WORDS, "reach": "call"}
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert phrases("en")["contact_missing"] in answer.content.decode()
    wrong = client.post(address, {**given, "reach": "text", "client_email": "nobody"})
    assert phrases("en")["contact_missing"] in wrong.content.decode()
    empty = client.post(address, {**given, "text": " "})
    assert phrases("en")["text_missing"] in empty.content.decode()
    assert not Case.objects.exists()
    done = client.post(address, {**given, "reach": "anonymous"})
    assert (done.status_code, Case.objects.count()) == (303, 1)
    # the double click leads to the same page
    assert client.post(address, {**given, "reach": "anonymous"}).url == done.url


def test_what_a_page_no_longer_offers_is_refused_in_words(alone: Bank, client: Client) -> None:
    case = complaint(alone)
    refused = client.post(f"/c/{case.token}/", {"do": "suits"})
    assert refused.status_code == 409
    assert phrases("en")["not_done"] in refused.content.decode()
    assert client.post(f"/c/{case.token}/", {"do": "withdraw"}).status_code == 303
    assert client.post(f"/c/{case.token}/", {"do": "add", "text": "More"}).status_code == 409
    assert Case.objects.get().state == "withdrawn"


def test_the_page_names_nobody_and_the_answer_waits_until_it_is_given(
    alone: Bank, client: Client
) -> None:
    case, by = complaint(alone, reach="text"), alone.tellers[0]
    verbs.understand(case.pk, by=by, now=TEN)
    verbs.change_details(case.pk, by=by, now=TEN, fault="ours")
    verbs.agree(case.pk, text="The fee back", due_at=TEN + DAY, by=by, now=TEN)
    page = client.get(f"/c/{case.token}/").content.decode()
    # whose mistake it was is said by the playbook's line, and by nobody in person
    assert "this was our mistake and we are sorry" in page
    assert "The fee back" in page
    verbs.answer_case(case.pk, text="Your fee is back.", by=by, now=TEN)
    page = client.get(f"/c/{case.token}/").content.decode()
    assert "Your fee is back." in page and "Please read it here" in page
    assert not [word for word in (by.name, alone.carla.name, "Ehlers", "234 5678") if word in page]


def test_no_page_is_there_for_a_token_of_nobody(alone: Bank, client: Client) -> None:
    for address in ("/c/nobody/", "/t/nobody/complaint/"):
        answer = client.get(address, headers={"accept-language": "ru"})
        assert answer.status_code == 404
        assert phrases("ru")["unknown_title"] in answer.content.decode()
    case = complaint(alone)
    Case.objects.update(kind="review")
    assert client.get(f"/c/{case.token}/").status_code == 404


def test_an_own_wording_that_names_a_person_is_not_shown(alone: Bank, client: Client) -> None:
    case, by = complaint(alone, reach="text"), alone.tellers[0]
    verbs.understand(case.pk, by=by, now=TEN)
    verbs.answer_case(case.pk, text="Your fee is back.", by=by, now=TEN)
    PlaybookText.objects.create(
        organisation=alone.branch.organisation,
        path="follow_up_delay/phone_answer",
        language="en",
        version=1,
        text="{name} has answered {case}.",
        since=TEN,
    )
    page = client.get(f"/c/{case.token}/").content.decode()
    assert by.name not in page
    assert phrases("en")["state_answered"] in page


def test_a_zero_byte_in_a_note_is_no_fault_of_the_house(alone: Bank, client: Client) -> None:
    case = complaint(alone)
    answer = client.post(f"/c/{case.token}/", {"do": "add", "text": "a\x00b"})
    assert answer.status_code == 303
    assert "ab" in client.get(f"/c/{case.token}/").content.decode()

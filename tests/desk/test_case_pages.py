"""The staff's pages of cases: whose list shows what, and every form does its verb."""

from typing import Any

from django.test import Client

from branches.models import Staff
from branches.rules import Role
from desk.case_forms import VERBS
from quality.models import Case
from tests.people import Bank, found_bank, hire
from tests.quality.test_cases import complaint

SOON = "2099-03-05T12:00"


def page_of(client: Client, staff: Staff) -> Client:
    client.force_login(staff.user)
    return client


def entered(client: Client, bank: Bank, **more: Any) -> Case:
    """A case that a teller enters at the desk."""
    given = {
        "source": "letter",
        "kind": "complaint",
        "cause": "tone",
        "text": "They shouted",
        "counter": bank.counters[0].pk,
        "reach": "text",
        "client_email": "e@example.com",
        "language": "tr",
        **more,
    }
    answer = client.post(f"/desk/cases/new/?branch={bank.branch.pk}", given)
    assert answer.status_code == 303, answer.content.decode()
    return Case.objects.latest("pk")


def test_a_teller_lists_her_own_and_the_manager_all(pair: Bank, client: Client) -> None:
    mine = entered(page_of(client, pair.tellers[0]), pair)
    other = complaint(pair)
    codes = [mine.code, other.code]

    def listed(staff: Staff, place: str) -> list[bool]:
        answer = page_of(client, staff).get(f"/{place}/cases/?branch={pair.branch.pk}")
        return [code in answer.content.decode() for code in codes]

    assert listed(pair.tellers[0], "desk") == [True, False]
    assert listed(pair.tellers[1], "desk") == [False, False]
    assert listed(pair.carla, "office") == [True, True]


def test_strangers_find_nothing_and_the_office_is_the_managers(pair: Bank, client: Client) -> None:
    case = complaint(pair)
    other = found_bank(1, slug="other").branch
    dov = hire("Dov", other, Role.MANAGER, pair.branch.organisation)
    for staff, address, status in (
        (dov, f"/office/cases/{case.pk}/", 404),
        (dov, f"/office/cases/?branch={pair.branch.pk}", 404),
        (pair.tellers[0], f"/desk/cases/{case.pk}/", 404),
        (pair.tellers[0], f"/office/cases/?branch={pair.branch.pk}", 403),
        (pair.carla, "/office/cases/999999/", 404),
        (pair.carla, f"/office/cases/{case.pk}/", 200),
    ):
        assert page_of(client, staff).get(address).status_code == status, address
    client.logout()
    assert client.get(f"/office/cases/{case.pk}/").status_code == 302


def test_every_form_of_the_page_does_its_verb(pair: Bank, client: Client) -> None:
    """From a call that comes in to a reopened case, without the API."""
    amira, bela = pair.tellers
    page_of(client, amira)
    case = entered(client, pair, source="phone", calling="on", rings="2", text="")
    address, done = f"/desk/cases/{case.pk}/", set()

    def press(do: str, **given: Any) -> str:
        done.add(do)
        answer = client.post(address, {"do": do, **given})
        assert answer.status_code == 303, answer.content.decode()
        case.refresh_from_db()
        return str(answer.headers["Location"])

    press("stage", stage="clarifying")
    press("understand", text="They shouted at her")
    press("end_call", text="Calls again", transferred="1")
    press("attempt")
    press("call")
    press("end_call")
    press("option", text="An apology")
    press("option", text="A talk with the manager")
    press("note", text="Prefers mornings")
    press("agree", text="An apology", due_at=SOON)
    details = {"kind": "complaint", "cause": "tone", "reach": "text", "language": "tr"}
    press("details", **details, client_phone="+36 1", fault="ours", counter=pair.counters[1].pk)
    assert (case.counter, case.fault, case.client_phone) == (pair.counters[1], "ours", "+36 1")
    press("delay", text="The manager is away", due_at="2099-03-06T12:00")
    press("hand_over", staff=bela.pk, text="You know her")
    page_of(client, bela)
    press("return", text="Not mine")
    page_of(client, amira)
    press("hand_over", staff=bela.pk)
    page_of(client, bela)
    press("accept")
    assert (case.owner, case.commitment and case.commitment.owner) == (bela, bela)
    press("answer", text="We apologise.")
    press("outcome", outcome="no", text="Still upset")
    assert (case.state, case.owner, case.reopened) == ("clarified", pair.carla, 1)
    page_of(client, pair.carla)
    press("withdraw")
    assert case.state == "withdrawn"
    assert done == set(VERBS)
    page = client.get(address).content.decode()
    assert "Prefers mornings" in page and "Call ended after 0 min, passed on" in page


def test_a_refusal_stands_on_the_page_with_what_was_typed(pair: Bank, client: Client) -> None:
    page_of(client, pair.carla)
    case = complaint(pair)
    address = f"/office/cases/{case.pk}/"
    for given, status, said in (
        ({"do": "agree", "text": "A", "due_at": SOON}, 422, "First the client confirms"),
        ({"do": "dance"}, 422, "This page cannot do that"),
        ({"do": "agree", "due_at": "soon"}, 422, "This is no date and time"),
        ({"do": "outcome", "outcome": "maybe"}, 422, "What did the client say"),
        ({"do": "delay", "text": "Because"}, 422, "Name the new time"),
        ({"do": "stage", "stage": "dancing"}, 422, "There is no such stage"),
        ({"do": "details", "kind": "x"}, 422, "This cannot be used"),
        ({"do": "hand_over"}, 422, "To whom"),
    ):
        answer = client.post(address, given)
        assert (answer.status_code, said in answer.content.decode()) == (status, True), given
    client.post(address, {"do": "understand"})
    typed = client.post(address, {"do": "answer", "text": "A long careful answer"})
    assert (typed.status_code, "A long careful answer" in typed.content.decode()) == (422, True)


def test_a_call_begins_in_the_form_where_it_is_noted(alone: Bank, client: Client) -> None:
    case = entered(page_of(client, alone.tellers[0]), alone, source="phone", calling="on", text="")
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert 'id="call"' in page and "Greet: company, unit, your name" in page
    refused = client.post(
        f"/desk/cases/new/?branch={alone.branch.pk}",
        {"source": "letter", "kind": "complaint", "reach": "call", "language": "en", "text": "x"},
    )
    assert (refused.status_code, "phone number" in refused.content.decode()) == (422, True)

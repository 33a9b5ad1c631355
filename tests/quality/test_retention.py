"""F70: what is erased, what stays, and that a history lets nothing else go."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from branches.errors import Refused
from breaks.actions.commitments import open_commitment, release
from breaks.models import Commitment
from breaks.rules.commitments import CommitmentKind
from quality.actions import cases as verbs
from quality.actions.case_calls import start_call
from quality.actions.retention import forget_clients
from quality.models import Case, CaseEvent
from queueapp.models import Ticket
from tests.people import Bank
from tests.quality.test_cases import DAY, TEN, WORDS, complaint, ticket_of


def test_a_closed_case_loses_its_words_and_keeps_its_kind(alone: Bank) -> None:
    case = complaint(alone, client_email="e@example.com")
    verbs.add_note(case.pk, text="Her brother called", by=alone.carla, now=TEN)
    verbs.withdraw(case.pk, now=TEN)
    before = alone.branch.events.order_by("-number").first()
    assert before
    assert forget_clients(alone.branch.pk, now=TEN + 729 * DAY) == 1  # the page of the ticket
    assert Case.objects.get().text == WORDS
    assert forget_clients(alone.branch.pk, now=TEN + 730 * DAY) == 1
    case = Case.objects.get()
    assert (case.client_name, case.client_phone, case.client_email) == (None, None, None)
    assert (case.text, case.cause, case.state) == ("", "break_not_announced", "withdrawn")
    assert not CaseEvent.objects.exclude(text="").exists()
    assert CaseEvent.objects.count() == 3
    after = alone.branch.events.order_by("-number").first()
    assert after
    assert (after.kind, after.facts) == ("case.erased", before.facts)
    # a second time there is nothing left to erase
    assert forget_clients(alone.branch.pk, now=TEN + 731 * DAY) == 0


def test_into_an_erased_case_nothing_is_written_any_more(alone: Bank) -> None:
    """No sweep would find it again."""
    case = complaint(alone)
    verbs.withdraw(case.pk, now=TEN)
    forget_clients(alone.branch.pk, now=TEN + 730 * DAY)
    about = {"by": alone.carla, "now": TEN + 731 * DAY}
    for write in (
        lambda: verbs.change_details(case.pk, client_phone="+36 1 999", **about),
        lambda: verbs.add_note(case.pk, text="Mrs. Ehlers called", **about),
        lambda: start_call(case.pk, **about),
    ):
        with pytest.raises(Refused) as refused:
            write()
        assert refused.value.code == "case_erased"
    assert Case.objects.get().client_phone is None


def test_what_is_not_settled_is_kept(alone: Bank) -> None:
    complaint(alone)
    forget_clients(alone.branch.pk, now=TEN + 4000 * DAY)
    assert Case.objects.get().client_phone


def test_pages_and_contacts_go_after_the_days_of_tickets(alone: Bank) -> None:
    old, new = ticket_of(alone, 1), ticket_of(alone, 2)
    Ticket.objects.filter(pk=new.pk).update(day=TEN.date() + DAY)
    owed = open_commitment(
        alone.branch, CommitmentKind.CALL_BACK, due_at=TEN, now=TEN, contact="+36 1 555"
    )
    still = open_commitment(
        alone.branch, CommitmentKind.CALL_BACK, due_at=TEN, now=TEN, contact="+36 1 777"
    )
    release(owed, now=TEN)
    assert forget_clients(alone.branch.pk, now=TEN + 90 * DAY) == 0
    assert forget_clients(alone.branch.pk, now=TEN + 91 * DAY) == 2
    assert Ticket.objects.get(pk=old.pk).token not in (old.token, "")
    assert len(Ticket.objects.get(pk=old.pk).token) == 32
    assert Ticket.objects.get(pk=new.pk).token == new.token
    contacts = Commitment.objects.order_by("pk").values_list("contact", flat=True)
    assert list(contacts) == ["", still.contact]
    event = alone.branch.events.get(kind="clients.forgotten")
    assert event.data == {"tickets": 1, "contacts": 1}


@pytest.mark.parametrize("change", [{"text": ""}, {"text": "another"}, {"data": {"a": 1}}])
def test_a_history_is_not_rewritten_before_its_case_is_erased(
    alone: Bank, change: dict[str, object]
) -> None:
    case = complaint(alone)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        case.events.update(**change)
    Case.objects.update(erased_at=TEN + timedelta(days=1))
    if change == {"text": ""}:
        assert case.events.update(**change) == 1
    else:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            case.events.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        case.events.all().delete()

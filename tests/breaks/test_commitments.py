"""What is owed to a client by a time (3.6.3, K9), and the doors where it is seen and settled."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from branches.locks import lock_branch
from branches.models import Staff
from breaks.actions import commitments
from breaks.models import Commitment
from breaks.queries import open_commitments
from breaks.rules.commitments import CommitmentKind, CommitmentState
from tests.morning import fresh, planned, refused, sit, take, told
from tests.people import Bank, at, found_bank

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], APIClient]


@pytest.fixture
def login() -> Login:
    def as_(staff: Staff) -> APIClient:
        client = APIClient()
        client.force_login(staff.user)
        return client

    return as_


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("13:10"))


def owe(bank: Bank, clock: str = "12:00", due: str = "13:00", **more: object) -> Commitment:
    """A call back, owed by Amira."""
    facts = {"owner": bank.tellers[0], "due_at": at(due), "now": at(clock), **more}
    with transaction.atomic():
        branch = lock_branch(bank.branch.pk)
        return commitments.open_commitment(branch, CommitmentKind.CALL_BACK, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock", "state"), [("13:00", "kept"), ("13:00:01", "kept_late"), ("12:10", "kept")]
)
def test_a_commitment_is_kept_until_its_time_and_late_afterwards(
    alone: Bank, clock: str, state: str
) -> None:
    kept = commitments.keep(owe(alone), now=at(clock))
    assert (fresh(kept).state, fresh(kept).ended_at) == (state, at(clock))


def test_what_has_ended_stays_as_it_ended(alone: Bank) -> None:
    commitment = commitments.break_commitment(owe(alone), now=at("13:10"))
    commitments.keep(commitment, now=at("13:20"))
    commitments.release(commitment, now=at("13:21"))
    assert (fresh(commitment).state, fresh(commitment).ended_at) == ("broken", at("13:10"))


def test_a_ticket_is_owed_one_thing_of_a_kind_and_a_repeat_renegotiates(alone: Bank) -> None:
    sit(alone)
    ticket, break_ = take(alone, "11:00"), planned(alone)
    first = owe(alone, ticket=ticket)
    again = owe(alone, "12:30", "13:30", ticket=ticket, break_=break_)
    assert again.pk == first.pk
    stands = fresh(first)
    assert (stands.due_at, stands.original_due_at) == (at("13:30"), at("13:00"))
    assert (stands.break_ref_id, stands.state) == (break_.pk, "open")


def test_a_due_time_that_has_passed_is_not_moved(alone: Bank) -> None:
    commitment = owe(alone)
    assert commitments.renegotiate(commitment, at("13:30"), now=at("13:00:01")).due_at == at(
        "13:00"
    )
    assert commitments.renegotiate(commitment, at("13:30"), now=at("13:00")).due_at == at("13:30")


def test_a_break_without_a_ticket_owes_one_return(alone: Bank) -> None:
    break_ = planned(alone)
    first = owe(alone, break_=break_, owner=None)
    assert owe(alone, due="13:05", break_=break_).pk == first.pk
    assert first.owner == alone.tellers[0]
    assert [c.pk for c in open_commitments(alone.branch, break_=break_)] == [first.pk]


def test_the_database_keeps_one_open_commitment_per_ticket_and_kind(alone: Bank) -> None:
    ticket = take(alone, "11:00")
    owed = owe(alone, ticket=ticket)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(
            branch=alone.branch,
            kind=owed.kind,
            ticket=ticket,
            made_at=at("12:00"),
            due_at=at("13:00"),
            original_due_at=at("13:00"),
        )


def test_a_person_marks_a_call_back_done_once(alone: Bank) -> None:
    commitment = owe(alone, ticket=take(alone, "11:00"))
    for _ in range(2):
        commitments.keep_commitment(commitment.pk, by=alone.tellers[0], now=at("12:50"))
    assert fresh(commitment).state == CommitmentState.KEPT
    [event] = told(alone, "commitment.kept")
    assert (event.by, event.data["ticket"]) == (alone.tellers[0], "A001")
    with refused("commitment_ended", 409, state="kept"):
        commitments.release_commitment(commitment.pk, by=alone.tellers[0], now=at("12:51"))


def test_a_teller_sees_what_is_owed_by_her_and_the_manager_all(pair: Bank, login: Login) -> None:
    amira, bela = pair.tellers
    hers, his = owe(pair, contact="0620 1"), owe(pair, owner=bela, due="13:30")
    address = f"/api/v1/branches/{pair.branch.pk}/commitments/"
    seen = {
        person.name: [c["id"] for c in login(person).get(address).json()["commitments"]]
        for person in (amira, bela, pair.carla)
    }
    assert list(seen.values()) == [[hers.pk], [his.pk], [his.pk, hers.pk]]
    [row] = login(amira).get(address).json()["commitments"]
    assert (row["contact"], row["overdue"], row["kind"]) == ("0620 1", True, "call_back")
    assert login(pair.carla).get(f"{address}?state=kept").json()["commitments"] == []
    assert login(pair.carla).get(f"{address}?state=x").status_code == 422


def test_only_the_owner_and_the_manager_settle_it(pair: Bank, login: Login) -> None:
    amira, bela = pair.tellers
    commitment, stranger = owe(pair), found_bank(slug="other").tellers[0]
    door = f"/api/v1/commitments/{commitment.pk}/kept/"
    assert login(bela).post(door).status_code == 404
    assert login(stranger).post(door).status_code == 404
    assert login(amira).post(door).json()["state"] == "kept_late"
    released = owe(pair)
    answer = login(pair.carla).post(f"/api/v1/commitments/{released.pk}/release/")
    assert (answer.status_code, answer.json()["state"]) == (200, "released")
    assert login(pair.carla).post("/api/v1/commitments/999999/kept/").status_code == 404

"""A request with an Idempotency-Key happens once, whatever the line or the finger does."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from branches import clock
from branches.models import Event, IdempotentAnswer, Staff
from tests.people import Bank, found_bank

Login = Callable[[Staff], APIClient]
BODY = {"name": "Advice", "letter": "C"}


def ask(client: APIClient, bank: Bank, key: str = "k", body: dict[str, Any] | None = None) -> Any:
    path = f"/api/v1/branches/{bank.branch.pk}/queues/"
    return client.post(path, BODY if body is None else body, headers={"Idempotency-Key": key})


def test_a_repeat_gets_the_first_answer_and_writes_nothing(login: Login, bank: Bank) -> None:
    client = login(bank.carla)
    first, again = ask(client, bank), ask(client, bank)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Content-Type"] == again["Content-Type"]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Event.objects.count() == 1


def test_a_refusal_is_repeated_too(login: Login, bank: Bank) -> None:
    client, taken = login(bank.carla), {"name": "X", "letter": "A"}
    first, again = ask(client, bank, body=taken), ask(client, bank, body=taken)
    assert first.status_code == again.status_code == 422
    assert again["Idempotent-Replayed"] == "true"
    assert again["Content-Type"] == "application/problem+json"


def test_another_body_under_the_same_key_is_refused(login: Login, bank: Bank) -> None:
    client = login(bank.carla)
    ask(client, bank)
    other = ask(client, bank, body={"name": "Advice", "letter": "D"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert bank.branch.queues.count() == 2


def test_a_key_is_the_askers_own(login: Login, bank: Bank, office: Staff) -> None:
    ask(login(bank.carla), bank)
    theirs = ask(login(office), bank)
    assert (theirs.status_code, theirs.json()["code"]) == (422, "letter_taken")


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_of_no_use_is_refused(login: Login, bank: Bank, key: str) -> None:
    response = ask(login(bank.carla), bank, key=key)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert not Event.objects.exists()


def test_who_was_not_let_in_may_ask_again(login: Login, bank: Bank) -> None:
    client = login(bank.tellers[0])
    assert ask(client, bank).status_code == 403
    bank.tellers[0].memberships.update(role="manager")
    assert ask(client, bank).status_code == 201


def test_a_mishap_is_forgotten(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    client = APIClient(raise_request_exception=False)
    client.force_login(bank.carla.user)
    with monkeypatch.context() as patch:
        patch.setattr("queueapp.api.setup.create_queue", lambda *a, **k: 1 / 0)
        assert ask(client, bank).status_code == 500
    assert ask(client, bank).status_code == 201


def test_a_first_request_under_way_is_waited_for_a_minute(login: Login, bank: Bank) -> None:
    client = login(bank.carla)
    ask(client, bank)
    kept = IdempotentAnswer.objects.get()
    bank.branch.queues.filter(letter="C").delete()
    IdempotentAnswer.objects.update(status=None, asked_at=clock.real_now() - timedelta(seconds=50))
    early = ask(client, bank)
    assert (early.status_code, early.json()["code"]) == (409, "request_in_progress")
    IdempotentAnswer.objects.update(asked_at=clock.real_now() - timedelta(seconds=61))
    assert ask(client, bank).status_code == 201
    kept.refresh_from_db()
    assert kept.status == 201


@pytest.mark.django_db(transaction=True)
def test_two_at_once_happen_once() -> None:
    bank = found_bank()
    barrier, answers = threading.Barrier(4), []

    def press() -> None:
        client = APIClient()
        client.force_login(bank.carla.user)
        barrier.wait()
        answers.append(ask(client, bank).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Event.objects.count() == 1

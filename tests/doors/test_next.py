"""The desk's key for the next client: one command that finishes the one it shows (T6, T2)."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from branches.models import Staff
from tests.morning import serve, sit, take
from tests.people import Bank, at

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], APIClient]


@pytest.fixture(autouse=True)
def ten_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("09:10"))


def test_the_client_shown_is_finished_and_the_next_is_called(bank: Bank, login: Login) -> None:
    session = sit(bank)
    first, second = (take(bank, "09:00") for _ in range(2))
    serve(session, "09:01")
    amira, call = login(bank.tellers[0]), f"/api/v1/sessions/{session.pk}/call/"

    def press(**body: int) -> tuple[int, dict[str, object]]:
        answer = amira.post(call, body, format="json")
        return answer.status_code, answer.json()

    # one of both: who is called after finishing is the next
    assert press(finish=first.pk, ticket=second.pk)[0] == 422
    status, desk = press(finish=first.pk)
    assert (status, desk["ticket"]["code"]) == (200, second.code)  # type: ignore[index]
    serving = amira.post(f"/api/v1/sessions/{session.pk}/service/")
    assert serving.json()["ticket"]["state"] == "serving"
    # a second desk of the same person still shows the first client
    status, refusal = press(finish=first.pk)
    assert (status, refusal["code"]) == (409, "other_client")
    done = f"/api/v1/sessions/{session.pk}/service/"
    answer = amira.delete(done, {"ticket": first.pk}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "other_client")
    status, desk = press(finish=second.pk)
    assert (status, desk["ticket"]) == (200, None)

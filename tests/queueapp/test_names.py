"""What a service is called in which language, and who writes what there."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from queueapp.models import Queue, check_names
from tests.people import Bank


@pytest.mark.parametrize(
    "wrong", [["hu"], "hu", {"xx": "a"}, {"hu": 1}, {"hu": "x" * 81}, {"hu": "\u200b"}]
)
def test_only_texts_by_language_are_names(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        check_names(wrong)


def test_the_admin_writes_no_names_that_cannot_be_read(alone: Bank, client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    path = f"/admin/queueapp/queue/{alone.queue.pk}/change/"
    about = {"name": "Cash", "letter": "A", "estimate_minutes": "5"}
    for names, kept in (('{"hu": "Pénztár"}', {"hu": "Pénztár"}), ('["hu"]', None), ("", {})):
        before = Queue.objects.get().names
        # beside a field whose default is made, a form says what stood there
        stood = {"initial-names": json.dumps(before)}
        answer = client.post(path, {**about, **stood, "names": names})
        assert answer.status_code == (200 if kept is None else 302), answer.content
        assert Queue.objects.get().names == (before if kept is None else kept)
    # whose clients wait in it
    assert b'name="branch"' not in client.get(path).content
    desk = f"/admin/queueapp/counter/{alone.counters[0].pk}/change/"
    assert b'name="branch"' not in client.get(desk).content
    assert b'name="branch"' in client.get("/admin/queueapp/counter/add/").content

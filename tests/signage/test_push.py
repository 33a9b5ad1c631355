"""A client's phone is woken when the number is called and when few are before it; once, sealed, and
never at another machine than a known push service.
"""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty
from threading import Thread
from typing import Any

import http_ece
import pytest
from celery import current_app
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from py_vapid import Vapid

from breaks import actions
from queueapp.models import CounterSession, Queue, Ticket
from signage import timers
from signage.actions.push import subscribe
from signage.actions.waking import take_due
from signage.models import PushSubscription
from signage.rules.push import are_keys, is_push_service
from signage.tasks import wake_phone
from tests.morning import call, done, fresh, sit, take
from tests.people import Bank, at

PUBLIC = "BEdDzbq5oU7R_JV_7U1YgedWMLaALSPzRoa3Sg0eFKYVwbrPzOQSYhGJtA0WSd_8n47pKLl-KqxXFefVOLUdjdA"
PRIVATE = "a1WbmFQPYBV-gcohrM6_Gdc1K9z8yHJBiwjiMixIojE"
SERVICES = ["fcm.googleapis.com", "push.apple.com"]
ADDRESS = "https://fcm.googleapis.com/fcm/send/abc:DEF-1_2"


@pytest.mark.parametrize(
    ("address", "known"),
    [
        (ADDRESS, True),
        ("https://web.push.apple.com/QGx?y=1", True),
        ("https://fcm.googleapis.com:443/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com", False),
        ("https://evilpush.apple.com/x", False),
        ("https://push.apple.com.evil.net/x", False),
        ("https://push.apple.com./x", False),
        ("https://me@fcm.googleapis.com/x", False),
        ("https://127.0.0.1\\@fcm.googleapis.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1]/x", False),
        ("https://localhost/fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com/x\r\nHost: evil", False),
        ("https://fcm.googleapis.com/x\n", False),
    ],
)
def test_only_known_push_services_are_asked(address: str, known: bool) -> None:
    assert is_push_service(address, SERVICES) is known


class Phone:
    """A phone's own keys, as its browser makes them."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.secret = b"sixteen bytes at"
        self.keys = {"p256dh": text(point), "auth": text(self.secret)}

    def read(self, body: bytes) -> Any:
        """What the phone makes of a sealed body."""
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_keys_of_another_form_seal_nothing() -> None:
    good = Phone().keys
    assert are_keys(**good)
    for wrong in ({"auth": "AAAA"}, {"p256dh": "AAAA"}, {"p256dh": "B é"}, {"auth": ""}):
        assert not are_keys(**{**good, **wrong})


@pytest.fixture
def keys(settings: Any) -> None:
    settings.WEB_PUSH_PRIVATE_KEY, settings.WEB_PUSH_PUBLIC_KEY = PRIVATE, PUBLIC
    settings.WEB_PUSH_CONTACT = "mailto:it@bank.example"


Morning = tuple[CounterSession, list[Ticket]]


@pytest.fixture
def morning(alone: Bank, keys: None) -> Morning:
    """Amira sits at W1 and five clients wait."""
    return sit(alone), [take(alone, "12:00") for _ in range(5)]


def wants(ticket: Ticket, phone: Phone | None = None, **how: Any) -> PushSubscription:
    how = {"language": "hu"} | how
    return subscribe(ticket, ADDRESS, **(phone or Phone()).keys, **how)


def due(bank: Bank, clock: str = "12:05") -> list[str]:
    return [each.occasion for each in take_due(fresh(bank.branch), now=at(clock))]


def test_a_call_and_each_recall_wake_once(alone: Bank, morning: Morning) -> None:
    session, tickets = morning
    call(session, "12:01")
    wants(tickets[0])
    assert due(alone) == []
    actions.recall_ticket(session.pk, now=at("12:02"))
    assert due(alone) == ["called"]
    assert due(alone) == []


def test_who_comes_near_is_woken_once_and_who_is_near_not_at_all(
    alone: Bank, morning: Morning
) -> None:
    session, tickets = morning
    wants(tickets[4])
    wants(tickets[2])
    assert due(alone) == []
    call(session, "12:02")
    assert due(alone) == []
    actions.leave_queue(tickets[1].pk, now=at("12:03"))
    assert due(alone) == ["near"]
    actions.leave_queue(tickets[2].pk, now=at("12:04"))
    assert due(alone) == []


def test_clients_of_every_queue_of_the_counter_are_before_who_is_woken(
    alone: Bank, morning: Morning
) -> None:
    other = Queue.objects.create(branch=alone.branch, name="Cards", letter="B")
    alone.counters[0].queues.add(other)
    now = at("12:01")
    last = actions.take_ticket(other.pk, source="kiosk", now=now, real_now=now)
    wants(last)
    assert due(alone) == []
    for ticket in morning[1][:3]:
        actions.leave_queue(ticket.pk, now=at("12:03"))
    assert due(alone) == ["near"]


@pytest.mark.parametrize("end", ["done", "left", "missed"])
def test_a_phone_is_forgotten_with_its_ticket(alone: Bank, morning: Morning, end: str) -> None:
    session, tickets = morning
    wants(tickets[0])
    call(session, "12:02")
    later = at("12:05")
    if end == "left":
        actions.leave_queue(tickets[0].pk, now=at("12:03"))
    elif end == "done":
        actions.start_service(session.pk, now=at("12:03"))
        done(session, "12:04")
    else:
        actions.mark_no_show(session.pk, now=at("12:04"))
        timers.run_due(later)
        # who missed the call may still come back
        assert PushSubscription.objects.exists()
        later += timedelta(days=1)
    timers.run_due(later)
    assert not PushSubscription.objects.exists()


def test_what_is_due_is_handed_to_the_broker_after_the_commit(
    alone: Bank, morning: Morning, django_capture_on_commit_callbacks: Any
) -> None:
    session, tickets = morning
    phone = wants(tickets[0])
    call(session, "12:02")
    with current_app.connection_for_read() as broker:
        line = broker.SimpleQueue("push")
        line.clear()
        with django_capture_on_commit_callbacks() as after:
            assert timers.run_due(at("12:02")) == 1
            with pytest.raises(Empty):
                line.get_nowait()
        for callback in after:
            callback()
        told = line.get(timeout=5)
        told.ack()
    assert (told.headers["task"], told.payload[0]) == (wake_phone.name, [phone.pk, "called"])
    assert timers.run_due(at("12:03")) == 0


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[Any]]]:
    """A push service on this machine that answers with the status its path names."""
    heard: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers, body))
            self.send_response(int(self.path.strip("/")))
            self.send_header("Location", "/201")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


Service = tuple[str, list[Any]]


def subscribed(ticket: Ticket, address: str, phone: Phone) -> int:
    """A subscription at the service of this test, which the door would not take."""
    row = PushSubscription(ticket=ticket, endpoint=address, language="hu", **phone.keys)
    PushSubscription.objects.bulk_create([row])
    return PushSubscription.objects.get(endpoint=address).pk


def test_the_phone_reads_number_counter_and_words_and_nobody_else_does(
    morning: Morning, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:02"))
    (session, tickets), (address, heard), phone = morning, service, Phone()
    row = subscribed(tickets[0], f"{address}/201", phone)
    # who is not called yet has nothing to be told of a call
    wake_phone(row, "called")
    assert heard == []
    call(session, "12:02")
    wake_phone(row, "called")
    ((_, headers, body),) = heard
    assert phone.read(body) == {
        "title": "A001 · Ön következik: W1. ablak",
        "body": "Kérjük, jöjjön legkésőbb: 12:04.",
        "path": f"/t/{tickets[0].token}",
        "language": "hu",
    }
    assert b"A001" not in body
    assert "Amira" not in str(phone.read(body))
    assert Vapid.verify(headers["authorization"])
    assert headers["authorization"].endswith(f",k={PUBLIC}")
    assert (headers["Ttl"], headers["Urgency"]) == ("120", "high")
    assert PushSubscription.objects.filter(pk=row).exists()


@pytest.mark.parametrize(
    ("status", "stays"), [(404, False), (410, False), (500, True), (307, True)]
)
def test_a_phone_that_is_gone_is_forgotten_and_nobody_is_sent_elsewhere(
    morning: Morning, service: Service, status: int, stays: bool
) -> None:
    (session, tickets), (address, heard) = morning, service
    row = subscribed(tickets[0], f"{address}/{status}", Phone())
    call(session, "12:02")
    wake_phone(row, "called")
    assert [path for path, _, _ in heard] == [f"/{status}"]
    assert PushSubscription.objects.filter(pk=row).exists() is stays


def ask(method: str, ticket: Ticket, **body: Any) -> tuple[int, str]:
    body = {"endpoint": ADDRESS, "keys": Phone().keys, "language": "tr"} | body
    how = {"content_type": "application/json"}
    answer = getattr(Client(), method)(f"/api/v1/tickets/{ticket.token}/push/", body, **how)
    return answer.status_code, answer.json()["code"] if answer.content else ""


def test_the_door_takes_a_phone_once_and_lets_it_go(alone: Bank, morning: Morning) -> None:
    _, tickets = morning
    for _ in range(2):
        assert ask("post", tickets[0]) == (204, "")
    row = PushSubscription.objects.get()
    assert (row.endpoint, row.language) == (ADDRESS, "tr")
    assert ask("post", tickets[0], endpoint="https://10.0.0.1/x") == (422, "unknown_push_service")
    assert ask("post", tickets[0], keys={"p256dh": "A", "auth": "A"}) == (422, "push_keys")
    for n in range(4):
        ask("post", tickets[0], endpoint=f"{ADDRESS}{n}")
    assert ask("post", tickets[0], endpoint=f"{ADDRESS}x") == (409, "too_many_phones")
    assert ask("delete", tickets[0]) == (204, "")
    assert not PushSubscription.objects.filter(endpoint=ADDRESS).exists()
    actions.leave_queue(tickets[1].pk, now=at("12:03"))
    assert ask("post", tickets[1]) == (409, "ticket_over")
    assert ask("post", Ticket(token="nobody")) == (404, "not_found")


def test_without_keys_nothing_is_offered_or_taken(
    alone: Bank, morning: Morning, settings: Any
) -> None:
    ticket = morning[1][0]
    assert f'data-key="{PUBLIC}"' in Client().get(f"/t/{ticket.token}").content.decode()
    settings.WEB_PUSH_PRIVATE_KEY = settings.WEB_PUSH_PUBLIC_KEY = ""
    assert 'id="wake"' not in Client().get(f"/t/{ticket.token}").content.decode()
    assert ask("post", ticket) == (409, "push_off")

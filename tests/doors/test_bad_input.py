"""Every door with everything that does not belong there: a clear 4xx, and nothing is changed."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from branches.models import Device, Event, hash_token
from branches.rules import DeviceKind, Role
from breaks import actions
from tests.people import DAY, PASSWORD, Bank, at, found_bank, hire

METHODS = ("get", "post", "put", "patch", "delete")
WRONG: list[Any] = [
    None,
    [],
    "text",
    7,
    {"queue": "A", "counter": {}, "staff": [], "starts_at": "noon", "length_minutes": "long"},
    {"queue": -1, "counter": 10**30, "staff": 0, "starts_at": "9999-12-31T23:59:59Z"},
    {"queue": 999999, "counter": 999999, "ticket": 999999, "reason": "boredom", "minutes": 5},
    {"reason": "x" * 500, "minutes": -3, "grant": "maybe", "remark": None, "values": []},
    {"values": {"notice.floor_min": 3}, "kind": "siesta", "break": 1, "revision": 1},
    {"values": {"no.such.key": 1}, "name": "\x00", "letter": "\x00", "label": "\x00"},
    {"name": "", "slug": "../..", "role": "king", "username": "", "password": "1"},
    {"breaks": [{"staff": 1}], "opening_hours": {"mon": [["25:00", "x"]]}, "zone": "y" * 99},
    {"now": "yesterday", "speed": -1, "day": "2027-02-30", "time_zone": "Mars/Olympus"},
    {"starts_at": "2027-03-03T12:30:00", "length_minutes": 10**9, "painted_at": 12},
]
NOT_JSON = (b"{", b"\xff\xfe", b"[" * 5000, b'{"a": NaN}', b'"' + b"x" * 400_000 + b'"')
ARGUMENTS = {
    "branch_id": "{branch}",
    "device_id": "999999",
    "session_id": "999999",
    "break_id": "999999",
    "token": "no-such-token",
    "secret": "no-such-secret",
    "day": "someday",
    "k": "k3",
    "path": "no.such/text",
    "language": "xx",
}


@pytest.fixture
def bank(db: None) -> Bank:
    return found_bank(2)


def paths(bank: Bank) -> list[str]:
    """One address for every pattern below /api/v1/; the one that ends a login comes last."""
    found = [path.format(branch=bank.branch.pk) for path in _walk(get_resolver().url_patterns)]
    return sorted(found, key=lambda path: path.endswith("/logout/"))


def _walk(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and before.startswith("api/v1/"):
            yield "/" + before + _filled(str(pattern.pattern))


def _filled(route: str) -> str:
    for name, value in ARGUMENTS.items():
        for kind in ("int", "str", "path"):
            route = route.replace(f"<{kind}:{name}>", value)
    # whatever else has a number: there is none with this one
    route = re.sub(r"<int:\w+>", "999999", route)
    assert "<" not in route, f"give {route} an argument"
    return route


def callers(bank: Bank) -> dict[str, Client]:
    """Nobody, a teller, the manager, somebody of another branch, a screen."""
    other = found_bank(1, slug="elsewhere")
    dov = hire("Dov", other.branch, Role.MANAGER, other.branch.organisation)
    token = {"HTTP_AUTHORIZATION": "Device lobby-main"}
    people = {"teller": bank.tellers[0], "manager": bank.carla, "dov": dov}
    clients = {name: Client(raise_request_exception=False) for name in people}
    for name, client in clients.items():
        client.force_login(people[name].user)
    screen = Client(raise_request_exception=False, **token)
    return {"nobody": Client(raise_request_exception=False), **clients, "screen": screen}


def refused_well(answer: Any, what: str) -> None:
    """A 4xx with a code, as problem details."""
    assert answer.status_code < 500, f"{what}: {answer.status_code} {answer.content[:300]!r}"
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json", what
        said = json.loads(answer.content)
        assert said["code"], what
        assert said["detail"], what
        assert said["status"] == answer.status_code, what


def has_no_such_verb(answer: Any) -> bool:
    """Whether the door is closed to the verb, so that it reads nothing else of the request."""
    return bool(answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED)


def first_the_manager(people: dict[str, Client]) -> list[str]:
    """Who may do most asks first: a verb that a door lacks for the manager it lacks for all."""
    return sorted(people, key=lambda name: name != "manager")


def test_wrong_bodies_are_refused_with_a_code_and_change_nothing(bank: Bank) -> None:
    people, happened = callers(bank), Event.objects.count()
    # the one who may do most is asked most; the others are stopped earlier
    asked = [
        (name, body)
        for name in first_the_manager(people)
        for body in (WRONG if name == "manager" else WRONG[5:7])
    ]
    for path, method in product(paths(bank), METHODS[1:]):
        for name, body in asked:
            before = happened
            answer = getattr(people[name], method)(
                path, data=json.dumps(body), content_type="application/json"
            )
            what = f"{name} {method} {path} {body!r:.80}"
            refused_well(answer, what)
            happened = Event.objects.count()
            if answer.status_code >= 400:
                assert happened == before, what
            if has_no_such_verb(answer):
                break


def test_what_is_not_json_is_refused_with_a_code(bank: Bank) -> None:
    people = callers(bank)
    for path, method in product(paths(bank), ("post", "put")):
        for body in NOT_JSON:
            answer = getattr(people["manager"], method)(
                path, data=body, content_type="application/json"
            )
            refused_well(answer, f"{method} {path} {body[:20]!r}")
            if has_no_such_verb(answer):
                break


def test_other_types_of_content_are_refused_with_a_code(bank: Bank) -> None:
    people = callers(bank)
    for path in paths(bank):
        answer = people["manager"].post(path, data="<a/>", content_type="text/xml")
        refused_well(answer, path)


def test_odd_questions_are_refused_with_a_code(bank: Bank) -> None:
    people = callers(bank)
    queries = (
        "?day=never",
        "?after=x&limit=-1",
        "?limit=99999999999999999999",
        "?after=" + "9" * 40,
    )
    for path in paths(bank):
        for name, query in product(first_the_manager(people), queries):
            answer = people[name].get(path + query)
            refused_well(answer, f"{name} {path}{query}")
            if has_no_such_verb(answer):
                break


def test_a_stranger_is_told_nothing_exists(bank: Bank) -> None:
    """A teller of another branch sees 404, on every door of a branch, a session or a break."""
    dov = callers(bank)["dov"]
    session = actions.open_session(bank.counters[0].pk, staff=bank.tellers[0], now=at("09:00"))
    break_ = actions.draft_break(
        bank.branch.pk,
        staff_id=bank.tellers[0].pk,
        kind="lunch",
        starts_at=at("12:00"),
        length_minutes=30,
        by=bank.carla,
        now=at("09:00"),
    )
    here = [p for p in paths(bank) if f"/branches/{bank.branch.pk}/" in p]
    here = [p.replace("someday", str(DAY)) for p in here]
    here += [f"/api/v1/sessions/{session.pk}/", f"/api/v1/breaks/{break_.pk}/"]
    for path in here:
        answer = dov.get(path)
        assert answer.status_code in (404, 405), path


def test_a_display_reads_its_board_and_nothing_else(bank: Bank) -> None:
    screen = callers(bank)["screen"]
    allowed = {"/api/v1/boards/lobby-main/"}
    for path in [*paths(bank), *allowed]:
        answer = screen.get(path)
        assert (answer.status_code == 200) == (path in allowed) or path.endswith("/me/"), path
    for path in paths(bank):
        # open to anybody: to leave, and to wait for a code to be typed
        if path in ("/api/v1/logout/", "/api/v1/pairings/"):
            continue
        body = {"queue": bank.queue.pk, "counter": bank.counters[0].pk}
        answer = screen.post(path, data=json.dumps(body), content_type="application/json")
        assert answer.status_code >= 400, path


def test_a_retired_screen_sees_nothing(bank: Bank) -> None:
    Device.objects.filter(token_hash=hash_token("lobby-main")).update(retired_at=at("09:00"))
    client = Client(raise_request_exception=False)
    for path in ("/api/v1/boards/lobby-main/", "/display/lobby-main"):
        assert client.get(path).status_code == 404


def test_a_kiosk_of_another_branch_gives_out_no_number_here(bank: Bank) -> None:
    other = found_bank(1, slug="elsewhere")
    kind = DeviceKind.KIOSK
    Device.objects.create(branch=other.branch, kind=kind, name="K", token_hash=hash_token("k"))
    client = Client(HTTP_AUTHORIZATION="Device k")
    body = json.dumps({"queue": bank.queue.pk})
    answer = client.post("/api/v1/tickets/", data=body, content_type="application/json")
    assert (answer.status_code, bank.branch.tickets.count()) == (404, 0)


def test_pages_refuse_in_words(bank: Bank) -> None:
    client = Client(raise_request_exception=False)
    pages = ["/display/x", "/sign/x", "/kiosk/x", "/t/x", "/t/x/qr.svg", "/no/such/page"]
    for page in [*pages, "/display/" + "y" * 3000, "/t/%00"]:
        answer = client.get(page)
        assert answer.status_code == 404, page
        assert b"Traceback" not in answer.content
    client.login(username=bank.tellers[0].user.username, password=PASSWORD)
    assert client.get("/office/").status_code == 403
    assert client.get("/office/?branch=banana").status_code in (403, 404)

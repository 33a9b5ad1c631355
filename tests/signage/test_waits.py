"""What the public reads of a wait: one range on every screen, in the same words, or nothing."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import signage
from branches.models import Branch
from breaks.api.desk_facts import desk_facts
from breaks.api.floor import floor_facts
from breaks.models import Promise
from breaks.queries.waits import wait_of_queue
from breaks.rules.promises import PromiseKind
from breaks.rules.waits import Range
from queueapp.models import Queue, Ticket
from signage.boards import board_for
from signage.tickets import break_words, promise_words, wait_words
from tests.ledger import forecast, ranged
from tests.morning import call, planned, proven, serve, sit, take, tick
from tests.people import BUDAPEST, Bank, at, minutes

NOON = "12:15"
WORDS = (Path(signage.__file__).parent / "static" / "signage" / "words.js").read_text()


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at(NOON))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (10, 20, "about 10–20 min"),
        (1, 2, "about 1–2 min"),
        (0, 5, "up to 5 min"),
        (20, None, "20 min or more"),
        # "nothing or more" tells nobody anything
        (0, None, ""),
        (None, None, ""),
    ],
)
def test_a_range_in_words(low: int | None, high: int | None, words: str) -> None:
    assert wait_words(low, high) == words


@pytest.mark.parametrize(
    ("starts", "returns", "counted", "words"),
    [
        ("13:00", "13:30", True, "break 13:00–13:30, already counted in"),
        ("13:00", "13:30", False, "break 13:00–13:30"),
        ("", "13:30", True, "on break, back at 13:30, already counted in"),
        ("", "13:30", False, "on break, back at 13:30"),
        ("", "", True, "on break, already counted in"),
        ("", "", False, "on break, please ask at the counter"),
    ],
)
def test_a_break_in_words(starts: str, returns: str, counted: bool, words: str) -> None:
    assert break_words(starts, returns, counted=counted) == words


def test_kiosk_and_lobby_say_of_a_break_what_the_page_says() -> None:
    every = [("13:00", "13:30"), ("13:00", ""), ("", "13:30"), ("", "")]
    said = [break_words(*times, counted=counted) for times in every for counted in (True, False)]
    phrases = {part for words in said for part in re.split(r"\d\d:\d\d|–|(?=, )", words) if part}
    assert len(phrases) == 5
    assert [p for p in sorted(phrases) if p not in WORDS] == []


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize(
    ("returns", "words"),
    [
        ("13:03", "probably before the break, at the latest after it, from 13:03."),
        ("12:00", "probably before the break, at the latest after it. Please ask at the counter"),
    ],
)
def test_an_even_chance_of_a_call_before_the_break_is_said(
    fixed: bool, returns: str, words: str
) -> None:
    """SCIENCE.md 5; a provisional promise still says "expected"."""
    promise = Promise(kind=PromiseKind.AFTER, returns_at=at(returns))
    promise.fixed_at = at("12:00") if fixed else None
    said = promise_words(promise, now=at(NOON), zone=BUDAPEST, probably=True)
    assert said.startswith(("Your turn comes " if fixed else "Your turn is expected ") + words)
    # a promise that holds needs no probability
    promise.kind = PromiseKind.BEFORE
    assert "probably" not in promise_words(promise, now=at(NOON), zone=BUDAPEST, probably=True)


def test_kiosk_and_lobby_have_the_phrases_of_the_page() -> None:
    phrases = ["about ", "up to ", " min or more"]
    assert [p for p in phrases if p not in WORDS] == []
    assert " probably before the break, at the latest after it" in WORDS


def page(ticket: Ticket) -> str:
    return Client().get(f"/t/{ticket.token}").content.decode()


def range_on(html: str) -> tuple[str, str, str] | None:
    """What the page says of the wait: the minutes it posts as its receipt, and the words."""
    found = re.search(r'data-low="(\d*)" data-high="(\d*)">.*<b>(.+?)</b>', html)
    return (found[1], found[2], found[3]) if found else None


def lunch_and_line(bank: Bank) -> list[Ticket]:
    """A lunch at 12:30, four who wait at 12:15."""
    sit(bank)
    proven(bank)
    return [take(bank, NOON) for _ in range(4)]


def of_lunch(bank: Bank, low: int, high: int | None, before: float = 0.0) -> Range:
    lunch = bank.branch.breaks.get()
    ahead = {"next_break": lunch.pk, "next_break_at": lunch.starts_at}
    return ranged(NOON, low, high, because=(lunch.pk,), before={lunch.pk: before}, **ahead)


@pytest.mark.django_db
def test_page_and_door_of_a_ticket_and_the_lobby_tell_one_edition(alone: Bank) -> None:
    tickets = lunch_and_line(alone)
    rows = {f"t{t.pk}": of_lunch(alone, n, 10 + 5 * n) for n, t in enumerate(tickets[:3])}
    forecast(alone, NOON, of_lunch(alone, 45, None), **rows)
    for n, ticket in enumerate(tickets[:3]):
        door = Client().get(f"/api/v1/tickets/{ticket.token}/").json()["wait"]
        assert (door["low"], door["high"]) == (n, 10 + 5 * n)
        assert range_on(page(ticket)) == (str(n), str(10 + 5 * n), wait_words(n, 10 + 5 * n))
    # who came after the edition is told what the lobby says
    board = board_for(alone.branch.pk, at(NOON))["queues"][0]["wait"]
    assert (board["low"], board["high"]) == (45, None)
    assert range_on(page(tickets[3])) == ("45", "", "45 min or more")
    assert "break 12:30–13:00, already counted in" in page(tickets[3])


@pytest.mark.django_db
def test_the_reason_does_not_contradict_the_promise(alone: Bank) -> None:
    """C1: a break does not hold up who is served before it, whatever was forecast."""
    tickets = lunch_and_line(alone)
    forecast(alone, NOON, **{f"t{t.pk}": of_lunch(alone, 5, 20) for t in tickets})
    for ticket, kind in ((tickets[0], "before"), (tickets[3], "after")):
        door = Client().get(f"/api/v1/tickets/{ticket.token}/").json()
        assert door["promise"]["kind"] == kind
        assert bool(door["wait"]["because"]) is (kind == "after")
        assert ("already counted in" in page(ticket)) is (kind == "after")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("branch", "told"),
    [
        ({}, True),
        ({"accepts_tickets": False}, False),
        ({"opening_hours": {"wed": [["08:00", "12:00"]]}}, False),
        ({"closed_early_at": at("12:10")}, False),
        ({"closed_early_at": at("12:10") - minutes(1440)}, True),
    ],
)
def test_where_no_number_can_be_had_nobody_is_told_a_wait(
    alone: Bank, branch: dict[str, Any], told: bool
) -> None:
    sit(alone)
    ticket = take(alone, NOON)
    forecast(alone, NOON, ranged(NOON, 5, 10), **{f"t{ticket.pk}": ranged(NOON, 0, 5)})
    Branch.objects.update(**branch)
    row = Branch.objects.get()
    wait = board_for(row.pk, at(NOON))["queues"][0]["wait"]
    queue = Queue.objects.get()
    floor = floor_facts(row, now=at(NOON), real_now=at(NOON))["queues"][0]["wait"]
    seat = desk_facts(row.sessions.get(), now=at(NOON), speed=1)["queues"][0]["wait"]
    found = [wait, floor, seat, wait_of_queue(queue, now=at(NOON))]
    assert [bool(one) for one in found] == [told] * 4
    # who is in line still reads it
    assert range_on(page(ticket))


@pytest.mark.django_db
def test_a_start_that_waits_for_a_client_reads_alike_on_page_and_lobby(
    alone: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sit(alone)
    take(alone, "12:10")
    serve(session, "12:14")
    proven(alone)
    tick("12:25", "12:30")
    clock = "12:32"
    monkeypatch.setattr("branches.clock.now", lambda: at(clock))
    lunch = alone.branch.breaks.get()
    assert lunch.state == "closing"
    forecast(alone, clock, ranged(clock, 30, 45, because=(lunch.pk,)))
    late = take(alone, clock)
    board = board_for(alone.branch.pk, at(clock))
    because, row = board["queues"][0]["wait"]["because"][0], board["breaks"][0]
    assert {name: row[name] for name in ("starts_at", "returns_at")}.items() <= because.items()
    assert not because["running"]
    assert "break 12:30–13:00, already counted in" in page(late)


@pytest.mark.django_db
def test_a_break_that_comes_too_late_for_the_wait_is_not_counted_in(alone: Bank) -> None:
    sit(alone)
    planned(alone, "13:30")
    ticket = take(alone, NOON)
    forecast(alone, NOON, ranged(NOON, 5, 10))
    assert "break 13:30–14:00</dd>" in page(ticket)


@pytest.mark.django_db
@pytest.mark.parametrize("made", ["12:12:59", None])
def test_a_page_without_a_fresh_edition_tells_no_wait(alone: Bank, made: str | None) -> None:
    ticket = lunch_and_line(alone)[0]
    if made:
        forecast(alone, made, **{f"t{ticket.pk}": ranged(made, 10, 20)})
    html = page(ticket)
    assert range_on(html) is None
    assert " min" not in html and "already counted in" not in html


@pytest.mark.django_db
def test_who_is_called_reads_no_wait(alone: Bank) -> None:
    session = sit(alone)
    ticket = take(alone, NOON)
    forecast(alone, NOON, **{f"t{ticket.pk}": ranged(NOON, 10, 20)})
    call(session, NOON)
    assert range_on(page(ticket)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "estimate", "probably"),
    [(0.49, None, False), (0.5, None, True), (0.89, None, True), (0.89, 7, False)],
)
def test_the_page_says_probably_from_an_even_chance_on(
    alone: Bank, before: float, estimate: int | None, probably: bool
) -> None:
    """Where the service is learned: a fixed estimate makes a promise exact (C2)."""
    ticket = lunch_and_line(alone)[3]
    Queue.objects.filter(pk=alone.queue.pk).update(estimate_minutes=estimate)
    forecast(alone, NOON, **{f"t{ticket.pk}": of_lunch(alone, 10, 20, before)})
    told: datetime | None = ticket.promise.returns_at
    assert told == at("13:00")
    words = "probably before the break, at the latest after it" if probably else "after the break"
    assert f"Your turn comes {words}, from 13:00." in page(ticket)
    door = Client().get(f"/api/v1/tickets/{ticket.token}/").json()["promise"]
    assert (door["kind"], door["probably"]) == ("after", probably)

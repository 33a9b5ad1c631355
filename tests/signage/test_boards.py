"""What a lobby sees, and what it never sees."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branches.models import Staff
from branches.rules import Role
from breaks.models import Break, Relief
from breaks.queries import last_ticket
from breaks.rules.states import REASONS, BreakKind
from queueapp.models import Counter, CounterSession, Queue
from signage.boards import board_for
from tests.morning import (
    ask,
    call,
    done,
    draft,
    end,
    fresh,
    planned,
    proven,
    serve,
    sit,
    start,
    take,
    tick,
)
from tests.people import DAY, Bank, at, found_bank, hire


def board(bank: Bank, clock: str) -> dict[str, Any]:
    return board_for(bank.branch.pk, at(clock))


def notice(bank: Bank, clock: str) -> dict[str, Any]:
    [only] = board(bank, clock)["notices"]
    return dict(only)


def z(clock: str) -> str:
    return at(clock).isoformat().replace("+00:00", "Z")


def test_a_board_is_plain_json_and_carries_its_version(pair: Bank) -> None:
    sit(pair)
    shown = board(pair, "09:00")
    assert json.loads(json.dumps(shown)) == shown
    assert shown["type"] == "board"
    assert shown["version"] == fresh(pair.branch).version > 0
    assert shown["generated_at"] == z("09:00")
    assert shown["branch"]["time_zone"] == "Europe/Budapest"


def test_calls_are_newest_first_and_say_where(pair: Bank) -> None:
    first, second = sit(pair), sit(pair, 1)
    for clock in ("09:00", "09:01", "09:02"):
        take(pair, clock)
    serve(first, "09:03")
    call(second, "09:04")
    shown = board(pair, "09:05")
    assert [(c["code"], c["counter"], c["state"]) for c in shown["calls"]] == [
        ("A002", "W2", "called"),
        ("A001", "W1", "serving"),
    ]
    assert shown["queues"][0]["waiting"] == 1
    assert [c["ticket"] for c in shown["counters"]] == ["A001", "A002"]
    done(first, "09:06")
    assert [c["code"] for c in board(pair, "09:06")["calls"]] == ["A002"]


def test_counter_2_stands_before_counter_10(alone: Bank) -> None:
    for label in ("10", "2", "B"):
        Counter.objects.create(branch=alone.branch, label=label)
    labels = [c["label"] for c in board(alone, "09:00")["counters"]]
    assert labels == ["2", "10", "B", "W1"]


def test_a_published_break_stands_in_the_table_and_has_no_banner(pair: Bank) -> None:
    break_ = planned(pair)
    shown = board(pair, "09:00")
    assert shown["breaks"] == [
        {
            "break": break_.pk,
            "revision": 1,
            "counter": "W1",
            "zone": "main",
            "kind": "break",
            "starts_at": z("12:30"),
            "returns_at": z("13:00"),
            "last_entry_at": z("12:23"),
            "state": "published",
            "waits": False,
        }
    ]
    assert shown["notices"] == []


def test_a_warning_names_the_last_number_and_asks_for_its_receipt(alone: Bank) -> None:
    session = sit(alone)
    planned(alone)
    for _ in range(3):
        take(alone, "12:00")
    serve(session, "12:05")
    tick("12:15")
    shown = notice(alone, "12:15")
    assert (shown["phase"], shown["last_ticket"], shown["needs_receipt"]) == (
        "warned",
        "A003",
        True,
    )
    assert shown["alternative"] == "ATM in the lobby"
    assert shown["other_counters"] == []


def test_a_proven_warning_asks_no_more(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    assert notice(alone, "12:16")["needs_receipt"] is False


def test_the_last_number_is_the_one_the_actions_name(alone: Bank) -> None:
    session = sit(alone)
    break_ = proven(alone)
    for clock in ("12:16", "12:17"):
        take(alone, clock)
        assert notice(alone, clock)["last_ticket"] == last_ticket(fresh(break_))
    serve(session, "12:18")
    assert notice(alone, "12:18")["last_ticket"] == last_ticket(fresh(break_))


def test_other_counters_are_open_serve_the_queue_and_stay(db: None) -> None:
    bank = found_bank(3)
    for n in range(3):
        sit(bank, n)
    other = Queue.objects.create(branch=bank.branch, name="Advice", letter="C")
    adviser = Counter.objects.create(branch=bank.branch, label="C1", state="open")
    adviser.queues.add(other)
    planned(bank)
    tick("12:15")
    assert notice(bank, "12:15")["other_counters"] == ["W2", "W3"]
    announce(bank, 2)
    others = {n["counter"]: n["other_counters"] for n in board(bank, "12:15")["notices"]}
    assert others == {"W1": ["W2"], "W3": ["W2"]}


def test_a_running_break_says_back_at_and_then_opens_in_a_moment(pair: Bank) -> None:
    session = sit(pair)
    proven(pair)
    tick("12:25")
    start(session, "12:30")
    shown = board(pair, "12:40")
    assert shown["notices"][0]["phase"] == "on_break"
    assert shown["notices"][0]["returns_at"] == shown["breaks"][0]["returns_at"] == z("13:00")
    assert shown["next_change_at"] == z("13:00")
    late = board(pair, "13:00")
    assert late["notices"][0]["phase"] == "opening"
    assert late["notices"][0]["returns_at"] is late["breaks"][0]["returns_at"] is None
    end(session, "13:00")
    assert board(pair, "13:00")["breaks"] == []


def test_no_board_of_the_day_shows_a_return_in_the_past(pair: Bank) -> None:
    session = sit(pair)
    proven(pair)
    tick("12:25")
    start(session, "12:30")
    for n in range(60):
        clock = f"{12 + (30 + n) // 60}:{(30 + n) % 60:02d}:30"
        tick(clock)
        shown = board(pair, clock)
        for row in [*shown["breaks"], *shown["notices"]]:
            assert row["returns_at"] is None or row["returns_at"] > shown["generated_at"]


def test_a_counter_opened_by_a_relief_is_not_said_to_be_on_break(pair: Bank) -> None:
    session = sit(pair)
    proven(pair)
    tick("12:25")
    start(session, "12:30")
    assert len(board(pair, "12:33")["breaks"]) == 1
    CounterSession.objects.filter(pk=session.pk).update(closed_at=at("12:32"))
    sit(pair, 0, "12:33", who=1)
    shown = board(pair, "12:34")
    assert (shown["breaks"], shown["notices"]) == ([], [])


def test_the_picture_changes_at_the_end_of_the_day_at_the_latest(pair: Bank) -> None:
    assert board(pair, "09:00")["next_change_at"] == "2027-03-03T23:00:00Z"


def test_the_doors_opening_and_closing_change_the_picture(pair: Bank) -> None:
    pair.branch.opening_hours = {"wed": [["08:00", "17:00"]]}
    pair.branch.save(update_fields=["opening_hours"])
    assert board(pair, "07:00")["branch"]["open"] is False
    assert board(pair, "07:00")["next_change_at"] == z("08:00")
    assert board(pair, "09:00")["branch"]["open"] is True
    assert board(pair, "09:00")["next_change_at"] == z("17:00")


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_board_names_no_person_no_kind_and_no_reason(pair: Bank, reason: str) -> None:
    first, second = sit(pair), sit(pair, 1)
    planned(pair, "13:30", kind="short", length=10)
    take(pair, "12:00")
    call(first, "12:00")
    ask(second, "12:01", reason)
    text = json.dumps(board(pair, "12:02"))
    assert REASONS[reason].label in text
    for name in Staff.objects.values_list("name", flat=True):
        assert name not in text
    for code in [*REASONS, "lunch", "screen_rest", "unplanned", "staff_id", "remark"]:
        assert f'"{code}"' not in text


def test_drafts_and_other_branches_stay_unseen(pair: Bank) -> None:
    other = found_bank(slug="other")
    planned(other)
    draft(pair)
    shown = board(pair, "09:00")
    assert (shown["breaks"], shown["notices"]) == ([], [])


def announce(bank: Bank, n: int) -> Break:
    """A break of the n-th teller that was warned of, whatever the rules of the plan say."""
    return Break.objects.create(
        branch=bank.branch,
        staff=bank.tellers[n],
        counter=bank.counters[n],
        day=DAY,
        kind=BreakKind.SHORT,
        state="warned",
        revision=1,
        starts_at=at("12:50"),
        returns_at=at("13:00"),
        length_minutes=10,
    )


def sits_in_a_while(break_: Break, bank: Bank, n: int) -> None:
    """A relief that does not last until the return, so that the counter closes all the same."""
    branch = bank.branch
    sitter = hire(f"Sitter {n} {branch.slug}", branch, Role.TELLER, branch.organisation)
    about = {"staff": sitter, "counter": bank.counters[n]}
    Relief.objects.create(break_ref=break_, starts_at=at("12:50"), ends_at=at("12:55"), **about)


def called_off(bank: Bank, n: int) -> None:
    """A break that was announced, and cancelled just now."""
    gone = announce(bank, n)
    values = {"state": "cancelled", "ended_at": at("12:35"), "warned_at": at("12:20")}
    Break.objects.filter(pk=gone.pk).update(starts_at=at("12:40"), **values)


def queries_with(count: int) -> int:
    bank = found_bank(count, slug=f"bank{count}")
    for n in range(count):
        sit(bank, n)
        called_off(bank, n)
        sits_in_a_while(announce(bank, n), bank, n)
        take(bank, "12:00")
        take(bank, "12:00")
        Queue.objects.create(branch=bank.branch, name="More", letter=f"X{n}")
    call(CounterSession.objects.filter(branch=bank.branch)[0], "12:00")
    with CaptureQueriesContext(connection) as caught:
        assert len(board(bank, "12:36")["notices"]) == 2 * count
    return len(caught)


def test_the_number_of_queries_does_not_grow(db: None) -> None:
    assert queries_with(1) == queries_with(3)

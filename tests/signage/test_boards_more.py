"""What a board carries beside its breaks: last entries, relief, what is over, closures, numbers."""

from datetime import timedelta
from typing import Any

import pytest

from breaks import actions
from breaks.models import BreakPolicy, Relief
from queueapp.models import Queue
from signage.boards import board_for
from signage.models import Layout
from tests.invariants import no_return_time_has_passed
from tests.morning import done, draft, end, fresh, planned, prove, proven, serve, sit, take, tick
from tests.people import DAY, Bank, at, found_bank
from tests.signage.test_boards import board, notice, z

pytestmark = pytest.mark.django_db


@pytest.fixture
def pharmacy(db: None) -> Bank:
    """Three minutes a client; break 13:30 to 14:00, on the door since 13:15."""
    bank = found_bank(1, estimate=3)
    sit(bank)
    planned(bank, "13:30")
    tick("13:15")
    prove(bank, bank.branch.breaks.get(), "13:15:02")
    return bank


def entry(bank: Bank, clock: str) -> str | None:
    """As the banner, the day's table and the kiosk have it."""
    shown = board(bank, clock)
    [told], [row], [queue] = shown["notices"], shown["breaks"], shown["queues"]
    assert told["last_entry_at"] == row["last_entry_at"] == queue["pause"]["last_entry_at"]
    return told["last_entry_at"]


def test_f40_until_when_one_may_come_in(pharmacy: Bank) -> None:
    assert entry(pharmacy, "13:20") == z("13:27")
    assert board(pharmacy, "13:26")["next_change_at"] == z("13:27")
    assert entry(pharmacy, "13:27") is None
    first = take(pharmacy, "13:20")
    assert entry(pharmacy, "13:20") == z("13:27")
    assert board(pharmacy, "13:20")["next_change_at"] == z("13:24")
    assert entry(pharmacy, "13:25") is None
    assert "New numbers: after the break" in notice(pharmacy, "13:25")["lines"][4]
    # it is recomputed on every event
    actions.leave_queue(first.pk, now=at("13:25"))
    assert entry(pharmacy, "13:25") == z("13:27")


def test_the_client_at_the_counter_counts(pharmacy: Bank) -> None:
    session = pharmacy.branch.sessions.get()
    take(pharmacy, "13:22")
    serve(session, "13:22")
    assert entry(pharmacy, "13:24") == z("13:27")
    take(pharmacy, "13:24")
    # served until 13:25, then three minutes: 13:28
    assert entry(pharmacy, "13:24") is None


def test_where_a_colleague_goes_on_no_last_entry_is_told(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    proven(pair)
    shown = board(pair, "12:16")
    assert shown["notices"][0]["last_entry_at"] is None
    assert shown["breaks"][0]["last_entry_at"] is None
    assert "New numbers" not in shown["notices"][0]["lines"][4]
    assert shown["queues"][0]["pause"] is None


def test_f39_whoever_takes_a_number_is_told_of_a_full_closure_before(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    shown = board(alone, "12:16")["queues"][0]["pause"]
    assert shown == {
        "state": "warned",
        "starts_at": z("12:30"),
        "returns_at": z("13:00"),
        "last_entry_at": z("12:23"),
        "alternative": "ATM in the lobby",
    }
    tick("12:25", "12:30")
    shown = board(alone, "12:40")["queues"][0]["pause"]
    assert (shown["state"], shown["returns_at"]) == ("on_break", z("13:00"))


def test_a_closure_that_lies_far_ahead_or_of_another_queue_is_no_news(alone: Bank) -> None:
    sit(alone)
    planned(alone)
    Queue.objects.create(branch=alone.branch, name="Advice", letter="C")
    assert [q["pause"] for q in board(alone, "10:29")["queues"]] == [None, None]
    mine, other = board(alone, "10:30")["queues"]
    assert (mine["pause"]["starts_at"], other["pause"]) == (z("12:30"), None)


def relieve(bank: Bank, until: str = "13:05", counter: int = 0) -> Relief:
    return Relief.objects.create(
        break_ref=bank.branch.breaks.get(),
        staff=bank.carla,
        counter=bank.counters[counter],
        starts_at=at("12:30"),
        ends_at=at(until),
    )


def silent(bank: Bank, clock: str) -> None:
    """No closure message of any kind."""
    shown = board(bank, clock)
    assert (shown["notices"], shown["breaks"]) == ([], [])
    assert [q["pause"] for q in shown["queues"]] == [None] * len(shown["queues"])
    assert "on_break" not in [c["state"] for c in shown["counters"]]


def test_f25_a_relieved_break_is_never_announced(alone: Bank) -> None:
    session = sit(alone)
    planned(alone)
    relieve(alone)
    for clock in ("12:15", "12:20", "12:25"):
        tick(clock)
        silent(alone, clock)
    tick("12:30")
    break_ = alone.branch.breaks.get()
    assert break_.state == "on_break"
    silent(alone, "12:30")
    actions.open_session(alone.counters[0].pk, staff=alone.carla, now=at("12:30"))
    silent(alone, "12:31")
    end(session, "13:00")
    silent(alone, "13:00")


def test_f25_also_where_the_relief_sits_at_another_counter(db: None) -> None:
    bank = found_bank(2, rostered=1)
    sit(bank)
    planned(bank)
    relieve(bank, counter=1)
    tick("12:15", "12:25", "12:30")
    assert bank.branch.breaks.get().state == "on_break"
    silent(bank, "12:31")
    actions.open_session(bank.counters[1].pk, staff=bank.carla, now=at("12:31"))
    assert [c["state"] for c in board(bank, "12:32")["counters"]] == ["closed", "open"]


def test_a_relief_with_a_gap_is_no_relief(alone: Bank) -> None:
    sit(alone)
    planned(alone)
    relieve(alone, until="12:59")
    tick("12:15")
    assert [n["phase"] for n in board(alone, "12:15")["notices"]] == ["warned"]


def test_b7_a_cancelled_break_is_taken_back_for_five_minutes(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    break_ = proven(pair)
    actions.cancel_break(break_.pk, by=pair.carla, now=at("12:20"), reason="she feels better")
    shown = board(pair, "12:24:59")
    [told] = shown["notices"]
    assert (told["phase"], told["counter"], told["lines"][0]) == (
        "cancelled",
        "W1",
        "Counter: W1 · No break at 12:30",
    )
    assert "feels" not in str(shown)
    assert (shown["breaks"], shown["next_change_at"]) == ([], z("12:25"))
    assert board(pair, "12:25")["notices"] == []


def test_what_nobody_was_told_of_is_not_taken_back(pair: Bank) -> None:
    sit(pair)
    drafted = draft(pair)
    actions.cancel_break(drafted.pk, by=pair.carla, now=at("08:10"), reason="moved")
    assert board(pair, "08:11")["notices"] == []


def test_b8_a_counter_is_open_again_for_two_minutes(pair: Bank) -> None:
    sit(pair), sit(pair, 1)
    proven(pair)
    tick("12:25", "12:30")
    session = pair.branch.sessions.get(staff=pair.tellers[0])
    end(session, "12:58")
    [told] = board(pair, "12:59:59")["notices"]
    assert (told["phase"], told["returns_at"], told["lines"][0]) == (
        "reopened",
        None,
        "Counter: W1 · Open again",
    )
    assert board(pair, "13:00")["notices"] == []


def test_who_went_home_opened_nothing(alone: Bank) -> None:
    """B17: the break ends with the shift, and the counter is closed."""
    sit(alone)
    proven(alone)
    tick("12:25", "12:30")
    shift = alone.tellers[0].shifts.get()
    actions.change_shift(shift.pk, by=alone.carla, now=at("12:31"), ends_at=at("12:45"))
    tick("12:45")
    assert board(alone, "12:45:30")["notices"] == []


def test_a_break_put_in_place_of_another_is_announced_alone(pair: Bank) -> None:
    """B18: what was cancelled to be asked for again is no "no break"."""
    sit(pair), sit(pair, 1)
    break_ = proven(pair)
    actions.cancel_break(break_.pk, by=pair.carla, now=at("12:20"), reason="x")
    other = planned(pair, "14:00", now="12:20")
    type(break_).objects.filter(pk=break_.pk).update(converted_to=other)
    assert [n["phase"] for n in board(pair, "12:21")["notices"]] == []


def test_f48_an_early_closing_is_told_with_its_time(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    due = at("09:00", DAY + timedelta(days=1))
    note = "Burst pipe."
    actions.close_branch(
        alone.branch.pk, by=alone.carla, now=at("12:20"), call_back_at=due, note=note
    )
    shown = board(alone, "12:21")
    assert (shown["branch"]["open"], shown["notices"]) == (False, [])
    assert shown["branch"]["closure"] == {"note": note, "call_back_at": "2027-03-04T08:00:00Z"}
    tomorrow = board_for(alone.branch.pk, at("00:00", DAY + timedelta(days=1)))
    assert (tomorrow["branch"]["open"], tomorrow["branch"]["closure"]) == (True, None)
    assert shown["next_change_at"] == "2027-03-03T23:00:00Z"


def test_screens_hear_the_numbers_of_the_policy(alone: Bank) -> None:
    told: dict[str, Any] = board(alone, "09:00")["branch"]
    assert (told["stale_s"], told["offline_s"], told["gong_at_min"]) == (30, 120, [15, 10, 5, 0])
    BreakPolicy.objects.create(
        organisation=alone.branch.organisation,
        branch=alone.branch,
        version=1,
        values={"display.stale_s": 20, "notice.gong_at_min": [10, 0]},
        since=at("07:00"),
    )
    told = board(alone, "09:00")["branch"]
    assert (told["stale_s"], told["gong_at_min"]) == (20, [10, 0])


def test_a_whole_lunch_shows_no_return_in_the_past(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    take(alone, "12:16")
    serve(session, "12:16")
    tick("12:25")
    done(session, "12:28")
    start_at = at("12:15")
    tick("12:30")
    assert fresh(session.counter).state == "on_break"
    for n in range(120):
        now = start_at + timedelta(minutes=n / 2)
        if now == at("12:59"):
            end(session, "12:59")
        no_return_time_has_passed(alone.branch, now)


def test_a_notice_is_worded_for_every_screen_of_the_branch(pharmacy: Bank) -> None:
    """A display for another language than the branch's own is told what it says, too (F42)."""
    display = pharmacy.display
    Layout.objects.create(device=display, languages=["hu", "en", "de"])
    shown = board(pharmacy, "13:20")
    spoken = [wording["language"] for wording in shown["notices"][0]["wordings"]]
    assert spoken == ["en", "hu"]
    assert shown["notices"][0]["wordings"][1]["lines"][0] == "Ablak: W1 · Szünet: 13:30"
    assert list(shown["branch"]["words"]) == ["en", "hu"]
    way = shown["branch"]["alternative"]
    assert shown["branch"]["ways"]["hu"][way] == "bankautomata az előtérben"
    assert shown["layouts"] == {str(display.pk): 1}

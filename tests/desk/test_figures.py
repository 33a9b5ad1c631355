"""The figures of a played day, from events and breaks as the doors tell them."""

from typing import Any

from desk.playing.breakplan import LUNCH, spread
from desk.playing.figures import figures
from desk.playing.pace import instant

AMIRA, BELA = {"id": 1, "name": "Amira"}, {"id": 2, "name": "Bela"}


def at(clock: str) -> str:
    return f"2027-03-03T{clock}:00Z"


def event(kind: str, clock: str, subject: int, by: Any = None, due: str | None = None) -> Any:
    due_at = at(due) if due else None
    return {"kind": kind, "at": at(clock), "due_at": due_at, "by": by, "subject_id": subject}


def pause(number: int = 7, **changes: Any) -> dict[str, Any]:
    planned = {"id": number, "staff": AMIRA, "planned": True, "published_at": at("08:00")}
    planned["state"] = "ended"
    times = {"starts_at": at("12:30"), "notice_at": at("12:15"), "started_at": at("12:33")}
    return planned | times | changes


def test_a_break_with_proof_and_its_shown_start_kept_counts() -> None:
    late_proof = pause(8, notice_at=at("12:21"))
    too_early = pause(9, started_at=at("12:29"))
    unseen, waiting = pause(10, notice_at=None), pause(11, started_at=None)
    found = figures([], [pause(), late_proof, too_early, unseen, waiting], speed_at=lambda _: 1)
    assert (found["k1_percent"], found["breaks_planned"], found["breaks_begun"]) == (25.0, 5, 4)
    assert found["breaks_missed"] == 0


def test_no_break_is_no_hundred_percent() -> None:
    assert figures([], [], speed_at=lambda _: 1)["k1_percent"] is None


def test_a_client_at_the_counter_at_the_start_is_shut_out() -> None:
    called = [event("ticket.called", "12:28", 1, AMIRA), event("ticket.called", "12:29", 2, BELA)]
    begun = event("break.started", "12:33", 7)
    done = event("ticket.done", "12:33", 1, AMIRA)
    assert figures([*called, begun], [pause()], speed_at=lambda _: 1)["shut_in_face"] == 1
    assert figures([*called, done, begun], [pause()], speed_at=lambda _: 1)["shut_in_face"] == 0


def test_lateness_of_the_clocks_own_steps_is_real_seconds() -> None:
    events = [event("break.warned", "12:16", 7, due="12:15")]
    assert figures(events, [pause()], speed_at=lambda _: 120)["late_tick_p99_s"] == 0.5


def test_a_revived_client_was_no_no_show() -> None:
    events = [event("ticket.no_show", "12:00", n) for n in (1, 2)]
    assert (
        figures([*events, event("ticket.revived", "12:01", 1)], [], speed_at=lambda _: 1)["no_show"]
        == 1
    )


def test_lunches_are_spread_with_half_of_the_people_at_work() -> None:
    opens, closes = instant(at("11:30")), instant(at("14:30"))
    for people in (1, 2, 3, 8, 20):
        starts = spread(people, opens, closes, LUNCH)
        assert len(starts) == people
        assert opens <= starts[0] and starts[-1] + LUNCH <= closes
        away = max(sum(s <= t < s + LUNCH for s in starts) for t in starts)
        assert away <= max(1, people // 2)


def test_a_short_window_holds_fewer_lunches() -> None:
    starts = spread(8, instant(at("11:30")), instant(at("12:45")), LUNCH)
    assert 0 < len(starts) < 8
    assert starts[-1] + LUNCH <= instant(at("12:45"))

"""When each client is called, with the breaks counted in (C2): plain values in, places out."""

from datetime import timedelta

import pytest

from forecast.places import Client, Pause, Place, Server, roll
from tests.people import at, minutes

W1, W2 = 1, 2
SEVEN, THREE = minutes(7), minutes(3)


def pause(clock: str = "12:30", *, id_: int = 10, length: float = 30, **more: object) -> Pause:
    slack = {"slack": minutes(5), **more}
    return Pause(id_, at(clock), minutes(length), **slack)  # type: ignore[arg-type]


def server(id_: int, free: str, *pauses: Pause, returning: int | None = None) -> Server:
    return Server(id_, frozenset({1}), at(free), pauses, returning)


def line(n: int, estimate: timedelta = SEVEN) -> list[Client]:
    return [Client(i, 1, estimate) for i in range(1, n + 1)]


def places(servers: list[Server], clients: list[Client], now: str = "12:00") -> dict[int, Place]:
    return dict(roll(servers, clients, now=at(now)))


def begins(servers: list[Server], clients: list[Client], now: str = "12:00") -> list[str]:
    found = places(servers, clients, now)
    return [f"{found[c.id].starts_at - at('12:00')}" for c in clients]


def test_the_five_of_the_bank() -> None:
    """2.1, F11: busy until 12:05, S = 12:30: four before, the fifth at 13:03."""
    found = places([server(W1, "12:05", pause())], line(5))
    assert [found[n].after for n in range(1, 6)] == [None, None, None, None, 10]
    assert [found[n].starts_at for n in range(1, 6)] == [
        at(c) for c in ("12:05", "12:12", "12:19", "12:26", "13:03")
    ]
    assert found[5].returns_at == at("13:03")
    assert found[4].returns_at is None


@pytest.mark.parametrize(
    ("free", "after"), [("13:28", None), ("13:32", None), ("13:32:01", 10), ("13:40", 10)]
)
def test_a_client_fits_when_done_by_the_end_of_the_slack(free: str, after: int | None) -> None:
    """C2: S = 13:30, slack 5, estimate 3; the end at 13:35 fits, a second more does not."""
    found = places([server(W1, free, pause("13:30"))], line(1, THREE), "13:20")
    assert found[1].after == after


def test_the_pharmacy_of_the_running_client() -> None:
    """2.3: Anna at 13:29 behind a service until 13:31 is before, at 13:33 until 13:34 after."""
    case_1 = places([server(W1, "13:31", pause("13:30"))], line(1, THREE), "13:29")
    assert (case_1[1].ends_at, case_1[1].after) == (at("13:34"), None)
    case_2 = places([server(W1, "13:34", pause("13:30"))], line(1, THREE), "13:33")
    assert (case_2[1].starts_at, case_2[1].after) == (at("14:04"), 10)


def test_without_slack_the_service_ends_by_the_start() -> None:
    """U1: an unplanned break has none."""
    tight = pause("10:10", slack=timedelta(0))
    assert places([server(W1, "10:06", tight)], line(1, minutes(4)), "10:06")[1].after is None
    assert places([server(W1, "10:06:01", tight)], line(1, minutes(4)), "10:06")[1].after == 10


def test_the_next_client_goes_to_the_counter_that_is_free_first() -> None:
    assert begins([server(W1, "12:03"), server(W2, "12:01")], line(3)) == [
        "0:01:00",
        "0:03:00",
        "0:08:00",
    ]


def test_nobody_begins_in_the_past() -> None:
    assert begins([server(W1, "11:40")], line(1)) == ["0:00:00"]


def test_another_counter_takes_over_while_one_pauses() -> None:
    """F11: nobody waits for a break that another counter bridges."""
    found = places([server(W1, "12:25", pause()), server(W2, "12:25")], line(6))
    assert [found[n].after for n in range(1, 7)] == [None] * 6
    assert [found[n].server for n in range(1, 7)] == [W1, W2, W2, W2, W2, W2]


def test_two_breaks_of_one_counter_are_both_counted_in() -> None:
    two = [pause("12:10", length=10), pause("12:30", id_=11)]
    found = places([server(W1, "12:00", *two)], line(5))
    assert [found[n].starts_at for n in range(1, 6)] == [
        at(c) for c in ("12:00", "12:07", "12:24", "13:01", "13:08")
    ]
    assert [found[n].after for n in range(1, 6)] == [None, None, 10, 11, 11]


def test_a_counter_on_break_serves_from_its_return() -> None:
    found = places([server(W1, "13:03", returning=10)], line(2), "12:40")
    assert [(found[n].starts_at, found[n].after) for n in (1, 2)] == [
        (at("13:03"), 10),
        (at("13:10"), 10),
    ]
    assert found[2].returns_at == at("13:03")


def test_who_was_promised_comes_before_though_the_slack_is_gone() -> None:
    """C1: a promise stands when an earlier service takes longer."""
    late = pause(before=frozenset({2}))
    found = places([server(W1, "12:34", late)], line(2), "12:30")
    assert (found[2].starts_at, found[2].after) == (at("12:34"), None)
    assert found[1].after == 10


def test_whoever_comes_after_a_request_waits_behind_the_break() -> None:
    """U1: intake for promises closes at the request."""
    asked = pause("12:10", slack=timedelta(0), length=10, after=frozenset({1}))
    assert places([server(W1, "12:00", asked)], line(1, THREE))[1].starts_at == at("12:20")


def test_a_held_place_does_not_keep_the_others_behind_the_break() -> None:
    """T8, C2: who holds is not present; a client behind who fits is served before the break."""
    held = pause(after=frozenset({1}))
    found = places([server(W1, "12:10", held)], line(3), "12:10")
    assert [found[n].after for n in (1, 2, 3)] == [10, None, None]
    assert [found[n].starts_at for n in (1, 2, 3)] == [
        at("13:00"),
        at("12:10"),
        at("12:17"),
    ]


def test_a_held_place_comes_first_after_the_break() -> None:
    """E3: held first, in issue order."""
    held = pause(after=frozenset({1}))
    found = places([server(W1, "12:30", held)], line(2), "12:30")
    assert [found[n].starts_at for n in (1, 2)] == [at("13:00"), at("13:07")]


def test_nobody_overtakes_a_present_client_of_the_same_queue() -> None:
    """3.6.2: a longer service that does not fit keeps the shorter ones behind it."""
    clients = [Client(1, 1, minutes(20)), Client(2, 1, THREE)]
    found = places([server(W1, "12:20", pause())], clients, "12:20")
    assert [found[n].after for n in (1, 2)] == [10, 10]
    assert found[2].starts_at == at("13:20")


def test_a_client_bound_to_a_counter_waits_for_it() -> None:
    """3.9 no. 3, T7: also when the counter serves other queues."""
    bound = Client(1, 2, SEVEN, only=W1)
    servers = [server(W1, "12:20"), Server(W2, frozenset({1, 2}), at("12:00"))]
    assert places(servers, [bound])[1].server == W1


def test_whom_no_counter_serves_has_no_place() -> None:
    assert places([server(W1, "12:00")], [Client(1, 2, SEVEN)]) == {}
    assert places([], line(3)) == {}

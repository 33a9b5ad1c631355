"""What a forecast place means before the coming breaks, and that a promise only improves (C1)."""

from itertools import product

import pytest

from breaks.rules.promises import (
    Coming,
    InLine,
    PromiseKind,
    Told,
    by_chance,
    callable_before,
    improved,
    is_kept,
    promise_for,
)
from forecast.places import Place
from tests.people import at, minutes

K = PromiseKind
W1, W2 = 1, 2
LUNCH = Coming(id=10, counter_id=W1, queues=frozenset({1}), starts_at=at("12:30"))
BELAS = Coming(id=20, counter_id=W2, queues=frozenset({1}), starts_at=at("12:00"))

LATER = Coming(id=5, counter_id=W1, queues=frozenset({1}), starts_at=at("15:00"))
SAME = Coming(id=6, counter_id=W2, queues=frozenset({1}), starts_at=at("12:30"))


def place(server: int, begins: str, after: int | None = None, back: str | None = None) -> Place:
    returns_at = at(back) if back else None
    return Place(server, at(begins), at(begins) + minutes(7), after, returns_at)


@pytest.mark.parametrize(
    ("where", "coming", "kind", "break_"),
    [
        (None, [LUNCH], K.NONE, None),
        (place(W1, "12:00"), [], K.NONE, None),
        (place(W1, "12:00"), [LUNCH], K.BEFORE, 10),
        (place(W1, "12:28"), [LUNCH], K.BEFORE, 10),
        (place(W1, "13:00", 10, "13:00"), [LUNCH], K.AFTER, 10),
        # the other counter's break does not touch whoever is done before it
        (place(W2, "12:10"), [LUNCH], K.NONE, None),
        (place(W2, "12:22:59"), [LUNCH], K.NONE, None),
        (place(W2, "12:23"), [LUNCH], K.OTHER_COUNTER, 10),
        (place(W2, "12:25"), [LUNCH], K.OTHER_COUNTER, 10),
        # the nearer of two breaks is the one that is spoken of
        (place(W1, "12:10"), [LUNCH, BELAS], K.OTHER_COUNTER, 20),
        (place(W2, "11:50"), [LUNCH, BELAS], K.BEFORE, 20),
        (place(W1, "12:00"), [LATER, LUNCH], K.BEFORE, 10),
        # two at the same instant: the counter's own is spoken of
        (place(W1, "12:28"), [LUNCH, SAME], K.BEFORE, 10),
    ],
)
def test_what_a_place_in_the_forecast_means(
    where: Place | None, coming: list[Coming], kind: PromiseKind, break_: int | None
) -> None:
    promise = promise_for(1, where, coming)
    assert (promise.kind, promise.break_id) == (kind, break_)
    assert promise.returns_at == (where.returns_at if where else None)


def test_a_break_at_a_counter_of_another_queue_concerns_nobody_here() -> None:
    other = Coming(id=30, counter_id=W2, queues=frozenset({2}), starts_at=at("12:00"))
    assert promise_for(1, place(W1, "12:10"), [other]) == Told()


# better to the right
ORDER = [K.NONE, K.AFTER, K.OTHER_COUNTER, K.BEFORE]


@pytest.mark.parametrize(("old", "new"), [*product(ORDER, repeat=2)])
def test_a_fixed_promise_yields_only_to_a_better_one(old: PromiseKind, new: PromiseKind) -> None:
    """C1: all pairs of kinds."""
    was, now = Told(old, 1, at("13:00")), Told(new, 2, at("14:00"))
    better = ORDER.index(new) > ORDER.index(old)
    assert improved(was, now, fixed=True) == (now if better else was)
    assert improved(was, now, fixed=False) == now


def test_the_return_of_the_same_break_may_move() -> None:
    """A3, A5: while the promise says after this break, R moves with it."""
    was, now = Told(K.AFTER, 1, at("13:00")), Told(K.AFTER, 1, at("13:03"))
    assert improved(was, now, fixed=True) == now


def waits(id_: int, kind: PromiseKind = K.NONE, of: int | None = None, queue: int = 1) -> InLine:
    return InLine(id_, queue, kind, of)


@pytest.mark.parametrize(
    ("line", "called"),
    [
        ([], []),
        ([waits(1)], []),
        ([waits(1, K.BEFORE, 10)], [1]),
        ([waits(1, K.BEFORE, 20)], []),
        ([waits(1, K.AFTER, 10)], []),
        # up to the last promised one, whoever stands before it included
        ([waits(1), waits(2, K.BEFORE, 10), waits(3)], [1, 2]),
        ([waits(1, K.BEFORE, 10), waits(2), waits(3, K.BEFORE, 10), waits(4)], [1, 2, 3]),
        ([waits(1, K.OTHER_COUNTER, 20), waits(2, K.BEFORE, 10)], [1, 2]),
        # who was told "after" waits, also in front of a promised one
        ([waits(1, K.AFTER, 10), waits(2, K.BEFORE, 10)], [2]),
        # each queue has a line of its own
        ([waits(1, queue=2), waits(2, K.BEFORE, 10), waits(3, queue=2)], [2]),
        ([waits(1, queue=2), waits(2, K.BEFORE, 10, queue=2), waits(3)], [1, 2]),
    ],
)
def test_a_closing_counter_calls_up_to_the_last_promised_client(
    line: list[InLine], called: list[int]
) -> None:
    """B4, 3.6.2: no later number overtakes an earlier one because of break 10."""
    assert callable_before(line, 10) == called


@pytest.mark.parametrize(
    ("told", "chances", "bridged", "becomes"),
    [
        # nothing is known of the break, or nothing is said of one
        (Told(K.BEFORE, 10), {}, False, Told(K.BEFORE, 10)),
        (Told(K.BEFORE, 10), {20: 0.1}, False, Told(K.BEFORE, 10)),
        (Told(), {10: 0.1}, False, Told()),
        # a promise needs nine times in ten
        (Told(K.BEFORE, 10), {10: 0.9}, False, Told(K.BEFORE, 10)),
        (Told(K.BEFORE, 10), {10: 0.89}, False, Told(K.AFTER, 10, at("13:00"))),
        (Told(K.BEFORE, 10), {10: 0.89}, True, Told(K.OTHER_COUNTER, 10)),
        # and what the closed form holds impossible may be sure
        (Told(K.AFTER, 10, at("13:05")), {10: 0.9}, False, Told(K.BEFORE, 10)),
        (Told(K.AFTER, 10, at("13:05")), {10: 0.89}, True, Told(K.AFTER, 10, at("13:05"))),
        (Told(K.OTHER_COUNTER, 10), {10: 0.2}, True, Told(K.OTHER_COUNTER, 10)),
    ],
)
def test_a_promise_needs_the_certainty_of_the_forecast(
    told: Told, chances: dict[int, float], bridged: bool, becomes: Told
) -> None:
    """C1 with SCIENCE.md 5: "before" at 0.9 or more."""
    assert by_chance(told, chances, 0.9, returns_at=at("13:00"), bridged=bridged) == becomes


def test_a_kept_place_speaks_of_the_break_it_was_kept_for() -> None:
    """T8: whoever left was told one return, and no forecast of a later break moves it."""
    first, later = Told(PromiseKind.OTHER_COUNTER, 1), Told(PromiseKind.BEFORE, 2)
    assert is_kept(first, later, held=True)
    assert is_kept(first, Told(), held=True)
    assert not is_kept(first, Told(PromiseKind.AFTER, 1), held=True)
    assert not is_kept(first, later, held=False)
    assert not is_kept(Told(), later, held=True)

"""What a ticket is told about a break, and that it only improves (C1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from forecast.places import Place


class PromiseKind(TextChoices):
    NONE = "none"
    AFTER = "after"
    OTHER_COUNTER = "other_counter"
    BEFORE = "before"


RANK = {kind: rank for rank, kind in enumerate(PromiseKind)}


@dataclass(frozen=True)
class Coming:
    """A break that has not begun, at the counter where it will be taken."""

    id: int
    counter_id: int
    queues: frozenset[int]
    starts_at: datetime


@dataclass(frozen=True)
class Told:
    """A promise as values: the break it speaks of and the return time when it is `after`."""

    kind: PromiseKind = PromiseKind.NONE
    break_id: int | None = None
    returns_at: datetime | None = None


def promise_for(queue: int, place: Place | None, coming: Sequence[Coming]) -> Told:
    """What the forecast place of a ticket means before the coming breaks (C1, C2)."""
    if place is None:
        return Told()
    if place.after is not None:
        return Told(PromiseKind.AFTER, place.after, place.returns_at)
    mine = [b for b in coming if queue in b.queues]
    own = _first([b for b in mine if b.counter_id == place.server])
    other = _first([b for b in mine if b.starts_at <= place.ends_at])
    if other and (own is None or other.starts_at < own.starts_at):
        return Told(PromiseKind.OTHER_COUNTER, other.id)
    return Told(PromiseKind.BEFORE, own.id) if own else Told()


def by_chance(
    told: Told, chances: Mapping[int, float], sure: float, *, returns_at: datetime, bridged: bool
) -> Told:
    """What a promise by the closed form becomes where the forecast knows how sure it is (C1).

    `chances` are the probabilities of a call before each break, `sure` is the one that a promise
    needs (SCIENCE.md 5: 0.9), `returns_at` the return of the break that is spoken of. Without the
    certainty another counter serves the client where one stays (`bridged`), else the return does.
    """
    chance = chances.get(told.break_id) if told.break_id is not None else None
    if chance is None:
        return told
    if told.kind == PromiseKind.AFTER and chance >= sure:
        return Told(PromiseKind.BEFORE, told.break_id)
    if told.kind == PromiseKind.BEFORE and chance < sure:
        if bridged:
            return Told(PromiseKind.OTHER_COUNTER, told.break_id)
        return Told(PromiseKind.AFTER, told.break_id, returns_at)
    return told


def _first(breaks: Sequence[Coming]) -> Coming | None:
    return min(breaks, key=lambda b: (b.starts_at, b.id), default=None)


def improved(old: Told, new: Told, *, fixed: bool) -> Told:
    """The promise that stands: a fixed one yields only to a better one (C1), or to a return that
    is known where it knew none.

    A later return time of the same `after` promise is no worsening: A3 and A5 let it move until
    it has passed.
    """
    if not fixed or RANK[new.kind] > RANK[old.kind]:
        return new
    known = old.returns_at is None and new.returns_at is not None
    same = new.kind == old.kind and (new.break_id == old.break_id or known)
    return new if same else old


def is_kept(old: Told, new: Told, *, held: bool) -> bool:
    """Whether a place is kept for one break while the forecast already speaks of another: the
    client who left was told the return of the first, and comes back by it (T8).
    """
    return held and old.break_id is not None and new.break_id != old.break_id


@dataclass(frozen=True)
class InLine:
    """A waiting ticket, in call order, with what it was told."""

    id: int
    queue: int
    kind: str
    break_id: int | None


def callable_before(line: Sequence[InLine], break_id: int) -> list[int]:
    """The tickets a counter still calls before its break (B4): up to the last promised one.

    Whoever stands before a promised client of the same queue is called too, unless told "after":
    a break never lets a later number overtake an earlier one (3.6.2, invariant).
    """
    last = {t.queue: n for n, t in enumerate(line) if _promised(t, break_id)}
    return [
        t.id
        for n, t in enumerate(line)
        if n <= last.get(t.queue, -1) and t.kind != PromiseKind.AFTER
    ]


def _promised(ticket: InLine, break_id: int) -> bool:
    return ticket.kind == PromiseKind.BEFORE and ticket.break_id == break_id

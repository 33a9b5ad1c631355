"""Fitting out a branch: lines, desks and the roster."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from branches.clock import business_day
from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch, lock_branch_of
from branches.models import Branch, Staff
from branches.queries import role_at
from branches.rules import in_calendar
from queueapp.models import Counter, Queue, Shift

LONGEST_SHIFT = timedelta(hours=16)


@transaction.atomic
def create_queue(
    branch_id: int,
    *,
    name: str,
    letter: str,
    now: datetime,
    names: Mapping[str, str] | None = None,
    estimate_minutes: int | None = None,
    by: Staff | None = None,
) -> Queue:
    """Open a line for one kind of service, with its `names` by language. Its letter is its own in
    the branch.
    """
    branch = lock_branch(branch_id)
    if branch.queues.filter(letter=letter).exists():
        raise Invalid("letter_taken", f"Another queue has the letter {letter}.", letter=letter)
    queue = Queue.objects.create(
        branch=branch,
        name=name,
        names=dict(names or {}),
        letter=letter,
        estimate_minutes=estimate_minutes,
    )
    record(branch, "queue.created", now=now, by=by, subject=queue, letter=letter)
    return queue


@transaction.atomic
def rename_queue(queue_id: int, *, by: Staff, now: datetime, **values: Any) -> Queue:
    """Call a service otherwise: by its `name`, or all `names` by language; the same is no event."""
    branch = lock_branch_of(Queue, queue_id)
    queue = Queue.objects.get(pk=queue_id)
    changed = {key: value for key, value in values.items() if getattr(queue, key) != value}
    if changed:
        for key, value in changed.items():
            setattr(queue, key, value)
        queue.save(update_fields=list(changed))
        record(branch, "queue.renamed", now=now, by=by, subject=queue, **changed)
    return queue


@transaction.atomic
def create_counter(
    branch_id: int,
    *,
    label: str,
    now: datetime,
    zone: str = "main",
    queue_ids: Sequence[int] = (),
    by: Staff | None = None,
) -> Counter:
    """Put up a desk that serves some queues of the branch. Its label is its own in the branch."""
    branch = lock_branch(branch_id)
    if branch.counters.filter(label=label).exists():
        raise Invalid("label_taken", f"Another counter is called {label}.", label=label)
    queues = list(branch.queues.filter(pk__in=queue_ids))
    if len(queues) != len(set(queue_ids)):
        raise Invalid("unknown_queue", "This branch has no such queue.")
    counter = Counter.objects.create(branch=branch, label=label, zone=zone)
    counter.queues.set(queues)
    record(branch, "counter.created", now=now, by=by, subject=counter, label=label)
    return counter


@transaction.atomic
def create_shift(
    branch_id: int,
    *,
    staff_id: int,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    counter_id: int | None = None,
    by: Staff | None = None,
) -> Shift:
    """Roster a person who works here, for at most 16 hours, once at a time wherever it is."""
    branch = lock_branch(branch_id)
    _check_span(starts_at, ends_at)
    staff = _person_here(branch, staff_id)
    if counter_id is not None and not branch.counters.filter(pk=counter_id).exists():
        raise Invalid("unknown_counter", "This branch has no such counter.")
    _refuse_second_shift(staff, starts_at, ends_at)
    shift = Shift.objects.create(
        branch=branch,
        staff=staff,
        day=business_day(branch, starts_at),
        starts_at=starts_at,
        ends_at=ends_at,
        counter_id=counter_id,
    )
    record(branch, "shift.created", now=now, by=by, subject=shift, staff=staff.pk)
    return shift


def move_shift(branch: Branch, shift: Shift, *, starts_at: datetime, ends_at: datetime) -> None:
    """Write other times of a shift on the same day. The verb above has its event."""
    _check_span(starts_at, ends_at)
    if business_day(branch, starts_at) != shift.day:
        raise Invalid("other_day", f"This shift belongs to {shift.day}.", day=shift.day)
    _refuse_second_shift(shift.staff, starts_at, ends_at, but=shift)
    shift.starts_at, shift.ends_at = starts_at, ends_at
    shift.save(update_fields=["starts_at", "ends_at"])


def _check_span(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("shift_ends_before_it_starts", "A shift ends after it starts.")
    if not (in_calendar(starts_at) and in_calendar(ends_at)):
        raise Invalid("shift_out_of_range", "A shift lies in the years 2000 to 2099.")
    if ends_at - starts_at > LONGEST_SHIFT:
        raise Invalid("shift_too_long", "A shift has at most 16 hours.")


def _person_here(branch: Branch, staff_id: int) -> Staff:
    staff = Staff.objects.filter(pk=staff_id).first()
    if staff is None or role_at(staff, branch) is None:
        raise Invalid("unknown_staff", "Nobody of that number works at this branch.")
    return staff


def _refuse_second_shift(
    staff: Staff, starts_at: datetime, ends_at: datetime, *, but: Shift | None = None
) -> None:
    # two branches may ask at once under two locks; the person's row decides
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    others = staff.shifts.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    other = others.exclude(pk=but.pk if but else 0).first()
    if other:
        message = f"{staff.name} has a shift at that time."
        raise Refused("shift_overlap", message, starts_at=other.starts_at, ends_at=other.ends_at)

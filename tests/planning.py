"""The manager's verbs in short, for tests of plans; clocks as the branch reads them."""

from datetime import date
from typing import Any

from branches.models import Staff
from branches.rules import Role
from breaks import actions
from breaks.models import Break, Override, Relief
from breaks.rules.overrides import Grounds
from queueapp.models import Counter, Shift
from tests.morning import fresh
from tests.people import DAY, Bank, at, hire

GROUNDS = Grounds("rush", "The bus from the lake is late today.")


def rule(bank: Bank, now: str = "07:00", **values: Any) -> None:
    """Set numbers of the branch: a double underscore stands for the dot of a key."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    actions.set_policy(bank.branch.pk, values=named, by=bank.carla, now=at(now))


def law(bank: Bank, preset: str, **values: Any) -> None:
    """Put the branch under the law of a country."""
    rule(bank, **values, rest__preset=preset)


def hours(bank: Bank, begins: str, ends: str, who: int = 0) -> Shift:
    """Give a teller other hours than the roster's 08:00 to 16:30."""
    shift = bank.tellers[who].shifts.get()
    Shift.objects.filter(pk=shift.pk).update(starts_at=at(begins), ends_at=at(ends))
    return fresh(shift)


def wanted(
    bank: Bank, clock: str, length: int = 30, *, who: int = 0, kind: str = "lunch", **more: Any
) -> dict[str, Any]:
    """A break as a publication brings it along."""
    person = bank.tellers[who].pk
    times = {"starts_at": at(clock), "length_minutes": length}
    return {"staff_id": person, "kind": kind, **times, **more}


def publish_new(
    bank: Bank, *new: dict[str, Any], now: str = "08:00", day: date = DAY, **more: Any
) -> list[Break]:
    """Draft and publish in one go."""
    return actions.publish_plan(bank.branch.pk, day, by=bank.carla, now=at(now), new=new, **more)


def lunch(bank: Bank, clock: str, length: int = 30, **more: Any) -> Break:
    """A published lunch, as the database has it."""
    return fresh(publish_new(bank, wanted(bank, clock, length, **more))[0])


def move(bank: Bank, break_: Break, clock: str, now: str = "10:00", **more: Any) -> Break:
    how = {"by": bank.carla, "now": at(now), **more}
    return fresh(actions.reschedule_break(break_.pk, starts_at=at(clock), **how))


def cancel(bank: Bank, break_: Break, now: str = "10:00", **more: Any) -> Break:
    how = {"by": bank.carla, "now": at(now), "reason": "ill", **more}
    return fresh(actions.cancel_break(break_.pk, **how))


def relieve(
    bank: Bank, break_: Break, who: Staff, counter: Counter | None = None, **more: Any
) -> Relief:
    """Somebody sits in, at the counter of the break unless told otherwise."""
    place = counter or break_.counter
    assert place
    how = {"by": bank.carla, "now": more.pop("now", at("08:00")), **more}
    return actions.assign_relief(break_.pk, staff_id=who.pk, counter_id=place.pk, **how)


def colleague(bank: Bank, name: str = "Gabor") -> Staff:
    """Somebody of the branch who has no shift today."""
    return hire(name, bank.branch, Role.TELLER, bank.branch.organisation)


def overrides(break_: Break) -> list[Override]:
    return list(break_.overrides.order_by("pk"))

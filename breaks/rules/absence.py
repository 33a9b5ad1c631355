"""How long a pharmacy is without its pharmacist on a day of the calendar (3.9 no. 10)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from breaks.rules.plan import MINUTE, Planned, Seat
from breaks.rules.states import Refusal

PHARMACIST = "pharmacist"


def minutes_without(
    seats: Sequence[Seat], breaks: Sequence[Planned], zone: ZoneInfo, *, skill: str = PHARMACIST
) -> Mapping[date, int]:
    """The minutes of each local day in which everybody of a role who is on duty is on break.

    A break over midnight counts on both days.
    """
    able = [seat for seat in seats if skill in seat.skills]
    people = {seat.staff_id for seat in able}
    mine = [b for b in breaks if b.staff_id in people]
    gone = {t for b in mine for t in _minutes(b) if _nobody_left(able, mine, t)}
    return Counter(instant.astimezone(zone).date() for instant in gone)


def _minutes(break_: Planned) -> Iterable[datetime]:
    instant = _begins(break_)
    while instant < break_.returns_at:
        yield instant
        instant += MINUTE


def _begins(break_: Planned) -> datetime:
    """On the whole minute, so that breaks are compared minute by minute."""
    return break_.starts_at.replace(second=0, microsecond=0)


def _nobody_left(seats: Sequence[Seat], breaks: Sequence[Planned], instant: datetime) -> bool:
    on_duty = {seat.staff_id for seat in seats if seat.lasts(instant)}
    return on_duty <= {b.staff_id for b in breaks if _begins(b) <= instant < b.returns_at}


def judge_absence(minutes: Mapping[date, int], most: int) -> Refusal | None:
    """Hard: on no day of the calendar longer than the law of the place allows."""
    for day, gone in sorted(minutes.items()):
        if gone > most:
            message = f"The pharmacy would be without a pharmacist for {gone} minutes on {day}."
            facts = {"day": day, "minutes": gone, "max_minutes": most}
            return Refusal("pharmacist_absence", f"{message} {most} are allowed.", facts)
    return None

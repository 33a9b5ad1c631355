"""How long a pharmacy is without a pharmacist because of its plan (3.9 no. 10)."""

from collections.abc import Iterable
from datetime import date, timedelta

from branches.clock import zone_of
from branches.models import Branch
from branches.rules import BranchKind
from breaks.models import Break
from breaks.queries.day import planned, seat_of
from breaks.queries.policy import preset_of, terms_for
from breaks.rules.absence import PHARMACIST, judge_absence, minutes_without
from breaks.rules.plan import Planned
from breaks.rules.states import NOT_TAKEN, Refusal
from queueapp.models import Shift

DAY = timedelta(days=1)


def absence_objection(
    branch: Branch, days: Iterable[date], *, moved: Planned | None = None
) -> Refusal | None:
    """Whether the law of the place forbids so long an absence on one of these days or the next.

    `moved` stands in for the break as it was; a night shift's breaks count where they lie.
    """
    most = _most_minutes(branch) if branch.kind == BranchKind.PHARMACY else None
    looked_at = {d + n * DAY for d in days for n in (0, 1)}
    if most is None or not looked_at:
        return None
    around = (min(looked_at) - DAY, max(looked_at))
    shifts = Shift.objects.filter(branch=branch, day__range=around).select_related("staff")
    seats = [seat_of(s) for s in shifts.select_related("counter") if PHARMACIST in s.staff.skills]
    rows = Break.objects.filter(branch=branch, day__range=around).exclude(state__in=NOT_TAKEN)
    breaks = [planned(b, None) for b in rows.select_related("branch")]
    if moved:
        breaks = [*(b for b in breaks if b.id != moved.id), moved]
    minutes = minutes_without(seats, breaks, zone_of(branch))
    return judge_absence({d: n for d, n in minutes.items() if d in looked_at}, most)


def _most_minutes(branch: Branch) -> int | None:
    preset = preset_of(terms_for(branch))
    limits = preset.details.get("pharmacy", {}) if preset else {}
    most = limits.get("responsible_pharmacist_absence_max_min")
    return None if most is None else int(most)

"""The lawful rest of a person's shift under the preset in force (P7, DOMAIN.md 3.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from breaks.rules.law import Law, Share, judge_rest, law_of, protected
from breaks.rules.preset import Preset
from breaks.rules.states import BreakKind, Refusal

MINUTE = timedelta(minutes=1)
# what the law counts; a task is work
REST_KINDS = (BreakKind.LUNCH, BreakKind.SHORT, BreakKind.SCREEN_REST)


@dataclass(frozen=True)
class RestPart:
    """A break as the law looks at it: planned, running or taken."""

    id: int
    kind: str
    starts_at: datetime
    length: timedelta


@dataclass(frozen=True)
class Duty:
    """A person's shift and the law over it."""

    preset: Preset
    starts_at: datetime
    ends_at: datetime

    def law(self, rests: Iterable[RestPart]) -> Law:
        """What the law asks of the shift; the lunches are the unpaid time (P7)."""
        lunches = (r.length for r in rests if r.kind == BreakKind.LUNCH)
        unpaid = sum(lunches, timedelta()) // MINUTE
        return law_of(self.preset, self.starts_at, self.ends_at, unpaid)

    def judge(self, rests: Sequence[RestPart], *, zone: ZoneInfo) -> Refusal | None:
        """P7: why these breaks do not give the lawful rest, or None if they do."""
        return judge_rest(rests, self.law(rests), zone=zone)

    def misplaces(self, rest: RestPart, rests: Sequence[RestPart]) -> bool:
        """Whether a break is long enough for a rest that the law asks, and at no lawful time."""
        asked = self.law(rests).rests
        if not asked or rest.length < min(r.required for r in asked):
            return False
        return not any(r.earliest <= rest.starts_at <= r.latest for r in asked)

    def shares(self, rests: Sequence[RestPart]) -> dict[int, Share]:
        """The protected part of each break, and when it must have begun at the latest (A4)."""
        return protected(rests, self.law(rests))


def judge_change(
    duty: Duty,
    before: Sequence[RestPart],
    after: Sequence[RestPart],
    *,
    zone: ZoneInfo,
    soonest: datetime | None = None,
) -> Refusal | None:
    """P7 for a change of the plan: what was lawful stays so.

    A plan that was not lawful before must become so, as long as a break that begins at `soonest`
    could make it so: after that a late rest is better than none. Without `soonest` it may stay.
    """
    refusal = duty.judge(after, zone=zone)
    if refusal is None or duty.judge(before, zone=zone) is None:
        return refusal
    if soonest is None or refusal.facts["latest"] < soonest:
        return None
    return refusal

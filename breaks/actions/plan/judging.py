"""What speaks against a plan, and what a manager may break on purpose all the same (3.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from branches.clock import zone_of
from branches.errors import Refused
from branches.events import plain
from branches.models import Branch, Staff
from breaks.actions.moves import refuse
from breaks.actions.overrides import record_override
from breaks.models import Break
from breaks.queries import planned, seat_of
from breaks.queries.rest import duty_of, is_rest, rest_part, rest_parts, rests_of
from breaks.rules.overrides import SOFT, Grounds, judge_grounds
from breaks.rules.plan import CROWDED, Day, Numbers, Planned, free_start
from breaks.rules.rest import judge_change
from breaks.rules.states import Refusal
from breaks.rules.terms import Terms

# what another row stands in the way of, or what awaits somebody's word
CONFLICTS = frozenset({"overlap", "relief_overlap", "consent_required", "postpone_spent"})


@dataclass(frozen=True)
class Asker:
    """Who asks for a change of the plan, when, from where, and why a soft rule is broken for it."""

    by: Staff
    now: datetime
    grounds: Grounds | None = None
    address: str | None = None


def as_planned(break_: Break) -> Planned:
    """A break as the planning rules see it, in its own shift."""
    return planned(break_, seat_of(break_.shift) if break_.shift else None)


def may_be_broken(refusal: Refusal) -> bool:
    """Whether a manager may break the rule on purpose (3.4)."""
    return refusal.code in SOFT


def standing(found: Iterable[Refusal], grounds: Grounds | None) -> list[Refusal]:
    """What still stands against a plan: hard rules first, soft ones unless there are grounds."""
    stands = [r for r in found if grounds is None or not may_be_broken(r)]
    return sorted(stands, key=may_be_broken)


def allow(found: Sequence[Refusal], grounds: Grounds | None) -> Sequence[Refusal]:
    """The soft rules that are broken with good grounds; whatever else was found is refused."""
    stands = standing(found, grounds)
    if stands:
        first = stands[0]
        facts = {**first.facts, "overridable": may_be_broken(first)}
        refuse(replace(first, facts=facts), status=409 if first.code in CONFLICTS else 422)
    if found and grounds:
        refuse(judge_grounds(grounds), status=422)
    return found


def with_free_start(
    found: Sequence[Refusal],
    break_: Planned,
    day: Day,
    numbers: Numbers,
    *,
    branch: Branch,
    now: datetime,
) -> list[Refusal]:
    """The same refusals; where too few would stay, with the next start that would do."""
    if not any(refusal.code in CROWDED for refusal in found):
        return list(found)
    zone = zone_of(branch)
    free = free_start(break_, day, numbers, zone=zone, now=now)
    if free is None:
        return list(found)
    said = f"{free.astimezone(zone):%H:%M} would do."
    return [_advised(r, free, said) if r.code in CROWDED else r for r in found]


def _advised(refusal: Refusal, free: datetime, said: str) -> Refusal:
    facts = {**refusal.facts, "free_at": free}
    return replace(refusal, message=f"{refusal.message} {said}", facts=facts)


def write_overrides(
    break_: Break,
    broken: Iterable[Refusal],
    asker: Asker,
    *,
    consent_at: datetime | None = None,
) -> None:
    """One row for each soft rule that was broken (3.4)."""
    for refusal in broken:
        if asker.grounds is None:
            raise Refused(refusal.code, refusal.message)
        record_override(
            break_.branch,
            refusal.code,
            asker.grounds,
            by=asker.by,
            now=asker.now,
            break_=break_,
            before=refusal.facts,
            after=as_done(break_),
            consent_by=break_.staff if consent_at else None,
            consent_at=consent_at,
            address=asker.address,
        )


def as_done(break_: Break) -> dict[str, Any]:
    """The times of a break as an override keeps them."""
    return {"starts_at": break_.starts_at, "length_minutes": break_.length_minutes}


def not_granted(break_: Break, found: Iterable[Refusal]) -> list[Refusal]:
    """Those of `found` that no override has allowed for the break as it stands."""
    left = list(found)
    if not any(map(may_be_broken, left)):
        return left
    granted = {row.rule for row in break_.overrides.all() if _speaks_of(row.after, break_)}
    return [r for r in left if r.code not in granted]


def _speaks_of(after: dict[str, Any], break_: Break) -> bool:
    return {key: after.get(key) for key in as_done(break_)} == plain(as_done(break_))


def lost_rest(break_: Break, branch: Branch, terms: Terms) -> Refusal | None:
    """P7: whether a shift's rest is no longer lawful with this break as it is now meant."""
    duty = duty_of(break_.shift, terms) if break_.shift else None
    if duty is None or break_.shift is None or not is_rest(break_):
        return None
    before = rests_of(break_.shift)
    after = [*rest_parts(b for b in before if b.pk != break_.pk), rest_part(break_)]
    return judge_change(duty, rest_parts(before), after, zone=zone_of(branch))


def misplaced_rest(break_: Break, branch: Branch, terms: Terms) -> Refusal | None:
    """P7 for a draft: long enough to be the lawful rest, and at no lawful time."""
    duty = duty_of(break_.shift, terms) if break_.shift else None
    if duty is None or break_.shift is None:
        return None
    mine = rest_part(break_)
    whole = [*rest_parts(b for b in rests_of(break_.shift) if b.pk != break_.pk), mine]
    return duty.judge(whole, zone=zone_of(branch)) if duty.misplaces(mine, whole) else None

"""Whether one more person may leave at this instant, unplanned (U5)."""

from collections.abc import Collection, Mapping

from breaks.rules.states import Refusal
from breaks.rules.terms import Terms


def judge_leaving(open_now: int, out_now: int, staffed: int, terms: Terms) -> Refusal | None:
    """U5: whether one more person of a queue may leave at this instant (P4, P6).

    `open_now` counts the counters that would stay open, `out_now` those already away.
    """
    most = terms.max_on_break(staffed)
    if out_now + 1 > most:
        message = f"{out_now} of {staffed} are on break already; {most} may be."
        return Refusal("max_on_break", message, {"max": most, "on_break": out_now})
    floor = terms["cover.floor_open"]
    if open_now < floor and not (open_now == 0 and terms.full_close_allowed(staffed)):
        message = f"{open_now} open counters would be left, the floor is {floor}."
        return Refusal("coverage_floor", message, {"open": open_now, "floor": floor})
    return None


def judge_role_leaving(
    skills: Collection[str],
    others: Mapping[str, int],
    floors: Mapping[str, int],
    *,
    some_stay_open: bool,
) -> Refusal | None:
    """U5, P5: whether a person of these roles may leave while any counter stays open.

    `others` counts, by role, who else is in the house and not on break.
    """
    for skill in sorted({*skills} & {*floors}) if some_stay_open else ():
        here = others.get(skill, 0)
        if here < floors[skill]:
            message = f"A counter stays open, and {floors[skill]} {skill.replace('_', ' ')}"
            facts = {"role": skill, "here": here, "floor": floors[skill]}
            return Refusal("role_floor", f"{message} must be in the house.", facts)
    return None

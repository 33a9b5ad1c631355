"""How often, and by how much, an announced break may be put off (B6, 3.4)."""

from datetime import datetime

from breaks.rules.plan.day import MINUTE
from breaks.rules.states import Refusal
from breaks.rules.terms import Terms


def judge_postponing(
    old: datetime, new: datetime, postponed: int, terms: Terms, *, consented: bool
) -> Refusal | None:
    """B6: as often as the policy allows, and once more only if the employee agreed (hard)."""
    if new <= old or postponed < terms["postpone.max"]:
        return None
    most = terms["postpone.max"]
    if postponed > most:
        message = "This break was put off as often as it may be, the employee's consent included."
        return Refusal("postpone_spent", message, {"postponed": postponed, "max": most + 1})
    if consented:
        return None
    message = "This break was put off already: the employee must agree to a further time."
    return Refusal("consent_required", message, {"postponed": postponed, "max": most})


def judge_step(old: datetime, new: datetime, terms: Terms) -> Refusal | None:
    """B6: by 15 minutes at a time (soft)."""
    step = terms["postpone.step_min"]
    if new <= old + step * MINUTE:
        return None
    message = f"A break is put off by {step} minutes at most."
    return Refusal("postpone_limit", message, {"step_minutes": step, "latest": old + step * MINUTE})

"""Which rules may be broken on purpose, and what must be said then (DOMAIN.md 3.4)."""

from dataclasses import dataclass

from django.db.models import TextChoices

from breaks.rules.states import Refusal

LEAST_REMARK = 10
PROMISE_WITHDRAWN = "promise_withdrawn"


class OverrideReason(TextChoices):
    STAFF_ILL = "staff_ill"
    RUSH = "rush"
    CLIENT_NEED = "client_need"
    EMERGENCY = "emergency"
    TECHNICAL = "technical"
    AGREED = "agreed"
    OTHER = "other"


# hard rules are not here: nobody overrides the lawful rest, the shown start, the client at the
# counter, the role floor, the notice floor
SOFT = frozenset(
    {
        "coverage_floor",
        "max_on_break",
        "stagger",
        "edge",
        "lunch_window",
        "length_too_long",
        "postpone_limit",
        PROMISE_WITHDRAWN,
    }
)


@dataclass(frozen=True)
class Grounds:
    """Why a manager breaks a soft rule: a reason code and a remark in words."""

    reason: str
    remark: str


def judge_grounds(grounds: Grounds) -> Refusal | None:
    """A soft rule is broken only with a known reason and at least ten characters of remark."""
    if grounds.reason not in OverrideReason.values:
        message = "There is no such reason for an override."
        return Refusal("override_reason", message, {"reasons": list(OverrideReason.values)})
    if len(grounds.remark.strip()) < LEAST_REMARK:
        message = f"Say in at least {LEAST_REMARK} characters why."
        return Refusal("override_remark", message, {"least_characters": LEAST_REMARK})
    return None

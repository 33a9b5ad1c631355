"""What a branch learned of its own record, as its forecast takes it at this time of the day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from branches.models import Branch
from breaks.models import WaitLearning
from breaks.queries.record import half_hour_of
from breaks.queries.snapshot import Learned
from breaks.rules.learning import laws_at, overtakers_at, speeds_in, surprises_in
from forecast.laws import Law


def learning_of(branch: Branch) -> WaitLearning:
    """What a branch learned; of one that never did, nothing."""
    return WaitLearning.objects.filter(pk=branch.pk).first() or WaitLearning(branch=branch)


def laws_of(branch: Branch, now: datetime) -> Mapping[int, Law]:
    """How long the services of every queue of a branch last at this time of the day."""
    return laws_at(learning_of(branch).facts, estimates_of(branch), half_hour_of(branch, now))


def learned_from(learning: WaitLearning, branch: Branch, now: datetime) -> Learned:
    """All that the forecast knows of a branch besides its line, at this time of the day."""
    facts: Mapping[str, Any] = learning.facts
    half_hour, estimates = half_hour_of(branch, now), estimates_of(branch)
    return Learned(
        laws=laws_at(facts, estimates, half_hour),
        patience=facts.get("patience"),
        overtakers=tuple(o for o in overtakers_at(facts, half_hour) if o.queue in estimates),
        surprises=surprises_in(facts),
        speeds=speeds_in(facts),
    )


def estimates_of(branch: Branch) -> dict[int, int | None]:
    """The fixed minutes of every queue of a branch; None where they are learned."""
    return dict(branch.queues.order_by("pk").values_list("pk", "estimate_minutes"))

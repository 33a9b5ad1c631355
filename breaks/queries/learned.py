"""What a branch's own record says of its services."""

from collections.abc import Mapping
from datetime import datetime

from branches.models import Branch
from forecast.laws import PRIOR_MEAN, Law, prior


def laws_of(branch: Branch, now: datetime) -> Mapping[int, Law]:
    """How long the services of every queue of a branch last at this time of the day."""
    estimates = branch.queues.values_list("pk", "estimate_minutes")
    return {queue: prior(minutes or PRIOR_MEAN) for queue, minutes in estimates}

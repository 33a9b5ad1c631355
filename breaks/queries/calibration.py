"""How well a branch's ranges held on some days, all figures together: for the office and its door.

Every share has its count; the number of questions asked does not grow with the record.
"""

from dataclasses import dataclass
from datetime import date

from breaks.models import WaitLearning
from breaks.queries import told
from breaks.queries.told import Span
from breaks.rules.calibration import Held, Said, Share, altogether


@dataclass(frozen=True)
class Calibration:
    """What was told on the days of `span`, and what came of it.

    By local hour, by how far ahead the next break was (`APPROACH`; -1: none), by day and by screen
    how many clients were called sooner than told, inside the range, and later.
    """

    span: Span
    learning: WaitLearning
    outcomes: dict[str, int]
    hours: dict[int, Held]
    approach: dict[int, Held]
    days: dict[date, Held]
    screens: dict[str, Held]
    said: list[Said]
    p90: Share
    promises: Share

    @property
    def held(self) -> Held:
        """All clients called together."""
        return altogether(self.days.values())


def calibration_of(span: Span) -> Calibration:
    """All figures of how a branch's ranges held on these days."""
    learning = WaitLearning.objects.filter(pk=span.branch.pk).first()
    return Calibration(
        span=span,
        # before a branch first learned it has learned nothing
        learning=learning or WaitLearning(branch=span.branch),
        outcomes=told.outcomes_of(span),
        hours=told.held_by_hour(span),
        approach=told.held_by_approach(span),
        days=told.held_by_day(span),
        screens=told.held_by_screen(span),
        said=told.said_and_came(span),
        p90=told.p90_kept(span),
        promises=told.promises_kept(span),
    )

"""How well a branch's ranges held on some days, all figures together: for the office and its door.

Every share has its count; the number of questions asked does not grow with the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from breaks.models import WaitLearning
from breaks.queries import told
from breaks.queries.learned import learning_of
from breaks.queries.told import Span
from breaks.rules.calibration import Clients, Held, Said, Share, altogether, by_place
from breaks.rules.waits import Screen


@dataclass(frozen=True)
class Calibration:
    """What was told on the days of `span`, and what came of it.

    How clients were called to the first range told to each: sooner, inside, later; and to every
    range, by the screen that told it.
    """

    span: Span
    learning: WaitLearning
    outcomes: dict[str, int]
    clients: Sequence[Clients]
    screens: dict[str, Held]
    said: list[Said]
    promises: Share

    @property
    def held(self) -> Held:
        """All clients called together."""
        return altogether(c.held for c in self.clients)

    @property
    def ranges(self) -> Held:
        """All ranges together: who waits long is told many."""
        return altogether(held for screen, held in self.screens.items() if screen != Screen.LOBBY)

    @property
    def days(self) -> dict[date, Held]:
        """By the business day of telling."""
        return by_place((c.day, c.held) for c in self.clients)

    @property
    def hours(self) -> dict[int, Held]:
        """By the local hour of telling."""
        return by_place((c.hour, c.held) for c in self.clients)

    @property
    def approach(self) -> dict[int, Held]:
        """By how far ahead the next break was: the place in `APPROACH`, one more for farther
        breaks, -1 for none.
        """
        return by_place((c.step, c.held) for c in self.clients)


def calibration_of(span: Span) -> Calibration:
    """All figures of how a branch's ranges held on these days."""
    return Calibration(
        span=span,
        learning=learning_of(span.branch),
        outcomes=told.outcomes_of(span),
        clients=told.clients_called(span),
        screens=told.held_by_screen(span),
        said=told.said_and_came(span),
        promises=told.promises_kept(span),
    )

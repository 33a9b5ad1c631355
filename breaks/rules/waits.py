"""What clients are told of their wait: a range of minutes, never a point, never a past time.

UX.md 1.1, 1.2: "about 10–20 min". The forecast gives P10, median and P90; the told range is those
two ends, corrected by the branch's own record and rounded.
"""

from django.db.models import TextChoices


class Screen(TextChoices):
    """Where a client was told a range."""

    KIOSK = "kiosk"
    PHONE = "phone"
    LOBBY = "lobby"
    DESK = "desk"


class Outcome(TextChoices):
    """What became of a client who was told a range."""

    CALLED = "called"
    LEFT = "left"
    HELD = "held"
    EXPIRED = "expired"


class LearningState(TextChoices):
    """Whether a branch's ranges can be trusted: too little seen, as it should be, or off."""

    LEARNING = "learning"
    STEADY = "steady"
    DRIFTING = "drifting"

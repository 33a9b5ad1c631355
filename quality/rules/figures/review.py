"""K13a: when somebody must look at what repeats (DOMAIN.md 5; TR-24, TR-25)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quality.rules.figures.reading import Sums, value_of
from quality.rules.figures.sums import added
from quality.rules.figures.table import BY_KEY

RECENT, BEFORE = timedelta(weeks=4), timedelta(weeks=12)
TIMES_MORE = 2
SAME_CAUSE, WITHIN = 3, timedelta(days=14)
CAUSE = "k13.cause."
ByDay = Mapping[date, Sums]


@dataclass(frozen=True)
class Trigger:
    """Why a review is due: complaints per mille that doubled, or one cause again and again."""

    # "rate" or "cause"
    kind: str
    counter: str = ""
    cause: str = ""
    number: int = 0
    recent: float | None = None
    before: float | None = None


def rate_doubled(branch: ByDay, day: date) -> Trigger | None:
    """Whether K13 of the four weeks up to `day` is twice that of the twelve weeks before, or more.

    Without tickets in either, or without a complaint before, there is nothing to compare.
    """
    figure, middle = BY_KEY["k13"], day - RECENT
    recent = value_of(figure, added(_between(branch, middle, day)))
    before = value_of(figure, added(_between(branch, middle - BEFORE, middle)))
    if recent is None or not before or recent < TIMES_MORE * before:
        return None
    return Trigger("rate", recent=recent, before=before)


def causes_repeated(counters: Mapping[str, ByDay], day: date) -> Sequence[Trigger]:
    """The causes complained of three times or more at one counter in the 14 days up to `day`."""
    found = []
    for counter, days in sorted(counters.items()):
        for measure, number in sorted(added(_between(days, day - WITHIN, day)).items()):
            if measure.startswith(CAUSE) and number >= SAME_CAUSE:
                cause = measure.removeprefix(CAUSE)
                found.append(Trigger("cause", counter, cause, round(number)))
    return found


def _between(days: ByDay, after: date, until: date) -> Sequence[Sums]:
    return [sums for day, sums in days.items() if after < day <= until]

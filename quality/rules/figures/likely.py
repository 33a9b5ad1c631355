"""How sure a figure is: where the true value lies in 95 of 100 cases (DOMAIN.md 5)."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from breaks.rules.calibration import Share, Z
from quality.rules.figures.figure import Figure, Formula
from quality.rules.figures.reading import Sums, distribution, ranked, value_of

# shares of minutes: one minute tells much about the next, so that counting them proves nothing
OF_MINUTES = ("k2a", "k5a")
# of fewer cases than this a figure says little; pages say so
FEW = 20


@dataclass(frozen=True)
class Reading:
    """A figure with what it was made of; `value` is None where there was nothing to count."""

    figure: Figure
    value: float | None
    # what was counted and of how many; of a sum there is no whole, of a median only how many values
    part: float | None
    whole: float | None
    low: float | None = None
    high: float | None = None

    @property
    def few(self) -> bool:
        """Whether it rests on so few cases that chance may have made it."""
        return self.whole is not None and 0 < self.whole < FEW

    @property
    def good(self) -> bool | None:
        """Whether it meets its target; None where there is no target or no value."""
        figure = self.figure
        if figure.target is None or self.value is None or not figure.better:
            return None
        meets = self.value >= figure.target, self.value <= figure.target
        return meets[0] if figure.better == "high" else meets[1]

    @property
    def open_to_chance(self) -> bool:
        """Whether a target is missed by so little that the true value may well meet it."""
        target = self.figure.target
        if self.good is not False or self.low is None or self.high is None or target is None:
            return False
        return self.low <= target <= self.high


def read(figure: Figure, sums: Sums) -> Reading:
    """A figure of these sums: value, part, whole and interval in the figure's unit."""
    if figure.bucket:
        # the measures of all figures are looked through once, not at every step
        sums = {m: number for m, number in sums.items() if m.startswith(figure.bucket)}
    value = value_of(figure, sums)
    part, whole = _parts(figure, sums)
    low, high = (None, None) if value is None else _interval(figure, sums)
    return Reading(figure, value, part, whole, low, high)


def unread(figure: Figure, _: Sums) -> Reading:
    """A figure of days that were not counted, or of which it is not told: a dash and no number."""
    return replace(read(figure, {}), value=None)


def is_in(figure: Figure, measures: Collection[str]) -> bool:
    """Whether these measures speak of a figure at all."""
    if figure.bucket:
        return any(measure.startswith(figure.bucket) for measure in measures)
    return figure.num in measures or figure.den in measures


def measures_of(figure: Figure) -> tuple[list[str], list[str]]:
    """The measures a figure is made of: whole names, and beginnings."""
    if figure.bucket:
        return [], [figure.bucket]
    return [measure for measure in (figure.num, figure.den) if measure], []


def _parts(figure: Figure, sums: Sums) -> tuple[float | None, float | None]:
    if figure.bucket:
        return None, sum(count for _, count in distribution(figure, sums))
    return sums.get(figure.num, 0), sums.get(figure.den, 0) if figure.den else None


def _interval(figure: Figure, sums: Sums) -> tuple[float | None, float | None]:
    part, whole = sums.get(figure.num, 0), sums.get(figure.den, 0)
    if figure.formula == Formula.SHARE and figure.key not in OF_MINUTES and part <= whole:
        low, high = Share(round(part), round(whole)).interval or (0.0, 1.0)
        return 100 * low, 100 * high
    if figure.formula == Formula.PER_1000:
        low, high = (1000 * end / whole for end in counted(part))
        return low, high
    if figure.formula in (Formula.MEDIAN, Formula.P90):
        return _ranks(figure, distribution(figure, sums))
    return None, None


def counted(number: float) -> tuple[float, float]:
    """Between which numbers a count of rare things lies in truth (Byar's approximation)."""
    more = number + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3
    if not number:
        return 0.0, high
    return max(0.0, number * (1 - 1 / (9 * number) - Z / (3 * math.sqrt(number))) ** 3), high


def _ranks(figure: Figure, values: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """The values at the ranks between which the true one lies (order statistics)."""
    total = sum(count for _, count in values)
    share = 0.9 if figure.formula == Formula.P90 else 0.5
    half = Z * math.sqrt(total * share * (1 - share))
    low, high = math.floor(total * share - half), math.ceil(total * share + half) + 1
    return ranked(values, max(1, low)), ranked(values, min(total, high))

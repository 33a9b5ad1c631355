"""The figures of a scenario, from what clients were told and what happened."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from breaks.rules.waits import shown
from forecast.intervals import correction, score, widened
from tests.bench.waits.played import Asked, Played, Told

Row = TypeVar("Row")

# a promise is given from this probability on
PROMISED = 0.9
FAR_OFF = 10.0
# the correction is reckoned from the clients of so many days; near a break from so many or more
REMEMBERED = 10
NEAR_NEEDED = 50


@dataclass(frozen=True)
class Ranged:
    """A client with the range as corrected the night before."""

    told: Told
    low: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.told.actual <= self.high

    @property
    def holds_as_shown(self) -> bool:
        low, high = shown(self.low, self.high)
        return low <= self.told.actual <= (math.inf if high is None else high)


def ranged(training: Iterable[Played], testing: Iterable[Played]) -> list[Ranged]:
    """Every client of the tested days with the range corrected by the days before."""
    record: deque[list[Told]] = deque((p.told for p in training), maxlen=REMEMBERED)
    rows: list[Ranged] = []
    for played in testing:
        far, near = _corrections([t for day in record for t in day])
        for t in played.told:
            low, high = widened(t.wait.low, t.wait.high, near if t.near else far)
            rows.append(Ranged(t, low, high))
        record.append(played.told)
    return rows


def _corrections(told: Sequence[Told]) -> tuple[float, float]:
    """The correction far from breaks, and the one near them."""

    def found(rows: Sequence[Told]) -> float:
        return correction([score(t.wait.low, t.wait.high, t.actual) for t in rows])

    near = [t for t in told if t.near]
    far = found([t for t in told if not t.near])
    return far, found(near) if len(near) >= NEAR_NEEDED else far


def figures(
    rows: Sequence[Ranged], asked: Sequence[Asked], took: Sequence[float]
) -> dict[str, object]:
    """All figures of a scenario."""
    told = [r.told for r in rows]
    before = [r for r in rows if r.told.before]
    return {
        "tickets": len(rows),
        "mean_wait": _rounded(fmean(t.actual for t in told)),
        **_errors(told),
        "ratio_before_break": _ratio([r.told for r in before]),
        "share_off_10min_naive": _share(told, lambda t: abs(t.naive - t.actual) > FAR_OFF),
        "share_off_10min_product": _share(told, lambda t: abs(t.wait.median - t.actual) > FAR_OFF),
        "coverage80": _share(rows, lambda r: r.holds),
        "coverage80_before_break": _share(before, lambda r: r.holds),
        "coverage80_uncorrected": _share(told, lambda t: t.wait.low <= t.actual <= t.wait.high),
        "coverage_shown": _share(rows, lambda r: r.holds_as_shown),
        "width": _rounded(fmean(r.high - r.low for r in rows)),
        "p90_kept": _share(rows, lambda r: r.told.actual <= r.high),
        **_promises(asked),
        "snapshot_ms": _rounded(fmean(took)),
    }


def _errors(told: Sequence[Told]) -> dict[str, object]:
    return {
        **{f"mae_{name}": _rounded(_error(told, guess)) for name, guess in GUESSES.items()},
        "bias_product": _rounded(fmean(t.wait.median - t.actual for t in told)),
        "ratio": _ratio(told),
        "ratio_closed": _rounded(_better(told) / _error(told, GUESSES["closed"])),
    }


GUESSES: dict[str, Callable[[Told], float]] = {
    "naive": lambda t: t.naive,
    "ql": lambda t: t.ql,
    "les": lambda t: t.les,
    "hol": lambda t: t.hol,
    "closed": lambda t: t.closed,
    "product": lambda t: t.wait.median,
}


def _error(told: Sequence[Told], guess: Callable[[Told], float]) -> float:
    return fmean(abs(guess(t) - t.actual) for t in told)


def _better(told: Sequence[Told]) -> float:
    """The error of the better of naive and QL: the stricter choice."""
    return min(_error(told, GUESSES["naive"]), _error(told, GUESSES["ql"]))


def _ratio(told: Sequence[Told]) -> float | None:
    return _rounded(_better(told) / _error(told, GUESSES["product"])) if told else None


def _promises(asked: Sequence[Asked]) -> dict[str, float | None]:
    """Promises at P >= 0.9 that were kept, the naive rule's, and how many of those called before
    a break had been promised it.
    """
    promised = [a for a in asked if a.probability >= PROMISED]
    return {
        "promises": len(promised),
        "promise_kept": _share(promised, lambda a: a.kept),
        "promise_kept_naive": _share([a for a in asked if a.naive], lambda a: a.kept),
        "promise_recall": _share([a for a in asked if a.kept], lambda a: a.probability >= PROMISED),
    }


def _share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float | None:
    return _rounded(fmean(map(holds, rows))) if rows else None


def _rounded(value: float) -> float:
    return round(float(value), 4)

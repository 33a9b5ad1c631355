"""The figures of a scenario, from what clients were told and what happened."""

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from breaks.rules.calibration import Kept, held_by
from breaks.rules.learning import CORRECTED_BY_DAYS, Widening, corrected
from breaks.rules.waits import shown
from forecast.intervals import widened
from tests.bench.waits.played import FIXED, Asked, Played, Told

Row = TypeVar("Row")

# a promise is given from this probability on
PROMISED = 0.9
FAR_OFF = 10.0


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
    record: deque[list[Told]] = deque((p.told for p in training), maxlen=CORRECTED_BY_DAYS)
    widening, rows = Widening(), []
    for played in testing:
        widening = corrected([_kept(t) for day in record for t in day], widening)
        for t in played.told:
            by = widening.near if t.near else widening.far
            rows.append(Ranged(t, *widened(t.wait.low, t.wait.high, by)))
        record.append(played.told)
    return rows


def _kept(told: Told) -> Kept:
    wait, actual = told.wait, told.actual
    return Kept(
        wait.low, wait.high, actual, held_by(*shown(wait.low, wait.high), actual), told.near
    )


def figures(
    rows: Sequence[Ranged], asked: Sequence[Asked], took: Sequence[float]
) -> dict[str, object]:
    """All figures of a scenario."""
    told = [r.told for r in rows]
    before = [r for r in rows if r.told.before]
    naive = _better(told, ("naive", "naive_line"))
    return {
        "tickets": len(rows),
        "mean_wait": _rounded(fmean(t.actual for t in told)),
        **_errors(told),
        "ratio_before_break": _ratio([r.told for r in before]),
        "share_off_10min_naive": _share(told, lambda t: abs(t.guesses[naive] - t.actual) > FAR_OFF),
        "share_off_10min_product": _share(told, lambda t: abs(t.wait.median - t.actual) > FAR_OFF),
        "coverage80": _share(rows, lambda r: r.holds),
        "coverage80_before_break": _share(before, lambda r: r.holds),
        "coverage80_uncorrected": _share(told, lambda t: t.wait.low <= t.actual <= t.wait.high),
        "coverage_shown": _share(rows, lambda r: r.holds_as_shown),
        "width": _rounded(fmean(r.high - r.low for r in rows)),
        "p90_kept": _share(rows, lambda r: r.told.actual <= r.high),
        **_promises(asked, "ql" if naive == "naive" else "ql_line"),
        "snapshot_ms": _rounded(fmean(took)),
    }


def _errors(told: Sequence[Told]) -> dict[str, float | None]:
    """Mean absolute errors in minutes; naive and QL by the queue or the line, whichever is
    better here.
    """
    found = {name: _rounded(_error(told, name)) for name in ("les", "hol", "closed")}
    return {
        "mae_naive": _rounded(_error(told, _better(told, ("naive", "naive_line")))),
        "mae_ql": _rounded(_error(told, _better(told, ("ql", "ql_line")))),
        **{f"mae_{name}": error for name, error in found.items()},
        "mae_product": _rounded(_product(told)),
        "bias_product": _rounded(fmean(t.wait.median - t.actual for t in told)),
        "ratio": _ratio(told),
    }


def _product(told: Sequence[Told]) -> float:
    return fmean(abs(t.wait.median - t.actual) for t in told)


def _error(told: Sequence[Told], guess: str) -> float:
    return fmean(abs(t.guesses[guess] - t.actual) for t in told)


def _better(told: Sequence[Told], guesses: Sequence[str]) -> str:
    return min(guesses, key=lambda name: _error(told, name))


def _ratio(told: Sequence[Told]) -> float | None:
    """The error of the best of naive and QL by the product's: the stricter choice."""
    if not told:
        return None
    best = _better(told, ("naive", "naive_line", "ql", "ql_line"))
    return _rounded(_error(told, best) / _product(told))


def _promises(asked: Sequence[Asked], rule: str) -> dict[str, float | None]:
    """Promises at P >= 0.9 that were kept, and how many of those called before a break had been
    promised it; the same of a naive rule.
    """
    promised = [a for a in asked if a.probability >= PROMISED]
    naive = [a for a in asked if a.guesses[rule] <= FIXED]
    kept = [a for a in asked if a.kept]
    return {
        "promises": len(promised),
        "promise_kept": _share(promised, lambda a: a.kept),
        "promise_kept_naive": _share(naive, lambda a: a.kept),
        "promise_recall": _share(kept, lambda a: a.probability >= PROMISED),
        "promise_recall_naive": _share(kept, lambda a: a.guesses[rule] <= FIXED),
    }


def _share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float | None:
    return _rounded(fmean(map(holds, rows))) if rows else None


def _rounded(value: float) -> float:
    return round(float(value), 4)

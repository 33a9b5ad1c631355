"""The figures of the measured days, from what was written down at the screens."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any, TypeVar

from tests.bench.doors.watch import Asked, Note

Row = TypeVar("Row")
MINUTE = timedelta(minutes=1)
# told to be served without waiting for the break to end
NOT_HELD_UP = ("before", "other_counter")


def actual(note: Note) -> float:
    """The minutes from the telling to the call."""
    return float((note.client.called_at - note.at) / MINUTE)


def outcome(note: Note) -> str:
    """How the call lay to the range told."""
    wait, told = actual(note), note.told
    if wait < told.low:
        return "early"
    return "inside" if told.high is None or wait <= told.high else "late"


def share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float | None:
    return rounded(fmean(map(holds, rows))) if rows else None


def rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def called(notes: Iterable[Note]) -> list[Note]:
    """The ranges of those who were called; who left says nothing of a call."""
    return [n for n in notes if n.client.called_at is not None]


def counts(notes: Sequence[Note]) -> dict[str, int]:
    """Called sooner than told, inside, later; and how many there are."""
    found = [outcome(n) for n in notes]
    return {name: found.count(name) for name in ("early", "inside", "late")} | {"of": len(found)}


def coverage(notes: Sequence[Note]) -> float | None:
    return share(notes, lambda n: outcome(n) == "inside")


def of_pages(notes: Sequence[Note]) -> dict[str, Any]:
    """How well the ranges on the phone pages held, told to those for whom no counter was free, and
    to all; `coverage_clients` is that of the first range of each.
    """
    shown = called(n for n in notes if n.screen == "phone")
    waited = [n for n in shown if not n.at_once]
    first = {n.client.token: n for n in reversed(waited)}
    near, far = [n for n in waited if n.near], [n for n in waited if not n.near]
    return {
        "ranges": len(waited),
        "coverage": coverage(waited),
        "coverage_before_break": coverage(near),
        "ranges_before_break": len(near),
        "coverage_far": coverage(far),
        "clients": len(first),
        "coverage_clients": coverage(list(first.values())),
        **counts(waited),
        "ranges_all": len(shown),
        "coverage_all": coverage(shown),
        "mean_wait_told": rounded(fmean(map(actual, waited))) if waited else None,
    }


def of_ledger(notes: Sequence[Note], door: Mapping[str, Any]) -> dict[str, Any]:
    """The same by the ranges that the house counted, and what its own door says of them."""
    theirs = {row["screen"]: row for row in door["screens"]}
    both = {}
    for screen in ("kiosk", "phone"):
        mine = counts(called(n for n in notes if n.screen == screen and n.new))
        row = theirs.get(screen, {})
        both[screen] = {"seen": mine, "told": {name: row.get(name, 0) for name in mine}}
    agree = all(row["seen"] == row["told"] for row in both.values())
    return {
        "ledger": both,
        "ledger_agrees": agree,
        "ledger_coverage": rounded(door["coverage"]["share"]),
    }


def of_promises(
    asked: Sequence[Asked], began: Mapping[int, datetime], door: Mapping[str, Any]
) -> dict[str, Any]:
    """Firm promises kept, by the house's door; and of those who waited when a break was warned of
    and were called before it began, to how many that had been promised.
    """
    met = [(a, min(began[b] for b in a.breaks)) for a in asked if a.breaks <= began.keys()]
    before = [a for a, at in met if a.client.called_at and a.client.called_at <= at]
    told = door["promises_kept"]
    return {
        "promises": told["of"],
        "promise_kept": rounded(told["share"]),
        "promise_recall": share(before, lambda a: a.kind in NOT_HELD_UP),
        "promise_recall_before": share(before, lambda a: a.kind == "before"),
        "asked": len(met),
        "called_before": len(before),
    }

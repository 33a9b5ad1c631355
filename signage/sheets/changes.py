"""What of a day's breaks changed after a sheet was printed, told from the log.

A sheet carries the number of the newest event. What stood on it then is what the log says of each
break up to that number; what holds now is the break itself. Only what differs is told, and of a
break that is over nothing: no reason and no name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_noop

from branches.models import Branch, Event
from branches.rules import whole_minute_up
from breaks.models import Break
from breaks.queries import is_relieved
from breaks.rules.states import RUNNING, BreakKind, BreakState
from signage.sheets.posted import STANDING, Span, as_posted, is_posted

SITS_IN, SAT_IN = "relief.assigned", "relief.cancelled"


class Kind(StrEnum):
    """How a break differs from the sheet; the value is the English phrase."""

    MOVED = gettext_noop("Moved")
    LONGER = gettext_noop("Longer")
    SHORTER = gettext_noop("Shorter")
    CANCELLED = gettext_noop("Cancelled")
    NEW = gettext_noop("New")


@dataclass(frozen=True)
class Change:
    """One difference: at which counter, what stood on the sheet, and what holds now."""

    kind: Kind
    counter: str
    before: Span | None
    now: Span | None


def number_now(branch: Branch) -> int:
    """The newest event that concerned a break: a plan that nobody touched keeps its number."""
    rows = branch.events.filter(subject="break").order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def changes_since(
    branch: Branch, number: int, day: date, *, now: datetime, counter: str = ""
) -> list[Change]:
    """What changed after the event `number` of the breaks of a day, of one counter or of all."""
    breaks = _touched(branch, number, day)
    before, relieved = _before(branch, number, breaks), _relieved(branch, number, breaks)
    labels = dict(branch.counters.values_list("pk", "label"))
    found = [
        change
        for pk, break_ in breaks.items()
        for change in _differences(
            _Sheet.of(before.get(pk, {}), labels, relieved=pk in relieved), break_, now
        )
    ]
    return sorted((c for c in found if counter in ("", c.counter)), key=_in_order)


def _touched(branch: Branch, number: int, day: date) -> dict[int, Break]:
    """The breaks of the day of which something was noted after the number."""
    rows = branch.breaks.filter(day=day)
    # by what they are about: the log of years is not read for one door
    noted = branch.events.filter(subject="break", subject_id__in=rows.values("pk"))
    rows = rows.filter(pk__in=noted.filter(number__gt=number).values("subject_id"))
    rows = rows.select_related("counter", "branch")
    rows = rows.prefetch_related("counter__queues", "reliefs__counter__queues")
    return {b.pk: b for b in rows}


def _before(branch: Branch, number: int, breaks: Mapping[int, Break]) -> dict[int, Any]:
    """The facts of each break as the log had them at the number."""
    return {e.subject_id or 0: e.facts for e in _last(branch.events.all(), number, breaks)}


def _relieved(branch: Branch, number: int, breaks: Mapping[int, Break]) -> set[int | None]:
    """For which breaks somebody was to sit in then, so that they did not stand on the sheet."""
    rows = branch.events.filter(kind__in=(SITS_IN, SAT_IN))
    return {e.subject_id for e in _last(rows, number, breaks) if e.kind == SITS_IN}


def _last(events: Any, number: int, breaks: Mapping[int, Break]) -> Iterator[Event]:
    """The last event of each break up to the number."""
    rows = events.filter(number__lte=number, subject="break", subject_id__in=list(breaks))
    return iter(rows.order_by("subject_id", "-number").distinct("subject_id"))


@dataclass(frozen=True)
class _Sheet:
    """A break as it stood on the sheet; no span: it did not."""

    counter: str
    span: Span | None

    @classmethod
    def of(cls, facts: Mapping[str, Any], labels: Mapping[int, str], *, relieved: bool) -> "_Sheet":
        """From the facts of the log."""
        on_it = facts.get("state") in STANDING and facts.get("kind") != BreakKind.UNPLANNED
        if not on_it or relieved:
            return cls("", None)
        starts = facts["started_at"] or facts["starts_at"]
        ends = facts["shown_return_at"] if facts["state"] in RUNNING else facts["returns_at"]
        back = _minute(ends) if ends else None
        return cls(labels.get(facts["counter"], ""), (_minute(starts), back))


def _minute(text: str) -> datetime:
    return whole_minute_up(datetime.fromisoformat(text))


def _differences(sheet: _Sheet, break_: Break, now: datetime) -> Iterator[Change]:
    if break_.state == BreakState.ENDED:
        return
    told, stands = as_posted(break_, break_.branch, now), _stands(break_)
    if sheet.span and (not stands or told.counter != sheet.counter):
        yield Change(Kind.CANCELLED, sheet.counter, sheet.span, None)
    if stands and (not sheet.span or told.counter != sheet.counter):
        yield Change(Kind.NEW, told.counter, None, told.span)
    elif stands and sheet.span and told.span != sheet.span:
        yield Change(_kind_of(sheet.span, told.span), told.counter, sheet.span, told.span)


def _stands(break_: Break) -> bool:
    """Whether a break holds now: one that is posted, or an unplanned one that the screens show."""
    asked = not break_.planned and break_.state in (BreakState.CLOSING, *RUNNING)
    return is_posted(break_) or (asked and not is_relieved(break_))


def _kind_of(before: Span, after: Span) -> Kind:
    if before[0] != after[0]:
        return Kind.MOVED
    later = after[1] is None or before[1] is None or after[1] > before[1]
    return Kind.LONGER if later else Kind.SHORTER


def _in_order(change: Change) -> tuple[Any, ...]:
    span = change.now or change.before
    return (span is None, span and span[0], change.counter, change.kind)

"""The events of a day that a figure counts, told from the log (DOMAIN.md 5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from branches.models import Branch, Event
from breaks.rules.states import COOL_DOWN
from quality.queries.day import day_of
from quality.rules.figures.figure import Figure
from quality.rules.figures.likely import measures_of
from quality.rules.figures.shapes import Count
from quality.rules.figures.sums import counts, scopes_of

COOLING = "cool_down_return"


@dataclass(frozen=True)
class Counted:
    """One event and what it gave: `part` to what is counted, `whole` to what it is counted of.

    Of a median or percentile `part` is the value itself.
    """

    event: Event
    part: float | None
    whole: float | None


@dataclass(frozen=True)
class Found:
    """The events behind a figure of a day; `wordless` is what was counted beside them: minutes of
    a roster, of opening hours, and of cool-downs, of which a day or a counter says nothing.
    """

    rows: list[Counted]
    wordless: float


def events_of(
    branch: Branch, figure: Figure, day: date, scope: str, key: str | None, *, now: datetime
) -> Found:
    """What of a day a figure counts, as far as the day is known at `now`, earliest first."""
    mine = [c for c in counts(day_of(branch, day, now=now)) if _is_of(c, figure, scope, key)]
    parts: dict[int, float] = defaultdict(float)
    wholes: dict[int, float] = defaultdict(float)
    for count in mine:
        for number in count.events[:1]:
            value, gave = _what(figure, count), wholes if count.measure == figure.den else parts
            gave[number] += value
    numbers = {number for count in mine for number in count.events}
    rows = Event.objects.filter(branch=branch, number__in=numbers).select_related("by")
    events = list(rows.order_by("at", "number"))
    shown = [e for e in events if not _cools_down(e)]
    told = [Counted(e, parts.get(e.number), wholes.get(e.number)) for e in shown]
    wordless = sum(c.number for c in mine if not c.events and c.measure != figure.den)
    wordless += sum(parts.get(e.number, 0) for e in events if _cools_down(e))
    return Found(told, wordless)


def _is_of(count: Count, figure: Figure, scope: str, key: str | None) -> bool:
    whole, beginnings = measures_of(figure)
    if count.measure not in whole and not count.measure.startswith(tuple(beginnings) or "\0"):
        return False
    return any(s == scope and key in (None, k) for s, k in scopes_of(count))


def _what(figure: Figure, count: Count) -> float:
    """What a count says in the figure's unit: the value of its bucket, else its number."""
    if figure.bucket:
        return int(count.measure.removeprefix(figure.bucket)) * figure.scale
    return count.number


def _cools_down(event: Event) -> bool:
    """Who took a cool-down is nobody's to read (DOMAIN.md 6)."""
    return (
        event.facts.get("reason") == COOL_DOWN
        or event.facts.get("kind") == COOLING
        or str(event.data.get("situation", "")).startswith(COOL_DOWN)
    )


def subject_of(event: Event) -> str:
    """What an event is about, in a few words without a name."""
    facts = event.facts
    if event.subject == "ticket":
        return f"ticket {facts.get('code', event.subject_id)}"
    words: Iterable[str] = (event.subject, str(event.subject_id or ""))
    kind = facts.get("reason") or facts.get("kind") or facts.get("rule") or ""
    return " ".join(word for word in (*words, str(kind).replace("_", " ")) if word)

"""What happened on a played day, computed from what the doors tell of it afterwards."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from desk.playing.pace import instant

NOTICE = timedelta(minutes=10)
PERCENTILE = 0.99
# what takes a called client from the counter again
GONE = ("ticket.done", "ticket.no_show", "ticket.left", "ticket.transferred", "ticket.expired")

Facts = Mapping[str, Any]
# how fast the house's clock ran at an instant
SpeedAt = Callable[[datetime], float]


def figures(
    events: Sequence[Facts], breaks: Sequence[Facts], *, speed_at: SpeedAt
) -> dict[str, Any]:
    """The figures of one branch and day; `events` in their order, `breaks` as staff see them."""
    kinds = Counter(event["kind"] for event in events)
    begun = [b for b in breaks if b["planned"] and b["started_at"]]
    return {
        "tickets": kinds["ticket.issued"],
        "served": kinds["ticket.done"],
        "left": kinds["ticket.left"],
        "no_show": kinds["ticket.no_show"] - kinds["ticket.revived"],
        "expired": kinds["ticket.expired"],
        "breaks_planned": sum(1 for b in breaks if b["planned"] and b["published_at"]),
        "breaks_begun": len(begun),
        "breaks_missed": sum(1 for b in breaks if b["state"] == "missed"),
        "k1_percent": k1_percent(begun),
        "shut_in_face": shut_in_face(events, breaks),
        "late_tick_p99_s": late_tick_p99(events, speed_at),
    }


def k1_percent(begun: Sequence[Facts]) -> float | None:
    """K1: planned breaks with ten minutes of proven notice that kept their shown start, in %."""
    if not begun:
        return None
    return round(100 * sum(map(was_announced, begun)) / len(begun), 1)


def was_announced(break_: Facts) -> bool:
    """S_shown - notice_at >= 10 minutes, and A >= S_shown."""
    shown, begun = instant(break_["starts_at"]), instant(break_["started_at"])
    if break_["notice_at"] is None:
        return False
    return shown - instant(break_["notice_at"]) >= NOTICE and begun >= shown


def shut_in_face(events: Sequence[Facts], breaks: Sequence[Facts]) -> int:
    """K7a: clients called to, or served by, a person at the instant that person's break began."""
    persons = {b["id"]: b["staff"]["id"] for b in breaks}
    here: dict[int, int] = {}
    count = 0
    for event in events:
        kind, subject = event["kind"], event["subject_id"]
        if kind == "ticket.called":
            here[subject] = event["by"]["id"]
        elif kind in GONE:
            here.pop(subject, None)
        elif kind == "break.started":
            count += list(here.values()).count(persons[subject])
    return count


def late_tick_p99(events: Sequence[Facts], speed_at: SpeedAt) -> float | None:
    """The 99th percentile of how late the clock's own steps were noticed, in real seconds."""
    late = sorted(_late_seconds(e, speed_at) for e in events if e["due_at"])
    if not late:
        return None
    return round(late[math.ceil(PERCENTILE * len(late)) - 1], 3)


def _late_seconds(event: Facts, speed_at: SpeedAt) -> float:
    at, due = instant(event["at"]), instant(event["due_at"])
    return max(0.0, (at - due).total_seconds()) / speed_at(at)


def as_table(facts: Mapping[str, Any]) -> str:
    """The figures under each other."""
    width = max(len(name) for name in facts)
    shown = {name: "–" if value is None else value for name, value in facts.items()}
    return "\n".join(f"  {name:<{width}}  {value}" for name, value in shown.items())

"""What was so after an event: every question scans the whole log from its start, slow and obvious.

Nothing of `quality.rules.figures` is used but the shape of an event and of the roster.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from quality.rules.figures.shapes import Noted, Roster

M = timedelta(minutes=1)
WAITS = ("waiting", "held")
Facts = dict[str, Any]


def when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def tenth(minutes: float) -> int:
    return int((minutes * 10 + 0.5) // 1)


class SlowLog:
    """A day's log and what can be asked of it."""

    def __init__(self, events: list[Noted], roster: Roster) -> None:
        self.log = sorted(events, key=lambda e: e.number)
        self.roster, self.today = roster, roster.day.isoformat()
        self.breaks = self._last_facts("break", "day")
        self.tickets = self._last_facts("ticket", "day")
        self.shut = self._shut_minutes()

    def of(self, subject: str, id_: int) -> list[Noted]:
        return [e for e in self.log if e.subject == subject and e.subject_id == id_ and e.facts]

    def _last_facts(self, subject: str, name: str) -> dict[int, Facts]:
        found: dict[int, Facts] = {}
        for e in self.log:
            if e.subject == subject and e.facts and e.facts.get(name) == self.today:
                found[e.subject_id or 0] = dict(e.facts)
        return found

    # ---- what was so after an event

    def seat_at(self, counter: int, number: int) -> tuple[int, int] | None:
        """(session, person) at a counter."""
        here = next(((s.id, s.staff) for s in self.roster.seats if s.counter == counter), None)
        for e in self.log:
            if e.number <= number and e.subject == "countersession":
                if e.facts["counter"] != counter:
                    continue
                if e.kind == "session.opened":
                    here = (e.subject_id or 0, e.facts["staff"])
                elif here and here[0] == e.subject_id:
                    here = None
        return here

    def break_of(self, person: int, number: int) -> tuple[int, str] | None:
        """(break, "away" or "going") of a person."""
        newest: dict[int, Facts] = {}
        for e in self.log:
            if e.number <= number and e.subject == "break" and e.facts["staff"] == person:
                newest[e.subject_id or 0] = dict(e.facts)
        for id_, facts in newest.items():
            if facts["state"] in ("on_break", "overrun"):
                return id_, "away"
        for id_, facts in newest.items():
            if facts["state"] == "closing" and not facts["cover_told_at"]:
                return id_, "going"
        return None

    def sitters_in(self, break_: int, number: int) -> set[int]:
        people = set()
        for e in self.log:
            if e.number <= number and e.subject_id == break_ and e.kind == "relief.assigned":
                people.add(e.data["staff"])
            if e.number <= number and e.subject_id == break_ and e.kind == "relief.cancelled":
                people.discard(e.data["staff"])
        return people

    def counter_at(self, counter: int, number: int) -> tuple[str, int | None]:
        """A counter's state, and the break it is closed by."""
        out = False
        for e in self.log:
            if e.number <= number and e.subject == "counter" and e.subject_id == counter:
                out = {"counter.out": True, "counter.back": False}.get(e.kind, out)
        if out:
            return "out", None
        seat = self.seat_at(counter, number)
        if seat is None:
            return "closed", None
        break_ = self.break_of(seat[1], number)
        if break_ is None:
            return "open", None
        sitters = self.sitters_in(break_[0], number)
        if break_[1] == "going":
            return ("open", None) if sitters else ("closing", None)
        for desk in self.roster.desks:
            other = self.seat_at(desk, number)
            if other and other[1] in sitters:
                away = self.break_of(other[1], number)
                if away is None or away[1] != "away":
                    return "covered", None
        return "on_break", break_[0]

    def ticket_at(self, ticket: int, number: int) -> dict[str, Any] | None:
        """state, queue, wanted, held by whom, counter of the last call."""
        here: dict[str, Any] | None = None
        for e in self.log:
            if e.number > number:
                break
            if e.subject == "ticket" and e.subject_id == ticket and self._reads(e):
                here = dict(here or {"own": True, "at": None})
                here["state"], here["queue"] = e.facts["state"], e.facts["queue"]
                here["wanted"] = e.facts["counter_wanted"]
                if e.kind == "ticket.held":
                    here["own"] = e.by is None
                if e.kind == "ticket.called":
                    here["at"] = self._counter_of(e.facts["session"])
            elif here is not None and e.data.get("sent_on") == self.tickets[ticket]["code"]:
                here = {**here, "state": "waiting", "wanted": None}
            if here and e.kind in ("session.closed", "counter.out"):
                gone = e.facts["counter"] if e.kind == "session.closed" else e.subject_id
                if here["wanted"] == gone and here["state"] in WAITS:
                    here = {**here, "wanted": None}
        return here

    def _reads(self, e: Noted) -> bool:
        known = (
            "issued called serving done no_show revived transferred held released left expired "
            "counter_changed call_back"
        )
        return e.kind in {f"ticket.{k}" for k in known.split()} | {"promise.withdrawn"}

    def _counter_of(self, session: int | None) -> int | None:
        return self._sitting(session)[0]

    def _sitting(self, session: int | None) -> tuple[int | None, int | None]:
        for s in self.roster.seats:
            if s.id == session:
                return s.counter, s.staff
        for e in self.log:
            if e.kind == "session.opened" and e.subject_id == session:
                return e.facts["counter"], e.facts["staff"]
        return None, None

    def told(self, ticket: int) -> list[tuple[int, str, int | None]]:
        """(event, what was firmly promised, of which break)."""
        found: list[tuple[int, str, int | None]] = []
        for e in self.log:
            if e.kind == "promise.given":
                rows = [row for row in e.data["promises"] if row[0] == ticket]
                issued = [x.number for x in self.of("ticket", ticket)]
                if rows and issued and min(issued) < e.number:
                    found += [(e.number, row[1], row[2]) for row in rows]
            if e.kind == "promise.withdrawn" and e.subject_id == ticket:
                found.append((e.number, "after", e.data["break_id"]))
            if e.kind == "ticket.counter_changed" and e.subject_id == ticket:
                found.append((e.number, "none", None))
        return found

    # ---- pieces of time: nothing changes between two events

    def pieces(self) -> Iterator[tuple[datetime, datetime, int]]:
        """(from, to, the last event by then), cut at every event and at every end that matters."""
        r = self.roster
        marks = {r.starts_at, r.until, min(r.ends_at, r.until)}
        marks |= {e.at for e in self.log}
        marks |= {t for span in r.opening for t in span}
        inside = sorted(t for t in marks if r.starts_at <= t <= r.until)
        for a, b in pairwise(inside):
            yield a, b, max((e.number for e in self.log if e.at <= a), default=0)

    def _shut_minutes(self) -> dict[int, float]:
        """By ticket: how long it waited while breaks had closed all that could serve it."""
        found = dict.fromkeys(self.tickets, 0.0)
        self.states = []
        for a, b, number in self.pieces():
            states = {c: self.counter_at(c, number) for c in self.roster.desks}
            self.states.append((a, b, states))
            if not any(state == "on_break" for state, _ in states.values()):
                continue
            for ticket in self.tickets:
                here = self.ticket_at(ticket, number)
                if here and here["state"] in WAITS and self._is_shut(here, states):
                    found[ticket] += (b - a) / M
        return found

    def _is_shut(self, here: dict[str, Any], states: dict[int, tuple[str, int | None]]) -> bool:
        if here["wanted"]:
            return states[here["wanted"]][0] == "on_break"
        mine = [s for c, (s, _) in states.items() if here["queue"] in self.roster.desks[c].queues]
        return "on_break" in mine and "open" not in mine and "closing" not in mine

"""A day told from its events alone: breaks, clients, seats, what was owed, cases (DOMAIN.md 5)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from breaks.rules.states import RUNNING, BreakState
from quality.rules.figures.fold_cases import fold_case
from quality.rules.figures.kinds import KINDS
from quality.rules.figures.shapes import (
    Day,
    Moment,
    Noted,
    Owed,
    Pause,
    Roster,
    Seat,
    Sitting,
    Turn,
    Visit,
    instant,
)
from queueapp.rules import AT_COUNTER, PRESENT, CounterState, TicketState

READ = frozenset(KINDS)
TOLD = ("break", "ticket", "case", "commitment", "countersession", "override")
RELIEVED = "relieved"
DAY = timedelta(days=1)
CHOICES = {"ticket.held": "held", "ticket.counter_changed": "changed", "ticket.call_back": "called"}


def fold(events: Iterable[Noted], roster: Roster) -> Day:
    """The day that the events of a branch tell, in the order of their numbers."""
    folding = _Folding(roster)
    for event in sorted(events, key=lambda e: e.number):
        folding.read(event)
    folding.hear_scripts()
    return folding.day


class _Folding:
    """The day so far, and what is needed to go on: who sits where, who is away, who sits in."""

    def __init__(self, roster: Roster) -> None:
        self.day, self.roster = Day(roster), roster
        self.seats: dict[int, Seat] = {}
        self.known: dict[int, Seat] = {}
        self.sitting: dict[int, Sitting] = {}
        # by person: the break they are on, and the one they are about to take
        self.away: dict[int, int] = {}
        self.closing: dict[int, int] = {}
        self.relief: dict[int, set[int]] = {}
        self.out: set[int] = set()
        self.state: dict[int, tuple[str, int | None, int | None]] = {}
        self.said: list[Noted] = []
        self.by_code: dict[str, Visit] = {}
        for seat in roster.seats:
            self._sit(seat, roster.starts_at)
        self._turn(0, roster.starts_at)

    def read(self, event: Noted) -> None:
        if event.kind not in READ or (event.subject in TOLD and not event.facts):
            # the log is older than what its rows say of themselves
            return
        if event.subject == "break":
            self._break(event)
        elif event.subject == "ticket":
            self._ticket(event)
        elif event.subject == "case":
            fold_case(self.day, event)
        elif event.subject == "commitment":
            self._owed(event)
        else:
            self._house(event)

    # ---- the house: seats, counters, screens

    def _house(self, event: Noted) -> None:
        kind = event.kind
        if kind in ("session.opened", "session.closed"):
            self._seat(event)
        elif kind in ("counter.out", "counter.back"):
            self._counter(event)
        elif kind == "promise.given":
            for ticket, what, break_ in event.data["promises"]:
                visit = self.day.visits.get(ticket) or self.day.later.get(ticket)
                if visit:
                    visit.promises.append((event.number, what, break_))
        elif kind == "override.recorded" and self.roster.is_today(event.at):
            self.day.overrides.append(event)
        elif kind == "protocol.said":
            self.said.append(event)
        elif kind in ("screens.dark", "screens.back"):
            online = kind == "screens.back"
            self.day.screens.append((event.data["zone"], event.at, online))

    def _seat(self, event: Noted) -> None:
        facts = event.facts
        seat = Seat(event.subject_id or 0, facts["counter"], facts["staff"], facts["shift"])
        if event.kind == "session.opened":
            self._sit(seat, event.at)
        else:
            self._get_up(seat, event)
        self._turn(event.number, event.at)

    def _sit(self, seat: Seat, at: datetime) -> None:
        self.seats[seat.counter] = self.known[seat.id] = seat
        self.sitting[seat.id] = Sitting(seat, at)
        self.day.sittings.append(self.sitting[seat.id])

    def _get_up(self, seat: Seat, event: Noted) -> None:
        here = self.seats.get(seat.counter)
        if here and here.id == seat.id:
            del self.seats[seat.counter]
        if seat.id in self.sitting:
            self.sitting[seat.id].ends_at = event.at
        self._free_bound(seat.counter, event)

    def _free_bound(self, counter: int, event: Noted) -> None:
        """Nobody waits for a counter at which nobody sits."""
        for visit in self.day.in_line.values():
            last = visit.states[-1]
            if last.wanted == counter and last.state in PRESENT:
                visit.states.append(last._replace(number=event.number, at=event.at, wanted=None))

    def _counter(self, event: Noted) -> None:
        counter = event.subject_id or 0
        if event.kind == "counter.out":
            self.out.add(counter)
            self._send_on(event.data.get("sent_on"), event)
            self._free_bound(counter, event)
        else:
            self.out.discard(counter)
        self._turn(event.number, event.at)

    def _send_on(self, code: str | None, event: Noted) -> Visit | None:
        """The client at a counter goes back in line, in front."""
        visit = self.by_code.get(code or "")
        if visit:
            back = Moment(event.number, event.at, TicketState.WAITING, visit.queue)
            visit.states.append(back)
        return visit

    def _turn(self, number: int, at: datetime) -> None:
        """Note the counters whose state is another one now."""
        for counter in self.roster.desks:
            state = self._state_of(counter)
            if self.state.get(counter) != state:
                self.state[counter] = state
                self.day.turns.append(Turn(number, at, counter, *state))

    def _state_of(self, counter: int) -> tuple[str, int | None, int | None]:
        """A counter is what whoever sits there does."""
        if counter in self.out:
            return CounterState.OUT_OF_SERVICE, None, None
        seat = self.seats.get(counter)
        if seat is None:
            return CounterState.CLOSED, None, None
        if seat.staff in self.away:
            break_ = self.away[seat.staff]
            state = RELIEVED if self._is_covered(break_) else CounterState.ON_BREAK
            return state, seat.staff, break_
        coming = self.closing.get(seat.staff)
        if coming and not self.relief.get(coming):
            return CounterState.CLOSING, seat.staff, coming
        return CounterState.OPEN, seat.staff, None

    def _is_covered(self, break_: int) -> bool:
        sitting_in = self.relief.get(break_, set())
        return any(s.staff in sitting_in - self.away.keys() for s in self.seats.values())

    # ---- breaks

    def _break(self, event: Noted) -> None:
        facts, id_ = event.facts, event.subject_id or 0
        if event.kind == "relief.assigned":
            self.relief.setdefault(id_, set()).add(event.data["staff"])
        elif event.kind == "relief.cancelled":
            self.relief.get(id_, set()).discard(event.data["staff"])
        self._place(id_, event)
        if facts["day"] == self.roster.day.isoformat():
            pause = self.day.pauses.setdefault(
                id_, Pause(id_, facts["staff"], facts["kind"], facts["reason"])
            )
            _tell(pause, event)
            if event.kind == "break.started":
                self._start(pause, event)
        if event.kind == "break.pressure_answered" and self.roster.is_today(event.at):
            self.day.pressures.append(event)
        self._turn(event.number, event.at)

    def _place(self, id_: int, event: Noted) -> None:
        """Where its person is: away, about to go, or at work."""
        staff, state = event.facts["staff"], event.facts["state"]
        for where, here in (
            (self.away, state in RUNNING),
            (self.closing, state == BreakState.CLOSING and not event.facts["cover_told_at"]),
        ):
            if here:
                where[staff] = id_
            elif where.get(staff) == id_:
                del where[staff]

    def _start(self, pause: Pause, event: Noted) -> None:
        pause.started_by = event.number
        pause.relieved = bool(event.data.get("relieved"))
        visit = self._send_on(event.data.get("sent_on"), event)
        if visit:
            visit.sent_on_by.add(pause.id)
        pause.faces = [
            v.id
            for v in self.day.in_line.values()
            if v.here == pause.counter and v.states[-1].state in AT_COUNTER
        ]

    def hear_scripts(self) -> None:
        """K16: what was said aloud about each break."""
        for event in self.said:
            pause = self.day.pauses.get(event.data.get("break") or 0)
            script = (event.data.get("situation", ""), event.data.get("script") or "")
            if pause and script in self.roster.voice:
                pause.voice.append(event.number)
            if pause and script in self.roster.apologies:
                pause.apologies.append(event.number)

    # ---- clients

    def _ticket(self, event: Noted) -> None:
        facts, id_ = event.facts, event.subject_id or 0
        visits = self._visits_of(facts["day"])
        if visits is None:
            return
        visit = visits.get(id_)
        if visit is None:
            issued_at = datetime.fromisoformat(facts["issued_at"])
            visit = Visit(id_, facts["code"], facts["queue"], issued_at)
            visits[id_] = self.by_code[visit.code] = visit
        visit.queue, wanted = facts["queue"], facts["counter_wanted"]
        aside = event.kind == "ticket.held" and event.by is not None
        here = (event.number, event.at, facts["state"], visit.queue, wanted, aside)
        visit.states.append(Moment(*here))
        visit.events.append(event.number)
        if event.kind == "ticket.called":
            self._called(visit, event)
        if event.kind in CHOICES:
            visit.chose.add(CHOICES[event.kind])
        if event.kind == "ticket.counter_changed":
            visit.promises.append((event.number, "none", None))
        elif event.kind == "promise.withdrawn":
            visit.promises.append((event.number, "after", event.data["break_id"]))

    def _visits_of(self, day: str) -> dict[int, Visit] | None:
        """Those of the day, or of the night behind it; of any other day nobody is looked at."""
        if day == self.roster.day.isoformat():
            return self.day.visits
        return self.day.later if day == (self.roster.day + DAY).isoformat() else None

    def _called(self, visit: Visit, event: Noted) -> None:
        seat = self.known.get(event.facts["session"])
        visit.here = seat.counter if seat else None
        if visit.called_at is None:
            visit.called_at, visit.counter = event.at, visit.here
            visit.staff = seat.staff if seat else event.by

    def _owed(self, event: Noted) -> None:
        facts = event.facts
        due_at = datetime.fromisoformat(facts["due_at"])
        if self.roster.is_today(due_at):
            self.day.owed[event.subject_id or 0] = Owed(
                event.subject_id or 0,
                facts["kind"],
                facts["state"],
                due_at,
                facts["owner"],
                facts["break"],
                facts["ticket"],
                event.number,
            )


def _tell(pause: Pause, event: Noted) -> None:
    """Lay what an event says of a break over what was known."""
    facts = event.facts
    pause.counter, pause.shift = facts["counter"], facts["shift"]
    pause.shown_at = instant(facts["starts_at"])
    pause.first_return_at = instant(facts["first_return_at"])
    pause.started_at = instant(facts["started_at"])
    # of a break that did not take place this is when it was given up
    pause.ended_at = instant(facts["ended_at"]) if pause.started_at else None
    pause.published_at = instant(facts["published_at"])
    pause.notice_at = instant(facts["notice_at"])
    pause.end_reason = facts["end_reason"]
    pause.protected_minutes = facts["protected_minutes"]
    pause.new_times = facts["new_times"]
    pause.outage = facts["outage"]
    if event.kind == "break.ended":
        pause.ended_by = event.number
    pause.events.append(event.number)

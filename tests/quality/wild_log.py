"""A day that nobody thought up: whatever could happen at three counters, in any order, by chance.

Written as a log alone, so that a day costs milliseconds and holds what the product would seldom
let happen: counters shut in faces, promises broken, cases forgotten.
"""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from breaks.models import Break
from breaks.presets import load_presets
from breaks.rules.rest import Duty
from quality.models import Case
from quality.rules.figures.shapes import Stint
from queueapp.models import Counter, CounterSession, Ticket
from tests.people import BUDAPEST, at
from tests.quality.handlog import AMIRA, BELA, CARLA, CILI, Log, a_roster

REASONS = ("goods_delivery", "medical", "cool_down", "cool_down", "restroom")
STAFF = {1: AMIRA, 2: BELA, 3: CILI}
SCRIPTS = (
    ("planned_break_notice", "voice_notice"),
    ("planned_break_notice", "display_notice"),
    ("unplanned_immediate", "voice_immediate"),
    ("return_from_break", "voice_open"),
)
CASE_DEEDS = ("answered", "delay_notice", "withdrawn", "reopened", "call_ended")


class Wild:
    """Draws what happens next; knows who sits where, who waits and who is away."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        hungary = load_presets()["HU"]
        span = at("08:00"), at("16:30")
        stints = tuple(Stint(100 + n, 10 + n, n, *span, Duty(hungary, *span)) for n in (1, 2, 3))
        self.log = Log(a_roster(shifts=stints, screens={"main": True}, floors={1: 2, 2: 1}))
        self.now = at("07:50")
        self.seats: dict[int, CounterSession] = {}
        self.here: dict[int, Ticket] = {}
        self.tickets: list[Ticket] = []
        self.breaks: list[Break] = []
        self.reliefs: list[tuple[Break, int]] = []
        self.out: set[int] = set()
        self.cases: list[Case] = []

    @property
    def clock(self) -> str:
        return self.now.astimezone(BUDAPEST).strftime("%H:%M:%S")

    def play(self, turns: int = 260) -> Log:
        for counter, staff in STAFF.items():
            self.sit(counter, staff)
        deeds = [
            *[self.client] * 5, *[self.call] * 6, *[self.finish] * 6, self.change, self.change,
            self.plan, *[self.plan_on] * 6, self.unplanned, self.come_back, self.come_back,
            self.relief, self.seat, self.fault, self.promise, self.promise, self.told, self.screen,
            self.owe, self.override, self.answer, self.complain, self.case_on, self.say,
        ]  # fmt: skip
        for _ in range(turns):
            self.now += timedelta(seconds=self.chance.choice((0, 1, 30, 60, 150, 300)))
            self.chance.choice(deeds)()
        # what was noted for an earlier hour takes its place there, as the product numbers it
        in_order = sorted(self.log.events, key=lambda e: e.at)
        self.log.events = [replace(e, number=n) for n, e in enumerate(in_order, 1)]
        return self.log

    def waiting(self) -> list[Ticket]:
        return [t for t in self.tickets if t.state == "waiting"]

    def some(self, rows: list[Any]) -> Any:
        return self.chance.choice(rows) if rows else None

    # ---- clients

    def client(self) -> None:
        self.tickets.append(self.log.ticket(self.clock, self.chance.choice((1, 1, 1, 2))))

    def call(self) -> None:
        counter, ticket = self.some(list(self.seats)), self.some(self.waiting())
        if ticket and counter and counter not in self.here and counter not in self.away():
            self.log.call(self.clock, ticket, self.seats[counter])
            self.here[counter] = ticket

    def away(self) -> set[int]:
        out = {b.staff_id for b in self.breaks if b.state in ("on_break", "overrun")}
        return {c for c, s in self.seats.items() if s.staff_id in out}

    def finish(self) -> None:
        counter = self.some(list(self.here))
        if counter is None:
            return
        ticket = self.here[counter]
        if ticket.state == "called" and self.chance.random() < 0.7:
            self.log.move(self.clock, ticket, "serving")
            return
        del self.here[counter]
        if ticket.state == "called":
            self.log.move(self.clock, ticket, "no_show")
        elif self.chance.random() < 0.2:
            ticket.queue_id = self.chance.choice((1, 2))
            ticket.session_id = None
            self.log.move(self.clock, ticket, "waiting", "transferred")
        else:
            self.log.move(self.clock, ticket, "done")

    def change(self) -> None:
        ticket = self.some([t for t in self.tickets if t.state in ("waiting", "held", "no_show")])
        if ticket is None:
            return
        if ticket.state == "held":
            self.log.move(self.clock, ticket, "waiting", "released")
        elif ticket.state == "no_show":
            self.log.move(self.clock, ticket, "waiting", "revived")
        else:
            self._leave_or_stay(ticket)

    def _leave_or_stay(self, ticket: Ticket) -> None:
        deed = self.chance.choice(("held", "kept", "wanted", "left", "expired", "call_back"))
        if deed in ("held", "kept"):
            ticket.state = "held"
            by = AMIRA if deed == "kept" else None
            self.log.note(self.clock, "ticket.held", ticket, by)
        elif deed == "wanted":
            ticket.counter_wanted_id = self.some(list(self.seats))
            self.log.move(self.clock, ticket, "waiting", "counter_changed")
        else:
            self.log.move(self.clock, ticket, "expired" if deed == "expired" else "left")
            if deed == "call_back":
                self.log.note(self.clock, "ticket.call_back", ticket)

    # ---- breaks

    def plan(self) -> None:
        staff = self.chance.choice(list(STAFF.values()))
        shown = self.now + timedelta(minutes=self.chance.choice((5, 12, 15, 20, 40)))
        clock = shown.astimezone(BUDAPEST).strftime("%H:%M")
        known = self.chance.choice((at("07:00"), self.now))
        if not any(b.staff_id == staff and b.state != "ended" for b in self.breaks):
            kind = self.chance.choice(("lunch", "short", "task"))
            self.breaks.append(self.log.publish(known, clock, staff, 20, kind))
            self._flag(self.breaks[-1])

    def _flag(self, row: Break) -> None:
        row.outage = self.chance.random() < 0.15

    def plan_on(self) -> None:
        row = self.some([b for b in self.breaks if b.state in ("published", "warned", "closing")])
        if row is None:
            return
        if row.state == "published" and self.chance.random() < 0.8:
            self.log.prove(self.clock, row)
        elif row.state == "warned" and self.chance.random() < 0.7:
            self.log.last_call(self.clock, row)
        elif self.chance.random() < 0.2:
            row.state, row.ended_at = "cancelled", self.now
            self.log.note(self.clock, "break.cancelled", row)
            self.breaks.remove(row)
        elif all(b.staff_id != row.staff_id for b in self.running()):
            told = any(b is row for b, _ in self.reliefs)
            self.log.start(self.clock, row, relieved=told)

    def unplanned(self) -> None:
        counter = self.some(list(self.seats))
        staff = self.seats[counter].staff_id if counter else None
        if staff not in STAFF.values() or any(b.staff_id == staff for b in self.running()):
            return
        client = self.here.pop(counter, None)
        sent_on = client.code if client else None
        row = self.log._break(
            staff,
            self.clock,
            10,
            kind="unplanned",
            reason=self.chance.choice(REASONS),
            state="requested",
        )
        self._flag(row)
        if client:
            client.state, client.session_id = "waiting", None
        self.log.start(self.clock, row, sent_on=sent_on)
        self.breaks.append(row)

    def running(self) -> list[Break]:
        return [b for b in self.breaks if b.state in ("on_break", "overrun")]

    def come_back(self) -> None:
        row = self.some(self.running())
        if row is None:
            return
        if self.chance.random() < 0.2:
            row.state, row.new_times = "overrun", row.new_times + 1
            self.log.note(self.clock, "break.overrun", row)
        else:
            reason = self.chance.choice(("", "", "", "manager", "shift_end"))
            self.log.end(self.clock, row, reason)

    # ---- seats, screens, faults

    def sit(self, counter: int, staff: int) -> None:
        self.seats[counter] = self.log.sit(self.clock, staff, counter)

    def relief(self) -> None:
        row = self.some([b for b in self.breaks if b.state in ("published", "warned", "on_break")])
        if row and not self.reliefs:
            who = {"staff": CARLA, "counter": "W1", "counter_id": 1}
            self.log.note(self.clock, "relief.assigned", row, CARLA, **who)
            self.reliefs.append((row, CARLA))
        elif self.reliefs and self.chance.random() < 0.5:
            row, staff = self.reliefs.pop()
            self.log.note(self.clock, "relief.cancelled", row, CARLA, staff=staff, counter="W1")

    def seat(self) -> None:
        counter = self.chance.choice((1, 2, 3))
        if counter in self.here:
            return
        if counter in self.seats:
            self.log.leave(self.clock, self.seats.pop(counter))
            self._free_bound(counter)
        else:
            wanted = self.chance.choice((STAFF[counter], CARLA))
            if all(s.staff_id != wanted for s in self.seats.values()):
                self.sit(counter, wanted)

    def _free_bound(self, counter: int) -> None:
        for ticket in self.tickets:
            if ticket.counter_wanted_id == counter and ticket.state in ("waiting", "held"):
                ticket.counter_wanted_id = None

    def fault(self) -> None:
        counter = self.chance.choice((1, 2, 3))
        if counter in self.out:
            self.out.remove(counter)
            self.log.note(self.clock, "counter.back", Counter(pk=counter), CARLA)
        elif self.chance.random() < 0.4:
            self.out.add(counter)
            client = self.here.pop(counter, None)
            if client:
                client.state, client.session_id = "waiting", None
            code = client.code if client else None
            self.log.note(self.clock, "counter.out", Counter(pk=counter), CARLA, sent_on=code)
            self._free_bound(counter)

    def screen(self) -> None:
        kind = self.chance.choice(("screens.dark", "screens.back"))
        self.log.note(self.clock, kind, zone=self.chance.choice(("main", "back")))

    # ---- what was told, owed, broken and complained of

    def promise(self) -> None:
        row, ticket = self.some(self.breaks), self.some(self.waiting())
        if row and ticket:
            kind = self.chance.choice(("before", "after", "other_counter"))
            self.log.promise(self.clock, kind, row, ticket)

    def told(self) -> None:
        row, ticket = self.some(self.breaks), self.some(self.waiting())
        if row and ticket and self.chance.random() < 0.3:
            self.log.note(self.clock, "promise.withdrawn", ticket, CARLA, break_id=row.pk)

    def owe(self) -> None:
        kind = self.chance.choice(("return_time", "served_before", "cool_down_return"))
        state = self.chance.choice(("kept", "kept_late", "broken", "released"))
        self.log.owed(self.clock, kind, state, self.clock, BELA, self.some(self.breaks))

    def override(self) -> None:
        row = self.some(self.breaks)
        if row:
            self.log.override(self.clock, self.chance.choice(("stagger", "coverage_floor")), row)

    def answer(self) -> None:
        row = self.some(self.breaks)
        if row:
            told = self.chance.choice(("keep", "timeout"))
            seconds = self.chance.randint(1, 120)
            self.log.note(
                self.clock, "break.pressure_answered", row, CARLA, answer=told, seconds=seconds
            )

    def say(self) -> None:
        row = self.some(self.breaks)
        if row:
            situation, script = self.chance.choice(SCRIPTS)
            about: dict[str, Any] = {"situation": situation, "script": script, "break": row.pk}
            self.log.note(self.clock, "protocol.said", None, row.staff_id, step="s2", **about)

    def complain(self) -> None:
        opened = self.chance.choice((self.now, self.now - timedelta(days=3)))
        later = self.chance.choice(
            (timedelta(minutes=30), timedelta(minutes=90), timedelta(days=3))
        )
        due = self.now + later
        kind = self.chance.choice(("complaint", "complaint", "question", "review"))
        cause = self.chance.choice(("", "tone", "return_late"))
        fields = {"cause": cause, "criterion": self.chance.choice("ab"), "owner_id": CARLA}
        case = self.log.case(opened, due, kind, counter_id=self.chance.choice((1, 2)), **fields)
        self.cases.append(case)

    def case_on(self) -> None:
        case = self.some(self.cases)
        if case is None:
            return
        deed = self.chance.choice(
            ("answered", "delay_notice", "withdrawn", "reopened", "call_ended", "overdue")
        )
        more: dict[str, Any] = {}
        if deed == "answered":
            case.answered_at = self.now
        elif deed == "delay_notice":
            case.delayed_at = case.delayed_at or self.now
        elif deed == "reopened":
            case.answered_at = None
        elif deed == "call_ended":
            more = {"minutes": self.chance.randint(1, 30), "transferred": False}
        self.log.note(self.clock, f"case.{deed}", case, BELA, **more)


def wild_day(seed: int) -> Log:
    """The day that a seed draws."""
    return Wild(seed).play()

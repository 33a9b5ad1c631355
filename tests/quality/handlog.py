"""A day's log written by hand, line by line, for tests that reckon its figures on paper.

The facts of an event are what the product's own rows say of themselves; no database is asked.
Counters 1 and 2 serve queue 1, counter 3 serves queue 2; Amira is 11, Bela 12, Cili 13, the
manager Carla 19. The doors are open from 9 to 17.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db.models import Model

from branches.events import facts_of, plain
from breaks.models import Break, Commitment, Override
from quality.models import Case
from quality.queries.day import spoken
from quality.rules.figures.fold import fold
from quality.rules.figures.reading import value_of
from quality.rules.figures.shapes import Day, Desk, Noted, Roster, Stint
from quality.rules.figures.sums import BRANCH, Scope, Sums, counts, sums
from quality.rules.figures.table import BY_KEY
from queueapp.models import CounterSession, Ticket
from tests.people import BUDAPEST, DAY, at

AMIRA, BELA, CILI, CARLA = 11, 12, 13, 19
VOICE, APOLOGIES = spoken()


def a_roster(**changes: Any) -> Roster:
    """Three tellers rostered from 8:00 to 16:30 at the counters 1, 2 and 3."""
    stints = (
        Stint(101, AMIRA, 1, at("08:00"), at("16:30")),
        Stint(102, BELA, 2, at("08:00"), at("16:30")),
        Stint(103, CILI, 3, at("08:00"), at("16:30")),
    )
    usual = Roster(
        day=DAY,
        zone=BUDAPEST,
        starts_at=at("00:00"),
        ends_at=at("00:00") + timedelta(days=1),
        until=at("00:00") + timedelta(days=1),
        opening=((at("09:00"), at("17:00")),),
        desks={
            1: Desk(1, "main", frozenset({1})),
            2: Desk(2, "main", frozenset({1})),
            3: Desk(3, "back", frozenset({2})),
        },
        shifts=stints,
        floors={1: 1, 2: 1},
        voice=VOICE,
        apologies=APOLOGIES,
    )
    return replace(usual, **changes)


@dataclass
class Log:
    """What happened, in the order in which it is written down."""

    roster: Roster = field(default_factory=a_roster)
    events: list[Noted] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: count(1))

    def note(
        self,
        clock: str | datetime,
        kind: str,
        row: Model | None = None,
        by: int | None = None,
        **data: Any,
    ) -> Noted:
        """One event; what its row says of itself is kept with it."""
        instant = at(clock) if isinstance(clock, str) else clock
        name = row._meta.model_name or "" if row else ""
        facts = facts_of(row)
        event = Noted(
            len(self.events) + 1,
            kind,
            instant,
            None,
            by,
            name,
            row.pk if row else None,
            plain(data),
            facts,
        )
        self.events.append(event)
        return event

    # ---- counters

    def sit(self, clock: str, staff: int, counter: int) -> CounterSession:
        shift = {AMIRA: 101, BELA: 102, CILI: 103}.get(staff)
        row = CounterSession(
            pk=next(self._ids),
            counter_id=counter,
            staff_id=staff,
            shift_id=shift,
            opened_at=at(clock),
        )
        self.note(clock, "session.opened", row, by=staff)
        return row

    def leave(self, clock: str, seat: CounterSession) -> None:
        seat.closed_at = at(clock)
        self.note(clock, "session.closed", seat, by=seat.staff_id)

    # ---- clients

    def ticket(self, clock: str, queue: int = 1) -> Ticket:
        id_ = next(self._ids)
        row = Ticket(
            pk=id_, queue_id=queue, day=DAY, number=id_, code=f"A{id_:03}", issued_at=at(clock)
        )
        self.note(clock, "ticket.issued", row)
        return row

    def move(self, clock: str, row: Ticket, state: str, kind: str = "", **data: Any) -> None:
        row.state = state
        self.note(clock, f"ticket.{kind or state}", row, **data)

    def call(self, clock: str, row: Ticket, seat: CounterSession) -> None:
        row.session_id, row.called_at = seat.pk, at(clock)
        self.move(clock, row, "called")

    def serve(self, clock: str, row: Ticket, seat: CounterSession, done: str = "") -> None:
        """Called and served at once; and done, if that is said."""
        self.call(clock, row, seat)
        self.move(clock, row, "serving")
        if done:
            self.move(done, row, "done")

    def promise(self, clock: str, kind: str, break_: Break, *tickets: Ticket) -> None:
        self.note(clock, "promise.given", promises=[[t.pk, kind, break_.pk] for t in tickets])

    # ---- breaks

    def publish(
        self,
        clock: str | datetime,
        shown: str,
        staff: int = AMIRA,
        minutes: int = 30,
        kind: str = "lunch",
    ) -> Break:
        """A planned break, made known."""
        row = self._break(staff, shown, minutes, kind=kind, state="published")
        row.published_at = at(clock) if isinstance(clock, str) else clock
        self.note(clock, "break.published", row, by=CARLA)
        return row

    def _break(self, staff: int, shown: str, minutes: int, **fields: Any) -> Break:
        number = staff - 10
        return Break(
            pk=next(self._ids),
            staff_id=staff,
            shift_id=100 + number,
            counter_id=number,
            day=DAY,
            starts_at=at(shown),
            length_minutes=minutes,
            revision=1,
            returns_at=at(shown) + timedelta(minutes=minutes),
            **fields,
        )

    def prove(self, clock: str, row: Break) -> None:
        row.state, row.notice_at = "warned", at(clock)
        self.note(clock, "notice.proven", row)

    def last_call(self, clock: str, row: Break) -> None:
        row.state = "closing"
        self.note(clock, "break.last_call", row)

    def start(self, clock: str, row: Break, back: str = "", **data: Any) -> None:
        """It begins; `back` is the return first shown, its length from now unless said."""
        row.state, row.started_at = "on_break", at(clock)
        row.returns_at = at(clock) + row.length
        row.shown_return_at = row.first_return_at = at(back) if back else row.returns_at
        told: dict[str, Any] = {"planned": row.planned, "sent_on": None, "relieved": False}
        self.note(clock, "break.started", row, **{**told, **data})

    def end(self, clock: str, row: Break, reason: str = "") -> None:
        row.state, row.ended_at, row.end_reason = "ended", at(clock), reason
        self.note(clock, "break.ended", row, by=row.staff_id)

    def taken(
        self,
        shown: str,
        notice: str,
        start: str,
        end: str,
        staff: int = AMIRA,
        minutes: int = 30,
    ) -> Break:
        """A planned break from its proof to its end, published at seven."""
        row = self.publish("07:00", shown, staff, minutes)
        self.prove(notice, row)
        self.start(start, row)
        self.end(end, row)
        return row

    def pause(
        self,
        start: str,
        end: str,
        reason: str = "goods_delivery",
        staff: int = AMIRA,
        minutes: int = 10,
        **data: Any,
    ) -> Break:
        """An unplanned break, begun at once."""
        row = self._break(staff, start, minutes, kind="unplanned", reason=reason, state="requested")
        row.requested_at = at(start)
        self.start(start, row, **data)
        if end:
            self.end(end, row)
        return row

    # ---- what was owed, broken, complained of

    def owed(
        self,
        clock: str,
        kind: str,
        state: str,
        due: str,
        owner: int = AMIRA,
        break_: Break | None = None,
    ) -> None:
        due_at = at(due)
        row = Commitment(
            pk=next(self._ids),
            kind=kind,
            state=state,
            owner_id=owner,
            made_at=at("09:00"),
            due_at=due_at,
            original_due_at=due_at,
            ended_at=at(clock),
            break_ref_id=break_.pk if break_ else None,
        )
        word = "kept" if state == "kept_late" else state
        self.note(clock, f"commitment.{word}", row)

    def override(self, clock: str, rule: str, break_: Break) -> None:
        row = Override(
            pk=next(self._ids), rule=rule, role="manager", reason="rush", break_ref_id=break_.pk
        )
        self.note(clock, "override.recorded", row, by=CARLA, rule=rule)

    def case(self, opened: datetime, due: datetime, kind: str = "complaint", **fields: Any) -> Case:
        row = Case(
            pk=next(self._ids),
            kind=kind,
            source="counter",
            opened_at=opened,
            due_at=due,
            first_due_at=due,
            **fields,
        )
        self.note(opened, "case.opened", row)
        return row

    def as_it_happened_at_the_bank(self) -> None:
        """Anecdote 2.1: announced at 12:20 for 12:25, closed at 12:30 for half an hour."""
        self.sit("08:00", AMIRA, 1)
        client = self.ticket("12:00")
        row = self.publish("12:20", "12:25")
        self.prove("12:20", row)
        self.start("12:30", row)
        self.end("13:00", row)
        self.move("13:00", client, "called")

    # ---- what it comes to

    @property
    def day(self) -> Day:
        return fold(self.events, self.roster)

    @property
    def sums(self) -> dict[Scope, Sums]:
        return sums(counts(self.day))

    def value(self, key: str, scope: Scope = BRANCH) -> float | None:
        """A figure of the table, to the tenth of its unit; None where it has no base."""
        found = value_of(BY_KEY[key], self.sums.get(scope, {}))
        return None if found is None else round(found, 1)

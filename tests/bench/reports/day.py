"""A plausible day of one branch as its log would hold it, played in memory from a seed.

Clients come through the day, stand in one line, are called by whoever is free first, are served,
or do not come. Every teller has a lunch and a short break, announced the evening before, warned of
fifteen minutes ahead, proven by the lobby and begun when the client of the moment is done; now and
then somebody pauses unplanned, overruns, is asked about a long line, breaks a soft rule, or a
client complains. What each row says of itself is asked of the product's own models, so that the
facts are the product's whatever it comes to keep.
"""

import random
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from breaks.models import Break, Commitment, Override
from breaks.rules.states import REASONS, BreakKind, BreakState
from quality.models import Case, ProtocolRun
from queueapp.models import CounterSession, Shift, Ticket
from tests.bench.reports.shapes import Desk, Happened, Ids, Place, Row

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
OPENS, CLOSES = 8, 17
# clients a counter has on a day, Monday first
CLIENTS = (13, 11, 11, 12, 13, 10, 8)
SERVICE_MINUTES = 15.0
LUNCH, SHORT = 30, 10
PAUSES = ("short_rest", "restroom", "goods_delivery", "urgent_call", "cool_down", "medical")
CAUSES = ("long_wait", "break_not_announced", "closed_in_face", "return_late", "tone", "error")


class BranchDay:
    """Plays one day; `events` are what happened in order, `rows` what the database also keeps."""

    def __init__(self, place: Place, day: date, chance: random.Random, ids: Ids) -> None:
        self.place, self.day, self.chance, self.ids = place, day, chance, ids
        self.noted: list[Happened] = []
        self.rows: list[Model] = []
        self.codes = count(1)
        # who stood in line last, and when they were called
        self.line: deque[tuple[Ticket, datetime]] = deque(maxlen=12)

    def play(self) -> list[Happened]:
        """The day's events, earliest first."""
        desks = [self._open(n) for n in range(len(self.place.counters))]
        for arrived in self._arrivals():
            self._client(arrived, desks)
        for desk in desks:
            while desk.breaks:
                self._take_break(desk)
            self._close(desk)
        if self.chance.random() < 0.06 * self.place.sloppy:
            self._complaint()
        if self.chance.random() < 0.1 * self.place.sloppy:
            self._screen_fails()
        self.noted.sort(key=lambda event: event.at)
        return self.noted

    def at(self, hour: float) -> datetime:
        """The instant of the local hour (13.5 is half past one)."""
        wall = datetime.combine(self.day, time(int(hour)), tzinfo=self.place.zone)
        return wall.astimezone(ZoneInfo("UTC")) + timedelta(hours=hour - int(hour))

    def note(self, at: datetime, kind: str, subject: Model | None = None, **more: Any) -> None:
        """Write that something happened, with what its subject says of itself now."""
        outside = {k: more.pop(k) for k in ("due_at", "by", "device") if k in more}
        tell = getattr(subject, "as_event", None)
        facts = tell() if tell else {}
        self.noted.append(Happened(at, kind, subject, facts, more, **outside))

    def some(self, least: float, most: float) -> timedelta:
        """A length of time between two numbers of minutes, in whole seconds."""
        return timedelta(seconds=round(60 * self.chance.uniform(least, most)))

    # people

    def _open(self, n: int) -> Desk:
        place, begins, ends = self.place, self.at(OPENS), self.at(CLOSES)
        # the roster turns: everybody sits everywhere over the weeks
        staff = place.tellers[(n + self.day.toordinal()) % len(place.tellers)]
        who = {"branch_id": place.branch, "staff_id": staff, "counter_id": place.counters[n]}
        shift = self._keep(
            Shift(**who, day=self.day, starts_at=begins - 15 * MINUTE, ends_at=ends + 15 * MINUTE)
        )
        opened = begins - self.some(1, 6)
        session = self._keep(CounterSession(**who, shift_id=shift.pk, opened_at=opened))
        self.note(opened, "session.opened", session, by=staff, counter=str(n + 1))
        desk = Desk(place.counters[n], staff, shift, session, begins)
        lunch = begins + (3.25 * 60 + 35 * n) * MINUTE
        desk.breaks = [
            self._announce(desk, begins + (80 + 15 * n) * MINUTE, SHORT, BreakKind.SHORT),
            self._announce(desk, lunch, LUNCH, BreakKind.LUNCH),
        ]
        if self.chance.random() < 0.14:
            desk.breaks.append(self._ask(desk, begins + self.some(420, 500)))
        return desk

    def _close(self, desk: Desk) -> None:
        desk.session.closed_at = max(desk.free_at, self.at(CLOSES)) + self.some(0, 4)
        self.note(desk.session.closed_at, "session.closed", desk.session, by=desk.staff)

    # clients

    def _arrivals(self) -> list[datetime]:
        wanted = CLIENTS[self.day.weekday()] * len(self.place.counters) * self.place.crowd
        number = max(1, round(self.chance.gauss(wanted, wanted**0.5)))
        last = (CLOSES - OPENS) * 60 - 20
        return sorted(
            self.at(OPENS) + timedelta(minutes=self.chance.triangular(0, last, last * 0.4))
            for _ in range(number)
        )

    def _client(self, arrived: datetime, desks: list[Desk]) -> None:
        arrived = arrived.replace(microsecond=0)
        number = next(self.codes)
        ticket = self.ids.give(
            Ticket(
                branch_id=self.place.branch,
                queue_id=self.place.queue,
                day=self.day,
                number=number,
                code=f"A{number:03}",
                issued_at=arrived,
                token="",
            )
        )
        self.note(arrived, "ticket.issued", ticket, code=ticket.code)
        desk = self._first_free(arrived, desks)
        called = max(arrived, desk.free_at) + self.some(0.05, 0.4)
        self.line.append((ticket, called))
        self._serve(ticket, desk, called)

    def _first_free(self, arrived: datetime, desks: list[Desk]) -> Desk:
        """Who calls next: breaks that are due by then are taken first."""
        while True:
            desk = min(desks, key=lambda d: d.free_at)
            if not desk.breaks or max(arrived, desk.free_at) < desk.breaks[0].starts_at:
                return desk
            self._take_break(desk)

    def _serve(self, ticket: Ticket, desk: Desk, called: datetime) -> None:
        wait = (called - ticket.issued_at) / MINUTE
        if self.chance.random() < min(0.35, wait / 400):
            gone = called - self.some(0, wait / 2)
            ticket.state, ticket.ended_at = "left", gone
            self.note(gone, "ticket.left", ticket)
            return
        ticket.state, ticket.called_at, ticket.session_id = "called", called, desk.session.pk
        self.note(called, "ticket.called", ticket, by=desk.staff, counter=desk.counter)
        if self.chance.random() < 0.04:
            ticket.state, ticket.ended_at = "no_show", called + 2 * MINUTE
            self.note(ticket.ended_at, "ticket.no_show", ticket, due_at=ticket.ended_at)
            desk.free_at = ticket.ended_at
            return
        ticket.state, ticket.served_at = "serving", called + self.some(0.2, 0.8)
        self.note(ticket.served_at, "ticket.serving", ticket, by=desk.staff)
        length = min(50.0, self.chance.lognormvariate(0.0, 0.6) * SERVICE_MINUTES)
        ticket.state, ticket.ended_at = "done", ticket.served_at + self.some(length, length + 0.5)
        self.note(ticket.ended_at, "ticket.done", ticket, by=desk.staff)
        desk.free_at = ticket.ended_at

    # breaks

    def _announce(self, desk: Desk, starts: datetime, length: int, kind: BreakKind) -> Break:
        break_ = self._break(desk, starts, length, kind)
        break_.protected_minutes = length if kind == BreakKind.LUNCH else 0
        break_.state, break_.revision = BreakState.PUBLISHED, 1
        # plans are made the evening before; one in twenty when the day has begun
        late = self.chance.random() < 0.05 * self.place.sloppy
        break_.published_at = starts - 40 * MINUTE if late else desk.shift.starts_at - 14 * MINUTE
        told = {"by": self.place.manager, "starts_at": starts.isoformat()}
        self.note(break_.published_at, "break.published", break_, **told)
        return break_

    def _ask(self, desk: Desk, asked: datetime) -> Break:
        reason = self.chance.choice(PAUSES)
        break_ = self._break(desk, asked, REASONS[reason].minutes, BreakKind.UNPLANNED)
        break_.reason, break_.state, break_.requested_at = reason, BreakState.REQUESTED, asked
        return break_

    def _break(self, desk: Desk, starts: datetime, length: int, kind: BreakKind) -> Break:
        break_ = Break(
            branch_id=self.place.branch,
            staff_id=desk.staff,
            shift_id=desk.shift.pk,
            counter_id=desk.counter,
            day=self.day,
            kind=kind,
            length_minutes=length,
            alternative="",
        )
        break_.lay_out(starts)
        return self._keep(break_)

    def _take_break(self, desk: Desk) -> None:
        break_ = desk.breaks.pop(0)
        begins = max(break_.starts_at, desk.free_at)
        if break_.planned:
            self._warn(break_, begins)
        else:
            facts = {"reason": break_.reason, "over_soft_max": False}
            self.note(break_.starts_at, "break.requested", break_, by=desk.staff, **facts)
        self._begin(break_, begins, desk)
        self._come_back(break_, desk)

    def _warn(self, break_: Break, begins: datetime) -> None:
        warned = break_.warned_at = break_.starts_at - 15 * MINUTE
        break_.state = BreakState.WARNED
        card = {"revision": 1, "card": "planned_break_notice"}
        self.note(warned, "break.warned", break_, due_at=warned, **card)
        self._walk(break_, warned + 2 * SECOND, "planned_break_notice", "voice_notice")
        waiting = [ticket for ticket, called in self.line if ticket.issued_at < warned < called]
        if waiting:
            given = [
                [t.pk, "before" if n < 2 else "after", break_.pk] for n, t in enumerate(waiting)
            ]
            self.note(warned, "promise.given", None, promises=given)
        dark = self.chance.random() < 0.03 * self.place.sloppy
        proven = warned + (self.some(5.5, 8) if dark else self.some(0.03, 0.2))
        break_.notice_at = proven
        proof = {"device": self.place.screen, "revision": 1, "proof": "screen"}
        self.note(proven, "notice.proven", break_, **proof)
        if self.chance.random() < 0.04:
            self._press(break_, warned)
        break_.state, last = BreakState.CLOSING, min(begins, break_.starts_at - 5 * MINUTE)
        self.note(last, "break.last_call", break_, due_at=last, card="last_call")

    def _press(self, break_: Break, asked: datetime) -> None:
        """A long line before a break: the manager is asked, and answers or does not."""
        crowd: dict[str, Any] = {
            "alarm": "pressure",
            "waiting": 9,
            "counters": 2,
            "wait_minutes": 24,
        }
        self.note(asked, "break.pressure", break_, **crowd)
        seconds = self.chance.randrange(15, 180)
        answer: dict[str, Any] = {"answer": "keep", "kept": True, "seconds": min(seconds, 120)}
        by = {"by": self.place.manager}
        if seconds > 120:
            answer["answer"], by = "timeout", {}
        answered = asked + answer["seconds"] * SECOND
        self.note(answered, "break.pressure_answered", break_, **answer, **by)

    def _begin(self, break_: Break, begins: datetime, desk: Desk) -> None:
        slip = (begins - break_.starts_at) / MINUTE
        break_.state, break_.started_at = BreakState.ON_BREAK, begins
        break_.returns_at = begins + break_.length
        shown = (break_.returns_at + 59 * SECOND).replace(second=0, microsecond=0)
        break_.shown_return_at = break_.first_return_at = shown
        notice = break_.notice_at and (break_.starts_at - break_.notice_at) / MINUTE
        told: dict[str, Any] = {
            "planned": break_.planned,
            "slip_minutes": round(slip, 1) if break_.planned else None,
            "notice_minutes": round(notice, 1) if notice else None,
            "sent_on": None,
            "relieved": False,
        }
        if not break_.planned:
            cools = break_.reason == "cool_down"
            card = "cool_down_pause" if cools else "unplanned_immediate"
            script = "voice_cooldown" if cools else "voice_immediate"
            told |= {"card": card, "apology": True}
        self.note(begins, "break.started", break_, by=desk.staff, **told)
        if not break_.planned:
            self._walk(break_, begins + 2 * SECOND, card, script)

    def _come_back(self, break_: Break, desk: Desk) -> None:
        late = self.chance.random() < 0.06 * self.place.sloppy
        ends = break_.returns_at + (self.some(2.5, 9) if late else self.some(-1.5, 1.5))
        reminded = break_.returns_at - 2 * MINUTE
        if reminded < ends:
            self.note(reminded, "break.return_reminder", break_, due_at=reminded)
        if late:
            break_.state, break_.new_times = BreakState.OVERRUN, 1
            over = break_.returns_at + 2 * MINUTE
            self.note(over, "break.overrun", break_, due_at=over, card="break_overrun")
        break_.state, break_.ended_at = BreakState.ENDED, ends
        over_minutes = round(max(0.0, (ends - break_.returns_at) / MINUTE), 1)
        self._keep_return(break_, ends)
        told: dict[str, Any] = {
            "overrun_minutes": over_minutes,
            "rest_short": False,
            "card": "return_from_break",
        }
        self.note(ends, "break.ended", break_, by=desk.staff, **told)
        desk.free_at = ends
        if self.chance.random() < 0.03:
            self._override(break_, ends)

    def _override(self, break_: Break, at: datetime) -> None:
        rule = self.chance.choice(("postpone_limit", "coverage_floor", "overlap_edge"))
        row = Override(at=at, role="manager", rule=rule, break_ref_id=break_.pk, reason="illness")
        self.note(at, "override.recorded", self.ids.give(row), by=self.place.manager, rule=rule)

    def _keep_return(self, break_: Break, ends: datetime) -> None:
        cools = break_.reason == "cool_down"
        due = break_.first_return_at or ends
        owed = Commitment(
            kind="cool_down_return" if cools else "return_time",
            state="kept" if ends <= due + 2 * MINUTE else "kept_late",
            break_ref_id=break_.pk,
            owner_id=break_.staff_id,
            made_at=break_.started_at or ends,
            due_at=due,
            original_due_at=due,
            ended_at=ends,
        )
        told = {"kind_of": owed.kind, "state": owed.state, "ticket": None}
        self.note(ends, "commitment.kept", self.ids.give(owed), **told)

    def _walk(self, break_: Break, at: datetime, situation: str, script: str) -> None:
        """The card at the desk: opened, said or not, ended."""
        about: dict[str, Any] = {
            "situation": situation,
            "break": break_.pk,
            "ticket": None,
            "case": None,
        }
        about |= {"staff": break_.staff_id, "language": "hu"}
        run = self.ids.give(ProtocolRun(situation=situation))
        self.note(at, "protocol.opened", run, **about, step="say")
        if self.chance.random() < 0.9:
            said = {"script": script, "by": break_.staff_id}
            self.note(at + self.some(0.1, 0.5), "protocol.said", run, **about, **said)
        self.note(at + self.some(0.6, 1.2), "protocol.ended", run, **about, state="done")

    def _screen_fails(self) -> None:
        """The lobby is dark for a while."""
        dark = self.at(OPENS) + self.some(10, 480)
        self.note(dark, "screens.dark", None, zone="main")
        self.note(dark + self.some(1, 45), "screens.back", None, zone="main")

    # cases

    def _complaint(self) -> None:
        """A complaint of today and its answer some hours or days later; late ones are told of."""
        opened = self.at(OPENS) + self.some(60, 500)
        due = opened + 3 * DAY
        case = self.ids.give(
            Case(
                branch_id=self.place.branch,
                number=1,
                kind="complaint",
                source="ticket_page",
                cause=self.chance.choice(CAUSES),
                criterion=self.chance.choice("abcde"),
                counter_id=self.chance.choice(self.place.counters),
                owner_id=self.place.manager,
                opened_at=opened,
                due_at=due,
                first_due_at=due,
                token="",
            )
        )
        self.note(opened, "case.opened", case, kind_of=case.kind)
        case.state = "clarified"
        self.note(opened + self.some(5, 20), "case.clarified", case, by=self.place.manager)
        late = self.chance.random() < 0.15
        if late and self.chance.random() < 0.8:
            case.delayed_at, case.due_at = due - DAY, due + 2 * DAY
            self.note(due - DAY, "case.delay_notice", case, by=self.place.manager)
        answered = due + DAY if late else opened + self.some(30, 3000)
        case.state, case.answered_at = "answered", answered
        self.note(answered, "case.answered", case, by=self.place.manager)

    def _keep(self, row: Row) -> Row:
        self.rows.append(self.ids.give(row))
        return row


def days_of(first: date, number: int) -> Iterator[date]:
    """So many days from the first."""
    return (first + n * DAY for n in range(number))

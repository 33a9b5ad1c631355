"""Reads a branch once and makes its board."""

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from branches import clock
from branches.models import Branch
from branches.queries import closed_early
from branches.rules import is_open, opening_spans, opens_at
from breaks.models import Break
from breaks.queries import Line, entry_before, is_relieved, terms_for
from breaks.queries.cover import has_waited, waits_for_cover, waits_until
from breaks.queries.waits import newcomers, stored_edition, wait_facts
from breaks.rules.start import return_shown_at
from breaks.rules.states import COMING, RUNNING, BreakState
from breaks.rules.waits import fresh, look_again_at
from quality.queries.playbook import playbook_of
from quality.rules.playbook import alternative_words
from quality.rules.said import has_rolled
from queueapp.models import Counter, Ticket
from queueapp.rules import CALLING, CounterState, TicketState
from signage.boards.board import Board
from signage.build import build_hash
from signage.notices import (
    CANCELLED_SHOWN,
    REOPENED_SHOWN,
    Announced,
    Notice,
    is_noticed,
    last_entry_at,
    next_change,
    notice_for,
)
from signage.setup import layouts_of, spoken_at

MAX_CALLS = 8
# which closures are told before a number is taken
SOON = timedelta(hours=2)
# what is told of a break as its row has it
AS_IT_IS = (
    *("revision", "state", "planned", "reason", "shown_return_at", "notice_at"),
    *("next_step_at", "moved_from", "moved_at", "confirmed_at", "ended_at"),
)


def board_for(branch_id: int, now: datetime, speed: float | None = None) -> dict[str, Any]:
    """The board of a branch at `now`. The number of queries does not grow with the branch.

    `speed`: the house clock's, from who has asked for it already.
    """
    # the version is read first: what changes while we read shows up under the next one
    branch = Branch.objects.select_related("organisation", "wait_forecast").get(pk=branch_id)
    return _Reading(branch, now).board(clock.speed() if speed is None else speed).as_json()


class _Reading:
    """One reading of a branch, each list asked for once."""

    def __init__(self, branch: Branch, now: datetime) -> None:
        self.branch, self.now, self.zone = branch, now, clock.zone_of(branch)
        self.playbook = playbook_of(branch.organisation)
        self.layouts = layouts_of(branch)
        self.spoken = spoken_at(branch, self.layouts)
        self.edition = stored_edition(getattr(branch, "wait_forecast", None))
        self.waits = newcomers(fresh(self.edition, now), branch, now=now)
        self.line = Line(branch, terms_for(branch), now, ended_since=now - CANCELLED_SHOWN)
        self.counters = sorted(self.line.counters.values(), key=lambda c: _by_number(c.label))
        self.queues_of = {c.pk: {q.pk for q in c.queues.all()} for c in self.counters}
        self.seats = {s.counter_id: s for s in self.line.sessions}
        self.terms = self.line.terms
        self.early = closed_early(branch, now)
        kept = [b for b in self.line.breaks if is_relieved(b)]
        self.relieved = {b.pk for b in kept if not self.line.deserted(b)}
        self.shown = [b for b in self.line.breaks if self._is_shown(b)]
        self.told = {b.pk: self._announce(b) for b in self.shown}
        self.announced = sorted(self.told.values(), key=_by_counter)
        self.over = sorted(map(self._announce, self._just_over()), key=_by_counter)

    def board(self, speed: float) -> Board:
        noticed = [b for b in self.announced if is_noticed(b, self.now)]
        return Board(
            version=self.branch.version,
            generated_at=self.now,
            next_change_at=self._next_change(),
            clock_speed=speed,
            build=build_hash(),
            branch=self._branch(),
            calls=self._calls(),
            counters=[self._counter(c) for c in self.counters],
            queues=self._queues(),
            breaks=[self._row(b) for b in self.announced],
            notices=[self._notice(b) for b in [*noticed, *self.over]],
            layouts={str(layout.device_id): layout.revision for layout in self.layouts},
        )

    def _notice(self, break_: Announced) -> Notice:
        said: dict[str, Any] = {"languages": self.spoken, "playbook": self.playbook}
        return notice_for(break_, now=self.now, zone=self.zone, **said)

    def _branch(self) -> dict[str, Any]:
        return {
            "name": self.branch.name,
            "time_zone": self.branch.time_zone,
            "languages": self.branch.languages,
            "words": self._words(),
            "ways": self._ways(),
            "open": not self.early and is_open(*self._doors()),
            "opens_at": opens_at(*self._doors(), early=self.early),
            "hours": self._hours(),
            "accepts_tickets": self.branch.accepts_tickets,
            "alternative": self.branch.alternative,
            "closure": self._closure(),
            "stale_s": self.terms["display.stale_s"],
            "offline_s": self.terms["display.offline_s"],
            "gong_at_min": self.terms["notice.gong_at_min"],
        }

    def _doors(self) -> tuple[dict[str, Any], datetime, ZoneInfo]:
        return self.branch.opening_hours, self.now, self.zone

    def _hours(self) -> list[list[datetime]] | None:
        """When the doors are open today; null where they never close."""
        if not self.branch.opening_hours:
            return None
        today = clock.business_day(self.branch, self.now)
        return [list(s) for s in opening_spans(self.branch.opening_hours, today, self.zone)]

    def _words(self) -> dict[str, Any]:
        """What the organisation calls the states of a counter, by language (F42)."""
        states = self.playbook.labels["counter_states"]
        return {
            language: {key: self.playbook.label("counter_states", key, language) for key in states}
            for language in self.spoken
        }

    def _ways(self) -> dict[str, Any]:
        """What else a client can do, as the branch wrote it and as it is called, by language."""
        ways = {self.branch.alternative, *(b.alternative for b in self.announced)} - {""}
        return {
            language: {way: alternative_words(way, self.playbook, language) for way in sorted(ways)}
            for language in self.spoken
        }

    def _closure(self) -> dict[str, Any] | None:
        """What is told of an early closing (3.9 no. 14)."""
        if not self.early:
            return None
        return {"note": self.branch.closure_note, "call_back_at": self.branch.call_back_at}

    def _calls(self) -> list[dict[str, Any]]:
        labels = {s.pk: s.counter.label for s in self.line.sessions}
        here = [t for t in self.line.here.values() if t.called_at and t.session_id in labels]
        newest = sorted(here, key=lambda t: (t.called_at, t.pk), reverse=True)[:MAX_CALLS]
        return [
            {
                "code": t.code,
                "counter": labels[t.session_id or 0],
                "state": t.state,
                "called_at": t.called_at,
                "recalls": t.recalls,
            }
            for t in newest
        ]

    def _counter(self, counter: Counter) -> dict[str, Any]:
        client = self._client_at(counter.pk)
        return {
            "label": counter.label,
            "zone": counter.zone,
            "state": self._state(counter),
            "queues": sorted(q.letter for q in counter.queues.all()),
            "ticket": client.code if client else None,
            **self._staff(counter),
        }

    def _staff(self, counter: Counter) -> dict[str, Any]:
        """Who serves at a counter, where the branch wants it seen (FIL-10, F67).

        A break is never said of a person, so while one lasts nobody is named.
        """
        session = self.seats.get(counter.pk)
        if not self.branch.show_staff or not session or self._state(counter) not in CALLING:
            return {}
        person, house = session.staff, self.branch.organisation.name
        about = {"name": person.name, "position": person.position, "organisation": house}
        return {"staff": about}

    def _state(self, counter: Counter) -> str:
        """A counter whose person is relieved elsewhere closes nothing: nobody sits there (F25)."""
        session = self.seats.get(counter.pk)
        mine = [b for b in self.line.breaks if session and b.staff_id == session.staff_id]
        relieved = any(b.pk in self.relieved and b.state in RUNNING for b in mine)
        return CounterState.CLOSED if relieved else counter.state

    def _client_at(self, counter_id: int) -> Ticket | None:
        session = self.seats.get(counter_id)
        return self.line.here.get(session.pk) if session else None

    def _queues(self) -> list[dict[str, Any]]:
        waiting = Tally(t.queue_id for t in self.line.tickets if t.state == TicketState.WAITING)
        return [
            {
                "id": q.pk,
                "letter": q.letter,
                "name": q.name,
                "names": q.names,
                "waiting": waiting[q.pk],
                "pause": self._pause(q.pk),
                "wait": wait_facts(self.waits.get(q.pk), self.line.by_id, now=self.now),
            }
            for q in self.line.queues
        ]

    def _pause(self, queue_id: int) -> dict[str, Any] | None:
        """The break that closes the last counter of a queue, running or within two hours (F39).

        Whoever takes a number is told of it before.
        """
        shut = next((b for b in self.shown if self._shuts(b, queue_id)), None)
        if shut is None:
            return None
        told = self.told[shut.pk]
        return {
            "state": shut.state,
            "starts_at": told.starts_at,
            "returns_at": return_shown_at(told, self.now),
            "last_entry_at": last_entry_at(told, self.now),
            "alternative": told.alternative,
        }

    def _shuts(self, break_: Break, queue_id: int) -> bool:
        counter = self._counter_of(break_)
        soon = break_.state in RUNNING or break_.starts_at - self.now <= SOON
        shuts = soon and not self.told[break_.pk].waits_for_cover
        return shuts and counter is not None and self._closes_last(break_, counter, queue_id)

    def _closes_last(self, break_: Break, counter: Counter, queue_id: int) -> bool:
        """Whether the counter serves the queue, and no other does meanwhile."""
        if queue_id not in self.queues_of[counter.pk]:
            return False
        return not self._staying(break_, counter, {queue_id})

    def _is_shown(self, break_: Break) -> bool:
        """Today's breaks and those under way, unless somebody else opened the counter (Q6).

        What was only asked for is between the teller and the manager (B13), and where somebody
        sits in all the time nothing closes (F25).
        """
        if break_.state == BreakState.REQUESTED or break_.pk in self.relieved:
            return False
        today = clock.business_day(self.branch, self.now)
        days = (break_.day, clock.business_day(self.branch, break_.starts_at))
        if break_.state == BreakState.PUBLISHED and today not in days:
            return False
        session = self.seats.get(break_.counter_id or 0)
        relieved = session is not None and session.staff_id != break_.staff_id
        return not (relieved and break_.state in RUNNING)

    def _just_over(self) -> list[Break]:
        """The breaks that were announced and cancelled lately (B7), or have just ended (B8)."""
        if self.early:
            return []
        return [b for b in self.line.ended if self._is_news(b)]

    def _is_news(self, break_: Break) -> bool:
        if break_.converted_to_id or break_.counter is None or is_relieved(break_):
            return False
        if break_.state == BreakState.CANCELLED:
            return bool(break_.warned_at or break_.published_at)
        ended = break_.ended_at or self.now
        return break_.counter.state in CALLING and self.now < ended + REOPENED_SHOWN

    def _announce(self, break_: Break) -> Announced:
        counter = self._counter_of(break_)
        started = break_.started_at if break_.state in RUNNING else None
        return Announced(
            id=break_.pk,
            counter=counter.label if counter else None,
            zone=counter.zone if counter else None,
            starts_at=started or break_.starts_at,
            alternative=break_.alternative or self.branch.alternative,
            forced=break_.forced_by_law,
            rolled=has_rolled(break_),
            closes_all=self._closes_all(break_, counter),
            now_serving=self._served_at(counter),
            returns_at=None if has_waited(break_, self.now) else break_.returns_at,
            waits_for_cover=waits_for_cover(break_, self.now),
            **{name: getattr(break_, name) for name in AS_IT_IS},
            **self._entry(break_),
        )

    def _entry(self, break_: Break) -> dict[str, Any]:
        """Who is still called before, until when one comes in, and where else one goes."""
        others = self._others(break_)
        entry = None if others else entry_before(break_, self.line)
        return {
            "last_ticket": self.line.last_ticket(break_),
            "other_counters": others,
            "last_entry_at": entry.last_at if entry else None,
            "entry_ends_at": entry.ends_at if entry else None,
        }

    def _closes_all(self, break_: Break, counter: Counter | None) -> bool:
        """Whether no counter of the branch stays open meanwhile."""
        every = {queue for queues in self.queues_of.values() for queue in queues}
        return counter is not None and not self._staying(break_, counter, every)

    def _served_at(self, counter: Counter | None) -> str | None:
        client = self._client_at(counter.pk) if counter else None
        return client.code if client else None

    def _counter_of(self, break_: Break) -> Counter | None:
        session = self.line.session_of(break_)
        return break_.counter or (session.counter if session else None)

    def _others(self, break_: Break) -> tuple[str, ...]:
        """The open counters of the same queues that will not pause during the break."""
        counter = self._counter_of(break_)
        if counter is None:
            return ()
        staying = self._staying(break_, counter, self.queues_of[counter.pk])
        return tuple(c.label for c in staying)

    def _staying(self, break_: Break, counter: Counter, queues: set[int]) -> list[Counter]:
        """The open counters that serve one of `queues` all the while."""
        others = [b for b in self.line.breaks if b.pk not in (break_.pk, *self.relieved)]
        meeting = [b for b in others if self._meet(b, break_)]
        away = {counter.pk, *(c.pk for c in map(self._counter_of, meeting) if c)}
        return [
            c
            for c in self.counters
            if c.pk not in away and c.state == CounterState.OPEN and queues & self.queues_of[c.pk]
        ]

    def _meet(self, other: Break, break_: Break) -> bool:
        """Whether the other break takes its counter away while this one lasts."""
        if waits_for_cover(other, self.now):
            (begins, ends), (starts, back) = map(self.line.time_away, (other, break_))
            return begins < back and starts < ends
        if other.state in (*RUNNING, BreakState.CLOSING, BreakState.REQUESTED):
            return True
        overlaps = other.starts_at < break_.returns_at
        return other.state in COMING and overlaps and break_.starts_at < other.returns_at

    def _row(self, break_: Announced) -> dict[str, Any]:
        return {
            "break": break_.id,
            "revision": break_.revision,
            "counter": break_.counter,
            "zone": break_.zone,
            "kind": "break",
            "starts_at": break_.starts_at,
            "returns_at": return_shown_at(break_, self.now),
            "last_entry_at": last_entry_at(break_, self.now),
            "state": break_.state,
            "waits": break_.waits_for_cover,
        }

    def _next_change(self) -> datetime | None:
        told = [*self.announced, *self.over]
        instants = [next_change(b, self.now, self.zone) for b in told]
        again = look_again_at(self.edition, self.branch.version, self.now)
        # who has not sat down by then did not come, and the counter is closed after all
        seats = [due + timedelta.resolution for due in self.line.seats_due()]
        covers = [waits_until(b) for b in self.shown if self.told[b.pk].waits_for_cover]
        every = [*instants, *self._edges(), *seats, *covers, again]
        return min((t for t in every if t and t > self.now), default=None)

    def _edges(self) -> Iterable[datetime]:
        """When the doors open or close today, and midnight, when the day's table is another."""
        today = clock.business_day(self.branch, self.now)
        for opens, closes in opening_spans(self.branch.opening_hours, today, self.zone):
            yield from (opens, closes)
        tomorrow = today + timedelta(days=1)
        yield datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=self.zone)


def _by_counter(break_: Announced) -> tuple[Any, ...]:
    return (*_by_number(break_.counter or ""), break_.starts_at, break_.id)


def _by_number(label: str) -> tuple[int, str]:
    """Counter 2 before counter 10, and lettered counters after the numbered ones."""
    return (int(label) if label.isdecimal() else 10_000, label)

"""Random days: arrivals, tellers, breaks, faults and clock jumps in any order.

Whatever is pressed and whenever the clock runs, the invariants hold after every step.
"""

import os
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from branches.errors import Refused
from breaks import actions, timers
from breaks.models import Break, BreakPolicy
from breaks.rules.overrides import Grounds
from breaks.rules.states import COMING, REASONS, RUNNING, BreakState
from queueapp.models import CounterSession, Shift, Ticket
from queueapp.queries import active_sessions
from queueapp.rules import TicketState
from tests.invariants import Memory, check_now, nobody_was_overtaken
from tests.people import DAY, at, found_bank
from tests.quality.side_by_side import differences_at

# raise for a long search: thousands of steps
SEARCH = "INTERMEZZO_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("INTERMEZZO_EXAMPLES", "3"))
STEPS = int(os.environ.get("INTERMEZZO_STEPS", "50"))
TELLERS = st.integers(0, 2)
# the first breaks and the beginnings of the shifts around them
LUNCHES = (("09:15", "03:40"), ("09:45", "04:10"), ("10:15", "04:40"))
WHY = Grounds("rush", "the hall is full to the door")
CHOICES = {
    "leave": actions.leave_queue,
    "hold": actions.hold_ticket,
    "release": actions.release_ticket,
    "revive": actions.revive_ticket,
    "change": actions.change_counter,
    "call back": actions.call_back,
}


class AnyDay(RuleBasedStateMachine):
    """Three counters, three tellers, one queue; the clock starts at nine."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.now = at("09:00")
        self.bank = found_bank(3, estimate=4)
        self.memory = Memory(self.bank.branch)
        self.dark = False

    def teardown(self) -> None:
        """The figures of whatever happened are the same when reckoned slowly (DOMAIN.md 5)."""
        try:
            self.memory.branch.refresh_from_db()
            assert differences_at(self.memory.branch, DAY, self.now) == []
        finally:
            transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def open_up(self) -> None:
        for teller, counter in zip(self.bank.tellers, self.bank.counters, strict=True):
            actions.open_session(counter.pk, staff=teller, now=self.now)
        # six hours after the shift began is the latest lawful start: twenty-five minutes after S
        BreakPolicy.objects.create(
            organisation=self.bank.branch.organisation,
            branch=self.bank.branch,
            version=1,
            values={"rest.preset": "UK"},
            since=self.now,
        )
        for n, (clock, began) in enumerate(LUNCHES):
            Shift.objects.filter(staff=self.bank.tellers[n]).update(starts_at=at(began))
            self.publish(n, at(clock), 20)
        for _ in range(4):
            self.a_client_comes(0)
        self.memory.remember()

    def publish(self, n: int, starts_at: datetime, minutes: int, why: bool = False) -> None:
        new = {
            "staff_id": self.bank.tellers[n].pk,
            "kind": "short",
            "starts_at": starts_at,
            "length_minutes": minutes,
        }
        how = {"by": self.bank.carla, "new": [new], "override": WHY if why else None}
        self.press(actions.publish_plan, self.bank.branch.pk, DAY, **how)

    def session(self, n: int) -> CounterSession | None:
        return CounterSession.objects.filter(staff=self.bank.tellers[n], closed_at=None).first()

    def press(self, verb: object, *args: object, **how: object) -> object:
        """Do what a person asks; a refusal is an answer and must change nothing."""
        self.bank.branch.refresh_from_db(fields=["version"])
        version = self.bank.branch.version
        try:
            return verb(*args, now=self.now, **how)  # type: ignore[operator]
        except Refused:
            self.bank.branch.refresh_from_db(fields=["version"])
            assert self.bank.branch.version == version, "a refusal left an event behind"
            return None

    @rule(priority=st.sampled_from([0, 0, 0, 0, 1]))
    def a_client_comes(self, priority: int) -> None:
        queue = self.bank.queue.pk
        about = {"source": "kiosk", "priority": priority, "real_now": self.now}
        self.press(actions.take_ticket, queue, **about)

    @rule(n=TELLERS)
    def a_teller_calls_and_serves(self, n: int) -> None:
        self.a_teller_calls(n)
        self.a_teller_serves(n)

    @rule(n=TELLERS)
    def a_teller_calls(self, n: int) -> None:
        session = self.session(n)
        waiting = list(Ticket.objects.filter(state=TicketState.WAITING))
        ticket = self.press(actions.call_next, session.pk) if session else None
        if ticket and ticket.called_at == self.now:
            nobody_was_overtaken(ticket, [t for t in waiting if t.pk != ticket.pk])

    @rule(n=TELLERS)
    def a_teller_serves(self, n: int) -> None:
        if session := self.session(n):
            self.press(actions.start_service, session.pk)

    @rule(n=TELLERS)
    def a_teller_finishes(self, n: int) -> None:
        if session := self.session(n):
            self.press(actions.finish_service, session.pk)

    @rule(n=TELLERS, goes=st.sampled_from([False, False, False, True]))
    def a_teller_leaves_or_comes_back(self, n: int, goes: bool) -> None:
        session = self.session(n)
        if session and goes:
            self.press(actions.close_session, session.pk, by=session.staff)
        elif session is None:
            counter = self.bank.counters[n]
            self.press(actions.open_session, counter.pk, staff=self.bank.tellers[n])

    @rule(n=TELLERS, reason=st.sampled_from(sorted(REASONS)), minutes=st.integers(1, 20))
    def a_teller_asks_for_a_break(self, n: int, reason: str, minutes: int) -> None:
        if session := self.session(n):
            by = session.staff
            self.press(actions.request_break, session.pk, by=by, reason=reason, minutes=minutes)

    @rule(n=TELLERS)
    def a_teller_starts_the_break(self, n: int) -> None:
        if session := self.session(n):
            self.press(actions.start_break, session.pk, by=session.staff)

    @rule(n=TELLERS, sure=st.booleans())
    def a_teller_is_back(self, n: int, sure: bool) -> None:
        session = CounterSession.objects.filter(staff=self.bank.tellers[n]).last()
        if session:
            how = {"by": session.staff, "confirm": sure, "reason": "rush" if sure else ""}
            self.press(actions.end_break, session.pk, **how)

    @rule(which=st.integers(0, 3), minutes=st.integers(1, 7), own=st.booleans())
    def a_return_is_put_off(self, which: int, minutes: int, own: bool) -> None:
        if break_ := self.pick(which, state__in=RUNNING):
            by = break_.staff if own else self.bank.carla
            self.press(actions.extend_break, break_.pk, minutes=minutes, by=by)

    @rule(which=st.integers(0, 3), minutes=st.sampled_from([None, 3, 12]))
    def a_return_is_confirmed(self, which: int, minutes: int | None) -> None:
        if break_ := self.pick(which, state__in=RUNNING, kind="unplanned"):
            self.press(actions.confirm_return, break_.pk, by=break_.staff, minutes=minutes)

    def pick(self, which: int, **wanted: object) -> Break | None:
        """One of the breaks that are so, or none."""
        breaks = list(Break.objects.filter(**wanted).order_by("pk"))
        return breaks[which % len(breaks)] if breaks else None

    @rule(
        n=TELLERS,
        ahead=st.integers(10, 45),
        minutes=st.sampled_from([10, 20, 30]),
        why=st.booleans(),
    )
    def the_manager_publishes_a_break(self, n: int, ahead: int, minutes: int, why: bool) -> None:
        starts_at = (self.now + timedelta(minutes=ahead)).replace(second=0, microsecond=0)
        self.publish(n, starts_at, minutes, why)

    @rule(shift=st.integers(-20, 20), which=st.integers(0, 3), why=st.booleans())
    def the_manager_moves_a_break(self, shift: int, which: int, why: bool) -> None:
        if break_ := self.pick(which, state__in=COMING, reason=""):
            starts_at = break_.starts_at + timedelta(minutes=shift)
            how = {"by": self.bank.carla, "starts_at": starts_at, "override": WHY if why else None}
            self.press(actions.reschedule_break, break_.pk, **how)

    @rule(which=st.integers(0, 3))
    def an_employee_agrees_to_wait(self, which: int) -> None:
        if break_ := self.pick(which, state__in=COMING, reason=""):
            self.press(actions.give_consent, break_.pk, by=break_.staff)

    @rule(which=st.integers(0, 3), reason=st.sampled_from(["short_rest", "medical"]))
    def the_manager_converts_a_break(self, which: int, reason: str) -> None:
        if break_ := self.pick(which, state__in=COMING):
            self.press(actions.convert_break, break_.pk, by=self.bank.carla, reason=reason)

    @rule(which=st.integers(0, 3), answer=st.sampled_from(["keep", "postpone"]))
    def the_manager_answers_the_pressure(self, which: int, answer: str) -> None:
        if break_ := self.pick(which, state__in=COMING, pressure_at__isnull=False):
            how = {"by": self.bank.carla, "answer": answer, "minutes": 10}
            self.press(actions.answer_pressure, break_.pk, **how)

    @rule(which=st.integers(0, 3), counter=TELLERS, off=st.sampled_from([False, False, True]))
    def the_manager_sits_in(self, which: int, counter: int, off: bool) -> None:
        """For a break ahead: asked, or called off again."""
        break_ = self.pick(which, state__in=COMING, reason="")
        if break_ and off:
            self.press(actions.cancel_relief, break_.pk, by=self.bank.carla)
        elif break_:
            seat = {"staff_id": self.bank.carla.pk, "counter_id": self.bank.counters[counter].pk}
            self.press(actions.assign_relief, break_.pk, by=self.bank.carla, **seat)

    @rule(counter=TELLERS)
    def the_manager_opens_or_leaves_a_counter(self, counter: int) -> None:
        mine = CounterSession.objects.filter(staff=self.bank.carla, closed_at=None).first()
        if mine:
            self.press(actions.close_session, mine.pk, by=self.bank.carla)
        else:
            place = self.bank.counters[counter].pk
            self.press(actions.open_session, place, staff=self.bank.carla)

    @rule(n=TELLERS, urgent=st.booleans())
    def a_client_comes_at_the_last_moment(self, n: int, urgent: bool) -> None:
        if session := self.session(n):
            about = {"by": session.staff, "urgent": urgent, "real_now": self.now}
            self.press(actions.late_arrival, session.pk, **about)

    @rule(n=TELLERS, out=st.sampled_from([True, False, False]))
    def a_counter_breaks_down_or_works_again(self, n: int, out: bool) -> None:
        how = {"by": self.bank.carla}
        self.press(actions.set_out_of_service, self.bank.counters[n].pk, out, **how)

    @rule(ends=st.sampled_from([None, None, None, 40, 90]))
    def a_shift_gets_another_end(self, ends: int | None) -> None:
        shift = Shift.objects.order_by("pk").first()
        if ends and shift:
            ends_at = (self.now + timedelta(minutes=ends)).replace(second=0, microsecond=0)
            self.press(actions.change_shift, shift.pk, by=self.bank.carla, ends_at=ends_at)

    @rule(which=st.integers(0, 3))
    def the_manager_cancels_a_break(self, which: int) -> None:
        breaks = list(Break.objects.filter(state__in=COMING).order_by("pk"))
        if breaks:
            how = {"by": self.bank.carla, "reason": "rush"}
            self.press(actions.cancel_break, breaks[which % len(breaks)].pk, **how)

    @rule(grant=st.booleans())
    def the_manager_answers(self, grant: bool) -> None:
        asked = Break.objects.filter(state=BreakState.REQUESTED).first()
        if asked:
            self.press(actions.answer_request, asked.pk, grant=grant, by=self.bank.carla)

    @rule(which=st.integers(0, 9), verb=st.sampled_from(sorted(CHOICES)))
    def a_client_decides(self, which: int, verb: str) -> None:
        tickets = list(Ticket.objects.filter(branch=self.bank.branch).order_by("-pk")[:10])
        if tickets:
            ticket = tickets[which % len(tickets)]
            if self.press(CHOICES[verb], ticket.pk) and verb == "change":
                # who chooses another counter gives up what the old one promised
                self.memory.promises.pop(ticket.pk, None)

    @rule()
    def the_screen_paints(self) -> None:
        for break_ in Break.objects.filter(state=BreakState.WARNED, notice_at=None):
            how = {"revision": break_.revision, "starts_at": break_.starts_at}
            self.press(actions.record_receipt, self.bank.display, break_.pk, **how)

    @rule(seconds=st.sampled_from([1, 20, 60, 121, 300, 600]))
    def time_passes(self, seconds: int) -> None:
        """The clock runs; the timers see every second, or wake up late after an outage."""
        self.now += timedelta(seconds=seconds)
        self.memory.remember()
        timers.run_due(self.now)
        self.memory.no_counter_was_opened()

    @rule(n=TELLERS)
    def a_teller_works_while_the_clock_runs(self, n: int) -> None:
        """A client is at the counter when the next timer is due: the case that matters."""
        self.a_client_comes(0)
        self.a_teller_calls_and_serves(n)
        self.the_next_timer_is_due(0)

    @rule(late=st.sampled_from([0, 0, 0, 1, 30]))
    def the_next_timer_is_due(self, late: int) -> None:
        """The clock jumps to the next instant that matters, or a little behind it."""
        rows = (Break.objects, Ticket.objects)
        due = [r.filter(next_step_at__gt=self.now).order_by("next_step_at").first() for r in rows]
        times = [row.next_step_at for row in due if row and row.next_step_at]
        if times:
            self.time_passes(int((min(times) - self.now).total_seconds()) + late)
        if not self.dark:
            self.the_screen_paints()

    @rule(dark=st.sampled_from([False, False, False, True]))
    def the_screen_goes_dark_or_comes_back(self, dark: bool) -> None:
        self.dark = dark

    @invariant()
    def the_house_is_in_order(self) -> None:
        check_now(self.bank.branch, self.now)
        self.memory.no_promise_worsened()
        self.memory.remember()
        assert active_sessions(self.bank.branch).count() <= 4
        assert Break.objects.filter(state__in=RUNNING).count() <= 3


@pytest.mark.django_db
def test_any_day_keeps_the_invariants() -> None:
    run_state_machine_as_test(
        AnyDay,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # the same days in every run; a search is random, and shrinks what it finds
            derandomize=not SEARCH,
            phases=tuple(Phase) if SEARCH else (Phase.explicit, Phase.generate),
        ),
    )

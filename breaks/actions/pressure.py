"""The pressure proposal: a long line at the first warning is put to the manager (HU-5, K20)."""

from datetime import datetime
from typing import Any

from branches.events import record
from branches.models import Branch
from breaks.actions.moves import save_times
from breaks.models import Break
from breaks.queries import Line
from breaks.queries.reliefs import queues_at
from breaks.rules.pressure import Crowd, judge_crowd
from breaks.rules.states import PressureAnswer
from breaks.rules.terms import Terms
from queueapp.rules import CALLING, TicketState


def ask_about_pressure(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> None:
    """Ask once per revision whether to open a counter, put the break off, or keep it (3.1)."""
    crowd = _crowd_before(break_, branch, terms, now)
    break_.pressure_at = now if crowd and judge_crowd(crowd, terms) else None
    break_.pressure_answer, break_.pressure_answered_at = "", None
    break_.save(update_fields=["pressure_at", "pressure_answer", "pressure_answered_at"])
    if crowd and break_.pressure_at:
        facts: dict[str, Any] = {"waiting": crowd.waiting, "counters": crowd.counters}
        facts["wait_minutes"] = round(crowd.longest_wait.total_seconds() / 60)
        record(branch, "break.pressure", now=now, subject=break_, alarm="pressure", **facts)


def _crowd_before(break_: Break, branch: Branch, terms: Terms, now: datetime) -> Crowd | None:
    """Who waits for the queues of the break's counter, and how long the last of them will."""
    if break_.counter is None:
        return None
    queues = queues_at(break_.counter)
    line = Line(branch, terms, now)
    waiting = [t for t in line.tickets if t.queue_id in queues and t.state == TicketState.WAITING]
    counters = [
        s for s in line.sessions if s.counter.state in CALLING and queues & queues_at(s.counter)
    ]
    places = line.places()
    waits = [places[t.pk].starts_at - now for t in waiting if t.pk in places]
    return Crowd(len(waiting), len(counters), max(waits, default=now - now))


def note_silence(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> None:
    """No answer within two minutes keeps the break (3.4)."""
    note_answer(break_, PressureAnswer.TIMEOUT, terms, now=now)
    asked = break_.pressure_at or now
    seconds = round((now - asked).total_seconds())
    due = break_.next_step_at
    answer = PressureAnswer.TIMEOUT
    record(
        branch,
        "break.pressure_answered",
        now=now,
        subject=break_,
        due_at=due,
        answer=answer,
        kept=True,
        seconds=seconds,
    )


def note_answer(break_: Break, answer: PressureAnswer, terms: Terms, *, now: datetime) -> None:
    """Keep what was answered, and stop waiting for it."""
    break_.pressure_answer, break_.pressure_answered_at = answer, now
    fields = ("pressure_answer", "pressure_answered_at")
    save_times(break_, *fields, terms=terms, now=now)

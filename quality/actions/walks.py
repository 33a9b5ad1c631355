"""The parts of a walk's verbs: they run under the branch lock that the verb holds."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from branches.events import record
from branches.models import Branch, Staff
from breaks.models import Break
from quality.actions.alarms import call_manager
from quality.models import Case, ProtocolRun
from quality.playbook.reading import Situation
from quality.queries.playbook import playbook_of
from quality.queries.protocols import (
    client_language,
    house_answer,
    language_of,
    marks_of,
    situation_of,
    step_of,
)
from quality.rules.protocols import (
    COOL_DOWN_CARD,
    Answer,
    Move,
    RunState,
    deadline,
    follows_at_once,
    move,
    moves_by_itself,
    next_look,
    waits_for_instant,
)
from queueapp.models import CounterSession, Ticket
from queueapp.queries import at_counter

# a walk round a circle of the house's own steps would be a fault of the playbook
MOST_STEPS = 20
# where a walk asks for the manager by itself: somebody is not calm enough to go on (TR-6)
CALLS_MANAGER = {(COOL_DOWN_CARD, "s6")}


@dataclass(frozen=True)
class About:
    """What a card is about, and what opened it."""

    session: CounterSession | None = None
    break_: Break | None = None
    ticket: Ticket | None = None
    case: Case | None = None
    # the number of the event that opened it by itself
    event: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def begin_walk(
    branch: Branch,
    situation: Situation,
    staff: Staff,
    about: About,
    *,
    now: datetime,
    by: Staff | None = None,
    step: str = "",
) -> ProtocolRun:
    """Lay a card on a person's console, at its first step or at the one named."""
    ticket = about.ticket or (at_counter(about.session) if about.session else None)
    run = ProtocolRun.objects.create(
        branch=branch,
        situation=situation.id,
        staff=staff,
        session=about.session,
        break_ref=about.break_,
        ticket=ticket,
        case=about.case,
        facts=about.facts,
        language=language_of(staff, branch),
        client_language=client_language(branch, ticket),
        step=step or situation.start,
        step_at=now,
        opened_at=now,
        opened_by_event=about.event,
    )
    note(run, "protocol.opened", now=now, by=by, by_itself=by is None)
    settle_walk(run, now=now)
    return run


def go(run: ProtocolRun, went: Move, said: str, *, now: datetime, by: Staff | None) -> None:
    """Write a move: where the walk stands now, and that it was made."""
    kind = "protocol.timeout" if said == "timeout" else "protocol.step"
    note(run, kind, now=now, by=by, answer=said, to=went.step)
    run.path = [*run.path, [run.step, said, now.isoformat()]]
    if went.ends:
        end_walk(run, RunState.DONE, now=now, by=by)
        _follow(run, went.goto, now=now, by=by)
        return
    run.step, run.step_at = went.step, now
    if (run.situation, run.step) in CALLS_MANAGER:
        call_manager(run.branch, run.session, run.staff, now=now)
    settle_walk(run, now=now)


def settle_walk(run: ProtocolRun, *, now: datetime) -> None:
    """Do what the house does itself, then wait for a person and for the clock."""
    for _ in range(MOST_STEPS):
        went, said = _own_move(run, now)
        if went is None or went.ends:
            break
        note(run, "protocol.step", now=now, answer=said, to=went.step)
        run.path = [*run.path, [run.step, said, now.isoformat()]]
        run.step, run.step_at = went.step, now
    run.save(update_fields=["step", "step_at", "path", "facts"])
    set_clock(run, now=now)
    if went is not None and went.ends:
        go(run, went, said, now=now, by=None)


def _own_move(run: ProtocolRun, now: datetime) -> tuple[Move | None, str]:
    """What the house does or knows at a step; None where it waits."""
    step = step_of(run)
    said = str(house_answer(run, now=now)) if step.is_question else ""
    if moves_by_itself(step) and not waits_for_instant(step, marks_of(run), run.step_at, now):
        said = str(Answer.NEXT)
    return (move(step, said) if said else None), said


def set_clock(run: ProtocolRun, *, now: datetime) -> None:
    """When the clock looks at the walk next; its break may have moved since it looked last."""
    at = next_look(situation_of(run), step_of(run), marks_of(run), run.step_at, now)
    if run.situation == COOL_DOWN_CARD and run.break_ref is None:
        # TR-5: the named minute moves on until the client has been told
        at = datetime.fromisoformat(run.facts["say_by"])
    if at != run.next_step_at:
        run.next_step_at = at
        run.save(update_fields=["next_step_at"])


def follow_clock(run: ProtocolRun, *, now: datetime) -> None:
    """The break of a card has changed: what is still to come, comes by its new times."""
    waits = run.next_step_at and run.next_step_at > now
    if not waits or run.break_ref is None:
        return
    set_clock(run, now=now)
    if run.next_step_at is None:
        # its instant has been moved into the past
        run.next_step_at = now
        run.save(update_fields=["next_step_at"])


def end_walk(run: ProtocolRun, state: RunState, *, now: datetime, by: Staff | None) -> None:
    """Take a card off the console: walked to its end, or left."""
    run.state, run.ended_at, run.next_step_at = state, now, None
    run.save(update_fields=["state", "ended_at", "next_step_at", "path"])
    note(run, "protocol.ended", now=now, by=by, left=state == RunState.LEFT)


def _follow(run: ProtocolRun, goto: str, *, now: datetime, by: Staff | None) -> None:
    situation = playbook_of(run.branch.organisation).situations.get(goto)
    if situation is None or not follows_at_once(situation):
        return
    about = About(run.session, run.break_ref, run.ticket, run.case)
    begin_walk(run.branch, situation, run.staff, about, now=now, by=by)


def overdue(run: ProtocolRun, now: datetime) -> bool:
    """Whether the deadline of the present step has passed."""
    at = deadline(situation_of(run), step_of(run), marks_of(run), run.step_at)
    return at is not None and now >= at


def note(
    run: ProtocolRun, kind: str, *, now: datetime, by: Staff | None = None, **data: Any
) -> None:
    """Every tick is an event (DOMAIN.md 4): codes and numbers, no names and no free text."""
    about = {
        "situation": run.situation,
        "step": run.step,
        "script": None,
        "language": run.language,
        "break": run.break_ref_id,
        "ticket": run.ticket_id,
        "case": run.case_id,
        "staff": run.staff_id,
        "counter": run.session.counter_id if run.session else None,
    }
    if run.situation == COOL_DOWN_CARD:
        # never a rating of a person, and no manager reads it in the log (DOMAIN.md 6)
        about["private"] = True
    due = run.next_step_at if kind == "protocol.timeout" else None
    record(run.branch, kind, now=now, by=by, subject=run, due_at=due, **{**about, **data})

"""What the clock does to an open card whose instant has come (DOMAIN.md 4: timers on steps)."""

from datetime import datetime

from quality.actions.protocols import move_named_minute
from quality.actions.walks import go, note, overdue, set_clock, settle_walk
from quality.models import ProtocolRun
from quality.queries.protocols import ROWS, marks_of, situation_of, step_of
from quality.rules.protocols import COOL_DOWN_CARD, RunState, moves_by_itself, timeout


def advance_run(run: ProtocolRun, *, now: datetime) -> None:
    """Move a card on by its timer, or say that its time has come; the branch is locked.

    A break that was moved meanwhile only sets the clock anew.
    """
    run = ProtocolRun.objects.select_related(*ROWS).get(pk=run.pk)
    if run.state != RunState.OPEN:
        return
    if run.situation == COOL_DOWN_CARD and run.break_ref is None:
        move_named_minute(run, now=now)
    elif moves_by_itself(step_of(run)):
        settle_walk(run, now=now)
    elif overdue(run, now):
        _time_out(run, now)
    else:
        # a reminder before the end, or a break that begins later than it did
        set_clock(run, now=now)


def _time_out(run: ProtocolRun, now: datetime) -> None:
    situation, step = situation_of(run), step_of(run)
    went = timeout(situation, step, marks_of(run), run.step_at)
    if went is None:
        note(run, "protocol.timeout", now=now, answer="")
        set_clock(run, now=now)
    else:
        go(run, went, "timeout", now=now, by=None)

"""What a person does with a card: open it, answer its step, tick a sentence, put it aside."""

from datetime import datetime, timedelta

from django.db import transaction

from branches.errors import Refused
from branches.locks import lock_branch, lock_branch_of
from branches.models import Branch, Staff
from breaks import actions as breaks
from breaks.actions.moves import refuse
from breaks.queries import terms_for
from breaks.rules.start import judge_request
from breaks.rules.states import RUNNING, SHOWN
from quality.actions.walks import About, begin_walk, end_walk, go, note, set_clock
from quality.models import ProtocolRun
from quality.queries.playbook import playbook_of
from quality.queries.protocols import (
    ROWS,
    break_spoken_of,
    card_meant,
    situation_of,
    step_of,
)
from quality.rules.protocols import (
    BUTTONS,
    COOL_DOWN,
    COOL_DOWN_CARD,
    VOICE_NOTICE,
    RunState,
    cool_down_minutes,
    cool_down_return,
    move,
)
from queueapp.models import CounterSession
from queueapp.queries import session_of


@transaction.atomic
def open_run(
    branch_id: int, situation: str, *, by: Staff, now: datetime, minutes: int | None = None
) -> ProtocolRun:
    """Open a card by a button (HU-20 to HU-25); one that lies open already is that card.

    `minutes` is how long a cool-down pause is to last: outside the policy's range it is refused.
    """
    branch = lock_branch(branch_id)
    found = playbook_of(branch.organisation).situations.get(situation)
    if found is None or situation not in BUTTONS:
        known = sorted(BUTTONS)
        raise Refused("unknown_situation", "No such card.", status=422, situations=known)
    session = session_of(by.pk)
    session = session if session and session.branch_id == branch.pk else None
    lying = card_meant(by, branch, situation, session)
    if lying and not _is_past(lying):
        return lying
    about = About(session, break_spoken_of(session))
    if situation == COOL_DOWN_CARD:
        about = _cool_down(branch, session, minutes, now=now)
    if lying:
        end_walk(lying, RunState.LEFT, now=now, by=by)
    return begin_walk(branch, found, by, about, now=now, by=by)


def _is_past(run: ProtocolRun) -> bool:
    """Whether the card is about a pause from which its person is back: the next is another."""
    pause = run.break_ref if run.situation == COOL_DOWN_CARD else None
    return pause is not None and pause.state not in RUNNING


def _cool_down(
    branch: Branch, session: CounterSession | None, minutes: int | None, *, now: datetime
) -> About:
    """TR-5: the card before the pause, with the minute that is named to the client."""
    if session is None:
        raise Refused("no_session", "You sit at no counter.")
    terms = terms_for(branch)
    length = terms["cooldown.default"] if minutes is None else minutes
    refuse(judge_request(COOL_DOWN, length, terms), status=422)
    return About(session, facts=_named(now, length))


def _named(now: datetime, minutes: int) -> dict[str, str | int]:
    """The minute that is named, and until when that leaves the whole pause."""
    back = cool_down_return(now, minutes)
    say_by = back - timedelta(minutes=minutes)
    return {"minutes": minutes, "return_at": back.isoformat(), "say_by": say_by.isoformat()}


@transaction.atomic
def answer_step(run_id: int, *, step: str, answer: str, by: Staff, now: datetime) -> ProtocolRun:
    """Answer a step: yes or no to a question, next to the rest. The same answer twice is one.

    Refused: `run_ended`, `step_passed` with the present step, `unknown_answer` (422).
    """
    run = _locked(run_id)
    if _is_answered(run, step, answer):
        return run
    _refuse_ended(run)
    if run.step != step:
        raise Refused("step_passed", "The card has gone on.", step=run.step)
    went = move(step_of(run), answer)
    if went is None:
        wanted = ["yes", "no"] if step_of(run).is_question else ["next"]
        message = "This step is answered otherwise."
        raise Refused("unknown_answer", message, status=422, answers=wanted)
    if run.situation == COOL_DOWN_CARD and run.break_ref is None:
        _start_pause(run, by=by, now=now)
    go(run, went, answer, now=now, by=by)
    return run


def _is_answered(run: ProtocolRun, step: str, answer: str) -> bool:
    """Whether that was the last answer given; the house's own moves behind it bear its instant."""
    if run.path and run.path[-1][:2] == [step, answer]:
        return True
    last = [was for was in run.path if was[2] == run.path[-1][2]]
    return run.step != step and [step, answer] in [was[:2] for was in last]


def _start_pause(run: ProtocolRun, *, by: Staff, now: datetime) -> None:
    """The client has been told, so the counter flips; the pause ends by the minute named."""
    if run.session is None:
        raise Refused("no_session", "You have left the counter.")
    named, most = (
        datetime.fromisoformat(run.facts["return_at"]),
        terms_for(run.branch)["cooldown.max"],
    )
    minutes = cool_down_minutes(named, now, most)
    run.break_ref = breaks.request_break(
        run.session.pk, by=by, reason=COOL_DOWN, minutes=minutes, now=now
    )
    run.save(update_fields=["break_ref"])


def move_named_minute(run: ProtocolRun, *, now: datetime) -> None:
    """Nobody was told in time: a later minute is named, so that the pause stays whole (TR-5)."""
    run.facts = _named(now, run.facts["minutes"])
    run.save(update_fields=["facts"])
    set_clock(run, now=now)
    note(run, "protocol.timeout", now=now, answer="")


@transaction.atomic
def tick_said(
    run_id: int, *, script: str, by: Staff, now: datetime, real_now: datetime
) -> ProtocolRun:
    """Tick a sentence as said (DOMAIN.md 3.8); a second tick of the same changes nothing.

    The spoken notice is the proof of last resort where every screen is dark (N3).
    """
    run = _locked(run_id)
    if script in run.said:
        return run
    _refuse_ended(run)
    if script not in situation_of(run).scripts:
        raise Refused("unknown_script", "This card has no such sentence.", status=422)
    run.said = [*run.said, script]
    run.save(update_fields=["said"])
    note(run, "protocol.said", now=now, by=by, script=script)
    if script == VOICE_NOTICE:
        _prove_by_voice(run, by=by, now=now, real_now=real_now)
    return run


def _prove_by_voice(run: ProtocolRun, *, by: Staff, now: datetime, real_now: datetime) -> None:
    break_ = run.break_ref
    if break_ is None or break_.state not in SHOWN or break_.notice_at:
        return
    try:
        with transaction.atomic():
            breaks.record_spoken_notice(break_.pk, by=by, now=now, real_now=real_now)
    except Refused:
        # a screen lives and proves the notice itself: the tick stands all the same
        return


@transaction.atomic
def leave_run(run_id: int, *, by: Staff, now: datetime) -> ProtocolRun:
    """Put a card aside; one that has ended stays as it ended."""
    run = _locked(run_id)
    if run.state == RunState.OPEN:
        end_walk(run, RunState.LEFT, now=now, by=by)
    return run


def _locked(run_id: int) -> ProtocolRun:
    lock_branch_of(ProtocolRun, run_id)
    return ProtocolRun.objects.select_related(*ROWS).get(pk=run_id)


def _refuse_ended(run: ProtocolRun) -> None:
    if run.state != RunState.OPEN:
        raise Refused("run_ended", "This card is closed.", state=run.state)

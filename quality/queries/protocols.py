"""Which cards lie open on a console, in whose language, and what the house knows about them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from branches.errors import NotFound
from branches.models import Branch, Staff
from branches.queries import access_branch
from breaks.models import Break
from breaks.queries import break_of_session, clients_before, terms_of_break
from breaks.rules.states import RUNNING, SPOKEN_OF, BreakState
from quality.models import ProtocolRun
from quality.playbook.reading import Situation, Step
from quality.queries.playbook import playbook_of
from quality.rules.protocols import OF_CLIENT, Answer, Marks, RunState
from queueapp.models import CounterSession, Ticket
from queueapp.queries import at_counter, session_of

ROWS = ("branch__organisation", "staff", "session__counter", "break_ref", "ticket", "case")


def access_run(staff: Staff, run_id: int) -> ProtocolRun:
    """The walk, if it is the person's own and they still work at its branch."""
    run = ProtocolRun.objects.select_related(*ROWS).filter(pk=run_id, staff=staff).first()
    if run is None:
        raise NotFound("card")
    access_branch(staff, run.branch_id)
    return run


def open_runs(staff: Staff, branch: Branch) -> QuerySet[ProtocolRun]:
    """The open cards of a person at a branch, the newest first."""
    rows = ProtocolRun.objects.filter(staff=staff, branch=branch, state=RunState.OPEN)
    return rows.select_related(*ROWS).order_by("-opened_at", "-pk")


def card_meant(
    staff: Staff, branch: Branch, situation: str, session: CounterSession | None
) -> ProtocolRun | None:
    """The open card that a press of its button means: what is about a client, is about the one at
    the counter now, and not about who stood there before.
    """
    rows = open_runs(staff, branch).filter(situation=situation)
    ticket = at_counter(session) if session else None
    if situation in OF_CLIENT and ticket:
        rows = rows.filter(ticket=ticket)
    return rows.first()


def language_of(staff: Staff, branch: Branch) -> str:
    """In which language a person reads the cards: the own, else the branch's first."""
    return playbook_of(branch.organisation).spoken(staff.language or _first(branch))


def client_language(branch: Branch, ticket: Ticket | None) -> str:
    """In which language a client is spoken to; the branch's first where nobody is there."""
    return playbook_of(branch.organisation).spoken(ticket.language if ticket else _first(branch))


def _first(branch: Branch) -> str:
    return branch.languages[0] if branch.languages else "en"


def shown_client_language(run: ProtocolRun) -> str:
    """The language of the client who is at the counter now, else of the one it opened for."""
    session = session_of(run.staff_id)
    ticket = at_counter(session) if session else None
    return client_language(run.branch, ticket) if ticket else run.client_language


def situation_of(run: ProtocolRun) -> Situation:
    """The situation that a walk goes through, as its organisation words it."""
    return playbook_of(run.branch.organisation).situations[run.situation]


def step_of(run: ProtocolRun) -> Step:
    """Where a walk stands."""
    return situation_of(run).steps[run.step]


def break_spoken_of(session: CounterSession | None) -> Break | None:
    """The break that clients at a counter may speak of now: announced or running."""
    break_ = break_of_session(session) if session else None
    return break_ if break_ and break_.state in (*SPOKEN_OF, BreakState.REQUESTED) else None


def marks_of(run: ProtocolRun) -> Marks:
    """The instants that timers count from: S, R, A of the break, DUE of the case."""
    break_, case = run.break_ref, run.case
    known = {
        "S": break_.starts_at if break_ else None,
        "R": break_.returns_at if break_ else None,
        "A": break_.started_at if break_ else None,
        "DUE": case.due_at if case else None,
    }
    return {name: instant for name, instant in known.items() if instant}


def was_said(break_: Break, script: str) -> bool:
    """Whether a sentence was ticked as said for a break, on any card of it."""
    return ProtocolRun.objects.filter(break_ref=break_, said__contains=[script]).exists()


def house_answer(run: ProtocolRun, *, now: datetime) -> str:
    """What the house itself knows to a question of a walk; "" where a person has to say."""
    ask = _KNOWN.get((run.situation, run.step))
    known = ask(run, now) if ask else None
    return "" if known is None else (Answer.YES if known else Answer.NO)


def _shown_long_enough(run: ProtocolRun, now: datetime) -> bool | None:
    """N3: a screen has shown the notice for ten minutes before the start."""
    break_ = run.break_ref
    if break_ is None:
        return None
    return bool(break_.notice_at and break_.starts_at - break_.notice_at >= _floor(break_))


def _may_still_move(run: ProtocolRun, now: datetime) -> bool | None:
    """N3: a start ten minutes from now is still lawful."""
    break_ = run.break_ref
    if break_ is None:
        return None
    return break_.latest_at is None or now + _floor(break_) <= break_.latest_at


def _floor(break_: Break) -> timedelta:
    return terms_of_break(break_, break_.branch).minutes("notice.floor_min")


def _fits(run: ProtocolRun, now: datetime) -> bool | None:
    """3.9 no. 1: what the forecast told a client of the last moment."""
    outcome = run.facts.get("outcome")
    return None if outcome is None else outcome != "after"


def _was_here_first(run: ProtocolRun, now: datetime) -> bool | None:
    """U1: whoever came before the request."""
    break_ = run.break_ref
    if break_ is None:
        return None
    return break_.state not in RUNNING and bool(clients_before(break_))


def _are_served_in_time(run: ProtocolRun, now: datetime) -> bool | None:
    """U1: a request that the manager must answer is one that would take too long."""
    return None if run.break_ref is None else run.break_ref.state != BreakState.REQUESTED


def _is_earlier(run: ProtocolRun, now: datetime) -> bool | None:
    """B6: the new start lies before the one that was shown."""
    old, new = run.facts.get("old"), run.facts.get("starts_at")
    return datetime.fromisoformat(new) < datetime.fromisoformat(old) if old and new else None


def _was_accepted(run: ProtocolRun, now: datetime) -> bool | None:
    """B6: what would come with too little notice was never moved."""
    return True


_KNOWN = {
    ("forgot_to_warn", "s1"): _shown_long_enough,
    ("forgot_to_warn", "s4"): _may_still_move,
    ("late_arrival", "s2"): _fits,
    ("unplanned_deferrable", "s2"): _was_here_first,
    ("unplanned_deferrable", "s3"): _are_served_in_time,
    ("break_moved", "s1"): _is_earlier,
    ("break_moved", "s2"): _was_accepted,
}

"""What happened opens cards, and takes them off the console: the log of a branch is read once."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from branches.models import Branch, Event, Staff
from breaks.actions.plan.judging import as_planned
from breaks.models import Break
from breaks.queries import is_relieved, plan_day
from breaks.rules.plan import closes_fully
from quality.actions.walks import About, begin_walk, end_walk, follow_clock
from quality.models import LogMark, ProtocolRun
from quality.queries.cases import case_rows, manager_of
from quality.queries.playbook import playbook_of
from quality.queries.protocols import ROWS, was_said
from quality.rules.protocols import (
    ANNOUNCING,
    BEGINS_AT,
    COOL_DOWN,
    COOL_DOWN_CARD,
    DEFERRABLE,
    FORGOT,
    FULL_CLOSURE,
    LAST_CALL,
    OUTLIVES_BREAK,
    OVER,
    OVERTAKES,
    REPEATS,
    VOICE_NOTICE,
    RunState,
    cards_of,
)
from queueapp.models import CounterSession, Ticket
from queueapp.queries import active_sessions, session_of

# what happened longer ago opens no card any more: the house stood still, or is new to its log
FRESH = timedelta(minutes=10)
MOST = 500
SESSION_CLOSED, DONE = "session.closed", "ticket.done"
CASE_OVER = ("case.closed", "case.withdrawn")
CLOSES_EARLY = "branch_closes_early"
# a client who has left cannot be led back to the question
WHILE_SERVED = ("talkative_client",)
REQUESTED, REMINDED = "break.requested", "break.return_reminder"
STARTED, PUBLISHED = "break.started", "break.published"


def unread(branch: Branch) -> QuerySet[Event]:
    """The events of a branch after the mark that open, move or end a card, oldest first."""
    number = LogMark.objects.filter(branch=branch).values_list("number", flat=True).first()
    breaks = Q(kind__startswith="break.")
    ends = Q(kind__in=(SESSION_CLOSED, DONE, *CASE_OVER))
    rows = branch.events.filter(Q(data__has_key="card") | breaks | ends)
    return rows.filter(number__gt=number or 0).order_by("number")


def first_mark(branch: Branch, *, now: datetime) -> None:
    """A branch whose log is read for the first time: cards of long ago stay closed."""
    old = branch.events.filter(at__lt=now - FRESH).order_by("-number")
    number = old.values_list("number", flat=True).first() or 0
    LogMark.objects.get_or_create(branch=branch, defaults={"number": number})


def mark_read(branch: Branch, number: int) -> None:
    """Everything up to that event has been looked at."""
    LogMark.objects.filter(branch=branch, number__lt=number).update(number=number)


def read_log(branch: Branch, *, now: datetime) -> int:
    """Open, move and end the cards of what happened since the mark; the branch is locked."""
    known = branch.version
    events = list(unread(branch).select_related("by")[:MOST])
    for event in events:
        _hear(event, branch, now)
    last = events[-1].number if events else 0
    mark_read(branch, last if len(events) == MOST else max(last, known))
    return len(events)


def _hear(event: Event, branch: Branch, now: datetime) -> None:
    if event.kind == SESSION_CLOSED:
        _leave_console(event, now)
    elif event.kind in CASE_OVER:
        for run in _open_cards(case=event.subject_id):
            end_walk(run, RunState.LEFT, now=now, by=None)
    elif event.kind == DONE:
        for run in _open_cards(ticket=event.subject_id, situation__in=WHILE_SERVED):
            end_walk(run, RunState.LEFT, now=now, by=None)
    break_ = _break_of(event)
    if break_:
        _follow_break(event, break_, now)
    if event.at >= now - FRESH:
        _open(event, branch, break_, now)


def _break_of(event: Event) -> Break | None:
    if event.subject != "break" or event.subject_id is None:
        return None
    rows = Break.objects.select_related("staff", "counter", "branch")
    return rows.filter(pk=event.subject_id).first()


def _open_cards(**about: object) -> list[ProtocolRun]:
    rows = ProtocolRun.objects.filter(state=RunState.OPEN, **about)
    return list(rows.select_related(*ROWS))


def _leave_console(event: Event, now: datetime) -> None:
    """Whoever left the counter has no card before them; what belongs to a case goes on."""
    session = CounterSession.objects.filter(pk=event.subject_id or 0).first()
    if session is None or session_of(session.staff_id):
        # sitting elsewhere already: only what was opened at this counter stays behind
        left = _open_cards(session=event.subject_id, case=None)
    else:
        left = _open_cards(staff=session.staff_id, branch=event.branch_id, case=None)
    for run in left:
        end_walk(run, RunState.LEFT, now=now, by=None)


def _follow_break(event: Event, break_: Break, now: datetime) -> None:
    """A break that is over takes its cards along; one that moved moves their clocks."""
    for run in _open_cards(break_ref=break_):
        if event.kind in OVER and run.situation not in OUTLIVES_BREAK:
            end_walk(run, RunState.LEFT, now=now, by=None)
        else:
            follow_clock(run, now=now)


def _open(event: Event, branch: Branch, break_: Break | None, now: datetime) -> None:
    """Lay the cards of one event on the consoles of those concerned."""
    named = str(event.data.get("card", ""))
    if event.kind == REQUESTED:
        named = DEFERRABLE
    elif event.kind == REMINDED and break_ and break_.reason == COOL_DOWN:
        # its own card asks whether the person is calm
        named = ""
    elif event.kind == STARTED and break_ and break_.reason == COOL_DOWN:
        named = COOL_DOWN_CARD
    elif event.kind == PUBLISHED and break_ and _is_full_closure(break_):
        named = FULL_CLOSURE
    if not named:
        return
    card = cards_of(playbook_of(branch.organisation), named, break_.reason if break_ else "")
    if break_ and (card == CLOSES_EARLY or (card in ANNOUNCING and is_relieved(break_))):
        # the branch tells of its closing itself; where somebody sits in nothing is announced
        return
    if card and event.kind != "break.converted":
        for staff, about in _concerned(event, branch, break_):
            _lay(card, branch, staff, about, str(event.data.get("step", "")), now)
    if card == LAST_CALL and break_ and _forgot(break_):
        for staff, about in _concerned(event, branch, break_):
            _lay(FORGOT, branch, staff, about, "", now)


def _is_full_closure(break_: Break) -> bool:
    """HU-17: by the plan nobody else serves meanwhile (as P4 and N4 see it), and the person sits
    where the card can be walked; for who only chooses a counter its keys would be those of the
    choice.
    """
    if session_of(break_.staff_id) is None:
        return False
    return closes_fully(as_planned(break_), plan_day(break_.branch, break_.day))


def _forgot(break_: Break) -> bool:
    """HU-24: five minutes before the start nobody has ticked the spoken notice."""
    spoken = break_.receipts.exclude(spoken_by=None).exists()
    return not spoken and not was_said(break_, VOICE_NOTICE)


def _concerned(event: Event, branch: Branch, break_: Break | None) -> list[tuple[Staff, About]]:
    """On whose consoles a card opens: whose break it is, who serves the client, else all."""
    facts = {
        name: event.data[name] for name in ("old", "starts_at", "outcome") if event.data.get(name)
    }
    if break_:
        seat = session_of(break_.staff_id)
        if event.data.get("end_reason") or (seat and seat.branch_id != branch.pk):
            return []
        return [(break_.staff, About(seat, break_, event=event.number, facts=facts))]
    if event.subject == "ticket":
        return _of_ticket(event, facts)
    if event.subject == "case":
        return _of_case(event, branch)
    sessions = active_sessions(branch).select_related("staff")
    return [(s.staff, About(s, event=event.number, facts=facts)) for s in sessions]


def _of_ticket(event: Event, facts: dict[str, str]) -> list[tuple[Staff, About]]:
    rows = Ticket.objects.select_related("session__staff")
    ticket = rows.filter(pk=event.subject_id or 0).first()
    if ticket is None:
        return []
    session: CounterSession | None = ticket.session
    staff = event.by or (session.staff if session else None)
    if staff is None:
        return []
    about = About(session_of(staff.pk), None, ticket, event=event.number, facts=facts)
    return [(staff, about)]


def _of_case(event: Event, branch: Branch) -> list[tuple[Staff, About]]:
    """Whoever did it, else who owns the case, else the manager."""
    case = case_rows().filter(pk=event.subject_id or 0).first()
    staff = case and (event.by or case.owner or manager_of(branch))
    if not case or not staff:
        return []
    return [(staff, About(session_of(staff.pk), None, None, case, event=event.number))]


def _matter(about: About) -> dict[str, object]:
    """What makes a card the same: its break, its client, or else one that lies there still: the
    next call about a case, the next early closing, is another matter.
    """
    if about.break_:
        return {"break_ref": about.break_}
    if about.ticket:
        return {"break_ref": None, "ticket": about.ticket}
    return {"break_ref": None, "case": about.case, "state": RunState.OPEN}


def _lay(card: str, branch: Branch, staff: Staff, about: About, step: str, now: datetime) -> None:
    """One card per situation and matter: what lies there already stays, what is past gives way."""
    same = ProtocolRun.objects.filter(branch=branch, staff=staff, situation=card, **_matter(about))
    if card not in REPEATS and same.exists():
        return
    gone = _open_cards(staff=staff, break_ref=about.break_) if about.break_ else []
    for run in gone:
        if run.situation in OVERTAKES.get(card, ()):
            end_walk(run, RunState.LEFT, now=now, by=None)
    situation = playbook_of(branch.organisation).situations[card]
    first = step if step in situation.steps else BEGINS_AT.get(card, "")
    begin_walk(branch, situation, staff, about, now=now, step=first)

"""What a text about a break, a ticket, a case or a walk is filled with, as it stands now."""

from dataclasses import dataclass
from datetime import datetime

from branches.clock import business_day, zone_of
from branches.models import Branch, Staff
from branches.queries import closed_early
from branches.rules import opening_spans
from breaks.models import Break
from breaks.queries import last_ticket, promise_of
from breaks.queries.choices import other_counters, staying
from breaks.queries.cover import return_told_at
from breaks.queries.reliefs import standing
from breaks.rules.states import RUNNING
from quality.models import Case, ProtocolRun
from quality.queries.playbook import playbook_of
from quality.rules.playbook import Known, words_of
from queueapp.models import Counter, CounterSession, Ticket
from queueapp.queries import at_counter, session_of

Subject = ProtocolRun | Break | Ticket | Case


def facts_of(subject: Subject, language: str, *, now: datetime) -> dict[str, str]:
    """The placeholders of a subject in a language; what is unknown or past is left out (E0).

    `name` and `person` are of the staff: nothing with them in it goes to a public door.
    """
    about = about_of(subject)
    playbook = playbook_of(about.branch.organisation)
    return words_of(known_of(about, now), playbook, language)


@dataclass(frozen=True)
class About:
    """Everything that a text may speak of."""

    branch: Branch
    break_: Break | None = None
    ticket: Ticket | None = None
    case: Case | None = None
    session: CounterSession | None = None
    speaker: Staff | None = None


def about_of(subject: Subject) -> About:
    """What a text about a subject may speak of; of a client's ticket no person of the staff."""
    if isinstance(subject, ProtocolRun):
        ticket, case = subject.ticket, subject.case
        break_ = subject.break_ref or (case.break_ref if case else None)
        session = subject.session or session_of(subject.staff_id)
        return About(subject.branch, break_, ticket, case, session, subject.staff)
    if isinstance(subject, Break):
        session = session_of(subject.staff_id)
        return About(subject.branch, subject, None, None, session, subject.staff)
    if isinstance(subject, Case):
        ticket, speaker = subject.ticket, subject.owner or subject.receiver
        return About(subject.branch, subject.break_ref, ticket, subject, None, speaker)
    break_ = promise_of(subject).break_ref
    return About(subject.branch, break_, subject, None, subject.session)


def known_of(about: About, now: datetime) -> Known:
    """What is known about it at `now`, as plain values."""
    branch, break_, case = about.branch, about.break_, about.case
    counter = _counter(about)
    return Known(
        now=now,
        zone=zone_of(branch),
        starts_at=break_.starts_at if break_ else None,
        returns_at=return_told_at(break_, now) if break_ else None,
        moved_from=break_.moved_from if break_ else None,
        closes_at=_closes_at(branch, now),
        deadline_at=_deadline(about),
        length_minutes=break_.length_minutes if break_ and break_.state not in RUNNING else None,
        reason=break_.reason if break_ else "",
        counter=counter.label if counter else "",
        other_counter=_other_counter(about, counter),
        ticket=_ticket(about),
        last_ticket=(last_ticket(break_) or "") if break_ else "",
        alternative=(break_.alternative if break_ else "") or branch.alternative,
        person=_person(about),
        name=about.speaker.name if about.speaker else "",
        company=branch.organisation.name,
        unit=(case.unit if case else "") or branch.name,
        case=case.code if case else "",
    )


def _counter(about: About) -> Counter | None:
    """The counter that the words are about: where the client is called to, else of the break."""
    if about.ticket and about.ticket.session:
        return about.ticket.session.counter
    if about.break_ and about.break_.counter:
        return about.break_.counter
    if about.session:
        return about.session.counter
    return about.case.counter if about.case else None


def _ticket(about: About) -> str:
    """The client's number; of a break alone, that of the client at its counter."""
    ticket = about.ticket or (at_counter(about.session) if about.session else None)
    return ticket.code if ticket else ""


def _other_counter(about: About, counter: Counter | None) -> str:
    """An open counter for the same queue whose person has no break before them."""
    if about.ticket and about.break_:
        found = other_counters(about.ticket, about.break_)
        return found[0].label if found else ""
    if counter is None:
        return ""
    others = staying(about.branch).exclude(counter=counter)
    seat = others.filter(counter__queues__in=counter.queues.all()).first()
    return seat.counter.label if seat else ""


def _person(about: About) -> str:
    """Who answers for a case, or sits in during a break; told to nobody but the staff."""
    if about.case:
        return about.case.owner.name if about.case.owner else ""
    if about.speaker is None:
        return ""
    reliefs = standing(about.break_) if about.break_ else []
    return reliefs[0].staff.name if reliefs else ""


def _deadline(about: About) -> datetime | None:
    """By when a case is answered, or who was sent home is called back."""
    if about.case:
        return about.case.due_at
    return about.branch.call_back_at


def _closes_at(branch: Branch, now: datetime) -> datetime | None:
    """When the branch closes today: early, else by its opening hours."""
    if closed_early(branch, now):
        return branch.closed_early_at
    today = opening_spans(branch.opening_hours, business_day(branch, now), zone_of(branch))
    return max((closes for _, closes in today), default=None)

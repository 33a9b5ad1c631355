"""What the playbook says to one client, on the client's own page (DOMAIN.md 4)."""

from dataclasses import dataclass
from datetime import datetime

from breaks.models import Break, Promise
from breaks.queries import promise_of, was_withdrawn
from breaks.queries.choices import staying
from breaks.queries.waits import probably_before, wait_of
from quality.queries.facts import about_of, known_of
from quality.queries.playbook import playbook_of
from quality.rules.playbook import words_of
from quality.rules.said import (
    Occasion,
    Waiting,
    first_said,
    has_rolled,
    occasion_of,
    phone_lines,
)
from queueapp.models import Ticket


@dataclass(frozen=True)
class ClientWords:
    """A line and the names of the choices in a client's language; no line is an empty text."""

    language: str
    line: str
    said: str
    choices: dict[str, str]


def words_for(ticket: Ticket, *, now: datetime, language: str = "") -> ClientWords:
    """What the client of a ticket is told and may choose, in the ticket's own language."""
    playbook = playbook_of(ticket.branch.organisation)
    spoken = playbook.spoken(language or ticket.language)
    choices = playbook.labels["ticket_choices"]
    line, said = _line(ticket, spoken, now)
    named = {key: playbook.label("ticket_choices", key, spoken) for key in choices}
    return ClientWords(spoken, line, said, named)


def _line(ticket: Ticket, language: str, now: datetime) -> tuple[str, str]:
    promise = promise_of(ticket)
    break_ = promise.break_ref
    occasion = _occasion(break_, now) if break_ else None
    lines = phone_lines(_waiting(ticket, promise, now), occasion)
    if not lines:
        return "", ""
    playbook = playbook_of(ticket.branch.organisation)
    # of a ticket nothing is known that names a person of the staff
    words = words_of(known_of(about_of(ticket), now), playbook, language)
    return first_said(lines, playbook, language, words)


def _waiting(ticket: Ticket, promise: Promise, now: datetime) -> Waiting:
    told = wait_of(ticket, now=now)
    doubtful = probably_before(ticket, promise, told, now=now)
    return Waiting(
        state=ticket.state,
        promise=promise.kind,
        fixed=promise.fixed_at is not None,
        unsure=doubtful or was_withdrawn(ticket, promise.break_ref_id),
    )


def _occasion(break_: Break, now: datetime) -> Occasion:
    return occasion_of(break_, now, rolled=has_rolled(break_), closes_all=_closes_all(break_))


def _closes_all(break_: Break) -> bool:
    """Whether no counter of the branch stays open meanwhile."""
    return not staying(break_.branch).exclude(counter=break_.counter_id).exists()

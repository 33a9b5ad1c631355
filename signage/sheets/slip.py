"""The number on paper, in the client's language: the promise, the wait, the breaks (F72)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from branches.clock import zone_of
from breaks.models import Break
from breaks.queries import promise_of, was_withdrawn
from breaks.queries.waits import counted_in, probably_before, wait_of
from breaks.rules.promises import PromiseKind
from quality.playbook.filling import clock_words
from quality.queries.playbook import playbook_of
from quality.rules.playbook import alternative_words
from queueapp.models import Ticket
from signage.queries import breaks_before
from signage.sheets.phrases import date_words, said
from signage.tickets import phrases_in, promise_words, wait_words, words_of_break
from signage.wording import spoken

SCAN = gettext_noop("Scan it to follow your place on your phone.")


@dataclass(frozen=True)
class Slip:
    """All that a paper says; `rows` are labels with their values."""

    branch: str
    title: str
    code: str
    promise: str
    rows: tuple[tuple[str, str], ...]
    breaks: tuple[str, ...]
    taken: str
    scan: str
    # of the client's page
    address: str


def slip_of(ticket: Ticket, address: str, *, now: datetime) -> Slip:
    """What a ticket's paper says at `now`."""
    language = spoken(ticket.language)
    say, promise, zone = phrases_in(language), promise_of(ticket), zone_of(ticket.branch)
    told = wait_of(ticket, now=now)
    counted = counted_in(told, promise)
    about = {
        "withdrawn": was_withdrawn(ticket, promise.break_ref_id),
        "probably": probably_before(ticket, promise, told, now=now),
    }
    wait = wait_words(told.low, told.high, language) if told else ""
    rows = (
        (say["wait"], wait),
        (say["for_what"], ticket.queue.name_in(language)),
        (say["meanwhile"], _meanwhile(ticket, promise.kind, language)),
    )
    wall = ticket.issued_at.astimezone(zone)
    return Slip(
        branch=ticket.branch.name,
        title=say["your_number"],
        code=ticket.code,
        promise=promise_words(promise, now=now, zone=zone, language=language, **about),
        rows=tuple((label, value) for label, value in rows if value),
        breaks=tuple(_break(b, now, b.pk in counted, language) for b in breaks_before(ticket, now)),
        taken=f"{date_words(wall.date(), language)}, {clock_words(wall, language)}",
        scan=said(SCAN, language),
        address=address,
    )


def _meanwhile(ticket: Ticket, kind: str, language: str) -> str:
    """Whoever waits for the end of a break learns what else can be done (3.9 no. 17)."""
    if kind != PromiseKind.AFTER:
        return ""
    branch = ticket.branch
    return alternative_words(branch.alternative, playbook_of(branch.organisation), language)


def _break(break_: Break, now: datetime, counted: bool, language: str) -> str:
    zone = zone_of(break_.branch)
    words = words_of_break(break_, now, zone, counted=counted, language=language)
    label = break_.counter.label if break_.counter else ""
    return f"{phrases_in(language)['counter']} {label}: {words}"

"""What a teller may do now, and if not why, and from when: the verdicts the verbs give."""

from datetime import datetime
from typing import Any

from breaks.models import Break
from breaks.queries import as_client, terms_of_break
from breaks.rules.start import (
    MOST_EXTENSION,
    AtCounter,
    forced_by_law,
    judge_confirmation,
    judge_consent,
    judge_extension,
    judge_return,
    judge_start,
)
from breaks.rules.states import ASKED, COMING, RUNNING, SHOWN, BreakState, Refusal
from queueapp.models import CounterSession, Ticket
from queueapp.rules import CALLING, MAX_RECALLS, TicketState

May = dict[str, Any]
OK: May = {"ok": True}


def _no(code: str, message: str, allowed_at: datetime | None = None, **facts: Any) -> May:
    return {"ok": False, "code": code, "message": message, "allowed_at": allowed_at, **facts}


def _verdict(refusal: Refusal | None) -> May:
    if refusal is None:
        return OK
    facts = dict(refusal.facts)
    return _no(refusal.code, refusal.message, facts.pop("allowed_at", None), **facts)


def may_at_desk(
    session: CounterSession,
    ticket: Ticket | None,
    break_: Break | None,
    waiting: list[Ticket],
    before: list[str],
    *,
    now: datetime,
) -> dict[str, May]:
    """Each verb of the desk with "ok", or the code, the sentence and what would be allowed.

    `before` are the codes of those who are served before the break begins.
    """
    client = as_client(ticket)
    return {**_with_clients(session, client, ticket, break_, waiting, now)} | {
        "start_break": _may_start(break_, client, before, now),
        "end_break": _may_end(break_, now),
        "extend_break": _may_extend(break_, now),
        "confirm_return": _may_confirm(break_),
        "request_break": _may_ask(break_),
        "withdraw": OK if _asked(break_) else _no("no_request", "You asked for no break."),
        "late_arrival": _may_take_late(break_),
        "consent": _may_consent(break_),
        "close": _may_close(client),
    }


def _with_clients(
    session: CounterSession,
    client: AtCounter | None,
    ticket: Ticket | None,
    break_: Break | None,
    waiting: list[Ticket],
    now: datetime,
) -> dict[str, May]:
    """The verbs that turn on who stands at the counter."""
    called = ticket is not None and ticket.state == TicketState.CALLED
    serving = ticket is not None and ticket.state == TicketState.SERVING
    running = break_ is not None and break_.state in RUNNING
    nobody = _no("no_client", "No client is at your counter.")
    absent = _no("no_client", "No client is called.")
    return {
        "call": _may_call(session, client, waiting, running),
        "recall": _may_recall(ticket) if called and ticket else absent,
        "start_service": OK if called else absent,
        "finish": OK if serving else nobody,
        "no_show": _may_miss(ticket, now) if called else absent,
        "transfer": OK if ticket else nobody,
    }


def _asked(break_: Break | None) -> bool:
    return break_ is not None and not break_.planned and break_.state in ASKED


def _may_call(
    session: CounterSession, client: AtCounter | None, waiting: list[Ticket], running: bool
) -> May:
    if client:
        return _may_close(client)
    if not running and session.counter.state not in CALLING:
        return _no("counter_not_open", "Your counter calls nobody now.")
    mine = [t for t in waiting if t.state == TicketState.WAITING]
    if not mine:
        return _no("nobody_waiting", "Nobody is waiting for your counter.")
    only = session.only_tickets
    if only is not None and not any(t.pk in only for t in mine):
        message = f"{mine[0].code} is not called here before the break: only promised numbers."
        return _no("not_promised", message)
    return OK


def _may_recall(ticket: Ticket) -> May:
    if ticket.recalls >= MAX_RECALLS:
        return _no("recall_limit", f"{ticket.code} was recalled twice.")
    return OK


def _may_miss(ticket: Ticket | None, now: datetime) -> May:
    if ticket and ticket.next_step_at and now < ticket.next_step_at:
        return _no("arrival_window", f"{ticket.code} is on the way.", ticket.next_step_at)
    return OK


def _may_start(
    break_: Break | None, client: AtCounter | None, before: list[str], now: datetime
) -> May:
    if break_ is None or break_.state not in COMING:
        return _no("no_break", "You have no break to start now.")
    if break_.planned and break_.state != BreakState.CLOSING:
        message = "The break does not start before the time the screens show."
        return _no("start_before_shown", message, break_.starts_at)
    promised = [code for code in before if not client or code != client.code]
    forced = forced_by_law(break_.latest_at, now)
    verdict = judge_start(
        planned=break_.planned,
        starts_at=break_.starts_at,
        client=client,
        promised=promised,
        now=now,
        forced=forced,
    )
    return _verdict(verdict)


def _may_end(break_: Break | None, now: datetime) -> May:
    """E4: before the lawful minimum it takes the person's own word."""
    if break_ is None or break_.state not in RUNNING:
        return _no("not_on_break", "You are not on a break.")
    began = break_.started_at or now
    whole = break_.protected_minutes
    return _verdict(judge_return(began, whole, confirmed=False, now=now))


def _may_extend(break_: Break | None, now: datetime) -> May:
    """B11: how many minutes the person may add."""
    if break_ is None or break_.state != BreakState.ON_BREAK:
        return _no("not_on_break", "You are not on a break.")
    extended = break_.extended_minutes
    verdict = judge_extension(1, extended, break_.returns_at, own=True, now=now)
    return _verdict(verdict) if verdict else {**OK, "max_minutes": MOST_EXTENSION}


def _may_confirm(break_: Break | None) -> May:
    state, planned = (break_.state, break_.planned) if break_ else (None, True)
    return _verdict(judge_confirmation(state, planned=planned))


def _may_ask(break_: Break | None) -> May:
    if break_ is not None and break_.state in RUNNING:
        return _no("on_break", "You are on a break.")
    return OK


def _may_take_late(break_: Break | None) -> May:
    """A client at the last moment concerns only a break that was announced to the hall."""
    if break_ is None or break_.state not in SHOWN:
        return _no("no_break_concerns", "No break of yours is announced now.")
    return OK


def _may_consent(break_: Break | None) -> May:
    """3.4: the employee agrees by her own login to be put off once more."""
    if break_ is None or not break_.planned:
        return _no("no_break", "You have no announced break.")
    if break_.consent_at:
        return _no("consented", "You have agreed already.")
    most = terms_of_break(break_, break_.branch)["postpone.max"]
    return _verdict(judge_consent(break_.state, break_.postponed, most))


def _may_close(client: AtCounter | None) -> May:
    if client is None:
        return OK
    if client.serving:
        return _no("client_at_counter", f"{client.code} is at your counter.")
    return _no("client_called", f"{client.code} is on the way.", client.until)

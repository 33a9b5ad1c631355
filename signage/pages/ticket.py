"""The client's own page."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from branches import clock
from branches.errors import NotFound
from branches.queries import closed_early
from branches.views import public_address
from breaks.models import Break, Promise
from breaks.queries import (
    ahead_of,
    call_back_of,
    choices_of,
    client_may,
    promise_of,
    revive_until,
    was_withdrawn,
)
from breaks.queries.cover import return_told_at
from breaks.queries.waits import counted_in, probably_before, wait_of
from quality.playbook.filling import clock_words
from quality.playbook.phrases import language_known, language_of, languages, phrases
from quality.queries.lines import words_for
from quality.queries.playbook import playbook_of
from quality.rules.playbook import alternative_words
from queueapp.models import Ticket
from queueapp.queries import access_ticket, serving_counters
from queueapp.rules import TicketState
from signage.drawing.codes import code_file
from signage.notices import needs_receipt
from signage.pages.look import look_of, missing
from signage.queries import breaks_before, code_in_reserve
from signage.tickets import (
    clock_time,
    day_and_time,
    page_phrases,
    phrases_in,
    place_words,
    promise_words,
    wait_words,
    words_of_break,
)

WORKER = Path(__file__).resolve().parents[1] / "static" / "signage" / "sw.js"
# how often the page is written anew: by its script, or without one by the browser
CHECK_SECONDS = 30
# whom a call still concerns
AWAITED = (TicketState.WAITING, TicketState.HELD, TicketState.CALLED)
# what is asked about before it happens
ASKED = ("call_back", "leave")
# why a choice that a break brings is not open; that there is no break needs no word
WORTH_SAYING = ("no_other_counter", "return_unknown")

OFFLINE = gettext_noop(
    "The terminal that gave it out has no connection now. Your place counts from when you took the "
    "number. Please watch the screens: this page opens by itself when the connection is back."
)


@require_safe
@never_cache
def ticket_page(request: HttpRequest, token: str) -> HttpResponse:
    """The client's page: everything readable without a script."""
    try:
        ticket = access_ticket(token)
    except NotFound:
        return _unheard_of(request, token)
    facts = _ticket_facts(ticket, clock.now(), _language(request, ticket))
    wished = {**_wished(request, ticket, facts), **look_of(request)}
    return render(request, "signage/ticket.html", {**facts, **wished})


def _unheard_of(request: HttpRequest, token: str) -> HttpResponse:
    """No such number; or one that a kiosk gave out while it was cut off and has not reported yet,
    whose page looks again by itself.
    """
    code = code_in_reserve(token, clock.now())
    if code is None:
        none = gettext_noop("There is no such number.")
        return missing(request, none, gettext_noop("Ask the staff, or take a new one."))
    response = missing(request, gettext_noop("Your number"), OFFLINE, code=code)
    response.headers["Refresh"] = str(CHECK_SECONDS)
    return response


def _wished(request: HttpRequest, ticket: Ticket, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the address adds: a choice that is asked about first, a refusal to be told."""
    asked = request.GET.get("ask", "")
    return {
        "here": f"/t/{ticket.token}?lang={facts['lang']}",
        "address": public_address(request, f"/t/{ticket.token}"),
        "asking": asked if asked in ASKED and facts["may"][asked] else "",
        "refused": "refused" in request.GET,
        "check_seconds": CHECK_SECONDS,
    }


def _language(request: HttpRequest, ticket: Ticket) -> str:
    """The one asked for, else the ticket's, else what the client's own phone prefers (F42)."""
    header = request.headers.get("Accept-Language", "")
    return language_of(request.GET.get("lang", ""), language_known(ticket.language), header)


def _ticket_facts(ticket: Ticket, now: datetime, spoken: str) -> dict[str, Any]:
    promise, zone = promise_of(ticket), clock.zone_of(ticket.branch)
    choices = choices_of(ticket, now=now)
    known = _known(ticket, choices, now, spoken)
    return {
        **known,
        "say": page_phrases(spoken, known),
        "lang": spoken,
        "languages": [name for name in languages().items() if name[0] != spoken],
        "ticket": ticket,
        "for_what": ticket.queue.name_in(spoken),
        "branch": ticket.branch,
        "in_line": ticket.state in (TicketState.WAITING, TicketState.HELD),
        "awaited": ticket.state in AWAITED,
        "push_key": settings.WEB_PUSH_PUBLIC_KEY,
        "place": place_words(ahead_of(ticket), spoken),
        "unserved": not serving_counters(ticket.queue).exists(),
        "promise_kind": promise.kind,
        "may": client_may(ticket, choices, now=now),
        "counters": [c["label"] for c in choices["counter"].get("counters", ())],
        "whys": [
            phrases_in(spoken)[c["code"]] for c in choices.values() if c.get("code") in WORTH_SAYING
        ],
        "closed_early": closed_early(ticket.branch, now),
        "words": words_for(ticket, now=now, language=spoken),
        "write_to_us": phrases(spoken)["write_to_us"],
        "now": now.isoformat(),
        "alternative": _alternative(ticket, spoken),
        **_told_facts(ticket, promise, now, zone, spoken),
    }


def _known(
    ticket: Ticket, choices: Mapping[str, Any], now: datetime, spoken: str
) -> dict[str, str]:
    """What fills the page's sentences: the place in line and the times that concern the client."""
    zone, due = clock.zone_of(ticket.branch), ticket.next_step_at
    until, call = revive_until(ticket, now=now), call_back_of(ticket)
    offered = choices["call_back"].get("at")
    return {
        "ticket": ticket.code,
        "counter": ticket.session.counter.label if ticket.session else "",
        "checked": clock_words(now.astimezone(zone), spoken),
        "seconds": str(CHECK_SECONDS),
        "due": clock_time(due, zone, now, spoken) if due and due > now else "",
        "revive": clock_time(until, zone, now, spoken) if until else "",
        "call_back": day_and_time(call, zone, now, spoken) if call else "",
        "offer": day_and_time(offered, zone, now, spoken) if offered else "",
    }


def _alternative(ticket: Ticket, spoken: str) -> str:
    branch = ticket.branch
    return alternative_words(branch.alternative, playbook_of(branch.organisation), spoken)


def _told_facts(
    ticket: Ticket, promise: Promise, now: datetime, zone: ZoneInfo, spoken: str
) -> dict[str, Any]:
    """The wait, the promise and the breaks in words, all of one edition of the forecast."""
    told = wait_of(ticket, now=now)
    about = {
        "withdrawn": was_withdrawn(ticket, promise.break_ref_id),
        "probably": probably_before(ticket, promise, told, now=now),
    }
    rows, counted = breaks_before(ticket, now), counted_in(told, promise)
    return {
        "told": told,
        "wait": wait_words(told.low, told.high, spoken) if told else "",
        "promise": promise_words(promise, now=now, zone=zone, language=spoken, **about),
        **_over(promise, now, zone, spoken, about),
        "breaks": [
            {
                **_break_row(b, promise, now),
                "words": words_of_break(b, now, zone, counted=b.pk in counted, language=spoken),
            }
            for b in rows
        ],
    }


def _over(
    promise: Promise, now: datetime, zone: ZoneInfo, spoken: str, about: Mapping[str, bool]
) -> dict[str, str]:
    """When the return in the promise passes, and what a page says then that hears nothing (E0)."""
    back = promise.returns_at
    if back is None or back <= now:
        return {}
    over = promise_words(promise, now=back, zone=zone, language=spoken, **about)
    return {"returns": back.isoformat(), "promise_over": over}


def _break_row(break_: Break, promise: Promise, now: datetime) -> dict[str, Any]:
    """Where a break is; `proof` is what a phone that painted it tells (N2)."""
    asks = promise.break_ref_id == break_.pk and needs_receipt(break_)
    back = return_told_at(break_, now)
    return {
        "counter": break_.counter.label if break_.counter else "",
        "returns": back.isoformat() if back else "",
        "proof": {
            "break": break_.pk,
            "revision": break_.revision,
            "starts_at": break_.starts_at.isoformat(),
        }
        if asks
        else None,
    }


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """What a phone keeps to be woken by; below /t/, for it serves these pages alone."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript", headers=headers)


@require_safe
@never_cache
def ticket_qr(request: HttpRequest, token: str) -> HttpResponse:
    """The address of a client's page as a QR code (SVG)."""
    try:
        ticket = access_ticket(token)
    except NotFound:
        return HttpResponse(status=404)
    address = public_address(request, f"/t/{ticket.token}")
    return HttpResponse(code_file(address), content_type="image/svg+xml")

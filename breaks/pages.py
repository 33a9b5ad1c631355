"""The client's choices as a plain form sends them: the page of a number works without a script.

The token in the address is the right, so no cookie is asked for.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from branches import clock
from branches.errors import Refused
from breaks import actions
from queueapp.models import Ticket
from queueapp.queries import access_ticket

VERBS: dict[str, Callable[..., Ticket]] = {
    "hold": actions.hold_ticket,
    "release": actions.release_ticket,
    "revive": actions.revive_ticket,
    "leave": actions.leave_queue,
    "counter": actions.change_counter,
}
LONGEST_CONTACT = 120


@csrf_exempt
@never_cache
@require_POST
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """`POST /t/{token}/choice/` with `do` of a button: done, and back to the page, which says what
    is so now; after a refusal it says so too (F21).
    """
    ticket, told = access_ticket(token), {"lang": request.POST.get("lang", "")[:8]}
    try:
        _do(ticket, request, now=clock.now())
    except Refused:
        told["refused"] = "1"
    query = urlencode({name: value for name, value in told.items() if value})
    address = f"/t/{ticket.token}" + (f"?{query}" if query else "")
    return HttpResponseRedirect(address, status=303)


def _do(ticket: Ticket, request: HttpRequest, *, now: datetime) -> Any:
    verb = request.POST.get("do", "")
    if verb == "call_back":
        # of a zero byte no database hears
        contact = request.POST.get("contact", "").replace("\x00", "")[:LONGEST_CONTACT]
        return actions.call_back(ticket.pk, now=now, contact=contact.strip())
    if verb not in VERBS:
        raise Refused("unknown_choice", "There is no such choice.")
    return VERBS[verb](ticket.pk, now=now)

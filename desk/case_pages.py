"""The cases at the desk and in the office: what waits by its promised time, and one case with its
history and its verbs. Plain forms; they need no life, but the clock of a call.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from branches import clock
from branches.clock import zone_of
from branches.errors import NotFound, Refused
from branches.models import Branch, Staff
from branches.queries import access_branch, branches_of, people_of, staff_of
from branches.rules import Role, id_in, whole_minute_up
from desk.case_forms import NewCaseForm, details_of, do_verb
from desk.case_words import REACHES, case_line, scripts_for, shown, told_history, urgency
from desk.pages import staff_form
from quality.models import Case
from quality.playbook.phrases import languages
from quality.queries.case_verbs import staff_may
from quality.queries.cases import (
    access_case,
    by_due,
    cases_for,
    ended,
    newest_delay,
    open_call,
    options_of,
    units_of,
    was_called,
)
from quality.rules.calls import LIMIT, REMIND_AFTER, STAGES, Stage
from quality.rules.cases import Reach
from quality.rules.deadlines import LONGEST_DELAY

MOST = 200
DESK, OFFICE = "desk", "office"


def _frame(place: str, branch: Branch, staff: Staff) -> dict[str, Any]:
    role = Role.MANAGER if place == OFFICE else Role.TELLER
    return {
        "staff": staff,
        "branch": branch,
        "branches": branches_of(staff, role=role),
        "place": place,
        "switch_to": reverse(f"{place}-cases"),
        "list_address": f"{reverse(f'{place}-cases')}?branch={branch.pk}",
        "new_address": f"{reverse(f'{place}-case-new')}?branch={branch.pk}",
    }


def _branch(request: HttpRequest, place: str, staff: Staff) -> Branch:
    """The branch that is asked for, else the first where the person works, or leads."""
    role = Role.MANAGER if place == OFFICE else Role.TELLER
    asked = request.GET.get("branch", "")
    if asked:
        return access_branch(staff, id_in(asked) or 0, role=role)
    first = branches_of(staff, role=role).first()
    if first is None:
        raise NotFound("branch")
    return access_branch(staff, first.pk, role=role)


@staff_form
def index(request: HttpRequest, place: str) -> HttpResponse:
    """What waits, the earliest promise first; with `?state=ended` what is done."""
    staff, now = staff_of(request.user), clock.now()
    branch = _branch(request, place, staff)
    over = request.GET.get("state") == "ended"
    rows = (ended if over else by_due)(cases_for(staff, branch))[:MOST]
    facts = {"over": over, "rows": [_row(case, place, staff, now) for case in rows]}
    return render(request, "desk/cases.html", _frame(place, branch, staff) | facts)


def _row(case: Case, place: str, staff: Staff, now: datetime) -> dict[str, Any]:
    handed = case.handed_at is not None
    asks = handed and case.handed_to_id in (None, staff.pk) and case.owner_id != staff.pk
    address = reverse(f"{place}-case", args=[case.pk])
    return {**case_line(case, now), "address": address, "asks": asks}


@staff_form
def new(request: HttpRequest, place: str) -> HttpResponse:
    """Enter what a client says at the counter, on the phone or in a letter."""
    staff, now = staff_of(request.user), clock.now()
    branch = _branch(request, place, staff)
    first = {"source": "counter", "reach": "call", "language": branch.languages[0]}
    form = NewCaseForm(branch, request.POST or None, initial=first)
    message, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            case = form.enter(staff, now)
            return HttpResponseRedirect(reverse(f"{place}-case", args=[case.pk]), status=303)
        except Refused as refused:
            message, status = refused.message, refused.status
    facts = {"form": form, "message": message}
    page = _frame(place, branch, staff) | facts
    return render(request, "desk/case_new.html", page, status=status)


@staff_form
def one(request: HttpRequest, place: str, case_id: int) -> HttpResponse:
    """One case; a form posts one verb and the page is shown again."""
    staff, now = staff_of(request.user), clock.now()
    case = access_case(staff, case_id)
    message, status, typed = "", 200, {}
    if request.method == "POST":
        try:
            do_verb(case, request.POST, staff, now)
            return HttpResponseRedirect(_after(case, place, staff), status=303)
        except Refused as refused:
            message, status, typed = refused.message, refused.status, request.POST.dict()
            case = access_case(staff, case_id)
    facts = _case_facts(case, staff, now) | {"message": message, "typed": typed}
    page = _frame(place, case.branch, staff) | facts
    return render(request, "desk/case.html", page, status=status)


def _after(case: Case, place: str, staff: Staff) -> str:
    """The case again; the list for who has just given it away."""
    if cases_for(staff, case.branch).filter(pk=case.pk).exists():
        return reverse(f"{place}-case", args=[case.pk])
    return f"{reverse(f'{place}-cases')}?branch={case.branch_id}"


def _case_facts(case: Case, staff: Staff, now: datetime) -> dict[str, Any]:
    left, tone = urgency(case, now)
    zone, branch = zone_of(case.branch), case.branch
    soon = whole_minute_up(now).astimezone(zone)
    times = ("opened_at", "due_at", "first_due_at", "legal_due_at", "handover_due_at")
    return {
        "case": case,
        "left": left,
        "tone": tone,
        "times": {name: shown(getattr(case, name), zone) for name in (*times, "answered_at")},
        "may": staff_may(case, staff),
        "reach": REACHES[Reach(case.reach)],
        "spoken": languages().get(case.language, case.language),
        "options": options_of(case),
        "called": was_called(case),
        "delay": newest_delay(case),
        "call": _call_facts(case, now),
        "scripts": scripts_for(case, staff, now=now),
        "history": [(shown(row.at, zone), row) for row in told_history(case)],
        "people": people_of(branch).exclude(staff=case.owner_id),
        "units": units_of(branch),
        "details": details_of(case),
        "soonest": f"{soon:%Y-%m-%dT%H:%M}",
        "due_wall": f"{case.due_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "latest_delay": f"{_latest(case).astimezone(zone):%Y-%m-%dT%H:%M}",
    }


def _latest(case: Case) -> datetime:
    return case.due_at + LONGEST_DELAY


def _call_facts(case: Case, now: datetime) -> dict[str, Any] | None:
    call = open_call(case)
    if call is None:
        return None
    here = STAGES.index(call.stage)
    back = Stage.CLARIFYING if call.stage == Stage.CHECKING else None
    return {
        "stages": [(stage, n < here, n == here) for n, stage in enumerate(STAGES)],
        "next": STAGES[here + 1] if here + 1 < len(STAGES) else None,
        "back": back,
        "seconds": int((now - call.started_at) / timedelta(seconds=1)),
        "remind": int(REMIND_AFTER / timedelta(seconds=1)),
        "limit": int(LIMIT / timedelta(seconds=1)),
    }

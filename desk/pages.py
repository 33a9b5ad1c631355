"""The staff's pages: empty rooms with a name on the door. What lives in them asks the API."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from branches import clock
from branches.errors import Forbidden, NotFound, Refused
from branches.models import Branch, Staff
from branches.queries import access_branch, branches_of, staff_of
from branches.rules import Role, id_in, in_calendar
from branches.views import public_address
from breaks.queries.calibration import calibration_of
from breaks.queries.told import MOST_DAYS, USUAL_DAYS, last_days
from desk.calibration import waits_page
from quality.queries.cases import counts_for
from signage.queries import known_counter
from signage.sheets.address import lender_of, sheet_path
from signage.sheets.paper import Sheet, printed, size_of
from signage.wording import spoken_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_page(view: View[P]) -> View[P]:
    """A page for people who work here: others log in first, and a refusal is told in words."""
    return require_safe(_told(view))


def staff_form(view: View[P]) -> View[P]:
    """The same for a page whose forms are posted to it."""
    return require_http_methods(["GET", "HEAD", "POST"])(_told(view))


def _told(view: View[P]) -> View[P]:
    @never_cache
    @ensure_csrf_cookie
    @login_required
    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            context = {"message": refused.message}
            return render(request, "desk/refused.html", context, status=refused.status)

    return shown


@staff_page
def desk(request: HttpRequest) -> HttpResponse:
    """The teller's desk."""
    return render(request, "desk/desk.html", {"staff": staff_of(request.user)})


@staff_page
def office(request: HttpRequest) -> HttpResponse:
    """The office of a branch: the one asked for, else the first that the person manages."""
    staff = staff_of(request.user)
    branch = branch_of_office(staff, request.GET.get("branch", ""))
    context = {"staff": staff, "branch": branch, "branches": branches_of(staff, role=Role.MANAGER)}
    cases = {"cases": counts_for(staff, branch, now=clock.now())}
    return render(request, "desk/office.html", context | cases)


@staff_page
def sheet(request: HttpRequest) -> HttpResponse:
    """The day's breaks on paper for the door: date, times and revision, and no names (P8)."""
    branch = branch_of_office(staff_of(request.user), request.GET.get("branch", ""))
    now, counter = clock.now(), known_counter(branch, request.GET.get("counter", ""))
    day = _day(request.GET.get("day", "")) or clock.business_day(branch, now)
    sheet = Sheet(branch, day, now, spoken_of(branch.languages), counter)
    lender, version = lender_of(branch), branch.version
    path = sheet_path(lender, since=version, day=day, counter=counter) if lender else ""
    address = public_address(request, path) if path else ""
    facts = printed(sheet, address, size_of(request.GET.get("size", "")))
    asked = {"branch": branch.pk, "day": day, "counter": counter}
    return render(request, "signage/print.html", {**facts, "asked": f"{urlencode(asked)}&"})


@staff_page
def waits(request: HttpRequest) -> HttpResponse:
    """How well the waits that clients were told held (DESIGN.md 1, property 2)."""
    staff = staff_of(request.user)
    branch = branch_of_office(staff, request.GET.get("branch", ""))
    days = id_in(request.GET.get("days", "")) or USUAL_DAYS
    span = last_days(branch, min(days, MOST_DAYS), now=clock.now())
    context = {"staff": staff, "branch": branch, "branches": branches_of(staff, role=Role.MANAGER)}
    return render(request, "desk/waits.html", context | waits_page(calibration_of(span)))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if in_calendar(day) else None


def branch_of_office(staff: Staff, asked: str) -> Branch:
    """The branch of an office page: the one asked for, else the first that the person manages."""
    if asked:
        branch_id = id_in(asked)
        if branch_id is None:
            raise NotFound("branch")
        return access_branch(staff, branch_id, role=Role.MANAGER)
    first = branches_of(staff, role=Role.MANAGER).first()
    if first is None:
        raise Forbidden("The office is for managers; your place is the desk.")
    return first

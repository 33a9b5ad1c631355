"""The office's pages of screens: how each is, what it proves, how it looks, and new ones.

Plain forms; a small script only keeps the table fresh and asks how a layout would read.
"""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from branches import clock
from branches.actions import change_branch, change_device, pair_device, retire_device
from branches.errors import Refused
from branches.models import Branch, Device, Staff
from branches.queries import branches_of, screen_of, staff_of
from branches.rules import Role, id_in
from branches.views import public_address
from desk.pages import branch_of_office, staff_form, staff_page
from desk.screen_forms import LayoutForm, NameForm, PairForm, fields_for, first_values
from desk.screen_words import (
    SIZES,
    dark_zones,
    reading_rows,
    receipts_of,
    row_of,
    rows_of,
    wasteful,
)
from signage.actions.layouts import change_layout
from signage.setup import layout_of, seen_from_afar


@staff_form
def index(request: HttpRequest) -> HttpResponse:
    """All screens of a branch, the form that pairs a new one, and what they may show."""
    staff = staff_of(request.user)
    branch = branch_of_office(staff, request.GET.get("branch", ""))
    if request.method != "POST":
        code = request.GET.get("code", "")
        return _index(request, staff, branch, PairForm(initial={"zone": "main", "code": code}))
    if request.POST.get("do") == "names":
        shown = request.POST.get("show_staff") == "on"
        change_branch(branch.pk, by=staff, now=clock.now(), show_staff=shown)
        return _back(branch)
    return _pair(request, staff, branch)


def _pair(request: HttpRequest, staff: Staff, branch: Branch) -> HttpResponse:
    form = PairForm(request.POST)
    if not form.is_valid():
        return _index(request, staff, branch, form, status=422)
    now, real_now = clock.now(), clock.real_now()
    try:
        device = pair_device(branch.pk, by=staff, now=now, real_now=real_now, **form.cleaned_data)
    except Refused as refused:
        form.add_error("code", refused.message)
        return _index(request, staff, branch, form, status=refused.status)
    return HttpResponseRedirect(_address(branch, device))


def _index(
    request: HttpRequest, staff: Staff, branch: Branch, form: PairForm, *, status: int = 200
) -> HttpResponse:
    pair_at = public_address(request, reverse("pair"))
    context = _frame(staff, branch) | _table(branch) | {"form": form, "pair_at": pair_at}
    return render(request, "desk/screens.html", context, status=status)


@staff_page
def table(request: HttpRequest) -> HttpResponse:
    """The table alone, for the script that keeps it fresh."""
    staff = staff_of(request.user)
    branch = branch_of_office(staff, request.GET.get("branch", ""))
    return render(request, "desk/screens_table.html", {"branch": branch, **_table(branch)})


@staff_form
def one(request: HttpRequest, device_id: int) -> HttpResponse:
    """One screen: how it is, what it painted, its name, its layout, and its end."""
    staff = staff_of(request.user)
    branch = branch_of_office(staff, request.GET.get("branch", ""))
    device = screen_of(branch, device_id)
    if request.method != "POST":
        return _one(request, staff, branch, device)
    verbs = {"name": _rename, "layout": _lay_out, "retire": _retire}
    verb = verbs.get(request.POST.get("do", ""))
    return verb(request, staff, branch, device) if verb else _one(request, staff, branch, device)


def _rename(request: HttpRequest, staff: Staff, branch: Branch, device: Device) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _one(request, staff, branch, device, status=422, named=form)
    change_device(device.pk, by=staff, now=clock.now(), **form.cleaned_data)
    return HttpResponseRedirect(_address(branch, device))


def _lay_out(request: HttpRequest, staff: Staff, branch: Branch, device: Device) -> HttpResponse:
    """Fields that do not concern this kind of screen stay as they are."""
    typed = request.POST.copy()
    asked = {name for _, names in fields_for(device) for name in names}
    for name, value in first_values(layout_of(device)).items():
        if name not in asked:
            typed.setlist(name, value if isinstance(value, list) else _typed(value))
    form = LayoutForm(branch, typed)
    if not form.is_valid():
        return _one(request, staff, branch, device, status=422, laid=form)
    try:
        values = form.values(layout_of(device))
        change_layout(device.pk, by=staff, now=clock.now(), **values)
    except Refused as refused:
        form.add_error("farthest_m", refused.message)
        return _one(request, staff, branch, device, status=refused.status, laid=form)
    return HttpResponseRedirect(f"{_address(branch, device)}&kept=1#layout")


def _typed(value: Any) -> list[str]:
    """A value as an untouched field of the form would send it; a box that is not ticked sends
    nothing."""
    if value is None or value is False:
        return []
    return ["on" if value is True else str(value)]


def _retire(request: HttpRequest, staff: Staff, branch: Branch, device: Device) -> HttpResponse:
    if request.POST.get("sure") != "on":
        return _one(request, staff, branch, device, status=422, unsure=True)
    retire_device(device.pk, by=staff, now=clock.now())
    return _back(branch)


def _one(
    request: HttpRequest,
    staff: Staff,
    branch: Branch,
    device: Device,
    *,
    status: int = 200,
    named: NameForm | None = None,
    laid: LayoutForm | None = None,
    unsure: bool = False,
) -> HttpResponse:
    layout = layout_of(device)
    form = laid or LayoutForm(branch, initial=first_values(layout))
    seen = seen_from_afar(device, layout)
    context = _frame(staff, branch) | {
        "device": device,
        "row": row_of(device, branch, now=clock.now(), real_now=clock.real_now()),
        "receipts": receipts_of(device),
        "layout": layout,
        "form": form,
        "named": named or NameForm(initial={"name": device.name, "zone": device.zone}),
        "parts": [(title, [form[n] for n in names]) for title, names in fields_for(device)],
        "seen": seen,
        "readings": reading_rows(seen) if seen else [],
        "legibility": asdict(seen) if seen else None,
        "sizes": SIZES,
        "unsure": unsure,
        "kept": id_in(request.GET.get("kept", "")) is not None,
    }
    return render(request, "desk/screen.html", context, status=status)


def _frame(staff: Staff, branch: Branch) -> dict[str, Any]:
    zones = {*branch.counters.values_list("zone", flat=True), "main"}
    return {
        "staff": staff,
        "branch": branch,
        "branches": branches_of(staff, role=Role.MANAGER),
        "zones": sorted(zones),
        "time_zone": branch.time_zone,
    }


def _table(branch: Branch) -> dict[str, Any]:
    now = clock.now()
    rows = rows_of(branch, now=now, real_now=clock.real_now())
    wasted = wasteful(branch, rows, now)
    return {"rows": rows, "dark": dark_zones(branch, rows), "wasteful": wasted}


def _back(branch: Branch) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('office-screens')}?branch={branch.pk}")


def _address(branch: Branch, device: Device) -> str:
    return f"{reverse('office-screen', args=[device.pk])}?branch={branch.pk}"

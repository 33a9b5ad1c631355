"""The pages of paired screens: lobby display, sign, kiosk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from branches.errors import NotFound
from branches.queries import access_device
from branches.rules import DeviceKind
from signage.pages.look import look_of, missing
from signage.setup import layout_of, setup_of


@require_safe
@never_cache
def display(request: HttpRequest, token: str) -> HttpResponse:
    """The lobby display of a zone."""
    return _screen(request, token, DeviceKind.DISPLAY, "signage/lobby.html")


@require_safe
@never_cache
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """A door or counter sign: today's breaks, of one counter with `?counter=2`."""
    counter = request.GET.get("counter", "")[:8]
    return _screen(request, token, DeviceKind.SIGN, "signage/sign.html", counter=counter)


@require_safe
@never_cache
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """The terminal that gives out numbers."""
    return _screen(request, token, DeviceKind.KIOSK, "signage/kiosk.html")


def _screen(
    request: HttpRequest, token: str, kind: DeviceKind, template: str, **more: Any
) -> HttpResponse:
    try:
        device = access_device(token, kind)
    except NotFound:
        return missing(request, "This screen is not paired.", "Ask the branch manager to pair it.")
    layout = layout_of(device)
    about = {"branch": device.branch, "device": device, "token": token, "layout": layout}
    known = {**about, "setup": setup_of(device, layout), **look_of(request, layout.theme)}
    return render(request, template, {**known, **more})

"""The pages of paired screens: lobby display and kiosk; signs have a file of their own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from branches.errors import NotFound
from branches.models import Device
from branches.queries import access_device
from branches.rules import DeviceKind
from signage.models import Layout
from signage.pages.look import framed_by, look_of
from signage.pages.pair import unpaired
from signage.setup import layout_of, setup_of

More = Callable[[HttpRequest, Device, Layout], dict[str, Any]]


@require_safe
@never_cache
def display(request: HttpRequest, token: str) -> HttpResponse:
    """The lobby display of a zone."""
    return screen_page(request, token, DeviceKind.DISPLAY, "signage/lobby.html")


@require_safe
@never_cache
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """The terminal that gives out numbers."""
    return screen_page(request, token, DeviceKind.KIOSK, "signage/kiosk.html")


def screen_page(
    request: HttpRequest, token: str, kind: DeviceKind, template: str, more: More | None = None
) -> HttpResponse:
    """The page of a paired screen; `more` are facts of its own, and may find that there is none."""
    try:
        device = access_device(token, kind)
        layout = layout_of(device)
        own = more(request, device, layout) if more else {}
    except NotFound:
        return unpaired(request)
    about = {"branch": device.branch, "device": device, "token": token, "layout": layout}
    known = {**about, "setup": setup_of(device, layout), **look_of(request, layout.theme)}
    shown = render(request, template, {**known, **own})
    # a kiosk takes touches: nobody puts another page around it
    sites = () if kind == DeviceKind.KIOSK else layout.frame_ancestors
    return framed_by(request, shown, sites)

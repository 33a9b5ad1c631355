"""Door and counter signs: the tablet's page, the sheet on paper, the picture for electronic paper,
and what the code on a sheet leads to.
"""

from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from branches import clock
from branches.errors import Invalid, NotFound
from branches.models import Branch, Device
from branches.queries import access_device
from branches.rules import DeviceKind, id_in, in_calendar
from branches.views import public_address
from quality.playbook.phrases import accepted, languages
from signage.drawing.sign_image import LARGEST, SMALLEST, TURNS, Words, draw_sign
from signage.models import Layout
from signage.pages.limits import Dear, mind_limit
from signage.pages.look import look_of, missing
from signage.pages.screens import screen_page
from signage.queries import known_counter
from signage.setup import layout_of
from signage.sheets.address import access_sheet, sheet_path
from signage.sheets.changes import Change, changes_since, number_now
from signage.sheets.paper import Sheet, printed, size_of
from signage.sheets.phrases import date_words, in_each, span_words
from signage.sheets.picture import SignText, sign_text
from signage.wording import spoken, spoken_of

USUAL_SIZE = ("800", "480")
# a phone that lies open on a sheet looks again
LOOK_AGAIN_S = 30


@require_safe
@never_cache
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """A door or counter sign: today's breaks, of one counter where it stands at one (F41)."""
    return screen_page(request, token, DeviceKind.SIGN, "signage/sign.html", _stands_at)


def _stands_at(request: HttpRequest, device: Device, layout: Layout) -> dict[str, Any]:
    return {"counter": _counter_of(request, device, layout)}


def _counter_of(request: HttpRequest, device: Device, layout: Layout) -> str:
    """The counter a sign stands at: what its layout says, else what the address asks for."""
    return layout.counter.label if layout.counter else _asked_counter(request, device.branch)


def _asked_counter(request: HttpRequest, branch: Branch) -> str:
    return known_counter(branch, request.GET.get("counter", ""))


def _sign_of(request: HttpRequest, token: str) -> tuple[Device, Layout, str]:
    device = access_device(token, DeviceKind.SIGN)
    layout = layout_of(device)
    return device, layout, _counter_of(request, device, layout)


@require_safe
@never_cache
def sign_print(request: HttpRequest, token: str) -> HttpResponse:
    """The day's sheet of a sign on paper: `?size=A4|A5|A6`, with a code for what changes later."""
    try:
        device, layout, counter = _sign_of(request, token)
    except NotFound:
        return missing(
            request,
            gettext_noop("This screen is not paired."),
            gettext_noop("Ask the branch manager to pair it."),
        )
    now, size = clock.now(), size_of(request.GET.get("size", ""))
    spoken = spoken_of(layout.languages or device.branch.languages)
    day = clock.business_day(device.branch, now)
    sheet = Sheet(device.branch, day, now, spoken, counter)
    asked = {"counter": counter} if counter and not layout.counter else {}
    path = sheet_path(device, since=device.branch.version, day=day, counter=counter)
    facts = printed(sheet, public_address(request, path), size)
    return render(request, "signage/print.html", {**facts, "asked": _query(asked)})


def _query(asked: dict[str, Any]) -> str:
    """What an address of the same page goes on with."""
    return f"{urlencode(asked)}&" if asked else ""


@require_safe
def sign_image(request: HttpRequest, token: str) -> HttpResponse:
    """A sign as a PNG of one bit for electronic paper: `?w=800&h=480`, `rotate=0|90`, `language=`,
    200 to 2000 pixels (422 `image_size`, `image_turn`); `Refresh` says when to ask again. 429 for
    more than 60 a minute from one address.
    """
    device, layout, counter = _sign_of(request, token)
    mind_limit(request, Dear.IMAGE, device)
    size, turn = _image_size(request), _image_turn(request)
    text = _sign_text(request, device, layout, counter)
    mark = f"{text.mark}-{size[0]}x{size[1]}-{turn}"
    known = _known_mark(request, mark)
    headers = {
        "ETag": f'W/"{mark}"',
        "Refresh": str(text.asleep_s),
        "Cache-Control": f"private, max-age={text.asleep_s}",
    }
    if known is not None and text.still_said(known):
        asked = request.headers["If-None-Match"]
        return HttpResponse(status=304, headers={**headers, "ETag": asked})
    picture = _drawn(text.words, size, turn)
    length = {"Content-Length": str(len(picture))}
    return HttpResponse(picture, content_type="image/png", headers={**headers, **length})


def _drawn(words: Words, size: tuple[int, int], turn: int) -> bytes:
    """A picture, drawn once for all who ask for the same words at the same size."""
    about = sha256(repr((words, size, turn)).encode()).hexdigest()
    kept: Any = caches["pictures"].get_or_set(about, lambda: draw_sign(words, *size, turn))
    return bytes(kept)


def _sign_text(request: HttpRequest, device: Device, layout: Layout, counter: str) -> SignText:
    branch = device.branch
    own = spoken_of(layout.languages or branch.languages)[0]
    asked = request.GET.get("language", "")
    plan = number_now(branch)
    path = sheet_path(device, since=plan, counter=counter)
    return sign_text(
        branch,
        now=clock.now(),
        language=spoken(asked) if asked else own,
        counter=counter,
        address=public_address(request, path),
        plan=plan,
    )


def _known_mark(request: HttpRequest, mark: str) -> str | None:
    """The mark of the picture that the device has, if it is one of this size and turn."""
    own = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    said, minute, rest = own.split("-", 2) if own.count("-") >= 2 else ("", "", "")
    return f"{said}-{minute}" if mark.endswith(f"-{rest}") and rest else None


def _image_size(request: HttpRequest) -> tuple[int, int]:
    names = zip(("w", "h"), USUAL_SIZE, strict=True)
    width, height = (id_in(request.GET.get(name, usual)) or 0 for name, usual in names)
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        raise Invalid("image_size", f"A side has {SMALLEST} to {LARGEST} pixels.")
    return width, height


def _image_turn(request: HttpRequest) -> int:
    turn = id_in(request.GET.get("rotate", "0"))
    if turn not in TURNS:
        raise Invalid("image_turn", "A picture is turned by 0 or 90 degrees.")
    return turn


@require_safe
@never_cache
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on a sheet leads to: what holds now, and what changed since it was printed."""
    try:
        device = access_sheet(token)
        mind_limit(request, Dear.SHEET, device)
        counter = _asked_counter(request, device.branch)
    except NotFound:
        return missing(
            request,
            gettext_noop("This sheet is out of date."),
            gettext_noop("Look at the screens, or ask."),
        )
    branch, now = device.branch, clock.now()
    today = clock.business_day(branch, now)
    day, since = _day(request) or today, id_in(request.GET.get("since", ""))
    language = _language(request, branch)
    facts = Sheet(branch, max(day, today), now, [language], counter).facts
    about = {
        "past": date_words(day, language) if day < today else "",
        "changes": _changes(branch, since, day, now, counter, language),
        "others": _others(branch, language),
        "asked": _query({k: v for k, v in request.GET.items() if k != "lang"}),
        "refresh": LOOK_AGAIN_S,
    }
    return render(request, "signage/sheet.html", {**facts, **about, **look_of(request)})


def _day(request: HttpRequest) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if in_calendar(day) else None


def _language(request: HttpRequest, branch: Branch) -> str:
    """The one asked for, else the first of the branch's that the reader's browser prefers."""
    own = spoken_of(branch.languages)
    wishes = (request.GET.get("lang", ""), *accepted(request.headers.get("Accept-Language", "")))
    return next((each for each in (w.split("-")[0].lower() for w in wishes) if each in own), own[0])


def _others(branch: Branch, language: str) -> list[tuple[str, str]]:
    return [(each, languages()[each]) for each in spoken_of(branch.languages) if each != language]


def _changes(
    branch: Branch, since: int | None, day: date, now: datetime, counter: str, language: str
) -> list[dict[str, Any]] | None:
    """The changes in words; None where nobody knows when the sheet was printed."""
    if since is None or since > branch.version:
        return None
    found = changes_since(branch, since, day, now=now, counter=counter)
    return [_change(each, branch, language) for each in found]


def _change(change: Change, branch: Branch, language: str) -> dict[str, Any]:
    zone = clock.zone_of(branch)
    return {
        "kind": change.kind.name.lower(),
        "word": in_each(change.kind, [language]),
        "counter": change.counter,
        "before": span_words(*change.before, zone, language) if change.before else "",
        "now": span_words(*change.now, zone, language) if change.now else "",
    }

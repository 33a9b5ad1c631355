"""A screen that belongs to nobody shows a code, until a manager types it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from branches.rules import code_typed, is_code
from branches.views import public_address
from quality.playbook.phrases import accepted, language_for, languages
from signage.catalogues import words_of
from signage.drawing.codes import code_file
from signage.pages.look import look_of

# the page on which a manager types codes
OFFICE = "office-screens"


@require_safe
@never_cache
def pair(request: HttpRequest) -> HttpResponse:
    """The page that a new screen opens first."""
    return render(request, "signage/pair.html", _facts(request))


def unpaired(request: HttpRequest) -> HttpResponse:
    """What stands at the address of a screen that is retired or was never paired."""
    return render(request, "signage/pair.html", {**_facts(request), "lost": True}, status=404)


def _facts(request: HttpRequest) -> dict[str, Any]:
    """Nobody knows yet whose screen it is: it speaks as its browser does."""
    header = request.headers.get("Accept-Language", "")
    spoken = language_for(request.GET.get("lang", ""), *accepted(header))
    setup = {
        "languages": {spoken: languages()[spoken]},
        "words": words_of([spoken]),
        "sound": {},
        "office": public_address(request, reverse(OFFICE)),
    }
    return {"setup": setup, "lang": spoken, **look_of(request)}


@require_safe
@never_cache
def pair_qr(request: HttpRequest) -> HttpResponse:
    """The office's page of screens, with the code filled in, for a manager's phone (SVG)."""
    code = code_typed(request.GET.get("code", ""))
    if not is_code(code):
        return HttpResponse(status=404)
    address = public_address(request, f"{reverse(OFFICE)}?code={code}")
    return HttpResponse(code_file(address), content_type="image/svg+xml")

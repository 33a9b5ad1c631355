"""What the pages of the public have in common: a look, and a page for what is not there."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quality.playbook.phrases import language_of
from signage.catalogues import said

THEMES = ("light", "dark")


def look_of(request: HttpRequest, wanted: str = "") -> dict[str, str]:
    theme = request.GET.get("theme", wanted)
    return {"theme": theme if theme in THEMES else ""}


def missing(request: HttpRequest, title: str, advice: str, *, code: str = "") -> HttpResponse:
    """The page for what is not there, in the language that the browser prefers (F42); of a number
    that is only not there yet it says the code.
    """
    header = request.headers.get("Accept-Language", "")
    language = language_of(request.GET.get("lang", ""), "", header)
    named = f"{said(title, language)}: {code}" if code else said(title, language)
    facts = {"title": named, "advice": said(advice, language), "lang": language}
    return render(request, "signage/missing.html", facts, status=404)


def framed_by(request: HttpRequest, response: HttpResponse, sites: Sequence[str]) -> HttpResponse:
    """Let the pages of some sites frame a screen: other signage systems (UX.md 1.1)."""
    if sites:
        allowed = f"frame-ancestors {' '.join(sites)}"
        policy = settings.CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", allowed)
        response.headers["Content-Security-Policy"] = policy.replace("{host}", request.get_host())
    return response

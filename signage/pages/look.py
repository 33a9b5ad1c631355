"""What the pages of the public have in common: a look, and a page for what is not there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

THEMES = ("light", "dark")


def look_of(request: HttpRequest, wanted: str = "") -> dict[str, str]:
    theme = request.GET.get("theme", wanted)
    return {"theme": theme if theme in THEMES else ""}


def missing(request: HttpRequest, title: str, advice: str) -> HttpResponse:
    facts = {"title": title, "advice": advice}
    return render(request, "signage/missing.html", facts, status=404)

"""How well a branch keeps its word, where it wants that to be seen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from branches import clock
from branches.errors import NotFound
from branches.queries import access_device
from branches.rules import DeviceKind
from quality.playbook.phrases import language_for
from signage.pages.look import missing
from signage.queries import last_weeks, public_shares
from signage.tickets import phrases_in


@require_safe
@never_cache
def figures(request: HttpRequest, token: str) -> HttpResponse:
    """How well the branch of a display keeps its word: shares of many cases, of no person, and
    only where the branch wants it.
    """
    try:
        branch = access_device(token, DeviceKind.DISPLAY).branch
        if not branch.public_figures:
            raise NotFound("figures")
    except NotFound:
        return missing(
            request, gettext_noop("There is nothing here."), gettext_noop("Ask the staff.")
        )
    language = language_for(*branch.languages)
    say = phrases_in(language)
    since, until = last_weeks(branch, clock.now())
    facts: dict[str, Any] = {
        "branch": branch,
        "lang": language,
        "rows": public_shares(branch, since, until, language),
        "span": say["last_4_weeks"],
        "none": say["too_few_cases"],
    }
    return render(request, "signage/figures.html", facts)

"""The client's pages of a case: the form behind a ticket, and the page that follows the case.

They live without a script, in the client's language; the token in the address is the right, so
no cookie is asked for.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from branches import clock
from branches.errors import NotFound, Refused
from breaks.queries.policy import terms_for
from quality.actions import cases as verbs
from quality.actions.case_opening import complain
from quality.models import Case
from quality.playbook.filling import fill, moment_words
from quality.playbook.phrases import language_known, language_of, languages, phrases
from quality.queries.case_page import case_page_facts
from quality.queries.cases import case_of_client, cases_of_ticket
from quality.rules.cases import CaseKind, Cause, Outcome, Reach
from queueapp.models import Ticket
from queueapp.queries import access_ticket

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
KINDS = (CaseKind.COMPLAINT, CaseKind.QUESTION, CaseKind.REQUEST)
CRITERIA = "abcde"
LONGEST_TEXT = 2000
# said in the client's language; whatever else is refused stands on the page as it is now
SAID = ("contact_missing", "text_missing", "too_many_cases")


def client_page(view: Page[P]) -> Page[P]:
    """A page that its token opens; what no token opens is told in the client's language."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @csrf_exempt
    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound:
            words = phrases(_language(request))
            facts = {"title": words["unknown_title"], "advice": words["unknown_advice"]}
            return render(request, "signage/missing.html", facts, status=404)

    return shown


def _language(request: HttpRequest, known: str = "") -> str:
    header = request.headers.get("Accept-Language", "")
    return language_of(request.GET.get("lang", ""), known, header)


def _frame(language: str) -> dict[str, Any]:
    names = [(code, name) for code, name in languages().items() if code != language]
    return {"lang": language, "languages": names, "words": phrases(language)}


class ComplaintForm(forms.Form):
    """What a client fills in; every message is one of the phrases."""

    kind = forms.ChoiceField(choices=CaseKind.choices, initial=CaseKind.COMPLAINT)
    cause = forms.ChoiceField(choices=Cause.choices)
    criterion = forms.ChoiceField(choices=[(c, c) for c in CRITERIA], required=False)
    text = forms.CharField(max_length=LONGEST_TEXT)
    reach = forms.ChoiceField(choices=Reach.choices)
    client_phone = forms.CharField(max_length=40, required=False)
    client_email = forms.EmailField(required=False)
    client_name = forms.CharField(max_length=120, required=False)

    def problem(self) -> str:
        """The phrase that says what is missing; "" when nothing is."""
        if self.is_valid():
            return ""
        return "contact_missing" if "client_email" in self.errors else "text_missing"


@client_page
def complaint(request: HttpRequest, token: str) -> HttpResponse:
    """`/t/{token}/complaint/`: tell us what happened (F56)."""
    ticket, now = access_ticket(token), clock.now()
    language = _language(request, language_known(ticket.language))
    form = ComplaintForm(request.POST or None)
    if request.method != "POST":
        return _form(request, ticket, language, form)
    problem = form.problem()
    if problem:
        return _form(request, ticket, language, form, problem)
    try:
        case = complain(ticket, now=now, language=language, **form.cleaned_data)
    except Refused as refused:
        said = refused.code if refused.code in SAID else "not_done"
        return _form(request, ticket, language, form, said)
    return HttpResponseRedirect(f"/c/{case.token}/?lang={language}", status=303)


def _form(
    request: HttpRequest, ticket: Ticket, language: str, form: ComplaintForm, problem: str = ""
) -> HttpResponse:
    frame, days = _frame(language), terms_for(ticket.branch)["retention.case_days"]
    words = frame["words"]
    facts = {
        **frame,
        "ticket": ticket,
        "branch": ticket.branch,
        "given": form.data,
        "kinds": [(kind, words[f"kind_{kind}"]) for kind in KINDS],
        "causes": [(cause, words[f"cause_{cause}"]) for cause in Cause],
        "criteria": [(c, words[f"criterion_{c}"]) for c in CRITERIA],
        "reaches": [(reach, words[f"reach_{reach}"]) for reach in Reach],
        "kept": fill(words["kept"], {"days": str(days)}),
        "problem": words[problem] if problem else "",
        "cases": [_link(case, language) for case in cases_of_ticket(ticket)],
    }
    return render(request, "quality/complaint.html", facts, status=422 if problem else 200)


def _link(case: Case, language: str) -> dict[str, str]:
    state = phrases(language)[f"state_{case.state}"]
    return {"code": case.code, "address": f"/c/{case.token}/?lang={language}", "state": state}


@client_page
def case_page(request: HttpRequest, token: str) -> HttpResponse:
    """`/c/{token}/`: number, state, what was promised by when, the answer, and whether it suits."""
    case, now = case_of_client(token), clock.now()
    language = _language(request, case.language)
    if request.method != "POST":
        return _page(request, case, language, now)
    try:
        _do(case, request.POST.get("do", ""), _written(request), now)
    except Refused as refused:
        said = refused.code if refused.code in SAID else "not_done"
        fresh = case_of_client(token)
        return _page(request, fresh, language, now, problem=said, status=refused.status)
    return HttpResponseRedirect(f"/c/{token}/?lang={language}", status=303)


def _written(request: HttpRequest) -> str:
    """What a client wrote, as far as it is kept; of a zero byte no database hears."""
    return request.POST.get("text", "").replace("\x00", "")[:LONGEST_TEXT]


def _do(case: Case, what: str, text: str, now: datetime) -> None:
    if what in (Outcome.SUITS, Outcome.NO):
        verbs.judge_outcome(case.pk, Outcome(what), now=now, text=text)
    elif what == "withdraw":
        verbs.withdraw(case.pk, now=now)
    else:
        verbs.add_note(case.pk, text=text, now=now)


def _page(
    request: HttpRequest,
    case: Case,
    language: str,
    now: datetime,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    frame, zone = _frame(language), clock.zone_of(case.branch)
    facts = {
        **frame,
        **case_page_facts(case, language, now=now),
        "problem": frame["words"][problem] if problem else "",
        "checked": moment_words(now.astimezone(zone), language),
    }
    return render(request, "quality/case.html", facts, status=status)

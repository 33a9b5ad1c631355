"""The forms of the case pages: what somebody typed becomes one verb (D1 to D8)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from branches.clock import zone_of
from branches.errors import Invalid
from branches.models import Branch, Staff
from branches.queries import people_of
from branches.rules import id_in
from quality.actions import case_calls, case_handover
from quality.actions import cases as verbs
from quality.actions.case_opening import open_case
from quality.models import Case
from quality.playbook.phrases import languages
from quality.rules.calls import Stage
from quality.rules.cases import CaseKind, CaseSource, Cause, Fault, Outcome, Reach
from queueapp.models import Counter

SOURCES = (CaseSource.COUNTER, CaseSource.PHONE, CaseSource.LETTER)
KINDS = (CaseKind.COMPLAINT, CaseKind.QUESTION, CaseKind.REQUEST)
CRITERIA = {
    "a": "Knowledge and courtesy",
    "b": "Reliability, obligations kept",
    "c": "Modern means",
    "d": "Distinctiveness",
    "e": "Price and quality",
}
Choices = list[tuple[str, str]]


def _choices(words: Any, empty: str | None = None) -> Choices:
    first: Choices = [] if empty is None else [("", empty)]
    return [*first, *((each.value, each.label) for each in words)]


class DetailsForm(forms.Form):
    """What a case is about and how its client is reached."""

    kind = forms.ChoiceField(choices=_choices(KINDS))
    cause = forms.ChoiceField(choices=_choices(Cause, "–"), required=False)
    criterion = forms.ChoiceField(choices=[("", "–"), *CRITERIA.items()], required=False)
    counter = forms.ChoiceField(required=False)
    client_name = forms.CharField(max_length=120, required=False, label="Name")
    client_phone = forms.CharField(max_length=40, required=False, label="Phone")
    client_email = forms.EmailField(required=False, label="E-mail")
    reach = forms.ChoiceField(choices=_choices(Reach), label="Answer by")
    language = forms.ChoiceField(choices=[*languages().items()])
    fault = forms.ChoiceField(choices=_choices(Fault), required=False, label="Whose mistake")

    def __init__(self, branch: Branch, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.branch = branch
        rows = branch.counters.order_by("label").values_list("pk", "label")
        counters = [("", "–"), *((str(pk), label) for pk, label in rows)]
        self.fields["counter"] = forms.ChoiceField(choices=counters, required=False)

    def clean_counter(self) -> Counter | None:
        """The counter that was chosen."""
        chosen = self.cleaned_data["counter"]
        return Counter.objects.get(branch=self.branch, pk=chosen) if chosen else None


class NewCaseForm(DetailsForm):
    """What a client says at the counter, on the phone or in a letter."""

    source = forms.ChoiceField(choices=_choices(SOURCES), label="It came")
    text = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea({"rows": 6}), label="What happened"
    )
    calling = forms.BooleanField(required=False, label="The client is on the phone now")
    rings = forms.IntegerField(min_value=0, max_value=99, required=False, label="Rings")
    field_order = ("source", "kind", "cause", "text")

    def enter(self, by: Staff, now: datetime) -> Case:
        """Open the case; a call that runs begins with its first stage."""
        about = dict(self.cleaned_data)
        about["fault"] = about["fault"] or Fault.UNCLEAR
        source, text = CaseSource(about.pop("source")), about.pop("text")
        calling, rings = about.pop("calling"), about.pop("rings")
        case = open_case(self.branch.pk, source, text=text, by=by, now=now, **about)
        if calling and source == CaseSource.PHONE:
            case_calls.start_call(case.pk, by=by, now=now, rings=rings, outgoing=False)
        return case


def details_of(case: Case) -> DetailsForm:
    """The details of a case, to be corrected."""
    names = ("kind", "cause", "criterion", "language", "reach", "fault")
    known = {name: getattr(case, name) for name in names}
    known |= {name: getattr(case, name) or "" for name in ("client_name", "client_phone")}
    known |= {"client_email": case.client_email or "", "counter": case.counter_id or ""}
    return DetailsForm(case.branch, initial=known)


def do_verb(case: Case, given: QueryDict, by: Staff, now: datetime) -> None:
    """Do what one form of the page asks for; what cannot be read is refused."""
    verb = VERBS.get(given.get("do", ""))
    if verb is None:
        raise Invalid("unknown_verb", "This page cannot do that.")
    verb(case, given, by=by, now=now)


def _text(given: QueryDict, most: int = 2000) -> str:
    return given.get("text", "").replace("\r\n", "\n")[:most]


def _instant(given: QueryDict, zone: ZoneInfo) -> datetime | None:
    """A date and a time of the branch's own clock."""
    typed = given.get("due_at", "")
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        raise Invalid("due_missing", "This is no date and time.") from None


def _understand(case: Case, given: QueryDict, **who: Any) -> None:
    verbs.understand(case.pk, text=_text(given), **who)


def _option(case: Case, given: QueryDict, **who: Any) -> None:
    verbs.add_option(case.pk, text=_text(given), **who)


def _agree(case: Case, given: QueryDict, **who: Any) -> None:
    due_at = _instant(given, zone_of(case.branch))
    verbs.agree(case.pk, text=_text(given, 200), due_at=due_at, **who)


def _delay(case: Case, given: QueryDict, **who: Any) -> None:
    due_at = _instant(given, zone_of(case.branch))
    if due_at is None:
        raise Invalid("due_missing", "Name the new time.")
    verbs.tell_delay(case.pk, new_due_at=due_at, reason=_text(given, 500), **who)


def _answer(case: Case, given: QueryDict, **who: Any) -> None:
    verbs.answer_case(case.pk, text=_text(given, 4000), **who)


def _outcome(case: Case, given: QueryDict, **who: Any) -> None:
    outcome = given.get("outcome", "")
    if outcome not in Outcome.values:
        raise Invalid("outcome_missing", "What did the client say?")
    verbs.judge_outcome(case.pk, Outcome(outcome), text=_text(given), **who)


def _note(case: Case, given: QueryDict, **who: Any) -> None:
    verbs.add_note(case.pk, text=_text(given), **who)


def _withdraw(case: Case, given: QueryDict, **who: Any) -> None:
    verbs.withdraw(case.pk, text=_text(given), **who)


def _details(case: Case, given: QueryDict, **who: Any) -> None:
    form = DetailsForm(case.branch, given)
    if not form.is_valid():
        names = ", ".join(form.errors)
        raise Invalid("details", f"This cannot be used: {names}.")
    verbs.change_details(case.pk, **form.cleaned_data, **who)


def _hand_over(case: Case, given: QueryDict, **who: Any) -> None:
    chosen = id_in(given.get("staff", ""))
    found = people_of(case.branch).filter(staff=chosen).first() if chosen else None
    about: dict[str, Any] = {"to": found.staff if found else None, "text": _text(given)}
    unit = "" if found else given.get("unit", "")[:80]
    case_handover.hand_over(case.pk, unit=unit, **about, **who)


def _accept(case: Case, given: QueryDict, **who: Any) -> None:
    case_handover.accept(case.pk, **who)


def _return(case: Case, given: QueryDict, **who: Any) -> None:
    case_handover.return_case(case.pk, text=_text(given), **who)


def _call(case: Case, given: QueryDict, **who: Any) -> None:
    case_calls.start_call(case.pk, **who)


def _attempt(case: Case, given: QueryDict, **who: Any) -> None:
    case_calls.note_attempt(case.pk, **who)


def _stage(case: Case, given: QueryDict, **who: Any) -> None:
    stage = given.get("stage", "")
    if stage not in Stage.values:
        raise Invalid("stage_order", "There is no such stage.")
    case_calls.enter_stage(case.pk, Stage(stage), **who)


def _end_call(case: Case, given: QueryDict, **who: Any) -> None:
    passed = bool(given.get("transferred"))
    case_calls.end_call(case.pk, text=_text(given), transferred=passed, **who)


VERBS: dict[str, Callable[..., None]] = {
    "understand": _understand,
    "option": _option,
    "agree": _agree,
    "delay": _delay,
    "answer": _answer,
    "outcome": _outcome,
    "note": _note,
    "withdraw": _withdraw,
    "details": _details,
    "hand_over": _hand_over,
    "accept": _accept,
    "return": _return,
    "call": _call,
    "attempt": _attempt,
    "stage": _stage,
    "end_call": _end_call,
}

"""The staff's doors of cases (DOMAIN.md 6): the verbs of D1 to D8 as nouns."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import NotFound
from branches.models import Branch, Staff
from branches.queries import access_branch, people_of
from branches.views import View
from quality.actions import case_calls, case_handover
from quality.actions import cases as verbs
from quality.actions.case_opening import open_case
from quality.api.case_shapes import case_facts, case_row
from quality.models import Case
from quality.queries.cases import access_case, by_due, cases_for, ended
from quality.rules.calls import Stage
from quality.rules.cases import CaseKind, CaseSource, Cause, Fault, Outcome, Reach
from queueapp.models import Counter, Ticket

Facts = OpenApiTypes.OBJECT
MOST = 200
CRITERIA = "abcde"
BY_HAND = (CaseSource.COUNTER, CaseSource.PHONE, CaseSource.LETTER, CaseSource.BRANCH_CLOSING)
KINDS = [kind for kind in CaseKind.choices if kind[0] != CaseKind.REVIEW]


class Contact(serializers.Serializer[Any]):
    """What a case is about and how its client is reached."""

    kind = serializers.ChoiceField(KINDS, default=CaseKind.COMPLAINT)
    cause = serializers.ChoiceField(Cause.choices, required=False, allow_blank=True, default="")
    criterion = serializers.ChoiceField([*CRITERIA], required=False, allow_blank=True, default="")
    client_name = serializers.CharField(max_length=120, allow_blank=True, default="")
    client_phone = serializers.CharField(max_length=40, allow_blank=True, default="")
    client_email = serializers.EmailField(allow_blank=True, default="")
    reach = serializers.ChoiceField(Reach.choices, default=Reach.CALL)
    language = serializers.CharField(max_length=8, default="en")


class NewCase(Contact):
    # a field of a shape may be called like an attribute that fields have
    source = serializers.ChoiceField([(s.value, s.label) for s in BY_HAND])  # type: ignore[assignment]
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
    counter = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    ticket = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class Details(Contact):
    fault = serializers.ChoiceField(Fault.choices, default=Fault.UNCLEAR)
    counter = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class Words(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")


class Agreement(Words):
    due_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Delay(serializers.Serializer[Any]):
    due_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class AnswerText(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000, allow_blank=True, default="")


class Handover(Words):
    staff = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    unit = serializers.CharField(max_length=80, allow_blank=True, default="")


class CallBegun(serializers.Serializer[Any]):
    rings = serializers.IntegerField(min_value=0, max_value=99, required=False, allow_null=True)
    outgoing = serializers.BooleanField(default=True)
    # false: the client did not answer, and there was no call
    reached = serializers.BooleanField(default=True)


class CallStage(Words):
    stage = serializers.ChoiceField(Stage.choices)


class CallOver(Words):
    reached = serializers.BooleanField(default=True)
    transferred = serializers.BooleanField(default=False)


class OutcomeSaid(Words):
    outcome = serializers.ChoiceField(Outcome.choices)


OF_STATE = OpenApiParameter("state", str, description="`open` (default, by due time) or `ended`.")


class CasesView(View):
    """`branches/{b}/cases/`: what waits, by its promised time; what a client says is entered."""

    @extend_schema(parameters=[OF_STATE], responses=Facts, operation_id="cases_look")
    def get(self, request: Request, branch_id: int) -> Response:
        rows = cases_for(self.staff, access_branch(self.staff, branch_id))
        over = request.query_params.get("state") == "ended"
        found = (ended if over else by_due)(rows)[:MOST]
        return Response({"cases": [case_row(case) for case in found]})

    @extend_schema(request=NewCase, responses={201: Facts}, operation_id="case_open")
    def post(self, request: Request, branch_id: int) -> Response:
        branch, asked = access_branch(self.staff, branch_id), self.values(NewCase, request)
        source, text = CaseSource(asked.pop("source")), asked.pop("text")
        about = {**asked, **_places(branch, asked)}
        case = open_case(branch.pk, source, text=text, by=self.staff, now=clock.now(), **about)
        return Response(case_facts(case, self.staff), status=201)


def _places(branch: Branch, asked: dict[str, Any]) -> dict[str, Any]:
    """The counter and the ticket that a body names, if they are the branch's."""
    found: dict[str, Any] = {}
    for name, model in (("counter", Counter), ("ticket", Ticket)):
        if name in asked:
            pk = asked[name]
            row = model._default_manager.filter(branch=branch, pk=pk or 0).first()
            if pk and row is None:
                raise NotFound(name)
            found[name] = row
    return found


class OneCase(View):
    """What is asked of one case: whether it is there for the person, and how it stands then."""

    def case(self, case_id: int) -> Case:
        return access_case(self.staff, case_id)

    def told(self, case: Case) -> Response:
        return Response(case_facts(case, self.staff))


class CaseView(OneCase):
    """One case: `GET`, `PATCH` its details, `DELETE` when the client withdraws it."""

    @extend_schema(responses=Facts, operation_id="case_look")
    def get(self, request: Request, case_id: int) -> Response:
        return self.told(self.case(case_id))

    @extend_schema(request=Details, responses=Facts, operation_id="case_change")
    def patch(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(Details, request, partial=True)
        asked |= _places(case.branch, asked)
        about: dict[str, Any] = {"by": self.staff, "now": clock.now()}
        return self.told(verbs.change_details(case.pk, **about, **asked))

    @extend_schema(responses=Facts, operation_id="case_withdraw")
    def delete(self, request: Request, case_id: int) -> Response:
        return self.told(verbs.withdraw(self.case(case_id).pk, by=self.staff, now=clock.now()))


class UnderstandingView(OneCase):
    """`POST {"text"?}`: the client confirmed that the problem is understood (D2, BG-8)."""

    @extend_schema(request=Words, responses=Facts, operation_id="case_understand")
    def post(self, request: Request, case_id: int) -> Response:
        case, text = self.case(case_id), self.values(Words, request)["text"]
        return self.told(verbs.understand(case.pk, by=self.staff, now=clock.now(), text=text))


class OptionsView(OneCase):
    """`POST {"text"}`: one more way to settle it (BG-9)."""

    @extend_schema(request=Words, responses=Facts, operation_id="case_option")
    def post(self, request: Request, case_id: int) -> Response:
        case, text = self.case(case_id), self.values(Words, request)["text"]
        return self.told(verbs.add_option(case.pk, text=text, by=self.staff, now=clock.now()))


class AgreementView(OneCase):
    """`POST {"text", "due_at"}`: what is done, and exactly when (D3)."""

    @extend_schema(request=Agreement, responses=Facts, operation_id="case_agree")
    def post(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(Agreement, request)
        return self.told(verbs.agree(case.pk, by=self.staff, now=clock.now(), **asked))


class DelayView(OneCase):
    """`POST {"due_at", "reason"}`: told before the promised time (D6, FIL-29)."""

    @extend_schema(request=Delay, responses=Facts, operation_id="case_delay")
    def post(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(Delay, request)
        about: dict[str, Any] = {"new_due_at": asked["due_at"], "reason": asked["reason"]}
        return self.told(verbs.tell_delay(case.pk, by=self.staff, now=clock.now(), **about))


class AnswerView(OneCase):
    """`POST {"text"}`: the written answer, after a call (D5, TR-17)."""

    @extend_schema(request=AnswerText, responses=Facts, operation_id="case_answer")
    def post(self, request: Request, case_id: int) -> Response:
        case, text = self.case(case_id), self.values(AnswerText, request)["text"]
        return self.told(verbs.answer_case(case.pk, text=text, by=self.staff, now=clock.now()))


class OutcomeView(OneCase):
    """`POST {"outcome"}`: what the client said of the answer when they were asked (D7, D8)."""

    @extend_schema(request=OutcomeSaid, responses=Facts, operation_id="case_outcome")
    def post(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(OutcomeSaid, request)
        outcome = Outcome(asked.pop("outcome"))
        about: dict[str, Any] = {"by": self.staff, "now": clock.now(), **asked}
        return self.told(verbs.judge_outcome(case.pk, outcome, **about))


class NotesView(OneCase):
    """`POST {"text"}`: something to remember."""

    @extend_schema(request=Words, responses=Facts, operation_id="case_note")
    def post(self, request: Request, case_id: int) -> Response:
        case, text = self.case(case_id), self.values(Words, request)["text"]
        return self.told(verbs.add_note(case.pk, text=text, by=self.staff, now=clock.now()))


class HandoverView(OneCase):
    """`POST {"staff"?, "unit"?}` offers the case to others (D4); `DELETE` returns it."""

    @extend_schema(request=Handover, responses=Facts, operation_id="case_hand_over")
    def post(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(Handover, request)
        to = colleague(case.branch, asked.pop("staff", None))
        about: dict[str, Any] = {"by": self.staff, "now": clock.now(), "to": to, **asked}
        return self.told(case_handover.hand_over(case.pk, **about))

    @extend_schema(responses=Facts, operation_id="case_return")
    def delete(self, request: Request, case_id: int) -> Response:
        case, now = self.case(case_id), clock.now()
        return self.told(case_handover.return_case(case.pk, by=self.staff, now=now))


def colleague(branch: Branch, staff_id: int | None) -> Staff | None:
    """A person of the branch, if one is named."""
    if staff_id is None:
        return None
    found = people_of(branch).filter(staff=staff_id).first()
    if found is None:
        raise NotFound("person")
    return found.staff


class AcceptanceView(OneCase):
    """`POST`: whom it was handed to takes it."""

    @extend_schema(request=None, responses=Facts, operation_id="case_accept")
    def post(self, request: Request, case_id: int) -> Response:
        case = self.case(case_id)
        return self.told(case_handover.accept(case.pk, by=self.staff, now=clock.now()))


class CallView(OneCase):
    """`POST` begins a call, or notes one that nobody answered; `DELETE` ends it (FIL-21)."""

    @extend_schema(request=CallBegun, responses=Facts, operation_id="case_call")
    def post(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(CallBegun, request)
        about: dict[str, Any] = {"by": self.staff, "now": clock.now()}
        if not asked.pop("reached"):
            return self.told(case_calls.note_attempt(case.pk, **about))
        return self.told(case_calls.start_call(case.pk, **about, **asked))

    @extend_schema(request=CallOver, responses=Facts, operation_id="case_call_end")
    def delete(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(CallOver, request)
        about: dict[str, Any] = {"by": self.staff, "now": clock.now(), **asked}
        return self.told(case_calls.end_call(case.pk, **about))


class StageView(OneCase):
    """`POST {"stage"}`: the running call enters its next stage; the four keep their order."""

    @extend_schema(request=CallStage, responses=Facts, operation_id="case_call_stage")
    def post(self, request: Request, case_id: int) -> Response:
        case, asked = self.case(case_id), self.values(CallStage, request)
        stage = Stage(asked.pop("stage"))
        about: dict[str, Any] = {"by": self.staff, "now": clock.now(), **asked}
        return self.told(case_calls.enter_stage(case.pk, stage, **about))

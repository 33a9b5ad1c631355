"""The client's doors of cases: the token of a ticket opens one, the case's own token follows it."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.views import View
from quality.actions import cases as verbs
from quality.actions.case_opening import complain
from quality.api.case_shapes import client_facts
from quality.api.cases import Contact, Facts, Words
from quality.models import Case
from quality.queries.cases import case_of_client
from quality.rules.cases import Outcome
from queueapp.queries import access_ticket


class Complaint(Contact):
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")


class OutcomeOfClient(Words):
    outcome = serializers.ChoiceField([Outcome.SUITS, Outcome.NO])


class ClientPage(View):
    """What the holder of a token may do; the token is the right."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def told(self, case: Case, status: int = 200) -> Response:
        return Response(client_facts(case), status=status)


class TicketCasesView(ClientPage):
    """`POST tickets/{token}/cases/`: a complaint, a question or a request (D1, F56)."""

    @extend_schema(request=Complaint, responses={201: Facts}, operation_id="ticket_complain")
    def post(self, request: Request, token: str) -> Response:
        ticket, asked = access_ticket(token), self.values(Complaint, request)
        return self.told(complain(ticket, now=clock.now(), **asked), 201)


class ClientCaseView(ClientPage):
    """`GET cases/{token}/`, and `DELETE` to withdraw it."""

    @extend_schema(responses=Facts, operation_id="client_case_look")
    def get(self, request: Request, token: str) -> Response:
        return self.told(case_of_client(token))

    @extend_schema(responses=Facts, operation_id="client_case_withdraw")
    def delete(self, request: Request, token: str) -> Response:
        return self.told(verbs.withdraw(case_of_client(token).pk, now=clock.now()))


class ClientOutcomeView(ClientPage):
    """`POST {"outcome": "suits" | "no", "text"?}`: whether the answer suits (D7, D8)."""

    @extend_schema(request=OutcomeOfClient, responses=Facts, operation_id="client_case_outcome")
    def post(self, request: Request, token: str) -> Response:
        case, asked = case_of_client(token), self.values(OutcomeOfClient, request)
        outcome = Outcome(asked.pop("outcome"))
        return self.told(verbs.judge_outcome(case.pk, outcome, now=clock.now(), **asked))


class ClientNotesView(ClientPage):
    """`POST {"text"}`: more details."""

    @extend_schema(request=Words, responses=Facts, operation_id="client_case_note")
    def post(self, request: Request, token: str) -> Response:
        case, text = case_of_client(token), self.values(Words, request)["text"]
        return self.told(verbs.add_note(case.pk, text=text, now=clock.now()))

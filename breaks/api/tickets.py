"""The client's doors: take a number, look at it, keep it, give it up."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import Invalid, NotFound
from branches.queries import access_branch
from branches.rules import DeviceKind, Role
from branches.views import View
from breaks import actions
from breaks.api.boards import Painted
from breaks.api.clients import ticket_facts
from breaks.api.overrides import Because, address_of, grounds_of
from breaks.api.shapes import Facts
from breaks.queries.waits import edition_mark
from queueapp.models import Queue, Ticket
from queueapp.queries import access_ticket
from queueapp.rules import Source


class TakeTicket(serializers.Serializer[Any]):
    queue = serializers.IntegerField(min_value=1)
    language = serializers.CharField(max_length=8, default="en")
    priority = serializers.IntegerField(min_value=0, max_value=9, default=0)
    in_person = serializers.BooleanField(default=False)


class OtherCounter(serializers.Serializer[Any]):
    counter = serializers.IntegerField(min_value=1, required=False, allow_null=True)


class CallBack(serializers.Serializer[Any]):
    contact = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class Withdrawal(serializers.Serializer[Any]):
    override = Because(required=False, allow_null=True)


class TicketsView(View):
    """`POST tickets/`: a number from a kiosk, or from a teller for a client."""

    @extend_schema(request=TakeTicket, responses={201: Facts}, operation_id="ticket_take")
    def post(self, request: Request) -> Response:
        asked, now = self.values(TakeTicket, request), clock.now()
        source = self._source(request, asked)
        queue_id = asked.pop("queue")
        taken: dict[str, Any] = {"source": source, "now": now, "real_now": clock.real_now()}
        ticket = actions.take_ticket(queue_id, **taken, **asked)
        return Response(ticket_facts(access_ticket(ticket.token), now=now), status=201)

    def _source(self, request: Request, asked: dict[str, Any]) -> str:
        """Who may take a number of this queue; only staff may put a client into a class."""
        queue = Queue.objects.filter(pk=asked["queue"]).first()
        if queue is None:
            raise NotFound("queue")
        # the screen whose token came with the request, if it was not a person's session
        device = getattr(request.user, "device", None)
        if device is None:
            access_branch(self.staff, queue.branch_id)
            return Source.TELLER
        if device.kind != DeviceKind.KIOSK or device.branch_id != queue.branch_id:
            raise NotFound("queue")
        if asked["priority"]:
            raise Invalid("priority_by_staff", "Only staff give out priority numbers.")
        if asked["in_person"]:
            message = "Only staff mark a client who is told in person."
            raise Invalid("in_person_by_staff", message)
        return Source.KIOSK


class TicketPage(View):
    """What the holder of a ticket's token may do; the token is the right."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def answer(self, ticket: Ticket, now: Any) -> Response:
        return Response(ticket_facts(access_ticket(ticket.token), now=now))


class TicketView(TicketPage):
    """`GET tickets/{token}/` and `DELETE` to leave the queue (T10)."""

    @extend_schema(responses=Facts, operation_id="ticket_look")
    def get(self, request: Request, token: str) -> Response | HttpResponse:
        ticket, now = access_ticket(token), clock.now()
        # positions and times change with the branch's version, ranges with the edition of its
        # forecast; the clock alone changes minutes
        edition = edition_mark(ticket.branch_id, now=now)
        etag = f'W/"{ticket.pk}-{ticket.branch.version}-{edition}-{now:%H%M}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers={"ETag": etag})
        return Response(ticket_facts(ticket, now=now), headers={"ETag": etag})

    @extend_schema(responses=Facts, operation_id="ticket_leave")
    def delete(self, request: Request, token: str) -> Response:
        now = clock.now()
        return self.answer(actions.leave_queue(access_ticket(token).pk, now=now), now)


class HoldView(TicketPage):
    """`POST` keeps the place while a break lasts (T8), `DELETE` says "I am here" (T9)."""

    @extend_schema(request=None, responses=Facts, operation_id="ticket_hold")
    def post(self, request: Request, token: str) -> Response:
        now = clock.now()
        return self.answer(actions.hold_ticket(access_ticket(token).pk, now=now), now)

    @extend_schema(responses=Facts, operation_id="ticket_release")
    def delete(self, request: Request, token: str) -> Response:
        now = clock.now()
        return self.answer(actions.release_ticket(access_ticket(token).pk, now=now), now)


class CounterView(TicketPage):
    """`POST {"counter"?}`: be served at another counter while a break lasts (3.9 no. 3)."""

    @extend_schema(request=OtherCounter, responses=Facts, operation_id="ticket_change_counter")
    def post(self, request: Request, token: str) -> Response:
        ticket, now = access_ticket(token), clock.now()
        counter = self.values(OtherCounter, request).get("counter")
        return self.answer(actions.change_counter(ticket.pk, now=now, counter_id=counter), now)


class CallBackView(TicketPage):
    """`POST {"contact"?}`: go home and be called when the counter is back."""

    @extend_schema(request=CallBack, responses=Facts, operation_id="ticket_call_back")
    def post(self, request: Request, token: str) -> Response:
        ticket, now = access_ticket(token), clock.now()
        contact = self.values(CallBack, request)["contact"]
        return self.answer(actions.call_back(ticket.pk, now=now, contact=contact), now)


class PromiseView(View):
    """`DELETE {"override"}`: a manager takes a promise back, with grounds (3.4, C1)."""

    @extend_schema(request=Withdrawal, responses=Facts, operation_id="promise_withdraw")
    def delete(self, request: Request, token: str) -> Response:
        ticket, now = access_ticket(token), clock.now()
        access_branch(self.staff, ticket.branch_id, role=Role.MANAGER)
        grounds = grounds_of(self.values(Withdrawal, request).get("override"))
        why: dict[str, Any] = {"grounds": grounds, "address": address_of(request)}
        actions.withdraw_promise(ticket.pk, by=self.staff, now=now, **why)
        return Response(ticket_facts(access_ticket(token), now=now))


class ReceiptsView(TicketPage):
    """`POST tickets/{token}/receipts/`: this phone has painted the warning of a revision (N2)."""

    @extend_schema(request=Painted, responses={201: Facts}, operation_id="ticket_receipt_post")
    def post(self, request: Request, token: str) -> Response:
        ticket, body = access_ticket(token), self.values(Painted, request)
        break_ = actions.record_client_receipt(
            ticket,
            body["break"],
            revision=body["revision"],
            starts_at=body["starts_at"],
            now=clock.now(),
            real_now=clock.real_now(),
        )
        return Response({"notice_at": break_.notice_at}, status=201)


class RevivalView(TicketPage):
    """`POST`: a client who missed the call is back in time (T5)."""

    @extend_schema(request=None, responses=Facts, operation_id="ticket_revive")
    def post(self, request: Request, token: str) -> Response:
        now = clock.now()
        return self.answer(actions.revive_ticket(access_ticket(token).pk, now=now), now)

"""The doors of a counter itself: who comes late to it, and that it is out of service."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.views import View
from breaks import actions
from breaks.api.clients import ticket_facts
from breaks.api.shapes import Facts
from queueapp.queries import access_counter, access_session, access_ticket


class LateArrival(serializers.Serializer[Any]):
    queue = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    # a number that the client has already
    ticket = serializers.CharField(max_length=8, required=False, allow_blank=True)
    urgent = serializers.BooleanField(default=False)
    in_person = serializers.BooleanField(default=False)


class LateArrivalView(View):
    """`POST sessions/{id}/late-arrival/`: a number for the client at the desk, and what to say."""

    @extend_schema(request=LateArrival, responses={201: Facts}, operation_id="late_arrival")
    def post(self, request: Request, session_id: int) -> Response:
        session, now = access_session(self.staff, session_id), clock.now()
        asked = self.values(LateArrival, request)
        ticket, outcome = actions.late_arrival(
            session.pk,
            by=self.staff,
            now=now,
            real_now=clock.real_now(),
            queue_id=asked.get("queue"),
            code=asked.get("ticket"),
            urgent=asked["urgent"],
            in_person=asked["in_person"],
        )
        facts = ticket_facts(access_ticket(ticket.token), now=now)
        return Response({**facts, "outcome": outcome}, status=201)


class OutageView(View):
    """`POST`/`DELETE counters/{id}/outage/`: a counter breaks down, or is back (Q9)."""

    @extend_schema(request=None, responses=Facts, operation_id="counter_out")
    def post(self, request: Request, counter_id: int) -> Response:
        return self._set(counter_id, True)

    @extend_schema(responses=Facts, operation_id="counter_back")
    def delete(self, request: Request, counter_id: int) -> Response:
        return self._set(counter_id, False)

    def _set(self, counter_id: int, out: bool) -> Response:
        access_counter(self.staff, counter_id)
        now = clock.now()
        counter = actions.set_out_of_service(counter_id, out, by=self.staff, now=now)
        facts = {"label": counter.label, "zone": counter.zone, "state": counter.state}
        return Response({"id": counter.pk, **facts})

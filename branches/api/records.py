"""The doors of what happened, and of the house's clock."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.actions import set_clock
from branches.errors import Forbidden, Refused
from branches.models import Event
from branches.queries import access_branch, events_after, manages_somewhere
from branches.rules import Role
from branches.timetable import run_due
from branches.views import View

MOST_EVENTS = 500


class EventShape(serializers.ModelSerializer[Event]):
    by = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ["number", "kind", "at", "due_at", "by", "subject", "subject_id", "data"]

    def get_by(self, event: Event) -> dict[str, Any] | None:
        """Who did it; nobody when the clock or a client did."""
        return {"id": event.by.pk, "name": event.by.name} if event.by else None


class EventPage(serializers.Serializer[Any]):
    events = EventShape(many=True)
    next = serializers.IntegerField(allow_null=True)


class EventQuery(serializers.Serializer[Any]):
    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_EVENTS, default=100)


class EventsView(View):
    """`branches/{b}/events/`: what happened, by number."""

    @extend_schema(parameters=[EventQuery], responses=EventPage, operation_id="events_list")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        asked = EventQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        after, limit = asked.validated_data["after"], asked.validated_data["limit"]
        events, more = events_after(branch, after, limit=limit)
        last = events[-1].number if more else None
        return Response({"events": EventShape(events, many=True).data, "next": last})


class ClockShape(serializers.Serializer[Any]):
    now = serializers.DateTimeField(required=False)
    speed = serializers.FloatField(required=False)


class ClockView(View):
    """`clock/`: the house's clock. It can be moved in a demo or a test, never in production."""

    @extend_schema(responses=ClockShape, operation_id="clock_get")
    def get(self, request: Request) -> Response:
        self._admit()
        return self._shown()

    @extend_schema(request=ClockShape, responses=ClockShape, operation_id="clock_set")
    def post(self, request: Request) -> Response:
        self._admit()
        set_clock(real_now=clock.real_now(), **self.values(ClockShape, request))
        # so that whoever moved the clock sees what the moment brings
        run_due(clock.now())
        return self._shown()

    def _admit(self) -> None:
        if not settings.CLOCK_CONTROL:
            raise Refused("clock_fixed", "The clock of this house cannot be moved.", status=404)
        if not manages_somewhere(self.staff):
            raise Forbidden("Only managers move the clock.")

    def _shown(self) -> Response:
        return Response(ClockShape({"now": clock.now(), "speed": clock.speed()}).data)

"""The doors of calls for help (DOMAIN.md 6, D9; F54, F64)."""

from typing import Any

from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import access_branch
from branches.views import View
from quality.actions.alarms import acknowledge_alarm, raise_alarm, resolve_alarm
from quality.models import Alarm
from quality.queries.alarms import access_alarm, ringing
from quality.rules.alarms import AlarmKind
from queueapp.queries import access_session

# what the schema says of these answers
Facts = OpenApiTypes.OBJECT


class Raise(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(AlarmKind.choices)


class Resolve(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


def alarm_facts(alarm: Alarm) -> dict[str, Any]:
    """An alarm as staff see it: who called from where, who was asked, who comes."""
    return {
        "id": alarm.pk,
        "kind": alarm.kind,
        "counter": {"id": alarm.counter.pk, "label": alarm.counter.label}
        if alarm.counter
        else None,
        "raised_by": _person(alarm.raised_by),
        "raised_at": alarm.raised_at,
        "asked": _person(alarm.asked),
        "acknowledged_by": _person(alarm.acknowledged_by),
        "acknowledged_at": alarm.acknowledged_at,
        "escalated_at": alarm.escalated_at,
        "resolved_at": alarm.resolved_at,
        "next_step_at": alarm.next_step_at,
    }


def _person(staff: Any) -> dict[str, Any] | None:
    return {"id": staff.pk, "name": staff.name} if staff else None


class AlarmsView(View):
    """`GET branches/{b}/alarms/`: what rings; `POST {"kind"}` from wherever the person is."""

    @extend_schema(responses=Facts, operation_id="alarms_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        rows = ringing(self.staff, branch)
        return Response({"alarms": [alarm_facts(a) for a in rows], "now": clock.now()})

    @extend_schema(request=Raise, responses={201: Facts}, operation_id="alarm_raise")
    def post(self, request: Request, branch_id: int) -> Response:
        branch, kind = access_branch(self.staff, branch_id), self.values(Raise, request)["kind"]
        alarm = raise_alarm(branch.pk, kind=AlarmKind(kind), by=self.staff, now=clock.now())
        return Response(alarm_facts(alarm), status=201)


class SessionAlarmView(View):
    """`POST sessions/{id}/alarm/ {"kind"}`: from the own counter."""

    @extend_schema(request=Raise, responses={201: Facts}, operation_id="session_alarm")
    def post(self, request: Request, session_id: int) -> Response:
        session = access_session(self.staff, session_id)
        kind, now = AlarmKind(self.values(Raise, request)["kind"]), clock.now()
        alarm = raise_alarm(session.branch_id, kind=kind, by=self.staff, now=now)
        return Response(alarm_facts(alarm), status=201)


class AcknowledgementView(View):
    """`POST alarms/{id}/acknowledgement/`: a manager has heard it and comes."""

    @extend_schema(request=None, responses=Facts, operation_id="alarm_acknowledge")
    def post(self, request: Request, alarm_id: int) -> Response:
        alarm = access_alarm(self.staff, alarm_id)
        return Response(alarm_facts(acknowledge_alarm(alarm.pk, by=self.staff, now=clock.now())))


class ResolutionView(View):
    """`POST alarms/{id}/resolution/ {"note"}`: it is over."""

    @extend_schema(request=Resolve, responses=Facts, operation_id="alarm_resolve")
    def post(self, request: Request, alarm_id: int) -> Response:
        alarm, note = access_alarm(self.staff, alarm_id), self.values(Resolve, request)["note"]
        done = resolve_alarm(alarm.pk, by=self.staff, now=clock.now(), note=note)
        return Response(alarm_facts(done))

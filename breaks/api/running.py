"""The doors to what goes on now: answers, overruns, extensions, conversions, the live floor."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import access_branch
from branches.rules import Role
from branches.views import View
from breaks import actions
from breaks.api.floor import floor_facts
from breaks.api.shapes import Facts, break_facts
from breaks.queries import access_break


class Remark(serializers.Serializer[Any]):
    remark = serializers.CharField(max_length=200, trim_whitespace=True)


class End(Remark):
    ended_at = serializers.DateTimeField(required=False)


class Minutes(serializers.Serializer[Any]):
    minutes = serializers.IntegerField(min_value=1, max_value=120)


class Confirmation(serializers.Serializer[Any]):
    minutes = serializers.IntegerField(min_value=1, max_value=120, required=False)


class Conversion(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=20)
    minutes = serializers.IntegerField(min_value=1, max_value=120, required=False)


class Pressure(serializers.Serializer[Any]):
    answer = serializers.CharField(max_length=10)
    minutes = serializers.IntegerField(min_value=1, max_value=120, required=False)
    staff = serializers.IntegerField(min_value=1, required=False, source="staff_id")
    counter = serializers.IntegerField(min_value=1, required=False, source="counter_id")


class Answer(serializers.Serializer[Any]):
    grant = serializers.BooleanField()


class AnswerView(View):
    """`POST {"grant": true|false}`: the manager answers a request (U1, B16)."""

    @extend_schema(request=Answer, responses=Facts, operation_id="break_answer")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        grant = self.values(Answer, request)["grant"]
        now = clock.now()
        answered = actions.answer_request(break_.pk, grant=grant, by=self.staff, now=now)
        return Response(break_facts(access_break(self.staff, answered.pk)))


class EndView(View):
    """`POST {"remark", "ended_at"?}`: the manager ends an overrun (E1)."""

    @extend_schema(request=End, responses=Facts, operation_id="break_end_for")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked, now = self.values(End, request), clock.now()
        ended = actions.end_break_for(break_.pk, by=self.staff, now=now, **asked)
        return Response(break_facts(access_break(self.staff, ended.pk)))


class ExtensionView(View):
    """`POST {"minutes"}`: the return comes later (B11): the person's own, or the manager's."""

    @extend_schema(request=Minutes, responses=Facts, operation_id="break_extend")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id)
        if break_.staff_id != self.staff.pk:
            access_break(self.staff, break_id, role=Role.MANAGER)
        minutes, now = self.values(Minutes, request)["minutes"], clock.now()
        actions.extend_break(break_.pk, minutes=minutes, by=self.staff, now=now)
        return Response(break_facts(access_break(self.staff, break_id)))


class ConfirmationView(View):
    """`POST {"minutes"?}`: the shown return still holds, or lies so many minutes ahead (U3)."""

    @extend_schema(request=Confirmation, responses=Facts, operation_id="break_confirm")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id)
        if break_.staff_id != self.staff.pk:
            access_break(self.staff, break_id, role=Role.MANAGER)
        asked, now = self.values(Confirmation, request), clock.now()
        actions.confirm_return(break_.pk, by=self.staff, now=now, **asked)
        return Response(break_facts(access_break(self.staff, break_id)))


class ConversionView(View):
    """`POST {"reason", "minutes"?}`: an unplanned break in place of a planned one (U4, B18)."""

    @extend_schema(request=Conversion, responses={201: Facts}, operation_id="break_convert")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked, now = self.values(Conversion, request), clock.now()
        new = actions.convert_break(break_.pk, by=self.staff, now=now, **asked)
        return Response(break_facts(access_break(self.staff, new.pk)), status=201)


class PressureView(View):
    """`POST {"answer": keep|postpone|relief, ...}`: the manager answers the proposal (3.1)."""

    @extend_schema(request=Pressure, responses=Facts, operation_id="break_pressure")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked, now = self.values(Pressure, request), clock.now()
        actions.answer_pressure(break_.pk, by=self.staff, now=now, **asked)
        return Response(break_facts(access_break(self.staff, break_id)))


class SpokenView(View):
    """`POST`: the notice was said aloud while every screen is offline (N3)."""

    @extend_schema(request=None, responses=Facts, operation_id="break_spoken")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id)
        now, real_now = clock.now(), clock.real_now()
        actions.record_spoken_notice(break_.pk, by=self.staff, now=now, real_now=real_now)
        return Response(break_facts(access_break(self.staff, break_.pk)))


class FloorView(View):
    """`GET`: the live floor of a branch for its staff."""

    @extend_schema(responses=Facts, operation_id="floor_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        return Response(floor_facts(branch, now=clock.now(), real_now=clock.real_now()))

"""The manager's doors to what goes on now: answers to requests, overruns, the live floor."""

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
    """`POST {"remark"}`: the manager ends an overrun (E1)."""

    @extend_schema(request=Remark, responses=Facts, operation_id="break_end_for")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        remark = self.values(Remark, request)["remark"]
        now = clock.now()
        ended = actions.end_break_for(break_.pk, by=self.staff, now=now, remark=remark)
        return Response(break_facts(ended))


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

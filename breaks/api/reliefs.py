"""The doors of who sits in while somebody is on break (P4, 3.9 no. 24)."""

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
from breaks.api.shapes import Facts, break_facts, relief_facts
from breaks.queries import access_break, reliefs_of


class Sitting(serializers.Serializer[Any]):
    """Who sits in, at which counter; from S to R and five minutes more unless it says otherwise."""

    staff = serializers.IntegerField(min_value=1, source="staff_id")
    counter = serializers.IntegerField(min_value=1, source="counter_id")
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class ReliefView(View):
    """`POST breaks/{id}/relief/`: somebody sits in; `DELETE`: nobody does any more."""

    @extend_schema(request=Sitting, responses={201: Facts}, operation_id="relief_assign")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked = self.values(Sitting, request)
        actions.assign_relief(break_.pk, by=self.staff, now=clock.now(), **asked)
        return Response(break_facts(access_break(self.staff, break_id)), status=201)

    @extend_schema(responses=Facts, operation_id="relief_cancel")
    def delete(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        actions.cancel_relief(break_.pk, by=self.staff, now=clock.now())
        return Response(break_facts(access_break(self.staff, break_id)))


class ReliefsView(View):
    """`GET branches/{b}/reliefs/`: who sits in, where and when, for breaks that are not over."""

    @extend_schema(responses=Facts, operation_id="reliefs_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        rows = reliefs_of(branch)
        return Response({"reliefs": [{**relief_facts(r), "break": r.break_ref_id} for r in rows]})

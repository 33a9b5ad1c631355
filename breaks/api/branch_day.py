"""The manager's doors to the day itself: close the branch early, change a shift."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Branch
from branches.queries import access_branch, closed_early
from branches.rules import Role
from branches.views import View
from breaks import actions
from breaks.api.plans import shift_facts
from breaks.api.shapes import Facts, break_facts
from queueapp.queries import access_shift, in_line


class Closure(serializers.Serializer[Any]):
    call_back_at = serializers.DateTimeField(required=False, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class Hours(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)


def closure_facts(branch: Branch, *, now: datetime) -> dict[str, Any]:
    """Whether the branch closed early today, what clients are told, and how many still wait."""
    closed = closed_early(branch, now)
    return {
        "closed": closed,
        "closed_early_at": branch.closed_early_at if closed else None,
        "note": branch.closure_note if closed else "",
        "call_back_at": branch.call_back_at if closed else None,
        "waiting": len(in_line(branch)),
    }


class ClosureView(View):
    """`branches/{b}/closure/`: `POST {"call_back_at"?, "note"?}` closes for today, `DELETE` opens
    again (3.9 no. 14).
    """

    @extend_schema(responses=Facts, operation_id="closure_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        return Response(closure_facts(branch, now=clock.now()))

    @extend_schema(request=Closure, responses=Facts, operation_id="branch_close")
    def post(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        asked, now = self.values(Closure, request), clock.now()
        branch = actions.close_branch(branch.pk, by=self.staff, now=now, **asked)
        return Response(closure_facts(branch, now=now))

    @extend_schema(responses=Facts, operation_id="branch_reopen")
    def delete(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        now = clock.now()
        branch = actions.reopen_branch(branch.pk, by=self.staff, now=now)
        return Response(closure_facts(branch, now=now))


class ShiftView(View):
    """`PATCH shifts/{id}/ {"starts_at"?, "ends_at"?}`: other hours, and what becomes of the breaks.

    `rest`: why the lawful rest is at risk now, if it is (3.9 no. 9).
    """

    @extend_schema(request=Hours, responses=Facts, operation_id="shift_change")
    def patch(self, request: Request, shift_id: int) -> Response:
        shift = access_shift(self.staff, shift_id, role=Role.MANAGER)
        asked, now = self.values(Hours, request), clock.now()
        shift, risk = actions.change_shift(shift.pk, by=self.staff, now=now, **asked)
        breaks = shift.breaks.select_related("staff", "counter").order_by("starts_at", "pk")
        rest = {"code": risk.code, "message": risk.message, **risk.facts} if risk else None
        facts = {"breaks": [break_facts(b) for b in breaks], "rest": rest}
        return Response({**shift_facts(shift), **facts})

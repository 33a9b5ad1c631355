"""The manager's doors: the day's plan and single breaks."""

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import Invalid
from branches.models import Branch
from branches.queries import access_branch
from branches.rules import Role
from branches.views import View
from breaks import actions
from breaks.api.shapes import Facts, break_facts
from breaks.models import Break
from breaks.queries import access_break, breaks_on
from breaks.rules.states import BreakState
from queueapp.queries import shifts_on

DAY = OpenApiParameter("day", str, description="Business day, YYYY-MM-DD; today when left out.")


class DraftBreak(serializers.Serializer[Any]):
    staff = serializers.IntegerField(min_value=1, source="staff_id")
    kind = serializers.CharField(max_length=12)
    starts_at = serializers.DateTimeField()
    length_minutes = serializers.IntegerField(min_value=1, max_value=480)
    counter = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, source="counter_id"
    )
    alternative = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ChangeBreak(serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField(required=False)
    length_minutes = serializers.IntegerField(min_value=1, max_value=480, required=False)
    counter = serializers.IntegerField(min_value=1, required=False, source="counter_id")
    alternative = serializers.CharField(max_length=200, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Publication(serializers.Serializer[Any]):
    breaks = DraftBreak(many=True, required=False)


class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, trim_whitespace=True)


def day_of(branch: Branch, text: str | None) -> date:
    """The business day a request names, or today at the branch."""
    if not text:
        return clock.business_day(branch, clock.now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("invalid_day", "A day is written YYYY-MM-DD.") from None


def shift_facts(shift: Any) -> dict[str, Any]:
    counter = shift.counter
    return {
        "id": shift.pk,
        "staff": {"id": shift.staff_id, "name": shift.staff.name},
        "day": shift.day,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "counter": {"id": counter.pk, "label": counter.label} if counter else None,
    }


class BreaksView(View):
    """`GET` the breaks of a day, `POST` a draft (B1)."""

    @extend_schema(parameters=[DAY], responses=Facts, operation_id="breaks_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        day = day_of(branch, request.query_params.get("day"))
        return Response({"breaks": [break_facts(b) for b in breaks_on(branch, day)]})

    @extend_schema(request=DraftBreak, responses={201: Facts}, operation_id="break_draft")
    def post(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        asked = self.values(DraftBreak, request)
        break_ = actions.draft_break(branch.pk, by=self.staff, now=clock.now(), **asked)
        return Response(break_facts(break_), status=201)


class BreakView(View):
    """`GET`, `PATCH` (a draft is changed, an announced break moved: B6), `DELETE` (B7)."""

    @extend_schema(responses=Facts, operation_id="break_look")
    def get(self, request: Request, break_id: int) -> Response:
        return Response(break_facts(access_break(self.staff, break_id)))

    @extend_schema(request=ChangeBreak, responses=Facts, operation_id="break_move")
    def patch(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked = self.values(ChangeBreak, request)
        changed = self._change(break_, asked)
        return Response(break_facts(access_break(self.staff, changed.pk)))

    def _change(self, break_: Break, asked: dict[str, Any]) -> Break:
        now, reason = clock.now(), asked.pop("reason", "")
        if break_.state == BreakState.DRAFT:
            return actions.change_draft(break_.pk, by=self.staff, now=now, **asked)
        if set(asked) - {"starts_at", "length_minutes"}:
            raise Invalid("only_times", "Only the times of an announced break can be changed.")
        return actions.reschedule_break(break_.pk, by=self.staff, now=now, reason=reason, **asked)

    @extend_schema(request=Reason, responses=Facts, operation_id="break_cancel")
    def delete(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        reason = self.values(Reason, request)["reason"]
        now = clock.now()
        cancelled = actions.cancel_break(break_.pk, by=self.staff, now=now, reason=reason)
        return Response(break_facts(cancelled))


class PlanView(View):
    """`GET branches/{b}/plans/{day}/`: the day's roster and breaks."""

    @extend_schema(responses=Facts, operation_id="plan_look")
    def get(self, request: Request, branch_id: int, day: str) -> Response:
        branch = access_branch(self.staff, branch_id)
        on = day_of(branch, day)
        return Response(
            {
                "day": on,
                "shifts": [shift_facts(s) for s in shifts_on(branch, on)],
                "breaks": [break_facts(b) for b in breaks_on(branch, on)],
            }
        )


class PublicationView(View):
    """`POST`: publish the drafts of a day, all or none (B2, P8)."""

    @extend_schema(request=Publication, responses=Facts, operation_id="plan_publish")
    def post(self, request: Request, branch_id: int, day: str) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        new = self.values(Publication, request).get("breaks", [])
        on, now = day_of(branch, day), clock.now()
        actions.publish_plan(branch.pk, on, by=self.staff, now=now, new=new)
        published = breaks_on(branch, on).exclude(state=BreakState.CANCELLED)
        return Response({"day": on, "breaks": [break_facts(b) for b in published]})

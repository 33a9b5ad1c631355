"""The manager's doors: the day's plan and single breaks."""

from datetime import date, time
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
from breaks.api.overrides import Because, address_of, grounds_of
from breaks.api.reliefs import Sitting
from breaks.api.shapes import Facts, break_facts
from breaks.models import Break
from breaks.queries import access_break, breaks_on, rest_facts
from breaks.rules.states import BreakState
from breaks.rules.wall import lay_out
from queueapp.queries import shifts_on

DAY = OpenApiParameter("day", str, description="Business day, YYYY-MM-DD; today when left out.")


WALL = r"^([01]\d|2[0-3]):[0-5]\d$"


class Laid(serializers.Serializer[Any]):
    """A start as an instant, or as the clock on the wall reads on a day."""

    starts_at = serializers.DateTimeField(required=False)
    start = serializers.RegexField(WALL, required=False)
    day = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "starts_at" in attrs and "start" in attrs:
            raise serializers.ValidationError("Give starts_at or start, not both.")
        return attrs


class PlacedBreak(Laid):
    """The same where a start must be named."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not {"starts_at", "start"} & set(attrs):
            raise serializers.ValidationError("Give starts_at, or start and day.")
        return super().validate(attrs)


class DraftBreak(PlacedBreak):
    staff = serializers.IntegerField(min_value=1, source="staff_id")
    kind = serializers.CharField(max_length=12)
    length_minutes = serializers.IntegerField(min_value=1, max_value=480)
    counter = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, source="counter_id"
    )
    alternative = serializers.CharField(max_length=200, required=False, allow_blank=True)
    relief = Sitting(required=False, allow_null=True)


class DraftWithGrounds(DraftBreak):
    override = Because(required=False, allow_null=True)


class ChangeBreak(Laid):
    length_minutes = serializers.IntegerField(min_value=1, max_value=480, required=False)
    counter = serializers.IntegerField(min_value=1, required=False, source="counter_id")
    alternative = serializers.CharField(max_length=200, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    override = Because(required=False, allow_null=True)


class Publication(serializers.Serializer[Any]):
    breaks = DraftBreak(many=True, required=False)
    override = Because(required=False, allow_null=True)
    republish = serializers.BooleanField(required=False, default=False)


class Replacement(PlacedBreak):
    length_minutes = serializers.IntegerField(min_value=1, max_value=480, required=False)


class Cancellation(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, trim_whitespace=True)
    replacement = Replacement(required=False, allow_null=True)
    override = Because(required=False, allow_null=True)


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


def laid_out(asked: dict[str, Any], branch: Branch, day: date) -> bool:
    """Turn a wall time of the body into an instant of `day`, or of the day it names itself.

    Says whether the clock of that night never shows it (3.9 no. 11).
    """
    named, wall = asked.pop("day", day), asked.pop("start", None)
    if wall is None:
        return False
    laid = lay_out(named, time.fromisoformat(wall), clock.zone_of(branch))
    asked["starts_at"] = laid.instant
    return laid.moved


class PlanningView(View):
    """A view through which a manager plans: grounds and address travel with what is asked."""

    def why(self, asked: dict[str, Any], request: Request) -> dict[str, Any]:
        grounds = grounds_of(asked.pop("override", None))
        return {"override": grounds, "address": address_of(request), "by": self.staff}


class BreaksView(PlanningView):
    """`GET` the breaks of a day, `POST` a draft (B1)."""

    @extend_schema(parameters=[DAY], responses=Facts, operation_id="breaks_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        day = day_of(branch, request.query_params.get("day"))
        return Response({"breaks": [break_facts(b) for b in breaks_on(branch, day)]})

    @extend_schema(request=DraftWithGrounds, responses={201: Facts}, operation_id="break_draft")
    def post(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        asked, now = self.values(DraftWithGrounds, request), clock.now()
        why = self.why(asked, request)
        moved = laid_out(asked, branch, clock.business_day(branch, now))
        break_ = actions.draft_break(branch.pk, now=now, **why, **asked)
        return Response({**break_facts(break_), "moved_by_clock_change": moved}, status=201)


class BreakView(PlanningView):
    """`GET`, `PATCH` (a draft is changed, an announced break moved: B6), `DELETE` (B7)."""

    @extend_schema(responses=Facts, operation_id="break_look")
    def get(self, request: Request, break_id: int) -> Response:
        return Response(break_facts(access_break(self.staff, break_id)))

    @extend_schema(request=ChangeBreak, responses=Facts, operation_id="break_move")
    def patch(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked = self.values(ChangeBreak, request)
        why = self.why(asked, request)
        moved = laid_out(asked, break_.branch, break_.day)
        changed = self._change(break_, asked, why)
        facts = break_facts(access_break(self.staff, changed.pk))
        return Response({**facts, "moved_by_clock_change": moved})

    def _change(self, break_: Break, asked: dict[str, Any], why: dict[str, Any]) -> Break:
        now, reason = clock.now(), asked.pop("reason", "")
        if break_.state == BreakState.DRAFT:
            return actions.change_draft(break_.pk, now=now, **why, **asked)
        if set(asked) - {"starts_at", "length_minutes"}:
            raise Invalid("only_times", "Only the times of an announced break can be changed.")
        return actions.reschedule_break(break_.pk, now=now, reason=reason, **why, **asked)

    @extend_schema(request=Cancellation, responses=Facts, operation_id="break_cancel")
    def delete(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id, role=Role.MANAGER)
        asked, now = self.values(Cancellation, request), clock.now()
        why = self.why(asked, request)
        instead = asked.pop("replacement", None)
        if instead is not None:
            instead = dict(instead)
            laid_out(instead, break_.branch, break_.day)
        actions.cancel_break(break_.pk, now=now, replacement=instead, **why, **asked)
        return Response(break_facts(access_break(self.staff, break_id)))


class ConsentView(View):
    """`POST`: the employee agrees that her break is put off once more (3.4)."""

    @extend_schema(request=None, responses=Facts, operation_id="break_consent")
    def post(self, request: Request, break_id: int) -> Response:
        break_ = access_break(self.staff, break_id)
        actions.give_consent(break_.pk, by=self.staff, now=clock.now())
        return Response(break_facts(access_break(self.staff, break_id)))


class PlanView(View):
    """`GET branches/{b}/plans/{day}/`: the day's roster, its breaks, what the law asks of each."""

    @extend_schema(responses=Facts, operation_id="plan_look")
    def get(self, request: Request, branch_id: int, day: str) -> Response:
        branch = access_branch(self.staff, branch_id)
        on = day_of(branch, day)
        return Response(
            {
                "day": on,
                "shifts": [shift_facts(s) for s in shifts_on(branch, on)],
                "breaks": [break_facts(b) for b in breaks_on(branch, on)],
                "people": rest_facts(branch, on),
            }
        )


class PublicationView(PlanningView):
    """`POST`: publish the drafts of a day, all or none (B2, P8)."""

    @extend_schema(request=Publication, responses=Facts, operation_id="plan_publish")
    def post(self, request: Request, branch_id: int, day: str) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        asked, on, now = self.values(Publication, request), day_of(branch, day), clock.now()
        why, new = self.why(asked, request), [dict(b) for b in asked.get("breaks", [])]
        moved = {(b["staff_id"], b["starts_at"]) for b in new if laid_out(b, branch, on)}
        actions.publish_plan(branch.pk, on, now=now, new=new, republish=asked["republish"], **why)
        published = breaks_on(branch, on).exclude(state=BreakState.CANCELLED)
        told = [(break_facts(b), (b.staff_id, b.starts_at) in moved) for b in published]
        return Response(
            {"day": on, "breaks": [{**b, "moved_by_clock_change": was} for b, was in told]}
        )

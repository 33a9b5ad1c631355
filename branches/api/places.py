"""The doors of branches: where one works, and what changes there."""

import zoneinfo
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.actions import change_branch, create_branch
from branches.models import Branch
from branches.queries import access_branch, branches_of, head_office_of
from branches.rules import WEEKDAYS, BranchKind, Role, is_hours
from branches.views import View

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "string"}},
        },
        "example": {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]},
    }
)
class HoursField(serializers.JSONField):
    """Opening hours as wall clock times by weekday; {} when the doors never close."""

    def to_internal_value(self, data: Any) -> Any:
        """The hours, if every day and span is one."""
        hours = super().to_internal_value(data)
        if not is_hours(hours):
            raise serializers.ValidationError('Like {"mon": [["09:00", "17:00"]]}, spans in order.')
        return hours


class BranchShape(serializers.ModelSerializer[Branch]):
    opening_hours = HoursField(required=False)
    languages = serializers.ListField(
        child=serializers.RegexField(LANGUAGE), required=False, min_length=1
    )
    kind = serializers.ChoiceField(BranchKind.choices, default=BranchKind.BANK)
    # whether a slug is free is asked under the action's own refusal
    slug = serializers.SlugField(max_length=50)

    class Meta:
        model = Branch
        fields = [
            "id",
            "name",
            "slug",
            "kind",
            "time_zone",
            "languages",
            "opening_hours",
            "alternative",
            "accepts_tickets",
            "public_figures",
            "show_staff",
            "closed_early_at",
            "closure_note",
            "call_back_at",
            "version",
        ]
        read_only_fields = ["closed_early_at", "closure_note", "call_back_at", "version"]

    def validate_time_zone(self, value: str) -> str:
        """A zone of the IANA database."""
        if value not in zoneinfo.available_timezones():
            raise serializers.ValidationError("There is no such time zone.")
        return value


class BranchChange(serializers.Serializer[Any]):
    languages = serializers.ListField(
        child=serializers.RegexField(LANGUAGE), required=False, min_length=1
    )
    alternative = serializers.CharField(max_length=200, allow_blank=True, required=False)
    opening_hours = HoursField(required=False)
    accepts_tickets = serializers.BooleanField(required=False)
    public_figures = serializers.BooleanField(required=False)
    show_staff = serializers.BooleanField(required=False)


class BranchesView(View):
    """`branches/`: the branches one works at; head office opens new ones."""

    @extend_schema(responses=BranchShape(many=True), operation_id="branches_list")
    def get(self, request: Request) -> Response:
        return Response(BranchShape(branches_of(self.staff), many=True).data)

    @extend_schema(request=BranchShape, responses={201: BranchShape}, operation_id="branch_create")
    def post(self, request: Request) -> Response:
        staff = self.staff
        organisation = head_office_of(staff)
        values = self.values(BranchShape, request)
        branch = create_branch(organisation, by=staff, now=clock.now(), **values)
        return Response(BranchShape(branch).data, status=201)


class BranchView(View):
    """`branches/{b}/`: one branch."""

    @extend_schema(responses=BranchShape, operation_id="branch_get")
    def get(self, request: Request, branch_id: int) -> Response:
        return Response(BranchShape(access_branch(self.staff, branch_id)).data)

    @extend_schema(request=BranchChange, responses=BranchShape, operation_id="branch_change")
    def patch(self, request: Request, branch_id: int) -> Response:
        staff = self.staff
        access_branch(staff, branch_id, role=Role.MANAGER)
        values = self.values(BranchChange, request, partial=True)
        branch = change_branch(branch_id, by=staff, now=clock.now(), **values)
        return Response(BranchShape(branch).data)

"""The doors of the ground floor: branches, people, screens, what happened, and the clock."""

import zoneinfo
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.actions import (
    change_branch,
    create_branch,
    create_device,
    create_staff,
    retire_device,
    set_clock,
    set_skills,
)
from branches.errors import Forbidden, NotFound, Refused
from branches.models import Branch, Device, Event, Membership
from branches.queries import (
    access_branch,
    branches_of,
    events_after,
    head_office_of,
    manages_somewhere,
    people_of,
    role_at,
    screens_of,
)
from branches.rules import WEEKDAYS, BranchKind, DeviceKind, Role, at_least, is_hours
from branches.timetable import run_due
from branches.views import View

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"
MOST_EVENTS = 500


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
    alternative = serializers.CharField(max_length=200, allow_blank=True, required=False)
    opening_hours = HoursField(required=False)
    accepts_tickets = serializers.BooleanField(required=False)
    public_figures = serializers.BooleanField(required=False)


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


class StaffShape(serializers.ModelSerializer[Membership]):
    id = serializers.IntegerField(source="staff_id", read_only=True)
    name = serializers.CharField(source="staff.name")
    position = serializers.CharField(source="staff.position")
    username = serializers.CharField(source="staff.user.username")
    skills = serializers.ListField(source="staff.skills", child=serializers.CharField())

    class Meta:
        model = Membership
        fields = ["id", "name", "position", "role", "username", "skills"]


class SkillsField(serializers.ListField):
    """What only some may do, as the role floor of the policy names it (P5)."""

    child = serializers.RegexField(r"^[a-z][a-z0-9_]{0,39}\Z")

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)


class NewStaff(serializers.Serializer[Any]):
    username = serializers.RegexField(r"^[\w.@+-]+\Z", max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)
    name = serializers.CharField(max_length=120)
    position = serializers.CharField(max_length=120, allow_blank=True, default="")
    role = serializers.ChoiceField(Role.choices, default=Role.TELLER)
    skills = SkillsField(default=list)


class StaffChange(serializers.Serializer[Any]):
    skills = SkillsField()


class StaffView(View):
    """`branches/{b}/staff/`: who works here."""

    @extend_schema(responses=StaffShape(many=True), operation_id="staff_list")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        return Response(StaffShape(people_of(branch), many=True).data)

    @extend_schema(request=NewStaff, responses={201: StaffShape}, operation_id="staff_create")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.staff
        branch = access_branch(by, branch_id, role=Role.MANAGER)
        values = self.values(NewStaff, request)
        if not at_least(role_at(by, branch) or Role.TELLER, values["role"]):
            raise Forbidden("Nobody gives out a role above their own.")
        staff = create_staff(branch_id, by=by, now=clock.now(), **values)
        return Response(StaffShape(staff.memberships.get()).data, status=201)


class PersonView(View):
    """`branches/{b}/staff/{id}/`: what a person may do that only some may (P5)."""

    @extend_schema(request=StaffChange, responses=StaffShape, operation_id="staff_change")
    def patch(self, request: Request, branch_id: int, staff_id: int) -> Response:
        by = self.staff
        branch = access_branch(by, branch_id, role=Role.MANAGER)
        membership = people_of(branch).filter(staff_id=staff_id).first()
        if membership is None:
            raise NotFound("person")
        skills = self.values(StaffChange, request)["skills"]
        set_skills(branch.pk, staff_id, skills=skills, by=by, now=clock.now())
        return Response(StaffShape(people_of(branch).get(pk=membership.pk)).data)


class DeviceShape(serializers.ModelSerializer[Device]):
    class Meta:
        model = Device
        fields = ["id", "kind", "name", "zone", "last_seen_at"]
        read_only_fields = ["last_seen_at"]


class PairedDevice(DeviceShape):
    token = serializers.CharField(read_only=True)

    class Meta(DeviceShape.Meta):
        fields = [*DeviceShape.Meta.fields, "token"]


class NewDevice(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(DeviceKind.choices)
    name = serializers.CharField(max_length=80)
    zone = serializers.CharField(max_length=40, default="main")


class DevicesView(View):
    """`branches/{b}/devices/`: the paired screens; a token is told once, when it is made."""

    @extend_schema(responses=DeviceShape(many=True), operation_id="devices_list")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        return Response(DeviceShape(screens_of(branch), many=True).data)

    @extend_schema(request=NewDevice, responses={201: PairedDevice}, operation_id="device_create")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.staff
        access_branch(by, branch_id, role=Role.MANAGER)
        values = self.values(NewDevice, request)
        device, token = create_device(branch_id, by=by, now=clock.now(), **values)
        return Response({**DeviceShape(device).data, "token": token}, status=201)


class DeviceView(View):
    """`branches/{b}/devices/{id}/`: one paired screen."""

    @extend_schema(responses={204: None}, operation_id="device_retire")
    def delete(self, request: Request, branch_id: int, device_id: int) -> Response:
        by = self.staff
        branch = access_branch(by, branch_id, role=Role.MANAGER)
        if not branch.devices.filter(pk=device_id).exists():
            raise NotFound("screen")
        retire_device(device_id, by=by, now=clock.now())
        return Response(status=204)


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

"""The doors of screens: which are paired, and what each says of itself."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.actions import change_device, create_device, report_device, retire_device
from branches.errors import NotFound
from branches.models import Device
from branches.queries import access_branch, access_device, screen_of, screens_of
from branches.rules import DeviceKind, DeviceSound, Role, in_calendar, skew_of
from branches.views import View


class DeviceShape(serializers.ModelSerializer[Device]):
    class Meta:
        model = Device
        fields = [
            "id",
            "kind",
            "name",
            "zone",
            "last_seen_at",
            "reported_at",
            "build",
            "width",
            "height",
            "sound",
            "skew_seconds",
            "painted_version",
            "painted_at",
        ]
        read_only_fields = [name for name in fields if name not in ("kind", "name", "zone")]


class PairedDevice(DeviceShape):
    token = serializers.CharField(read_only=True)

    class Meta(DeviceShape.Meta):
        fields = [*DeviceShape.Meta.fields, "token"]


class NewDevice(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(DeviceKind.choices)
    name = serializers.CharField(max_length=80)
    zone = serializers.CharField(max_length=40, default="main")


class DeviceChange(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80, required=False)
    zone = serializers.CharField(max_length=40, required=False)


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

    @extend_schema(request=DeviceChange, responses=DeviceShape, operation_id="device_change")
    def patch(self, request: Request, branch_id: int, device_id: int) -> Response:
        by = self.staff
        device = screen_of(access_branch(by, branch_id, role=Role.MANAGER), device_id)
        values = self.values(DeviceChange, request, partial=True)
        changed = change_device(device.pk, by=by, now=clock.now(), **values)
        return Response(DeviceShape(changed).data)

    @extend_schema(responses={204: None}, operation_id="device_retire")
    def delete(self, request: Request, branch_id: int, device_id: int) -> Response:
        by = self.staff
        branch = access_branch(by, branch_id, role=Role.MANAGER)
        if not branch.devices.filter(pk=device_id).exists():
            raise NotFound("screen")
        retire_device(device_id, by=by, now=clock.now())
        return Response(status=204)


class StateReport(serializers.Serializer[Any]):
    build = serializers.RegexField(r"^[0-9a-f]{1,12}\Z", required=False)
    width = serializers.IntegerField(min_value=1, max_value=20_000, required=False)
    height = serializers.IntegerField(min_value=1, max_value=20_000, required=False)
    sound = serializers.ChoiceField(DeviceSound.choices, required=False)
    # what the screen's own clock reads, right or wrong
    device_clock = serializers.DateTimeField(required=False)
    # the newest board that stood on its glass, and when by the clock of the house
    painted_version = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False)
    painted_at = serializers.DateTimeField(required=False)

    def validate_painted_at(self, value: datetime) -> datetime:
        """An instant that a calendar holds."""
        if not in_calendar(value):
            raise serializers.ValidationError("That lies outside of the calendar.")
        return value


class StateView(View):
    """`POST boards/{token}/state/`: a screen says how it is, every half minute.

    Nothing but the office cares, so it is no event and nudges nobody.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=StateReport, responses={204: None}, operation_id="state_post")
    def post(self, request: Request, token: str) -> Response:
        device, real_now = access_device(token), clock.real_now()
        said = self.values(StateReport, request, partial=True)
        if said.get("painted_version", 0) > device.branch.version:
            # a board that never was: the house has gone back to an older day
            said = {key: value for key, value in said.items() if "painted" not in key}
        if "device_clock" in said:
            said["skew_seconds"] = skew_of(said.pop("device_clock"), real_now)
        report_device(device, real_now=real_now, **said)
        return Response(status=204)

"""The screens' doors: the whole board, and what was painted of it (N2)."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.actions import touch_device
from branches.queries import access_device
from branches.rules import DeviceKind
from branches.views import View
from breaks import actions
from breaks.api.shapes import Facts
from breaks.queries.waits import edition_mark


class Painted(serializers.Serializer[Any]):
    break_ = serializers.IntegerField(min_value=1)
    revision = serializers.IntegerField(min_value=1, max_value=10_000)
    starts_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {"break": fields.pop("break_"), **fields}


class PaintedByScreen(Painted):
    painted_at = serializers.DateTimeField(required=False)
    # what the screen's own clock reads, right or wrong
    device_clock = serializers.DateTimeField(required=False)


class ReceiptsView(View):
    """`POST boards/{token}/receipts/`: this screen has painted the warning of a revision."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=PaintedByScreen, responses={201: Facts}, operation_id="receipt_post")
    def post(self, request: Request, token: str) -> Response:
        device = access_device(token, DeviceKind.DISPLAY, DeviceKind.SIGN, DeviceKind.KIOSK)
        body = self.values(PaintedByScreen, request)
        break_ = actions.record_receipt(
            device,
            body["break"],
            revision=body["revision"],
            starts_at=body["starts_at"],
            now=clock.now(),
            real_now=clock.real_now(),
            device_at=body.get("painted_at"),
            device_clock=body.get("device_clock"),
        )
        return Response({"notice_at": break_.notice_at}, status=201)


class BoardView(View):
    """`GET boards/{token}/`: the whole board of the screen's branch, with an ETag.

    Asking is also the screen's sign of life.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=Facts, operation_id="board_look")
    def get(self, request: Request, token: str) -> Response | HttpResponse:
        device, now = access_device(token), clock.now()
        touch_device(device, seen_at=clock.real_now())
        # what the clock alone changes on a board, it changes on whole minutes
        branch, edition = device.branch, edition_mark(device.branch_id, now=now)
        etag = f'W/"{branch.pk}-{branch.version}-{edition}-{now:%d%H%M}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers={"ETag": etag})
        board = import_string(settings.BOARD_READER)(device.branch_id, now)
        return Response(board, headers={"ETag": etag})

"""The doors of pairing: a new screen shows a code, and a manager types it (UX.md 1.1)."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from branches import clock
from branches.actions import ask_pairing, pair_device
from branches.api.screens import DeviceShape, NewDevice
from branches.models import Device, Pairing
from branches.queries import access_branch, access_pairing
from branches.rules import PAIRING_INTERVAL_SECONDS, Role
from branches.views import View


class PairingShape(serializers.Serializer[Any]):
    state = serializers.ChoiceField([("waiting", "Waiting"), ("paired", "Paired")])
    # of a screen that waits; the code is typed by a manager within so many seconds
    code = serializers.CharField(required=False)
    expires_at = serializers.DateTimeField(required=False)
    expires_in_s = serializers.IntegerField(required=False)
    interval_s = serializers.IntegerField(required=False)
    # of a paired screen: the path of its own page
    address = serializers.CharField(required=False)


class NewPairing(PairingShape):
    secret = serializers.CharField()


def waiting(pairing: Pairing, real_now: datetime) -> dict[str, Any]:
    """A pairing as its screen sees it; the seconds are for a screen whose own clock is wrong."""
    return {
        "state": "waiting",
        "code": pairing.code,
        "expires_at": pairing.expires_at,
        "expires_in_s": max(0, round((pairing.expires_at - real_now).total_seconds())),
        "interval_s": PAIRING_INTERVAL_SECONDS,
    }


class NewScreens(SimpleRateThrottle):
    """Twenty new codes a minute for one address: a hall full of screens, no flood."""

    scope = "pairings"
    rate = "20/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One line per address."""
        return f"pairings-{self.get_ident(request)}"


class PairingsView(View):
    """`POST pairings/`: a screen that nobody knows asks for a code."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (NewScreens,)

    @extend_schema(request=None, responses={201: NewPairing}, operation_id="pairing_create")
    def post(self, request: Request) -> Response:
        real_now = clock.real_now()
        pairing, secret = ask_pairing(real_now=real_now)
        return Response({**waiting(pairing, real_now), "secret": secret}, status=201)


class PairingView(View):
    """`GET pairings/{secret}/`: whether somebody typed the code of this screen."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=PairingShape, operation_id="pairing_look")
    def get(self, request: Request, secret: str) -> Response:
        real_now = clock.real_now()
        found = access_pairing(secret, real_now=real_now)
        if isinstance(found, Device):
            return Response({"state": "paired", "address": f"/{found.kind}/{secret}"})
        return Response(waiting(found, real_now))


class Claim(NewDevice):
    code = serializers.CharField(max_length=12)


class BranchPairingsView(View):
    """`POST branches/{b}/pairings/`: a manager types the code that a screen shows."""

    @extend_schema(request=Claim, responses={201: DeviceShape}, operation_id="pairing_claim")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.staff
        access_branch(by, branch_id, role=Role.MANAGER)
        values, real_now = self.values(Claim, request), clock.real_now()
        device = pair_device(branch_id, by=by, now=clock.now(), real_now=real_now, **values)
        return Response(DeviceShape(device).data, status=201)

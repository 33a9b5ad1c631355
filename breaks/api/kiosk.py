"""The kiosk's doors for a cut connection: numbers in reserve, and what it gave out by itself."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import Refused
from branches.models import Branch
from branches.queries import access_device
from branches.rules import DeviceKind, opening_spans
from branches.views import View, public_address
from breaks import actions
from breaks.api.shapes import Facts
from queueapp.actions import reserve_numbers
from queueapp.models import ReservedNumber, Ticket
from queueapp.rules import RESERVE, code_of

MOST_SLIPS = 200
# the door at which a number is asked for
TICKETS = "/api/v1/tickets/"


class Held(serializers.Serializer[Any]):
    queue = serializers.IntegerField(min_value=1)
    count = serializers.IntegerField(min_value=0, max_value=10_000)


class Reservation(serializers.Serializer[Any]):
    # the day of the numbers that the kiosk still has, and how many of each queue
    day = serializers.DateField(required=False, allow_null=True, default=None)
    held = Held(many=True, required=False, default=list)


class SlipShape(serializers.Serializer[Any]):
    queue = serializers.IntegerField(min_value=1)
    number = serializers.IntegerField(min_value=1, max_value=100_000)
    token = serializers.CharField(max_length=32)
    taken_at = serializers.DateTimeField()
    language = serializers.CharField(max_length=8, default="en")


class Report(serializers.Serializer[Any]):
    tickets = serializers.ListField(
        child=SlipShape(), max_length=MOST_SLIPS, required=False, default=list
    )
    # the Idempotency-Keys of presses whose answer never came
    unknown = serializers.ListField(
        child=serializers.CharField(max_length=200),
        max_length=MOST_SLIPS,
        required=False,
        default=list,
    )


class ReservationsView(View):
    """`POST kiosk/reservations/`: numbers to give out while the server cannot be reached."""

    @extend_schema(
        request=Reservation, responses={201: Facts}, operation_id="kiosk_reserve_numbers"
    )
    def post(self, request: Request) -> Response:
        kiosk, now = access_device(str(request.auth), DeviceKind.KIOSK), clock.now()
        asked = self.values(Reservation, request)
        today = clock.business_day(kiosk.branch, now)
        same = asked["held"] if asked["day"] == today else []
        held = {row["queue"]: row["count"] for row in same}
        rows = reserve_numbers(kiosk, held=held, now=now)
        about = {"day": today, "spans": _spans(kiosk.branch, now), "wanted": RESERVE}
        return Response({**about, "queues": _by_queue(rows, request)}, status=201)


def _spans(branch: Branch, now: datetime) -> list[tuple[datetime, datetime]]:
    """When numbers of today may be given out without asking: the day's opening hours."""
    zone, today = clock.zone_of(branch), clock.business_day(branch, now)
    if branch.opening_hours:
        return opening_spans(branch.opening_hours, today, zone)
    return [(_midnight(today, zone), _midnight(today + timedelta(days=1), zone))]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _by_queue(rows: Iterable[ReservedNumber], request: Request) -> list[dict[str, Any]]:
    return [
        {"queue": queue.pk, "numbers": [_number(row, request) for row in mine]}
        for queue, mine in groupby(rows, key=attrgetter("queue"))
    ]


def _number(row: ReservedNumber, request: Request) -> dict[str, Any]:
    page = public_address(request, reverse("ticket", args=[row.token]))
    return {
        "number": row.number,
        "code": code_of(row.queue.letter, row.number),
        "token": row.token,
        "qr": qr_of(page),
    }


def qr_of(address: str) -> dict[str, Any]:
    """An address as a QR code that a page draws by itself: `size` modules on each side, without the
    quiet zone, and the `rows` in hexadecimal, the first module of a row in its highest bit.
    """
    rows = list(segno.make(address, error="m", micro=False).matrix)
    size = len(rows)
    digits = (size + 3) // 4
    spare = 4 * digits - size
    bits = (int("".join(map(str, row)), 2) << spare for row in rows)
    return {"size": size, "rows": "".join(f"{row:0{digits}x}" for row in bits)}


class OfflineTicketsView(View):
    """`POST kiosk/offline-tickets/`: the numbers a kiosk gave out by itself become tickets, and
    what nobody holds leaves the line. A repeat says the same again.
    """

    @extend_schema(request=Report, responses={200: Facts}, operation_id="kiosk_report_offline")
    def post(self, request: Request) -> Response:
        kiosk, now = access_device(str(request.auth), DeviceKind.KIOSK), clock.now()
        asked = self.values(Report, request)
        told = actions.take_offline(kiosk, [actions.Slip(**t) for t in asked["tickets"]], now=now)
        known: dict[str, Any] = {"token": str(request.auth), "path": TICKETS}
        known["real_now"] = clock.real_now()
        unknown = [
            {"key": key, **_cancelled(*actions.cancel_unknown(kiosk, key, now=now, **known))}
            for key in dict.fromkeys(asked["unknown"])
        ]
        return Response({"tickets": [_told(*each) for each in told], "unknown": unknown})


def _told(slip: actions.Slip, became: Ticket | Refused) -> dict[str, Any]:
    about = {"queue": slip.queue, "number": slip.number, "token": slip.token}
    if isinstance(became, Refused):
        return {**about, "refused": became.code}
    return {**about, "refused": None, "code": became.code, "state": became.state}


def _cancelled(outcome: str, ticket: Ticket | None) -> dict[str, Any]:
    return {"outcome": outcome, "code": ticket.code if ticket else None}

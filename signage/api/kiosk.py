"""The kiosk's doors for paper and for the ear."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import Invalid, NotFound, Refused
from branches.queries import access_device
from branches.rules import DeviceKind
from branches.views import View, public_address
from queueapp.queries import access_ticket
from queueapp.rules import ENDED
from signage.announcer import read_aloud
from signage.drawing.escpos import raster, send
from signage.drawing.slip_image import draw_slip
from signage.rules import Paper
from signage.setup import layout_of
from signage.sheets.slip import slip_of

LONGEST_SPEECH = 1500


class Printed(serializers.Serializer[Any]):
    ticket = serializers.CharField(max_length=32)


class Spoken(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_SPEECH)
    language = serializers.RegexField(r"^[a-z]{2,3}\Z")


class PrintsView(View):
    """`POST kiosk/prints/`: a number on the paper of the kiosk's network printer.

    The printer's address is the layout's alone, which a manager sets; 503 `printer_away` when it
    does not take the paper: the kiosk shows the code instead.
    """

    @extend_schema(request=Printed, responses={201: None}, operation_id="kiosk_print")
    def post(self, request: Request) -> Response:
        kiosk, now = access_device(str(request.auth), DeviceKind.KIOSK), clock.now()
        layout = layout_of(kiosk)
        if layout.paper != Paper.NETWORK or not layout.printer:
            raise Invalid("no_printer", "This kiosk has no network printer.")
        ticket = access_ticket(self.values(Printed, request)["ticket"])
        if ticket.branch_id != kiosk.branch_id or ticket.state in ENDED:
            raise NotFound("ticket")
        address = public_address(request, reverse("ticket", args=[ticket.token]))
        send(layout.printer, raster(draw_slip(slip_of(ticket, address, now=now))))
        return Response(status=201)


class SpeechView(View):
    """`POST kiosk/speech/`: what stands on the kiosk's page, as WAV, for a client who listens.

    404 `no_voice` where the language has none.
    """

    @extend_schema(
        request=Spoken,
        responses={(200, "audio/wav"): OpenApiTypes.BINARY},
        operation_id="kiosk_hear",
    )
    def post(self, request: Request) -> HttpResponse:
        access_device(str(request.auth), DeviceKind.KIOSK)
        asked = self.values(Spoken, request)
        sound = read_aloud(asked["text"], asked["language"])
        if sound is None:
            language = asked["language"]
            raise Refused("no_voice", f"There is no voice for the language {language}.", status=404)
        return HttpResponse(sound, content_type="audio/wav")

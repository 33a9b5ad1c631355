"""The doors of a client's phone that wants to be woken; the ticket's token is the right."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches.views import View
from quality.playbook.phrases import language_for
from queueapp.queries import access_ticket
from signage.actions.push import subscribe, unsubscribe


class Keys(serializers.Serializer[Any]):
    p256dh = serializers.CharField(max_length=120)
    auth = serializers.CharField(max_length=40)


class Phone(serializers.Serializer[Any]):
    """As `PushSubscription.toJSON()` has it, and the language of the page."""

    endpoint = serializers.CharField(max_length=500)
    keys = Keys()
    language = serializers.CharField(max_length=8, default="en")


class GonePhone(serializers.Serializer[Any]):
    endpoint = serializers.CharField(max_length=500)


class PushView(View):
    """`POST tickets/{token}/push/`: wake this phone; `DELETE {"endpoint"}`: no more."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=Phone, responses={204: None}, operation_id="ticket_push_on")
    def post(self, request: Request, token: str) -> Response:
        ticket, asked = access_ticket(token), self.values(Phone, request)
        language = language_for(asked["language"])
        subscribe(ticket, asked["endpoint"], **asked["keys"], language=language)
        return Response(status=204)

    @extend_schema(request=GonePhone, responses={204: None}, operation_id="ticket_push_off")
    def delete(self, request: Request, token: str) -> Response:
        ticket, asked = access_ticket(token), self.values(GonePhone, request)
        unsubscribe(ticket, asked["endpoint"])
        return Response(status=204)

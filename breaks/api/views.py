"""What every view of this floor shares: who asks, and when."""

from typing import Any

from drf_spectacular.utils import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from branches.errors import Forbidden
from branches.models import Device, Staff
from branches.queries import staff_of

Facts = OpenApiTypes.OBJECT


class View(APIView):
    """One API view: who asks, and the values of the body in the shape the view declares."""

    @property
    def staff(self) -> Staff:
        """The person whose session it is; a screen or a stranger is refused."""
        return staff_of(self.request.user)

    def device(self, request: Request) -> Device:
        """The screen whose token came with the request."""
        device = getattr(request.user, "device", None)
        if device is None:
            raise Forbidden("Only a paired screen may do this.")
        return device

    def values(self, shape: type[serializers.Serializer], request: Request) -> dict[str, Any]:
        """The body in the declared shape, else 422 with the fields that are wrong."""
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

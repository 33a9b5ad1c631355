"""What every view of the API shares, on this floor and those above: who asks, and for what."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from branches.models import Staff
from branches.queries import staff_of


def public_address(request: HttpRequest | Request, path: str) -> str:
    """Where everybody finds a path of this house: what stands on paper, on screens and in codes.

    The host that whoever asks happened to use counts only where no address is set (PUBLIC_URL):
    it may be a name that no client can reach, or one that somebody made up.
    """
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return str(request.build_absolute_uri(path))


class View(APIView):
    """One API view: who asks, and the values of the body in the shape the view declares."""

    @property
    def staff(self) -> Staff:
        """The person whose session it is; a screen or a stranger is refused."""
        return staff_of(self.request.user)

    def values(
        self, shape: type[serializers.Serializer], request: Request, *, partial: bool = False
    ) -> dict[str, Any]:
        """The body in the declared shape, else 422 with the fields that are wrong."""
        body = shape(data=request.data, partial=partial)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

"""What every view of the API shares, on this floor and those above: who asks, and for what."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from branches.models import Staff
from branches.queries import staff_of


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

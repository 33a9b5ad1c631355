"""What every view of this floor shares beside the house's own `View`."""

from drf_spectacular.utils import OpenApiTypes
from rest_framework.request import Request

from branches import views
from branches.errors import Forbidden
from branches.models import Device

Facts = OpenApiTypes.OBJECT


class View(views.View):
    """One API view that screens may ask too."""

    def device(self, request: Request) -> Device:
        """The screen whose token came with the request."""
        device = getattr(request.user, "device", None)
        if device is None:
            raise Forbidden("Only a paired screen may do this.")
        return device

"""Who asks: a person with a session, or a screen with its token."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from branches.errors import NotFound
from branches.models import Device
from branches.queries import access_device


class StaffLogin(ModelBackend):
    """Django's own logins; the person behind one comes along with it."""

    def get_user(self, user_id: int) -> User | None:
        """The login of a session, None for one that is gone or switched off."""
        user = User.objects.select_related("staff").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class StaffSession(SessionAuthentication):
    """The session cookie, with a CSRF token for unsafe methods; 401 for nobody, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """What WWW-Authenticate says; having one at all is what makes it a 401."""
        return "Session"


class Screen:
    """A paired screen in the place of `request.user`: no person, no rights of a person."""

    pk = None
    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False

    def __init__(self, device: Device) -> None:
        self.device = device


class DeviceToken(BaseAuthentication):
    """The header `Authorization: Device <token>` of a display, sign or kiosk."""

    keyword = "device"

    def authenticate(self, request: Request) -> tuple[Screen, str] | None:
        """The screen that owns the token; None when the header speaks of something else."""
        token = device_token(request._request)
        if token is None:
            return None
        try:
            return Screen(access_device(token)), token
        except NotFound:
            raise AuthenticationFailed("This screen is not paired.") from None

    def authenticate_header(self, request: Request) -> str:
        """What WWW-Authenticate says."""
        return "Device"


def device_token(request: HttpRequest) -> str | None:
    """The token in the Authorization header, if the header is a screen's."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == DeviceToken.keyword else None

"""Coming in by the API: who am I, where do I work, where do I sit."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from branches.errors import Refused
from branches.models import Branch, Staff
from branches.queries import branches_of, role_at, staff_of
from branches.views import View
from queueapp.queries import session_of


class Person(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class Workplace(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    kind = serializers.CharField()
    time_zone = serializers.CharField()
    role = serializers.CharField()


class Me(serializers.Serializer[Any]):
    staff = Person()
    branches = Workplace(many=True)
    session = serializers.IntegerField(allow_null=True)


class Credentials(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class WrongPasswords(SimpleRateThrottle):
    """Thirty wrong passwords a minute from one address; right ones are not counted."""

    scope = "wrong_passwords"
    rate = "30/min"
    seconds = 60

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One line of guesses per address."""
        return f"wrong-passwords-{self.get_ident(request)}"

    def throttle_success(self) -> bool:
        """Asking is free."""
        return True

    def count(self) -> None:
        """One more wrong guess."""
        self.history.insert(0, self.now)
        self.cache.set(self.key, self.history, self.seconds)


class LoginView(View):
    """`login/`: a session for a person on the staff.

    No CSRF token is asked: a page of another site cannot post JSON here.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_throttles(self) -> list[Any]:
        """The one that counts wrong passwords, kept at hand."""
        self.wrong_passwords = WrongPasswords()
        return [self.wrong_passwords]

    @extend_schema(request=Credentials, responses=Me, operation_id="login")
    def post(self, request: Request) -> Response:
        user = authenticate(request._request, **self.values(Credentials, request))
        if user is None:
            self.wrong_passwords.count()
            message = "The user name or the password is not right."
            raise Refused("wrong_credentials", message, status=401)
        staff = staff_of(user)
        login(request._request, user)
        return Response(Me(me_of(staff)).data)


class LogoutView(View):
    """`logout/`: the end of the session."""

    @extend_schema(request=None, responses={204: None}, operation_id="logout")
    def post(self, request: Request) -> Response:
        logout(request._request)
        return Response(status=204)


class MeView(View):
    """`me/`: the person, the places of work, and the counter session that is open."""

    @extend_schema(responses=Me, operation_id="me")
    def get(self, request: Request) -> Response:
        return Response(Me(me_of(self.staff)).data)


def me_of(staff: Staff) -> dict[str, Any]:
    """What a person's pages start from."""
    session = session_of(staff.pk)
    return {
        "staff": {"id": staff.pk, "name": staff.name},
        "branches": [_workplace(staff, branch) for branch in branches_of(staff)],
        "session": session.pk if session else None,
    }


def _workplace(staff: Staff, branch: Branch) -> dict[str, Any]:
    names = ("id", "name", "slug", "kind", "time_zone")
    return {**{name: getattr(branch, name) for name in names}, "role": role_at(staff, branch)}

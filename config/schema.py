"""What the OpenAPI document says beyond the views: how one logs in, refusals, doing things once."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

UNSAFE = ("post", "put", "patch", "delete")
PROBLEM = {
    "type": "object",
    "description": "A refusal or an error (RFC 9457); `code` is stable, facts stand beside it.",
    "properties": {
        "type": {"type": "string", "example": "/problems/notice_too_short"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": True,
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "A repeat with the same key and body gets the first answer and does nothing.",
}


class StaffSessionScheme(OpenApiAuthenticationExtension):
    """A person: the session cookie, and the CSRF token for unsafe methods."""

    target_class = "config.authentication.StaffSession"
    name = "staffSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The cookie by name."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "From POST login/; unsafe methods also need the header X-CSRFToken.",
        }


class DeviceTokenScheme(OpenApiAuthenticationExtension):
    """A paired screen."""

    target_class = "config.authentication.DeviceToken"
    name = "deviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The header by name."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Device <token>`",
        }


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Every operation may answer with a problem."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for _, operation in _operations(result):
        answer = {"description": "Refused, or an error", "content": content}
        operation["responses"].setdefault("default", answer)
    return result


def add_idempotency_key(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Every unsafe operation takes an Idempotency-Key."""
    for method, operation in _operations(result):
        if method in UNSAFE:
            operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    return result


def _operations(result: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [item for path in result["paths"].values() for item in path.items()]

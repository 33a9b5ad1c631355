"""How the house says no: one exception with a stable code, turned into RFC 9457 by the doors."""

from typing import Any


class Refused(Exception):
    """A verb that may not happen now. `status` is 409 for a state, 422 for a value."""

    status = 409

    def __init__(self, code: str, message: str, *, status: int | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.facts = code, message, facts
        self.status = status or type(self).status


class Invalid(Refused):
    """What was asked could never be done as it was asked (422)."""

    status = 422


class NotFound(Refused):
    """There is no such thing, or not for you: the two are told alike (404)."""

    status = 404

    def __init__(self, what: str = "object") -> None:
        super().__init__("not_found", f"There is no such {what}.")


class Forbidden(Refused):
    """You belong here, but this is not yours to do (403)."""

    status = 403

    def __init__(self, message: str) -> None:
        super().__init__("forbidden", message)

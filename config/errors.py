"""How a refusal, a broken request and a mishap leave the house: RFC 9457 problem details.

Under /api/ the answer is `application/problem+json` with a stable `code`; a page gets the same
sentence as a small HTML page.
"""

import logging
import math
import sys
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from rest_framework import exceptions, status

from branches.errors import NotFound, Refused

logger = logging.getLogger(__name__)

CODES: dict[type[Exception], str] = {
    exceptions.ParseError: "malformed_json",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}
# values that pass every check of form and still fit into nothing: far-off dates, lone surrogates
UNUSABLE = (DataError, OverflowError, UnicodeError)
AWAY = (OperationalError, InterfaceError)
SENTENCES = {
    "not_found": "There is no such thing here.",
    "forbidden": "This is not yours to do.",
    "bad_request": "The request cannot be read.",
    "invalid": "Some values cannot be used.",
    "malformed_json": "The body is not JSON that can be read.",
    "too_large": "The request is too large.",
    "unavailable": "The service cannot reach its data now; try again in a moment.",
    "internal_error": "Something went wrong on the server; try again.",
}


def problem(code: str, status: int, detail: str = "", **facts: Any) -> JsonResponse:
    """One answer of problem details: a stable code, a sentence, and the facts beside them."""
    body = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or SENTENCES[code],
        "code": code,
    }
    # a fact never overwrites what every problem has
    return JsonResponse(
        {**facts, **body},
        status=status,
        encoder=DjangoJSONEncoder,
        content_type="application/problem+json",
    )


def refusal(refused: Refused) -> JsonResponse:
    """A verb the house refused, as problem details."""
    return problem(refused.code, refused.status, refused.message, **refused.facts)


def problem_for(exc: Exception, context: dict[str, Any] | None = None) -> HttpResponse | None:
    """The answer of an API view to an exception; None for one that nobody expected (500)."""
    if isinstance(exc, Refused):
        return refusal(exc)
    if isinstance(exc, Http404):
        return refusal(NotFound())
    if isinstance(exc, PermissionDenied):
        return problem("forbidden", 403)
    if isinstance(exc, exceptions.ValidationError):
        return problem("invalid", 422, errors=_by_field(exc.detail))
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    if isinstance(exc, RecursionError):
        return problem("malformed_json", 400, "The body is nested too deeply.")
    if isinstance(exc, UNUSABLE):
        logger.warning("a value passed every check and was refused below: %s", exc)
        return problem("invalid", 422, errors={})
    return None


def _by_field(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _of_framework(exc: exceptions.APIException) -> JsonResponse:
    detail = exc.detail if isinstance(exc.detail, str) else ""
    code = CODES.get(type(exc), str(exc.default_code))
    answer = problem(code, exc.status_code, str(detail) or SENTENCES.get(code, code))
    if header := getattr(exc, "auth_header", None):
        answer["WWW-Authenticate"] = header
    wait = getattr(exc, "wait", None)
    if wait is not None:
        answer["Retry-After"] = str(math.ceil(wait))
    return answer


def wants_problem(request: HttpRequest) -> bool:
    """Whether the asker is a program, at the API or fetching a picture, and no person at a page."""
    return request.path.startswith("/api/") or request.path.endswith("/image.png")


def answer_of(request: HttpRequest, code: str, status: int, detail: str = "") -> HttpResponse:
    """The same no for a program (problem details) or for a person (a small page)."""
    if wants_problem(request):
        return problem(code, status, detail)
    sentence = detail or SENTENCES[code]
    page = render_to_string("error.html", {"sentence": sentence, "status": status})
    return HttpResponse(page, status=status)


def too_many(request: HttpRequest, throttled: exceptions.Throttled) -> HttpResponse:
    """429 on a page, which comes again by itself when it may."""
    answer = answer_of(request, "too_many_requests", throttled.status_code, str(throttled.detail))
    answer["Retry-After"] = answer["Refresh"] = str(
        math.ceil(getattr(throttled, "wait", None) or 0)
    )
    return answer


# Django's own error views (config/urls.py), for what is raised outside the views of the API


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request Django itself could not read."""
    return answer_of(request, "bad_request", status.HTTP_400_BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return answer_of(request, "forbidden", status.HTTP_403_FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address."""
    return answer_of(request, "not_found", status.HTTP_404_NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without a word about why; 503 while the database is away."""
    if isinstance(sys.exc_info()[1], AWAY):
        answer = answer_of(request, "unavailable", status.HTTP_503_SERVICE_UNAVAILABLE)
        answer["Retry-After"] = "5"
        return answer
    return answer_of(request, "internal_error", status.HTTP_500_INTERNAL_SERVER_ERROR)

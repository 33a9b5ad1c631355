"""What every request passes: the screens' policy, the shape of a no, and doing things once."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import Throttled
from rest_framework.permissions import SAFE_METHODS

from branches import clock
from branches.actions import asker_of, claim_answer, drop_answer, keep_answer, scope_of_answer
from branches.errors import Refused
from branches.models import IdempotentAnswer
from config.authentication import device_token
from config.errors import answer_of, problem, problem_for, too_many, wants_problem

Next = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Tells the browser to run nothing that is not ours (settings.CONTENT_SECURITY_POLICY)."""

    # written by others, without Trusted Types
    foreign = ("/admin/", "/api/docs/")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy = settings.CONTENT_SECURITY_POLICY
        kept = (part for part in self.policy.split(";") if "trusted-types" not in part)
        self.foreign_policy = ";".join(kept)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        foreign = request.path.startswith(self.foreign)
        policy = self.foreign_policy if foreign else self.policy
        # a host that Django refuses has been answered with 400 and needs no sockets
        host = "" if response.status_code == 400 else request.get_host()
        response.headers.setdefault("Content-Security-Policy", policy.replace("{host}", host))
        return response


class Problems:
    """Gives a refusal, a body too large or unreadable its answer; the rest is Django's 500."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # the parsers of the API read the stream itself, past Django's own limit
        if _length(request) > most_bytes(request):
            return answer_of(request, "too_large", 413)
        # no address and no token holds a NUL, and PostgreSQL cannot even look for one
        if "\0" in request.path or _asks_for_nul(request):
            return answer_of(request, "not_found", 404)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view outside the API framework raised, in the same words."""
        if isinstance(exception, RequestDataTooBig):
            return answer_of(request, "too_large", 413)
        if wants_problem(request):
            if isinstance(exception, json.JSONDecodeError):
                return problem("malformed_json", 400)
            return problem_for(exception)
        if isinstance(exception, Refused):
            return answer_of(request, exception.code, exception.status, exception.message)
        return too_many(request, exception) if isinstance(exception, Throttled) else None


# files of playlists, at the API and on the office's page
UPLOADS = re.compile(r"/api/v1/branches/\d+/playlists/\d+/files/|/office/playlists/\d+/")


def most_bytes(request: HttpRequest) -> int:
    """How large a body may be: a file of somebody who is logged in is larger than all else."""
    if UPLOADS.fullmatch(request.path) and request.user.is_authenticated:
        return settings.UPLOAD_MAX_SIZE
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _asks_for_nul(request: HttpRequest) -> bool:
    """On a page; the doors of the API say themselves what is wrong with a question."""
    query: str = request.META.get("QUERY_STRING", "")
    return "%00" in query and not request.path.startswith("/api/")


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class Idempotency:
    """An unsafe request with an Idempotency-Key happens once; a repeat gets the first answer."""

    longest_key = 200
    # a first request that died without an answer is taken over after this
    patience = timedelta(seconds=60)
    # these set cookies, or tell a secret of which only a hash is kept
    without = re.compile(r"/api/v1/(login|logout|pairings|branches/\d+/devices)/")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self._key(request)
        if key is None:
            return self.get_response(request)
        if not key or len(key) > self.longest_key or "\0" in key:
            message = f"An Idempotency-Key has 1 to {self.longest_key} characters."
            return problem("invalid", 422, message, errors={"Idempotency-Key": [message]})
        real_now = clock.real_now()
        answer, ours = claim_answer(
            scope_of(request),
            key,
            fingerprint=fingerprint_of(request),
            real_now=real_now,
            stale_before=real_now - self.patience,
        )
        return self._first(request, answer) if ours else self._repeated(request, answer)

    def _key(self, request: HttpRequest) -> str | None:
        path = request.path
        if request.method in SAFE_METHODS or not path.startswith("/api/v1/"):
            return None
        return None if self.without.fullmatch(path) else request.headers.get("Idempotency-Key")

    def _first(self, request: HttpRequest, answer: IdempotentAnswer) -> HttpResponse:
        response = self.get_response(request)
        if was_refused_entry(response.status_code):
            drop_answer(answer)
        else:
            content_type = response.headers.get("Content-Type", "")
            keep_answer(answer, response.status_code, response.content, content_type)
        return response

    def _repeated(self, request: HttpRequest, answer: IdempotentAnswer) -> HttpResponse:
        if answer.fingerprint != fingerprint_of(request):
            message = "This Idempotency-Key was used for another request."
            return problem("idempotency_key_reused", 422, message)
        if answer.status is None:
            return problem("request_in_progress", 409, "The first such request is under way.")
        response = HttpResponse(
            bytes(answer.body), status=answer.status, content_type=answer.content_type or None
        )
        if not answer.content_type:
            del response.headers["Content-Type"]
        response.headers["Idempotent-Replayed"] = "true"
        return response


def was_refused_entry(status: int) -> bool:
    """Whether an answer says that nothing was tried: not let in, too many, or a mishap here."""
    return status in (401, 403, 429) or status >= 500


def scope_of(request: HttpRequest) -> str:
    """Within what a key is one: the asker, the method and the path (a client's token is in it)."""
    token = device_token(request)
    who = asker_of(token) if token else f"user {getattr(request.user, 'pk', None)}"
    return scope_of_answer(who, request.method or "", request.path)


def fingerprint_of(request: HttpRequest) -> str:
    """What a repeat must share with the first request."""
    query = request.META.get("QUERY_STRING", "").encode()
    # a file is not held in memory for this: the same key with one of the same length is a repeat
    body = b"%d" % _length(request) if UPLOADS.fullmatch(request.path) else request.body
    return hashlib.sha256(query + b"\n" + body).hexdigest()

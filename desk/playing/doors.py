"""How somebody of the cast asks the house: one login each, every command once."""

import itertools
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import requests

PATIENCE_SECONDS = 20
LONGEST_PAUSE = 2.0
# a mishap of the server that repeats is told as a refusal; being away is waited out
MISHAPS_BORNE = 5
SAFE = ("GET", "HEAD")


class Refusal(Exception):
    """The house said no, with the stable code and the facts of its problem details."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status, self.facts = status, problem
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail", ""))
        super().__init__(f"{status} {self.code}: {self.detail}")


class Stopped(Exception):
    """Somebody asked us to stop."""


class Caller:
    """One asker: a person with a login, a screen with its token, or a client with neither.

    A request is repeated under the same Idempotency-Key while the house is away; once `stop` is
    set every request raises Stopped. Not to be shared between threads.
    """

    def __init__(
        self,
        url: str,
        stop: threading.Event,
        *,
        login: tuple[str, str] | None = None,
        device: str | None = None,
    ) -> None:
        self.base, self.stop, self._login = f"{url.rstrip('/')}/api/v1/", stop, login
        self.http = requests.Session()
        # the proxies of the environment are not for a house that is asked thirty times a second
        self.http.trust_env = False
        if device:
            self.http.headers["Authorization"] = f"Device {device}"
        if login:
            self.log_in()

    def get(self, path: str) -> Any:
        """What is there."""
        return self.ask("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        """Do something; the answer's JSON. Raises Refusal."""
        return self.ask("POST", path, body)

    def delete(self, path: str) -> Any:
        """Undo, end or leave something; the answer's JSON, if it has any. Raises Refusal."""
        return self.ask("DELETE", path)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One request, repeated until the house has answered it. Raises Refusal or Stopped."""
        answer = self.answer(method, path, body)
        return answer.json() if answer.content else None

    def look(self, path: str, etag: str | None) -> tuple[Any, str | None]:
        """What is there if it has changed since `etag`, else None; and its new ETag."""
        answer = self.answer("GET", path, headers={"If-None-Match": etag} if etag else {})
        changed = answer.json() if answer.status_code == 200 else None
        return changed, answer.headers.get("ETag", etag)

    def log_in(self) -> None:
        """Come in by the login door; the cookies stay with this asker."""
        username, password = self._login or ("", "")
        self.ask("POST", "login/", {"username": username, "password": password})

    def answer(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """The house's answer to one request, whatever happens on the way to it."""
        once = {} if method in SAFE else {"Idempotency-Key": uuid.uuid4().hex}
        sent = {**(headers or {}), **once}
        mishaps = 0
        for pause in pauses():
            answer = self._try(method, path, body, sent)
            mishaps += answer is not None and answer.status_code == 500
            if answer is not None and (mishaps > MISHAPS_BORNE or not is_passing(answer)):
                return checked(answer)
            self.rest(pause)
        raise Stopped

    def rest(self, seconds: float) -> None:
        """Wait in real time."""
        if self.stop.wait(seconds):
            raise Stopped

    def _try(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> requests.Response | None:
        """One attempt, after coming in anew if the session is over; None when nobody answered."""
        self.rest(0)
        try:
            answer = self._send(method, path, body, headers)
            if answer.status_code == 401 and self._login and path != "login/":
                self.log_in()
                answer = self._send(method, path, body, headers)
        except requests.RequestException:
            return None
        return answer

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]
    ) -> requests.Response:
        token = self.http.cookies.get("csrftoken")
        sent = {**headers, "Referer": self.base, **({"X-CSRFToken": token} if token else {})}
        return self.http.request(
            method, self.base + path, json=body, headers=sent, timeout=PATIENCE_SECONDS
        )


def pauses() -> Iterator[float]:
    """The waits in seconds between attempts, longer and longer, for ever."""
    return (min(0.1 * 2**n, LONGEST_PAUSE) for n in itertools.count())


def is_passing(answer: requests.Response) -> bool:
    """Whether the same request may fare better in a moment."""
    if answer.status_code == 409:
        return problem_of(answer).get("code") == "request_in_progress"
    return answer.status_code >= 500 or answer.status_code == 429


def checked(answer: requests.Response) -> requests.Response:
    """The answer, or the Refusal it is."""
    if answer.status_code >= 400:
        raise Refusal(answer.status_code, problem_of(answer))
    return answer


def problem_of(answer: requests.Response) -> dict[str, Any]:
    """The problem details of an answer; empty when it has none."""
    try:
        return dict(answer.json())
    except ValueError:
        return {}

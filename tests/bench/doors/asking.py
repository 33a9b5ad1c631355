"""How the people of a measured day ask the house: by its doors, in this very process.

`django.test.Client` goes through the whole stack of HTTP, middleware and the guard against forged
requests included; only the network is left out.
"""

from typing import Any

from django.test import Client


class No(Exception):
    """The house refused; `code` is that of its problem details."""

    def __init__(self, status: int, facts: dict[str, Any]) -> None:
        self.status, self.code = status, str(facts.get("code", "unknown"))
        super().__init__(f"{status} {self.code}: {facts.get('detail', '')}")


class Asker:
    """A person with a login, a screen with its token, or a client with neither."""

    def __init__(self, *, login: tuple[str, str] | None = None, device: str | None = None) -> None:
        self.browser = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Device {device}"} if device else {}
        if login:
            self.post("login/", username=login[0], password=login[1])

    def get(self, path: str) -> Any:
        return self._ask("get", path)

    def post(self, path: str, **body: Any) -> Any:
        return self._ask("post", path, body)

    def delete(self, path: str) -> Any:
        return self._ask("delete", path)

    def posted(self, path: str, **body: Any) -> int:
        """Post something of which only the status matters."""
        return self._answer("post", path, body).status_code

    def page(self, path: str) -> str:
        """A public page as a browser gets it."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return str(answer.content.decode())

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._answer(method, path, body)
        return answer.json() if answer.content else None

    def _answer(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        token = self.browser.cookies.get("csrftoken")
        headers = self.headers | ({"X-CSRFToken": token.value} if token else {})
        sent: dict[str, Any] = {"content_type": "application/json", "headers": headers}
        if body is not None:
            sent["data"] = body
        answer = getattr(self.browser, method)(f"/api/v1/{path}", **sent)
        if answer.status_code >= 400:
            raise No(answer.status_code, answer.json())
        return answer

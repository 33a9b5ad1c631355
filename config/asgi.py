"""One port for everything: HTTP by Django's WSGI side in threads, sockets by Channels."""

import gc
import os
from typing import Any, cast
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

wsgi_application = get_wsgi_application()

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings

from branches.consumers import websocket_urlpatterns


class SameOrigin:
    """Refuses sockets opened by pages of other sites: they would bring the person's cookie along.

    Programs send no Origin and pass; so do the sites in CSRF_TRUSTED_ORIGINS.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name: value.decode("latin1") for name, value in scope["headers"]}
        if is_welcome(headers.get(b"origin"), headers.get(b"host", "")):
            await self.application(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4403})


def is_welcome(origin: str | None, host: str) -> bool:
    """Whether a page of `origin` may open a socket to `host`."""
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return urlsplit(origin).netloc.lower() == host.lower()


class Alive:
    """Answers GET /healthz itself: a server that hung finds the questions of minutes from every
    screen, and none of them may wait for a thread, or the screens would wait for it, too.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/healthz" and scope["method"] == "GET":
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"status": "ok"}'})
        else:
            await self.application(scope, receive, send)


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    """Tell the server that nothing has to be made ready or put away."""
    for stage in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{stage}.complete"})


# what was loaded by now stays for good (docs/decisions.md, 81)
gc.freeze()
gc.set_threshold(20_000, 10, 10)

application = ProtocolTypeRouter(
    {
        "http": Alive(WSGIMiddleware(cast(Any, wsgi_application), workers=settings.HTTP_THREADS)),
        "websocket": SameOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
        "lifespan": lifespan,
    }
)

"""When each waiting client will be called, with the known breaks counted in.

A pure library: the branch as plain values in, places out; no Django, no clock. The closed form
of DOMAIN.md C2: tickets in call order go to the server that can begin them first, and a server
that cannot finish a ticket before its break takes the break first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pause:
    """A known break of a server: not before `starts_at`, `length` long.

    A ticket fits before it when its service ends by `starts_at + slack`. Those in `before` were
    promised to be served first and always fit; those in `after` never do.
    """

    id: int
    starts_at: datetime
    length: timedelta
    slack: timedelta = timedelta(0)
    before: frozenset[int] = frozenset()
    after: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Server:
    """A counter with the queues it serves, the instant it is free, and its breaks in order.

    `returning` is the running break from which it comes back at `free_at`.
    """

    id: int
    queues: frozenset[int]
    free_at: datetime
    pauses: tuple[Pause, ...] = ()
    returning: int | None = None


@dataclass(frozen=True)
class Client:
    """A waiting ticket in call order; `only` names the one server that may call it."""

    id: int
    queue: int
    estimate: timedelta
    only: int | None = None


@dataclass(frozen=True)
class Place:
    """Where and when a ticket is forecast to be served; `after` is the break it waits for."""

    server: int
    starts_at: datetime
    ends_at: datetime
    after: int | None = None
    returns_at: datetime | None = None


@dataclass
class _Free:
    """A server's time between two breaks while the roll goes on, and what lies behind the next."""

    server: Server
    at: datetime
    pauses: tuple[Pause, ...]
    passed: int | None = None
    returned_at: datetime | None = None
    # a client who is here waits for the next break: nobody behind overtakes
    shut: bool = False
    behind: "_Free | None" = None

    def spot(self, client: Client) -> "_Free":
        """Where on this server's way the client is served."""
        return self if self._fits(client) else self.beyond().spot(client)

    def beyond(self) -> "_Free":
        """The time behind the next break."""
        pause, *later = self.pauses
        back = max(pause.starts_at, self.at) + pause.length
        if self.behind is None:
            self.behind = _Free(self.server, back, tuple(later), pause.id, back)
        self.behind.at = max(self.behind.at, back)
        self.behind.returned_at = back
        return self.behind

    def take(self, client: Client) -> Place:
        """Serve the client here or behind a break; who is held there keeps nobody from here."""
        if self._fits(client):
            begins, self.at = self.at, self.at + client.estimate
            return Place(self.server.id, begins, self.at, self.passed, self.returned_at)
        self.shut = self.shut or client.id not in self.pauses[0].after
        return self.beyond().take(client)

    def _fits(self, client: Client) -> bool:
        if not self.pauses or client.id in self.pauses[0].before:
            return True
        pause = self.pauses[0]
        if self.shut or client.id in pause.after:
            return False
        return self.at + client.estimate <= pause.starts_at + pause.slack


def _stand(server: Server, now: datetime) -> _Free:
    """A server as it stands before the first client."""
    at = max(now, server.free_at)
    returned_at = at if server.returning else None
    return _Free(server, at, server.pauses, server.returning, returned_at)


def roll(
    servers: Sequence[Server], clients: Sequence[Client], *, now: datetime
) -> Mapping[int, Place]:
    """The forecast place of every client that some server can serve, by client id (C2)."""
    free = {s.id: _stand(s, now) for s in servers}
    places: dict[int, Place] = {}
    for client in clients:
        spots = [f.spot(client) for f in free.values() if _may_serve(f.server, client)]
        if spots:
            best = min(spots, key=lambda f: (f.at, f.server.id))
            places[client.id] = free[best.server.id].take(client)
    return places


def _may_serve(server: Server, client: Client) -> bool:
    return client.queue in server.queues if client.only is None else client.only == server.id

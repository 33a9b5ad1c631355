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
    """A server while the roll goes on."""

    server: Server
    at: datetime
    pauses: tuple[Pause, ...]
    passed: int | None = None
    returned_at: datetime | None = None

    def offer(self, client: Client) -> "_Free":
        """This server as it would stand when it begins to serve the client."""
        at, pauses, passed, returned = self.at, self.pauses, self.passed, self.returned_at
        while pauses and not _fits(client, at, pauses[0]):
            at = returned = max(pauses[0].starts_at, at) + pauses[0].length
            passed, pauses = pauses[0].id, pauses[1:]
        return _Free(self.server, at, pauses, passed, returned)


def _fits(client: Client, at: datetime, pause: Pause) -> bool:
    if client.id in pause.before:
        return True
    return client.id not in pause.after and at + client.estimate <= pause.starts_at + pause.slack


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
        offers = [f.offer(client) for f in free.values() if _may_serve(f.server, client)]
        if not offers:
            continue
        best = min(offers, key=lambda f: (f.at, f.server.id))
        ends = best.at + client.estimate
        places[client.id] = Place(best.server.id, best.at, ends, best.passed, best.returned_at)
        best.at = ends
        free[best.server.id] = best
    return places


def _may_serve(server: Server, client: Client) -> bool:
    return client.queue in server.queues and client.only in (None, server.id)

"""The two servers of one data folder, as far as none is named from outside."""

import contextlib
import os
from collections.abc import Iterator

from config.runtime.datadir import DataDir
from config.runtime.leftovers import clear_children, clear_postmaster
from config.runtime.outside import check_database, check_redis
from config.runtime.places import Places
from config.runtime.postgres import OwnPostgres
from config.runtime.supervisor import Supervisor
from config.runtime.valkey import OwnValkey, clear

READY_SECONDS = 60.0
DATABASE, BROKER = "DATABASE_URL", "REDIS_URL"


@contextlib.contextmanager
def in_charge(data: DataDir) -> Iterator[tuple[Supervisor, Places]]:
    """Hold a data folder, free of an earlier run's processes; stop all that is started in it."""
    supervisor = Supervisor(data)
    supervisor.listen()
    data.take()
    try:
        places = Places(data)
        clear_leftovers(data, places)
        supervisor.publish()
        try:
            yield supervisor, places
        finally:
            supervisor.stop()
            places.forget_sockets()
    finally:
        data.release()


def clear_leftovers(data: DataDir, places: Places) -> None:
    """End whatever an earlier, killed run of this data folder left running."""
    clear_children(data.read_state(), data.path)
    clear_postmaster(places.cluster())
    for folder in places.known_sockets():
        clear(folder / "valkey.sock")


def start_own(supervisor: Supervisor, places: Places, wanted: set[str], *, hasty: bool) -> None:
    """Start those wanted of `DATABASE_URL` and `REDIS_URL`, and set them in the environment."""
    if not wanted:
        return
    data, sockets = supervisor.data, places.sockets()
    # Both are found before either starts, so that what is missing is told at once.
    postgres = OwnPostgres(data, places, sockets, hasty=hasty) if DATABASE in wanted else None
    valkey = OwnValkey(data, places, sockets) if BROKER in wanted else None
    if postgres:
        start_postgres(supervisor, postgres)
    if valkey:
        start_valkey(supervisor, valkey)


def start_postgres(supervisor: Supervisor, server: OwnPostgres) -> None:
    """Make it if need be, start it, wait for it, and say where it is."""
    server.prepare()
    child = supervisor.start(server.program())
    supervisor.await_ready(child, server.answers, READY_SECONDS)
    server.make_database()
    os.environ[DATABASE] = server.url


def start_valkey(supervisor: Supervisor, server: OwnValkey) -> None:
    """Start it, wait for it, and say where it is."""
    child = supervisor.start(server.program())
    supervisor.await_ready(child, server.answers, READY_SECONDS)
    os.environ[BROKER] = server.url


def missing_addresses() -> set[str]:
    """Check the servers that the environment names; return the names it leaves to us."""
    checks = {DATABASE: check_database, BROKER: check_redis}
    for name, check in checks.items():
        if os.environ.get(name):
            check(os.environ[name])
    return {name for name in checks if not os.environ.get(name)}

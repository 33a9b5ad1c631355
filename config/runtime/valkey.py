"""A Valkey of our own that keeps nothing on disk, for nothing durable may live in it."""

import contextlib
import os
import socket
from pathlib import Path
from urllib.parse import quote

from config.runtime import binaries
from config.runtime.datadir import DataDir
from config.runtime.places import Places
from config.runtime.processes import Program

STAGE = 1
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
}


class OwnValkey:
    """The Valkey (or Redis) of one data folder."""

    def __init__(self, data: DataDir, places: Places, sockets: Path) -> None:
        self.data, self.account = data, places.account
        self.socket = sockets / "valkey.sock"
        found = binaries.find_valkey()
        self.binary = binaries.valkey_within_reach(found, self.account, places.state)

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"unix://{quote(str(self.socket), safe='/')}?db=0"

    def program(self) -> Program:
        """How the supervisor runs the server."""
        settings = SETTINGS | {"unixsocket": str(self.socket), "dir": str(self.socket.parent)}
        options = [part for key, value in settings.items() for part in (f"--{key}", value)]
        return Program(
            name="valkey",
            argv=[str(self.binary), *options],
            log=self.data.log("valkey"),
            env={"PATH": os.environ.get("PATH", os.defpath)},
            account=self.account,
            stage=STAGE,
            before_start=lambda: clear(self.socket),
        )

    def answers(self) -> bool:
        """Whether the server takes commands."""
        return ask(self.socket, b"PING\r\n").startswith(b"+PONG")


def clear(path: Path) -> None:
    """Stop a server that outlived its supervisor."""
    ask(path, b"SHUTDOWN NOSAVE\r\n")


def ask(path: Path, command: bytes) -> bytes:
    """Send one plain command to a server's socket; empty when nobody answers."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(str(path))
        connection.sendall(command)
        return connection.recv(100)
    return b""

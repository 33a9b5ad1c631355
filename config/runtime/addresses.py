"""The address that the web process listens on, and whether it answers there."""

import contextlib
import http.client
import socket

from config.runtime.errors import SetupError

DEFAULT_PORT = 8000
PORTS_TRIED = 100


def choose_port(host: str, wished: int | None) -> int:
    """The port asked for, or an error if taken; the default port, or the next free one."""
    if wished is not None:
        if not 1 <= wished <= 65535:
            raise SetupError(f"Port {wished} is none: it must be from 1 to 65535.")
        if not is_free(host, wished):
            raise SetupError(f"Port {wished} on {host} is taken; give --port another one.")
        return wished
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        if is_free(host, port):
            return port
    raise SetupError(f"No port from {DEFAULT_PORT} on is free on {host}; give --port one that is.")


def is_free(host: str, port: int) -> bool:
    """Whether one can listen there; a host that is not this machine's is an error."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise SetupError(f"--host {host} is no address: {error.strerror}.") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _can_listen(probe, address, host, port)


def _can_listen(probe: socket.socket, address: tuple[object, ...], host: str, port: int) -> bool:
    try:
        probe.bind(address)
        probe.listen(1)
    except PermissionError:
        raise SetupError(f"Port {port} on {host} needs the rights of root.") from None
    except OSError as error:
        if "in use" in str(error):
            return False
        raise SetupError(f"Cannot listen on {host}: {error.strerror}.") from None
    return True


def reachable_host(host: str) -> str:
    """The host to call from this machine what listens on the given one."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)


def url_for(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    name = reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def is_healthy(host: str, port: int) -> bool:
    """Whether GET /healthz answers 200; a proxy of the environment is not asked."""
    connection = http.client.HTTPConnection(reachable_host(host), port, timeout=1)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False

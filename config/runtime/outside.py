"""Checks the servers that DATABASE_URL and REDIS_URL name, and says in one line what is wrong."""

import re
from typing import Any
from urllib.parse import urlsplit

import environ
import psycopg
import redis

from config.runtime.errors import SetupError

SECONDS = 3
DATABASE_SCHEMES = ("postgres", "postgresql", "psql", "pgsql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
# libpq gives no codes for a refused connection, only its words (and the server's, if in English).
DATABASE_TROUBLES = {
    r"password authentication failed|no password supplied": "refuses the user or the password",
    r'role "[^"]*" does not exist': "knows no such user",
    r'database "[^"]*" does not exist': "has no such database; create it first",
    r"translate host name|resolve host|name or service": "is on a host that cannot be found",
    r"refused|timeout|timed out|unreachable|No such file": "does not answer",
}
REDIS_TROUBLES = {
    r"WRONGPASS|invalid (username|password)|[Aa]uthentication|NOAUTH": "refuses the password",
    r"DB index|invalid DB": "has no database of that number",
    r"Name or service|resolution|not known": "is on a host that cannot be found",
    r"refused|[Tt]imeout|timed out|unreachable|No such file": "does not answer",
}


def check_database(url: str) -> None:
    """Connect once to the PostgreSQL of DATABASE_URL; raise SetupError when that fails."""
    place = _place("DATABASE_URL", url, DATABASE_SCHEMES)
    try:
        psycopg.connect(**_as_django_reads_it(url), connect_timeout=SECONDS).close()
    except psycopg.OperationalError as error:
        raise SetupError(_explain("DATABASE_URL", place, error, DATABASE_TROUBLES)) from None
    except (psycopg.Error, ValueError) as error:
        raise SetupError(f"DATABASE_URL is malformed: {_last_line(error)}") from None


def check_redis(url: str) -> None:
    """Ping the Redis of REDIS_URL; raise SetupError when it does not answer."""
    place = _place("REDIS_URL", url, REDIS_SCHEMES)
    try:
        redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS).ping()
    except (redis.RedisError, OSError) as error:
        raise SetupError(_explain("REDIS_URL", place, error, REDIS_TROUBLES)) from None
    except ValueError as error:
        raise SetupError(f"REDIS_URL is malformed: {_last_line(error)}") from None


def _place(name: str, url: str, schemes: tuple[str, ...]) -> str:
    """Host, port and database of an address, without its password; refuses what is no address."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise SetupError(f"{name} is malformed: {error}.") from None
    if parts.scheme not in schemes or "//" not in url:
        raise SetupError(f"{name} is malformed: it must begin with {schemes[0]}://.")
    return f"{parts.hostname or 'this machine'}{port}{parts.path}"


def _as_django_reads_it(url: str) -> dict[str, Any]:
    """The address as the settings will understand it, in psycopg's words."""
    config = environ.Env.db_url_config(url)
    words = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    named = {ours: config[theirs] for theirs, ours in words.items() if config.get(theirs)}
    if not config.get("NAME"):
        raise ValueError("it names no database.")
    return dict(config.get("OPTIONS", {})) | named | {"dbname": config["NAME"]}


def _explain(name: str, place: str, error: Exception, troubles: dict[str, str]) -> str:
    text = str(error)
    for pattern, meaning in troubles.items():
        if re.search(pattern, text):
            return f"{name}: the server at {place} {meaning}."
    return f"{name}: the server at {place} cannot be used: {_last_line(error)}"


def _last_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]

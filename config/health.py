"""What those who watch over the servers ask: does the process live, can it work."""

from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from branches import clock
from branches.models import Tick
from breaks.queries.waits import forecast_age
from breaks.rules.waits import STALE_AFTER

SLOW_TICK_SECONDS = 10
Part = dict[str, Any]
_migrated = False


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives; it asks nobody else."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether work can be done here: 503 without the database, degraded without the rest."""
    database = _database()
    parts = {"database": database, "redis": _redis()}
    if database["status"] == "ok":
        parts |= {"migrations": _migrations(), "tick": _tick(), "forecast": _forecast()}
    lacking = [name for name, part in parts.items() if part["status"] != "ok"]
    ready = not {"database", "migrations"} & set(lacking)
    status = "away" if not ready else "degraded" if lacking else "ok"
    return JsonResponse({"status": status, **parts}, status=200 if ready else 503)


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return {"status": "away"}
    return {"status": "ok"}


def _migrations() -> Part:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {"status": "ok" if _migrated else "missing"}


def _redis() -> Part:
    # breaks are kept without it: only the news is slower, and run_timers can drive the clock
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=None
    )
    try:
        client.ping()
    except redis.RedisError:
        return {"status": "away"}
    finally:
        client.close()
    return {"status": "ok"}


def _tick() -> Part:
    last = Tick.objects.first()
    if last is None:
        return {"status": "missing", "seconds_ago": None}
    seconds = (clock.real_now() - last.at).total_seconds()
    status = "ok" if seconds <= SLOW_TICK_SECONDS else "late"
    return {"status": status, "seconds_ago": round(seconds, 1)}


def _forecast() -> Part:
    """Late where clients who wait are told nothing any more: the forecaster is away."""
    age = forecast_age(clock.now())
    if age is None:
        return {"status": "ok", "seconds_ago": None}
    status = "ok" if age < STALE_AFTER else "late"
    return {"status": status, "seconds_ago": round(age.total_seconds(), 1)}

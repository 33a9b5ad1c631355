"""What happened is written here, and only here is anybody told.

One `Event` row numbered by the branch's version, and after the commit one empty nudge. A lost
nudge costs nothing: feeds compare versions every two seconds.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import redis
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection, models, transaction

from branches.models import Branch, Device, Event, Staff

logger = logging.getLogger(__name__)
NUDGE = {"type": "branch.nudge"}
# each key at a counter waits for it, so the number and the event are one question
APPEND = """
    WITH raised AS (
        UPDATE branches_branch SET version = version + 1 WHERE id = %s RETURNING id, version
    )
    INSERT INTO branches_event (branch_id, number, {}) SELECT id, version, {} FROM raised
    RETURNING number
"""
# what that statement fills in by itself
BY_ITSELF = ("id", "branch", "number")
_publisher: redis.Redis | None = None


def group_of(branch_id: int) -> str:
    """The channel group in which a branch's nudges travel."""
    return f"branch.{branch_id}"


def record(
    branch: Branch,
    kind: str,
    *,
    now: datetime,
    subject: models.Model | None = None,
    by: Staff | None = None,
    device: Device | None = None,
    due_at: datetime | None = None,
    **data: Any,
) -> None:
    """Write that `kind` happened and raise the branch's version by one. The branch is locked."""
    event = Event(
        branch=branch,
        kind=kind,
        at=now,
        due_at=due_at,
        by=by,
        device=device,
        subject=subject._meta.model_name or "" if subject else "",
        subject_id=subject.pk if subject else None,
        data=data,
        facts=facts_of(subject),
    )
    branch.version = _append(event)
    _nudge_at_commit(branch.pk)


def _append(event: Event) -> int:
    """Write an event under its branch's version, raised by one; its number."""
    fields = [f for f in Event._meta.local_fields if f.name not in BY_ITSELF]
    values = [f.get_db_prep_save(getattr(event, f.attname), connection) for f in fields]
    names = ", ".join(str(f.column) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(APPEND.format(names, marks), [event.branch_id, *values])
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class _Nudge:
    """A nudge to come: two of one branch are equal."""

    branch_id: int

    def __call__(self) -> None:
        try:
            nudge(self.branch_id)
        except Exception:
            # what happened is written; whoever was not nudged finds it by the heartbeat
            logger.exception("nobody was nudged for branch %s", self.branch_id)


def _nudge_at_commit(branch_id: int) -> None:
    """However much happens in one transaction, the screens look again once."""
    coming = [act for _, act, _ in transaction.get_connection().run_on_commit]
    if _Nudge(branch_id) not in coming:
        transaction.on_commit(_Nudge(branch_id))


def facts_of(subject: models.Model | None) -> dict[str, Any]:
    """What a row says of itself for the log, as JSON keeps it; empty for one that says nothing.

    Ids, instants, codes and numbers: reports read them years later. No name, contact or text.
    """
    tell = getattr(subject, "as_event", None)
    facts: dict[str, Any] = plain(tell()) if tell else {}
    return facts


def plain(value: Any) -> Any:
    """Values as JSON keeps them: instants and days as ISO texts."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime | date) else value


def nudge(branch_id: int) -> None:
    """Say "look again" to every process that shows the branch; a dead Redis is only logged."""
    # channels' own group_send from sync code opens a connection per call (measured 3 to 4 ms
    # against 0.05), so the layer's own wire form is published by a plain client
    channel = f"{settings.CHANNEL_PREFIX}__group__{group_of(branch_id)}"
    try:
        _client().publish(channel, get_channel_layer().serialize(NUDGE))
    except redis.RedisError as error:
        logger.warning("nobody was nudged for branch %s: %s", branch_id, error)


def _client() -> redis.Redis:
    global _publisher
    if _publisher is None:
        _publisher = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=0.3, socket_connect_timeout=0.3
        )
    return _publisher

"""What can happen to screens: they are paired, heard from, and retired."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Device, Staff, hash_token


@transaction.atomic
def create_device(
    branch_id: int,
    *,
    kind: str,
    name: str,
    now: datetime,
    zone: str = "main",
    by: Staff | None = None,
    token: str | None = None,
) -> tuple[Device, str]:
    """Pair a screen. Its token is told here and never again: only a hash is kept."""
    branch = lock_branch(branch_id)
    token = token or secrets.token_urlsafe(24)
    hashed = hash_token(token)
    device = admit_device(
        branch, kind=kind, name=name, zone=zone, token_hash=hashed, by=by, now=now
    )
    return device, token


def admit_device(
    branch: Branch,
    *,
    kind: str,
    name: str,
    zone: str,
    token_hash: str,
    now: datetime,
    by: Staff | None = None,
) -> Device:
    """Make whoever holds the token a screen of the branch, which is locked."""
    device = Device.objects.create(
        branch=branch, kind=kind, name=name, zone=zone, token_hash=token_hash
    )
    record(branch, "device.created", now=now, by=by, subject=device, kind_of_screen=kind)
    return device


@transaction.atomic
def retire_device(device_id: int, *, now: datetime, by: Staff | None = None) -> Device:
    """End a pairing: the token opens nothing any more. A second time changes nothing."""
    device = Device.objects.get(pk=device_id)
    branch = lock_branch(device.branch_id)
    device.refresh_from_db()
    if device.retired_at is None:
        device.retired_at = now
        device.save(update_fields=["retired_at"])
        record(branch, "device.retired", now=now, by=by, subject=device)
    return device


@transaction.atomic
def change_device(
    device_id: int, *, by: Staff, now: datetime, name: str | None = None, zone: str | None = None
) -> Device:
    """Call a screen something else, or let it stand in another zone; the same is no event."""
    device = Device.objects.get(pk=device_id)
    branch = lock_branch(device.branch_id)
    device.refresh_from_db()
    wanted = {"name": name or device.name, "zone": zone or device.zone}
    changed: dict[str, Any] = {k: v for k, v in wanted.items() if getattr(device, k) != v}
    if changed:
        for key, value in changed.items():
            setattr(device, key, value)
        device.save(update_fields=[*changed])
        record(branch, "device.changed", now=now, by=by, subject=device, **changed)
    return device


def report_device(device: Device, *, real_now: datetime, **said: Any) -> None:
    """Keep what a screen says of itself, in real time. No event: it changes no board.

    `said` may hold build, width, height, sound, skew_seconds, painted_version and painted_at; what
    it does not hold stays as it was.
    """
    heard = {**said, "reported_at": real_now, "last_seen_at": real_now}
    Device.objects.filter(pk=device.pk).update(**heard)


def touch_device(device: Device, seen_at: datetime) -> None:
    """Note that a screen was heard from, in real time. No event: it changes no board."""
    device.last_seen_at = seen_at
    device.save(update_fields=["last_seen_at"])

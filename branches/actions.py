"""What can happen on the ground floor: branches, people and screens come and go, clocks move."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from branches.clock import zone_of
from branches.errors import Invalid, Refused
from branches.events import nudge, record
from branches.locks import lock_branch
from branches.models import (
    Branch,
    ClockSetting,
    Device,
    Event,
    IdempotentAnswer,
    Membership,
    Organisation,
    Staff,
    Tick,
    hash_token,
)
from branches.queries import closed_early
from branches.rules import BranchKind, Role, in_calendar, next_closing

FASTEST = 1000


@transaction.atomic
def found_organisation(
    *, name: str, slug: str, username: str, password: str, person: str
) -> Organisation:
    """Begin: an organisation and the first person of its head office, who opens the branches."""
    if Organisation.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", f"Another organisation is called {slug}.")
    _check_login(username, password)
    organisation = Organisation.objects.create(name=name, slug=slug)
    user = get_user_model().objects.create_user(username, password=password)
    staff = Staff.objects.create(user=user, name=person)
    Membership.objects.create(staff=staff, organisation=organisation, role=Role.HEAD_OFFICE)
    return organisation


@transaction.atomic
def create_branch(
    organisation: Organisation,
    *,
    name: str,
    slug: str,
    now: datetime,
    by: Staff | None = None,
    kind: str = BranchKind.BANK,
    **details: Any,
) -> Branch:
    """Open a branch. Details: time_zone, languages, opening_hours, alternative, accepts_tickets."""
    if Branch.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", f"Another branch is called {slug}.")
    branch = Branch.objects.create(
        organisation=organisation, name=name, slug=slug, kind=kind, **details
    )
    record(branch, "branch.created", now=now, by=by, subject=branch)
    return branch


@transaction.atomic
def change_branch(branch_id: int, *, by: Staff, now: datetime, **values: Any) -> Branch:
    """Change alternative, opening_hours, accepts_tickets, public_figures; the same is no event."""
    branch = lock_branch(branch_id)
    changed = {name: value for name, value in values.items() if getattr(branch, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(branch, name, value)
        # the timer that ends the day goes by the new hours
        branch.next_step_at = next_closing(branch.opening_hours, now, zone_of(branch))
        branch.save(update_fields=[*changed, "next_step_at"])
        record(branch, "branch.changed", now=now, by=by, subject=branch, **changed)
    return branch


@transaction.atomic
def close_early(
    branch_id: int, *, call_back_at: datetime, by: Staff, now: datetime, note: str = ""
) -> Branch:
    """End the day ahead of the opening hours (3.9 no. 14): no more numbers until tomorrow.

    What still waits ends by the timer, as at closing time. A second time corrects what is told.
    """
    branch = lock_branch(branch_id)
    already = closed_early(branch, now)
    told = {"closure_note": note, "call_back_at": call_back_at}
    if already and all(getattr(branch, name) == value for name, value in told.items()):
        return branch
    if not already:
        branch.closed_early_at = branch.next_step_at = now
    branch.closure_note, branch.call_back_at = note, call_back_at
    branch.save(update_fields=[*told, "closed_early_at", "next_step_at"])
    record(
        branch,
        "branch.closed_early",
        now=now,
        by=by,
        subject=branch,
        card="branch_closes_early",
        apology=True,
        note=note,
        call_back_at=call_back_at.isoformat(),
    )
    return branch


@transaction.atomic
def reopen(branch_id: int, *, by: Staff, now: datetime) -> Branch:
    """Take an early closing back: numbers are given out again by the opening hours."""
    branch = lock_branch(branch_id)
    if not closed_early(branch, now):
        return branch
    branch.closed_early_at = branch.call_back_at = None
    branch.closure_note = ""
    branch.next_step_at = next_closing(branch.opening_hours, now, zone_of(branch))
    fields = ["closed_early_at", "call_back_at", "closure_note", "next_step_at"]
    branch.save(update_fields=fields)
    record(branch, "branch.reopened", now=now, by=by, subject=branch)
    return branch


@transaction.atomic
def create_staff(
    branch_id: int,
    *,
    username: str,
    password: str,
    name: str,
    now: datetime,
    position: str = "",
    role: str = Role.TELLER,
    skills: Sequence[str] = (),
    by: Staff | None = None,
) -> Staff:
    """Employ a person: the login, the name, and the role at the branch or in its head office."""
    branch = lock_branch(branch_id)
    _check_login(username, password)
    user = get_user_model().objects.create_user(username, password=password)
    staff = Staff.objects.create(
        user=user, name=name, position=position, skills=sorted(set(skills))
    )
    here = None if role == Role.HEAD_OFFICE else branch
    Membership.objects.create(
        staff=staff, organisation_id=branch.organisation_id, branch=here, role=role
    )
    record(branch, "staff.created", now=now, by=by, subject=staff, role=str(role))
    return staff


@transaction.atomic
def set_skills(
    branch_id: int, staff_id: int, *, skills: Sequence[str], by: Staff, now: datetime
) -> Staff:
    """Say what only some may do and this person may (P5): "pharmacist", "cash_dual_control"."""
    branch = lock_branch(branch_id)
    staff = Staff.objects.get(pk=staff_id)
    before, after = staff.skills, sorted(set(skills))
    if before != after:
        staff.skills = after
        staff.save(update_fields=["skills"])
        kind = "staff.skills_changed"
        record(branch, kind, now=now, by=by, subject=staff, before=before, after=after)
    return staff


def _check_login(username: str, password: str) -> None:
    if get_user_model().objects.filter(username=username).exists():
        raise Invalid("username_taken", f"The user name {username} is taken.")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid("weak_password", " ".join(error.messages)) from None


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
    device = Device.objects.create(
        branch=branch, kind=kind, name=name, zone=zone, token_hash=hash_token(token)
    )
    record(branch, "device.created", now=now, by=by, subject=device, kind_of_screen=kind)
    return device, token


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


def touch_device(device: Device, seen_at: datetime) -> None:
    """Note that a screen was heard from, in real time. No event: it changes no board."""
    device.last_seen_at = seen_at
    device.save(update_fields=["last_seen_at"])


@transaction.atomic
def set_clock(
    *, real_now: datetime, now: datetime | None = None, speed: float | None = None
) -> ClockSetting:
    """Move the house's clock, or let it run `speed` times as fast (0 stops it).

    Refused where clocks are fixed, and to an instant before the newest event.
    """
    if not settings.CLOCK_CONTROL:
        raise Refused("clock_fixed", "The clock of this house cannot be moved.", status=404)
    setting = ClockSetting.objects.select_for_update().first()
    shown = now or (setting.at(real_now) if setting else real_now)
    rate = speed if speed is not None else setting.speed if setting else 1.0
    _check_clock(shown, rate)
    terms = {"real_at": real_now, "shown_at": shown, "speed": rate}
    setting, _ = ClockSetting.objects.update_or_create(pk=1, defaults=terms)
    transaction.on_commit(_nudge_all, robust=True)
    return setting


def _check_clock(shown: datetime, rate: float) -> None:
    # written so that "not a number" is refused too
    if not 0 <= rate <= FASTEST:
        raise Invalid("clock_speed", f"The speed is a number from 0 to {FASTEST}.")
    if not in_calendar(shown):
        raise Invalid("clock_out_of_range", "The clock runs in the years 2000 to 2099.")
    newest = Event.objects.aggregate(at=Max("at"))["at"]
    if newest and shown < newest:
        message = "Something has happened after that instant already."
        raise Invalid("clock_behind_events", message, newest_at=newest)


def _nudge_all() -> None:
    for branch_id in Branch.objects.values_list("pk", flat=True):
        nudge(branch_id)


def note_tick(real_now: datetime) -> None:
    """Keep when the timers last ran (real time), for those who watch over them."""
    Tick.objects.update_or_create(pk=1, defaults={"at": real_now})


def note_restart(now: datetime, real_now: datetime, longest_gap: timedelta) -> None:
    """Keep when the timers ran again after a gap: an outage, by the clock of the house."""
    gone = Tick.objects.filter(pk=1, at__lt=real_now - longest_gap)
    gone.update(restarted_at=now, at=real_now)


# The answers kept for repeated requests. They are no business of a branch: no lock, no event.


def claim_answer(
    scope: str, key: str, *, fingerprint: str, real_now: datetime, stale_before: datetime
) -> tuple[IdempotentAnswer, bool]:
    """The answer kept under a key, and whether it is ours to give: new, or given up by another.

    One asked before `stale_before` and never answered is taken over.
    """
    first = {"fingerprint": fingerprint, "asked_at": real_now}
    answer, created = IdempotentAnswer.objects.get_or_create(scope=scope, key=key, defaults=first)
    if created:
        return answer, True
    lost = IdempotentAnswer.objects.filter(
        pk=answer.pk, status=None, asked_at__lte=stale_before, fingerprint=fingerprint
    )
    if lost.update(asked_at=real_now):
        answer.asked_at = real_now
        return answer, True
    return answer, False


def keep_answer(answer: IdempotentAnswer, status: int, body: bytes, content_type: str) -> None:
    """Keep what a repeat shall get, unless somebody else took the request over."""
    _still_ours(answer).update(status=status, body=body, content_type=content_type)


def drop_answer(answer: IdempotentAnswer) -> None:
    """Forget a request that came to nothing, so that it can be tried again."""
    _still_ours(answer).delete()


def forget_answers(asked_before: datetime) -> int:
    """Delete the answers kept for requests before an instant (real time); says how many."""
    return IdempotentAnswer.objects.filter(asked_at__lt=asked_before).delete()[0]


def _still_ours(answer: IdempotentAnswer) -> Any:
    return IdempotentAnswer.objects.filter(pk=answer.pk, asked_at=answer.asked_at, status=None)

"""What stands on the ground floor: who, where, which screens, and what happened."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches.rules import BranchKind, DeviceKind, DeviceSound, Role


def default_languages() -> list[str]:
    return ["en"]


def facts_from(row: models.Model, names: str) -> dict[str, Any]:
    """The named columns of a row as the log keeps them; a reference is its id, without "_id"."""
    return {n.removesuffix("_id").removesuffix("_ref"): getattr(row, n) for n in names.split()}


class Organisation(models.Model):
    """Owns branches and the default policy."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """One place with doors, a time zone, opening hours and languages. Its row is the lock."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="branches")
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=BranchKind.choices, default=BranchKind.BANK)
    time_zone = models.CharField(max_length=40, default="Europe/Budapest")
    languages = models.JSONField(default=default_languages)
    # {"mon": [["09:00", "17:00"]], ...}; empty: the doors never close
    opening_hours = models.JSONField(default=dict, blank=True)
    # what a client can do while every counter pauses: "ATM in the lobby"
    alternative = models.CharField(max_length=200, blank=True)
    accepts_tickets = models.BooleanField(default=True)
    # the day ended at this instant, ahead of the opening hours, and what clients are told
    closed_early_at = models.DateTimeField(null=True, blank=True)
    closure_note = models.CharField(max_length=200, blank=True)
    # when those who were sent home are called back
    call_back_at = models.DateTimeField(null=True, blank=True)
    # whom an alarm that nobody acknowledges is sent to, beside all managers (D9)
    alarm_phone = models.CharField(max_length=40, blank=True)
    # whether the lobby may show how well breaks and promises are kept
    public_figures = models.BooleanField(default=False)
    # whether the screen at a counter names who sits there (FIL-10); off unless the branch wants it
    show_staff = models.BooleanField(default=False)
    version = models.BigIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "branches"
        indexes = [
            models.Index("next_step_at", name="branch_due", condition=Q(next_step_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """A person who works here; the login is the `user`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="staff")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120, blank=True)
    # of the cards and scripts of this person; empty: the first language of the branch
    language = models.CharField(max_length=8, blank=True)
    # what only some may do, and of which a floor is kept: "pharmacist", "cash_dual_control" (P5)
    skills = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a person: at one branch, or in the head office of the organisation."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "branch"], name="one_role_per_branch"),
            models.CheckConstraint(
                name="head_office_has_no_branch",
                condition=Q(role=Role.HEAD_OFFICE, branch__isnull=True)
                | (~Q(role=Role.HEAD_OFFICE) & Q(branch__isnull=False)),
            ),
        ]


class Device(models.Model):
    """One paired screen of a branch: display, sign or kiosk, with its zone and its token."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=8, choices=DeviceKind.choices)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=40, default="main")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # in real time: whether the hardware lives does not depend on the house's clock
    last_seen_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    # what the screen said last of itself, in real time
    reported_at = models.DateTimeField(null=True, blank=True)
    build = models.CharField(max_length=12, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sound = models.CharField(max_length=8, choices=DeviceSound.choices, blank=True)
    # how far its own clock is ahead of the house's
    skew_seconds = models.FloatField(null=True, blank=True)
    # the newest board that stood on its glass
    painted_version = models.BigIntegerField(null=True, blank=True)
    painted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Pairing(models.Model):
    """A screen that shows a code and waits for a manager to type it (the shape of RFC 8628).

    The screen keeps the secret; once paired, the secret is its token.
    """

    code = models.CharField(max_length=6)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    # in real time
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    device = models.OneToOneField(Device, models.CASCADE, null=True, related_name="pairing")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(device__isnull=True), name="one_open_pairing_per_code"
            )
        ]


def hash_token(token: str) -> str:
    """What of a device's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


class Event(models.Model):
    """Something that happened. Append-only: the database refuses UPDATE and DELETE."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="events")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    # the instant a timer was meant for; `at` is when it was noticed
    due_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    # the subject as it was then: what reports need long after the row has changed
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="event_number_per_branch")
        ]
        indexes = [
            models.Index(fields=["branch", "kind", "at"], name="event_by_kind"),
            models.Index(fields=["subject", "subject_id", "number"], name="event_by_subject"),
        ]
        ordering = ["branch", "number"]


class IdempotentAnswer(models.Model):
    """The first answer to a request that carried an Idempotency-Key; a repeat gets it again."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    # null while the first request is still under way
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=b"")
    content_type = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_answer_per_key")]


class ClockSetting(models.Model):
    """The one row that moves the clock of the whole house (demo and tests only)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    real_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    speed = models.FloatField(default=1.0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_clock", condition=Q(id=1)),
            models.CheckConstraint(name="clock_never_runs_back", condition=Q(speed__gte=0)),
        ]

    def at(self, real: datetime) -> datetime:
        """The house's instant at the real instant `real`."""
        return self.shown_at + (real - self.real_at) * self.speed


class Tick(models.Model):
    """The one row that says when the timers last ran, in real time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    # when they ran again after an outage, by the clock of the house
    restarted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_tick", condition=Q(id=1))]

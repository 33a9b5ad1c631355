"""The policy, the breaks, the proofs that they were shown, the promises."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from branches.models import Branch, Device, Organisation, Staff, facts_from
from branches.rules import Role
from breaks.rules.commitments import CommitmentKind, CommitmentState, ToldBy
from breaks.rules.overrides import OverrideReason
from breaks.rules.promises import PromiseKind
from breaks.rules.states import (
    ENDED,
    NOT_STARTED,
    RUNNING,
    BreakKind,
    BreakState,
    EndReason,
    PressureAnswer,
)
from queueapp.models import Counter, Queue, Shift, Ticket


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class BreakPolicy(models.Model):
    """One version of the numbers of DOMAIN.md 3.1 for an organisation, a branch or a queue.

    Only what differs from the level above is kept; `locks` are the keys that no lower level may
    set. The newest version is in force; rows are added, never changed, so that who changed what
    and when can be read.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="policies")
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="policies"
    )
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, blank=True, related_name="policies")
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict, blank=True)
    locks = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "break policies"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "branch", "queue", "version"],
                name="policy_version",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="policy_of_a_queue_names_its_branch",
                condition=Q(queue__isnull=True) | Q(branch__isnull=False),
            ),
        ]


class Break(models.Model):
    """A pause of a person, planned or not. Lengths are whole minutes, instants are UTC."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="breaks")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="breaks")
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, related_name="breaks")
    # where the person will sit then; the screens speak of this counter
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, related_name="breaks")
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=BreakKind.choices)
    # of an unplanned break; never on a public door
    reason = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=BreakState.choices)
    revision = models.PositiveIntegerField(default=0)
    # S, the start that screens show, and D
    starts_at = models.DateTimeField()
    length_minutes = models.PositiveSmallIntegerField()
    alternative = models.CharField(max_length=200, blank=True)
    # P1: how much of it the law protects, and the last instant at which it may begin (T_law)
    protected_minutes = models.PositiveSmallIntegerField(default=0)
    latest_at = models.DateTimeField(null=True)
    # the numbers under which it was published; a later change of the policy leaves it alone
    policy = models.JSONField(default=dict, blank=True)
    # how often it was put off (B6), and the employee's own consent to the next time
    postponed = models.PositiveSmallIntegerField(default=0)
    consent_at = models.DateTimeField(null=True)
    # U4, B18: what it became when it could no longer be announced; 3.4: what takes its place
    converted_to = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="converted_from"
    )
    replaced_by = models.OneToOneField("self", models.SET_NULL, null=True, related_name="replaces")

    published_at = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    # the first proof that a screen of the zone painted the warning of this revision (N2)
    notice_at = models.DateTimeField(null=True)
    # A and E
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # R exactly (S + D until the start, then A + D), R as screens show it while the break runs
    # (null: ask at the counter), R as first shown
    returns_at = models.DateTimeField()
    shown_return_at = models.DateTimeField(null=True)
    first_return_at = models.DateTimeField(null=True)
    # the start before the last move, shown for ten minutes
    moved_from = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    slip_told_at = models.DateTimeField(null=True)
    # when the manager heard that too few colleagues would stay for this rest (U5)
    cover_told_at = models.DateTimeField(null=True)
    return_reminded_at = models.DateTimeField(null=True)
    overrun_told_at = models.DateTimeField(null=True)
    new_times = models.PositiveSmallIntegerField(default=0)
    # the pressure proposal (3.1): when the manager was asked, when and what was answered
    pressure_at = models.DateTimeField(null=True)
    pressure_answered_at = models.DateTimeField(null=True)
    pressure_answer = models.CharField(max_length=10, blank=True, choices=PressureAnswer.choices)
    # when the manager heard that the lawful rest may be lost
    risk_told_at = models.DateTimeField(null=True)
    # U3: when the return of an unplanned break was last confirmed
    confirmed_at = models.DateTimeField(null=True)
    # after an outage the person gets this long before an overrun is told (3.9 no. 13)
    grace_until = models.DateTimeField(null=True)
    extended_minutes = models.PositiveSmallIntegerField(default=0)
    # what reports must know: N3 beyond the law, B5f, E4, 3.9 no. 13
    short_notice = models.BooleanField(default=False)
    forced_by_law = models.BooleanField(default=False)
    rest_short = models.BooleanField(default=False)
    outage = models.BooleanField(default=False)
    end_reason = models.CharField(max_length=14, blank=True, choices=EndReason.choices)
    remark = models.CharField(max_length=200, blank=True)
    next_step_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_overlapping_breaks_of_a_person",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (
                        TsTzRange("starts_at", "returns_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=NOT_STARTED),
            ),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(state__in=RUNNING), name="one_running_break"
            ),
            models.CheckConstraint(name="break_lasts_a_minute", condition=Q(length_minutes__gte=1)),
            models.CheckConstraint(
                name="break_starts_before_it_returns", condition=Q(starts_at__lt=F("returns_at"))
            ),
            models.CheckConstraint(
                name="ended_break_has_no_next_step",
                condition=Q(next_step_at__isnull=True) | ~Q(state__in=ENDED),
            ),
            models.CheckConstraint(
                name="running_break_has_begun",
                condition=Q(started_at__isnull=False) | ~Q(state__in=RUNNING),
            ),
            models.CheckConstraint(
                name="break_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"],
                name="break_due",
                condition=Q(next_step_at__isnull=False),
            ),
            models.Index(fields=["branch", "day"], name="break_by_day"),
        ]

    @property
    def planned(self) -> bool:
        """Whether it was announced ahead; an unplanned one was asked for."""
        return self.kind != BreakKind.UNPLANNED

    @property
    def length(self) -> timedelta:
        """D as a length of time."""
        return timedelta(minutes=self.length_minutes)

    def lay_out(self, starts_at: datetime, length_minutes: int | None = None) -> None:
        """Set S, and with it R, of a break that has not begun."""
        self.starts_at = starts_at
        self.length_minutes = length_minutes or self.length_minutes
        self.returns_at = starts_at + self.length

    def as_event(self) -> dict[str, Any]:
        """The break as the log keeps it."""
        names = (
            "staff_id shift_id counter_id day kind reason state revision starts_at "
            "length_minutes protected_minutes latest_at postponed published_at requested_at "
            "warned_at notice_at started_at ended_at returns_at shown_return_at "
            "first_return_at cover_told_at new_times extended_minutes short_notice "
            "forced_by_law rest_short outage end_reason converted_to_id replaced_by_id"
        )
        return facts_from(self, names)


class Receipt(models.Model):
    """A device's proof that it painted revision r of a break, with the start it painted."""

    break_ref = models.ForeignKey(
        Break, models.CASCADE, related_name="receipts", db_column="break_id"
    )
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="receipts")
    # the proof of last resort: a teller said it aloud while every screen was offline
    spoken_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["break_ref", "device", "revision", "starts_at"],
                name="one_receipt_per_painting",
            )
        ]


class Promise(models.Model):
    """What one ticket was told about a break. Provisional until `fixed_at`, then it improves."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="promise")
    kind = models.CharField(max_length=14, choices=PromiseKind.choices, default=PromiseKind.NONE)
    break_ref = models.ForeignKey(
        Break, models.SET_NULL, null=True, related_name="promises", db_column="break_id"
    )
    returns_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)


class Relief(models.Model):
    """Who sits in, and where, while a person is on break: with it there is no closure.

    `starts_at` to `ends_at` covers the slip reserve of P4 too. A relief that falls ill is
    cancelled, not deleted (3.9 no. 24).
    """

    break_ref = models.ForeignKey(
        Break, models.CASCADE, related_name="reliefs", db_column="break_id"
    )
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="reliefs")
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="reliefs")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="relief_starts_before_it_ends", condition=Q(starts_at__lt=F("ends_at"))
            ),
            ExclusionConstraint(
                name="no_overlapping_reliefs_of_a_person",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    (
                        TsTzRange("starts_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]

    def as_event(self) -> dict[str, Any]:
        """The sitting in as the log keeps it."""
        names = "break_ref_id staff_id counter_id starts_at ends_at cancelled_at"
        return facts_from(self, names)


class Commitment(models.Model):
    """Something owed to a client by a time (3.6.3): open, then kept, late, broken or released."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=16, choices=CommitmentKind.choices)
    state = models.CharField(
        max_length=10, choices=CommitmentState.choices, default=CommitmentState.OPEN
    )
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="commitments")
    break_ref = models.ForeignKey(
        Break, models.CASCADE, null=True, related_name="commitments", db_column="break_id"
    )
    owner = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="commitments")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    original_due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=8, choices=ToldBy.choices, default=ToldBy.SCREEN)
    # how a client who wants a call is reached; never on a public door
    contact = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"],
                condition=Q(state="open"),
                name="one_open_commitment_per_ticket_and_kind",
            ),
            models.CheckConstraint(
                name="open_commitment_has_not_ended",
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["branch", "due_at"], name="commitment_open", condition=Q(state="open")
            )
        ]

    def as_event(self) -> dict[str, Any]:
        """The commitment as the log keeps it."""
        names = (
            "kind state ticket_id break_ref_id owner_id made_at due_at original_due_at "
            "ended_at told_by"
        )
        return facts_from(self, names)


class Override(models.Model):
    """A soft rule broken on purpose (3.4): by whom, why, and what it changed.

    Append-only: the database refuses UPDATE and DELETE. The employee of the break reads it.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="overrides")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    # the code of the rule, as its refusal names it
    rule = models.CharField(max_length=32)
    break_ref = models.ForeignKey(
        Break, models.PROTECT, null=True, related_name="overrides", db_column="break_id"
    )
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="overrides")
    revision = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # the codes of the tickets whose promise speaks of the break
    tickets = models.JSONField(default=list)
    reason = models.CharField(max_length=16, choices=OverrideReason.choices)
    remark = models.CharField(max_length=200)
    # who agreed, by a login of their own, and when
    consent_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    consent_at = models.DateTimeField(null=True)
    # the client address of the session
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [models.Index(fields=["branch", "at"], name="override_by_time")]

    def as_event(self) -> dict[str, Any]:
        """The override as the log keeps it."""
        names = "rule role reason break_ref_id ticket_id revision consent_at"
        return facts_from(self, names)

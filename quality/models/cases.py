"""The complaint and follow-up desk (DOMAIN.md 6): a case and what happened to it."""

from typing import Any

from django.db import models
from django.db.models import Q

from branches.models import Branch, Staff, facts_from
from breaks.models import Break, Commitment
from quality.rules.cases import (
    CaseEventKind,
    CaseKind,
    CaseSource,
    CaseState,
    Cause,
    Fault,
    Outcome,
    Reach,
)
from queueapp.models import Counter, Ticket, new_token


class Case(models.Model):
    """A complaint, question or request with a due time. `token` opens the client's page.

    Name, phone, e-mail and text are the client's: none of them reaches a public door but the
    client's own page, and all are erased after `erase_after`.
    """

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="cases")
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=32, unique=True, default=new_token)
    kind = models.CharField(max_length=10, choices=CaseKind.choices)
    source = models.CharField(max_length=16, choices=CaseSource.choices)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.NEW)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="cases")
    break_ref = models.ForeignKey(
        Break, models.SET_NULL, null=True, related_name="cases", db_column="break_id"
    )
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, related_name="cases")
    # a to e of the source text's criteria of a complaint
    criterion = models.CharField(max_length=1, blank=True)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    # the client agreed that the problem is written down as meant (BG-8)
    understood_at = models.DateTimeField(null=True)

    client_name = models.CharField(max_length=120, blank=True, null=True)
    client_phone = models.CharField(max_length=40, blank=True, null=True)
    client_email = models.EmailField(blank=True, null=True)
    language = models.CharField(max_length=8, default="en")
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.CALL)
    consent = models.BooleanField(default=False)
    erase_after = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    receiver = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="cases")
    unit = models.CharField(max_length=80, blank=True)
    # D4: to whom it was offered, and until when they may accept
    handed_to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(null=True)
    handover_due_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=8, choices=Fault.choices, default=Fault.UNCLEAR)
    resolution = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=4000, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    # what was promised to the client and by when (kind case_answer); renegotiated in place
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, related_name="case")

    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    # a longer legal deadline stands beside the promise, never instead of it
    legal_due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    delayed_at = models.DateTimeField(null=True)
    delays = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="case_number_per_branch"),
            models.CheckConstraint(
                name="withdrawn_case_has_no_next_step",
                condition=Q(next_step_at__isnull=True) | ~Q(state="withdrawn"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"], name="case_due", condition=Q(next_step_at__isnull=False)
            ),
            models.Index(fields=["branch", "opened_at"], name="case_by_time"),
            models.Index(
                fields=["erase_after"], name="case_to_erase", condition=Q(erased_at__isnull=True)
            ),
        ]

    @property
    def code(self) -> str:
        """What the client reads: F-1042."""
        return f"F-{1000 + self.number}"

    def as_event(self) -> dict[str, Any]:
        """The case as the log keeps it (K9, K13 to K15): no name, no contact, no text."""
        names = (
            "kind source cause criterion fault counter_id ticket_id break_ref_id owner_id state "
            "outcome opened_at due_at first_due_at answered_at delayed_at closed_at reopened"
        )
        return facts_from(self, names)


class CaseEvent(models.Model):
    """What happened to a case. Append-only: the database refuses UPDATE and DELETE, but lets the
    words go when the case itself has been erased.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=CaseEventKind.choices)
    at = models.DateTimeField()
    # null: the client, or the clock
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    by_client = models.BooleanField(default=False)
    text = models.CharField(max_length=2000, blank=True)
    # of a call: stage, minutes, rings, reached; of a handover: to whom; of a delay: old and new due
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="case_event_by_time")]

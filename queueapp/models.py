"""The first floor: lines, desks, rosters, who sits where now, and the clients' places."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from branches.models import Branch, Device, Staff, facts_from
from branches.rules import is_seen
from queueapp.rules import AT_COUNTER, ENDED, IN_HOUSE, CounterState, Source, TicketState

LONGEST_NAME = 80


def new_token() -> str:
    """An unguessable name for a client's page."""
    return secrets.token_urlsafe(16)


def check_names(names: Any) -> None:
    """Texts of at most 80 characters by the languages that screens speak."""
    if not isinstance(names, dict):
        raise ValidationError("Names stand by their languages.")
    for language, text in names.items():
        if language not in dict(settings.LANGUAGES):
            raise ValidationError(f"No screen speaks {language}.")
        if not isinstance(text, str) or len(text) > LONGEST_NAME:
            raise ValidationError(f"A text of at most {LONGEST_NAME} characters for each language.")
        if not is_seen(text):
            raise ValidationError(f"Nothing is seen of the name in {language}.")


class Queue(models.Model):
    """A line for one kind of service ("Payments", letter P)."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="queues")
    name = models.CharField(max_length=LONGEST_NAME)
    # what the service is called in other languages; one that is missing has the name
    names = models.JSONField(default=dict, blank=True, validators=[check_names])
    letter = models.CharField(max_length=2)
    # null: the 75th percentile of the last services is used (C2)
    estimate_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "letter"], name="letter_per_branch"),
            models.CheckConstraint(
                name="estimate_is_a_minute",
                condition=Q(estimate_minutes__isnull=True) | Q(estimate_minutes__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"

    def name_in(self, language: str) -> str:
        """What clients of a language call the service."""
        return str(self.names.get(language) or self.name)


class QueueDay(models.Model):
    """The last number given by a queue on a business day."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="days")
    day = models.DateField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "day"], name="one_day_per_queue")]


class Counter(models.Model):
    """The physical desk with its label, and whether clients are called to it."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="counters")
    label = models.CharField(max_length=8)
    zone = models.CharField(max_length=40, default="main")
    queues = models.ManyToManyField(Queue, related_name="counters")
    state = models.CharField(
        max_length=16, choices=CounterState.choices, default=CounterState.CLOSED
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "label"], name="label_per_branch")]

    def __str__(self) -> str:
        return self.label


class Shift(models.Model):
    """Rostered working time of a person on a business day, with the desk planned for it."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="shifts")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="shifts")
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shift_starts_before_it_ends", condition=Q(starts_at__lt=F("ends_at"))
            )
        ]
        indexes = [models.Index(fields=["branch", "day"], name="shift_by_day")]

    def as_event(self) -> dict[str, Any]:
        """The shift as the log keeps it."""
        names = "staff_id counter_id day starts_at ends_at"
        return facts_from(self, names)


class CounterSession(models.Model):
    """A person at a counter, from opening to closing it."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="sessions")
    counter = models.ForeignKey(Counter, models.PROTECT, related_name="sessions")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="sessions")
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, related_name="sessions")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # the tickets a closing counter may still call; null: all of its queues
    only_tickets = ArrayField(models.BigIntegerField(), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counter"],
                condition=Q(closed_at__isnull=True),
                name="one_session_per_counter",
            ),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(closed_at__isnull=True), name="one_session_per_person"
            ),
        ]

    def as_event(self) -> dict[str, Any]:
        """The sitting as the log keeps it."""
        names = "counter_id staff_id shift_id opened_at closed_at"
        return facts_from(self, names)


class Ticket(models.Model):
    """One client's place in a queue. `token` opens the client's page."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="tickets")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    # what the client reads; it stays when the ticket is transferred to another queue
    code = models.CharField(max_length=8)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(max_length=8, choices=TicketState.choices, default=TicketState.WAITING)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.KIOSK)
    language = models.CharField(max_length=8, default="en")
    priority = models.SmallIntegerField(default=0)
    # put in front of its class: a revived no-show (T5) or a transferred client (T7)
    first = models.BooleanField(default=False)
    # a no-show returns out of turn once (T5)
    revived = models.BooleanField(default=False)
    # a client without a phone or sight is told in person (3.9 no. 28)
    in_person = models.BooleanField(default=False)
    # the only counter that may call it, after a transfer to a counter
    counter_wanted = models.ForeignKey(
        Counter, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(CounterSession, models.PROTECT, null=True, related_name="tickets")
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    recalls = models.PositiveSmallIntegerField(default=0)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # the letter is the issuing queue's and unique in the branch
            models.UniqueConstraint(fields=["branch", "day", "code"], name="code_per_day"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=AT_COUNTER),
                name="one_ticket_at_a_counter",
            ),
            models.CheckConstraint(
                name="ended_ticket_has_no_next_step",
                condition=Q(next_step_at__isnull=True) | ~Q(state__in=[*ENDED]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "issued_at"],
                name="ticket_waiting",
                condition=Q(state=TicketState.WAITING),
            ),
            # who is here is asked at every request, and what has ended grows for years
            models.Index(
                fields=["branch"],
                name="ticket_in_house",
                condition=Q(state__in=IN_HOUSE),
            ),
            models.Index(
                fields=["next_step_at"],
                name="ticket_due",
                condition=Q(next_step_at__isnull=False),
            ),
            models.Index(fields=["queue", "-ended_at"], name="ticket_by_end"),
        ]

    def __str__(self) -> str:
        return self.code

    def as_event(self) -> dict[str, Any]:
        """The ticket as the log keeps it."""
        names = (
            "day code state source priority first revived issued_at called_at served_at "
            "ended_at queue_id counter_wanted_id session_id"
        )
        return facts_from(self, names)


class ReservedNumber(models.Model):
    """A number that a kiosk may give out by itself while it cannot reach the server.

    It becomes a ticket, once, when the kiosk reports it; number and token were known before.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="reserved_numbers")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="reserved_numbers")
    day = models.DateField()
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=32, unique=True, default=new_token)
    reserved_at = models.DateTimeField()
    ticket = models.OneToOneField(Ticket, models.CASCADE, null=True, related_name="reserved")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "day", "number"], name="reserved_once")
        ]

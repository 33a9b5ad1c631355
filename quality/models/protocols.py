"""An organisation's own texts, the walks through situations, and the calls for help."""

from django.db import models
from django.db.models import Q

from branches.models import Branch, Organisation, Staff
from breaks.models import Break
from quality.rules.alarms import AlarmKind
from quality.rules.protocols import RunState
from queueapp.models import Counter, CounterSession, Ticket


class PlaybookText(models.Model):
    """An organisation's own wording of one text in one language; an empty one is the default again.

    The newest version is in force; rows are added, never changed. `path` names the text:
    "situation/script", "situation.step", "situation.title", "labels.group.key", "guidelines.id".
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="playbook_texts")
    path = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "path", "language", "version"], name="playbook_version"
            )
        ]


class ProtocolRun(models.Model):
    """One walk of a person through a situation, from its first step to an end."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="protocol_runs")
    situation = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.OPEN)
    # on whose console it is open
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="protocol_runs")
    session = models.ForeignKey(CounterSession, models.SET_NULL, null=True, related_name="+")
    break_ref = models.ForeignKey(
        Break, models.CASCADE, null=True, related_name="protocol_runs", db_column="break_id"
    )
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(
        "quality.Case", models.CASCADE, null=True, related_name="protocol_runs"
    )
    language = models.CharField(max_length=8)
    # what the client reads beside it
    client_language = models.CharField(max_length=8)
    step = models.CharField(max_length=16)
    step_at = models.DateTimeField()
    # [[step, "yes" | "no" | "next" | "timeout", instant], …] and the scripts ticked as said
    path = models.JSONField(default=list)
    said = models.JSONField(default=list)
    # what no row of it tells: the times before and after a move, what a pause was asked for
    facts = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # the number of the event that opened it by itself; null: by a button
    opened_by_event = models.BigIntegerField(null=True)
    next_step_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "opened_by_event", "situation", "staff"],
                condition=Q(opened_by_event__isnull=False),
                name="one_run_per_trigger",
            ),
            models.CheckConstraint(
                name="open_run_has_not_ended",
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="ended_run_has_no_next_step",
                condition=Q(next_step_at__isnull=True) | Q(state="open"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"], name="run_due", condition=Q(next_step_at__isnull=False)
            ),
            models.Index(fields=["staff"], name="run_open", condition=Q(state="open")),
        ]


class Alarm(models.Model):
    """A call for help from a counter (D9): raised, acknowledged, resolved. Silent in the lobby."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="alarms")
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, related_name="alarms")
    kind = models.CharField(max_length=8, choices=AlarmKind.choices)
    raised_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    # whom it asks first; null: every manager of the branch
    asked = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    acknowledged_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    next_step_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="resolved_alarm_has_no_next_step",
                condition=Q(next_step_at__isnull=True) | Q(resolved_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"], name="alarm_due", condition=Q(next_step_at__isnull=False)
            ),
            models.Index(
                fields=["branch"], name="alarm_open", condition=Q(resolved_at__isnull=True)
            ),
        ]

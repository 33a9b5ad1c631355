"""What the branch forecasts, what of it each client was told, and what the branch learned."""

from django.db import models
from django.db.models import F, Q

from branches.models import Branch
from breaks.models.breaks import Break
from breaks.rules.waits import LearningState, Outcome, Screen
from queueapp.models import Queue, Ticket


class WaitForecast(models.Model):
    """The newest forecast of a branch, replaced whole; every screen tells from this one row."""

    branch = models.OneToOneField(
        Branch, models.CASCADE, primary_key=True, related_name="wait_forecast"
    )
    # the branch's version that was forecast; older than the branch's: a new one is on its way
    version = models.BigIntegerField()
    # counts the forecasts of the branch, for screens that ask whether there is a new one
    edition = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    # by queue and ticket: `breaks.rules.waits.Edition` as plain values
    facts = models.JSONField(default=dict)


class WaitTold(models.Model):
    """A range that a client was told on a screen, and what came of it. Minutes from `told_at`."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="waits_told")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="waits_told")
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="+")
    screen = models.CharField(max_length=8, choices=Screen.choices)
    told_at = models.DateTimeField()
    # as shown, rounded; no upper bound where nobody could name one
    low_minutes = models.PositiveSmallIntegerField()
    high_minutes = models.PositiveSmallIntegerField(null=True)
    # the forecast behind it, uncorrected and not rounded: P10 and P90
    low_at = models.DateTimeField()
    high_at = models.DateTimeField(null=True)
    # the next break at a counter of the queue then, and how sure a call before it was
    break_ref = models.ForeignKey(
        Break, models.SET_NULL, null=True, related_name="+", db_column="break_id"
    )
    break_at = models.DateTimeField(null=True)
    before_p = models.FloatField(null=True)
    # empty while the client waits
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices)
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_range_in_order",
                condition=Q(high_minutes__isnull=True) | Q(low_minutes__lte=F("high_minutes")),
            ),
            models.CheckConstraint(
                name="called_outcome_has_its_time",
                condition=~Q(outcome=Outcome.CALLED) | Q(called_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "told_at"], name="wait_told_by_time"),
            models.Index(fields=["branch"], name="wait_told_open", condition=Q(outcome="")),
            models.Index(fields=["ticket", "screen", "-told_at"], name="wait_told_to"),
        ]


class WaitLearning(models.Model):
    """What a branch's own record says of its services and of its forecasts; one row a branch."""

    branch = models.OneToOneField(
        Branch, models.CASCADE, primary_key=True, related_name="wait_learning"
    )
    learned_at = models.DateTimeField()
    # the last business day whose outcomes corrected the ranges
    corrected_day = models.DateField(null=True)
    # service laws by queue, patience, arrivals ahead of others, unplanned breaks
    facts = models.JSONField(default=dict)
    services = models.PositiveIntegerField(default=0)
    # how much of its width a range gains at each end, far from a break and within 30 minutes of one
    widen_far = models.FloatField(default=0)
    widen_near = models.FloatField(default=0)
    # the share called inside the range told, over the last `counted` (at most 200) tickets
    coverage = models.FloatField(null=True)
    counted = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=8, choices=LearningState.choices, default=LearningState.LEARNING
    )

"""The indicators' daily sums, and how far the log of a branch was read."""

from django.db import models

from branches.models import Branch


class LogMark(models.Model):
    """Up to which event of a branch the cards were opened."""

    branch = models.OneToOneField(Branch, models.CASCADE, related_name="log_mark")
    number = models.BigIntegerField(default=0)


class Tally(models.Model):
    """Sums of one branch over a day or a month, for one scope: what the indicators are made of.

    `since` is the first day of the span. `key` is "" for the branch, else a counter's id, a
    person's id, a reason's code or an hour. `counts` maps a measure ("k1.num", "k11.wait.120") to a
    number; sums of spans are spans' sums, so that a year is twelve rows.
    """

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="tallies")
    span = models.CharField(max_length=5, choices=[("day", "day"), ("month", "month")])
    since = models.DateField()
    scope = models.CharField(
        max_length=8,
        choices=[(s, s) for s in ("branch", "counter", "person", "reason", "hour")],
    )
    key = models.CharField(max_length=24, blank=True)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "span", "since", "scope", "key"], name="one_tally_per_span"
            )
        ]
        indexes = [models.Index(fields=["span", "scope", "since"], name="tally_by_span")]

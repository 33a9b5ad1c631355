"""A call for help from a counter (DOMAIN.md 6, D9; F54, F64): its kinds and its clock."""

from datetime import timedelta

from django.db.models import TextChoices


class AlarmKind(TextChoices):
    SECURITY = "security"
    MEDICAL = "medical"
    SILENT = "silent"
    # not danger: the manager is asked to come to the counter (HU-23)
    HELP = "help"


# D9: unacknowledged for so long, it goes to all managers and the configured phone
ACKNOWLEDGE_WITHIN = timedelta(seconds=30)
# F54: unresolved for so long, the next manager is asked
HELP_WITHIN = timedelta(minutes=2)

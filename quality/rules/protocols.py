"""One walk through a situation of the playbook: its states (DOMAIN.md 4)."""

from django.db.models import TextChoices


class RunState(TextChoices):
    OPEN = "open"
    DONE = "done"
    # put aside by the person, or overtaken by what happened
    LEFT = "left"

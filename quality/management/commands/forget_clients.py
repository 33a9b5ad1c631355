"""`manage.py forget_clients`: erase what is personal and older than the policy allows."""

from typing import Any

from django.core.management.base import BaseCommand

from branches import clock
from quality.actions.retention import forget_everywhere


class Command(BaseCommand):
    help = "Erase names, contacts and words of clients that are older than the policy allows."

    def handle(self, *args: Any, **options: Any) -> None:
        for branch, erased in forget_everywhere(clock.now()):
            self.stdout.write(f"{branch.name}: {erased} erased.")

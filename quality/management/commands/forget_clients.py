"""`manage.py forget_clients`: erase what is personal and older than the policy allows."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from branches import clock
from branches.models import Branch
from quality.actions.retention import forget_clients

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Erase names, contacts and words of clients that are older than the policy allows."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        for branch in Branch.objects.order_by("pk"):
            try:
                erased = forget_clients(branch.pk, now=now)
            except Exception:
                # one branch that fails keeps no other from its turn
                logger.exception("nothing of branch %s could be erased", branch.pk)
                continue
            self.stdout.write(f"{branch.name}: {erased} erased.")

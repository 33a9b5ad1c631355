"""`manage.py count_days`: count the days that have ended, or some days of the past anew."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from branches import clock
from branches.models import Branch
from quality.actions.figures import roll_up_days, roll_up_due

A_DAY = timedelta(days=1)


class Command(BaseCommand):
    help = "Count K1 to K21 of every day that has ended; with --since also of days counted before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="the first day to count anew")
        parser.add_argument("--until", type=date.fromisoformat, help="the last one, else the first")
        parser.add_argument("--branch", help="the short name of one branch")

    def handle(self, *args: Any, **options: Any) -> None:
        now, since = clock.now(), options["since"]
        counted = 0
        if since:
            days = [
                since + n * A_DAY for n in range(((options["until"] or since) - since).days + 1)
            ]
            branches = Branch.objects.order_by("pk")
            if options["branch"]:
                branches = branches.filter(slug=options["branch"])
            for branch in branches:
                counted += len(roll_up_days(branch, days, now=now))
        else:
            while turn := roll_up_due(now):
                counted += turn
        self.stdout.write(f"{counted} days counted.")

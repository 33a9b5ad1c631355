"""`manage.py demo`: lays out the demo's two branches, or tells where they are."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches import clock
from branches.errors import Refused
from desk import demo


class Command(BaseCommand):
    help = "Lays out the demo branches; may be repeated. Only where the clock can be moved."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--addresses", action="store_true", help="print where to look instead")
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="where the house answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Lay the demo out, or print its addresses; refused in production."""
        if not settings.CLOCK_CONTROL:
            raise CommandError(
                "The demo has known passwords and moves the clock: it needs CLOCK_CONTROL=1."
            )
        if options["addresses"]:
            self.stdout.write(demo.addresses(options["url"]))
            return
        try:
            demo.lay_out(clock.now())
        except Refused as refused:
            raise CommandError(f"The demo cannot be laid out: {refused.message}") from None

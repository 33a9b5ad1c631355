"""`manage.py play`: plays the demo's days through the doors, until it is told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches.rules import DeviceKind
from desk import demo
from desk.playing.day import Role
from desk.playing.doors import Refusal, Stopped
from desk.playing.season import Season

# share of the clients and mean minutes of service by queue; seconds between two people; how many
# wait at least and at most; the unplanned break of the day
HABITS: dict[str, dict[str, Any]] = {
    demo.BANK.slug: {
        "services": {"A": (0.55, 3.2), "C": (0.27, 6.5), "H": (0.18, 9.0)},
        "gap_seconds": 55.0,
        "crowd": (6, 12),
        "errand": ("10:40", "cash_delivery"),
    },
    demo.PHARMACY.slug: {
        "services": {"E": (0.6, 4.5), "K": (0.4, 2.5)},
        "gap_seconds": 110.0,
        "crowd": (3, 6),
        "errand": ("10:20", "goods_delivery"),
    },
}


def role_of(outline: demo.Outline) -> Role:
    """What the cast of a demo branch needs to know."""
    slug = outline.slug
    return Role(
        slug=slug,
        manager=(outline.manager[0], demo.PASSWORD),
        tellers=[(username, demo.PASSWORD) for username in outline.tellers],
        display=demo.token_of(slug, DeviceKind.DISPLAY),
        kiosk=demo.token_of(slug, DeviceKind.KIOSK),
        **HABITS[slug],
    )


class Command(BaseCommand):
    help = "Plays the demo branches' days through the doors of a running Intermezzo."

    def add_arguments(self, parser: CommandParser) -> None:
        slugs = [outline.slug for outline in demo.OUTLINES]
        add = parser.add_argument
        add("--branch", default="all", choices=["all", *slugs])
        add("--speed", type=float, default=60.0, help="of the clock (default 60)")
        add("--url", default="http://127.0.0.1:8000", help="where the house answers")
        add("--once", action="store_true", help="one day, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play until SIGTERM or Ctrl-C, or one day with --once."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        roles = [role_of(o) for o in demo.OUTLINES if options["branch"] in ("all", o.slug)]
        season = Season(options["url"], roles, speed=options["speed"], stop=stop, say=self.say)
        try:
            season.run(once=options["once"])
        except Refusal as refusal:
            raise CommandError(f"The day cannot be played: {refusal}") from None
        except Stopped:
            self.say("the curtain falls")

    def say(self, line: str) -> None:
        """One line, at once."""
        self.stdout.write(line)
        self.stdout.flush()

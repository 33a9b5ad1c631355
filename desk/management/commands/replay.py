"""`manage.py replay FILE`: a real day's arrivals and services, played through the doors."""

import argparse
import json
import re
import signal
import threading
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from requests import RequestException

from desk import demo
from desk.playing.doors import Caller, Refusal, Stopped
from desk.playing.figures import as_table
from desk.playing.records import WrongFile, read_day, visits_for
from desk.playing.replay import Replay, Scenario

EPILOG = """
Load is arrivals x mean service / counters. Whoever left in the record waits ten minutes at most
here; half of them give the number back, half are called in vain.
k1_percent: planned breaks with ten minutes of proven notice that kept their shown start.
shut_in_face: clients at a counter at the instant its break began.
past_return_times_shown: return times on boards that lay in the past when the board was made.
late_tick_p99_s: 99th percentile of how late the clock's own steps were noticed (event at - due_at),
in clock seconds divided by the speed, which is real seconds.
"""


def hours(text: str) -> tuple[int, int]:
    """`9-17` as two hours of a day."""
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    first, last = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 8 <= first < last <= 20:
        raise argparse.ArgumentTypeError(f"{text!r} is none: two hours from 8 to 20, like 9-17")
    return first, last


class Command(BaseCommand):
    help = "Replays a day of a CSV of real arrivals in a branch made for it; prints what happened."

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        """The epilog keeps its lines."""
        shape = {"formatter_class": argparse.RawDescriptionHelpFormatter, "epilog": EPILOG}
        return super().create_parser(*args, **options, **shape)

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("file", type=Path, help="CSV: date, arrived_s, waited_s, outcome, service_s, ...")
        add("--date", required=True, help="a day of the file, like 1999-01-05")
        add("--counters", type=int, default=8, help="from 1 to 20 (default 8)")
        add("--load", type=float, default=0.85, help="offered load per counter (default 0.85)")
        add("--hours", type=hours, default=(9, 17), help="opening hours (default 9-17)")
        add("--speed", type=float, default=60.0, help="of the clock (default 60)")
        add("--seed", type=int, default=1, help="of everything drawn at random (default 1)")
        add("--url", default="http://127.0.0.1:8000", help="where the house answers")
        add("--json", action="store_true", help="one line of JSON at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, thin, play, tell. A file that cannot be played ends with code 2."""
        self._check(options)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        scenario = self._scenario(options)
        self._find_house(options["url"])
        office = (demo.OFFICE[0], demo.PASSWORD)
        try:
            found = Replay(options["url"], office, scenario, stop, self.say).run()
        except Stopped:
            raise CommandError("Stopped before the end of the day.", returncode=130) from None
        except Refusal as refusal:
            raise CommandError(f"The day cannot be played: {refusal}") from None
        self.say(as_table(found))
        if options["json"]:
            self.say(json.dumps(found))

    def _check(self, options: dict[str, Any]) -> None:
        ranges = {"counters": (1, 20), "load": (0.05, 2), "speed": (1, 1000)}
        for name, (low, high) in ranges.items():
            if not low <= options[name] <= high:
                raise CommandError(f"--{name} lies between {low} and {high}.", returncode=2)

    def _find_house(self, url: str) -> None:
        try:
            Caller(url, threading.Event()).http.get(f"{url}/healthz", timeout=5)
        except RequestException:
            raise CommandError(f"Nobody answers at {url}.") from None

    def _scenario(self, options: dict[str, Any]) -> Scenario:
        try:
            records = read_day(options["file"], options["date"])
        except WrongFile as wrong:
            raise CommandError(str(wrong), returncode=2) from None
        wanted = {key: options[key] for key in ("hours", "counters", "seed")}
        visits = visits_for(records, load=options["load"], **wanted)
        if not visits:
            raise CommandError("Nobody came in these hours of the day.", returncode=2)
        self.say(f"{options['date']}: {len(records)} records, {len(visits)} come to the branch")
        return Scenario(options["date"], visits, speed=options["speed"], **wanted)

    def say(self, line: str) -> None:
        """One line, at once."""
        self.stdout.write(line)
        self.stdout.flush()

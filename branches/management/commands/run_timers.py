"""Drives the timers without Celery: for a machine without a broker, or while it is away."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connections

from branches import clock
from branches.timetable import forecast, tick

logger = logging.getLogger(__name__)
LONGEST_PAUSE = 10.0


class Command(BaseCommand):
    help = "Does what is due and forecasts the waits, every TICK_SECONDS, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one tick, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick until SIGTERM or SIGINT; with --once, tick once and let errors out."""
        if options["once"]:
            advanced = tick(clock.now(), clock.real_now())
            forecast(clock.now())
            self.stdout.write(f"advanced {advanced}")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # beside the ticks, which must not wait for a long forecast
        forecaster = threading.Thread(target=run_until, args=(stop, lambda: forecast(clock.now())))
        forecaster.start()
        run_until(stop)
        forecaster.join()


def run_until(stop: threading.Event, act: Callable[[], Any] | None = None) -> None:
    """Act (tick) every TICK_SECONDS; while the database is away, wait longer and longer."""
    pause = settings.TICK_SECONDS
    while not stop.is_set():
        done = done_safely(act or (lambda: tick(clock.now(), clock.real_now())))
        pause = settings.TICK_SECONDS if done else min(2 * pause, LONGEST_PAUSE)
        stop.wait(pause)
    connections.close_all()


def done_safely(act: Callable[[], Any]) -> bool:
    """Act once; False when the database could not be reached. A failing rule is only logged."""
    try:
        act()
    except (OperationalError, InterfaceError) as error:
        logger.warning("the timers wait for the database: %s", error)
        connections.close_all()
        return False
    except Exception:
        logger.exception("a timer failed; it is tried again at the next tick")
    return True

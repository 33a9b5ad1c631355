"""Lets the whole cast of a branch play at once, and comes through mishaps."""

import threading
from collections.abc import Callable, Sequence

from desk.playing.doors import Stopped
from desk.playing.hall import Hall, Say
from desk.playing.teller import Teller

Part = Callable[[], None]
AFTER_A_MISHAP = 1.0


def perform(hall: Hall, tellers: Sequence[Teller], others: Sequence[Part], say: Say) -> None:
    """Play a branch until its last teller has gone home; raises Stopped when asked to stop."""
    seated = [_begin(t.work, hall, say) for t in tellers]
    around = [_begin(part, hall, say) for part in others]
    for thread in seated:
        _await(thread, hall)
    hall.over.set()
    for thread in around:
        _await(thread, hall)


def _begin(part: Part, hall: Hall, say: Say) -> threading.Thread:
    thread = threading.Thread(target=_keep_on, args=(part, hall, say), daemon=True)
    thread.start()
    return thread


def _await(thread: threading.Thread, hall: Hall) -> None:
    while thread.is_alive():
        thread.join(0.2)
        if hall.clock.stop.is_set():
            raise Stopped


def _keep_on(part: Part, hall: Hall, say: Say) -> None:
    """Play a part to its end; whatever goes wrong in it is told, and the part goes on."""
    while True:
        try:
            part()
            return
        except Stopped:
            return
        except Exception as mishap:
            say(f"{type(mishap).__name__}: {mishap}")
        if hall.clock.stop.wait(AFTER_A_MISHAP):
            return

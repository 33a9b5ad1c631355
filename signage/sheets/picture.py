"""What a sign of electronic paper says, and until when it may be left to sleep with it (F40, F41).

It is read from the board as every other screen, a little ahead: what passes before the device can
ask again is not shown any more.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from branches import clock
from branches.models import Branch
from signage.boards import board_for
from signage.drawing.sign_image import Row, Words
from signage.sheets import phrases
from signage.sheets.phrases import date_words, said, span_words, time_words

LEAST, MOST = timedelta(seconds=30), timedelta(minutes=15)
# who comes in meanwhile moves the last entry, and a colleague may be back at any time
WHILE_UNSETTLED = timedelta(minutes=5)
# a picture that says the same is left on the paper for so long before its time is told anew
STILL_TRUE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
RUNNING = ("on_break", "overrun")
MAX_ENTRIES = 2


@dataclass(frozen=True)
class SignText:
    """The words of a sign at an instant, and how long they hold."""

    words: Words
    as_of: datetime
    asleep_s: int

    @property
    def mark(self) -> str:
        """A picture's ETag: what it says, and as of which minute."""
        said_without_time = replace(self.words, foot=self.words.foot[:-1])
        digest = sha256(repr(said_without_time).encode()).hexdigest()[:16]
        return f"{digest}-{self.as_of.timestamp() // 60:.0f}"

    def still_said(self, mark: str) -> bool:
        """Whether a picture of that mark says the same and is not too old to be left there."""
        same, _, minute = mark.partition("-")
        ours, _, now = self.mark.partition("-")
        old = int(now) - int(minute) if minute.isdecimal() and len(minute) < 12 else -1
        return same == ours and 0 <= old < STILL_TRUE / MINUTE


def sign_text(
    branch: Branch, *, now: datetime, language: str, counter: str, address: str, plan: int
) -> SignText:
    """The words of a sign of a branch, or of one of its counters."""
    speed = max(1.0, clock.speed())
    board = board_for(branch.pk, now + LEAST * speed)
    reading = _Reading(board, branch, language, counter)
    until = min((t for t in reading.instants() if t > now), default=now + MOST)
    most = WHILE_UNSETTLED if reading.is_unsettled() else MOST
    # a second later: the next board has surely turned
    left = (until - now) / speed + timedelta(seconds=1)
    asleep = math.ceil(min(max(left, LEAST), most).total_seconds())
    return SignText(reading.words(now, address, plan), now, asleep)


class _Reading:
    """A board as the sign of a counter, or of a door, says it in one language."""

    def __init__(self, board: Mapping[str, Any], branch: Branch, language: str, counter: str):
        self.board, self.branch = board, branch
        self.language, self.counter = language, counter
        self.zone = clock.zone_of(branch)
        mine = [b for b in board["breaks"] if not counter or b["counter"] == counter]
        # by the clock: where not all have room, the next ones have
        self.rows = sorted(mine, key=lambda b: str(b["starts_at"]))

    def words(self, now: datetime, address: str, plan: int) -> Words:
        """All that the picture says."""
        say = self._say
        stamp = f"{say(phrases.AS_OF)}: {self._clock(now)} · {say(phrases.PLAN)}: {plan}"
        return Words(
            place=self.branch.name,
            date=date_words(clock.business_day(self.branch, now), self.language),
            counter=(say(phrases.COUNTER), self.counter),
            title=say(phrases.TODAY),
            rows=tuple(map(self._row, self.rows)),
            none=say(phrases.NONE),
            more=say(phrases.MORE),
            entry=tuple(self._entries()),
            foot=(self._hours(), stamp),
            address=address,
        )

    def instants(self) -> Iterator[datetime]:
        """When the clock alone makes this picture another: a break, the doors, midnight."""
        for row in self.rows:
            told = (row["starts_at"], row["returns_at"], row["last_entry_at"])
            yield from (datetime.fromisoformat(t) for t in told if t)
        for span in self.board["branch"]["hours"] or ():
            yield from map(datetime.fromisoformat, span)
        made = datetime.fromisoformat(self.board["generated_at"]).astimezone(self.zone)
        yield (made + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)

    def is_unsettled(self) -> bool:
        """Whether it says until when one may come in, which every client may change, or that a
        break waits for a colleague.
        """
        waits = any(row["waits"] for row in self.rows)
        return waits or any(pause["last_entry_at"] for _, pause in self._pauses())

    def _say(self, phrase: str) -> str:
        return said(phrase, self.language)

    def _clock(self, instant: datetime) -> str:
        return time_words(instant, self.zone, self.language)

    def _row(self, row: Mapping[str, Any]) -> Row:
        where = "" if self.counter else (row["counter"] or "–")
        starts, back = datetime.fromisoformat(row["starts_at"]), _instant(row["returns_at"])
        if row["state"] in RUNNING:
            return Row(where, self._running(row["state"], back), self._say(phrases.ON_BREAK))
        when = span_words(starts, back, self.zone, self.language)
        if row["waits"]:
            when = self._say(phrases.COVER)
        return Row(where, when, f"{self._say(phrases.REVISION)}: {row['revision']}")

    def _running(self, state: str, back: datetime | None) -> str:
        if back:
            return f"{self._say(phrases.BACK)}: {self._clock(back)}"
        return self._say(phrases.ASK if state == "overrun" else phrases.IN_A_MOMENT)

    def _service(self, queue: Mapping[str, Any]) -> str:
        return str(queue["names"].get(self.language) or queue["name"])

    def _queues(self) -> Sequence[Mapping[str, Any]]:
        """The lines that are served here."""
        here = [c for c in self.board["counters"] if c["label"] == self.counter]
        letters = here[0]["queues"] if here else None
        return [q for q in self.board["queues"] if letters is None or q["letter"] in letters]

    def _pauses(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Which lines nobody will serve for a while, and when."""
        return [(q, q["pause"]) for q in self._queues() if q["pause"]]

    def _entries(self) -> Iterator[str]:
        """F40: until when one may come in; of which line, where not all of them are meant."""
        told = [(self._entry(pause), self._service(queue)) for queue, pause in self._pauses()]
        by_text = groupby(sorted(told), key=lambda pair: pair[0])
        groups = [(text, [name for _, name in pairs]) for text, pairs in by_text]
        for text, names in groups[:MAX_ENTRIES]:
            every = len(names) == len(self._queues())
            yield text if every else f"{', '.join(names)} · {text}"

    def _entry(self, pause: Mapping[str, Any]) -> str:
        last = _instant(pause["last_entry_at"])
        if last and pause["state"] not in RUNNING:
            return f"{self._say(phrases.LAST_ENTRY)}: {self._clock(last)}"
        return f"{self._say(phrases.NEW_NUMBERS)}: {self._say(phrases.AFTER)}"

    def _hours(self) -> str:
        branch, label = self.board["branch"], self._say(phrases.HOURS)
        if branch["closure"]:
            return f"{self._say(phrases.CLOSED_EARLY)} · {branch['closure']['note']}".rstrip(" ·")
        if branch["hours"] is None:
            return f"{label}: {self._say(phrases.ALWAYS)}"
        spans = [map(datetime.fromisoformat, span) for span in branch["hours"]]
        told = ", ".join(span_words(a, b, self.zone, self.language) for a, b in spans)
        return f"{label}: {told or self._say(phrases.CLOSED)}"


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

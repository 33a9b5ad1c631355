"""A sheet for the door: hours and breaks of a day and of its week on one paper (HU-17, P8, F41).

A pharmacy that closes for a break tells its regular schedule wherever its hours are posted (UX.md
0 no. 2), so the two stand side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from branches import clock
from branches.errors import Invalid
from branches.models import Branch
from branches.queries import closed_early
from branches.rules import WEEKDAYS
from quality.playbook.filling import clock_words, day_words
from quality.playbook.reading import Playbook
from quality.queries.playbook import playbook_of
from quality.rules.playbook import alternative_words
from signage.drawing.codes import code_svg
from signage.sheets import phrases
from signage.sheets.phrases import Said, date_words, in_each, said, span_words, time_words
from signage.sheets.posted import Posted, posted, posted_before

SIZES = ("A4", "A5", "A6")
WEEK = timedelta(days=6)
SAYINGS = {
    "counter": phrases.COUNTER,
    "break": phrases.BREAK,
    "breaks": phrases.BREAKS,
    "meanwhile": phrases.MEANWHILE,
    "revision": phrases.REVISION,
    "hours": phrases.HOURS,
    "week": phrases.WEEK,
    "day": phrases.DAY,
    "closed": phrases.CLOSED,
    "always": phrases.ALWAYS,
    "as_shown": phrases.AS_SHOWN,
    "none": phrases.NONE,
    "closed_early": phrases.CLOSED_EARLY,
    "later": phrases.LATER,
    "scan": phrases.SCAN,
    "printed": phrases.PRINTED,
    "version": phrases.VERSION,
    "on_break": phrases.ON_BREAK,
    "ask": phrases.ASK,
    "changed": phrases.CHANGED,
    "unchanged": phrases.UNCHANGED,
    "holds": phrases.HOLDS,
    "as_of": phrases.AS_OF,
    "sheet_of": phrases.SHEET_OF,
    "no_longer": phrases.NO_LONGER,
}


def size_of(asked: str) -> str:
    """The size of the paper that was asked for, A4 unless said otherwise (422 `paper_size`)."""
    size = asked.upper() or SIZES[0]
    if size not in SIZES:
        raise Invalid("paper_size", f"A sheet is {', '.join(SIZES)}.", sizes=SIZES)
    return size


@dataclass(frozen=True)
class Sheet:
    """What is posted of a day at a branch, or at one of its counters, in some languages."""

    branch: Branch
    day: date
    now: datetime
    languages: Sequence[str]
    counter: str = ""

    @cached_property
    def facts(self) -> dict[str, Any]:
        """All that the page of a sheet says, in words."""
        return {
            "branch": self.branch,
            "counter": self.counter,
            "lang": self.first,
            "day": self.day,
            "dates": [Said(each, date_words(self.day, each)) for each in self.languages],
            "say": {name: in_each(text, self.languages) for name, text in SAYINGS.items()},
            "rows": [self._row(row) for row in self.today],
            "meanwhile": self._one_way(),
            "week": list(self._week()),
            "closed_early": self._closed_early(),
            "stamp": self.branch.version,
            "printed": f"{date_words(self._today, self.first)}, {self._clock(self.now)}",
            "as_of": self._clock(self.now),
        }

    @property
    def first(self) -> str:
        """The language of what is said once: clock times, and the date of printing."""
        return self.languages[0]

    @cached_property
    def zone(self) -> Any:
        """The zone of the branch's clocks."""
        return clock.zone_of(self.branch)

    @cached_property
    def _playbook(self) -> Playbook:
        return playbook_of(self.branch.organisation)

    @cached_property
    def _today(self) -> date:
        return clock.business_day(self.branch, self.now)

    @cached_property
    def _standing(self) -> list[Posted]:
        last = self.day + WEEK
        return posted(self.branch, self.day, last, now=self.now, counter=self.counter)

    @property
    def today(self) -> list[Posted]:
        """The posted breaks of the day."""
        return [row for row in self._standing if row.day == self.day]

    def _row(self, row: Posted) -> dict[str, Any]:
        return {
            "counter": row.counter or "–",
            "starts": self._clock(row.starts_at),
            "returns": self._clock(row.returns_at) if row.returns_at else "",
            "alternative": self._alternative(row.alternative),
            "revision": row.revision,
            "running": row.running,
        }

    def _one_way(self) -> list[Said]:
        """What can be done meanwhile, where it is the same during every break: said once."""
        ways = {row.alternative for row in self.today}
        return self._alternative(ways.pop()) if len(ways) == 1 else []

    def _alternative(self, text: str) -> list[Said]:
        each_way = ((alternative_words(text, self._playbook, la), la) for la in self.languages)
        texts = dict(reversed(list(each_way)))
        return [Said(each, way) for way, each in reversed(texts.items()) if way]

    def _clock(self, instant: datetime) -> str:
        return time_words(instant, self.zone, self.first)

    def _closed_early(self) -> str:
        """What is told of a day that ended ahead of its hours (3.9 no. 14)."""
        if self.day != self._today or not closed_early(self.branch, self.now):
            return ""
        return self.branch.closure_note or "–"

    def _week(self) -> Iterator[dict[str, Any]]:
        """Seven days from this one; days that follow each other and are alike stand in one row."""
        over = posted_before(self.branch, self.day, counter=self.counter)
        rows = sorted([*over, *self._standing], key=lambda row: (row.counter, row.starts_at))
        days = (self.day + timedelta(days=n) for n in range(7))
        told = [(day, self._day(day, [row for row in rows if row.day == day])) for day in days]
        for what, group in groupby(told, key=lambda pair: pair[1]):
            alike = [day for day, _ in group]
            yield {**what, **self._names(alike[0], alike[-1])}

    def _day(self, day: date, rows: list[Posted]) -> dict[str, Any]:
        hours = self._hours(day)
        closed = bool(self.branch.opening_hours) and not hours
        return {"hours": hours, "closed": closed, "breaks": list(self._by_counter(rows))}

    def _names(self, first: date, last: date) -> dict[str, Any]:
        """A day, or the first and the last of several, by weekday and by date."""
        ends = [first] if first == last else [first, last]
        names = {
            "–".join(said(phrases.DAYS[day.weekday()], each) for day in ends): each
            for each in reversed(self.languages)
        }
        dates = [day_words(day.month, day.day, self.first) for day in ends]
        said_once = [Said(each, name) for name, each in reversed(names.items())]
        return {"names": said_once, "date": " – ".join(dates)}

    def _hours(self, day: date) -> str:
        spans = self.branch.opening_hours.get(WEEKDAYS[day.weekday()], ())
        walls = [[datetime.combine(day, time.fromisoformat(t)) for t in span] for span in spans]
        told = ["–".join(clock_words(wall, self.first) for wall in span) for span in walls]
        return ", ".join(told)

    def _by_counter(self, rows: Sequence[Posted]) -> Iterator[dict[str, str]]:
        for counter, mine in groupby(rows, key=lambda row: row.counter):
            spans = [span_words(r.starts_at, r.returns_at, self.zone, self.first) for r in mine]
            yield {"counter": counter, "spans": ", ".join(spans)}


def printed(sheet: Sheet, address: str, size: str) -> dict[str, Any]:
    """The same on paper of a size, with the code of the address that tells what changed since."""
    return {
        **sheet.facts,
        "size": size,
        "sizes": SIZES,
        "style": f"signage/print-{size.lower()}.css",
        "address": address,
        "code": code_svg(address) if address else "",
    }

"""The six slots of a notice (UX.md 1.2): label and value, clock times of the branch, in English."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.rules.start import return_shown_at
from quality.rules.said import moved_from_at
from signage.notices.announced import (
    BEFORE_START,
    OVER,
    Announced,
    Phase,
    label_of,
    last_entry_at,
    minutes_until,
)


@dataclass(frozen=True)
class Slots:
    """The six slots of one notice: what, until when, why, what to do, your wait, next update."""

    break_: Announced
    phase: Phase
    now: datetime
    zone: ZoneInfo

    def lines(self) -> tuple[str, ...]:
        slots = (self._what, self._until, self._why, self._do_now, self._your_wait, self._next)
        told = [slot() for slot in slots]
        # each line keeps its place; only what nobody misses at the end is left out
        return tuple(told if told[-1] else told[:-1])

    def _clock(self, instant: datetime) -> str:
        return f"{whole_minute_up(instant).astimezone(self.zone):%H:%M}"

    def _when(self, instant: datetime) -> str:
        minutes = minutes_until(instant, self.now, self.zone)
        return f"{self._clock(instant)} · in {minutes} min" if minutes else self._clock(instant)

    def _what(self) -> str:
        counter = f"Counter: {self.break_.counter}" if self.break_.counter else "One counter"
        return f"{counter} · {self._happens()}"

    def _happens(self) -> str:
        starts = self._clock(self.break_.starts_at)
        match self.phase:
            case Phase.WAITING:
                return "Break: when a colleague is back"
            case Phase.ON_BREAK:
                return "On break"
            case Phase.OPENING:
                return "Opens in a moment"
            case Phase.OVERRUN | Phase.ASK_STAFF:
                return "Break continues"
            case Phase.CANCELLED:
                return f"No break at {starts}"
            case Phase.REOPENED:
                return "Open again"
            case Phase.CLOSING if self._is_due():
                return f"Break after: {self.break_.last_ticket or 'the client at the counter'}"
        moved = moved_from_at(self.break_, self.now)
        ahead = self._when(self.break_.starts_at)
        return f"Break: {ahead}" + (f" · Moved from: {self._clock(moved)}" if moved else "")

    def _is_due(self) -> bool:
        """Only the clients promised before it hold the break back now."""
        return not self.break_.planned or self.now >= self.break_.starts_at

    def _until(self) -> str:
        if self.phase in (Phase.CANCELLED, Phase.REOPENED):
            return "Break: cancelled" if self.phase == Phase.CANCELLED else "Break: over"
        back = return_shown_at(self.break_, self.now)
        if back:
            return f"Back at: {self._when(back)}{self._confirmed()}"
        if self.phase == Phase.OPENING:
            return "Back: in a moment"
        if self.phase == Phase.ASK_STAFF:
            return "Return: please ask the staff"
        return "Return: shown when the break starts"

    def _confirmed(self) -> str:
        """U3: the return was confirmed; the minute that has passed, never one ahead."""
        sure = self.break_.confirmed_at
        if sure is None or self.break_.planned or self.phase != Phase.ON_BREAK:
            return ""
        return f" · Confirmed: {sure.astimezone(self.zone):%H:%M}"

    def _why(self) -> str:
        if self.phase in (Phase.CANCELLED, Phase.REOPENED):
            return ""
        label = label_of(self.break_)
        if not label:
            # only the return time is anybody's business (3.1, cool_down)
            return ""
        reason = f"Reason: {label}"
        if self.break_.forced and self.phase == Phase.ON_BREAK:
            return f"{reason} · Later than promised: we apologise"
        if self.phase in (Phase.OVERRUN, Phase.ASK_STAFF):
            return f"{reason} · Longer than announced: we apologise"
        return reason if self.break_.planned else f"{reason} · Not planned: we apologise"

    def _do_now(self) -> str:
        ways = []
        if self.break_.other_counters:
            ways.append(f"Other counters: {', '.join(self.break_.other_counters)}")
        if self.break_.alternative and self.break_.state not in OVER:
            ways.append(f"Meanwhile: {self.break_.alternative}")
        return " · ".join(ways) or "Please: keep your number and watch the screen"

    def _your_wait(self) -> str:
        if self.phase not in BEFORE_START:
            return "Your place in line: kept"
        told = [self._entry(), self._last()]
        return " · ".join(line for line in told if line) or "Your place in line: kept"

    def _entry(self) -> str:
        """F40: until when one may come in; nothing where other counters go on."""
        until = last_entry_at(self.break_, self.now)
        if until:
            return f"Come in until {self._when(until)}"
        if self.break_.planned and not self.break_.other_counters:
            return "New numbers: after the break"
        return ""

    def _last(self) -> str:
        last = self.break_.last_ticket
        if last is None:
            return ""
        if self.phase == Phase.CLOSING and self._is_due():
            # the first line names it already
            return f"Later numbers: {self._later()}"
        said = f"Last number before the break: {last}"
        if last_entry_at(self.break_, self.now):
            # who comes in now is served before it, too
            return said
        return f"{said} · Later numbers: {self._later()}"

    def _later(self) -> str:
        if self.break_.other_counters:
            return "at the other counters"
        back = return_shown_at(self.break_, self.now)
        return f"from {self._clock(back)}" if back else "after the break"

    def _next(self) -> str:
        if self.break_.state in OVER:
            return ""
        if self.phase == Phase.ASK_STAFF:
            return "Next update: from the staff"
        due = self.phase == Phase.CLOSING and self._is_due()
        if due or self.phase == Phase.WAITING:
            return "Next update: when the break starts"
        update = self._update_at()
        return f"Next update: {self._clock(update)}" if update else ""

    def _update_at(self) -> datetime | None:
        if self.phase in (Phase.ON_BREAK, Phase.OVERRUN):
            return return_shown_at(self.break_, self.now)
        if self.phase == Phase.CLOSING:
            return self.break_.starts_at
        step = self.break_.next_step_at
        return step if step and step > self.now else None

"""Tells in one line each what the board of a branch has to say about breaks."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.playing.hall import Board, Say
from desk.playing.pace import instant

WORDS = {
    "warned": "break announced {starts}, back {returns}",
    "waiting": "break when a colleague is back, serving on",
    "closing": "last call before the break, last number {last}",
    "on_break": "on break, back {returns}",
    "opening": "opens in a moment",
    "overrun": "late from the break, now expected {returns}",
    "ask_staff": "late from the break, please ask the staff",
}


@dataclass
class Reporter:
    """Reads every board and says what is new on it."""

    say: Say
    zone: ZoneInfo
    _phases: dict[int, tuple[str, str | None]] = field(default_factory=dict)

    def read(self, board: Board) -> None:
        """Compare a board with the one before."""
        notices = {n["break"]: n for n in board["notices"]}
        for gone in set(self._phases) - set(notices):
            counter = self._phases.pop(gone)[1]
            self.say(f"counter {counter}: the break is over")
        for number, notice in notices.items():
            phase = notice["phase"]
            if phase in WORDS and self._phases.get(number, ("",))[0] != phase:
                self._phases[number] = (phase, notice["counter"])
                self.say(f"counter {notice['counter']}: {self._words(phase, notice)}")

    def _words(self, phase: str, notice: Board) -> str:
        return WORDS[phase].format(
            starts=self._clock(notice["starts_at"]),
            returns=self._clock(notice["returns_at"]),
            last=notice["last_ticket"] or "none",
        )

    def _clock(self, text: str | None) -> str:
        if text is None:
            return "unknown"
        shown: datetime = instant(text).astimezone(self.zone)
        return f"{shown:%H:%M}"

"""A simulated lobby display: looks at the board again and again, and proves what it painted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.playing.doors import Caller, Refusal
from desk.playing.hall import Board, Hall
from desk.playing.pace import instant

Seen = Callable[[Board], None]


@dataclass
class Display:
    """One screen. `every` is the pause between two looks in real seconds."""

    caller: Caller
    token: str
    hall: Hall
    every: float
    on_board: Seen = lambda board: None
    boards_seen: int = 0
    past_returns: int = 0
    _etag: str | None = None
    _proven: set[tuple[Any, ...]] = field(default_factory=set)

    def work(self) -> None:
        """Show the branch until everybody has gone."""
        while not self.hall.over.is_set():
            self.look()
            self.caller.rest(self.every)

    def look(self) -> None:
        """One look at the board; a new one is shown to the hall and its warnings are proven."""
        board, self._etag = self.caller.look(f"boards/{self.token}/", self._etag)
        if board is None:
            return
        self.hall.clock.hear(board["generated_at"], board["clock_speed"])
        self.hall.show(board)
        self.boards_seen += 1
        self.past_returns += past_returns(board)
        for notice in board["notices"]:
            self._prove(notice)
        self.on_board(board)

    def _prove(self, notice: dict[str, Any]) -> None:
        painted = (notice["break"], notice["revision"], notice["starts_at"])
        if not notice["needs_receipt"] or painted in self._proven:
            return
        body = dict(zip(("break", "revision", "starts_at"), painted, strict=True))
        try:
            self.caller.post(f"boards/{self.token}/receipts/", **body)
        except Refusal:
            # the break went on meanwhile; the next board says how
            return
        self._proven.add(painted)


def past_returns(board: Board) -> int:
    """How many return times on a board lay in the past when it was made; there must be none."""
    now: datetime = instant(board["generated_at"])
    rows = [*board["notices"], *board["breaks"]]
    return sum(1 for row in rows if row["returns_at"] and instant(row["returns_at"]) < now)

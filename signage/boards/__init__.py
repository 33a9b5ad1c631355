"""All that a branch's screens show at one instant, and nothing that a lobby may not see."""

from signage.boards.board import Board
from signage.boards.reading import board_for

__all__ = ["Board", "board_for"]

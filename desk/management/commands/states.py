"""`manage.py states`: the state machines as a page of documentation, made from the tables in code.

`--write` renews docs/states.md; a test fails when the page is stale.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from breaks.rules.promises import PromiseKind
from breaks.rules.states import BREAK_MOVES, BREAK_STAYS
from queueapp.rules import COUNTER_MOVES, TICKET_MOVES

Moves = Mapping[tuple[Any, Any], str]
PAGE = Path("docs") / "states.md"
HEAD = """# States and moves

Made by `manage.py states --write` from the tables in `breaks/rules/states.py` and
`queueapp/rules.py`. The names of the moves are those of the domain's tables.
"""
PROMISE = """## Promise

A provisional promise follows the forecast; from the warning of its break on it is fixed and only
moves to the right.

```mermaid
stateDiagram-v2
    direction LR
"""


class Command(BaseCommand):
    help = "Print the state machines as Markdown; --write renews docs/states.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            (settings.BASE_DIR / PAGE).write_text(page())
        else:
            self.stdout.write(page())


def page() -> str:
    """The whole page."""
    stays = {(state, state): move for state, move in BREAK_STAYS.items()}
    breaks = {("[*]", "draft"): "B1", ("[*]", "requested"): "B13", **BREAK_MOVES, **stays}
    tickets = {("[*]", "waiting"): "T1", **TICKET_MOVES}
    machines: dict[str, Moves] = {"Break": breaks, "Counter": COUNTER_MOVES, "Ticket": tickets}
    parts = [HEAD, *(_machine(name, moves) for name, moves in machines.items()), _promise()]
    return "\n".join(parts)


def _machine(name: str, moves: Moves) -> str:
    arrows = "\n".join(f"    {here} --> {there}: {move}" for (here, there), move in moves.items())
    rows = "\n".join(f"| {move} | {here} | {there} |" for (here, there), move in moves.items())
    diagram = f"```mermaid\nstateDiagram-v2\n{arrows}\n```"
    return f"## {name}\n\n{diagram}\n\n| move | from | to |\n|---|---|---|\n{rows}\n"


def _promise() -> str:
    kinds = list(PromiseKind)
    steps = [(a, b) for n, a in enumerate(kinds) for b in kinds[n + 1 :]]
    return PROMISE + "\n".join(f"    {a} --> {b}" for a, b in steps) + "\n```\n"

"""What is printed: a line per module with its survivors, the shares, one JSON object last."""

import json
from collections.abc import Iterator, Sequence

from tests.mutation.running import Tally

ENOUGH = 0.9


def lines_of(tally: Tally) -> Iterator[str]:
    """One module: killed of all, then every survivor with its line."""
    late = f", {tally.late} of them by the time limit" if tally.late else ""
    yield f"{tally.file}: {tally.killed}/{tally.total} killed{late}"
    yield from (f"    {tally.file}:{mutant}" for mutant in tally.survivors)


def share(tallies: Sequence[Tally]) -> float:
    """The part of all changes that was noticed; of none, all."""
    total = sum(tally.total for tally in tallies)
    return sum(tally.killed for tally in tallies) / total if total else 1.0


def by_app(tallies: Sequence[Tally]) -> dict[str, list[Tally]]:
    """The modules of each app, by its name."""
    apps: dict[str, list[Tally]] = {}
    for tally in tallies:
        apps.setdefault(tally.file.split("/")[0], []).append(tally)
    return apps


def summary(tallies: Sequence[Tally]) -> Iterator[str]:
    """A line per app, then all together as JSON."""
    for app, own in by_app(tallies).items():
        yield f"{app}: {share(own):.1%} killed"
    killed = sum(tally.killed for tally in tallies)
    total = sum(tally.total for tally in tallies)
    yield json.dumps({"mutants": total, "killed": killed, "share": round(share(tallies), 4)})


def is_enough(tallies: Sequence[Tally]) -> bool:
    """Whether nine tenths are noticed in each app, so that none hides behind another."""
    return all(share(own) >= ENOUGH for own in by_app(tallies).values())

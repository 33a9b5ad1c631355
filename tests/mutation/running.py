"""One module after the other: fork a child for every change, two at a time, and count."""

import ast
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.mutation import child
from tests.mutation.choosing import ROOT, name_of
from tests.mutation.mutants import Mutant, mutants_of

AT_ONCE = 2
# a change may make a loop endless; a busy machine may make a good test slow
PATIENCE, LEAST_SECONDS = 10, 30
SURVIVED, KILLED = 0, 1


class Unusable(Exception):
    """The tests of a module cannot judge changes: there are none, or they fail as it is."""


@dataclass
class Tally:
    """What became of the changes of one module."""

    file: str
    total: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    # killed by the time limit alone
    late: int = 0

    @property
    def killed(self) -> int:
        return self.total - len(self.survivors)


def check_module(file: Path, tests: list[str]) -> Tally:
    """Try every change of a module against its pure tests."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    mutants = list(mutants_of(tree))
    tally = Tally(str(file.relative_to(ROOT)), len(mutants))
    if not mutants:
        return tally
    if not tests:
        tally.survivors = mutants
        return tally
    pure, seconds = _try_unchanged(tests)
    limit = max(LEAST_SECONDS, PATIENCE * seconds)
    for mutant, fate in _try_all(file, tree, mutants, pure, limit):
        if fate == SURVIVED:
            tally.survivors.append(mutant)
        tally.late += fate not in (SURVIVED, KILLED)
    tally.survivors.sort(key=lambda mutant: mutant.line)
    return tally


def warm_up(tests: list[str]) -> None:
    """Import once, before any fork, what all children need."""
    with open(os.devnull, "w") as nowhere:
        out, sys.stdout = sys.stdout, nowhere
        try:
            pytest.main(["--collect-only", *child.OPTIONS, *tests])
        finally:
            sys.stdout = out
    # children that never look at old objects do not copy them either
    gc.collect()
    gc.freeze()


def _try_unchanged(tests: list[str]) -> tuple[list[str], float]:
    """The files that have pure tests, and how long these take on the module as it is."""
    begin = time.monotonic()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        child.be_silent()
        code, counts = child.run_tests(tests)
        os.write(writing, json.dumps([code, sorted(counts)]).encode())
        child.leave(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    code, files = json.loads(said or "[3, []]")
    if code not in (0, child.NO_TESTS):
        raise Unusable(f"The tests fail before anything is changed: {' '.join(tests)}")
    return files, time.monotonic() - begin


def _try_all(
    file: Path, tree: ast.Module, mutants: list[Mutant], tests: list[str], limit: float
) -> Iterator[tuple[Mutant, int]]:
    """Each change with its fate, as children end; what no test could see survives untried."""
    if not tests:
        yield from ((mutant, SURVIVED) for mutant in mutants)
        return
    waiting, running = mutants[::-1], dict[int, tuple[Mutant, float]]()
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop()
            running[_start(file, tree, mutant, tests)] = mutant, time.monotonic() + limit
        for pid, (mutant, deadline) in list(running.items()):
            fate = _fate_of(pid, deadline)
            if fate is not None:
                del running[pid]
                yield mutant, fate
        time.sleep(0.005)


def _start(file: Path, tree: ast.Module, mutant: Mutant, tests: list[str]) -> int:
    """Fork a child that changes its own copy of the tree and runs the tests."""
    pid = os.fork()
    if pid:
        return pid
    try:
        child.be_silent()
        mutant.apply()
        child.install(name_of(file), file, tree)
        code, _ = child.run_tests(tests)
    except BaseException:  # a change that not even compiles is noticed
        code = KILLED
    child.leave(SURVIVED if code == 0 else KILLED)


def _fate_of(pid: int, deadline: float) -> int | None:
    """How a child ended, or None while it runs; one that is too slow is stopped."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() < deadline:
        return None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -signal.SIGKILL

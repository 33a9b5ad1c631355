"""The figures of days nobody thought up, against a slow and obvious computation from the log."""

import os
import random
from zoneinfo import ZoneInfo

import pytest

from branches.events import plain
from quality.rules.figures.shapes import Noted
from quality.rules.figures.table import INDICATORS
from tests.bench.reports.day import BranchDay, Happened, Ids, Place
from tests.people import DAY
from tests.quality.handlog import a_roster
from tests.quality.side_by_side import differences
from tests.quality.wild_log import wild_day

PLACE = Place(
    branch=1,
    zone=ZoneInfo("Europe/Budapest"),
    queue=1,
    counters=(1, 2, 3),
    tellers=(11, 12, 13),
    manager=19,
    screen=1,
    crowd=1.1,
    sloppy=2.2,
)


def as_noted(number: int, event: Happened) -> Noted:
    row = event.subject
    return Noted(
        number,
        event.kind,
        event.at,
        event.due_at,
        event.by,
        (row._meta.model_name or "") if row is not None else "",
        row.pk if row is not None else None,
        plain(event.data),
        plain(event.facts),
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_played_day_counts_the_same_either_way(seed: int) -> None:
    played = BranchDay(PLACE, DAY, random.Random(seed), Ids())
    events = [as_noted(n, event) for n, event in enumerate(played.play(), 1)]
    assert len(events) > 100
    roster = a_roster()
    assert differences(events, roster) == []


@pytest.mark.parametrize("seed", range(int(os.environ.get("INTERMEZZO_WILD", "6"))))
def test_a_day_that_nobody_thought_up_counts_the_same_either_way(seed: int) -> None:
    log = wild_day(seed)
    assert differences(log.events, log.roster) == []


def test_wild_days_reach_every_indicator() -> None:
    """What the two agree on is worth what happens on these days."""
    seen = {m for seed in range(20) for m in wild_day(seed).sums[("branch", "")]}
    wanted = {f.num for f in INDICATORS if f.num} | {f.den for f in INDICATORS if f.den}
    unlikely = {"k9.case_answer", "k9.call_back", "k9.other", "k21.transferred"}
    assert {m for m in wanted - seen if not m.startswith(tuple(unlikely))} == set()

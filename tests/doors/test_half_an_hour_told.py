"""Half an hour at two counters, through the doors: what every screen told, and what came."""

import random
from datetime import date
from typing import Any

import pytest

from breaks.models import Break, WaitTold
from breaks.timers import forecast_due
from forecast.simulator import Client
from tests.bench.doors.branch import SHORT, Leave, at, found_office, open_branch
from tests.bench.doors.day import SECOND, Day, Manners, visitors_of
from tests.bench.doors.watch import Watch

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 3)
# minutes after ten, and of service; the break begins at 10:10
CLIENTS = ((0, 4), (0, 12), (1, 6), (2, 5), (4, 3), (5, 4), (9, 3), (12, 2), (16, 1))


def test_what_is_told_contradicts_nobody_and_is_all_in_the_ledger(settings: Any) -> None:
    settings.CLOCK_CONTROL = True
    branch = open_branch(found_office(), 2, DAY, ("09:00", "17:00"))
    branch.roster(DAY, ("08:00", "16:30"), [Leave(0, SHORT, "10:10", 10)])
    people = visitors_of([Client(*row) for row in CLIENTS], at(DAY, "10:00"))
    watch, prompt = Watch(branch, random.Random(1), others=0), Manners((0, 0), (0, 0), (0, 0))
    day = Day(branch, people, at(DAY, "10:20"), watch, random.Random(1), prompt)
    day.between, day.nap_at = 110 * SECOND, at(DAY, "10:05")
    day.play(at(DAY, "09:55"))
    forecast_due(day.now)

    assert watch.contradictions == [] and watch.past == []
    assert Break.objects.get().state == "ended"
    # nobody told anything while the forecast was two minutes old, and there was something to tell
    assert watch.silences > 0
    assert max(note.told.low for note in watch.notes) >= 3
    assert any(note.near and not note.at_once for note in watch.notes)
    told = {
        (note.screen, note.at, note.client.token, note.told.low, note.told.high, "called")
        for note in watch.notes
        if note.new
    }
    fields = ("screen", "told_at", "ticket__token", "low_minutes", "high_minutes", "outcome")
    rows = WaitTold.objects.exclude(screen="lobby")
    assert set(rows.values_list(*fields)) == told
    called = {person.token: person.called_at for person in people}
    assert dict(rows.values_list("ticket__token", "called_at")) == called

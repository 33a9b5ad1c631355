"""A played day: its log is in order, and what stands behind a figure is what the figure counts."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from branches.events import record
from branches.models import Branch, Staff
from breaks.models import Commitment
from quality.actions.figures import roll_up
from quality.models import Tally
from quality.queries.day import day_of
from quality.queries.figure_events import events_of
from quality.rules.figures.sums import counts
from quality.rules.figures.table import BY_KEY, INDICATORS
from tests.bench.reports.day import BranchDay, days_of
from tests.bench.reports.past import in_order, lay_out, write_past
from tests.bench.reports.shapes import Ids, Place
from tests.people import DAY as PEOPLES_DAY
from tests.people import Bank, at

FIRST = date(2026, 3, 2)
DAY = FIRST + timedelta(days=1)
NOW = datetime(2026, 3, 10, tzinfo=UTC)


def test_a_played_week_is_in_order_and_about_as_long_as_a_real_one() -> None:
    place = Place(1, ZoneInfo("Europe/Budapest"), 1, (1, 2, 3, 4), (1, 2, 3, 4, 5), 6, 1)
    chance, ids = random.Random(7), Ids()
    events = list(in_order([BranchDay(place, day, chance, ids) for day in days_of(FIRST, 7)]))
    assert all(one.at <= other.at for one, other in pairwise(events))
    assert 240 <= len(events) / 7 <= 310
    kinds = {event.kind for event in events}
    assert {"ticket.done", "notice.proven", "break.ended", "commitment.kept"} <= kinds


@pytest.fixture
def played(db: None) -> Branch:
    """A branch whose first two days were played, the second of them summed up."""
    [place] = lay_out(1)
    write_past([place], FIRST, 2)
    branch = Branch.objects.get(pk=place.branch)
    roll_up(branch, DAY, now=NOW)
    return branch


def test_the_events_of_every_figure_add_up_to_its_sums(played: Branch) -> None:
    sums = Tally.objects.get(span="day", since=DAY, scope="branch").counts
    # of no event are what rosters, opening hours and screens say by the minute
    seen = 0
    for figure in INDICATORS:
        if figure.bucket or figure.key in ("k6.cool", "k9.cool_down_return"):
            continue
        found = events_of(played, figure, DAY, "branch", "", now=NOW)
        listed = sum(row.part or 0 for row in found.rows) + found.wordless
        assert listed == pytest.approx(sums.get(figure.num, 0)), figure.key
        seen += bool(found.rows)
    # most figures of a day rest on something
    assert seen >= 20


def test_of_a_wait_the_list_tells_each_value(played: Branch) -> None:
    found = events_of(played, BY_KEY["k11.p90"], DAY, "branch", "", now=NOW)
    called = [v for v in day_of(played, DAY, now=NOW).visits.values() if v.called_at]
    assert len(found.rows) == len(called)
    assert {row.event.subject for row in found.rows} == {"ticket"}
    longest = max((v.called_at - v.issued_at).total_seconds() / 60 for v in called if v.called_at)
    assert max(row.part or 0 for row in found.rows) == pytest.approx(longest, abs=0.06)


def test_who_took_a_cool_down_stands_in_no_list(pair: Bank) -> None:
    due, teller = at("10:05"), pair.tellers[0]
    for kind in ("cool_down_return", "return_time"):
        owed = Commitment.objects.create(
            branch=pair.branch, kind=kind, owner=teller, made_at=due, due_at=due, ended_at=due,
            original_due_at=due, state="kept",
        )  # fmt: skip
        record(pair.branch, "commitment.kept", now=due, by=teller, subject=owed)
    found = events_of(pair.branch, BY_KEY["k9"], PEOPLES_DAY, "branch", "", now=at("15:00"))
    # both are counted, one is listed
    assert [row.event.facts["kind"] for row in found.rows] == ["return_time"]
    # that one is missing is all that is told, and not what it was
    assert found.wordless == 1


def test_a_tellers_list_holds_only_the_own(played: Branch) -> None:
    folded = day_of(played, DAY, now=NOW)
    staff = next(p.staff for p in folded.pauses.values() if p.started_at)
    client = Client()
    client.force_login(Staff.objects.get(pk=staff).user)
    path = f"/api/v1/reports/kpi/k4/events/?branch={played.pk}&day={DAY}"
    answer = client.get(path)
    assert answer.status_code == 200
    mine = [c for c in counts(folded) if c.measure == "k4.den" and c.person == staff]
    assert len(answer.json()["events"]) == len(mine) > 0
    assert client.get(f"{path}&scope=branch").status_code == 403
    assert client.get(path.replace("/events/", "/events.csv")).status_code == 200
    hidden = client.get(path.replace("k4", "k9.cool_down_return")).json()
    assert (hidden["hidden"], hidden["events"]) == (True, [])

"""What is asked at every request stays cheap in a branch that has given out numbers for years."""

import re
from collections.abc import Callable, Sized

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from branches.models import Branch
from breaks.queries import Line, terms_for
from queueapp.queries import in_line
from tests.morning import serve, sit, take
from tests.people import Bank, at

FINISHED = 3000
# numbers given out and done with, one a minute
YEARS = """
    INSERT INTO queueapp_ticket (branch_id, queue_id, day, number, code, token, state, source,
        language, priority, first, revived, in_person, issued_at, recalls, ended_at)
    SELECT %s, %s, date '2020-01-01' + n / 500, n, 'Z' || n %% 500, 'old-' || n, 'done', 'kiosk',
        'en', 0, false, false, false, timestamptz '2020-01-01' + n * interval '1 minute', 0,
        timestamptz '2020-01-01' + n * interval '1 minute' FROM generate_series(1, %s) AS n
"""


TOLD = "INSERT INTO breaks_promise (ticket_id, kind) SELECT id, 'none' FROM queueapp_ticket"


@pytest.mark.parametrize(
    "asked",
    [
        in_line,
        lambda branch: Line(branch, terms_for(branch), at("09:02")).here,
    ],
    ids=["in_line", "line"],
)
def test_who_is_here_is_found_without_reading_who_was(
    alone: Bank, asked: Callable[[Branch], Sized]
) -> None:
    session = sit(alone)
    take(alone, "09:00"), take(alone, "09:00")
    serve(session, "09:01")
    with connection.cursor() as cursor:
        cursor.execute(YEARS, [alone.branch.pk, alone.queue.pk, FINISHED])
        cursor.execute(TOLD + " WHERE state = 'done'")
        cursor.execute("ANALYZE queueapp_ticket, breaks_promise")
    with CaptureQueriesContext(connection) as queries:
        assert len(asked(alone.branch)) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[-1]["sql"])
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert "ticket_in_house" in plan, plan
    assert not re.search("Seq Scan on (queueapp_ticket|breaks_promise)", plan), plan

"""What is asked at every request stays cheap in a branch that has given out numbers for years."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breaks.queries import Line, terms_for
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


@pytest.mark.parametrize(
    ("asked", "index"), [("tickets", "ticket_in_line"), ("here", "one_ticket_at_a_counter")]
)
def test_who_is_here_is_found_without_reading_who_was(alone: Bank, asked: str, index: str) -> None:
    session = sit(alone)
    take(alone, "09:00"), take(alone, "09:00")
    serve(session, "09:01")
    with connection.cursor() as cursor:
        cursor.execute(YEARS, [alone.branch.pk, alone.queue.pk, FINISHED])
        cursor.execute("ANALYZE queueapp_ticket")
    line = Line(alone.branch, terms_for(alone.branch), at("09:02"))
    with CaptureQueriesContext(connection) as queries:
        assert len(getattr(line, asked)) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[-1]["sql"])
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert index in plan, plan

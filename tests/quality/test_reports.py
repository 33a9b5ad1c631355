"""Reports are read from the sums alone, and only by whom they concern."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from branches.models import Staff
from branches.rules import Role
from quality.models import Tally
from quality.queries.reports import Asked, compare, complaints_of, report, trend
from quality.rules.figures.steps import Step
from quality.rules.figures.table import BY_KEY
from tests.people import Bank, found_bank, hire

MONDAY = date(2027, 3, 1)
MADE = datetime(2027, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def note(
    bank: Bank,
    since: date,
    scope: str = "branch",
    key: str = "",
    span: str = "day",
    **counts: float,
) -> None:
    """One row of sums; `k1_num` is the measure k1.num."""
    named = {measure.replace("_", "."): number for measure, number in counts.items()}
    Tally.objects.create(
        branch=bank.branch, span=span, since=since, scope=scope, key=key, counts=named, made_at=MADE
    )


def asked(bank: Bank, until: date, since: date = MONDAY, **more: str) -> Asked:
    return Asked((bank.branch.pk,), since, until, **more)


def browser(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff.user)
    return client


def rows(client: Client, **query: Any) -> dict[tuple[str, str], dict[str, Any]]:
    answer = client.get("/api/v1/reports/kpi/", query)
    assert answer.status_code == 200, answer.content
    return {(row["figure"], row["key"]): row for row in answer.json()["rows"]}


def test_a_whole_month_is_read_as_a_month_and_other_days_as_days(pair: Bank) -> None:
    note(pair, MONDAY, span="month", k1_num=30, k1_den=40)
    # days inside the month must not be counted again
    note(pair, date(2027, 3, 15), k1_num=7, k1_den=7)
    note(pair, date(2027, 2, 28), k1_num=1, k1_den=4)
    note(pair, date(2027, 4, 1), k1_num=2, k1_den=6)
    [row] = report(asked(pair, date(2027, 4, 1), date(2027, 2, 28)), [BY_KEY["k1"]])
    # 1 + 30 + 2 of 4 + 40 + 6
    assert (row.reading.value, row.reading.part, row.reading.whole) == (66, 33, 50)


def test_an_empty_denominator_is_null_and_never_a_hundred(pair: Bank) -> None:
    found = rows(browser(pair.carla), branch=pair.branch.pk)
    assert found["k1", ""]["value"] is None
    assert found["k1", ""]["denominator"] == 0
    assert found["k11.p90", ""]["value"] is None


def test_of_days_that_nobody_counted_nothing_is_zero(pair: Bank) -> None:
    """K7 has no base that could be empty: nobody stranded is not the same as nobody counted."""
    other = found_bank(1, slug="other")
    note(pair, MONDAY, k11_den=3)
    k7 = BY_KEY["k7"]
    [counted], [before] = (report(asked(pair, day, day), [k7]) for day in (MONDAY, MONDAY - DAY))
    assert (counted.reading.value, before.reading.value) == (0, None)
    both = compare(Asked((pair.branch.pk, other.branch.pk), MONDAY, MONDAY), k7)
    assert [both[b.branch.pk].value for b in (pair, other)] == [0, None]


def test_percentiles_come_from_the_buckets_of_all_days(pair: Bank) -> None:
    note(pair, MONDAY, k11_wait_50=9)
    note(pair, MONDAY + DAY, k11_wait_250=1, k11_num=1, k11_den=10)
    [row] = report(asked(pair, MONDAY + DAY), [BY_KEY["k11.p90"]])
    # nine waits of 5 min and one of 25: nine of ten do not exceed 5
    assert (row.reading.value, row.reading.whole) == (5, 10)


def test_weeks_begin_on_monday_and_carry_their_own_sums(pair: Bank) -> None:
    note(pair, MONDAY, k1_num=1, k1_den=2)
    note(pair, MONDAY + 6 * DAY, k1_num=2, k1_den=2)
    note(pair, MONDAY + 7 * DAY, k1_num=0, k1_den=1)
    points = trend(asked(pair, MONDAY + 13 * DAY), BY_KEY["k1"], Step.WEEK)
    assert [(day, r.value) for day, r in points] == [(MONDAY, 75), (MONDAY + 7 * DAY, 0)]


def test_branches_stand_side_by_side_and_one_without_cases_is_empty(pair: Bank) -> None:
    other = found_bank(1, slug="other")
    note(pair, MONDAY, k3_num=3, k3_den=4)
    both = Asked((pair.branch.pk, other.branch.pk), MONDAY, MONDAY)
    found = compare(both, BY_KEY["k3"])
    assert found[pair.branch.pk].value == 75
    assert found[pair.branch.pk].few
    assert found[other.branch.pk].value is None


def test_cool_downs_are_told_by_the_week_and_branch_only(pair: Bank) -> None:
    note(pair, MONDAY, k6_cool_num=3, k6_service_hours=100)
    note(pair, MONDAY, "reason", "cool_down", k4_num=1, k4_den=1)
    note(pair, MONDAY, "reason", "lunch", k4_num=1, k4_den=1)
    week = MONDAY + 6 * DAY
    cool = [BY_KEY["k6.cool"]]
    assert report(asked(pair, week), cool)[0].reading.value == 3
    assert report(asked(pair, week - DAY), cool) == []
    assert trend(asked(pair, week - DAY), cool[0], Step.DAY) == []
    assert [day for day, _ in trend(asked(pair, week), cool[0], Step.DAY)] == [MONDAY]
    reasons = report(asked(pair, week, scope="reason"))
    assert {row.key for row in reasons} == {"lunch"}


def test_a_scope_shows_only_figures_that_are_counted_in_it(pair: Bank) -> None:
    me = str(pair.tellers[0].pk)
    note(pair, MONDAY, "person", me, k4_num=1, k4_den=2)
    found = report(asked(pair, MONDAY, scope="person"))
    assert [(row.label, row.reading.figure.key) for row in found] == [("Amira main", "k4")]


def test_a_teller_reads_the_own_figures_and_nobody_elses(pair: Bank) -> None:
    amira, bela = pair.tellers
    for who, late in ((amira, 1), (bela, 5)):
        note(pair, MONDAY, "person", str(who.pk), k4_num=10 - late, k4_den=10)
    client = browser(amira)
    span: dict[str, Any] = {"since": MONDAY, "until": MONDAY, "branch": pair.branch.pk}
    found = rows(client, **span)
    assert {key for _, key in found} == {str(amira.pk)}
    assert found["k4", str(amira.pk)]["value"] == 90
    wishes: list[dict[str, Any]] = [{"scope": "branch"}, {"scope": "hour"}]
    for more in (*wishes, {"scope": "person", "key": bela.pk}):
        for door in ("kpi/", "kpi.csv", "kpi/k4/trend/", "kpi/k4/branches/"):
            answer = client.get(f"/api/v1/reports/{door}", span | more)
            assert answer.status_code == 403, (door, more)
    del span["branch"]
    assert client.get("/api/v1/reports/kpi/", span).status_code == 403


def test_a_manager_reads_the_own_branch_and_the_head_office_all(pair: Bank) -> None:
    other = found_bank(1, slug="other")
    note(pair, MONDAY, k1_num=1, k1_den=1)
    note(other, MONDAY, k1_num=0, k1_den=1)
    span: dict[str, Any] = {"since": MONDAY, "until": MONDAY}
    carla = browser(pair.carla)
    assert rows(carla, **span)["k1", ""]["denominator"] == 1
    answer = carla.get("/api/v1/reports/kpi/", span | {"branch": other.branch.pk})
    assert answer.status_code == 404
    office = browser(hire("Olga", None, Role.HEAD_OFFICE, pair.branch.organisation))
    assert rows(office, **span)["k1", ""]["denominator"] == 2
    assert len(office.get("/api/v1/reports/kpi/k1/branches/", span).json()["rows"]) == 2


def test_a_file_is_a_table_in_which_no_name_is_a_formula(pair: Bank) -> None:
    eve = hire("=cmd()", pair.branch, Role.TELLER, pair.branch.organisation)
    note(pair, MONDAY, "person", str(eve.pk), k4_num=1, k4_den=4)
    span = {"since": MONDAY, "until": MONDAY}
    query: dict[str, Any] = {"branch": pair.branch.pk, "scope": "person", **span}
    answer = browser(pair.carla).get("/api/v1/reports/kpi.csv", query)
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    [line] = [line for line in lines if line["figure"] == "k4"]
    assert (line["label"], line["value"], line["denominator"]) == ("'=cmd()", "25", "4")
    assert line["target"] == "95"


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2027-03-02", "until": "2027-03-01"},
        {"since": "2020-01-01", "until": "2027-03-01"},
        {"since": "yesterday"},
        {"scope": "planet"},
        {"branch": 10**30},
    ],
)
def test_wrong_spans_and_scopes_are_refused(pair: Bank, query: dict[str, Any]) -> None:
    answer = browser(pair.carla).get("/api/v1/reports/kpi/", {"branch": pair.branch.pk} | query)
    assert answer.status_code in (400, 422)


def test_a_figure_that_is_not_in_the_list_is_not_found(pair: Bank) -> None:
    answer = browser(pair.carla).get("/api/v1/reports/kpi/k99/trend/", {"branch": pair.branch.pk})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("before", "recent", "doubled"),
    [((6, 1200), (4, 400), True), ((6, 1200), (3, 400), False), ((0, 1200), (1, 400), True),
     ((0, 0), (3, 400), False), ((6, 1200), (0, 400), False)],
)  # fmt: skip
def test_k13a_complaints_double(
    pair: Bank, before: tuple[int, int], recent: tuple[int, int], doubled: bool
) -> None:
    # K13 before: 6 of 1200 = 5 ‰; 4 of 400 = 10 ‰ is twice that, 3 of 400 = 7.5 ‰ is not
    day = date(2027, 6, 30)
    note(pair, day - 27 * DAY, k13_num=recent[0], k13_den=recent[1])
    note(pair, day - 28 * DAY, k13_num=before[0], k13_den=before[1])
    # older than sixteen weeks
    note(pair, day - 112 * DAY, k13_num=900, k13_den=1000)
    assert complaints_of(pair.branch, day).doubled is doubled

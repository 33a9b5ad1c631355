"""The pages of the figures: who may see which, what stands on them, what the lobby may know."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.models import Staff
from quality.models import Tally
from tests.doors.test_desk_pages import Tags
from tests.people import Bank, at

Browser = Callable[[Staff], Client]
DAY = date(2027, 3, 2)
PATH = "/office/figures/"
SPAN = "?since=2027-03-01&until=2027-03-02"
COUNTS = {
    **{"k4.num": 30, "k4.den": 40, "k13.num": 2, "k13.den": 400, "k13.cause.tone": 2},
    **{"k11.wait.50": 9, "k11.wait.250": 1, "k18.num": 1, "k18.den": 40, "k1.num": 3, "k1.den": 3},
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("15:00"))


def tally(bank: Bank, counts: Mapping[str, float], scope: str = "branch", key: str = "") -> None:
    row = {"span": "day", "since": DAY, "scope": scope, "key": key}
    Tally.objects.create(
        branch=bank.branch, counts=dict(counts), made_at=datetime(2027, 3, 3, tzinfo=UTC), **row
    )


@pytest.fixture
def counted(bank: Bank) -> Bank:
    """One day summed up: Amira, their counter, the hour of nine."""
    tally(bank, COUNTS)
    tally(bank, {"k4.num": 3, "k4.den": 4}, "person", str(bank.tellers[0].pk))
    tally(bank, {"k4.num": 1, "k4.den": 2}, "counter", str(bank.counters[0].pk))
    tally(bank, {"k4.num": 2, "k4.den": 2}, "hour", "9")
    return bank


def text_of(page: str) -> str:
    """What is read of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_every_figure_stands_with_value_base_interval_and_target(
    counted: Bank, browser_of: Browser
) -> None:
    page = browser_of(counted.carla).get(PATH + SPAN).content.decode()
    said = text_of(page)
    # 30 of 40: Wilson 59.8 to 85.8
    assert "K4 Return punctuality" in said
    assert "75.0 % 30 of 40 59.8–85.8 % ≥ 95 % missed" in said
    assert "K11 Wait, 90th percentile" in said
    # nothing was due: a dash, and no verdict
    assert re.search(r"K14 Answered in 3 days.{0,160}? – 0 of 0 – ≥ 95 % ", said)
    assert "met, few cases" in said
    tags = Tags(page)
    assert not tags.inline
    assert not [a for _, a in tags.tags if "style" in a or any(k.startswith("on") for k in a)]
    assert counted.tellers[0].name not in said


def test_a_figure_is_shown_over_time_and_by_what_makes_it(
    counted: Bank, browser_of: Browser
) -> None:
    page = browser_of(counted.carla).get(f"{PATH}k4/{SPAN}").content.decode()
    said = text_of(page)
    for row in ("Tue 2 Mar 75.0", "W1 50.0", "Amira main 75.0", "09:00 100.0"):
        assert row in said, row
    # each picture with its table
    tags = [tag for tag, _ in Tags(page).tags]
    assert tags.count("svg") == tags.count("table") == 4
    assert f"{PATH}k4/events/?branch={counted.branch.pk}&amp;" in page


def test_complaints_stand_by_cause_and_reach_is_called_folklore(
    counted: Bank, browser_of: Browser
) -> None:
    said = text_of(browser_of(counted.carla).get(f"{PATH}k13/{SPAN}").content.decode())
    assert "By cause" in said
    assert "tone 2" in said
    # 10 to 12 of each of two complaints
    assert "Folklore, not a measurement" in said
    assert "20 to 24 people" in said


def test_a_teller_has_the_own_figures_at_the_desk_and_none_in_the_office(
    counted: Bank, browser_of: Browser
) -> None:
    amira = browser_of(counted.tellers[0])
    said = text_of(amira.get("/desk/figures/" + SPAN).content.decode())
    assert "Your own figures" in said
    assert "3 of 4" in said
    assert "30 of 40" not in said
    assert "K13" not in said
    for path in ("", "k4/", "k4/events/", "branches/k4/", "paper.pdf"):
        assert amira.get(f"{PATH}{path}{SPAN}&day=2027-03-02").status_code == 403, path
    # whatever the address says, the desk's pages are of the person alone
    other = f"/desk/figures/{SPAN}&scope=branch&key="
    assert "30 of 40" not in text_of(amira.get(other).content.decode())


def test_strangers_find_no_figures(
    counted: Bank, other_bank: Bank, browser_of: Browser, client: Client
) -> None:
    dov, here = browser_of(other_bank.carla), f"branch={counted.branch.pk}"
    for path in (f"{PATH}?{here}", f"{PATH}k4/?{here}", f"/desk/figures/?{here}"):
        assert dov.get(path).status_code == 404, path
        assert client.get(path).status_code == 302
    for path in (f"{PATH}k99/", f"{PATH}k6.cool/events/?day=2027-03-02", f"{PATH}?branch=x"):
        assert browser_of(counted.carla).get(path).status_code == 404, path


def test_the_head_office_compares_branches_by_name(
    counted: Bank, other_bank: Bank, office: Staff, browser_of: Browser
) -> None:
    said = text_of(browser_of(office).get(f"{PATH}branches/k4/{SPAN}").content.decode())
    assert "Main 75.0" in said
    assert "Other – 0 of 0" in said
    assert "Small numbers swing" in said
    assert browser_of(counted.carla).get(f"{PATH}branches/k4/").status_code == 403


def test_a_page_asks_the_database_no_more_for_more_figures(
    counted: Bank, browser_of: Browser
) -> None:
    browser = browser_of(counted.carla)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(PATH + SPAN)
    assert len(asked) <= 9


def test_the_paper_is_a_pdf_with_the_letters_of_all_languages(
    counted: Bank, browser_of: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    counted.branch.name = "Főút · Отделение № 1 · Şube"
    counted.branch.save(update_fields=["name"])
    for path in ("paper.pdf", "k4/paper.pdf"):
        answer = browser_of(counted.carla).get(f"{PATH}{path}{SPAN}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
    assert "missing the following glyphs" not in caplog.text


def test_the_lobby_learns_shares_of_many_cases_only_where_the_branch_wants_it(
    counted: Bank, client: Client
) -> None:
    path = "/figures/lobby-main/"
    assert client.get(path).status_code == 404
    counted.branch.public_figures = True
    counted.branch.save(update_fields=["public_figures"])
    page = client.get(path).content.decode()
    assert "Back by the time shown" in page
    assert "75\u00a0%" in page
    # three of three breaks announced in time prove nothing
    assert "Breaks announced in time" not in page
    assert "100" not in text_of(page)
    assert client.get("/figures/nobody/").status_code == 404


def test_days_that_are_in_no_order_are_refused_in_words(counted: Bank, browser_of: Browser) -> None:
    answer = browser_of(counted.carla).get(f"{PATH}?since=2027-03-02&until=2027-03-01")
    assert answer.status_code == 422
    assert "in order" in answer.content.decode()
    week = DAY - timedelta(days=6)
    assert browser_of(counted.carla).get(f"{PATH}?since={week}&until=soon").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?since=9998-01-01&until=9999-12-31",
        "?until=0001-01-01",
        f"{SPAN}&scope=counter&key=abc",
        f"{SPAN}&scope=hour&key=%00",
    ],
)
def test_what_no_calendar_and_no_row_has_breaks_no_page(
    counted: Bank, browser_of: Browser, query: str
) -> None:
    client = browser_of(counted.carla)
    assert client.get(PATH + query).status_code in (200, 404)
    assert client.get(f"{PATH}k4/events/{query}&day=9999-12-31").status_code == 404
    assert client.get(f"/api/v1/reports/kpi/{query}").status_code in (200, 422)


def test_who_works_elsewhere_is_not_named_by_their_number(
    counted: Bank, other_bank: Bank, browser_of: Browser
) -> None:
    client, stranger = browser_of(counted.carla), other_bank.tellers[0]
    named = "{}{}&scope=person&key={}".format
    page = client.get(named(PATH, SPAN, stranger.pk)).content.decode()
    assert stranger.name not in page
    mine = counted.tellers[0]
    assert mine.name in client.get(named(PATH, SPAN, mine.pk)).content.decode()
    # the own page names its reader though nothing was counted yet
    assert counted.carla.name in client.get(f"/desk/figures/{SPAN}").content.decode()

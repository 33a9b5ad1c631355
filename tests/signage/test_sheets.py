"""The sheet for the door, its public address, and what changed since it was printed."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.models import Branch, Device, hash_token
from branches.queries import access_device
from branches.rules import DeviceKind
from breaks import actions
from breaks.models import Break
from signage.models import Layout
from signage.sheets.address import access_sheet, lender_of, sheet_path, sheet_token
from signage.sheets.changes import Kind, changes_since
from signage.sheets.paper import Sheet, printed
from signage.sheets.phrases import date_words, in_each
from tests.morning import ask, planned, proven, refused, sit, tick
from tests.people import BUDAPEST, DAY, Bank, at

pytestmark = pytest.mark.django_db
Told = tuple[Kind, str, str, str]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def stand(wall: str) -> None:
        monkeypatch.setattr("branches.clock.now", lambda: at(wall))

    stand("09:00")
    return stand


def paired(bank: Bank, kind: DeviceKind = DeviceKind.SIGN, **layout: Any) -> Device:
    device = Device.objects.create(
        branch=bank.branch, kind=kind, name="Glass", token_hash=hash_token(f"{kind}-token")
    )
    if layout:
        Layout.objects.create(device=device, **layout)
    return device


def number(bank: Bank) -> int:
    return int(Branch.objects.get(pk=bank.branch.pk).version)


def move(break_: Break, wall: str, bank: Bank, now: str = "09:00", **more: Any) -> None:
    actions.reschedule_break(break_.pk, by=bank.carla, now=at(now), starts_at=at(wall), **more)


def changes(
    bank: Bank, since: int, wall: str = "09:00", counter: str = ""
) -> list[tuple[Any, ...]]:
    """What changed, its spans as they are read on the wall."""
    found = changes_since(bank.branch, since, DAY, now=at(wall), counter=counter)
    return [(c.kind, c.counter, read(c.before), read(c.now)) for c in found]


def read(span: Any) -> str:
    if not span:
        return ""
    return "–".join(f"{t.astimezone(BUDAPEST):%H:%M}" if t else "?" for t in span)


# what changed


def test_on_a_day_that_nobody_touched_nothing_has_changed(alone: Bank) -> None:
    """What the clock alone does to a break is on the sheet already."""
    sit(alone)
    planned(alone)
    since = number(alone)
    assert changes(alone, since) == []
    tick("12:15")
    assert number(alone) > since
    assert changes(alone, since, "12:15") == []


def test_a_move_is_told_from_and_to_and_moved_back_it_is_none(alone: Bank) -> None:
    break_ = planned(alone)
    since = number(alone)
    move(break_, "12:35", alone)
    assert changes(alone, since) == [(Kind.MOVED, "W1", "12:30–13:00", "12:35–13:05")]
    assert changes(alone, number(alone)) == []
    move(break_, "12:30", alone)
    assert changes(alone, since) == []


def test_a_new_length_is_longer_or_shorter(alone: Bank) -> None:
    break_ = planned(alone, length=40)
    since = number(alone)
    move(break_, "12:30", alone, length_minutes=45)
    assert changes(alone, since) == [(Kind.LONGER, "W1", "12:30–13:10", "12:30–13:15")]
    move(break_, "12:30", alone, length_minutes=30)
    assert changes(alone, since) == [(Kind.SHORTER, "W1", "12:30–13:10", "12:30–13:00")]


def test_new_and_cancelled_breaks_are_told_of_their_counter(pair: Bank) -> None:
    first = planned(pair)
    since = number(pair)
    planned(pair, "13:10", who=1)
    actions.cancel_break(first.pk, by=pair.carla, now=at("09:00"), reason="other")
    gone = (Kind.CANCELLED, "W1", "12:30–13:00", "")
    new = (Kind.NEW, "W2", "", "13:10–13:40")
    assert changes(pair, since) == [gone, new]
    assert changes(pair, since, counter="W1") == [gone]
    assert changes(pair, since, counter="W2") == [new]
    assert changes(pair, number(pair)) == []


def test_somebody_who_sits_in_makes_it_no_closure_and_leaves_it_one(pair: Bank) -> None:
    """F25: a sheet shows closures, not breaks."""
    break_ = planned(pair)
    since = number(pair)
    how = {"by": pair.carla, "now": at("09:00")}
    bela, counter = pair.tellers[1].pk, pair.counters[0].pk
    actions.assign_relief(break_.pk, staff_id=bela, counter_id=counter, **how)
    assert changes(pair, since) == [(Kind.CANCELLED, "W1", "12:30–13:00", "")]
    relieved = number(pair)
    assert changes(pair, relieved) == []
    actions.cancel_relief(break_.pk, **how)
    assert changes(pair, relieved) == [(Kind.NEW, "W1", "", "12:30–13:00")]
    assert changes(pair, since) == []


def test_a_break_that_is_extended_comes_back_later_and_once_over_is_no_news(alone: Bank) -> None:
    session = sit(alone)
    break_ = proven(alone)
    since = number(alone)
    tick("12:25", "12:30")
    assert changes(alone, since, "12:40") == []
    actions.extend_break(break_.pk, minutes=5, by=alone.tellers[0], now=at("12:40"))
    assert changes(alone, since, "12:40") == [(Kind.LONGER, "W1", "12:30–13:00", "12:30–13:05")]
    assert changes(alone, since, "13:05:30") == [(Kind.LONGER, "W1", "12:30–13:00", "12:30–?")]
    actions.end_break(session.pk, by=alone.tellers[0], now=at("13:06"))
    assert changes(alone, since, "13:06") == []


def test_an_unplanned_break_is_new_once_the_screens_show_it(alone: Bank) -> None:
    session = sit(alone)
    since = number(alone)
    ask(session, "10:00", "medical", minutes=5)
    assert changes(alone, since, "10:01") == [(Kind.NEW, "W1", "", "10:00–10:05")]


# the address


def test_the_printed_address_opens_the_sheet_and_nothing_else(alone: Bank) -> None:
    device = paired(alone)
    word = sheet_token(device)
    assert access_sheet(word) == device
    with refused("not_found", 404):
        access_device(word)
    client, break_ = Client(), planned(alone)
    assert client.get(f"/sheet/{word}").status_code == 200
    for kind in ("sign", "counter", "display", "kiosk", "t", "figures"):
        assert client.get(f"/{kind}/{word}").status_code == 404
    assert client.get(f"/sign/{word}/print").status_code == 404
    assert client.get(f"/sign/{word}/image.png").status_code == 404
    assert client.get(f"/api/v1/boards/{word}/").status_code == 404
    painted = {"break": break_.pk, "revision": 1, "starts_at": "2027-03-03T11:30:00Z"}
    for path in ("receipts/", "state/"):
        door = f"/api/v1/boards/{word}/{path}"
        assert client.post(door, painted, content_type="application/json").status_code == 404
    # and the screen's own token is no sheet
    assert client.get("/sheet/sign-token").status_code == 404


def test_the_address_ends_with_its_screen(alone: Bank) -> None:
    device = paired(alone)
    word = sheet_token(device)
    for wrong in ("", "x", f"{word}x", word[:-1], "1-", f"{device.pk + 1}{word[1:]}", "²-x"):
        with refused("not_found", 404):
            access_sheet(wrong)
    Device.objects.filter(pk=device.pk).update(token_hash=hash_token("paired anew"))
    with refused("not_found", 404):
        access_sheet(word)
    device.refresh_from_db()
    assert access_sheet(sheet_token(device)) == device
    Device.objects.filter(pk=device.pk).update(retired_at=at("09:00"))
    assert Client().get(f"/sheet/{sheet_token(device)}").status_code == 404


def test_an_office_borrows_the_address_of_a_sign_else_of_another_screen(alone: Bank) -> None:
    assert lender_of(alone.branch) == alone.display
    paired(alone, DeviceKind.KIOSK)
    assert lender_of(alone.branch) == alone.display
    sign = paired(alone)
    assert lender_of(alone.branch) == sign
    Device.objects.update(retired_at=at("09:00"))
    assert lender_of(alone.branch) is None


# the page behind the code


def opened(bank: Bank, since: int | str = "", lang: str = "", **asked: Any) -> str:
    device = bank.branch.devices.filter(kind=DeviceKind.SIGN).first() or paired(bank)
    query = {"since": since, "lang": lang, **asked}
    answer = Client().get(f"/sheet/{sheet_token(device)}", {k: v for k, v in query.items() if v})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_page_says_what_changed_and_what_holds(alone: Bank) -> None:
    break_ = planned(alone)
    since = number(alone)
    assert "Nothing has changed." in opened(alone, since)
    move(break_, "12:35", alone)
    page = opened(alone, since)
    assert "Moved Counter W1 12:30–13:00 → 12:35–13:05" in page
    assert "ATM in the lobby" in page
    assert "As of 09:00" in page
    assert break_.staff.name not in page


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30, "999999"])
def test_a_number_that_nobody_printed_tells_no_change(alone: Bank, since: str) -> None:
    planned(alone)
    page = opened(alone, since)
    assert "changed" not in page
    assert "12:30–13:00" in page


def test_the_sheet_of_yesterday_no_longer_holds(alone: Bank) -> None:
    planned(alone)
    page = opened(alone, number(alone), day="2027-03-02")
    assert "This sheet was printed for : Tuesday 2 March 2027" in page
    assert "12:30–13:00" in page
    for day in ("9999-12-31", "x", "2027-02-30"):
        assert "12:30–13:00" in opened(alone, day=day)


def test_the_page_is_read_in_a_language_of_the_branch(alone: Bank) -> None:
    alone.branch.languages = ["hu", "en"]
    alone.branch.save(update_fields=["languages"])
    planned(alone)
    own = opened(alone)
    assert "március 3., szerda" in own
    # the branch does not speak it
    assert opened(alone, lang="ru") == own
    assert "Wednesday 3 March 2027" in opened(alone, lang="en")
    assert "English" in own


def test_a_counter_that_is_not_there_has_no_sheet(alone: Bank) -> None:
    word = sheet_token(paired(alone))
    assert Client().get(f"/sheet/{word}?counter=W1").status_code == 200
    assert Client().get(f"/sheet/{word}?counter=W9").status_code == 404


# on paper


def on_paper(bank: Bank, counter: str = "", wall: str = "09:00", **branch: Any) -> dict[str, Any]:
    for name, value in branch.items():
        setattr(bank.branch, name, value)
    return Sheet(bank.branch, DAY, at(wall), bank.branch.languages, counter).facts


def texts(said: Any) -> list[str]:
    return [each.text for each in said]


def test_hours_and_regular_breaks_of_a_week_stand_together(alone: Bank) -> None:
    """UX.md 0 no. 2; days that are alike are one row, and what nobody planned is on the screens."""
    planned(alone)
    hours = {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("wed", "thu", "fri", "mon")}
    week = on_paper(alone, opening_hours=hours)["week"]
    shown = [(texts(r["names"]), r["date"], r["hours"], r["closed"], r["breaks"]) for r in week]
    both = "09:00–12:00, 13:00–17:00"
    assert shown == [
        (["Wednesday"], "3 March", both, False, [{"counter": "W1", "spans": "12:30–13:00"}]),
        (["Thursday–Friday"], "4 March – 5 March", both, False, []),
        (["Saturday–Sunday"], "6 March – 7 March", "", True, []),
        (["Monday"], "8 March", both, False, []),
        (["Tuesday"], "9 March", "", True, []),
    ]


def test_a_break_that_is_over_stays_in_the_weeks_schedule_only(alone: Bank) -> None:
    session = sit(alone)
    proven(alone)
    tick("12:25", "12:30")
    actions.end_break(session.pk, by=alone.tellers[0], now=at("13:00"))
    facts = on_paper(alone, wall="13:10")
    assert facts["rows"] == []
    assert facts["week"][0]["breaks"] == [{"counter": "W1", "spans": "12:30–13:00"}]


def test_a_sheet_never_tells_a_return_that_has_passed(alone: Bank) -> None:
    sit(alone)
    proven(alone)
    tick("12:25", "12:30")
    (row,) = on_paper(alone, wall="12:59")["rows"]
    assert (row["starts"], row["returns"], row["running"]) == ("12:30", "13:00", True)
    (late,) = on_paper(alone, wall="13:00:30")["rows"]
    assert late["returns"] == ""


def test_every_language_of_the_branch_stands_on_the_sheet_once(alone: Bank) -> None:
    planned(alone)
    facts = on_paper(alone, languages=["hu", "en", "fil"])
    assert texts(facts["dates"])[:2] == ["2027. március 3., szerda", "Wednesday 3 March 2027"]
    assert texts(facts["say"]["counter"]) == ["Ablak", "Counter"]
    assert [each.language for each in facts["say"]["counter"]] == ["hu", "en"]
    assert date_words(date(2027, 3, 1), "hu") == "2027. március 1., hétfő"
    assert texts(in_each("a phrase that nobody translated", ["hu", "en"])) == [
        "a phrase that nobody translated"
    ]


@pytest.mark.parametrize("size", ["A4", "a5", "A6"])
def test_the_print_view_of_a_sign_has_its_counter_and_a_code(alone: Bank, size: str) -> None:
    planned(alone)
    paired(alone, counter=alone.counters[0])
    answer = Client().get("/sign/sign-token/print", {"size": size, "counter": "W9"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"print-{size.lower()}.css" in page
    assert "<b>W1</b>" in page
    assert "<svg" in page
    # what hangs in public does not open the screen's doors
    assert "sign-token" not in page
    assert re.findall(r"since=(\d+)", page) == [str(number(alone))]


def test_other_papers_counters_and_screens_are_refused(alone: Bank) -> None:
    paired(alone)
    client = Client()
    assert client.get("/sign/sign-token/print?size=A3").status_code == 422
    assert client.get("/sign/sign-token/print?counter=W9").status_code == 404
    assert client.get("/sign/lobby-main/print").status_code == 404
    assert client.post("/sign/sign-token/print").status_code == 405
    assert client.get("/counter/sign-token?counter=W1").status_code == 200
    assert client.get("/counter/sign-token?counter=W9").status_code == 404


def test_a_code_is_the_address_of_the_sheet_with_its_day_and_counter(alone: Bank) -> None:
    device = paired(alone)
    path = sheet_path(device, since=7, day=DAY, counter="W 1")
    assert path == f"/sheet/{sheet_token(device)}?since=7&day=2027-03-03&counter=W+1"
    sheet = Sheet(alone.branch, DAY, at("09:00"), ["en"])
    assert printed(sheet, "", "A4")["code"] == ""
    assert printed(sheet, "http://x/", "A4")["code"] != printed(sheet, "http://y/", "A4")["code"]


def test_more_breaks_cost_a_sheet_no_more_queries(pair: Bank) -> None:
    planned(pair)
    counted = queries_of(pair)
    planned(pair, "13:10", who=1)
    planned(pair, "15:00", kind="short", length=10)
    assert queries_of(pair) <= counted


def queries_of(bank: Bank) -> int:
    with CaptureQueriesContext(connection) as asked:
        on_paper(bank)
    return len(asked)

"""The manager's doors of the plan: law, wall times, relief, consent, overrides (3.3, 3.4, 3.9)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from branches import clock
from branches.actions import set_clock
from branches.models import Staff
from breaks import actions
from breaks.models import Break, Override
from queueapp.models import Shift
from tests.doors.test_setup import Login, below, code_of
from tests.people import DAY, Bank, at, found_bank
from tests.planning import colleague, law, lunch, overrides, rule

GROUNDS = {"reason": "rush", "remark": "The bus from the lake is late."}


@pytest.fixture
def bank(db: None) -> Bank:
    """Two counters; the clock of the house stands at eight."""
    set_clock(now=at("08:00"), speed=0, real_now=clock.real_now())
    return found_bank(2)


def body(bank: Bank, **more: Any) -> dict[str, Any]:
    whole = {"staff": bank.tellers[0].pk, "kind": "lunch", "length_minutes": 30}
    return {**whole, **more}


def publication(bank: Bank, day: date = DAY) -> str:
    return below(bank, f"plans/{day}/publication/")


def breaks_of(bank: Bank) -> str:
    return below(bank, "breaks/")


def iso(wall: str) -> str:
    return at(wall).isoformat().replace("+00:00", "Z")


def json(client: APIClient, verb: str, path: str, body: Any = None) -> Any:
    return getattr(client, verb)(path, body or {}, format="json")


def test_a_draft_may_name_a_time_on_the_wall(bank: Bank, login: Login) -> None:
    """On today, on a day that is named, or as an instant; not as both."""
    client = login(bank.carla)
    answer = json(client, "post", breaks_of(bank), body(bank, start="12:30", day=str(DAY)))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["starts_at"], told["moved_by_clock_change"]) == (iso("12:30"), False)
    both = body(bank, start="12:30", starts_at=iso("12:30"))
    for wrong in (both, body(bank), body(bank, start="25:00"), body(bank, start="noon")):
        assert json(client, "post", breaks_of(bank), wrong).status_code == 422
    moved = json(client, "patch", f"/api/v1/breaks/{told['id']}/", {"start": "12:40"})
    assert moved.json()["starts_at"] == iso("12:40")


@pytest.mark.parametrize(
    ("day", "instant", "moved"),
    [
        (date(2027, 3, 28), "2027-03-28T01:30:00Z", True),
        (date(2027, 10, 31), "2027-10-31T00:30:00Z", False),
        (date(2027, 3, 27), "2027-03-27T01:30:00Z", False),
    ],
)
def test_a_time_that_a_night_skips_or_shows_twice(
    bank: Bank, login: Login, day: date, instant: str, moved: bool
) -> None:
    """3.9 no. 11 and 12, F49: the template 02:30; lengths are elapsed time."""
    Shift.objects.filter(staff=bank.tellers[0]).update(
        day=day, starts_at=at("00:00", day), ends_at=at("08:00", day)
    )
    rule(bank, window__lunch="00:00-23:59")
    client = login(bank.carla)
    new = body(bank, start="02:30")
    answer = json(client, "post", publication(bank, day), {"breaks": [new]})
    assert answer.status_code == 200, answer.content
    told = answer.json()["breaks"][0]
    assert (told["starts_at"], told["moved_by_clock_change"]) == (instant, moved)
    break_ = Break.objects.get()
    assert (break_.day, (break_.returns_at - break_.starts_at).total_seconds()) == (day, 1800)


def test_the_day_plan_tells_what_the_law_asks_of_each(bank: Bank, login: Login) -> None:
    path = below(bank, f"plans/{DAY}/")
    client = login(bank.tellers[0])
    assert client.get(path).json()["people"][0]["words"] == "No law of rest is chosen here."
    law(bank, "HU")
    lunch(bank, "12:30")
    amira, bela = client.get(path).json()["people"]
    asked = ("required_minutes", "contiguous_minutes", "earliest", "latest", "satisfied", "preset")
    assert [amira[key] for key in asked] == [20, 20, iso("11:00"), iso("14:00"), True, "HU"]
    assert "between 11:00 and 14:00" in amira["words"]
    assert (bela["satisfied"], bela["staff"]["name"]) == (False, bank.tellers[1].name)
    told = client.get(path).json()["breaks"][0]
    assert (told["protected_minutes"], told["latest_at"]) == (20, iso("14:00"))


def test_a_refused_plan_lists_what_stands_and_what_grounds_would_help(
    bank: Bank, login: Login
) -> None:
    law(bank, "HU")
    client = login(bank.carla)
    late, far = body(bank, start="14:10"), body(bank, staff=bank.tellers[1].pk, start="11:10")
    answer = json(client, "post", publication(bank), {"breaks": [far, late]})
    assert code_of(answer, 422) == "rest_law"
    told = answer.json()
    assert (told["latest"], told["overridable"]) == (iso("14:00"), False)
    listed = {(v["code"], v["overridable"]) for v in told["violations"]}
    assert listed == {("rest_law", False), ("lunch_window", True)}
    assert not Break.objects.exists()


def test_an_override_travels_through_every_door_of_the_plan(bank: Bank, login: Login) -> None:
    """F55: draft, publication, move; with the address of the session; without grounds 422."""
    client = login(bank.carla)
    early = body(bank, start="11:00")
    answer = json(client, "post", breaks_of(bank), early)
    assert code_of(answer, 422) == "lunch_window" and answer.json()["overridable"]
    bad = json(client, "post", breaks_of(bank), {**early, "override": {"reason": "rush"}})
    assert code_of(bad, 422) == "override_remark"
    bad = json(client, "post", breaks_of(bank), {**early, "override": {"remark": "x" * 20}})
    assert code_of(bad, 422) == "override_reason"
    drafted = json(client, "post", breaks_of(bank), {**early, "override": GROUNDS}).json()
    other = body(bank, staff=bank.tellers[1].pk, start="11:10")
    plan = {"breaks": [other], "override": GROUNDS}
    assert json(client, "post", publication(bank), plan).status_code == 200
    path = f"/api/v1/breaks/{drafted['id']}/"
    later = {"start": "11:20", "override": GROUNDS}
    assert json(client, "patch", path, later).status_code == 200
    listed = client.get(below(bank, "overrides/")).json()["overrides"]
    assert {row["rule"] for row in listed} >= {"lunch_window", "coverage_floor"}
    assert {row["address"] for row in listed} == {"127.0.0.1"}
    assert [row["at"] for row in listed] == sorted((row["at"] for row in listed), reverse=True)
    mine = client.get(below(bank, f"overrides/?break={drafted['id']}")).json()["overrides"]
    assert {row["break"] for row in mine} == {drafted["id"]}


def test_overrides_are_read_only_and_a_teller_sees_her_own(bank: Bank, login: Login) -> None:
    """3.4, F55."""
    client, path = login(bank.carla), below(bank, "overrides/")
    made = json(client, "post", breaks_of(bank), body(bank, start="11:00", override=GROUNDS))
    break_ = Break.objects.get(pk=made.json()["id"])
    row = login(bank.tellers[0]).get(path).json()["overrides"][0]
    assert (row["reason"], row["remark"]) == (GROUNDS["reason"], GROUNDS["remark"])
    assert (row["by"]["name"], row["before"]["latest"]) == (
        bank.carla.name,
        overrides(break_)[0].before["latest"],
    )
    assert login(bank.tellers[1]).get(path).json() == {"overrides": []}
    stranger = found_bank(1, slug="other")
    assert login(stranger.carla).get(path).status_code == 404
    for verb in ("post", "put", "patch", "delete"):
        assert json(client, verb, path).status_code == 405
        assert json(client, verb, f"{path}{row['id']}/").status_code in (404, 405)
    assert Override.objects.count() == 1


def test_a_protected_break_is_cancelled_for_another_through_the_door(
    bank: Bank, login: Login
) -> None:
    """F28."""
    law(bank, "HU")
    client, break_ = login(bank.carla), lunch(bank, "12:30")
    path = f"/api/v1/breaks/{break_.pk}/"
    assert code_of(json(client, "delete", path, {"reason": "rush"}), 409) == "rest_protected"
    whole = {"reason": "rush", "replacement": {"start": "13:30"}}
    told = json(client, "delete", path, whole).json()
    assert told["state"] == "cancelled"
    assert Break.objects.get(pk=told["replaced_by"]).starts_at == at("13:30")


def test_consent_is_given_by_her_own_login_alone(bank: Bank, login: Login) -> None:
    """F30."""
    break_ = lunch(bank, "12:30")
    path = f"/api/v1/breaks/{break_.pk}/consent/"
    assert code_of(login(bank.carla).post(path), 403) == "forbidden"
    assert code_of(login(bank.tellers[1]).post(path), 403) == "forbidden"
    assert login(found_bank(1, slug="other").tellers[0]).post(path).status_code == 404
    # what may be put off without asking needs no consent
    assert code_of(login(bank.tellers[0]).post(path), 409) == "no_consent_needed"
    Break.objects.filter(pk=break_.pk).update(postponed=1)
    assert login(bank.tellers[0]).post(path).json()["consent_at"] == iso("08:00")


def test_relief_is_a_managers_to_ask_and_to_call_off(bank: Bank, login: Login) -> None:
    gabor: Staff = colleague(bank)
    break_ = lunch(bank, "12:30")
    path = f"/api/v1/breaks/{break_.pk}/relief/"
    asked = {"staff": gabor.pk, "counter": bank.counters[0].pk}
    assert json(login(bank.tellers[0]), "post", path, asked).status_code == 403
    client = login(bank.carla)
    told = json(client, "post", path, asked)
    assert told.status_code == 201, told.content
    assert told.json()["relieved"] is True
    relief = told.json()["reliefs"][0]
    assert (relief["staff"]["name"], relief["counter"]["label"]) == ("Gabor", "W1")
    assert (relief["starts_at"], relief["ends_at"]) == (iso("12:30"), iso("13:05"))
    listed = client.get(below(bank, "reliefs/")).json()["reliefs"]
    assert [row["break"] for row in listed] == [break_.pk]
    gone = client.delete(path).json()
    assert (gone["relieved"], gone["reliefs"]) == (False, [])
    assert code_of(client.delete(path), 409) == "no_relief"


def test_republishing_through_the_door(bank: Bank, login: Login) -> None:
    break_ = lunch(bank, "12:30")
    rule(bank, notice__warn_lead_min=30)
    told = json(login(bank.carla), "post", publication(bank), {"republish": True}).json()
    assert [(b["id"], b["revision"]) for b in told["breaks"]] == [(break_.pk, 2)]
    assert told["breaks"][0]["next_step_at"] == iso("12:00")


def test_only_managers_plan(bank: Bank, login: Login) -> None:
    """F69."""
    break_, client = lunch(bank, "12:30"), login(bank.tellers[0])
    whole = {"breaks": [body(bank, start="13:30")], "override": GROUNDS}
    assert json(client, "post", publication(bank), whole).status_code == 403
    path = f"/api/v1/breaks/{break_.pk}/"
    assert json(client, "patch", path, {"start": "12:40"}).status_code == 403
    assert json(client, "delete", path, {"reason": "rush"}).status_code == 403


def test_the_plan_asks_the_database_as_often_for_three_breaks_as_for_one(
    bank: Bank, login: Login
) -> None:
    """The list of breaks; the law is asked once for each shift."""
    client, gabor = login(bank.carla), colleague(bank)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(breaks_of(bank) + f"?day={DAY}")
        return len(seen)

    first = lunch(bank, "12:00")
    where = {"by": bank.carla, "now": at("08:00"), "counter_id": bank.counters[0].pk}
    actions.assign_relief(first.pk, staff_id=gabor.pk, **where)
    one = asked()
    for hour in ("13:00", "14:00"):
        break_ = lunch(bank, hour, 10, kind="short")
        actions.assign_relief(break_.pk, staff_id=gabor.pk, **where)
    assert asked() == one

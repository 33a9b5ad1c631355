"""The doors of the policy: what they tell, who may open them, and how they refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from branches.models import Staff
from breaks.presets import load_presets
from tests.people import Bank, hire

Login = Callable[[Staff], APIClient]
FIRST, FLOOR = "edge.first_min", "cover.floor_open"
ORGANISATION = "/api/v1/organisation/policy/"


def path(bank: Bank, rest: str = "policy/") -> str:
    return f"/api/v1/branches/{bank.branch.pk}/{rest}"


def queue_path(bank: Bank) -> str:
    return f"/api/v1/queues/{bank.queue.pk}/policy/"


def put(client: APIClient, where: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = client.put(where, body, format="json")
    assert answer.status_code == status, answer.content
    return dict(answer.json())


def post(client: APIClient, where: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = client.post(where, body, format="json")
    assert answer.status_code == status, answer.content
    return dict(answer.json())


def test_every_key_tells_its_value_its_level_its_lock_and_its_bound(
    bank: Bank, office: Staff, login: Login
) -> None:
    put(login(office), ORGANISATION, values={FIRST: 90, FLOOR: 1}, locks=["edge.last_min"])
    facts = put(login(bank.carla), path(bank), values={FLOOR: 2})
    assert (facts["level"], facts["version"], facts["values"]) == ("branch", 1, {FLOOR: 2})
    assert facts["terms"][FIRST] == 90
    keys = facts["keys"]
    assert keys[FIRST] == {
        "value": 90,
        "level": "organisation",
        "locked_by": None,
        "bound": {"value": 90, "level": "organisation"},
        "above": 90,
        "default": 60,
        "low": 0,
        "high": 180,
        "choices": [],
        "optional": False,
        "stricter": "higher",
        "per_queue": False,
    }
    told = {name: keys[FLOOR][name] for name in ("value", "level", "locked_by", "above")}
    assert told == {"value": 2, "level": "branch", "locked_by": None, "above": 1}
    assert (keys["edge.last_min"]["locked_by"], keys["edge.last_min"]["level"]) == (
        "organisation",
        "default",
    )
    assert keys["window.lunch"]["bound"] is None
    assert facts["queues"] == [{"id": bank.queue.pk, "letter": "A", "name": "Cash"}]
    assert facts["may"] == {"change": True, "organisation": False}
    assert login(bank.carla).get(path(bank)).json() == facts


def test_a_queue_speaks_of_its_own_numbers_only(bank: Bank, login: Login) -> None:
    put(login(bank.carla), path(bank), values={FLOOR: 2})
    facts = put(login(bank.carla), queue_path(bank), values={FLOOR: 3}, version=0)
    assert (facts["level"], facts["queue"]["letter"], facts["version"]) == ("queue", "A", 1)
    assert set(facts["keys"]) == {
        FLOOR,
        "cover.max_on_break",
        "cover.full_close_allowed",
        "cover.stagger_gap_min",
        "pressure.per_counter",
        "pressure.wait_min",
    }
    assert facts["keys"][FLOOR]["bound"] == {"value": 2, "level": "branch"}
    assert facts["keys"][FLOOR]["value"] == 3


@pytest.mark.parametrize(
    ("where", "values", "status", "code"),
    [
        (path, {FIRST: 80}, 422, "policy_looser"),
        (path, {"edge.last_min": 80}, 409, "policy_locked"),
        (path, {FIRST: 181}, 422, "policy_value"),
        (path, {"rest.preset_confirmed": "HU 1"}, 422, "policy_value"),
        (queue_path, {FIRST: 90}, 422, "policy_value"),
    ],
)
def test_a_refusal_has_its_code_and_names_the_key(
    bank: Bank,
    office: Staff,
    login: Login,
    where: Callable[[Bank], str],
    values: dict[str, int],
    status: int,
    code: str,
) -> None:
    put(login(office), ORGANISATION, values={FIRST: 90}, locks=["edge.last_min"])
    answer = put(login(bank.carla), where(bank), status, values=values)
    assert (answer["code"], answer["key"]) == (code, *values)
    if code == "policy_looser":
        assert (answer["bound"], answer["level"]) == (90, "organisation")


def test_two_who_save_at_once_do_not_overwrite_each_other(bank: Bank, login: Login) -> None:
    carla = login(bank.carla)
    put(carla, path(bank), values={FIRST: 90}, version=0)
    answer = put(carla, path(bank), 409, values={FIRST: 80}, version=0)
    assert (answer["code"], answer["version"]) == ("policy_changed", 1)
    assert put(carla, path(bank), values={FIRST: 90}, version=1)["version"] == 1


def test_who_may_read_and_who_may_change(
    bank: Bank, other_bank: Bank, office: Staff, login: Login
) -> None:
    """3.8: the branch's numbers are the manager's, the organisation's the head office's."""
    teller, carla = login(bank.tellers[0]), login(bank.carla)
    strange, hedda = login(other_bank.carla), login(office)
    preset, history = path(bank, "preset/"), path(bank, "policy/history/")
    for client, read, changed, told, above in (
        (teller, 200, 403, 403, 403),
        (carla, 200, 200, 200, 403),
        (strange, 404, 404, 404, 403),
        (hedda, 200, 200, 200, 200),
    ):
        assert client.get(path(bank)).status_code == read
        assert client.get(queue_path(bank)).status_code == read
        put(client, path(bank), changed, values={})
        put(client, queue_path(bank), changed, values={})
        post(client, preset, changed, code="HU")
        assert client.get(history).status_code == told
        assert client.get(ORGANISATION).status_code == above
        put(client, ORGANISATION, above, values={})
        assert client.get("/api/v1/presets/").status_code == 200
    assert APIClient().get("/api/v1/presets/").status_code == 401
    assert hedda.get(path(bank)).json()["may"] == {"change": True, "organisation": True}
    assert teller.get(path(bank)).json()["may"] == {"change": False, "organisation": False}


def test_the_presets_are_shown_with_source_version_and_confidence(bank: Bank, login: Login) -> None:
    answer = login(bank.tellers[0]).get("/api/v1/presets/").json()
    assert "not legal advice" in answer["advice"]
    assert [preset["code"] for preset in answer["presets"]] == list(load_presets())
    ohio = next(preset for preset in answer["presets"] if preset["code"] == "US-OH")
    assert (ohio["version"], ohio["confidence"]) == ("2026-1", "A")
    assert ohio["source"].startswith("codes.ohio.gov")
    assert ohio["posting"] and ohio["rules"][0].startswith("Above 6 h of work: 30 minutes")


def test_a_preset_awaits_the_confirmation_of_a_person(bank: Bank, login: Login) -> None:
    carla = login(bank.carla)
    assert carla.get(path(bank)).json()["preset"] is None
    chosen = post(carla, path(bank, "preset/"), code="TR")["preset"]
    assert (chosen["code"], chosen["awaits_confirmation"], chosen["confirmed"]) == (
        "TR",
        True,
        None,
    )
    facts = post(carla, path(bank, "preset/"), code="TR", confirm=True, version=1)
    assert facts["preset"]["awaits_confirmation"] is False
    assert facts["preset"]["confirmed"]["by"]["name"] == bank.carla.name
    assert facts["keys"]["length.lunch_min"]["bound"] == {"value": 60, "level": "preset"}
    answer = post(carla, path(bank, "preset/"), 422, code="XX")
    assert (answer["code"], answer["key"]) == ("policy_value", "rest.preset")
    assert post(carla, path(bank, "preset/"), 422)["code"] == "invalid"


def test_the_history_is_read_newest_first(bank: Bank, office: Staff, login: Login) -> None:
    carla = login(bank.carla)
    put(login(office), ORGANISATION, values={FIRST: 90}, locks=[FIRST])
    put(carla, queue_path(bank), values={FLOOR: 2})
    put(carla, path(bank), values={"edge.last_min": 40})
    put(carla, path(bank), values={"edge.last_min": 45})
    answer = carla.get(path(bank, "policy/history/")).json()
    assert [(v["level"], v["before"], v["after"]) for v in answer["versions"]] == [
        ("branch", {"edge.last_min": 40}, {"edge.last_min": 45}),
        ("branch", {}, {"edge.last_min": 40}),
        ("queue", {}, {FLOOR: 2}),
        ("organisation", {}, {FIRST: 90}),
    ]
    first = answer["versions"][-1]
    assert (first["by"]["name"], first["locks_before"], first["locks"]) == ("Hedda", [], [FIRST])
    assert answer["versions"][2]["queue"]["letter"] == "A"
    page = carla.get(path(bank, "policy/history/?skip=1&limit=2")).json()
    assert (page["versions"], page["more"]) == (answer["versions"][1:3], True)


def test_the_head_office_of_another_organisation_changes_nothing_here(
    bank: Bank, login: Login
) -> None:
    organisation = bank.branch.organisation.__class__.objects.create(name="Rival", slug="rival")
    rival = hire("Rita", None, "head_office", organisation)  # type: ignore[arg-type]
    facts = put(login(rival), ORGANISATION, values={FIRST: 120})
    assert facts["organisation"] == {"id": organisation.pk, "name": "Rival"}
    assert login(rival).get(path(bank)).status_code == 404
    assert login(bank.carla).get(path(bank)).json()["terms"][FIRST] == 60

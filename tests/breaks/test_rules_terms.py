"""The numbers of DOMAIN.md 3.1: defaults, ranges, layers."""

from typing import Any

import pytest

from branches.errors import Refused
from breaks.rules.terms import IN_ORDER, KEYS, check_keys_of_queue, check_order, checked, terms_of

# key, default, lowest, highest
NUMBERS = [
    ("notice.warn_lead_min", 15, 10, 60),
    ("notice.floor_min", 10, 10, 60),
    ("notice.full_close_min", 15, 10, 120),
    ("notice.last_call_lead_min", 5, 2, 10),
    ("length.lunch_min", 30, 20, 120),
    ("length.short_min", 10, 5, 20),
    ("length.max_min", 60, 5, 120),
    ("edge.first_min", 60, 0, 180),
    ("edge.last_min", 30, 0, 180),
    ("cover.floor_open", 1, 0, 99),
    ("cover.max_on_break", None, 1, 99),
    ("cover.stagger_gap_min", 5, 0, 30),
    ("start.promise_slack_min", 5, 0, 10),
    ("start.max_slip_min", 10, 0, 15),
    ("start.expire_min", 30, 10, 60),
    ("call.arrival_window_s", 120, 30, 300),
    ("call.revive_min", 10, 0, 30),
    ("hold.valid_min", 15, 0, 60),
    ("overrun.remind_min", 2, 0, 5),
    ("overrun.tolerance_min", 2, 0, 5),
    ("overrun.manager_min", 5, 2, 15),
    ("unplanned.defer_wait_min", 15, 5, 30),
    ("display.stale_s", 30, 5, 120),
    ("display.offline_s", 120, 30, 600),
    # here DOMAIN.md names no range: the bounds are the product's own
    ("promise.before_percent", 90, 50, 99),
    ("promise.take_percent", 70, 50, 99),
    ("promise.take_slack_min", 3, 0, 10),
    ("postpone.step_min", 15, 0, 60),
    ("postpone.max", 1, 0, 2),
    ("pressure.per_counter", 5, 1, 99),
    ("pressure.wait_min", 20, 1, 120),
    ("overrun.repromise_min", 5, 1, 15),
    ("overrun.repromise_max", 2, 0, 5),
    ("unplanned.approval_over_min", 10, 0, 60),
    ("unplanned.answer_min", 3, 1, 10),
    ("unplanned.soft_max", 3, 0, 20),
    ("cooldown.min", 3, 1, 10),
    ("cooldown.default", 5, 1, 10),
    ("cooldown.max", 10, 3, 30),
    ("case.answer_days", 3, 1, 30),
    ("case.legal_days", 0, 0, 365),
    ("retention.ticket_days", 90, 1, 3650),
    ("retention.case_days", 730, 1, 3650),
]
DEFAULTS = {
    "notice.proof": "display_ack",
    "window.lunch": "11:30-14:30",
    "cover.full_close_allowed": None,
    "cover.role_floor": {},
    "start.early": "never",
    "start.auto_when_idle": True,
    "forecast.per_teller": False,
    "case.working_days": False,
    "rest.protected": True,
    "rest.preset": "",
    "rest.preset_confirmed": "",
}


def refuses(key: str, value: Any) -> bool:
    try:
        checked({key: value})
    except Refused as error:
        assert (error.code, error.status) == ("policy_value", 422)
        return True
    return False


@pytest.mark.parametrize(("key", "default", "low", "high"), NUMBERS)
def test_a_number_has_its_default_and_its_range(
    key: str, default: int | None, low: int, high: int
) -> None:
    assert terms_of()[key] == default
    assert [refuses(key, value) for value in (low - 1, low, high, high + 1)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(("key", "default"), DEFAULTS.items())
def test_the_other_defaults(key: str, default: Any) -> None:
    assert terms_of()[key] == default


def test_the_gongs_sound_at_15_10_5_and_0() -> None:
    assert list(terms_of()["notice.gong_at_min"]) == [15, 10, 5, 0]


def test_every_key_is_in_one_of_these_tables() -> None:
    assert {key for key, *_ in NUMBERS} | {*DEFAULTS, "notice.gong_at_min"} == set(KEYS)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("notice.floor_mins", 10),
        ("", 10),
        ("notice.floor_min", "10"),
        ("notice.floor_min", 10.5),
        ("notice.floor_min", True),
        ("notice.floor_min", None),
        ("notice.floor_min", [10]),
        ("notice.proof", "trust_me"),
        ("notice.proof", 1),
        ("notice.gong_at_min", 15),
        ("notice.gong_at_min", "15"),
        ("notice.gong_at_min", ""),
        ("notice.gong_at_min", [15, "10"]),
        ("notice.gong_at_min", [61]),
        ("notice.gong_at_min", [-1]),
        ("start.early", "always"),
        ("start.auto_when_idle", "yes"),
        ("rest.protected", False),
        ("cover.role_floor", 1),
        ("cover.role_floor", {"pharmacist": 100}),
        ("cover.role_floor", {"pharmacist": -1}),
        ("cover.role_floor", {"pharmacist": True}),
        ("cover.role_floor", {"pharmacist": "1"}),
        ("cover.role_floor", {"Head Pharmacist": 1}),
        ("cover.role_floor", {"": 1}),
        ("cover.role_floor", {"pharmacist": 1, "Head Pharmacist": 1}),
        ("cover.role_floor", {"pharmacist": 1, "guard": 100}),
        ("notice.gong_at_min", [15, 15]),
        ("notice.gong_at_min", [*range(13)]),
        ("cover.full_close_allowed", "no"),
        ("window.lunch", "14:30-11:30"),
        ("window.lunch", "11:30-11:30"),
        ("window.lunch", "noon"),
        ("window.lunch", "11-14"),
        ("window.lunch", "11:30"),
        ("window.lunch", ""),
        ("window.lunch", "11:60-14:30"),
        ("window.lunch", "25:00-26:00"),
        ("window.lunch", 1130),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(key: str, value: Any) -> None:
    assert refuses(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("cover.max_on_break", None),
        ("cover.full_close_allowed", None),
        ("cover.full_close_allowed", True),
        ("notice.proof", "voice_tick"),
        ("notice.gong_at_min", []),
        ("notice.gong_at_min", [*range(12)]),
        ("cover.role_floor", {"pharmacist": 0, "cash_dual_control": 99}),
        ("window.lunch", "12:00-13:00"),
        ("rest.protected", True),
        ("start.early", "never"),
    ],
)
def test_a_value_of_the_right_form_is_taken(key: str, value: Any) -> None:
    assert checked({key: value}) == {key: value}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("notice.floor_min", 9, "notice.floor_min lies between 10 and 60."),
        ("notice.proof", "x", "notice.proof is one of display_ack, phone_or_kiosk, voice_tick."),
        ("rest.preset", 1, "rest.preset is a str."),
        (
            "window.lunch",
            "noon",
            "window.lunch is two times of the day in order, like 11:30-14:30.",
        ),
        ("notice.gong_at_min", [61], "notice.gong_at_min is up to 12 different minutes, 0 to 60."),
    ],
)
def test_a_refusal_says_what_would_be_right(key: str, value: Any, words: str) -> None:
    with pytest.raises(Refused) as caught:
        checked({key: value})
    assert caught.value.message == words


def test_one_wrong_value_refuses_all() -> None:
    assert refuses("notice.floor_min", 9)
    with pytest.raises(Refused):
        checked({"notice.floor_min": 12, "edge.first_min": 181})


def test_a_lower_level_overlays_the_one_above() -> None:
    terms = terms_of({"edge.first_min": 30, "edge.last_min": 20}, {"edge.last_min": 10})
    assert (terms["edge.first_min"], terms["edge.last_min"]) == (30, 10)
    assert terms["notice.floor_min"] == 10


@pytest.mark.parametrize(("staffed", "most"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_half_of_those_staffed_may_be_on_break(staffed: int, most: int) -> None:
    """P6: max(1, staffed // 2), unless the policy names a number."""
    assert terms_of().max_on_break(staffed) == most
    assert terms_of({"cover.max_on_break": 2}).max_on_break(staffed) == 2


@pytest.mark.parametrize(
    ("policy", "one", "two"), [(None, True, False), (True, True, True), (False, False, False)]
)
def test_where_every_counter_may_pause_at_once(policy: bool | None, one: bool, two: bool) -> None:
    """P4: by default where a single counter is staffed."""
    terms = terms_of({"cover.full_close_allowed": policy})
    assert (terms.full_close_allowed(1), terms.full_close_allowed(2)) == (one, two)


PER_QUEUE = {
    "cover.floor_open",
    "cover.max_on_break",
    "cover.full_close_allowed",
    "cover.stagger_gap_min",
    "pressure.per_counter",
    "pressure.wait_min",
}


@pytest.mark.parametrize("key", KEYS)
def test_a_queue_sets_only_what_makes_sense_for_one_queue(key: str) -> None:
    if key in PER_QUEUE:
        check_keys_of_queue([key])
        return
    with pytest.raises(Refused) as caught:
        check_keys_of_queue([key])
    assert (caught.value.code, caught.value.status) == ("policy_value", 422)
    assert caught.value.facts == {"key": key}


@pytest.mark.parametrize(("less", "more"), IN_ORDER)
def test_two_numbers_that_bound_each_other_agree(less: str, more: str) -> None:
    """Equal is in order; one more is not, if it was one of the two that changed."""
    n = terms_of()[more]
    roomy = {} if more == "notice.warn_lead_min" else {"notice.warn_lead_min": 60}
    check_order(terms_of(roomy, {less: n}), {less})
    crossed = terms_of(roomy, {less: n + 1})
    check_order(crossed, {"edge.first_min"})
    for changed, bound in ((less, {"high": n}), (more, {"low": n + 1})):
        with pytest.raises(Refused) as caught:
            check_order(crossed, {changed})
        other = more if changed == less else less
        assert caught.value.facts == {"key": changed, "other": other, **bound}
        assert caught.value.code == "policy_value"


def test_the_defaults_agree_with_each_other() -> None:
    check_order(terms_of(), KEYS)

"""The levels of the policy (DOMAIN.md 3.1): which number wins, and what a lower level may say."""

from typing import Any

import pytest

from branches.errors import Refused
from breaks.presets import load_presets
from breaks.rules.levels import (
    Level,
    LevelName,
    bound_of,
    changed_keys,
    confirmation_of,
    in_force,
    is_looser,
    judge_values,
    level_of_preset,
    terms_at,
    with_preset,
)
from breaks.rules.preset import LawRule, Preset
from breaks.rules.terms import KEYS

ORGANISATION, PRESET, BRANCH, QUEUE = LevelName

# key, the value above, a stricter one, a looser one: all inside the range
DIRECTED: list[tuple[str, Any, Any, Any]] = [
    ("notice.warn_lead_min", 20, 21, 19),
    ("notice.floor_min", 12, 13, 11),
    ("notice.full_close_min", 20, 21, 19),
    ("notice.proof", "phone_or_kiosk", "display_ack", "voice_tick"),
    ("length.lunch_min", 40, 41, 39),
    ("length.short_min", 12, 13, 11),
    ("length.max_min", 50, 49, 51),
    ("edge.first_min", 60, 61, 59),
    ("edge.last_min", 30, 31, 29),
    ("cover.floor_open", 2, 3, 1),
    ("cover.role_floor", {"pharmacist": 2}, {"pharmacist": 3}, {"pharmacist": 1}),
    ("cover.max_on_break", 3, 2, 4),
    ("cover.max_on_break", 3, 2, None),
    ("cover.full_close_allowed", None, False, True),
    ("cover.stagger_gap_min", 5, 6, 4),
    ("start.max_slip_min", 8, 7, 9),
    ("promise.before_percent", 90, 91, 89),
    ("promise.take_percent", 70, 71, 69),
    ("promise.take_slack_min", 3, 2, 4),
    ("call.arrival_window_s", 120, 121, 119),
    ("call.revive_min", 10, 11, 9),
    ("hold.valid_min", 15, 16, 14),
    ("postpone.step_min", 15, 14, 16),
    ("postpone.max", 1, 0, 2),
    ("overrun.tolerance_min", 2, 1, 3),
    ("overrun.manager_min", 5, 4, 6),
    ("overrun.repromise_max", 2, 1, 3),
    ("unplanned.approval_over_min", 10, 9, 11),
    ("unplanned.answer_min", 3, 2, 4),
    ("unplanned.soft_max", 3, 2, 4),
    ("cooldown.min", 3, 4, 2),
    ("display.stale_s", 30, 29, 31),
    ("display.offline_s", 120, 119, 121),
    ("case.answer_days", 3, 2, 4),
    ("retention.ticket_days", 90, 89, 91),
    ("retention.case_days", 730, 729, 731),
]
# key, two values of which neither is stricter
UNDIRECTED: list[tuple[str, Any, Any]] = [
    ("notice.last_call_lead_min", 4, 6),
    ("notice.gong_at_min", [15], [10, 0]),
    ("window.lunch", "11:00-13:00", "12:00-15:00"),
    ("start.promise_slack_min", 4, 6),
    ("start.expire_min", 20, 40),
    ("start.auto_when_idle", True, False),
    ("forecast.per_teller", True, False),
    ("pressure.per_counter", 4, 6),
    ("pressure.wait_min", 10, 30),
    ("overrun.remind_min", 1, 3),
    ("overrun.repromise_min", 4, 6),
    ("unplanned.defer_wait_min", 10, 20),
    ("cooldown.default", 4, 6),
    ("cooldown.max", 9, 11),
    ("case.working_days", True, False),
    ("case.legal_days", 15, 30),
    ("rest.preset", "HU", "DE"),
    ("rest.preset_confirmed", "HU 1", "DE 1"),
]
ONE_VALUE = {"start.early", "rest.protected"}


def says(name: LevelName, locks: tuple[str, ...] = (), **values: Any) -> Level:
    return Level(name, {key.replace("__", "."): value for key, value in values.items()}, locks)


def test_every_key_is_in_one_of_these_tables() -> None:
    assert {key for key, *_ in DIRECTED} == {name for name, key in KEYS.items() if key.stricter}
    assert {key for key, *_ in UNDIRECTED} == set(KEYS) - {k for k, *_ in DIRECTED} - ONE_VALUE


@pytest.mark.parametrize(("key", "above", "stricter", "looser"), DIRECTED)
def test_the_stricter_of_two_levels_wins(key: str, above: Any, stricter: Any, looser: Any) -> None:
    top = Level(ORGANISATION, {key: above})
    for below, value, level in (
        (stricter, stricter, BRANCH),
        (above, above, BRANCH),
        (looser, above, ORGANISATION),
    ):
        found = in_force(key, [top, Level(BRANCH, {key: below})])
        assert (found.value, found.level) == (value, level)


@pytest.mark.parametrize(("key", "above", "stricter", "looser"), DIRECTED)
def test_a_looser_value_is_refused_below(key: str, above: Any, stricter: Any, looser: Any) -> None:
    levels = [Level(ORGANISATION, {key: above})]
    judge_values({key: stricter}, {key}, levels)
    judge_values({key: above}, {key}, levels)
    with pytest.raises(Refused) as caught:
        judge_values({key: looser}, {key}, levels)
    error = caught.value
    assert (error.code, error.status) == ("policy_looser", 422)
    assert error.facts == {"key": key, "bound": above, "level": "organisation"}
    assert "organisation" in error.message


@pytest.mark.parametrize(("key", "one", "other"), UNDIRECTED)
def test_where_neither_side_is_stricter_the_lower_level_wins(
    key: str, one: Any, other: Any
) -> None:
    for above, below in ((one, other), (other, one)):
        levels = [Level(ORGANISATION, {key: above}), Level(BRANCH, {key: below})]
        assert in_force(key, levels).value == below
        judge_values({key: below}, {key}, levels[:1])
        assert bound_of(key, levels) is None


@pytest.mark.parametrize(("key", "above", "stricter", "looser"), DIRECTED)
def test_the_defaults_bind_nobody(key: str, above: Any, stricter: Any, looser: Any) -> None:
    for value in (stricter, above, looser):
        judge_values({key: value}, {key}, [Level(ORGANISATION), Level(PRESET)])
        assert in_force(key, [Level(BRANCH, {key: value})]).value == value
    assert bound_of(key, [Level(ORGANISATION)]) is None
    assert in_force(key, [Level(ORGANISATION)]).value == KEYS[key].default


def test_four_levels_come_together() -> None:
    levels = [
        says(ORGANISATION, cover__floor_open=1, pressure__wait_min=20, edge__first_min=90),
        says(PRESET, length__lunch_min=60),
        says(BRANCH, cover__floor_open=2, length__lunch_min=45, pressure__wait_min=25),
        says(QUEUE, cover__floor_open=3, pressure__wait_min=10),
    ]
    terms = terms_at(levels)
    assert [terms[k] for k in ("cover.floor_open", "pressure.wait_min")] == [3, 10]
    assert [terms[k] for k in ("edge.first_min", "length.lunch_min")] == [90, 60]
    assert terms["edge.last_min"] == 30
    assert in_force("length.lunch_min", levels).level == PRESET


def test_a_number_that_the_product_no_longer_has_is_passed_over() -> None:
    terms = terms_at([says(BRANCH, notice__forgotten_min=1, edge__last_min=20)])
    assert (terms["edge.last_min"], "notice.forgotten_min" in terms.values) == (20, False)


def test_between_yes_and_no_stands_the_leave_that_depends() -> None:
    """cover.full_close_allowed: no is stricter than none, none is stricter than yes."""
    order = (False, None, True)
    key = "cover.full_close_allowed"
    found = {(a, b) for a in order for b in order if is_looser(key, a, b)}
    assert found == {(None, False), (True, False), (True, None)}


def test_of_each_role_the_highest_floor_counts() -> None:
    """P5."""
    key = "cover.role_floor"
    levels = [
        Level(ORGANISATION, {key: {"pharmacist": 1, "cash_dual_control": 2}}),
        Level(BRANCH, {key: {"pharmacist": 2, "guard": 1}}),
    ]
    assert in_force(key, levels).value == {"pharmacist": 2, "cash_dual_control": 2, "guard": 1}
    judge_values(levels[1].values, {key}, levels[:1])
    assert is_looser(key, {"cash_dual_control": 1}, levels[0].values[key])
    assert is_looser(key, {"pharmacist": 0}, levels[0].values[key])
    assert not is_looser(key, {}, levels[0].values[key])
    assert not is_looser(key, {"guard": 0}, levels[0].values[key])
    none = [Level(ORGANISATION, {key: {"pharmacist": 0}}), Level(BRANCH, {key: {"guard": 0}})]
    assert in_force(key, none).value == {"pharmacist": 0, "guard": 0}


def test_a_lock_makes_the_levels_below_mute() -> None:
    key = "edge.first_min"
    top = says(ORGANISATION, (key,), edge__first_min=45)
    found = in_force(key, [top, says(BRANCH, edge__first_min=90)])
    assert (found.value, found.level, found.locked_by) == (45, ORGANISATION, ORGANISATION)
    for value in (90, 45, 10):
        with pytest.raises(Refused) as caught:
            judge_values({key: value}, {key}, [top])
        error = caught.value
        assert (error.code, error.status) == ("policy_locked", 409)
        assert error.facts == {"key": key, "level": "organisation"}
    # what was said before the lock may stay, and may be taken away
    judge_values({key: 90}, set(), [top])
    judge_values({}, {key}, [top])


def test_a_lock_without_a_value_fixes_the_default() -> None:
    levels = [Level(BRANCH, {}, ["cover.floor_open"]), says(QUEUE, cover__floor_open=2)]
    found = in_force("cover.floor_open", levels)
    assert (found.value, found.level, found.locked_by) == (1, None, BRANCH)


def test_the_highest_of_two_locks_is_named() -> None:
    key = "cover.floor_open"
    found = in_force(key, [Level(ORGANISATION, {}, [key]), Level(BRANCH, {}, [key])])
    assert found.locked_by == ORGANISATION


def test_a_lock_does_not_silence_the_law() -> None:
    key = "length.lunch_min"
    levels = [says(ORGANISATION, (key,), length__lunch_min=40), says(PRESET, length__lunch_min=60)]
    assert in_force(key, levels).value == 60


@pytest.mark.parametrize(
    ("code", "lunch"),
    [("TR", 60), ("PH", 60), ("HU", None), ("BG", None), ("DE", None), ("US-FED", None)],
)
def test_a_preset_asks_for_the_lunch_of_its_working_day(code: str, lunch: int | None) -> None:
    """3.3: under TR (8 h of work) and PH the plan needs 60."""
    level = level_of_preset(load_presets()[code])
    assert level.values == ({} if lunch is None else {"length.lunch_min": lunch})
    assert (level.name, level.locks) == (PRESET, ())


def test_without_a_preset_the_law_says_nothing() -> None:
    assert level_of_preset(None).values == {}


def test_a_confirmation_names_the_version() -> None:
    preset = load_presets()["US-OH"]
    assert confirmation_of(preset) == f"US-OH {preset.version}"


def test_what_changed_between_two_versions() -> None:
    before = {"a": 1, "b": 2, "c": None}
    assert changed_keys(before, {"a": 1, "b": 3, "d": None}) == {"b", "c", "d"}
    assert changed_keys(before, dict(before)) == set()


def made_up(**rule: Any) -> Preset:
    return Preset(
        code="X", title="", rules=(LawRule(minutes=45, **rule),), confidence="C", version="1"
    )


@pytest.mark.parametrize(
    ("rule", "asked"), [({"from_h": 8}, {"length.lunch_min": 45}), ({"over_h": 8}, {})]
)
def test_the_working_day_of_the_law_has_eight_hours(
    rule: dict[str, float], asked: dict[str, int]
) -> None:
    assert level_of_preset(made_up(**rule)).values == asked


@pytest.mark.parametrize(
    ("levels", "names", "lunch"),
    [
        ([], [PRESET], 30),
        ([says(ORGANISATION, rest__preset="PH")], [ORGANISATION, PRESET], 60),
        (
            [Level(ORGANISATION), says(BRANCH, rest__preset="PH")],
            [ORGANISATION, PRESET, BRANCH],
            60,
        ),
        ([says(BRANCH, rest__preset="PH"), Level(QUEUE)], [PRESET, BRANCH, QUEUE], 60),
        ([says(BRANCH, rest__preset="nowhere")], [PRESET, BRANCH], 30),
    ],
)
def test_the_law_that_a_level_chooses_stands_below_the_organisation(
    levels: list[Level], names: list[LevelName], lunch: int
) -> None:
    found = with_preset(levels, load_presets())
    assert [level.name for level in found] == names
    assert terms_at(found)["length.lunch_min"] == lunch


@pytest.mark.parametrize(
    ("level", "key", "bound", "value", "words"),
    [
        (BRANCH, "notice.proof", "display_ack", "voice_tick",
         "be voice_tick: the branch asks for display_ack."),
        (BRANCH, "cover.full_close_allowed", False, True, "be yes: the branch asks for no."),
        (BRANCH, "cover.full_close_allowed", False, None, "be left open: the branch asks for no."),
        (ORGANISATION, "edge.first_min", 60, 59, "be 59: the organisation asks for at least 60."),
        (ORGANISATION, "postpone.max", 1, 2, "be 2: the organisation allows at most 1."),
        (PRESET, "length.lunch_min", 60, 45, "be 45: the law asks for at least 60."),
        (ORGANISATION, "cover.role_floor", {"guard": 2, "cashier": 1}, {"guard": 1, "cashier": 1},
         "be 1 guard, 1 cashier: the organisation asks for at least 2 guard, 1 cashier."),
    ],
)  # fmt: skip
def test_a_refusal_says_who_asks_for_what(
    level: LevelName, key: str, bound: Any, value: Any, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        judge_values({key: value}, {key}, [Level(level, {key: bound})])
    assert caught.value.message == f"{key} cannot {words}"

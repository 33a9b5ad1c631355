"""Putting an announced break off: by how much, how often, with whose consent (B6, F30)."""

from breaks import actions
from tests.morning import fresh, planned, proven, refused, sit, tick, told
from tests.people import Bank, at
from tests.planning import GROUNDS, law, lunch, move, overrides, relieve, rule
from tests.planning import colleague as colleague_of


def consent(bank: Bank, break_id: int, now: str = "10:00") -> None:
    actions.give_consent(break_id, by=bank.tellers[0], now=at(now))


def test_later_by_a_quarter_of_an_hour_once(pair: Bank) -> None:
    """F30: +16 refused, +15 taken, a second time only with consent."""
    break_ = planned(pair)
    with refused("postpone_limit", 422, overridable=True, latest=at("12:45")):
        move(pair, break_, "12:46")
    moved = move(pair, break_, "12:45")
    assert (moved.revision, moved.postponed) == (2, 1)
    with refused("consent_required", 409, postponed=1):
        move(pair, break_, "12:46")
    with refused("consent_required", 409):
        move(pair, break_, "12:46", override=GROUNDS)


def test_once_more_with_the_consent_of_the_employee(pair: Bank) -> None:
    """3.4: her own login; used up by the move it was given for, and written down."""
    break_ = planned(pair)
    move(pair, break_, "12:45")
    consent(pair, break_.pk, "10:05")
    moved = move(pair, break_, "12:50", "10:06")
    assert (moved.postponed, moved.consent_at) == (2, None)
    row = overrides(moved)[0]
    assert (row.rule, row.reason) == ("postpone_limit", "agreed")
    assert (row.consent_by, row.consent_at) == (pair.tellers[0], at("10:05"))
    assert row.by == pair.carla
    consent(pair, break_.pk, "10:07")
    with refused("postpone_spent", 409):
        move(pair, break_, "12:55", "10:08")


def test_a_long_step_with_consent_and_grounds_is_one_record(pair: Bank) -> None:
    break_ = planned(pair, "11:30")
    move(pair, break_, "11:45")
    consent(pair, break_.pk)
    with refused("postpone_limit", 422):
        move(pair, break_, "12:30")
    assert fresh(break_).consent_at == at("10:00")
    moved = move(pair, break_, "12:30", override=GROUNDS)
    rows = overrides(moved)
    assert [(row.reason, row.consent_by) for row in rows] == [("rush", pair.tellers[0])]


def test_earlier_is_no_postponement(pair: Bank) -> None:
    break_ = planned(pair)
    assert move(pair, break_, "12:00").postponed == 0
    move(pair, break_, "12:15")
    assert move(pair, break_, "11:45").postponed == 1


def test_how_often_is_the_policys(pair: Bank) -> None:
    rule(pair, postpone__max=2, postpone__step_min=5)
    break_ = planned(pair)
    with refused("postpone_limit", 422):
        move(pair, break_, "12:36")
    move(pair, break_, "12:35")
    move(pair, break_, "12:40")
    with refused("consent_required", 409):
        move(pair, break_, "12:45")


def test_nobody_agrees_to_what_needs_no_consent(pair: Bank) -> None:
    break_ = planned(pair)
    with refused("no_consent_needed", 409, postponed=0, most=1):
        consent(pair, break_.pk)
    move(pair, break_, "12:45")
    consent(pair, break_.pk)
    consent(pair, break_.pk, "10:30")
    assert fresh(break_).consent_at == at("10:00")
    assert len(told(pair, "break.consented")) == 1


def test_only_the_person_herself_consents_to_a_break_that_is_ahead(pair: Bank) -> None:
    break_ = proven(pair)
    for other in (pair.tellers[1], pair.carla):
        with refused("forbidden", 403):
            actions.give_consent(break_.pk, by=other, now=at("12:16"))
    sit(pair), sit(pair, 1)
    tick("12:25", "12:30")
    with refused("break_state", 409):
        consent(pair, break_.pk, "12:31")


def test_no_consent_reaches_past_the_law(pair: Bank) -> None:
    """B6: law always."""
    law(pair, "HU", window__lunch="00:00-23:59")
    break_ = lunch(pair, "13:50")
    with refused("rest_law", 422, latest=at("14:00")):
        move(pair, break_, "14:01", override=GROUNDS)
    move(pair, break_, "13:55")
    consent(pair, break_.pk)
    with refused("rest_law", 422):
        move(pair, break_, "14:01")
    assert move(pair, break_, "14:00").postponed == 2


def test_whoever_sits_in_moves_along(pair: Bank) -> None:
    """B6: the relief keeps its distance from S and R, or the move is refused."""
    gabor, break_ = colleague_of(pair), planned(pair)
    relief = relieve(pair, break_, gabor)
    move(pair, break_, "12:45")
    relief = fresh(relief)
    assert (relief.starts_at, relief.ends_at) == (at("12:45"), at("13:20"))
    other = planned(pair, "13:30", who=1)
    relieve(pair, other, gabor, starts_at=at("13:30"))
    consent(pair, break_.pk)
    with refused("relief_overlap", 409, starts_at=at("13:30")):
        move(pair, break_, "12:56")
    assert fresh(break_).starts_at == at("12:45")
    how = {"by": pair.carla, "now": at("10:00")}
    actions.reschedule_break(break_.pk, length_minutes=20, **how)
    assert fresh(relief).ends_at == at("13:10")

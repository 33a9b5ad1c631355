"""Whether a break may start, and where its times go (A1 to A3, A5, N3, E0, U1)."""

from datetime import timedelta

import pytest

from breaks.rules.start import (
    AtCounter,
    forced_by_law,
    judge_confirmation,
    judge_consent,
    judge_conversion,
    judge_extension,
    judge_request,
    judge_return,
    judge_start,
    needs_manager,
    new_time,
    proven_start,
    return_shown,
    within_law,
)
from breaks.rules.terms import terms_of
from tests.people import at, minutes

TERMS = terms_of()
SERVED = AtCounter("P030", serving=True)
# called at 13:31, expected for two minutes
WALKING = AtCounter("P031", serving=False, until=at("13:33"))


@pytest.mark.parametrize(
    ("now", "client", "promised", "code"),
    [
        ("13:29:59", None, [], "start_before_shown"),
        ("13:30", None, [], None),
        ("14:30", None, [], None),
        ("13:29:59", SERVED, ["P031"], "start_before_shown"),
        ("13:30", SERVED, [], "client_at_counter"),
        ("13:45", SERVED, [], "client_at_counter"),
        ("13:32:59", WALKING, [], "client_called"),
        ("13:33", WALKING, [], None),
        ("13:30", None, ["P031"], "promised_waiting"),
        ("13:33", WALKING, ["P032"], "promised_waiting"),
    ],
)
def test_a_planned_break_starts_never_early_and_never_in_a_face(
    now: str, client: AtCounter | None, promised: list[str], code: str | None
) -> None:
    """A1, A2: second by second around S = 13:30 and the end of the arrival window at 13:33."""
    verdict = judge_start(
        planned=True, starts_at=at("13:30"), client=client, promised=promised, now=at(now)
    )
    assert (verdict and verdict.code) == code


def test_a_refusal_says_when_it_may_be() -> None:
    early = judge_start(
        planned=True, starts_at=at("13:30"), client=None, promised=[], now=at("13:29")
    )
    called = judge_start(
        planned=True, starts_at=at("13:30"), client=WALKING, promised=[], now=at("13:31:40")
    )
    assert early and early.facts == {"allowed_at": at("13:30")}
    assert called and called.facts == {"ticket": "P031", "allowed_at": at("13:33")}


@pytest.mark.parametrize(
    ("client", "promised", "present"),
    [
        (None, [], None),
        (SERVED, [], ["P030"]),
        (None, ["P031", "P032"], ["P031", "P032"]),
        (SERVED, ["P031"], ["P030", "P031"]),
    ],
)
def test_an_unplanned_break_waits_only_for_those_present(
    client: AtCounter | None, promised: list[str], present: list[str] | None
) -> None:
    """U1: also before the time it was planned for."""
    verdict = judge_start(
        planned=False, starts_at=at("13:30"), client=client, promised=promised, now=at("13:20")
    )
    assert (verdict and verdict.code) == (present and "clients_before_request")
    if verdict:
        assert verdict.facts == {"clients_before_request": present}


@pytest.mark.parametrize(
    ("proof", "start"),
    [
        ("12:15:02", "12:30"),
        ("12:20", "12:30"),
        ("12:20:01", "12:31"),
        ("12:21", "12:31"),
        ("12:40:30", "12:51"),
    ],
)
def test_a_start_lies_ten_minutes_behind_its_proof(proof: str, start: str) -> None:
    """N3: max(S, t_proof + 10), on the whole minute above."""
    assert proven_start(at("12:30"), at(proof), TERMS) == at(start)


def test_a_longer_floor_asks_for_an_earlier_proof() -> None:
    terms = terms_of({"notice.floor_min": 12})
    assert proven_start(at("12:30"), at("12:18"), terms) == at("12:30")
    assert proven_start(at("12:30"), at("12:19"), terms) == at("12:31")


@pytest.mark.parametrize(
    ("start", "shown"), [("13:34", "14:04"), ("13:35:10", "14:06"), ("13:35:59", "14:06")]
)
def test_the_return_is_shown_on_the_minute_above(start: str, shown: str) -> None:
    """A5."""
    assert return_shown(at(start), minutes(30)) == at(shown)


@pytest.mark.parametrize(
    ("now", "told", "shown"),
    [("13:02", 0, "13:07"), ("13:02:01", 0, "13:08"), ("13:07", 1, "13:12"), ("13:12", 2, None)],
)
def test_a_new_time_is_told_twice_and_no_third_time(now: str, told: int, shown: str | None) -> None:
    """E0."""
    assert new_time(at(now), told, TERMS) == (at(shown) if shown else None)


@pytest.mark.parametrize(
    ("reason", "length", "code"),
    [
        ("short_rest", 1, None),
        ("short_rest", 60, None),
        ("short_rest", 0, "length_too_short"),
        ("short_rest", -5, "length_too_short"),
        ("short_rest", 61, "length_too_long"),
        ("medical", 60, None),
        ("cool_down", 2, "length_too_short"),
        ("cool_down", 3, None),
        ("cool_down", 10, None),
        ("cool_down", 11, "length_too_long"),
        ("siesta", 5, "unknown_reason"),
        ("", 5, "unknown_reason"),
    ],
)
def test_what_may_be_asked_for(reason: str, length: int, code: str | None) -> None:
    verdict = judge_request(reason, length, TERMS)
    assert (verdict and verdict.code) == code


@pytest.mark.parametrize(
    ("reason", "length", "wait", "asked"),
    [
        ("goods_delivery", 10, minutes(15), False),
        ("goods_delivery", 10, minutes(15) + timedelta(seconds=1), True),
        ("goods_delivery", 11, minutes(0), True),
        # own longest waits of 3.1
        ("short_rest", 5, minutes(5), False),
        ("short_rest", 5, minutes(6), True),
        ("restroom", 5, minutes(6), True),
        ("urgent_call", 5, minutes(2), False),
        ("urgent_call", 5, minutes(3), True),
        # an immediate reason asks nobody
        ("medical", 60, minutes(60), False),
        ("evacuation", 60, minutes(60), False),
    ],
)
def test_when_the_manager_is_asked(reason: str, length: int, wait: timedelta, asked: bool) -> None:
    """U1."""
    assert needs_manager(reason, length, wait, TERMS) is asked


@pytest.mark.parametrize(
    ("now", "client", "code"),
    [
        # not even the shown start is waited for, nor whoever was promised
        ("13:20", None, None),
        ("13:30", SERVED, "client_at_counter"),
        ("13:32:59", WALKING, "client_called"),
        ("13:33", WALKING, None),
    ],
)
def test_at_the_latest_lawful_start_only_the_client_at_the_counter_is_waited_for(
    now: str, client: AtCounter | None, code: str | None
) -> None:
    """A4."""
    verdict = judge_start(
        planned=True,
        starts_at=at("13:30"),
        client=client,
        promised=["P031"],
        now=at(now),
        forced=True,
    )
    assert (verdict and verdict.code) == code


@pytest.mark.parametrize(
    ("start", "latest", "wanted", "cut"),
    [
        ("13:30", None, "13:30", False),
        ("13:30", "13:31", "13:30", False),
        ("13:30", "13:30", "13:30", False),
        ("13:31", "13:30", "13:30", True),
    ],
)
def test_a_rolled_start_never_passes_the_latest_lawful_one(
    start: str, latest: str | None, wanted: str, cut: bool
) -> None:
    """N3, A4."""
    assert within_law(at(start), at(latest) if latest else None) == (at(wanted), cut)


@pytest.mark.parametrize(
    ("latest", "now", "forced"),
    [
        (None, "13:30", False),
        ("13:30", "13:29:59", False),
        ("13:30", "13:30", True),
        ("13:30", "13:31", True),
    ],
)
def test_the_law_forces_a_start_from_its_latest_instant_on(
    latest: str | None, now: str, forced: bool
) -> None:
    """A4."""
    assert forced_by_law(at(latest) if latest else None, at(now)) is forced


@pytest.mark.parametrize(
    ("now", "confirmed", "left"),
    [
        ("12:30", False, 20),
        ("12:30:01", False, 20),
        ("12:48:59", False, 2),
        ("12:49", False, 1),
        ("12:49:59", False, 1),
        ("12:50", False, None),
        ("12:51", False, None),
        ("12:30", True, None),
        ("12:50", True, None),
    ],
)
def test_an_early_return_asks_for_the_persons_own_word(
    now: str, confirmed: bool, left: int | None
) -> None:
    """E4: twenty protected minutes from 12:30; what is left is told in whole minutes."""
    verdict = judge_return(at("12:30"), 20, confirmed=confirmed, now=at(now))
    assert (verdict and verdict.code) == (None if left is None else "rest_short")
    assert verdict is None or verdict.facts == {"allowed_at": at("12:50"), "minutes_left": left}


@pytest.mark.parametrize(
    ("minutes_more", "extended", "own", "now", "code"),
    [
        (5, 0, True, "12:59:59", None),
        (6, 0, True, "12:59:59", "extension_limit"),
        (1, 1, True, "12:50", "extension_limit"),
        # a manager may add more, and again
        (6, 0, False, "12:50", None),
        (6, 5, False, "12:50", None),
        (1, 0, True, "13:00", "return_passed"),
        (1, 0, False, "13:00", "return_passed"),
    ],
)
def test_a_running_break_is_made_longer_before_its_return_only(
    minutes_more: int, extended: int, own: bool, now: str, code: str | None
) -> None:
    """B11: R = 13:00."""
    verdict = judge_extension(minutes_more, extended, at("13:00"), own=own, now=at(now))
    assert (verdict and verdict.code) == code
    facts = {
        "extension_limit": {"max_minutes": 5},
        "return_passed": {"returns_at": at("13:00")},
    }
    assert verdict is None or verdict.facts == facts[verdict.code]


@pytest.mark.parametrize(
    ("notice", "now", "code"),
    [
        (None, "12:19:59", "still_announceable"),
        (None, "12:20", "still_announceable"),
        (None, "12:20:01", None),
        ("12:15", "12:20:01", "still_announceable"),
        ("12:15", "12:10", "still_announceable"),
    ],
)
def test_only_a_break_that_can_no_longer_be_announced_is_converted(
    notice: str | None, now: str, code: str | None
) -> None:
    """U4, B18: S = 12:30, ten minutes of notice."""
    noticed = at(notice) if notice else None
    verdict = judge_conversion(noticed, at("12:30"), TERMS, now=at(now))
    assert (verdict and verdict.code) == code
    assert verdict is None or verdict.facts == {"allowed_at": at("12:20")}


@pytest.mark.parametrize(
    ("state", "planned", "code"),
    [
        ("on_break", False, None),
        ("on_break", True, "not_on_break"),
        ("overrun", False, "not_on_break"),
        ("closing", False, "not_on_break"),
        (None, False, "not_on_break"),
    ],
)
def test_only_the_return_from_an_unplanned_break_is_confirmed(
    state: str | None, planned: bool, code: str | None
) -> None:
    """U3."""
    verdict = judge_confirmation(state, planned=planned)
    assert (verdict and verdict.code) == code
    assert verdict is None or verdict.facts == {"state": state}


@pytest.mark.parametrize(
    ("state", "postponed", "code"),
    [
        ("published", 0, "no_consent_needed"),
        ("published", 1, None),
        ("closing", 2, None),
        ("draft", 1, "no_break"),
        ("on_break", 1, "no_break"),
        (None, 1, "no_break"),
    ],
)
def test_consent_is_asked_for_when_a_break_was_put_off_as_often_as_it_may_be(
    state: str | None, postponed: int, code: str | None
) -> None:
    """3.4, B6: once."""
    verdict = judge_consent(state, postponed, 1)
    assert (verdict and verdict.code) == code

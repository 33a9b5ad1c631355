"""The lawful rest in the plan: published, moved, cancelled, replaced (P7, 3.3, F27, F28)."""

from datetime import timedelta

import pytest

from breaks import actions
from breaks.actions.rest import lay_rest
from breaks.models import Break
from tests.morning import draft, fresh, proven, publish, refused, sit, tick, told
from tests.people import DAY, Bank, at, found_bank
from tests.planning import (
    GROUNDS,
    cancel,
    hours,
    law,
    lunch,
    move,
    publish_new,
    rule,
    wanted,
)

ALL_DAY = {"window__lunch": "00:00-23:59", "length__max_min": 120}


@pytest.mark.parametrize(
    ("preset", "begins", "ends", "clock", "length", "latest"),
    [
        # more than six hours: twenty minutes, begun between the third and the sixth hour
        ("HU", "08:00", "16:30", "14:10", 30, "14:00"),
        ("HU", "08:00", "16:30", "14:01", 20, "14:00"),
        ("HU", "08:00", "16:30", "14:00", 20, None),
        ("HU", "08:00", "16:30", "13:50", 30, None),
        ("HU", "08:00", "16:30", "11:00", 30, None),
        ("HU", "08:00", "16:30", "10:59", 30, "14:00"),
        ("HU", "08:00", "16:30", "12:30", 19, "14:00"),
        # the first meal begins before the end of the fifth hour
        ("US-CA", "09:00", "17:30", "13:59", 30, None),
        ("US-CA", "09:00", "17:30", "14:00", 30, "13:59"),
        # exactly six hours are not more than six
        ("UK", "09:00", "15:00", "10:00", 10, None),
        ("UK", "09:00", "15:10", "10:00", 10, None),
        ("UK", "09:00", "15:11", "10:00", 10, "14:51"),
        ("UK", "09:00", "15:21", "11:00", 20, None),
        # 7 h of work ask for 30 minutes, 8 h for 60, in the middle of the shift
        ("TR", "09:00", "17:00", "12:00", 60, None),
        ("TR", "09:00", "18:00", "12:00", 60, None),
        ("TR", "09:00", "18:00", "12:00", 59, "15:45"),
        ("TR", "09:00", "18:00", "11:14", 60, "15:45"),
        ("TR", "09:00", "18:00", "15:46", 60, "15:45"),
        ("BG", "08:00", "16:30", "12:00", 30, None),
        ("BG", "08:00", "16:30", "12:00", 29, "14:00"),
        ("PH", "08:00", "17:00", "13:00", 60, None),
        ("PH", "08:00", "17:00", "13:01", 60, "13:00"),
        ("RU", "08:00", "16:30", "15:00", 30, None),
        ("RU", "08:00", "16:30", "15:00", 29, "16:00"),
        ("EU", "08:00", "16:30", "14:00", 20, None),
        ("EU", "08:00", "16:30", "14:01", 20, "14:00"),
        ("DE", "08:00", "16:30", "12:00", 30, None),
        ("DE", "08:00", "16:30", "12:00", 29, "14:00"),
        ("US-FED", "08:00", "16:30", "12:00", 5, None),
    ],
)
def test_worked_examples_of_the_law(
    db: None, preset: str, begins: str, ends: str, clock: str, length: int, latest: str | None
) -> None:
    """DOMAIN.md 3.3, F27: what is published with one lunch, and until when it may begin."""
    bank = found_bank(2)
    law(bank, preset, **ALL_DAY, edge__last_min=0)
    hours(bank, begins, ends)
    if latest is None:
        assert lunch(bank, clock, length).state == "published"
        return
    with refused("rest_law", 422, latest=at(latest)):
        publish_new(bank, wanted(bank, clock, length))
    assert not Break.objects.exists()


def test_the_refusal_says_what_would_be_allowed(pair: Bank) -> None:
    """F27."""
    law(pair, "HU")
    facts = {"earliest": at("11:00"), "latest": at("14:00"), "required_minutes": 20}
    with refused("rest_law", 422, **facts, overridable=False, staff=pair.tellers[0].name):
        publish_new(pair, wanted(pair, "14:10"))


def test_no_grounds_override_the_law(pair: Bank) -> None:
    """3.4: hard. The lunch outside the window of the policy alone may be excused."""
    law(pair, "HU")
    with refused("rest_law", 422):
        publish_new(pair, wanted(pair, "14:10"), override=GROUNDS)
    with refused("rest_law", 422, latest=at("14:00")):
        draft(pair, "14:10")
    with refused("lunch_window", 422, overridable=True):
        draft(pair, "11:10")


def test_a_protected_part_is_laid_over_the_breaks_of_a_shift(pair: Bank) -> None:
    """3.3: a lunch of 30 minutes has 20 protected and 10 free; the short break is free."""
    law(pair, "HU")
    short = wanted(pair, "09:30", 10, kind="short")
    first, second = publish_new(pair, short, wanted(pair, "12:30"))
    assert (fresh(first).protected_minutes, fresh(first).latest_at) == (0, None)
    assert (fresh(second).protected_minutes, fresh(second).latest_at) == (20, at("14:00"))
    task = publish_new(pair, wanted(pair, "13:30", 30, kind="task"))[0]
    assert fresh(task).protected_minutes == 0


def test_a_task_is_no_rest(pair: Bank) -> None:
    law(pair, "HU")
    with refused("rest_law", 422):
        publish_new(pair, wanted(pair, "12:30", 30, kind="task"))


def test_without_a_preset_there_is_no_law(pair: Bank) -> None:
    break_ = lunch(pair, "12:30")
    assert (break_.protected_minutes, break_.latest_at) == (0, None)


def test_only_the_people_of_the_publication_are_judged(pair: Bank) -> None:
    """P7: the plan cannot be published for that person; a colleague without a plan waits."""
    law(pair, "HU")
    lunch(pair, "12:30")
    with refused("rest_law", 422, staff=pair.tellers[1].name):
        publish_new(pair, wanted(pair, "10:00", 10, who=1, kind="short"))
    assert lunch(pair, "13:10", who=1).state == "published"


def test_parts_add_up_where_the_law_lets_them(pair: Bank) -> None:
    """DE: two of fifteen; the law looks at published and drafted breaks together."""
    law(pair, "DE")
    draft(pair, "11:00", kind="short", length=15)
    with refused("rest_law", 422):
        publish(pair)
    draft(pair, "13:00", kind="short", length=15)
    assert [fresh(b).protected_minutes for b in publish(pair)] == [15, 15]


@pytest.mark.parametrize(("now", "code"), [("13:50", "rest_law"), ("13:51", None)])
def test_when_the_law_can_no_longer_be_kept_a_late_rest_is_better_than_none(
    pair: Bank, now: str, code: str | None
) -> None:
    """P7: until a rest could still be announced for 14:00 it must be; after that any may be."""
    law(pair, "HU")
    late = wanted(pair, "14:10", 20, kind="short")
    if code:
        with refused(code, 422):
            publish_new(pair, late, now=now)
    else:
        assert publish_new(pair, late, now=now)[0].state == "published"


@pytest.mark.parametrize(
    ("clock", "code"), [("14:00", None), ("14:01", "rest_law"), ("11:00", None)]
)
def test_a_move_keeps_to_the_law(pair: Bank, clock: str, code: str | None) -> None:
    """B6, N4: moving is free within law; the lawful start is judged anew."""
    law(pair, "HU", **ALL_DAY)
    break_ = lunch(pair, "13:50")
    if code:
        with refused(code, 422, latest=at("14:00")):
            move(pair, break_, clock, "13:30")
        assert fresh(break_).starts_at == at("13:50")
    else:
        assert move(pair, break_, clock, "10:30").protected_minutes == 20


def test_a_shorter_lunch_keeps_its_protected_minutes(pair: Bank) -> None:
    law(pair, "HU")
    break_ = lunch(pair, "12:30")
    how = {"by": pair.carla, "now": at("10:00")}
    with refused("rest_law", 422):
        actions.reschedule_break(break_.pk, length_minutes=19, **how)
    actions.reschedule_break(break_.pk, length_minutes=20, **how)
    assert (fresh(break_).length_minutes, fresh(break_).protected_minutes) == (20, 20)


def test_a_move_of_another_break_is_not_held_against_a_rest_lost_before(pair: Bank) -> None:
    """What was not lawful before may stay so; a protected start still never passes T_law."""
    short = publish_new(pair, wanted(pair, "10:00", 10, kind="short"))[0]
    law(pair, "HU")
    assert move(pair, short, "10:15", "09:00").starts_at == at("10:15")


def test_a_protected_break_is_not_cancelled(pair: Bank) -> None:
    """F28, 3.4."""
    law(pair, "HU")
    break_ = lunch(pair, "12:30")
    with refused("rest_protected", 409, protected_minutes=20, latest=at("14:00")):
        cancel(pair, break_)
    assert fresh(break_).state == "published"
    free = publish_new(pair, wanted(pair, "10:00", 10, kind="short"))[0]
    assert cancel(pair, free, "09:00").state == "cancelled"


def test_a_lawful_replacement_takes_the_place_of_a_protected_break(pair: Bank) -> None:
    """F28: drafted and published in the same stroke, under all rules."""
    law(pair, "HU")
    break_ = lunch(pair, "12:30")
    old = cancel(pair, break_, replacement={"starts_at": at("13:30")})
    new = Break.objects.get(pk=old.replaced_by_id)
    assert (old.state, new.state, new.starts_at) == ("cancelled", "published", at("13:30"))
    assert (new.kind, new.length_minutes, new.counter) == ("lunch", 30, pair.counters[0])
    assert (new.protected_minutes, new.latest_at) == (20, at("14:00"))
    assert told(pair, "break.published")[-1].data["replaces"] == old.pk


@pytest.mark.parametrize(
    ("clock", "length", "now", "code"),
    [
        ("14:01", 20, "10:00", "rest_law"),
        ("13:35", 19, "10:00", "rest_law"),
        ("12:09", 30, "12:00", "notice_too_short"),
        ("12:10", 30, "12:00", None),
        ("13:10", 30, "12:00", "coverage_floor"),
        ("16:10", 20, "12:00", "edge"),
    ],
)
def test_a_replacement_is_lawful_noticed_and_covered(
    pair: Bank, clock: str, length: int, now: str, code: str | None
) -> None:
    """3.4: else nothing happens at all; the colleague is away from 13:06 to 13:30."""
    law(pair, "HU", **ALL_DAY)
    break_ = lunch(pair, "12:30")
    lunch(pair, "13:06", 24, who=1)
    replacement = {"starts_at": at(clock), "length_minutes": length}
    if code:
        with refused(code, 422):
            cancel(pair, break_, now, replacement=replacement)
        assert (fresh(break_).state, Break.objects.count()) == ("published", 2)
    else:
        assert cancel(pair, break_, now, replacement=replacement).replaced_by_id


def test_cancelling_a_draft_asks_no_law(pair: Bank) -> None:
    law(pair, "HU")
    assert cancel(pair, draft(pair, "12:30")).state == "cancelled"


def test_a_shorter_shift_is_laid_out_anew(pair: Bank) -> None:
    """3.9 no. 9: six hours ask for nothing, seven for a rest that a short break cannot give."""
    law(pair, "HU")
    break_ = lunch(pair, "12:30")
    short = hours(pair, "08:00", "14:00")
    assert lay_rest(short, pair.branch, now=at("10:00")) is None
    assert (fresh(break_).protected_minutes, fresh(break_).latest_at) == (0, None)
    assert lay_rest(hours(pair, "08:00", "16:30"), pair.branch, now=at("10:01")) is None
    assert fresh(break_).protected_minutes == 20
    Break.objects.filter(pk=break_.pk).update(state="missed", next_step_at=None)
    lost = lay_rest(hours(pair, "08:00", "16:30"), pair.branch, now=at("10:02"))
    assert lost and lost.code == "rest_law"


def test_what_was_taken_counts_as_it_was_taken(pair: Bank) -> None:
    """E4: ten minutes of a lunch are no lawful rest, and the remainder may be planned."""
    law(pair, "HU")
    session = sit(pair)
    sit(pair, 1)
    break_ = proven(pair, "12:30")
    tick("12:25", "12:30")
    who = {"by": session.staff, "confirm": True, "reason": "a client fainted"}
    actions.end_break(session.pk, now=at("12:40"), **who)
    assert fresh(break_).state == "ended"
    left = lay_rest(fresh(session.shift), pair.branch, now=at("12:41"))
    assert left and left.code == "rest_law"
    rest = publish_new(pair, wanted(pair, "13:30", 20, kind="short"), now="12:41")[0]
    assert (fresh(rest).protected_minutes, fresh(rest).latest_at) == (20, at("14:00"))


def test_a_night_shift_has_its_law_in_instants(pair: Bank) -> None:
    """3.9 no. 10: the breaks belong to the day on which the shift began."""
    law(pair, "HU", **ALL_DAY)
    Break.objects.all().delete()
    shift = hours(pair, "22:00", "23:00")
    shift.ends_at = shift.starts_at + timedelta(hours=8)
    shift.save(update_fields=["ends_at"])
    night = {**wanted(pair, "12:00"), "starts_at": at("02:00", DAY + timedelta(days=1))}
    break_ = publish_new(pair, night)[0]
    assert (break_.day, fresh(break_).latest_at) == (DAY, at("04:00", DAY + timedelta(days=1)))
    rule(pair, "09:00")

"""The edge cases of DOMAIN.md 3.9, one named test each: 17 to 30."""

from datetime import datetime, timedelta

import pytest

from branches.models import Device, hash_token
from branches.rules import DeviceKind
from breaks import actions
from breaks.models import Break
from breaks.rules.overrides import Grounds
from queueapp.models import Counter
from signage.boards import board_for
from tests.morning import (
    ask,
    call,
    done,
    draft,
    end,
    fresh,
    planned,
    prove,
    proven,
    publish,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import Bank, at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("now", "may"), [("12:15:01", False), ("12:15", True)])
def test_edge_17_nobody_else_open_takes_fifteen_minutes_and_another_way(
    alone: Bank, now: str, may: bool
) -> None:
    sit(alone)
    draft(alone, "12:30")
    if not may:
        with refused("notice_too_short", 422, floor_minutes=15):
            publish(alone, now)
        return
    publish(alone, now)
    assert Break.objects.get().alternative == "ATM in the lobby"
    # the kiosk goes on
    assert fresh(take(alone, "12:31")).state == "waiting"


def test_edge_17_without_another_way_it_is_not_published(alone: Bank) -> None:
    alone.branch.alternative = ""
    alone.branch.save(update_fields=["alternative"])
    draft(alone, "12:30")
    with refused("alternative_missing", 422):
        publish(alone)


def test_edge_18_an_empty_hall_does_not_start_it_early(alone: Bank) -> None:
    session, break_ = sit(alone), proven(alone)
    client = take(alone, "12:16")
    actions.leave_queue(client.pk, now=at("12:17"))
    tick("12:25", "12:29:59")
    assert fresh(break_).state == "closing"
    with refused("start_before_shown", allowed_at=at("12:30")):
        actions.start_break(session.pk, by=session.staff, now=at("12:29:59"))


def test_edge_19_the_screen_warned_and_the_teller_did_not(alone: Bank) -> None:
    """Nobody ticked or said anything: the notice counts all the same."""
    sit(alone)
    break_ = proven(alone)
    tick("12:25", "12:30")
    break_ = fresh(break_)
    assert (break_.started_at, break_.notice_at) == (at("12:30"), at("12:15"))


def test_edge_20_nobody_was_warned(alone: Bank) -> None:
    sit(alone)
    break_ = planned(alone)
    tick("12:15", "12:20", "12:21")
    assert fresh(break_).starts_at == at("12:31")
    rolled = told(alone, "break.rolled")[0].data
    assert (rolled["card"], rolled["apology"], rolled["alarm"]) == (
        "forgot_to_warn",
        True,
        "no_notice",
    )


def test_edge_21_dark_screens_are_replaced_by_the_next_best(alone: Bank) -> None:
    """Another screen of the zone, then a kiosk, then the voice; each only without the better."""
    sit(alone)
    break_ = planned(alone)
    kiosk = Device.objects.create(
        branch=alone.branch, kind=DeviceKind.KIOSK, name="Door", token_hash=hash_token("k")
    )
    tick("12:15")
    break_ = fresh(break_)
    painted = {"revision": 1, "starts_at": break_.starts_at, "real_now": at("12:15")}
    Device.objects.filter(pk=alone.display.pk).update(last_seen_at=at("12:14:30"))
    with refused("screens_online"):
        by = break_.staff
        actions.record_spoken_notice(break_.pk, by=by, now=at("12:15"), real_now=at("12:15"))
    actions.record_receipt(kiosk, break_.pk, now=at("12:15"), **painted)
    assert fresh(break_).notice_at is None
    Device.objects.filter(pk=alone.display.pk).update(last_seen_at=at("12:00"))
    actions.record_receipt(kiosk, break_.pk, now=at("12:16"), **painted)
    assert fresh(break_).notice_at == at("12:16")
    assert told(alone, "notice.proven")[0].data["proof"] == "phone_or_kiosk"


@pytest.mark.parametrize(("minutes", "may"), [(5, True), (6, False)])
def test_edge_22_extended_before_r_once_and_by_five(alone: Bank, minutes: int, may: bool) -> None:
    sit(alone)
    break_ = proven(alone)
    tick("12:25", "12:30")
    how = {"minutes": minutes, "by": break_.staff}
    if not may:
        with refused("extension_limit"):
            actions.extend_break(break_.pk, now=at("12:59"), **how)
        return
    actions.extend_break(break_.pk, now=at("12:59"), **how)
    assert fresh(break_).shown_return_at == at("13:05")
    with refused("extension_limit"):
        actions.extend_break(break_.pk, minutes=1, by=break_.staff, now=at("12:59"))


def test_edge_23_early_return_opens_at_once_and_keeps_the_held(alone: Bank) -> None:
    """Clients who left trusted the shown return: their place lasts until fifteen minutes after."""
    session, break_ = sit(alone), proven(alone)
    ours = [take(alone, "12:16") for _ in range(3)][-1]
    actions.hold_ticket(ours.pk, now=at("12:17"))
    tick("12:25", "12:30")
    if fresh(break_).state != "on_break":
        for clock in ("12:30", "12:32"):
            serve(session, clock)
            done(session, clock)
    shown = fresh(break_).shown_return_at
    end(session, "12:45")
    assert fresh(session.counter).state == "open"
    assert fresh(break_).state == "ended"
    kept = fresh(ours)
    assert kept.state in ("waiting", "called", "held")
    assert shown is not None


def test_edge_24_a_relief_that_falls_ill_leaves_the_break_and_alarms(pair: Bank) -> None:
    sit(pair)
    sit(pair, 1)
    other = planned(pair, "12:30", who=1)
    break_ = draft(pair, "12:30")
    spare = Counter.objects.create(branch=pair.branch, label="W9")
    spare.queues.add(pair.queue)
    seat = {"staff_id": pair.carla.pk, "counter_id": spare.pk}
    actions.assign_relief(break_.pk, by=pair.carla, now=at("09:00"), **seat)
    assert fresh(other).state == "published"
    actions.publish_plan(
        pair.branch.pk,
        break_.day,
        by=pair.carla,
        now=at("09:00"),
        override=Grounds("agreed", "two go while Carla sits in"),
    )
    actions.cancel_relief(break_.pk, by=pair.carla, now=at("11:00"))
    assert fresh(break_).state == "published"
    [alarm] = told(pair, "relief.missing")
    assert alarm.data["alarm"]


def test_edge_25_two_at_once_and_one_is_late(pair: Bank) -> None:
    """As no. 8: who presses start while a colleague is late waits."""
    sit(pair)
    sit(pair, 1)
    bela, amira = draft(pair, "11:50", who=1), draft(pair, "12:30")
    publish(pair)
    tick("11:35")
    prove(pair, bela, "11:35")
    tick("11:45", "11:50", "12:15")
    prove(pair, amira, "12:15")
    tick("12:18", "12:22", "12:25")
    session = fresh(amira).staff.sessions.get(closed_at=None)
    with refused("max_on_break", 409):
        actions.start_break(session.pk, by=session.staff, now=at("12:30"))
    end(bela.staff.sessions.get(closed_at=None), "12:31")
    assert fresh(amira).state == "on_break"


def test_edge_26_a_held_client_who_comes_back_too_late(alone: Bank) -> None:
    """Until R + 15; afterwards the number is gone."""
    session, break_ = sit(alone), proven(alone)
    ours = [take(alone, "12:16") for _ in range(3)][-1]
    actions.hold_ticket(ours.pk, now=at("12:17"))
    for clock in ("12:17", "12:24"):
        serve(session, clock)
        done(session, clock)
    tick("12:25", "12:30")
    assert fresh(break_).state == "on_break"
    assert fresh(ours).next_step_at == at("13:15")


def test_edge_27_a_service_twice_as_long_opens_a_card(alone: Bank) -> None:
    session = sit(alone)
    client = take(alone, "10:00")
    serve(session, "10:00")
    tick("10:13:59")
    assert told(alone, "ticket.slow") == []
    tick("10:14")
    [event] = told(alone, "ticket.slow")
    assert (event.subject_id, event.data["card"]) == (client.pk, "talkative_client")


def test_edge_28_a_client_without_phone_or_sight_is_told_in_person(alone: Bank) -> None:
    ticket = actions.take_ticket(
        alone.queue.pk, source="teller", now=at("10:00"), real_now=at("10:00"), in_person=True
    )
    assert fresh(ticket).in_person is True


@pytest.mark.parametrize(("off", "reported"), [(60, False), (61, True), (-61, True)])
def test_edge_29_a_screen_with_a_wrong_clock_is_told_of(
    alone: Bank, off: int, reported: bool
) -> None:
    """Its proof counts by the server's clock."""
    sit(alone)
    break_ = planned(alone)
    tick("12:15")
    clock = {"real_now": at("12:15"), "device_clock": at("12:15") + timedelta(seconds=off)}
    prove(alone, break_, "12:15", **clock)
    assert fresh(break_).notice_at == at("12:15")
    events = told(alone, "device.clock_wrong")
    assert [e.data["seconds"] for e in events] == ([off] if reported else [])


def test_edge_30_an_evacuation_interrupts_a_lawful_rest(alone: Bank) -> None:
    session, lunch = sit(alone), proven(alone)
    Break.objects.filter(pk=lunch.pk).update(protected_minutes=20)
    tick("12:25", "12:30")
    ask(session, "12:35", "evacuation")
    assert fresh(lunch).end_reason == "interrupted"
    end(session, "12:50")
    rest = Break.objects.get(state="on_break")
    assert (rest.started_at, rest.length_minutes) == (at("12:50"), 30)
    board = board_for(alone.branch.pk, at("12:51"))
    backs = [datetime.fromisoformat(n["returns_at"]) for n in board["notices"]]
    assert backs == [at("13:20")]
    take(alone, "12:55")
    with refused("rest_short"):
        call(session, "12:55")

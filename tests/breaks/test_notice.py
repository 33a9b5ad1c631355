"""The warning, its proof and the guard that moves an unproven start (B3, B3g, B4; N1 to N3)."""

from datetime import timedelta

import pytest

from branches.models import Device, hash_token
from branches.rules import DeviceKind
from breaks import actions
from breaks.models import Break, Receipt
from breaks.queries import last_ticket
from tests.morning import (
    ask,
    fresh,
    planned,
    prove,
    proven,
    refused,
    serve,
    sit,
    start,
    take,
    tick,
    told,
)
from tests.people import Bank, at, found_bank


def screen(bank: Bank, kind: str = DeviceKind.DISPLAY, zone: str = "main") -> Device:
    token_hash = hash_token(f"{kind}-{zone}")
    return Device.objects.create(
        branch=bank.branch, kind=kind, zone=zone, name=zone, token_hash=token_hash
    )


def shown_by(device: Device, break_: Break, clock: str) -> Break:
    break_ = fresh(break_)
    painted = {"revision": break_.revision, "starts_at": break_.starts_at}
    return actions.record_receipt(device, break_.pk, now=at(clock), **painted)


@pytest.mark.parametrize(("clock", "state"), [("12:14:59", "published"), ("12:15", "warned")])
def test_the_warning_comes_fifteen_minutes_ahead(pair: Bank, clock: str, state: str) -> None:
    """N1, B3."""
    break_ = planned(pair)
    tick(clock)
    assert fresh(break_).state == state


def test_the_warning_is_recorded_with_when_it_was_due(pair: Bank) -> None:
    break_ = planned(pair)
    tick("12:15:03")
    [event] = told(pair, "break.warned")
    assert (event.due_at, event.at) == (at("12:15"), at("12:15:03"))
    assert fresh(break_).warned_at == at("12:15:03")


def test_the_first_receipt_of_the_warning_is_the_proof(pair: Bank) -> None:
    """N2, F8."""
    break_ = planned(pair)
    tick("12:15")
    prove(pair, break_, "12:15:02")
    prove(pair, break_, "12:15:40")
    assert fresh(break_).notice_at == at("12:15:02")
    assert (Receipt.objects.count(), len(told(pair, "notice.proven"))) == (1, 1)
    other = screen(pair, DeviceKind.SIGN)
    shown_by(other, break_, "12:16")
    assert (fresh(break_).notice_at, Receipt.objects.count()) == (at("12:15:02"), 2)


def test_the_day_table_is_no_proof(pair: Bank) -> None:
    """N2: painted before the warning."""
    break_ = planned(pair)
    with refused("not_warned"):
        prove(pair, break_, "12:14")
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("kind", "zone", "proof"),
    [
        (DeviceKind.DISPLAY, "main", True),
        (DeviceKind.SIGN, "main", True),
        (DeviceKind.KIOSK, "main", False),
        (DeviceKind.DISPLAY, "upstairs", False),
        (DeviceKind.SIGN, "upstairs", False),
    ],
)
def test_only_a_screen_of_the_counters_zone_proves(
    pair: Bank, kind: str, zone: str, proof: bool
) -> None:
    """N2, F8."""
    break_ = planned(pair)
    tick("12:15")
    shown_by(screen(pair, kind, zone), break_, "12:15:02")
    assert (fresh(break_).notice_at is not None) is proof


def test_a_screen_of_another_branch_proves_nothing(pair: Bank) -> None:
    other = found_bank(1, slug="other")
    break_ = planned(pair)
    tick("12:15")
    assert other.display
    with refused("not_found", 404):
        shown_by(other.display, break_, "12:15:02")


def test_a_receipt_of_an_older_revision_or_an_untold_start_proves_nothing(pair: Bank) -> None:
    break_ = planned(pair)
    actions.reschedule_break(break_.pk, starts_at=at("12:40"), by=pair.carla, now=at("12:00"))
    tick("12:25")
    with refused("outdated_revision"):
        prove(pair, break_, "12:25:01", revision=1)
    with refused("unknown_start", 422):
        prove(pair, break_, "12:25:01", starts_at=at("12:41"))
    assert fresh(break_).notice_at is None


@pytest.mark.parametrize(
    ("proof", "start"),
    [
        ("12:19:59", "12:30"),
        ("12:20", "12:30"),
        ("12:20:01", "12:31"),
        ("12:22", "12:32"),
        ("12:29:30", "12:40"),
    ],
)
def test_a_late_proof_moves_the_start_ten_minutes_behind_it(
    pair: Bank, proof: str, start: str
) -> None:
    """N3, F9: the revision stays."""
    break_ = planned(pair)
    tick("12:15")
    prove(pair, break_, proof)
    break_ = fresh(break_)
    assert (break_.starts_at, break_.notice_at, break_.revision) == (at(start), at(proof), 1)
    assert break_.returns_at == break_.starts_at + timedelta(minutes=30)


def test_without_proof_the_start_rolls_with_every_sweep(pair: Bank) -> None:
    """N3, B3g: never less than ten minutes from now, and never a last call."""
    break_ = planned(pair)
    for clock, shown in (
        ("12:15", "12:30"),
        ("12:19:59", "12:30"),
        ("12:20:01", "12:31"),
        ("12:21:01", "12:32"),
        ("12:30:30", "12:41"),
        ("13:00", "13:10"),
    ):
        tick(clock)
        break_ = fresh(break_)
        assert (break_.state, break_.starts_at) == ("warned", at(shown))
    assert break_.revision == 1
    assert {e.data["card"] for e in told(pair, "break.rolled")} == {"forgot_to_warn"}


def test_a_proof_of_the_start_before_the_roll_counts(pair: Bank) -> None:
    """N3: t_proof proves the rolled start."""
    break_ = planned(pair)
    tick("12:15", "12:20:30")
    prove(pair, break_, "12:20:40", starts_at=at("12:30"))
    assert (fresh(break_).starts_at, fresh(break_).notice_at) == (at("12:31"), at("12:20:40"))


def test_a_roll_past_the_shift_is_a_missed_rest(pair: Bank) -> None:
    """Collisions: missed; the person's other break stays where it can be taken."""
    long_ = planned(pair, "15:00", kind="task")
    short = planned(pair, "15:50", kind="short", length=10)
    tick("14:45", "15:51")
    assert fresh(long_).state == "missed"
    [event] = told(pair, "break.missed")
    assert (event.subject_id, event.data["rest_at_risk"]) == (long_.pk, False)
    assert (fresh(short).state, fresh(short).starts_at) == ("warned", at("16:01"))


def test_a_roll_moves_the_persons_next_break_along(pair: Bank) -> None:
    """Collisions: the next one gets a new revision and asks for its own notice."""
    lunch = planned(pair, "12:00")
    short = planned(pair, "12:35", kind="short", length=10)
    tick("11:45", "11:50:30", "11:59:30")
    assert fresh(lunch).starts_at == at("12:10")
    short = fresh(short)
    assert (short.starts_at, short.revision, short.notice_at) == (at("12:40"), 2, None)
    assert [e.subject_id for e in told(pair, "break.pushed")][-1] == short.pk


@pytest.mark.parametrize(("clock", "state"), [("12:24:59", "warned"), ("12:25", "closing")])
def test_the_last_call_comes_five_minutes_ahead(pair: Bank, clock: str, state: str) -> None:
    """B4."""
    session = sit(pair)
    break_ = proven(pair)
    tick(clock)
    assert fresh(break_).state == state
    assert fresh(session.counter).state == ("closing" if state == "closing" else "open")


def test_only_promised_clients_are_called_from_the_last_call_on(alone: Bank) -> None:
    """B4, T2, F10."""
    session, break_ = sit(alone), proven(alone)
    for clock in ("12:16", "12:17", "12:18", "12:19"):
        take(alone, clock)
    serve(session, "12:20")
    tick("12:25")
    assert last_ticket(fresh(break_)) == "A002"
    late = alone.branch.tickets.get(code="A003")
    actions.finish_service(session.pk, now=at("12:27"))
    with refused("not_promised", ticket="A003"):
        actions.call_next(session.pk, now=at("12:27"), ticket_id=late.pk)
    assert serve(session, "12:27").code == "A002"


def test_the_last_number_is_the_client_being_served_when_nobody_else_is_promised(
    alone: Bank,
) -> None:
    session, break_ = sit(alone), planned(alone)
    take(alone, "12:10")
    assert last_ticket(break_) == "A001"
    serve(session, "12:12")
    assert last_ticket(break_) == "A001"
    actions.finish_service(session.pk, now=at("12:14"))
    assert last_ticket(break_) is None


def spoken(bank: Bank, break_: Break, clock: str, real: str) -> Break:
    teller = bank.tellers[0]
    return actions.record_spoken_notice(break_.pk, by=teller, now=at(clock), real_now=at(real))


@pytest.mark.parametrize(
    ("kind", "zone", "seen", "refuses"),
    [
        (DeviceKind.DISPLAY, "main", "09:58:00", True),
        (DeviceKind.DISPLAY, "main", "09:57:59", False),
        (DeviceKind.DISPLAY, "main", None, False),
        (DeviceKind.SIGN, "main", "10:00:00", True),
        (DeviceKind.DISPLAY, "upstairs", "10:00:00", False),
        (DeviceKind.KIOSK, "main", "10:00:00", False),
    ],
)
def test_the_spoken_word_proves_only_while_every_screen_is_silent(
    pair: Bank, kind: str, zone: str, seen: str | None, refuses: bool
) -> None:
    """N3: 120 seconds of real time, whatever the house's clock reads."""
    device = screen(pair, kind, zone)
    device.last_seen_at = at(seen) if seen else None
    device.save(update_fields=["last_seen_at"])
    break_ = planned(pair)
    tick("12:15")
    if refuses:
        with refused("screens_online"):
            spoken(pair, break_, "12:21", "10:00")
        assert fresh(break_).notice_at is None
    else:
        spoken(pair, break_, "12:21", "10:00")
        assert (fresh(break_).notice_at, fresh(break_).starts_at) == (at("12:21"), at("12:31"))


def test_nothing_can_be_spoken_before_the_warning(pair: Bank) -> None:
    with refused("not_warned"):
        spoken(pair, planned(pair), "12:00", "10:00")


def test_a_screen_that_shows_an_unplanned_break_does_not_put_it_off(alone: Bank) -> None:
    """N2, N3 speak of planned breaks: those present are served, then the person goes."""
    session = sit(alone)
    take(alone, "10:00")
    serve(session, "10:00")
    asked = ask(session, "10:02", "goods_delivery")
    assert (asked.state, asked.starts_at) == ("closing", at("10:07"))
    prove(alone, asked, "10:02:01")
    assert fresh(asked).starts_at == at("10:07")
    actions.finish_service(session.pk, now=at("10:04"))
    assert start(session, "10:04").state == "on_break"

"""Calls for help: who is asked, what the clock does, and what leaves the house."""

import threading
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import DjangoCaptureOnCommitCallbacks

from branches.errors import Forbidden, Refused
from branches.models import Branch, Event, Membership
from branches.rules import Role
from breaks import actions as breaks
from quality import timers
from quality.actions.alarms import acknowledge_alarm, raise_alarm, resolve_alarm
from quality.actions.phone import THREAD, address_of
from quality.models import Alarm
from quality.queries.alarms import access_alarm, managers_in_order, ringing
from quality.rules.alarms import AlarmKind
from tests.morning import fresh
from tests.people import Bank, at, found_bank, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    bank = found_bank(2)
    breaks.open_session(bank.counters[0].pk, staff=bank.tellers[0], now=at("09:00"))
    return bank


def ring(bank: Bank, kind: AlarmKind, clock: str = "10:00") -> Alarm:
    return raise_alarm(bank.branch.pk, kind=kind, by=bank.tellers[0], now=at(clock))


def rung(bank: Bank) -> list[tuple[str, str | None, int | None]]:
    """What the alarms' events say, and which of them reach a manager's socket."""
    rows = Event.objects.filter(kind__startswith="alarm.").order_by("number")
    return [(e.kind, e.data.get("alarm"), e.data["asked"]) for e in rows]


def test_an_alarm_names_the_counter_and_a_second_press_is_the_same(bank: Bank) -> None:
    alarm = ring(bank, AlarmKind.SECURITY)
    assert (alarm.counter, alarm.next_step_at) == (bank.counters[0], at("10:00:30"))
    assert ring(bank, AlarmKind.SECURITY, "10:00:05").pk == alarm.pk
    assert ring(bank, AlarmKind.MEDICAL, "10:00:06").pk != alarm.pk
    assert rung(bank) == [("alarm.raised", "security", None), ("alarm.raised", "medical", None)]


def test_a_press_after_the_first_was_heard_rings_again(bank: Bank) -> None:
    """Nobody stands before danger with a button that stays mute until somebody tidies up."""
    heard = ring(bank, AlarmKind.SECURITY)
    acknowledge_alarm(heard.pk, by=bank.carla, now=at("10:00:20"))
    again = ring(bank, AlarmKind.SECURITY, "11:30")
    assert (again.pk != heard.pk, again.next_step_at) == (True, at("11:30:30"))
    timers.run_due(at("11:30:30"))
    third = ring(bank, AlarmKind.SECURITY, "11:40")
    assert third.pk != again.pk
    raised = [kind for kind, _, _ in rung(bank) if kind == "alarm.raised"]
    assert len(raised) == 3


def test_whoever_hears_it_in_time_keeps_it_in_the_house(bank: Bank) -> None:
    """D9."""
    alarm = ring(bank, AlarmKind.SILENT)
    acknowledge_alarm(alarm.pk, by=bank.carla, now=at("10:00:20"))
    timers.run_due(at("10:00:30"))
    alarm = fresh(alarm)
    assert (alarm.acknowledged_by, alarm.escalated_at) == (bank.carla, None)
    resolve_alarm(alarm.pk, by=bank.carla, now=at("10:05"), note="a misunderstanding")
    assert list(ringing(bank.carla, bank.branch)) == []
    # what was noted is nobody's but the row's
    assert not any("misunderstanding" in str(e.data) for e in Event.objects.all())


class Slow(EmailBackend):
    """A mail server that answers when it is told to."""

    answers = threading.Event()

    def send_messages(self, messages: Any) -> int:
        self.answers.wait(5)
        return super().send_messages(messages)


def test_thirty_seconds_of_silence_go_to_everybody_and_to_the_phone(
    bank: Bank,
    settings: Any,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """D9, F64; whatever the mail server does, the tick goes on."""
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    Branch.objects.update(alarm_phone="+36 30 123 45 67")
    alarm = ring(bank, AlarmKind.SECURITY)
    timers.run_due(at("10:00:29"))
    assert fresh(alarm).escalated_at is None
    with django_capture_on_commit_callbacks(execute=True):
        timers.run_due(at("10:00:30"))
    assert fresh(alarm).escalated_at == at("10:00:30")
    assert rung(bank)[-1] == ("alarm.escalated", "security", None)
    assert mail.outbox == []
    Slow.answers.set()
    for thread in (t for t in threading.enumerate() if t.name == THREAD):
        thread.join()
    assert [m.to for m in mail.outbox] == [["36301234567@sms.localhost"]]
    assert "counter W1" in mail.outbox[0].body
    assert bank.tellers[0].name not in mail.outbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        timers.run_due(at("10:01:30"))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("+36 (30) 1", "36301@sms.localhost"),
        ("guard@bank.example", "guard@bank.example"),
        ("–", ""),
    ],
)
def test_where_a_phone_is_reached(phone: str, address: str) -> None:
    assert address_of(phone) == address


def test_a_call_for_help_goes_on_until_somebody_stands_there(bank: Bank) -> None:
    """F54: the manager on duty first, then the others by membership, then all."""
    branch = bank.branch
    dora = hire("Dora Deputy", branch, Role.MANAGER, branch.organisation)
    bank.shift(dora, None)
    assert managers_in_order(branch, at("10:00")) == [dora.pk, bank.carla.pk]
    assert managers_in_order(branch, at("17:00")) == [bank.carla.pk, dora.pk]
    alarm = ring(bank, AlarmKind.HELP)
    assert alarm.asked == dora
    # that she has heard it brings nobody to the counter
    acknowledge_alarm(alarm.pk, by=dora, now=at("10:00:10"))
    timers.run_due(at("10:01:59"))
    assert fresh(alarm).asked == dora
    timers.run_due(at("10:02"))
    timers.run_due(at("10:04"))
    assert rung(bank) == [
        ("alarm.raised", "help", dora.pk),
        ("alarm.acknowledged", None, dora.pk),
        ("alarm.passed_on", "help", bank.carla.pk),
        ("alarm.escalated", "help", None),
    ]
    timers.run_due(at("10:06"))
    assert len(rung(bank)) == 4
    resolve_alarm(alarm.pk, by=bank.tellers[0], now=at("10:07"))
    assert fresh(alarm).resolved_by == bank.tellers[0]


def test_danger_is_over_when_a_manager_says_so(bank: Bank) -> None:
    alarm = ring(bank, AlarmKind.SECURITY)
    teller = bank.tellers[0]
    with pytest.raises(Forbidden):
        acknowledge_alarm(alarm.pk, by=teller, now=at("10:00:05"))
    with pytest.raises(Forbidden):
        resolve_alarm(alarm.pk, by=teller, now=at("10:00:05"))
    with pytest.raises(Refused) as unheard:
        resolve_alarm(alarm.pk, by=bank.carla, now=at("10:00:05"))
    assert unheard.value.code == "not_acknowledged"


def test_an_alarm_is_seen_by_who_raised_it_and_the_managers_only(bank: Bank) -> None:
    alarm = ring(bank, AlarmKind.SILENT)
    assert access_alarm(bank.tellers[0], alarm.pk) == alarm
    assert list(ringing(bank.tellers[1], bank.branch)) == []
    with pytest.raises(Refused) as hidden:
        access_alarm(bank.tellers[1], alarm.pk)
    assert hidden.value.status == 404
    away = found_bank(1, slug="away")
    with pytest.raises(Refused) as stranger:
        access_alarm(away.carla, alarm.pk)
    assert stranger.value.status == 404


def test_a_branch_without_a_manager_calls_everybody_at_once(bank: Bank) -> None:
    Membership.objects.filter(role=Role.MANAGER).delete()
    alarm = ring(bank, AlarmKind.HELP)
    assert alarm.asked is None
    timers.run_due(at("10:02"))
    assert fresh(alarm).escalated_at == at("10:02")

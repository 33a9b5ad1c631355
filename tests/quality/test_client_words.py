"""What the playbook says to a client on the client's own page."""

from dataclasses import replace

import pytest

from breaks.models import Promise
from breaks.rules.states import BreakState
from quality.actions.playbook import override_text
from quality.queries.lines import words_for
from quality.rules.said import Occasion, Waiting, phone_lines
from queueapp.models import Ticket
from tests.morning import fresh, proven, sit, take, tick
from tests.people import Bank, at

AFTER = Waiting(state="waiting", promise="after", fixed=True)
BEFORE = replace(AFTER, promise="before")
HELD = replace(AFTER, state="held")
WARNED = Occasion(state="warned", planned=True)
CLOSING, AWAY = replace(WARNED, state="closing"), replace(WARNED, state="on_break")
GONE = Occasion(state="on_break", planned=False, reason="goods_delivery")
KEPT = "last_call/phone_kept"


@pytest.mark.parametrize(
    ("client", "occasion", "first"),
    [
        (BEFORE, WARNED, "planned_break_notice/phone_before"),
        (BEFORE, AWAY, None),
        (AFTER, WARNED, "planned_break_notice/phone_after"),
        (AFTER, replace(WARNED, closes_all=True), "full_closure/phone_full"),
        (AFTER, replace(WARNED, moved=True), "break_moved/phone_moved"),
        (BEFORE, replace(WARNED, moved=True, rolled=True), "forgot_to_warn/phone_forgot"),
        (AFTER, CLOSING, KEPT),
        (AFTER, AWAY, KEPT),
        (HELD, WARNED, KEPT),
        (HELD, replace(AWAY, state="overrun"), "break_overrun/phone_late"),
        (AFTER, GONE, "unplanned_deferrable/phone_unplanned"),
        (AFTER, replace(GONE, reason="system_outage"), "unplanned_immediate/phone_immediate"),
        (AFTER, replace(GONE, reason="cool_down"), "cool_down_pause/phone_cooldown"),
        (replace(AFTER, promise="other_counter"), WARNED, None),
        # what may still change, or was taken back, is no firm line
        (replace(AFTER, fixed=False), WARNED, None),
        (replace(AFTER, unsure=True), WARNED, None),
        (replace(AFTER, promise="none"), None, None),
        (
            replace(AFTER, state="called"),
            replace(AWAY, state="ended"),
            "return_from_break/phone_open",
        ),
        (replace(AFTER, state="called"), AWAY, None),
        (replace(AFTER, state="done"), replace(AWAY, state="ended"), None),
    ],
)
def test_each_client_has_a_line(
    client: Waiting, occasion: Occasion | None, first: str | None
) -> None:
    assert next(iter(phone_lines(client, occasion)), None) == first


def test_a_client_reads_the_line_in_the_language_of_the_ticket(alone: Bank) -> None:
    """The first of seven minutes' service is before 12:30, the last after it."""
    sit(alone)
    tickets = [take(alone, "12:05", language=language) for language in ("hu", "tr", "de", "ru")]
    break_ = proven(alone)
    now, last = at("12:16"), tickets[-1]
    first = words_for(tickets[0], now=now)
    assert (first.language, first.line) == ("hu", "planned_break_notice/phone_before")
    assert (
        first.said
        == "Még a szünet előtt sorra kerül (kezdete: 12:30). Kérjük, maradjon a közelben."
    )
    assert words_for(tickets[2], now=now).language == "en"
    told = words_for(last, now=now)
    assert told.line in ("full_closure/phone_full", KEPT)
    assert "13:00" in told.said
    assert told.choices["leave"] == "Отказаться от места"
    tick("12:25", "12:30")
    assert fresh(break_).state in (BreakState.CLOSING, BreakState.ON_BREAK)
    assert Promise.objects.filter(ticket=last, fixed_at=None).count() == 0


def test_an_organisations_own_line_reaches_the_client(alone: Bank) -> None:
    ticket = waiting_before(alone)
    own = "Sorra kerül a szünet előtt ({start_time})."
    path = "planned_break_notice/phone_before"
    organisation = alone.branch.organisation
    override_text(organisation.pk, path, "hu", own, by=alone.carla, now=at("12:16"))
    assert words_for(ticket, now=at("12:17")).said == "Sorra kerül a szünet előtt (12:30)."


def waiting_before(bank: Bank) -> Ticket:
    sit(bank)
    ticket = take(bank, "12:05", language="hu")
    proven(bank)
    return ticket

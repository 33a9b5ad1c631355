"""The client's page is small as it is really served, and every choice works without a script."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import signage
from breaks import actions
from breaks.models import Commitment
from queueapp.models import Ticket
from tests.morning import call, fresh, proven, sit, take
from tests.people import Bank, at

STATIC = Path(signage.__file__).parent / "static" / "signage"
MOST_BYTES = 30_000


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the house stands at a quarter past twelve."""
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))


@pytest.fixture
def waiting(pair: Bank) -> Ticket:
    """A client of W1, whose break is near: every choice is open."""
    sit(pair), sit(pair, 1)
    proven(pair)
    tickets = [take(pair, "12:15", language="ru") for _ in range(4)]
    Ticket.objects.filter(pk=tickets[3].pk).update(counter_wanted=pair.counters[0])
    actions.settle(pair.branch, now=at("12:15"))
    return fresh(tickets[3])


def page(ticket: Ticket, query: str = "") -> str:
    answer = Client().get(f"/t/{ticket.token}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def with_imports(script: str) -> set[str]:
    """A script and every other that comes along with it."""
    asked = re.findall(r'from "\./(.+?)"', (STATIC / script).read_text())
    return {script}.union(*map(with_imports, asked))


def loaded(html: str) -> set[str]:
    """Every file that comes along when the page is opened."""
    asked = re.findall(r'<(?:link|script)\b[^>]* (?:href|src)="/static/signage/([^"]+)"', html)
    assert len(asked) == len(re.findall(r"<link|<script", html))
    return set().union(*(with_imports(name) if ".js" in name else {name} for name in asked))


def test_all_that_comes_with_the_page_is_less_than_30_kb(waiting: Ticket, settings: Any) -> None:
    settings.WEB_PUSH_PUBLIC_KEY = "B" * 87
    html = page(waiting)
    assert html.count('<button class="') >= 6, "the page with all of its choices"
    assert html.count("<dt>") >= 3
    files = loaded(html)
    assert {"tokens.css", "phone.css", "phone.js", "mark.svg"} <= files
    # what wakes a phone comes only where a phone can be woken
    assert not {"wake.js", "sw.js"} & files
    sizes = {name: (STATIC / name).stat().st_size for name in files}
    assert sum(sizes.values()) + len(html.encode()) < MOST_BYTES, sizes


def choose(ticket: Ticket, verb: str, **more: str) -> str:
    """Press a button of the form as a browser without a script sends it; where it leads."""
    body = {"do": verb, "lang": "ru", **more}
    answer = Client(enforce_csrf_checks=True).post(f"/t/{ticket.token}/choice/", body)
    assert answer.status_code == 303
    assert answer["Cache-Control"].startswith("max-age=0")
    return answer["Location"].removeprefix(f"/t/{ticket.token}")


@pytest.mark.parametrize(
    ("verbs", "state"),
    [(["hold"], "held"), (["hold", "release"], "waiting"), (["leave"], "left")],
)
def test_a_plain_form_chooses(waiting: Ticket, verbs: list[str], state: str) -> None:
    assert {choose(waiting, verb) for verb in verbs} == {"?lang=ru"}
    assert fresh(waiting).state == state


def test_a_plain_form_changes_the_counter(waiting: Ticket) -> None:
    choose(waiting, "counter")
    assert fresh(waiting).counter_wanted is None


def test_a_plain_form_asks_for_a_call_back(waiting: Ticket) -> None:
    choose(waiting, "call_back", contact=f" 0620\x00 {'1' * 200}")
    owed = Commitment.objects.get(ticket=waiting, kind="call_back")
    assert owed.contact == f"0620 {'1' * 114}"


@pytest.mark.parametrize("verb", ["revive", "dance", ""])
def test_what_is_refused_is_said_in_the_clients_language(waiting: Ticket, verb: str) -> None:
    query = choose(waiting, verb)
    assert query == "?lang=ru&refused=1"
    html = page(waiting, query)
    assert "Это уже невозможно." in html
    # the browser comes back without the word
    assert f'content="30;url=/t/{waiting.token}?lang=ru"' in html
    assert fresh(waiting).state == "waiting"


def test_a_form_is_only_sent_to_a_number_that_is_there(waiting: Ticket) -> None:
    assert Client().post("/t/nobody/choice/", {"do": "leave"}).status_code == 404
    assert Client().get(f"/t/{waiting.token}/choice/").status_code == 405


def test_giving_up_is_asked_about_before_it_happens(waiting: Ticket) -> None:
    asked = page(waiting, "?ask=leave&lang=en")
    assert f"Give up number {waiting.code}?" in asked
    assert 'value="leave">Yes, leave<' in asked
    assert 'value="hold"' not in asked
    for nothing in ("?ask=", "?ask=hold", "?ask=x"):
        assert 'value="hold"' in page(waiting, nothing)


def test_a_page_that_hears_nothing_knows_what_to_say_when_a_return_has_passed(
    waiting: Ticket,
) -> None:
    html = page(waiting, "?lang=en")
    assert f'data-until="{at("13:00").isoformat()}" data-over="please ask at the counter"' in html
    assert 'data-over="Your turn' in html
    assert "Please ask at the counter for the time." in html


@pytest.mark.parametrize(
    ("language", "said"), [("en", "12:15,"), ("tr", "12.15,"), ("fil", "12:15\N{NO-BREAK SPACE}PM")]
)
def test_the_time_is_written_as_the_language_writes_it(
    waiting: Ticket, language: str, said: str
) -> None:
    assert said in page(waiting, f"?lang={language}").partition('id="checked">')[2]


def test_who_is_next_learns_that_nobody_calls(alone: Bank) -> None:
    """As the kiosk does: "You are next" alone would have a client wait for nobody."""
    session = sit(alone)
    ticket = take(alone, "12:15")
    assert "No counter is open now" not in page(ticket)
    actions.close_session(session.pk, by=session.staff, now=at("12:15"))
    assert "No counter is open now" in page(ticket)
    assert "Most egy ablak sincs nyitva" in page(ticket, "?lang=hu")


def test_the_whole_page_is_a_call(alone: Bank) -> None:
    session, ticket = sit(alone), take(alone, "12:10")
    assert '<body class="phone is-waiting"' in page(ticket)
    call(session, "12:14")
    html = page(ticket, "?lang=en")
    assert '<body class="phone is-called"' in html
    assert "<title>Your turn: counter W1</title>" in html


def test_what_wakes_a_phone_is_kept_for_the_pages_of_numbers_alone(db: None) -> None:
    answer = Client().get("/t/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript")
    assert answer.content == (STATIC / "sw.js").read_bytes()

"""Nothing personal reaches a public door: every address of the house is tried without a login.

The addresses are the resolver's own, so that a page that is added later is tried too.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
from django.urls import URLPattern, URLResolver, get_resolver

from tests.stories.bank import Facts, Opens, Story, employ
from tests.stories.ear import Ear
from tests.stories.house import Person

PERSONAL = ("medical", "restroom", "urgent_call", "cool_down", "cool-down", "cool down")
WORDS = ("Quirina", "Xaver", "+36 1 555 0147", "0147", "zsofia@example.org", "Zsofia Vadas")
OWN_WORDS = "kept to ourselves"
KEPT = (OWN_WORDS, "alarm", "insult")
# the client's own page says what the client wrote; nobody else has its address
OWN = ("c/", "api/v1/cases/")
# what a browser loads to draw a page says nothing about anybody
LIBRARIES = ("admin/", "static/", "api/docs", "api/schema")


@pytest.fixture
def busy(opens: Opens) -> Story:
    """Four counters: one announces a lunch, two pause for reasons of their own, one calls help."""
    story = opens(counters=4, tellers=4, languages=["en", "hu"])
    story.set_policy({"cover.max_on_break": 4})
    story.move_clock("12:00")
    return story


def test_nothing_personal_reaches_a_public_door(busy: Story) -> None:
    """3.1, 6, P8: no reason, name or contact of anybody, in no page, answer, image or frame."""
    texts = dict(a_busy_day(busy))
    assert len([where for where in texts if texts[where]]) > 12, sorted(texts)
    names = [p["name"] for p in busy.staff]
    secrets = [*names, *WORDS, *PERSONAL, *KEPT]
    assert not [hit for where, text in texts.items() for hit in told(where, text, secrets)]


def told(where: str, text: str, secrets: list[str]) -> Iterator[tuple[str, str]]:
    """Which secrets a text tells, with the words around them."""
    for secret in secrets:
        if where.startswith(OWN) and secret == OWN_WORDS:
            continue
        pattern = rf"(?<![a-z]){re.escape(secret.lower())}(?![a-z])"
        for hit in re.finditer(pattern, text.lower()):
            yield where, text[max(0, hit.start() - 60) : hit.end() + 60]


def a_busy_day(story: Story) -> Iterator[tuple[str, str]]:
    """Every public text of a day on which much of it could slip out, by where it was got."""
    boss, _ = employ(story, "quirina", "manager"), employ(story, "xaver", "teller")
    lunch = story.publish(story.lunch("12:30"))
    sessions = [story.sit(n, n) for n in range(4)]
    tickets = [story.take() for _ in range(6)]
    screen, phone = story.listen(), Ear(story.house, f"ticket/{tickets[5]['token']}")
    story.ears.append(phone)
    for n, reason in ((1, "medical"), (2, "cool_down")):
        asked = story.ask(sessions[n], reason, n, minutes=5)
        assert asked.status_code == 201, asked.text
    story.move_clock("12:16")
    case = complain(story, tickets[5])
    story.tellers[3].do(f"sessions/{sessions[3]}/alarm/", kind="security")
    # a note of the office on a break, and a place kept with a number to call
    boss[1].patch(f"breaks/{lunch['id']}/", remark="kept to ourselves")
    kept = story.public.post(f"tickets/{tickets[4]['token']}/call-back/", contact=WORDS[2])
    assert kept.status_code in (200, 409), kept.text
    yield from crawled(story, tickets, case)
    version = story.board()["version"]
    screen.sees(lambda board: board["version"] >= version)
    yield "socket of a screen", str(screen.frames)
    yield "socket of a phone", str(phone.frames)
    yield "sheet for the door", printed(story, boss[1])


def printed(story: Story, person: Person) -> str:
    """The day's breaks on paper: made behind a login, hung on the door."""
    address = f"{story.house.url}/office/sheet/?branch={story.branch['id']}&day={story.day}"
    answer = requests.get(address, headers={"Cookie": person.cookies}, timeout=20)
    assert answer.status_code == 200, answer.text
    assert "12:30" in answer.text
    return answer.text


def complain(story: Story, ticket: Facts) -> Facts:
    """A client writes down what happened, with a name and how to be reached."""
    body = {"text": "What I wrote is kept to ourselves", "cause": "tone", "consent": True}
    contact = {"client_name": WORDS[5], "client_phone": WORDS[2], "client_email": WORDS[4]}
    answer = story.public.post(f"tickets/{ticket['token']}/cases/", **body, **contact)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def crawled(story: Story, tickets: list[Facts], case: Facts) -> Iterator[tuple[str, str]]:
    """What every address of the house answers to somebody without a login."""
    signs = [story.device("sign", "Glass"), story.display, story.kiosk]
    tokens = [*signs, tickets[0]["token"], tickets[5]["token"], case["token"]]
    known: dict[str, list[Any]] = {"token": tokens, "day": [str(story.day)]}
    known |= {"branch_id": [story.branch["id"]]}
    for address in sorted(set(addresses(get_resolver(), known))):
        if not address.startswith(LIBRARIES):
            answer = story.page(address)
            assert answer.status_code < 500, address
            if answer.status_code == 200:
                yield address, answer.text


def addresses(
    resolver: URLResolver, known: dict[str, list[Any]], before: str = ""
) -> Iterator[str]:
    """Every address below a resolver, its blanks filled with what is known, else with a 1."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern).removeprefix("^").removesuffix("$").removesuffix("/?")
        if isinstance(each, URLResolver):
            yield from addresses(each, known, route)
        elif isinstance(each, URLPattern):
            yield from filled(route, known)


def filled(route: str, known: dict[str, list[Any]]) -> Iterator[str]:
    """A route once for every value of its first blank that is known."""
    blank = re.search(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)", route)
    if not blank:
        yield route
        return
    for value in known.get(blank[1] or blank[2], [1]):
        yield from filled(route.replace(blank[0], quote(str(value)), 1), known)

"""The staff's pages: who may see which, and that they carry nothing a strict policy forbids."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.models import Staff
from branches.rules import Role
from breaks.rules.commitments import CommitmentKind
from breaks.rules.overrides import SOFT, OverrideReason
from breaks.rules.states import REASONS, BreakState, EndReason
from breaks.rules.terms import KEYS
from queueapp.rules import CounterState
from tests.morning import planned
from tests.people import Bank, hire

Browser = Callable[[Staff], Client]


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and the text inside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style") and data.strip():
            self.inline.append(data)

    def addresses(self) -> list[str]:
        """The static files that the page asks for."""
        found = [a.get("src") or a.get("href") or "" for _, a in self.tags]
        return [address for address in found if address.startswith("/static/")]


@pytest.mark.parametrize("path", ["/desk/", "/office/", "/office/?branch=1"])
def test_a_page_of_the_staff_asks_a_stranger_to_log_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=" + path.split("?")[0])


def test_a_teller_has_a_desk_and_no_office(bank: Bank, browser_of: Browser) -> None:
    browser = browser_of(bank.tellers[0])
    assert browser.get("/desk/").status_code == 200
    for path in ("/office/", f"/office/?branch={bank.branch.pk}"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert b'href="/desk/"' in answer.content
    assert b"The office is for managers" in browser.get("/office/").content


def test_a_manager_has_a_desk_and_an_office(bank: Bank, browser_of: Browser) -> None:
    browser = browser_of(bank.carla)
    assert browser.get("/desk/").status_code == 200
    page = browser.get("/office/").content.decode()
    assert f'data-branch="{bank.branch.pk}"' in page
    assert 'data-zone="Europe/Budapest"' in page
    assert "<select" not in page


def test_a_strangers_branch_is_not_there(bank: Bank, other_bank: Bank, browser_of: Browser) -> None:
    dov = browser_of(other_bank.carla)
    assert dov.get(f"/office/?branch={other_bank.branch.pk}").status_code == 200
    for asked in (bank.branch.pk, 10**15, "x", "-1", "1;2", "²", "9" * 30):
        answer = dov.get("/office/", {"branch": asked})
        assert answer.status_code == 404, asked
        assert bank.branch.name.encode() not in answer.content


def test_head_office_chooses_among_its_branches(
    bank: Bank, other_bank: Bank, office: Staff, browser_of: Browser
) -> None:
    page = browser_of(office).get(f"/office/?branch={other_bank.branch.pk}").content.decode()
    assert f'<option value="{bank.branch.pk}">' in page
    assert f'<option value="{other_bank.branch.pk}" selected>' in page


def test_more_branches_cost_the_office_no_more_queries(
    bank: Bank, other_bank: Bank, office: Staff, browser_of: Browser
) -> None:
    one, all_ = browser_of(bank.carla), browser_of(office)
    with CaptureQueriesContext(connection) as few:
        one.get("/office/")
    with CaptureQueriesContext(connection) as many:
        all_.get("/office/")
    assert len(many) <= len(few)


def test_a_login_of_nobody_on_the_staff_is_told_so(client: Client, db: None) -> None:
    client.force_login(User.objects.create(username="root", is_superuser=True))
    answer = client.get("/desk/")
    assert answer.status_code == 403
    assert b"nobody on the staff" in answer.content


def test_a_name_cannot_become_markup(bank: Bank, browser_of: Browser) -> None:
    name = '<img src=x onerror="x()">'
    eve = hire(name, bank.branch, Role.MANAGER, bank.branch.organisation)
    for path in ("/desk/", "/office/"):
        assert name.encode() not in browser_of(eve).get(path).content


def test_the_pages_only_answer_to_looking(bank: Bank, browser_of: Browser) -> None:
    for path in ("/desk/", "/office/"):
        assert browser_of(bank.carla).post(path).status_code == 405


@pytest.mark.parametrize("path", ["/desk/", "/office/", "/office/?branch=999999"])
def test_the_pages_obey_the_policy_they_carry(bank: Bank, browser_of: Browser, path: str) -> None:
    answer = browser_of(bank.carla).get(path)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer["Cache-Control"]
    page = Tags(answer.content.decode())
    assert page.inline == []
    for tag, attributes in page.tags:
        assert tag != "style"
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    for address in page.addresses():
        assert finders.find(address.removeprefix("/static/")), address


def test_a_page_of_the_staff_brings_the_csrf_cookie(bank: Bank, browser_of: Browser) -> None:
    assert "csrftoken" in browser_of(bank.tellers[0]).get("/desk/").cookies


@pytest.mark.parametrize("entry", ["desk/desk.js", "desk/office.js"])
def test_every_module_that_is_imported_is_there(entry: str) -> None:
    asked, seen = [entry], set()
    while asked:
        name = asked.pop()
        if name in seen:
            continue
        seen.add(name)
        found = finders.find(name)
        assert isinstance(found, str), name
        with open(found, encoding="utf-8") as module:
            imports = re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", module.read())
        asked += [_beside(name, each) for each in imports]
    assert "vendor/lit-html-3.3.3/lit-html.js" in seen


def _beside(name: str, other: str) -> str:
    """The name of `other`, written relative to `name`."""
    folder = name.split("/")[:-1]
    for part in other.split("/"):
        if part == "..":
            folder.pop()
        elif part != ".":
            folder.append(part)
    return "/".join(folder)


def test_the_sheet_for_the_door_carries_date_times_and_revision(
    bank: Bank, browser_of: Browser
) -> None:
    """P8, F41: what stands on it is public, so nobody is named."""
    break_ = planned(bank)
    path = f"/office/sheet/?branch={bank.branch.pk}&day={break_.day}"
    page = browser_of(bank.carla).get(path).content.decode()
    for words in (f"{break_.day:%A} {break_.day.day}", "12:30–13:00", "<td>1</td>"):
        assert words in page
    assert break_.staff.name not in page
    assert browser_of(bank.tellers[0]).get(path).status_code in (403, 404)
    empty = browser_of(bank.carla).get(f"/office/sheet/?branch={bank.branch.pk}&day=2031-01-01")
    assert "No breaks are announced" in empty.content.decode()


ROOT = Path(__file__).parents[2]
STATIC = ROOT / "desk" / "static" / "desk"
MODULES = sorted(STATIC.glob("*.js"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_of_the_staff_is_small_and_obeys_the_policy(module: Path) -> None:
    code = module.read_text()
    assert len(code.splitlines()) < 400
    assert code.startswith("// ")
    assert not re.findall(r"\sstyle=|\son[a-z]+=[\"']|innerHTML|insertAdjacent|\beval\(", code)


def keys_of(module: str, name: str) -> set[str]:
    """The keys of an object that a module of the staff's screens is written with."""
    body = re.search(rf"const {name} = {{(.*?)\n}};", (STATIC / module).read_text(), re.DOTALL)
    assert body, name
    return set(re.findall(r"^  (\w+):", body[1], re.MULTILINE))


def test_whatever_the_house_calls_by_a_code_has_words_on_the_screens() -> None:
    assert keys_of("refusals.js", "RULES") >= SOFT
    assert keys_of("words.js", "OVERRIDE_REASONS") == set(OverrideReason.values)
    assert keys_of("words.js", "COMMITMENTS") == set(CommitmentKind.values)
    assert keys_of("words.js", "REASONS") == set(REASONS)
    assert keys_of("words.js", "BREAK_STATES") == set(BreakState.values)
    assert keys_of("words.js", "COUNTER_STATES") == set(CounterState.values)
    assert keys_of("view_law.js", "ENDS") == set(EndReason.values)


def test_every_number_of_the_policy_has_words() -> None:
    worded = re.findall(r'\["([a-z]+\.[a-z_]+)"', (STATIC / "policy_keys.js").read_text())
    assert len(worded) == len(set(worded))
    assert set(worded) | {"rest.preset_confirmed"} == set(KEYS)


def test_every_alarm_has_its_answers_and_its_sentence() -> None:
    told = re.findall(r'return "(\w+)"', (ROOT / "breaks/queries/worries.py").read_text())
    assert len(told) >= 9
    assert keys_of("view_alarms.js", "VIEWS") == set(told)
    code = "".join(path.read_text() for path in (ROOT / "breaks" / "actions").rglob("*.py"))
    rung = set(re.findall(r"alarm\"?(?:\]| ?=|:) ?\"(\w+)\"", code))
    assert len(rung) >= 9
    assert keys_of("alarms.js", "SENTENCES") >= rung

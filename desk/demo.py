"""The demo: one organisation with a bank and a pharmacy, laid out the same at every start.

The tokens of its screens are derived from SECRET_KEY, so that their addresses can be told again.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from branches.actions import (
    create_branch,
    create_device,
    create_staff,
    found_organisation,
    retire_device,
)
from branches.models import Branch, Device, Organisation, Staff, hash_token
from branches.rules import WEEKDAYS, BranchKind, DeviceKind, Role
from breaks.actions import choose_preset
from queueapp.actions import create_counter, create_queue
from signage.actions.layouts import change_layout
from signage.models import Layout

PASSWORD = "intermezzo-demo"
ORGANISATION = ("Intermezzo Demo", "intermezzo-demo")
OFFICE = ("office", "Olga, head office")
# every day of the week: the demo has no weekend
LAW = "HU"
HOURS = {day: [["08:00", "17:00"]] for day in WEEKDAYS}
LOBBY = "Lobby display"
# inches, and metres to the farthest seat
ROOM = {"diagonal_inches": 55.0, "farthest_m": 3.0, "languages": ["en", "hu"]}
SCREENS = {
    DeviceKind.DISPLAY: LOBBY,
    DeviceKind.KIOSK: "Kiosk at the entrance",
    DeviceKind.SIGN: "Sign at the front door",
}


@dataclass(frozen=True)
class Outline:
    """What one demo branch consists of. Staff are login to name, in the order of the counters."""

    slug: str
    name: str
    kind: str
    alternative: str
    # letter to name, and to its Hungarian one
    queues: Mapping[str, tuple[str, str]]
    counters: Mapping[str, str]
    tellers: Mapping[str, str]
    manager: tuple[str, str]


BANK = Outline(
    slug="main-street-bank",
    name="Main Street Bank",
    kind=BranchKind.BANK,
    alternative="ATM in the lobby",
    queues={"A": ("Cash", "Pénztár"), "C": ("Accounts", "Számlák"), "H": ("Loans", "Hitelek")},
    counters={"1": "A", "2": "A", "3": "AC", "4": "CH", "5": "H"},
    tellers={
        "anna": "Anna Kovács",
        "bence": "Bence Nagy",
        "csilla": "Csilla Szabó",
        "david": "Dávid Tóth",
        "eszter": "Eszter Varga",
    },
    manager=("gabor", "Gábor Kiss"),
)
PHARMACY = Outline(
    slug="corner-pharmacy",
    name="Corner Pharmacy",
    kind=BranchKind.PHARMACY,
    alternative="Night pharmacy: Park Road 3",
    queues={
        "E": ("Prescriptions", "Vényre"),
        "K": ("Without prescription", "Vény nélkül"),
    },
    counters={"1": "EK", "2": "EK"},
    tellers={"fanni": "Fanni Horváth", "gergo": "Gergő Balogh"},
    manager=("ilona", "Ilona Molnár"),
)
OUTLINES = (BANK, PHARMACY)


def lay_out(now: datetime) -> None:
    """Make whatever of the demo is not there yet."""
    organisation = _organisation()
    for outline in OUTLINES:
        branch = Branch.objects.filter(slug=outline.slug).first() or _open(
            organisation, outline, now
        )
        _fit_out(branch, outline, now)
        _employ(branch, outline, now)
        _choose_law(branch, outline, now)
        for kind in SCREENS:
            _pair(branch, kind, now)
        _hang(branch, now)


def _organisation() -> Organisation:
    name, slug = ORGANISATION
    username, person = OFFICE
    found = Organisation.objects.filter(slug=slug).first()
    return found or found_organisation(
        name=name, slug=slug, username=username, password=PASSWORD, person=person
    )


def _open(organisation: Organisation, outline: Outline, now: datetime) -> Branch:
    return create_branch(
        organisation,
        name=outline.name,
        slug=outline.slug,
        kind=outline.kind,
        time_zone="Europe/Budapest",
        languages=["en", "hu"],
        opening_hours=HOURS,
        alternative=outline.alternative,
        now=now,
    )


def _fit_out(branch: Branch, outline: Outline, now: datetime) -> None:
    queues = {q.letter: q.pk for q in branch.queues.all()}
    for letter, (name, hungarian) in outline.queues.items():
        if letter not in queues:
            names = {"hu": hungarian}
            made = create_queue(branch.pk, name=name, names=names, letter=letter, now=now)
            queues[letter] = made.pk
    labels = set(branch.counters.values_list("label", flat=True))
    for label, letters in outline.counters.items():
        if label not in labels:
            ids = [queues[letter] for letter in letters]
            create_counter(branch.pk, label=label, queue_ids=ids, now=now)


def _employ(branch: Branch, outline: Outline, now: datetime) -> None:
    manager, manager_name = outline.manager
    people = {**outline.tellers, manager: manager_name}
    there = Staff.objects.filter(user__username__in=people).values_list("user__username", flat=True)
    for username in people.keys() - set(there):
        role = Role.MANAGER if username == manager else Role.TELLER
        name = people[username]
        create_staff(branch.pk, username=username, password=PASSWORD, name=name, role=role, now=now)


def _choose_law(branch: Branch, outline: Outline, now: datetime) -> None:
    """The law of Hungary, to be confirmed in the office like any other."""
    if not branch.policies.exists():
        manager = Staff.objects.get(user__username=outline.manager[0])
        choose_preset(branch.pk, code=LAW, confirm=False, by=manager, now=now)


def _pair(branch: Branch, kind: DeviceKind, now: datetime) -> None:
    """Pair a screen under its derived token; one paired under another SECRET_KEY ends."""
    token = token_of(branch.slug, kind)
    devices = branch.devices.filter(kind=kind, name=SCREENS[kind], retired_at=None)
    old = devices.exclude(token_hash=hash_token(token))
    for device in old:
        retire_device(device.pk, now=now)
    if not Device.objects.filter(token_hash=hash_token(token)).exists():
        create_device(branch.pk, kind=kind, name=SCREENS[kind], token=token, now=now)


def _hang(branch: Branch, now: datetime) -> None:
    """The lobby display hangs where its farthest seat is three metres away."""
    lobby = branch.devices.get(kind=DeviceKind.DISPLAY, name=LOBBY, retired_at=None)
    if not Layout.objects.filter(device=lobby).exists():
        change_layout(lobby.pk, by=None, now=now, **ROOM)


def token_of(slug: str, kind: str) -> str:
    """The token of a demo branch's screen: the same at every start with the same SECRET_KEY."""
    text = f"intermezzo demo {slug} {kind}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def addresses(url: str) -> str:
    """Where to look and how to log in, as plain text."""
    return "\n".join(_lines(url.rstrip("/")))


def _lines(url: str) -> Iterator[str]:
    for outline in OUTLINES:
        tokens = {kind: token_of(outline.slug, kind) for kind in SCREENS}
        yield ""
        yield outline.name
        yield f"  lobby display   {url}/display/{tokens[DeviceKind.DISPLAY]}"
        yield f"  kiosk           {url}/kiosk/{tokens[DeviceKind.KIOSK]}"
        yield f"  door sign       {url}/sign/{tokens[DeviceKind.SIGN]}"
        yield f"  tellers         {', '.join(outline.tellers)}"
        yield f"  manager         {outline.manager[0]}"
    yield ""
    yield f"Teller's desk     {url}/desk/"
    yield f"Manager's office  {url}/office/"
    yield f"API               {url}/api/docs/"
    yield f"Head office       {OFFICE[0]}"
    yield f"Every password    {PASSWORD}"

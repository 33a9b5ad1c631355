"""The cast of every test, and the branch they work at.

Amira and Bela are tellers, Carla is their manager, Dov works at another branch and must see
nothing of theirs, Mrs. Ehlers is a client (she has no login, only tickets).
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from branches.models import Branch, Device, Membership, Organisation, Staff, hash_token
from branches.rules import DeviceKind, Role
from queueapp.models import Counter, Queue, Shift

BUDAPEST = ZoneInfo("Europe/Budapest")
DAY = date(2027, 3, 3)
PASSWORD = "a long quiet password"


def at(clock: str, day: date = DAY) -> datetime:
    """The instant at which the clock of the branch reads `clock` ("12:30" or "12:30:15")."""
    wall = datetime.fromisoformat(f"{day}T{clock}")
    return wall.replace(tzinfo=BUDAPEST).astimezone(UTC)


@cache
def hashed() -> str:
    """The password of everybody, stretched once: what is tested is the door, not the key."""
    return make_password(PASSWORD)


def hire(name: str, branch: Branch | None, role: Role, organisation: Organisation) -> Staff:
    """A person with a login of the same name in small letters."""
    user = User.objects.create(username=name.lower().replace(" ", "."), password=hashed())
    staff = Staff.objects.create(user=user, name=name)
    Membership.objects.create(staff=staff, organisation=organisation, branch=branch, role=role)
    return staff


@dataclass
class Bank:
    """A branch with counters, one queue and a roster, as large as a test asks for."""

    branch: Branch
    queue: Queue
    counters: list[Counter] = field(default_factory=list)
    tellers: list[Staff] = field(default_factory=list)
    manager: Staff | None = None
    display: Device | None = None

    @property
    def carla(self) -> Staff:
        assert self.manager
        return self.manager

    def shift(
        self, staff: Staff, counter: Counter | None, begins: str = "08:00", ends: str = "16:30"
    ) -> Shift:
        return Shift.objects.create(
            branch=self.branch,
            staff=staff,
            day=DAY,
            starts_at=at(begins),
            ends_at=at(ends),
            counter=counter,
        )


TELLERS = ("Amira", "Bela", "Cili", "Dora", "Elek", "Flora", "Geza", "Hanna")


def found_bank(
    counters: int = 1, *, estimate: int | None = 7, slug: str = "main", rostered: int | None = None
) -> Bank:
    """A bank in Budapest: queue A, counters W1, W2, …, a teller rostered at each of the first."""
    organisation = Organisation.objects.get_or_create(name="Bank", slug="bank")[0]
    branch = Branch.objects.create(
        organisation=organisation, name=slug.title(), slug=slug, alternative="ATM in the lobby"
    )
    queue = Queue.objects.create(branch=branch, name="Cash", letter="A", estimate_minutes=estimate)
    bank = Bank(branch, queue, manager=hire(f"Carla {slug}", branch, Role.MANAGER, organisation))
    for n in range(counters):
        counter = Counter.objects.create(branch=branch, label=f"W{n + 1}")
        counter.queues.add(queue)
        bank.counters.append(counter)
    for n in range(counters if rostered is None else rostered):
        teller = hire(f"{TELLERS[n]} {slug}", branch, Role.TELLER, organisation)
        bank.tellers.append(teller)
        bank.shift(teller, bank.counters[n])
    bank.display = Device.objects.create(
        branch=branch,
        kind=DeviceKind.DISPLAY,
        name="Lobby",
        token_hash=hash_token(f"lobby-{slug}"),
    )
    return bank


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)

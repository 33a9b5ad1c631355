"""All counts of a day, and their sums per scope: what a day's tallies keep."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from quality.rules.figures import of_breaks, of_cases, of_clients, of_house, of_people
from quality.rules.figures.shapes import Count, Day

Counting = Callable[[Day], Iterable[Count]]
# by code, in the order of the chapter; K13a needs weeks (`quality.queries.reports.complaints_of`)
ALL: Mapping[str, Counting] = {
    "K1": of_breaks.k1,
    "K1a": of_breaks.k1a,
    "K2": of_breaks.k2,
    "K2a": of_house.k2a,
    "K3": of_breaks.k3,
    "K4": of_breaks.k4,
    "K4a": of_breaks.k4a,
    "K5": of_people.k5,
    "K5a": of_house.k5a,
    "K6": of_breaks.k6,
    "K7": of_clients.k7,
    "K7a": of_clients.k7a,
    "K7b": of_clients.k7b,
    "K8": of_clients.k8,
    "K8a": of_clients.k8a,
    "K9": of_cases.k9,
    "K10": of_breaks.k10,
    "K11": of_clients.k11,
    "K12": of_clients.k12,
    "K13": of_cases.k13,
    "K13b": of_cases.k13b,
    "K14": of_cases.k14,
    "K15": of_cases.k15,
    "K16": of_breaks.k16,
    "K17": of_people.k17,
    "K18": of_breaks.k18,
    "K19": of_house.k19,
    "K20": of_breaks.k20,
    "K21": of_cases.k21,
}
BRANCH = ("branch", "")
Scope = tuple[str, str]
Sums = dict[str, float]


def counts(day: Day) -> Iterator[Count]:
    """Every count of every indicator."""
    for counting in ALL.values():
        yield from counting(day)


def scopes_of(count: Count) -> Iterator[Scope]:
    """In whose sums a count is: the branch's always."""
    yield BRANCH
    if count.counter is not None:
        yield "counter", str(count.counter)
    if count.person is not None:
        yield "person", str(count.person)
    if count.reason:
        yield "reason", count.reason
    if count.hour is not None:
        yield "hour", str(count.hour)


def sums(counted: Iterable[Count]) -> dict[Scope, Sums]:
    """The counts added up per scope; the branch has a row even where nothing happened."""
    found: dict[Scope, Sums] = defaultdict(lambda: defaultdict(float))
    for count in counted:
        for scope in scopes_of(count):
            found[scope][count.measure] += count.number
    found.setdefault(BRANCH, {})
    return {scope: _tidy(rows) for scope, rows in found.items()}


def added(rows: Iterable[Mapping[str, float]]) -> Sums:
    """Several spans' sums as one."""
    total: Sums = defaultdict(float)
    for row in rows:
        for measure, number in row.items():
            total[measure] += number
    return _tidy(total)


def _tidy(rows: Mapping[str, float]) -> Sums:
    """Sums of minutes carry no dust of the machine's fractions, and whole ones no point."""
    rounded = {measure: round(number, 6) for measure, number in rows.items()}
    return {m: int(n) if n == int(n) else n for m, n in rounded.items()}

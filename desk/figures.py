"""The pages of the indicators in words, pictures and tables (DOMAIN.md 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from branches.models import Branch
from desk.charts import (
    Picture,
    against_targets,
    over_time,
    side_by_side,
)
from quality.queries.figure_events import Counted, Found, subject_of
from quality.queries.reports import COOL_DOWNS, Asked, Row
from quality.rules.figures.figure import Figure, Formula
from quality.rules.figures.likely import FEW, OF_MINUTES, Reading
from quality.rules.figures.listed_breaks import BREAKS
from quality.rules.figures.listed_clients import CLIENTS
from quality.rules.figures.listed_house import HOUSE
from quality.rules.figures.steps import DAY, Step, begin_of, next_month
from quality.rules.figures.words import target_of, told, told_number, with_unit

TOPICS = (("Breaks", BREAKS), ("Clients and promises", CLIENTS), ("Cases and the house", HOUSE))
SPANS = (7, 28, 91, 365)
SCOPE_NAMES = {
    "counter": "By counter",
    "person": "By person",
    "reason": "By kind and reason",
    "hour": "By hour of the day",
}
# of some figures the sums also know parts: measures that begin so, and what they are called
PARTS = {
    "k13": (("k13.cause.", "By cause"), ("k13.criterion.", "By criterion a to e")),
    "k18": (("k18.rule.", "By rule"),),
}
# more rows than these are read in the table
MOST_BARS = 45
REACH = (
    "Folklore, not a measurement: a source of the trade says that of each complaint that is not "
    "resolved 10 to 12 people hear, of each that ended well 3 or 4. By that saying {low} to {high} "
    "people would have heard of the {number} complaints of these days had none been resolved, and "
    "{few} to {more} had all been."
)


@dataclass(frozen=True)
class Place:
    """Where a page of figures stands: whose pages, which branch, and what its links carry on."""

    path: str
    query: Mapping[str, str]

    def link(self, what: str = "", **more: object) -> str:
        """An address below the page's own, with its branch and days and what is changed."""
        query = {**self.query, **{k: str(v) for k, v in more.items() if v not in (None, "")}}
        return f"{self.path}{what}?{urlencode(query)}"

    def door(self, what: str, **more: object) -> str:
        """The address of a file of the same question."""
        query = {**self.query, **{k: str(v) for k, v in more.items() if v not in (None, "")}}
        query = {k: v for k, v in query.items() if k != "branch" or v != "all"}
        return f"/api/v1/reports/{what}?{urlencode(query)}"


@dataclass(frozen=True)
class Cell:
    """What a table shows of a reading."""

    label: str
    value: str
    counted: str = ""
    likely: str = ""
    target: str = ""
    tone: str = ""
    verdict: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, perhaps a picture, and its table."""

    name: str
    title: str
    rows: Sequence[Cell]
    picture: Picture | None = None
    words: str = ""
    file: str = ""
    head: str = ""
    # the target is the same in every row and stands above
    one_target: bool = False
    # counts alone
    plain: bool = False


@dataclass(frozen=True)
class Page:
    """One page: its title, what it says first, its sections."""

    title: str
    lead: str = ""
    sections: Sequence[Section] = ()
    notes: Sequence[str] = field(default_factory=tuple)


# ---- everything on one page


def overview(rows: Sequence[Row], place: Place) -> Page:
    """All figures of the span, and those with a target as a picture."""
    readings = {row.reading.figure.key: row.reading for row in rows}
    aimed = [r for r in readings.values() if _is_aimed(r.figure)]
    sections = [_aimed(aimed, place)] if any(r.value is not None for r in aimed) else []
    for title, figures in TOPICS:
        mine = [readings[f.key] for f in figures if f.key in readings]
        cells = [_figure_cell(reading, place) for reading in mine]
        if cells:
            sections.append(Section(title.split()[0].lower(), title, cells, head="Figure"))
    return Page("Figures", sections=sections, notes=_notes())


def _is_aimed(figure: Figure) -> bool:
    return figure.formula == Formula.SHARE and figure.target is not None and not figure.part


def _aimed(readings: Sequence[Reading], place: Place) -> Section:
    title = "Shares against their targets"
    words = "The tick is the target, the thin line spans what the number of cases leaves open."
    picture = against_targets("aimed", title, readings)
    cells = [_figure_cell(reading, place) for reading in readings]
    return Section("aimed", title, cells, picture, words, head="Figure")


def _figure_cell(reading: Reading, place: Place) -> Cell:
    figure = reading.figure
    label = f"{figure.code} {figure.name}"
    return _cell(label, reading, place.link(f"{figure.key}/"), note=figure.remark)


def _cell(label: str, reading: Reading, link: str = "", note: str = "") -> Cell:
    figure, tone, verdict = reading.figure, "", ""
    if reading.good is not None:
        tone, verdict = ("good", "met") if reading.good else ("bad", "missed")
    if reading.few:
        verdict = f"{verdict}, few cases" if verdict else "few cases"
    elif reading.open_to_chance:
        verdict += ", perhaps by chance"
    return Cell(
        label,
        with_unit(figure, reading.value),
        counted(reading),
        likely(reading),
        target_of(figure),
        tone,
        verdict,
        link,
        note,
    )


def counted(reading: Reading) -> str:
    """What a figure was made of: "19 of 20", "240 values"."""
    figure = reading.figure
    if figure.bucket:
        return f"{told_number(reading.whole)} values"
    if reading.whole is None:
        return "–"
    return f"{told_number(reading.part)} of {told_number(reading.whole)}"


def likely(reading: Reading) -> str:
    """The interval, or a dash where none can be told."""
    if reading.low is None or reading.high is None:
        return "–"
    return f"{told(reading.figure, reading.low)}–{with_unit(reading.figure, reading.high)}"


def _notes() -> list[str]:
    return [
        "“–” stands where nothing was counted; an empty base is never 100 %.",
        "“Likely” is where the true value lies in 95 of 100 cases: Wilson’s interval for shares, "
        "that of a count of rare things for rates, ranks for medians and percentiles. Sums, means "
        "and shares of minutes have none.",
        f"“Few cases”: fewer than {FEW}; such a figure says little.",
        "Cool-downs are counted by the week for the branch and in no figure of a person; breaks "
        "marked as outage are left out where it is said.",
        "Days are counted at night: today is not in these figures.",
    ]


# ---- one figure


def one_figure(
    figure: Figure,
    asked: Asked,
    points: Sequence[tuple[date, Reading]],
    step: Step,
    scopes: Mapping[str, Sequence[Row]],
    whole: Reading,
    parts: Mapping[str, float],
    place: Place,
) -> Page:
    """A figure over time and by what it is made of."""
    sections = [_time(figure, asked, points, step, place)] if points else []
    for scope, rows in scopes.items():
        if rows:
            sections.append(_scope(figure, scope, rows, place))
    sections += part_sections(figure, parts)
    target = f" Target: {target_of(figure)}." if figure.target is not None else ""
    lead = f"{with_unit(figure, whole.value)} ({counted(whole)}).{target} {figure.remark}"
    notes = [*_notes(), *([_reach(whole)] if figure.code == "K13" else [])]
    return Page(f"{figure.code} {figure.name}", lead, sections, notes)


def _reach(whole: Reading) -> str:
    number = round(whole.part or 0)
    return REACH.format(
        number=number, low=10 * number, high=12 * number, few=3 * number, more=4 * number
    )


def _time(
    figure: Figure, asked: Asked, points: Sequence[tuple[date, Reading]], step: Step, place: Place
) -> Section:
    cells = [
        _cell(_step_name(step, day), reading, _narrower(figure, asked, day, step, place))
        for day, reading in points
    ]
    words = "The dashed line is the target; grey dots rest on few cases." if figure.target else ""
    return Section(
        "time",
        f"By {step}",
        cells,
        over_time("time", figure, points, step),
        words,
        place.door(f"kpi/{figure.key}/trend.csv", step=step, scope=asked.scope, key=asked.key),
        {Step.DAY: "Day", Step.WEEK: "Week from", Step.MONTH: "Month"}[step],
        one_target=True,
    )


def _step_name(step: Step, day: date) -> str:
    return f"{day:%b %Y}" if step == Step.MONTH else f"{day:%a} {day.day} {day:%b}"


def _narrower(figure: Figure, asked: Asked, day: date, step: Step, place: Place) -> str:
    """From a month or week to its days, from a day to its events."""
    if step == Step.DAY:
        return events_link(figure, asked, day, place)
    if figure.key in COOL_DOWNS:
        return ""
    begins = begin_of(step, day)
    ends = next_month(begins) - DAY if step == Step.MONTH else begins + 6 * DAY
    since, until = max(begins, asked.since), min(ends, asked.until)
    return place.link(f"{figure.key}/", since=since, until=until, step=Step.DAY)


def events_link(figure: Figure, asked: Asked, day: date, place: Place) -> str:
    """To the events that a figure counts on a day; none over several branches or of cool-downs."""
    if len(asked.branches) > 1 or figure.key in COOL_DOWNS:
        return ""
    scope = None if asked.scope == "branch" else asked.scope
    return place.link(f"{figure.key}/events/", day=day, scope=scope, key=asked.key)


def _scope(figure: Figure, scope: str, rows: Sequence[Row], place: Place) -> Section:
    named = [(row.label, row.reading) for row in rows]
    title = SCOPE_NAMES[scope]
    picture = side_by_side(scope, title, figure, named) if len(rows) <= MOST_BARS else None
    cells = [
        _cell(row.label, row.reading, place.link(f"{figure.key}/", scope=scope, key=row.key))
        for row in rows
    ]
    file = place.door("kpi.csv", scope=scope)
    return Section(scope, title, cells, picture, file=file, head=scope.title(), one_target=True)


def part_sections(figure: Figure, sums: Mapping[str, float]) -> list[Section]:
    """The parts that the sums know of a figure, as plain counts."""
    found = []
    for beginning, title in PARTS.get(figure.key, ()):
        parts = {m.removeprefix(beginning): n for m, n in sums.items() if m.startswith(beginning)}
        cells = [
            Cell(name.replace("_", " ") or "not said", told_number(n))
            for name, n in sorted(parts.items(), key=lambda part: -part[1])
        ]
        if cells:
            found.append(Section(beginning.strip(".").replace(".", "-"), title, cells, plain=True))
    return found


# ---- branches side by side


def comparison(
    figure: Figure, branches: Sequence[Branch], readings: Mapping[int, Reading], place: Place
) -> Page:
    """One figure of all branches by name: an order by value would say more than is known."""
    named = [(branch, readings[branch.pk]) for branch in branches]
    rows = [(branch.name, reading) for branch, reading in named]
    picture = (
        side_by_side("branches", figure.name, figure, rows) if len(rows) <= MOST_BARS else None
    )
    cells = [
        _cell(b.name, reading, place.link(f"{figure.key}/", branch=b.pk)) for b, reading in named
    ]
    file = place.door(f"kpi/{figure.key}/branches.csv")
    section = Section(
        "branches", "By branch", cells, picture, file=file, head="Branch", one_target=True
    )
    return Page(f"{figure.code} {figure.name}", figure.remark, [section], [CAVEAT, *_notes()])


CAVEAT = (
    "Small numbers swing: two branches whose intervals overlap may well be equally good, and of "
    "forty equal branches two fall outside by chance alone. Branches stand by name, not by rank. "
    "Compare over more weeks before you speak of a difference."
)


# ---- the events behind a figure


@dataclass(frozen=True)
class EventRow:
    """An event as the page lists it, at the time on the wall of the branch."""

    time: str
    number: int
    kind: str
    subject: str
    by: str
    part: str
    whole: str


def event_rows(found: Found, zone: ZoneInfo) -> list[EventRow]:
    """The events of a day, earliest first."""
    return [_event_row(row, zone) for row in found.rows]


def _event_row(row: Counted, zone: ZoneInfo) -> EventRow:
    event = row.event
    return EventRow(
        f"{event.at.astimezone(zone):%H:%M:%S}",
        event.number,
        event.kind,
        subject_of(event),
        event.by.name if event.by else "–",
        "" if row.part is None else told_number(row.part),
        "" if row.whole is None else told_number(row.whole),
    )


def summed(figure: Figure) -> str:
    """What the two columns of numbers are."""
    if figure.bucket:
        return f"Value ({figure.unit})"
    return "Minutes counted" if figure.key in OF_MINUTES else "Counted"

"""The doors of the pages of the indicators: the office's, and a person's own at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from branches import clock
from branches.clock import zone_of
from branches.errors import Forbidden, NotFound
from branches.models import Branch, Staff
from branches.queries import branches_of, staff_of
from branches.rules import Role, id_in, in_calendar
from desk.figures import (
    PARTS,
    SCOPE_NAMES,
    SPANS,
    Page,
    Place,
    comparison,
    event_rows,
    events_link,
    one_figure,
    overview,
    summed,
)
from desk.pages import staff_page
from desk.paper import paper_of
from quality.queries.figure_events import events_of
from quality.queries.readers import access_figures, figure_named, span_of
from quality.queries.reports import (
    COOL_DOWNS,
    SCOPES,
    Asked,
    compare,
    label_of,
    parts_of,
    report,
    trend,
)
from quality.rules.figures.figure import Figure
from quality.rules.figures.steps import Step
from quality.rules.figures.table import INDICATORS

ALL, DESK, OFFICE = "all", "desk", "office"
# a trend has at most so many points: then its steps grow
DAYS, WEEKS = timedelta(days=62), timedelta(days=400)


@dataclass(frozen=True)
class Question:
    """What a page is asked: of which branches and days, by whom, and where its links lead."""

    staff: Staff
    branches: list[Branch]
    choice: list[Branch]
    asked: Asked
    place: Place
    at: str

    @property
    def name(self) -> str:
        """What the page is about, in a word."""
        return self.branches[0].name if len(self.branches) == 1 else "All branches"

    def context(self, page: Page, figure: Figure | None = None) -> dict[str, Any]:
        """What every page of figures shows around its own."""
        asked, whole = self.asked, self.asked.length.days
        same = _same(asked)
        return {
            "staff": self.staff,
            "branch": self.branches[0],
            "one_branch": len(self.branches) == 1,
            "choice": self.choice,
            "name": self.name,
            "asked": asked,
            "spans": [(n, self._span(n), n == whole) for n in SPANS],
            "place": self.place,
            "at": self.at,
            "home": self.place.link(),
            "of": _whose(self),
            "page": page,
            "days": whole,
            "csv": self.place.door("kpi.csv", **same),
            "pdf": self.place.link(f"{figure.key}/paper.pdf" if figure else "paper.pdf", **same),
        }

    def _span(self, days: int) -> str:
        since = self.asked.until - timedelta(days=days - 1)
        return "?" + self.place.link(since=since).split("?", 1)[1]


def _whose(question: Question) -> str:
    """Of whom or what the figures are, if not of the whole branch."""
    asked = question.asked
    if asked.scope == "branch" or asked.key is None:
        return ""
    label = question.staff.name if question.at == DESK else label_of(asked)
    return {"counter": f"Counter {label}"}.get(asked.scope, label)


def question_of(request: HttpRequest, at: str) -> Question:
    """The query of a page as a question this person may put."""
    staff = staff_of(request.user)
    role = Role.MANAGER if at == OFFICE else Role.TELLER
    choice = list(branches_of(staff, role=role))
    if not choice:
        raise Forbidden("The office is for managers; your place is the desk.")
    branches, scope, key = _readable(request, staff, choice, at)
    span = _date(request, "since"), _date(request, "until")
    since, until = span_of(branches[0], *span, now=clock.now())
    asked = Asked(tuple(b.pk for b in branches), since, until, scope, key)
    one = str(branches[0].pk) if len(branches) == 1 else ALL
    query = {"branch": one, "since": since.isoformat(), "until": until.isoformat()}
    return Question(staff, branches, choice, asked, Place(f"/{at}/figures/", query), at)


def _readable(
    request: HttpRequest, staff: Staff, choice: Sequence[Branch], at: str
) -> tuple[list[Branch], str, str | None]:
    wanted = request.GET.get("branch", "") or (ALL if len(choice) > 1 else "")
    if at == DESK:
        # here everybody is a person: managers too read their own
        pk = choice[0].pk if wanted in ("", ALL) else _number(wanted)
        return [*access_figures(staff, pk, "person", str(staff.pk))[0]], "person", str(staff.pk)
    scope = request.GET.get("scope", "branch")
    if scope not in SCOPES:
        raise NotFound("scope")
    key = request.GET.get("key") or None
    if key and not key.isprintable():
        raise NotFound("key")
    if wanted == ALL and len(choice) > 1:
        return access_figures(staff, None, scope, key)
    pk = choice[0].pk if wanted in ("", ALL) else _number(wanted)
    return access_figures(staff, pk, scope, key)


def _number(text: str) -> int:
    number = id_in(text)
    if number is None:
        raise NotFound("branch")
    return number


def _date(request: HttpRequest, name: str) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if in_calendar(day) else None


@staff_page
def index(request: HttpRequest, at: str) -> HttpResponse:
    """Every figure of the days, with targets, intervals and what is left out."""
    question = question_of(request, at)
    return render(request, "desk/figures.html", question.context(_overview(question)))


def _overview(question: Question) -> Page:
    return overview(report(question.asked), question.place)


@staff_page
def one(request: HttpRequest, key: str, at: str) -> HttpResponse:
    """One figure over time, and by counter, person, reason and hour."""
    question, figure = question_of(request, at), figure_named(key)
    step = _step(request, question.asked)
    same = _same(question.asked)
    steps = [(s.value, question.place.link(f"{key}/", step=s, **same)) for s in Step]
    more = {"figure": figure, "step": step.value, "steps": steps}
    page = _one(question, figure, step)
    return render(request, "desk/figures.html", question.context(page, figure) | more)


def _one(question: Question, figure: Figure, step: Step) -> Page:
    asked = question.asked
    whole = report(asked, [figure])
    if not whole:
        raise NotFound("figure")
    scopes = {} if asked.key else _scopes(asked, figure)
    parts = parts_of(asked, [beginning for beginning, _ in PARTS.get(figure.key, ())])
    what = (scopes, whole[0].reading, parts, question.place)
    return one_figure(figure, asked, trend(asked, figure, step), step, *what)


@staff_page
def paper(request: HttpRequest, at: str, key: str = "") -> HttpResponse:
    """The same page as a PDF."""
    question = question_of(request, at)
    if key:
        page = _one(question, figure_named(key), _step(request, question.asked))
    else:
        page = _overview(question)
    asked, made_at = question.asked, clock.now().astimezone(zone_of(question.branches[0]))
    of = ", ".join(filter(None, (question.name, _whose(question))))
    file = paper_of(page, of, f"{asked.since} – {asked.until}", made_at)
    answer = HttpResponse(file, content_type="application/pdf")
    name = f"figures-{key or 'all'}-{asked.since}-{asked.until}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _same(asked: Asked) -> dict[str, str | None]:
    return {"scope": None if asked.scope == "branch" else asked.scope, "key": asked.key}


def _scopes(asked: Asked, figure: Figure) -> dict[str, Any]:
    """What a figure is made of; over several branches only what they have in common."""
    names = SCOPE_NAMES if len(asked.branches) == 1 else ("reason", "hour")
    return {scope: report(replace(asked, scope=scope), [figure]) for scope in names}


def _step(request: HttpRequest, asked: Asked) -> Step:
    """The step wished for, as far as its points fit a picture."""
    wanted = request.GET.get("step", "")
    least = Step.DAY if asked.length <= DAYS else Step.WEEK if asked.length <= WEEKS else Step.MONTH
    steps = list(Step)
    return max(Step(wanted) if wanted in steps else least, least, key=steps.index)


@staff_page
def events(request: HttpRequest, key: str, at: str) -> HttpResponse:
    """The events that a figure counts on one day, out of the log."""
    question, figure = question_of(request, at), figure_named(key)
    asked, day = question.asked, _date(request, "day")
    if day is None or len(question.branches) > 1 or figure.key in COOL_DOWNS:
        raise NotFound("list of events")
    [branch] = question.branches
    found = events_of(branch, figure, day, asked.scope, asked.key, now=clock.now())
    page = Page(f"{figure.code} {figure.name}", figure.remark)
    more = {
        "figure": figure,
        "day": day,
        "found": found,
        "rows": event_rows(found, zone_of(branch)),
        "summed": summed(figure),
        "back": question.place.link(f"{key}/", **_same(asked)),
        "file": question.place.door(f"kpi/{key}/events.csv", day=day, **_same(asked)),
        "yesterday": events_link(figure, asked, day - timedelta(days=1), question.place),
        "tomorrow": events_link(figure, asked, day + timedelta(days=1), question.place),
    }
    return render(request, "desk/figure_events.html", question.context(page) | more)


@staff_page
def branches(request: HttpRequest, key: str = "") -> HttpResponse:
    """One figure of all the branches that a person manages, side by side."""
    question = question_of(request, OFFICE)
    figure = figure_named(key or request.GET.get("figure", "k1"))
    if len(question.choice) < 2:
        raise Forbidden("Branches are compared by whoever manages several.")
    every = replace(question.asked, branches=tuple(b.pk for b in question.choice), scope="branch")
    readings = compare(replace(every, key=None), figure)
    page = comparison(figure, question.choice, readings, question.place)
    named = [(f.key, f"{f.code} {f.name}") for f in INDICATORS]
    more = {"figure": figure, "compared": True, "figures": named}
    return render(request, "desk/figures.html", question.context(page) | more)

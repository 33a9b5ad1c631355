"""The week of a branch in a letter: its figures against those of the week before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from branches.clock import business_day
from branches.models import Branch, Event, Membership
from branches.rules import Role
from quality.queries.reports import Asked, report
from quality.rules.figures.likely import Reading
from quality.rules.figures.steps import DAY, Step, begin_of
from quality.rules.figures.words import target_of, told_number, with_unit

MAILED, FAILED = "report.mailed", "report.mail_failed"
WEEK = timedelta(days=7)
# what a letter names though it has no target
NAMED = ("k4a", "k13")


def last_week(branch: Branch, now: datetime) -> date:
    """The Monday of the last week that is over at the branch."""
    return begin_of(Step.WEEK, business_day(branch, now)) - WEEK


def is_counted(branch: Branch, monday: date) -> bool:
    """Whether the last day of a week has been summed up; before that its letter would be wrong."""
    sunday = monday + 6 * DAY
    return branch.tallies.filter(span="day", scope="branch", since=sunday).exists()


def is_mailed(branch: Branch, monday: date) -> bool:
    """Whether the letter of a week was sent, as the log says; a failed one was not."""
    rows = Event.objects.filter(branch=branch, kind__in=(MAILED, FAILED))
    last = rows.filter(data__week=monday.isoformat()).order_by("number").last()
    return last is not None and last.kind == MAILED


def readers_of(branch: Branch) -> list[str]:
    """The addresses of the branch's managers who have one."""
    rows = Membership.objects.filter(branch=branch, role=Role.MANAGER, staff__user__is_active=True)
    found = rows.exclude(staff__user__email="").values_list("staff__user__email", flat=True)
    return sorted(set(found))


def letter_of(branch: Branch, monday: date) -> tuple[str, str]:
    """Subject and text of a week's letter: no person in it, and no figure of nothing."""
    week, before = (_figures(branch, begin) for begin in (monday, monday - WEEK))
    sunday = monday + 6 * DAY
    lines = [
        _line(now, then)
        for now, then in zip(week, before, strict=True)
        if now.value is not None or then.value is not None
    ]
    subject = f"{branch.name}: the week of {monday:%d.%m.%Y}"
    head = f"{branch.name}, Monday {monday:%d.%m.%Y} to Sunday {sunday:%d.%m.%Y}"
    foot = (
        "Each figure: this week (counted), the week before, the target. Of fewer than 20 cases "
        "chance may have made a figure.\nThe office, Figures, has all of them, with what they "
        "count and what is left out."
    )
    return subject, "\n".join([head, "", *(lines or ["Nothing was counted."]), "", foot, ""])


def _figures(branch: Branch, monday: date) -> Sequence[Reading]:
    rows = report(Asked((branch.pk,), monday, monday + 6 * DAY))
    readings = (row.reading for row in rows)
    return [r for r in readings if _is_named(r)]


def _is_named(reading: Reading) -> bool:
    figure = reading.figure
    aimed = figure.target is not None and (figure.code != "K9" or not figure.part)
    return aimed or figure.key in NAMED


def _line(now: Reading, then: Reading) -> str:
    figure = now.figure
    counted = ""
    if now.whole is not None:
        part = f"{told_number(now.part)} of " if now.part is not None else ""
        counted = f" ({part}{told_number(now.whole)})"
    mark = {True: "  ", False: "! ", None: "  "}[now.good]
    value, old = with_unit(figure, now.value), with_unit(figure, then.value)
    name = f"{figure.code} {figure.name}"
    return f"{mark}{name}: {value}{counted}; before {old}; target {target_of(figure)}"

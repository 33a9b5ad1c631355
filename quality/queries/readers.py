"""Who may read which figures (DOMAIN.md 3.8), and of which days.

A teller reads the own, a manager those of the branch, the head office all.
"""

from datetime import date, datetime, timedelta

from branches.clock import business_day
from branches.errors import Forbidden, NotFound, Refused
from branches.models import Branch, Staff
from branches.queries import access_branch, branches_of, manages
from branches.rules import Role, in_calendar
from quality.rules.figures.figure import Figure
from quality.rules.figures.table import BY_KEY

DAY = timedelta(days=1)
USUAL = timedelta(days=28)
# three years: what a report over more would say is history
MOST = timedelta(days=1100)


def access_figures(
    staff: Staff, branch_id: int | None, scope: str, key: str | None
) -> tuple[list[Branch], str, str | None]:
    """The branches, scope and key that a person may read; a teller's own where nothing is asked.

    Without a branch all that the person manages. 404 for strangers, 403 for figures of others.
    """
    if branch_id is None:
        branches = list(branches_of(staff, role=Role.MANAGER))
        if not branches:
            raise Forbidden("Figures over branches are for their managers.")
        return branches, scope or "branch", key
    branch = access_branch(staff, branch_id)
    if manages(staff, branch):
        return [branch], scope or "branch", key
    return [branch], *_own(staff, scope, key)


def _own(staff: Staff, scope: str, key: str | None) -> tuple[str, str]:
    mine = str(staff.pk)
    if scope not in ("", "person") or key not in (None, mine):
        raise Forbidden("Tellers read their own figures: scope person.")
    return "person", mine


def span_of(
    branch: Branch, since: date | None, until: date | None, *, now: datetime
) -> tuple[date, date]:
    """The days asked for, both counted; else the four weeks up to yesterday at the branch."""
    _in_calendar(since, until)
    until = until or business_day(branch, now) - DAY
    since = since or until - USUAL + DAY
    if not timedelta() <= until - since <= MOST:
        message = f"The days must be in order and at most {MOST.days}."
        raise Refused("wrong_span", message, status=422, since=since, until=until)
    return since, until


def _in_calendar(*days: date | None) -> None:
    """At the far ends of the calendar a week more is no date any longer."""
    for day in days:
        if day and not in_calendar(day):
            raise Refused("wrong_span", "No figures are kept of that year.", status=422, day=day)


def figure_named(key: str) -> Figure:
    """The figure of that name ("k3", "k3.median"), else 404."""
    if key.lower() not in BY_KEY:
        raise NotFound("figure")
    return BY_KEY[key.lower()]

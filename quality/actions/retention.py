"""Nothing personal of a client is kept longer than the policy says (`retention.*`, F70).

What the indicators count stays: causes, states, instants, kept or broken promises.
"""

from datetime import datetime

from django.db import transaction

from branches.clock import business_day, zone_of
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch
from branches.timers import each_branch
from breaks.actions.erasure import erase_contacts
from breaks.queries.policy import terms_for
from quality.actions.case_moves import change
from quality.models import Case
from quality.rules.deadlines import DAY, end_of_day
from queueapp.actions.erasure import close_pages

# so many at once hold the branch no longer than a verb does
MOST_PAGES, MOST_CASES = 500, 50


def forget_everywhere(now: datetime) -> list[tuple[Branch, int]]:
    """Erase all that is due at every branch; how many rows of each lost something."""
    failed = "nothing of branch %s could be erased"
    return each_branch(lambda branch: forget_clients(branch.pk, now=now), or_say=failed)


def forget_clients(branch_id: int, *, now: datetime) -> int:
    """Erase all that is due at a branch, a little at a time; how many rows lost something."""
    total = 0
    while erased := _forget_some(branch_id, now=now):
        total += erased
    return total


@transaction.atomic
def _forget_some(branch_id: int, *, now: datetime) -> int:
    branch = lock_branch(branch_id)
    today = business_day(branch, now)
    before = today - terms_for(branch)["retention.ticket_days"] * DAY
    due = Case.objects.filter(branch=branch, erased_at=None, erase_after__lte=today)
    cases = [_erase(branch, case, now=now) for case in due.order_by("pk")[:MOST_CASES]]
    pages = close_pages(branch, before, most=MOST_PAGES)
    contacts = erase_contacts(branch, end_of_day(before - DAY, zone_of(branch)))
    if pages or contacts:
        record(branch, "clients.forgotten", now=now, tickets=pages, contacts=contacts)
    return len(cases) + pages + contacts


def _erase(branch: Branch, case: Case, *, now: datetime) -> Case:
    """Name, contact and every word of a case; the log keeps what kind of case it was."""
    contact = {"client_name": None, "client_phone": None, "client_email": None}
    change(case, text="", answer="", resolution="", erased_at=now, **contact)
    # the database lets the words of a history go once its case is erased, and nothing else of it
    case.events.exclude(text="").update(text="")
    record(branch, "case.erased", now=now, subject=case, case=case.code)
    return case

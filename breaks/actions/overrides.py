"""A soft rule broken on purpose is written down: by whom, why, and what it changed (3.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from branches.events import plain, record
from branches.models import Branch, Staff
from branches.queries import role_at
from branches.rules import Role
from breaks.models import Break, Override, Promise
from breaks.rules.overrides import Grounds
from queueapp.models import Ticket
from queueapp.rules import PRESENT


def record_override(
    branch: Branch,
    rule: str,
    grounds: Grounds,
    *,
    by: Staff,
    now: datetime,
    break_: Break | None = None,
    ticket: Ticket | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    consent_by: Staff | None = None,
    consent_at: datetime | None = None,
    address: str | None = None,
) -> Override:
    """Write one override of a soft rule (3.4), inside the verb's transaction and its lock.

    `before` is what the rule would have allowed, `after` what was done. Nobody changes or
    deletes the row; the employee of the break reads it.
    """
    row = Override.objects.create(
        branch=branch,
        at=now,
        by=by,
        role=role_at(by, branch) or Role.TELLER,
        rule=rule,
        break_ref=break_,
        ticket=ticket,
        revision=break_.revision if break_ else None,
        before=plain(before or {}),
        after=plain(after or {}),
        tickets=_concerned(break_, ticket),
        reason=grounds.reason,
        remark=grounds.remark.strip(),
        consent_by=consent_by,
        consent_at=consent_at,
        address=address or None,
    )
    record(branch, "override.recorded", now=now, by=by, subject=row, rule=rule)
    return row


def _concerned(break_: Break | None, ticket: Ticket | None) -> list[str]:
    """The codes of the present tickets whose promise speaks of the break."""
    if break_ is None or break_.pk is None:
        return [ticket.code] if ticket else []
    told = Promise.objects.filter(break_ref=break_, ticket__state__in=PRESENT)
    codes = list(
        told.order_by("ticket__issued_at", "ticket_id").values_list("ticket__code", flat=True)
    )
    return codes if ticket is None or ticket.code in codes else [ticket.code, *codes]

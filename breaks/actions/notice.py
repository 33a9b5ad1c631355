"""The proof that clients could see a break: receipts of screens, and the spoken last resort."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Invalid, NotFound, Refused
from branches.events import record
from branches.models import Branch, Device, Staff
from branches.rules import DeviceKind
from breaks.actions.moves import cut_notice, locked_break, save_times, shift_start
from breaks.actions.settle import settle
from breaks.models import Break, Receipt
from breaks.queries import promise_of, proves, screens_online, terms_of_break
from breaks.rules.proof import Proof, clock_error, counts
from breaks.rules.start import proven_start, within_law
from breaks.rules.states import COMING, SHOWN
from queueapp.models import Ticket


@transaction.atomic
def record_receipt(
    device: Device,
    break_id: int,
    *,
    revision: int,
    starts_at: datetime,
    now: datetime,
    real_now: datetime | None = None,
    device_at: datetime | None = None,
    device_clock: datetime | None = None,
) -> Break:
    """A screen painted the warning of a revision with a start (N2); a repeat changes nothing.

    A kiosk's painting counts while no display or sign of the zone is online (3.9 no. 21).
    """
    branch, break_ = locked_break(break_id)
    if branch.pk != device.branch_id:
        raise NotFound("break")
    _refuse_stale(break_, revision, starts_at)
    _, new = Receipt.objects.get_or_create(
        break_ref=break_,
        device=device,
        revision=revision,
        starts_at=starts_at,
        defaults={"at": now, "device_at": device_at},
    )
    if new and real_now:
        _report_clock(device, branch, clock_error(device_clock, real_now), now=now)
    if new and proves(device, break_):
        _prove(break_, branch, device=device, now=now)
    elif break_.notice_at is None and _stands_in(device, break_, branch, real_now):
        # what a kiosk painted earlier counts from when the screens of the zone went dark
        _prove(break_, branch, device=device, now=now, proof=Proof.PHONE_OR_KIOSK)
    return break_


def _stands_in(device: Device, break_: Break, branch: Branch, real_now: datetime | None) -> bool:
    """Whether a kiosk's painting proves the notice, because every screen of the zone is dark."""
    if device.kind != DeviceKind.KIOSK or real_now is None:
        return False
    return _lower_counts(Proof.PHONE_OR_KIOSK, break_, branch, real_now)


def _lower_counts(proof: Proof, break_: Break, branch: Branch, real_now: datetime) -> bool:
    terms = terms_of_break(break_, branch)
    zone = break_.counter.zone if break_.counter else None
    online = screens_online(branch, zone, terms, real_now=real_now)
    return counts(proof, terms["notice.proof"], screens_online=online)


def _report_clock(device: Device, branch: Branch, seconds: float | None, *, now: datetime) -> None:
    """3.9 no. 29: screens go by the server's clock; one whose own is wrong is told of."""
    if seconds is not None:
        record(branch, "device.clock_wrong", now=now, device=device, seconds=seconds)


@transaction.atomic
def record_client_receipt(
    ticket: Ticket,
    break_id: int,
    *,
    revision: int,
    starts_at: datetime,
    now: datetime,
    real_now: datetime,
) -> Break:
    """A client's phone painted the warning: a proof while every screen is dark (3.9 no. 21)."""
    branch, break_ = locked_break(break_id)
    if branch.pk != ticket.branch_id or promise_of(ticket).break_ref_id != break_.pk:
        raise NotFound("break")
    _refuse_stale(break_, revision, starts_at)
    if _lower_counts(Proof.PHONE_OR_KIOSK, break_, branch, real_now):
        _prove(break_, branch, now=now, proof=Proof.PHONE_OR_KIOSK)
    return break_


def _refuse_stale(break_: Break, revision: int, starts_at: datetime) -> None:
    """Only the warning banner of the current revision is a proof, not the day table."""
    if break_.state not in SHOWN:
        raise Refused("not_warned", "This break shows no warning now.", state=break_.state)
    if revision != break_.revision:
        message = f"Revision {break_.revision} is shown now."
        raise Refused("outdated_revision", message, revision=break_.revision)
    first = min(filter(None, (break_.starts_at, break_.moved_from)))
    if not first <= starts_at <= break_.starts_at:
        raise Invalid("unknown_start", "No screen was told this start.")


def _prove(
    break_: Break,
    branch: Branch,
    *,
    now: datetime,
    device: Device | None = None,
    by: Staff | None = None,
    proof: Proof = Proof.DISPLAY_ACK,
) -> None:
    """N2 and N3: the first proof stands, and the start lies ten minutes behind it."""
    if break_.notice_at is not None:
        return
    terms, old = terms_of_break(break_, branch), break_.starts_at
    break_.notice_at = now
    save_times(break_, "notice_at", terms=terms, now=now)
    # an unplanned break is shown as soon as it is known; no notice is owed that could move it
    new, short = (old, False)
    if break_.planned:
        new, short = within_law(proven_start(old, now, terms), break_.latest_at)
    if short:
        cut_notice(break_, branch, terms, now=now)
    if new != old:
        shift_start(break_, new, branch=branch, now=now, terms=terms)
    moved: dict[str, Any] = {"starts_at": break_.starts_at.isoformat()} if new != old else {}
    revision = break_.revision
    record(
        branch,
        "notice.proven",
        now=now,
        subject=break_,
        device=device,
        by=by,
        revision=revision,
        proof=proof,
        **moved,
    )
    if break_.state in COMING:
        settle(branch, now=now)


@transaction.atomic
def record_spoken_notice(break_id: int, *, by: Staff, now: datetime, real_now: datetime) -> Break:
    """The teller said it aloud: proof of last resort, only while every screen is offline (N3)."""
    branch, break_ = locked_break(break_id)
    _refuse_stale(break_, break_.revision, break_.starts_at)
    if not _lower_counts(Proof.VOICE_TICK, break_, branch, real_now):
        message = "A screen is online and proves the notice itself."
        raise Refused("screens_online", message)
    Receipt.objects.create(
        break_ref=break_,
        spoken_by=by,
        revision=break_.revision,
        starts_at=break_.starts_at,
        at=now,
    )
    _prove(break_, branch, by=by, now=now, proof=Proof.VOICE_TICK)
    return break_

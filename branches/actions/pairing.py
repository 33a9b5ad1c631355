"""How a new screen and a branch find each other: it shows a code, a manager types it."""

import contextlib
import secrets
from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from branches.actions.screens import admit_device
from branches.errors import Invalid, Refused
from branches.locks import lock_branch, lock_pairings
from branches.models import Device, Pairing, Staff, hash_token
from branches.rules import CODE_LENGTH, CODE_SIGNS, MOST_PAIRINGS, PAIRING_LASTS, code_typed

# wrong codes of one person in a minute, in each process that answers
MOST_GUESSES, GUESSES_KEPT_SECONDS = 10, 60


@transaction.atomic
def ask_pairing(*, real_now: datetime) -> tuple[Pairing, str]:
    """Let a screen wait for a manager, in real time; its secret is told here and never again."""
    lock_pairings()
    forget_pairings(real_now)
    taken = set(Pairing.objects.filter(device=None).values_list("code", flat=True))
    if len(taken) >= MOST_PAIRINGS:
        message = "Too many screens wait for their code to be typed; try again in a while."
        raise Refused("too_many_pairings", message, status=429)
    secret = secrets.token_urlsafe(24)
    pairing = Pairing.objects.create(
        code=_new_code(taken),
        secret_hash=hash_token(secret),
        asked_at=real_now,
        expires_at=real_now + PAIRING_LASTS,
    )
    return pairing, secret


@transaction.atomic
def pair_device(
    branch_id: int,
    *,
    code: str,
    kind: str,
    name: str,
    zone: str,
    by: Staff,
    now: datetime,
    real_now: datetime,
) -> Device:
    """Make the screen that shows `code` one of the branch; the secret it keeps is its token."""
    branch = lock_branch(branch_id)
    _refuse_guessing(by)
    waiting = Pairing.objects.select_for_update().filter(device=None, expires_at__gt=real_now)
    pairing = waiting.filter(code=code_typed(code)).first()
    if pairing is None:
        _note_guess(by)
        raise Invalid("unknown_code", "No screen shows this code now. Codes change.")
    token_hash = pairing.secret_hash
    device = admit_device(
        branch, kind=kind, name=name, zone=zone, token_hash=token_hash, by=by, now=now
    )
    pairing.device = device
    pairing.save(update_fields=["device"])
    return device


def _refuse_guessing(by: Staff) -> None:
    if cache.get(_guesses_of(by), 0) >= MOST_GUESSES:
        message = "Too many wrong codes; try again in a minute."
        raise Refused("too_many_guesses", message, status=429)


def _note_guess(by: Staff) -> None:
    """One more wrong code; it is forgotten a minute after the first."""
    cache.add(_guesses_of(by), 0, timeout=GUESSES_KEPT_SECONDS)
    # it may be forgotten in between
    with contextlib.suppress(ValueError):
        cache.incr(_guesses_of(by))


def _guesses_of(by: Staff) -> str:
    return f"pairing-guesses-{by.pk}"


def forget_pairings(expired_before: datetime) -> int:
    """Delete the pairings that are over (real time), come to something or not; says how many."""
    return Pairing.objects.filter(expires_at__lte=expired_before).delete()[0]


def _new_code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code

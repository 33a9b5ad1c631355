"""What counts as a notice having reached clients (N2, 3.9 no. 21), and a screen's wrong clock."""

from datetime import datetime, timedelta

from django.db.models import TextChoices

# 3.9 no. 29: a clock further off is reported
WRONG_BY = timedelta(seconds=60)


class Proof(TextChoices):
    """From the strongest to the last resort."""

    DISPLAY_ACK = "display_ack"
    PHONE_OR_KIOSK = "phone_or_kiosk"
    VOICE_TICK = "voice_tick"


def counts(proof: Proof, asked: str, *, screens_online: bool) -> bool:
    """Whether a proof counts: a screen's always, a lower one only while no screen is online.

    `asked` is the policy's `notice.proof`: it names the one lower proof that counts then; by
    default each does.
    """
    if proof == Proof.DISPLAY_ACK:
        return True
    return not screens_online and asked in (Proof.DISPLAY_ACK, proof)


def clock_error(device_clock: datetime | None, real_now: datetime) -> float | None:
    """By how many seconds a screen's own clock is wrong, if it is by more than a minute."""
    if device_clock is None or abs(device_clock - real_now) <= WRONG_BY:
        return None
    return round((device_clock - real_now).total_seconds(), 1)

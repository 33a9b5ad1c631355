"""The public address of a sheet: it opens what is posted, and nothing else.

It is derived from a screen of the branch: whoever photographs it cannot prove a notice with it, and
it ends when the screen is retired or paired anew.
"""

import base64
from datetime import date
from urllib.parse import urlencode

from django.utils.crypto import constant_time_compare, salted_hmac

from branches.errors import NotFound
from branches.models import Branch, Device
from branches.rules import DeviceKind, id_in

PURPOSE = "signage.sheets"
# 120 bits: nobody guesses it, and its code stays small
PROOF_BYTES = 15
# whose address an office prints on a sheet of the whole branch
LENDERS = (DeviceKind.SIGN, DeviceKind.DISPLAY, DeviceKind.KIOSK)


def sheet_token(device: Device) -> str:
    """The word that opens the sheet of a screen's branch; the screen's own token is not in it."""
    about = f"{device.pk} {device.token_hash}"
    proof = salted_hmac(PURPOSE, about, algorithm="sha256").digest()[:PROOF_BYTES]
    return f"{device.pk}-{base64.urlsafe_b64encode(proof).decode()}"


def access_sheet(token: str) -> Device:
    """The screen whose sheet a word opens, as long as it is paired."""
    number = id_in(token.partition("-")[0])
    rows = Device.objects.select_related("branch", "branch__organisation")
    device = rows.filter(pk=number, retired_at=None).first() if number is not None else None
    if device is None or not constant_time_compare(token, sheet_token(device)):
        raise NotFound("sheet")
    return device


def lender_of(branch: Branch) -> Device | None:
    """The screen whose address stands on a sheet that an office prints: a sign, else another."""
    devices = branch.devices.filter(retired_at=None)
    return min(devices, key=lambda d: (LENDERS.index(DeviceKind(d.kind)), d.pk), default=None)


def sheet_path(device: Device, *, since: int, day: date | None = None, counter: str = "") -> str:
    """What a sheet's code says: what changed after the event `since`, on which day, where."""
    asked = {"since": since, "day": day, "counter": counter}
    return f"/sheet/{sheet_token(device)}?{urlencode({k: v for k, v in asked.items() if v})}"

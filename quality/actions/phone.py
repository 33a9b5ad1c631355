"""The way out of the house to a phone: a message to the address the branch has configured.

It goes through Django's e-mail, as gateways for text messages take it: a number becomes an address
at `SMS_GATEWAY`, an address stays one. The backend of the settings decides what leaves the house;
as shipped it only prints. A message that fails is logged and holds up nothing.
"""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import send_mail

logger = logging.getLogger(__name__)
THREAD = "phone"


def address_of(phone: str) -> str:
    """Where a message for a number goes: its digits at the gateway; an address stays as it is."""
    if "@" in phone:
        return phone
    digits = "".join(each for each in phone if each.isdigit())
    return f"{digits}@{settings.SMS_GATEWAY}" if digits else ""


def ring(phone: str, text: str) -> None:
    """Send a text to a phone, on a thread of its own: the tick waits for no mail server."""
    address = address_of(phone)
    if address:
        Thread(target=_send, args=(address, text), name=THREAD).start()


def _send(address: str, text: str) -> None:
    try:
        send_mail(text, text, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError:
        logger.exception("an alarm could not be sent to the branch's phone")

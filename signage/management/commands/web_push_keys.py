"""`manage.py web_push_keys`: a fresh pair of keys with which phones are woken."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management.base import BaseCommand

SECRET_BYTES = 32


class Command(BaseCommand):
    help = (
        "Print a fresh pair of keys for waking clients' phones (VAPID), as settings. "
        "New keys end what phones have subscribed to with the old ones."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the settings, one a line."""
        key = ec.generate_private_key(ec.SECP256R1())
        secret = key.private_numbers().private_value.to_bytes(SECRET_BYTES, "big")
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.stdout.write(f"WEB_PUSH_PRIVATE_KEY={_text(secret)}")
        self.stdout.write(f"WEB_PUSH_PUBLIC_KEY={_text(point)}")
        self.stdout.write("WEB_PUSH_CONTACT=mailto:you@your.organisation")


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")

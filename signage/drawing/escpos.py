"""A picture for a receipt printer of the network, as ESC/POS raster: no code page of any printer is
asked for, so ő, ğ and Ж always print (UX.md 1.1).
"""

import socket
import struct
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from PIL import Image

from branches.errors import Refused

RESET = b"\x1b@"
# `GS v 0` at full density; then bytes a row and rows, both little-endian
PICTURE = b"\x1dv0\x00"
FEED_AND_CUT = b"\x1bd\x04\x1dV\x42\x00"
# of one command: printers with little memory take no more at once
ROWS = 240
CONNECT_SECONDS, SEND_SECONDS = 2.0, 4.0
# where printers listen
PORTS = range(9100, 9110)


def raster(image: Image.Image) -> bytes:
    """A picture of one bit as the bytes that a printer understands, cut at the end."""
    dots = image.convert("1")
    bands = (
        dots.crop((0, top, dots.width, min(top + ROWS, dots.height)))
        for top in range(0, dots.height, ROWS)
    )
    return RESET + b"".join(map(_band, bands)) + FEED_AND_CUT


def _band(dots: Image.Image) -> bytes:
    row_bytes = (dots.width + 7) // 8
    # a set bit is a black dot there, a white one here
    inverted = dots.tobytes("raw", "1;I")
    return PICTURE + struct.pack("<HH", row_bytes, dots.height) + inverted


def send(printer: str, data: bytes) -> None:
    """Hand bytes to the printer at host:port; 503 `printer_away` when it does not take them."""
    try:
        with socket.create_connection(_address_of(printer), timeout=CONNECT_SECONDS) as line:
            line.settimeout(SEND_SECONDS)
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
    except (OSError, ValueError) as error:
        raise Refused("printer_away", "The printer does not answer.", status=503) from error


def _address_of(printer: str) -> tuple[str, int]:
    """Where a printer is. The house's own machine and its neighbours on the wire are none: whoever
    writes a layout must not learn from answers what else listens there.
    """
    place = urlsplit(f"//{printer}")
    port = place.port or 0
    found = socket.getaddrinfo(place.hostname or "", port, type=socket.SOCK_STREAM)[0][4]
    host = str(found[0])
    if not settings.PRINTERS_ANYWHERE and (port not in PORTS or _is_inner(host)):
        raise ValueError(printer)
    return host, port


def _is_inner(host: str) -> bool:
    place = ip_address(host.split("%")[0])
    return place.is_loopback or place.is_link_local or place.is_unspecified or place.is_multicast

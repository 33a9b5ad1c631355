"""A picture for a receipt printer of the network, as ESC/POS raster: no code page of any printer is
asked for, so ő, ğ and Ж always print (UX.md 1.1).
"""

import socket
import struct
from urllib.parse import urlsplit

from PIL import Image

from branches.errors import Refused

RESET = b"\x1b@"
# `GS v 0` at full density; then bytes a row and rows, both little-endian
PICTURE = b"\x1dv0\x00"
FEED_AND_CUT = b"\x1bd\x04\x1dV\x42\x00"
# of one command: printers with little memory take no more at once
ROWS = 240
CONNECT_SECONDS, SEND_SECONDS = 2.0, 4.0


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
        place = urlsplit(f"//{printer}")
        address = (place.hostname or "", place.port or 0)
        with socket.create_connection(address, timeout=CONNECT_SECONDS) as line:
            line.settimeout(SEND_SECONDS)
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
    except (OSError, ValueError) as error:
        raise Refused("printer_away", "The printer does not answer.", status=503) from error

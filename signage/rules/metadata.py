"""What a picture says beside what it shows: place, camera, programs, names. None of it is kept.

Only whole pieces of the file are left out: what is shown stays the same to the last bit.
"""

import struct
from collections.abc import Iterator

from signage.rules.playlists import JPEG, PNG, WEBP, FileKind

# of a PNG: what is drawn and in which colours
SHOWN_CHUNKS = (
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP mDCV cLLI".split()
)
SHOWN_PARTS = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP")
# of a WebP: the flags that promise camera data and a description
TOLD_FLAGS = 0x08 | 0x04
COLOURS = b"ICC_PROFILE\0"
# of a JPEG: markers without a length, scans that follow, and the end
BARE = (0x01, *range(0xD0, 0xD8))
SCAN, END = 0xDA, 0xD9
COMMENT, FRAME, COLOUR_PROFILE, ADOBE, LAST_APPLICATION = 0xFE, 0xE0, 0xE2, 0xEE, 0xEF


def without_metadata(body: bytes, kind: FileKind) -> bytes:
    """The same picture without what it says of itself; `ValueError` where its pieces do not fit.

    Turning it as the camera was held is for whoever still has that note.
    """
    if kind == JPEG:
        return b"".join(_jpeg(body))
    if kind == PNG:
        return body[:8] + b"".join(_chunks(body))
    return _webp(body) if kind == WEBP else body


def _jpeg(body: bytes) -> Iterator[bytes]:
    """Piece by piece up to the end of the picture: whatever hangs behind it is none of it."""
    yield body[:2]
    at = 2
    while True:
        while body[at : at + 2] == b"\xff\xff":
            at += 1
        if len(body) < at + 2 or body[at] != 0xFF:
            raise ValueError("no marker")
        marker = body[at + 1]
        if marker == END:
            yield body[at : at + 2]
            return
        size = 2 if marker in BARE else 2 + _length(body[at + 2 : at + 4])
        if marker == SCAN:
            size = _scan_ends(body, at + size) - at
        piece = body[at : at + size]
        if _is_shown(marker, piece[4:]):
            yield piece
        at += size


def _length(two: bytes) -> int:
    if len(two) < 2 or (size := int.from_bytes(two)) < 2:
        raise ValueError("no length")
    return size


# a byte 0xFF that is data, padding, and the marks between parts of a scan
WITHIN_A_SCAN = frozenset((0x00, 0xFF, *range(0xD0, 0xD8)))


def _scan_ends(body: bytes, at: int) -> int:
    """Where the next marker stands that is none of the scan itself."""
    while (at := body.find(b"\xff", at)) >= 0 and at + 1 < len(body):
        if body[at + 1] not in WITHIN_A_SCAN:
            return at
        at += 1
    raise ValueError("no end")


def _is_shown(marker: int, inside: bytes) -> bool:
    if marker == COLOUR_PROFILE:
        return inside.startswith(COLOURS)
    told = FRAME < marker <= LAST_APPLICATION or marker == COMMENT
    return not told or marker == ADOBE


def _chunks(body: bytes) -> Iterator[bytes]:
    at, name = 8, b""
    while name != b"IEND":
        if len(body) < at + 12:
            raise ValueError("no chunk")
        size, name = 12 + int.from_bytes(body[at : at + 4]), body[at + 4 : at + 8]
        if name in SHOWN_CHUNKS:
            yield body[at : at + size]
        at += size


def _webp(body: bytes) -> bytes:
    parts = b"".join(_parts(body))
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WEBP" + parts


def _parts(body: bytes) -> Iterator[bytes]:
    at, ends = 12, min(len(body), 8 + struct.unpack("<I", body[4:8])[0])
    while at + 8 <= ends:
        size = struct.unpack("<I", body[at + 4 : at + 8])[0]
        # a part of odd length has one byte more
        part = body[at : at + 8 + size + size % 2]
        if part[:4] == b"VP8X" and len(part) > 8:
            part = part[:8] + bytes([part[8] & ~TOLD_FLAGS]) + part[9:]
        if part[:4] in SHOWN_PARTS:
            yield part
        at += 8 + size + size % 2

"""A picture of a playlist tells nothing of where, when and with what it was made."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from branches.errors import Invalid
from signage.actions.playlists import _only_what_is_seen
from signage.rules.metadata import without_metadata
from signage.rules.playlists import JPEG, PNG, WEBP, FileKind, file_kind

SECRET = b"Lorinc-Street-7"
PROFILE = b"colours of a certain screen" * 4


def noted(turn: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = turn
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    return exif


def told(form: str, turn: int = 1, **more: Any) -> bytes:
    """A picture, red on its left, that tells what it should not."""
    image = Image.new("RGB", (40, 20), "blue")
    image.paste("red", (0, 0, 20, 20))
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", SECRET.decode())
        notes.add_itxt("Place", SECRET.decode(), zip=False)
        more["pnginfo"] = notes
    else:
        more["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if form == "JPEG":
        more |= {"comment": SECRET, "quality": 95}
    if form == "WEBP":
        more.setdefault("lossless", True)
    written = io.BytesIO()
    image.save(written, form, exif=noted(turn), icc_profile=PROFILE, **more)
    return written.getvalue()


def opened(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


@pytest.mark.parametrize(
    ("form", "more"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"restart_marker_blocks": 1}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": False}),
    ],
)
def test_what_is_seen_stays_to_the_last_bit_and_nothing_else_is_said(
    form: str, more: dict[str, Any]
) -> None:
    body = told(form, **more)
    kind = file_kind(body)
    assert kind is not None
    assert SECRET in body
    kept = _only_what_is_seen(body, kind)
    assert SECRET not in kept
    assert b"Exif" not in kept
    assert b"EXIF" not in kept
    assert b"eXIf" not in kept
    before, after = opened(body), opened(kept)
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == PROFILE
    assert not after.getexif()
    # a second time there is nothing to take away: the same file is the same page
    assert _only_what_is_seen(kept, kind) == kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_as_it_was_seen_before_its_note_is_gone(form: str) -> None:
    body = told(form, turn=6)
    kind = file_kind(body)
    assert kind is not None
    kept = _only_what_is_seen(body, kind)
    assert SECRET not in kept
    image = opened(kept)
    # turned by a quarter: what was on the left is above
    assert (image.size, image.info["icc_profile"]) == ((20, 40), PROFILE)
    red, _, blue = image.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_what_hangs_behind_a_picture_is_none_of_it() -> None:
    """Cameras put a second picture there, with notes of its own, or a film."""
    body = told("JPEG")
    assert without_metadata(body + told("JPEG"), JPEG) == without_metadata(body, JPEG)
    assert without_metadata(told("PNG") + SECRET, PNG) == without_metadata(told("PNG"), PNG)


@pytest.mark.parametrize("turn", [1, 6])
def test_a_camera_with_two_lenses_makes_one_picture(turn: int) -> None:
    written, body = io.BytesIO(), opened(told("JPEG"))
    body.save(written, "MPO", save_all=True, append_images=[body], exif=noted(turn))
    kept = opened(_only_what_is_seen(written.getvalue(), JPEG))
    assert (kept.format, kept.size) == ("JPEG", (40, 20) if turn == 1 else (20, 40))


def absurd(side: int) -> bytes:
    """The head of a picture as large as it says, and nothing of it."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 4) + b"IDAT1234" + b"\0" * 4


@pytest.mark.parametrize(
    ("side", "code"), [(5001, "too_large"), (60_000, "media_broken"), (100, "media_broken")]
)
def test_a_picture_of_absurd_size_is_refused_before_it_is_drawn(side: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        _only_what_is_seen(absurd(side), PNG)
    assert refused.value.code == code


@pytest.mark.parametrize(("kind", "form"), [(JPEG, "JPEG"), (PNG, "PNG"), (WEBP, "WEBP")])
def test_a_broken_file_is_no_mishap(kind: FileKind, form: str) -> None:
    body = told(form)
    for cut in range(12, len(body)):
        with suppress(ValueError):
            without_metadata(body[:cut], kind)


def test_a_part_of_no_length_is_no_mishap() -> None:
    """What a WebP says of itself, as one part that holds nothing, at the end of the file."""
    part = b"VP8X" + struct.pack("<I", 0)
    body = b"RIFF" + struct.pack("<I", 4 + len(part)) + b"WEBP" + part
    assert without_metadata(body, WEBP) == body

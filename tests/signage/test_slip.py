"""The number on paper: what it says, and the dots a printer is sent (F72)."""

import pytest
from PIL import Image

from branches.models import Branch
from queueapp.models import Queue
from signage.drawing.escpos import raster, send
from signage.drawing.slip_image import WIDTH, draw_slip
from signage.sheets.slip import Slip, slip_of
from tests.morning import fresh, proven, refused, sit, take
from tests.people import Bank, at

PAGE = "http://192.168.1.20:8000/t/AbCdEfGhIjKlMnOpQrStUv"


def slip(**more: str) -> Slip:
    told = {"branch": "Bank", "title": "Your number", "code": "A042", "promise": "No break."}
    end = {"taken": "Wednesday 3 March 2027, 12:16", "scan": "Scan it.", "address": PAGE}
    return Slip(**{**told, **end, **more}, rows=(), breaks=())  # type: ignore[arg-type]


def decoded(data: bytes) -> Image.Image:
    """What a printer puts on paper, out of what it is sent."""
    image, at_byte, down = Image.new("1", (WIDTH, 4000), 1), 2, 0
    while data[at_byte : at_byte + 4] == b"\x1dv0\x00":
        across, rows = (
            int.from_bytes(data[at_byte + n : at_byte + n + 2], "little") for n in (4, 6)
        )
        dots = data[at_byte + 8 : at_byte + 8 + across * rows]
        band = Image.frombytes("1", (across * 8, rows), bytes(255 - byte for byte in dots))
        image.paste(band, (0, down))
        at_byte, down = at_byte + 8 + across * rows, down + rows
    return image.crop((0, 0, WIDTH, down))


def test_the_paper_shows_what_was_drawn() -> None:
    drawn = draw_slip(slip())
    assert decoded(raster(drawn)).tobytes() == drawn.tobytes()
    assert drawn.width == WIDTH == 576


@pytest.mark.parametrize("letter", ["ő", "Ű", "ğ", "İ", "ş", "Ж", "щ", "Ъ", "ñ"])
def test_every_letter_of_our_languages_is_printed(letter: str) -> None:
    """Neither blank nor the box of a font that lacks it."""
    blank, box = draw_slip(slip(promise=".")), draw_slip(slip(promise="\U0001f9ff"))
    drawn = draw_slip(slip(promise=letter))
    assert drawn.size == blank.size
    assert len({image.tobytes() for image in (drawn, blank, box)}) == 3


def test_a_long_promise_is_broken_into_lines_and_nothing_is_cut() -> None:
    long = draw_slip(slip(promise="Очаква се да ви обслужим след почивката " * 3))
    assert long.height > draw_slip(slip()).height + 100
    word = draw_slip(slip(promise="x" * 200))
    edge = word.crop((WIDTH - 8, 0, WIDTH, word.height))
    assert edge.getextrema()[0] > 0


@pytest.mark.parametrize("printer", ["", "printer", "127.0.0.1:notaport", "127.0.0.1:0"])
def test_a_printer_that_cannot_be_is_away(printer: str) -> None:
    with refused("printer_away", 503):
        send(printer, b"")


def test_the_paper_carries_promise_breaks_and_times(alone: Bank) -> None:
    """F72: in the language of the ticket."""
    Branch.objects.update(languages=["hu", "en"])
    Queue.objects.update(names={"hu": "Pénztár"})
    proven(alone)
    sit(alone)
    first = take(alone, "12:16", language="hu")
    told = slip_of(fresh(first), PAGE, now=at("12:16"))
    assert told.code == "A001"
    assert "szünet" in told.promise
    assert [words for words in told.breaks if "12:30" in words and "13:00" in words]
    assert "2027" in told.taken and "12:16" in told.taken
    assert "Pénztár" in dict(told.rows).values()

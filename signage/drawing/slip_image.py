"""The picture of a number on a paper roll: black or white, letters of all our languages."""

from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from signage.drawing.codes import code_dots
from signage.drawing.letters import letters
from signage.sheets.slip import Slip

# what a roll of 80 mm prints at 8 dots a millimetre
WIDTH = 576
EDGE = 12
BLACK, WHITE = 0, 1
CODE_DOT = 7
LEADING = 1.25


class _Roll:
    """Paper that grows downwards; lengths are dots."""

    def __init__(self) -> None:
        self.image = Image.new("1", (WIDTH, 4000), WHITE)
        self.pen = ImageDraw.Draw(self.image)
        self.y = EDGE

    def line(self, words: str, size: int, *, bold: bool = False) -> None:
        """Words in the middle, broken where they are too long."""
        font = letters(size, bold=bold)
        for part in _broken(words, font):
            left = (WIDTH - font.getlength(part)) / 2
            self.pen.text((left, self.y), part, fill=BLACK, font=font)
            self.y += round(size * LEADING)

    def gap(self, dots: int) -> None:
        self.y += dots

    def rule(self) -> None:
        """A line across the paper."""
        self.pen.rectangle((EDGE, self.y, WIDTH - EDGE, self.y + 3), fill=BLACK)
        self.y += 16

    def code(self, address: str) -> None:
        """The address as a code, in the middle."""
        rows = code_dots(address)
        left = (WIDTH - len(rows) * CODE_DOT) // 2
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    at = (left + x * CODE_DOT, self.y + y * CODE_DOT)
                    self.pen.rectangle(
                        (*at, at[0] + CODE_DOT - 1, at[1] + CODE_DOT - 1), fill=BLACK
                    )
        self.y += len(rows) * CODE_DOT + EDGE

    def torn(self) -> Image.Image:
        """The paper as long as what stands on it."""
        return self.image.crop((0, 0, WIDTH, self.y + EDGE))


def _broken(words: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Words in lines that fit; one that is too long by itself is broken inside."""
    room, line = WIDTH - 2 * EDGE, ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        while font.getlength(word) > room:
            fits = next(n for n in range(len(word), 0, -1) if font.getlength(word[:n]) <= room)
            yield word[:fits]
            word = word[fits:]
        line = word
    if line:
        yield line


def draw_slip(slip: Slip) -> Image.Image:
    """The paper of a number, 576 dots wide and as long as it needs to be."""
    roll = _Roll()
    roll.line(slip.branch, 30, bold=True)
    roll.gap(8)
    roll.line(slip.title, 26)
    roll.line(slip.code, 150, bold=True)
    roll.gap(8)
    roll.rule()
    roll.line(slip.promise, 34, bold=True)
    roll.gap(6)
    roll.rule()
    for label, value in slip.rows:
        roll.line(f"{label}: {value}", 30)
    for words in slip.breaks:
        roll.line(words, 28)
    roll.gap(10)
    roll.code(slip.address)
    roll.line(slip.scan, 24)
    roll.gap(8)
    roll.line(slip.taken, 26)
    return roll.torn()

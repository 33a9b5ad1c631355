"""The picture of a sign for electronic paper: black or white and nothing between (UX.md 1.1).

Pure drawing: the same words at the same size make the same bytes.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from signage.drawing.codes import code_dots
from signage.drawing.letters import letters

BLACK, WHITE = 0, 1
SMALLEST, LARGEST = 200, 2000
TURNS = (0, 90)
SMALLEST_LETTERS = 9
# a code that takes more of the short side than this is left out, one below two dots is not read
CODE_SHARE, CODE_MOST, CODE_DOT = 0.27, 0.34, 2
ROW_LEAST, ROW_MOST = 8.0, 17.0


@dataclass(frozen=True)
class Row:
    """One break: where (empty on the sign of one counter), when, and a word beside it."""

    where: str
    when: str
    note: str


@dataclass(frozen=True)
class Words:
    """All that a picture says, in one language; what is empty is left out."""

    place: str
    date: str
    counter: tuple[str, str]
    title: str
    rows: tuple[Row, ...]
    # said where there is no row
    none: str
    # "More", said with a number where not every row has room
    more: str
    entry: tuple[str, ...]
    foot: tuple[str, ...]
    address: str


def draw_sign(words: Words, width: int, height: int, turn: int = 0) -> bytes:
    """The picture as a PNG of one bit, `width` by `height` pixels; turned, it is drawn upright for
    a device that stands on its side.
    """
    size = (height, width) if turn else (width, height)
    image = _Drawing(words, *size).draw()
    if turn:
        image = image.transpose(Image.Transpose.ROTATE_90)
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()


class _Drawing:
    """One picture under the pen; lengths are pixels, `u` is a hundredth of the short side."""

    def __init__(self, words: Words, width: int, height: int) -> None:
        self.words, self.width, self.height = words, width, height
        self.image = Image.new("1", (width, height), WHITE)
        self.pen = ImageDraw.Draw(self.image)
        self.u = min(width, height) / 100
        self.edge = round(4 * self.u)
        self.right = width - self.edge

    def draw(self) -> Image.Image:
        below = self._head()
        above = self._foot()
        self._rows(below, above)
        return self.image

    def _px(self, units: float) -> int:
        return max(1, round(units * self.u))

    def _text(
        self, text: str, left: int, top: int, size: float, *, to: int = 0, bold: bool = True
    ) -> int:
        """Write a line that ends before `to`, smaller where it must be; where it ended."""
        font = letters(self._fitting(text, size, (to or self.right) - left, bold=bold), bold=bold)
        # smaller letters stand on the same line as the wanted ones
        base = top + letters(self._px(size), bold=bold).getmetrics()[0]
        self.pen.text((left, base), text, fill=BLACK, font=font, anchor="ls")
        return left + round(font.getlength(text))

    def _fitting(self, text: str, size: float, room: int, *, bold: bool) -> int:
        wanted = max(SMALLEST_LETTERS, self._px(size))
        while wanted > SMALLEST_LETTERS and letters(wanted, bold=bold).getlength(text) > room:
            wanted -= 1
        return wanted

    def _tall(self, size: float) -> int:
        return sum(letters(max(SMALLEST_LETTERS, self._px(size)), bold=True).getmetrics())

    def _rule(self, top: int, thick: float = 0.6) -> int:
        """A line from edge to edge; where the room below it begins."""
        down = top + self._px(thick)
        self.pen.rectangle((self.edge, top, self.right - 1, down - 1), fill=BLACK)
        return down

    def _head(self) -> int:
        """The place, the day and the counter; where the room below begins."""
        words, top = self.words, self._px(2)
        label, counter = words.counter
        date_size = self._fitting(words.date, 4.2, round(self.width * 0.42), bold=False)
        long = round(letters(date_size).getlength(words.date))
        self._text(words.place, self.edge, top, 6, to=self.right - long - self.edge)
        base = top + letters(self._px(6), bold=True).getmetrics()[0]
        self.pen.text(
            (self.right, base), words.date, fill=BLACK, font=letters(date_size), anchor="rs"
        )
        top += self._tall(6)
        if counter:
            at = self._text(f"{label} ", self.edge, top + self._px(3.5), 6, bold=False)
            self._text(counter, at, top - self._px(1), 11)
            top += self._tall(10)
        return self._rule(top + self._px(1))

    def _code(self) -> int:
        """The code in the lower right corner; how much of each side it takes, none if too much."""
        if not self.words.address:
            return 0
        dots = code_dots(self.words.address)
        short = 100 * self.u
        dot = max(CODE_DOT, int(short * CODE_SHARE / len(dots)))
        if dot * len(dots) > short * CODE_MOST:
            return 0
        left, top = self.right - dot * len(dots), self.height - self._px(2) - dot * len(dots)
        for y, row in enumerate(dots):
            for x, dark in enumerate(row):
                if dark:
                    at = (left + x * dot, top + y * dot)
                    self.pen.rectangle((*at, at[0] + dot - 1, at[1] + dot - 1), fill=BLACK)
        return dot * len(dots)

    def _foot(self) -> int:
        """The code, the last entry, the hours and how old this is; where the room above ends."""
        code = self._code()
        to = self.right - (code + self._px(2) if code else 0)
        down = self.height - self._px(2)
        for line in reversed(self.words.foot):
            down -= self._tall(4)
            self._text(line, self.edge, down, 4, to=to, bold=False)
        for line in reversed(self.words.entry):
            down -= self._tall(7) + self._px(2)
            self._band(line, down, to)
        return min(down, self.height - self._px(2) - code) - self._px(1)

    def _band(self, line: str, top: int, to: int) -> None:
        """A line in white on black: what is read first."""
        font = letters(self._fitting(line, 7, to - self.edge - self._px(4), bold=True), bold=True)
        down = top + self._tall(7)
        self.pen.rectangle((self.edge, top, to - 1, down), fill=BLACK)
        middle = (top + down) // 2
        at = (self.edge + self._px(2), middle)
        self.pen.text(at, line, fill=WHITE, font=font, anchor="lm")

    def _rows(self, top: int, down: int) -> None:
        """The breaks in the room between head and foot: as many as can be read."""
        words = self.words
        top += self._px(1)
        if not words.rows:
            self._text(words.none, self.edge, top + self._px(2), 7)
            return
        self._text(words.title, self.edge, top, 4.5, bold=False)
        top += self._tall(4.5)
        room = max(1, int((down - top) / (ROW_LEAST * self.u)))
        shown = words.rows if len(words.rows) <= room else words.rows[: max(1, room - 1)]
        lines = len(shown) + (len(shown) < len(words.rows))
        tall = min(ROW_MOST * self.u, (down - top) / lines)
        for n, row in enumerate(shown):
            self._row(row, round(top + n * tall), tall)
        if len(shown) < len(words.rows):
            more = f"{words.more}: {len(words.rows) - len(shown)}"
            self._text(more, self.edge, round(top + len(shown) * tall), tall / self.u * 0.5)

    def _row(self, row: Row, top: int, tall: float) -> None:
        size, left = tall / self.u * 0.6, self.edge
        if row.where:
            column = self.edge + max(round(self.width * 0.15), self._px(size * 2))
            self._text(row.where, left, top, size, to=column - self._px(1))
            left = column
        note = letters(self._fitting(row.note, size * 0.6, round(self.width * 0.32), bold=False))
        long = round(note.getlength(row.note))
        self._text(row.when, left, top, size, to=self.right - long - self._px(2))
        base = top + letters(self._px(size), bold=True).getmetrics()[0]
        self.pen.text((self.right, base), row.note, fill=BLACK, font=note, anchor="rs")
        self._rule(round(top + tall) - self._px(0.8), 0.2)

"""The picture of a sign for electronic paper: black or white and nothing between (UX.md 1.1).

Pure drawing: the same words at the same size make the same bytes.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from signage.drawing.codes import code_dots
from signage.drawing.letters import letters, wide

BLACK, WHITE = 0, 1
SMALLEST, LARGEST = 200, 2000
TURNS = (0, 90)
SMALLEST_LETTERS = 9
# a code that takes more of the short side than this is left out, one below two dots is not read
CODE_SHARE, CODE_MOST, CODE_DOT = 0.27, 0.34, 2
ROW_LEAST, ROW_MOST = 7.5, 17.0
# no row is lower than its smallest letters need, in pixels
ROW_PIXELS = 14
GAP_PIXELS = 6
# a line is broken rather than drawn smaller than this part of its size
BREAK_BELOW = 0.75
# of a name, at most so many lines
NAME_LINES = 2
# two columns of rows need so many hundredths of the short side each
COLUMN_LEAST = 75


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


# what is left out where not all has room, the least important first
LEFT_OUT: tuple[Callable[[Words], dict[str, Any]], ...] = (
    lambda words: {"foot": words.foot[-1:]},
    lambda words: {"address": ""},
    lambda words: {"entry": words.entry[:1]},
    lambda words: {"date": ""},
    lambda words: {"title": ""},
    lambda words: {"place": ""},
    lambda words: {"foot": ()},
    lambda words: {"entry": ()},
)


def draw_sign(words: Words, width: int, height: int, turn: int = 0) -> bytes:
    """The picture as a PNG of one bit, `width` by `height` pixels; turned, it is drawn upright for
    a device that stands on its side.
    """
    size = (height, width) if turn else (width, height)
    image = _drawn(words, *size)
    if turn:
        image = image.transpose(Image.Transpose.ROTATE_90)
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()


def _drawn(words: Words, width: int, height: int) -> Image.Image:
    """The picture with as much of the words as has room: no line stands on another."""
    for told in _fewer(words):
        drawing = _Drawing(told, width, height)
        drawing.draw()
        if drawing.whole:
            break
    return drawing.image


def _fewer(words: Words) -> Iterator[Words]:
    """The words, then with one line after the other left out."""
    yield words
    for without in LEFT_OUT:
        fewer = replace(words, **without(words))
        if fewer != words:
            yield fewer
        words = fewer


class _Drawing:
    """One picture under the pen; lengths are pixels, `u` is a hundredth of the short side."""

    def __init__(self, words: Words, width: int, height: int) -> None:
        self.words, self.width, self.height = words, width, height
        self.image = Image.new("1", (width, height), WHITE)
        self.pen = ImageDraw.Draw(self.image)
        self.u = min(width, height) / 100
        self.edge = round(4 * self.u)
        self.right = width - self.edge
        # whether every line has room
        self.whole = True

    def draw(self) -> None:
        """All the words; `whole` says whether they had room."""
        below = self._head()
        above = self._foot()
        self._rows(below, above)

    def _px(self, units: float) -> int:
        return max(1, round(units * self.u))

    def _gap(self) -> int:
        """Between two texts on one line, so that they are two."""
        return max(GAP_PIXELS, self._px(2))

    def _text(
        self, text: str, left: int, top: int, size: float, *, to: int = 0, bold: bool = True
    ) -> int:
        """Write a line that ends before `to`, smaller where it must be; where it ended."""
        room = (to or self.right) - left
        font = letters(self._fitting(text, size, room, bold=bold), bold=bold)
        self.whole = self.whole and wide(font, text) <= room + 1
        # smaller letters stand on the same line as the wanted ones
        base = top + letters(max(SMALLEST_LETTERS, self._px(size)), bold=bold).getmetrics()[0]
        self.pen.text((left, base), text, fill=BLACK, font=font, anchor="ls")
        return left + round(wide(font, text))

    def _fitting(self, text: str, size: float, room: int, *, bold: bool) -> int:
        wanted = max(SMALLEST_LETTERS, self._px(size))
        while wanted > SMALLEST_LETTERS and wide(letters(wanted, bold=bold), text) > room:
            wanted -= 1
        return wanted

    def _broken(self, text: str, size: float, room: int, *, bold: bool) -> tuple[list[str], int]:
        """The text on one line, on two, or on as many as it needs; and its letters in pixels."""
        wanted = max(SMALLEST_LETTERS, self._px(size))
        for most, least in ((1, BREAK_BELOW * wanted), (2, 0)):
            for high in range(wanted, SMALLEST_LETTERS - 1, -1):
                lines = _wrapped(text, letters(high, bold=bold), room)
                if high >= least and len(lines) <= most:
                    return lines, high
        return _wrapped(text, letters(SMALLEST_LETTERS, bold=bold), room), SMALLEST_LETTERS

    def _line(self, text: str, top: int, high: int, *, bold: bool) -> int:
        """Write a line in letters of a height in pixels; where the next one begins."""
        font = letters(high, bold=bold)
        self.pen.text((self.edge, top), text, fill=BLACK, font=font)
        return top + sum(font.getmetrics())

    def _tall(self, size: float) -> int:
        return sum(letters(max(SMALLEST_LETTERS, self._px(size)), bold=True).getmetrics())

    def _rule(self, top: int, thick: float = 0.6) -> int:
        """A line from edge to edge; where the room below it begins."""
        down = top + self._px(thick)
        self.pen.rectangle((self.edge, top, self.right - 1, down - 1), fill=BLACK)
        return down

    def _head(self) -> int:
        """The place, the day and the counter; where the room below begins."""
        words, top = self.words, self._place(self._px(2))
        label, counter = words.counter
        if counter:
            at = self._text(f"{label} ", self.edge, top + self._px(3.5), 6, bold=False)
            self._text(counter, at, top - self._px(1), 11)
            top += self._tall(10)
        return self._rule(top + self._px(1))

    def _name(self, top: int) -> int:
        """The place on two lines at most; what is longer ends in dots. Where it ended."""
        lines, high = self._broken(self.words.place, 6, self.right - self.edge, bold=True)
        if len(lines) > NAME_LINES:
            lines = [*lines[: NAME_LINES - 1], f"{lines[NAME_LINES - 1]}…"]
        for line in lines:
            top = self._line(line, top, high, bold=True)
        return top

    def _place(self, top: int) -> int:
        """The place and the day on one line, or on two where there is no room; where it ended."""
        place, date = self.words.place, self.words.date
        font = letters(max(SMALLEST_LETTERS, self._px(4.2)))
        to = self.right - round(wide(font, date)) - self.edge
        long = wide(letters(self._px(6), bold=True), place)
        base = top + letters(self._px(6), bold=True).getmetrics()[0]
        if place and self.edge + long <= to:
            self._text(place, self.edge, top, 6)
            self.pen.text((self.right, base), date, fill=BLACK, font=font, anchor="rs")
            return top + self._tall(6)
        if place:
            top = self._name(top)
        if not date:
            return top
        self._text(date, self.edge, top, 4.2, bold=False)
        return top + self._tall(4.2)

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
        to = self.right - (code + self._gap() if code else 0)
        down = self.height - self._px(2)
        for text in reversed(self.words.foot):
            lines, high = self._broken(text, 4, to - self.edge, bold=False)
            for line in reversed(lines):
                down -= sum(letters(high).getmetrics())
                self._line(line, down, high, bold=False)
        room = to - self.edge - self._px(4)
        for text in reversed(self.words.entry):
            lines, high = self._broken(text, 7, room, bold=True)
            down = self._band(lines, high, down, to)
        return min(down, self.height - self._px(2) - code) - self._px(1)

    def _band(self, lines: list[str], high: int, down: int, to: int) -> int:
        """Lines in white on black, which are read first; where the room above them ends."""
        font = letters(high, bold=True)
        each = sum(font.getmetrics())
        top = down - each * len(lines) - self._px(1)
        self.pen.rectangle((self.edge, top, to - 1, down - self._px(1)), fill=BLACK)
        for n, line in enumerate(lines):
            at = (self.edge + self._px(2), top + n * each)
            self.pen.text(at, line, fill=WHITE, font=font)
        return top

    def _rows(self, top: int, down: int) -> None:
        """The breaks in the room between head and foot: as many as can be read."""
        words = self.words
        top += self._px(1)
        if not words.rows:
            self._none(top, down)
            return
        if words.title:
            self._text(words.title, self.edge, top, 4.5, bold=False)
            top += self._tall(4.5) + self._px(1)
        least = max(ROW_LEAST * self.u, ROW_PIXELS)
        lines = max(1, int((down - top) / least))
        # one row beside a word on the others, where there are others
        self.whole = self.whole and down - top >= least * min(2, len(words.rows))
        columns = 2 if len(words.rows) > lines and self.width > COLUMN_LEAST * 2 * self.u else 1
        room = lines * columns
        shown = words.rows if len(words.rows) <= room else words.rows[: max(1, room - 1)]
        left_out = len(words.rows) - len(shown)
        places = self._places(top, down, len(shown) + bool(left_out), columns)
        for row, place in zip(shown, places, strict=False):
            self._row(row, *place)
        if left_out:
            left, at, _, tall = places[-1]
            self._text(f"{words.more}: {left_out}", left, at, tall / self.u * 0.5)

    def _none(self, top: int, down: int) -> None:
        lines, high = self._broken(self.words.none, 7, self.right - self.edge, bold=True)
        for line in lines:
            top = self._line(line, top, high, bold=True)
        self.whole = self.whole and top <= down

    def _places(
        self, top: int, down: int, count: int, columns: int
    ) -> list[tuple[int, int, int, float]]:
        """Left, top, right and height of each row, column by column."""
        lines = -(-count // columns)
        tall = min(ROW_MOST * self.u, (down - top) / lines)
        each = (self.right - self.edge + self._px(4)) // columns
        return [
            (
                self.edge + n // lines * each,
                round(top + n % lines * tall),
                self.edge + n // lines * each + each - self._px(4),
                tall,
            )
            for n in range(count)
        ]

    def _row(self, row: Row, left: int, top: int, right: int, tall: float) -> None:
        size, begins = tall / self.u * 0.6, left
        if row.where:
            begins = left + self._column(row.where, size, right - left)
            self._text(row.where, left, top, size, to=begins - self._gap())
        room = round((right - left) * 0.32)
        note = letters(self._fitting(row.note, size * 0.6, room, bold=False))
        long = round(wide(note, row.note)) + self._gap()
        beside = wide(letters(SMALLEST_LETTERS, bold=True), row.when) <= right - long - begins
        if not beside:
            # the times are what it is about
            long = 0
        self._text(row.when, begins, top, size, to=right - long)
        base = top + letters(max(SMALLEST_LETTERS, self._px(size)), bold=True).getmetrics()[0]
        if beside:
            self.pen.text((right, base), row.note, fill=BLACK, font=note, anchor="rs")
        ruled = round(top + tall) - self._px(0.8)
        self.pen.rectangle((left, ruled, right - 1, ruled + self._px(0.2) - 1), fill=BLACK)

    def _column(self, where: str, size: float, room: int) -> int:
        """How wide the counters stand: as their labels need, never half of the row."""
        usual = max(round(room * 0.14), self._px(size * 1.8))
        smallest = wide(letters(SMALLEST_LETTERS, bold=True), where)
        return max(usual, min(round(smallest) + self._gap(), room // 2))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """The text on lines that end before `room`; a single word may be longer."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if wide(font, longer) <= room else [*lines, word]
    return [line for line in lines if line]

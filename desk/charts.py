"""Pictures of the indicators as marks in a plane: the page draws them as SVG, a file as PDF.

A mark has its place and a class; what a class looks like is the page's style or the file's. Every
picture has a title and a description in words, and beside it stands a table of the same numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from quality.rules.figures.figure import Figure, Formula
from quality.rules.figures.likely import Reading
from quality.rules.figures.steps import Step
from quality.rules.figures.words import told, with_unit

WIDTH = 560.0
LEFT, RIGHT, TOP = 46.0, 548.0, 16.0
HEIGHT, BOTTOM = 260.0, 214.0
# pictures of bars: what stands before them, how high a row is, and where values stand
NAMES, ROW, ENDS = 190.0, 22.0, 470.0
MOST_LABELS = 12
# where on the picture a value stands
Height = Callable[[float], float]


@dataclass(frozen=True)
class Mark:
    """A line, rect, circle or text: its class, its place, and its words."""

    tag: str
    kind: str
    place: dict[str, float]
    words: str = ""


@dataclass(frozen=True)
class Picture:
    """Marks in a plane of this height, named and described for those who cannot see them."""

    name: str
    title: str
    words: str
    height: float
    marks: tuple[Mark, ...]

    def svg(self) -> SafeString:
        """The picture as part of a page."""
        ids = (self.name, self.name, self.name, self.title, self.name, self.words)
        return format_html(
            '<svg class="picture" viewBox="0 0 {} {}" role="img" '
            'aria-labelledby="{}-title {}-desc"><title id="{}-title">{}</title>'
            '<desc id="{}-desc">{}</desc>{}</svg>',
            *(_short(WIDTH), _short(self.height), *ids),
            mark_safe("".join(map(_drawn, self.marks))),
        )


def _drawn(mark: Mark) -> SafeString:
    place = {key: _short(value) for key, value in mark.place.items()}
    written = flatatt({"class": mark.kind, **place})
    return format_html("<{}{}>{}</{}>", mark.tag, written, mark.words, mark.tag)


def _short(value: float) -> str:
    return f"{round(value, 1):g}"


# ---- a figure over time


def over_time(
    name: str, figure: Figure, points: Sequence[tuple[date, Reading]], step: Step
) -> Picture:
    """One figure by day, week or month, with its intervals and its target."""
    top = _top(figure, [reading for _, reading in points])
    wide = (RIGHT - LEFT) / max(len(points), 1)
    xs = [LEFT + (n + 0.5) * wide for n in range(len(points))]

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(value, top) / top

    marks = [*_levels(figure, top, y), *_target(figure, top, y)]
    marks += _dates([day for day, _ in points], xs, step)
    marks += _joined([(x, r.value) for x, (_, r) in zip(xs, points, strict=True)], y)
    for x, (_, reading) in zip(xs, points, strict=True):
        marks += _point(x, reading, y)
    said = (f"{day}: {with_unit(figure, r.value)}" for day, r in points)
    title = f"{figure.code} {figure.name} by {step}"
    return Picture(name, title, "; ".join(said) + ".", HEIGHT, tuple(marks))


def _levels(figure: Figure, top: float, y: Height) -> Iterable[Mark]:
    for n in range(5):
        value = top * n / 4
        yield _line(LEFT, y(value), RIGHT, y(value), "grid")
        yield _text(LEFT - 6, y(value) + 4, f"{value:g}", "tick end")
    yield _text(LEFT - 40, TOP - 4, figure.unit, "axis start")


def _target(figure: Figure, top: float, y: Height) -> list[Mark]:
    if figure.target is None or figure.target > top:
        return []
    return [_line(LEFT, y(figure.target), RIGHT, y(figure.target), "wished")]


def _dates(days: Sequence[date], xs: Sequence[float], step: Step) -> Iterable[Mark]:
    every = max(1, ceil(len(days) / MOST_LABELS))
    written = "%b %y" if step == Step.MONTH else "%d %b"
    for day, x in list(zip(days, xs, strict=True))[::every]:
        yield _text(x, BOTTOM + 18, day.strftime(written), "tick")


def _joined(points: Sequence[tuple[float, float | None]], y: Height) -> Iterable[Mark]:
    """Lines between neighbours; where nothing was counted there is a gap."""
    for (x1, one), (x2, other) in pairwise(points):
        if one is not None and other is not None:
            yield _line(x1, y(one), x2, y(other), "joined")


def _point(x: float, reading: Reading, y: Height) -> list[Mark]:
    if reading.value is None:
        return []
    dot = Mark("circle", "few" if reading.few else "dot", {"cx": x, "cy": y(reading.value), "r": 4})
    if reading.low is None or reading.high is None:
        return [dot]
    return [_line(x, y(reading.low), x, y(reading.high), "interval"), dot]


def _top(figure: Figure, readings: Iterable[Reading]) -> float:
    """Where the scale ends: shares at 100, others at a round number above all of them."""
    if figure.formula == Formula.SHARE:
        return 100.0
    ends = [r.high if r.high is not None else r.value or 0.0 for r in readings]
    most = max([*ends, figure.target or 0.0, 1e-9])
    size = 10 ** floor(log10(most))
    return next(size * step for step in (1, 2, 4, 5, 10) if size * step >= most)


# ---- a figure of several: counters, hours, branches; or several figures against their targets


def side_by_side(
    name: str, title: str, figure: Figure, rows: Sequence[tuple[str, Reading]]
) -> Picture:
    """A bar for each row with its interval; the line is the target."""
    top = _top(figure, [reading for _, reading in rows])
    height = TOP + ROW * len(rows) + 24
    marks = list(_scale(figure, top, height))
    if figure.target is not None and figure.target <= top:
        x = _x(figure.target, top)
        marks.append(_line(x, TOP, x, height - 22, "wished"))
    for n, (label, reading) in enumerate(rows):
        marks += _bar(label, reading, top, TOP + ROW * n)
    said = (f"{label}: {with_unit(figure, r.value)}" for label, r in rows)
    return Picture(name, title, "; ".join(said) + ".", height, tuple(marks))


def against_targets(name: str, title: str, readings: Sequence[Reading]) -> Picture:
    """Shares one below the other, each with its interval and a tick at its own target."""
    height = TOP + ROW * len(readings) + 24
    share = readings[0].figure
    marks = list(_scale(share, 100.0, height))
    for n, reading in enumerate(readings):
        top = TOP + ROW * n
        label = f"{reading.figure.code} {reading.figure.name}"
        marks += _bar(label, reading, 100.0, top)
        x = _x(reading.figure.target or 0.0, 100.0)
        marks.append(_line(x, top + 1, x, top + ROW - 1, "wanted"))
    said = (_against(reading) for reading in readings)
    return Picture(name, title, "; ".join(said) + ".", height, tuple(marks))


def _against(reading: Reading) -> str:
    figure = reading.figure
    target = with_unit(figure, figure.target)
    return f"{figure.code} {figure.name}: {with_unit(figure, reading.value)}, target {target}"


def _scale(figure: Figure, top: float, height: float) -> Iterable[Mark]:
    for n in range(5):
        x = _x(top * n / 4, top)
        yield _line(x, TOP, x, height - 22, "grid")
        unit = f" {figure.unit}" if n == 4 and figure.unit != "n" else ""
        yield _text(x, height - 6, f"{top * n / 4:g}{unit}", "tick")


def _bar(label: str, reading: Reading, top: float, above: float) -> list[Mark]:
    middle = above + ROW / 2
    marks = [_text(NAMES - 8, middle + 4, shortened(label), "tick end")]
    if reading.value is not None:
        kind = {True: "good", False: "bad", None: "plain"}[reading.good]
        wide = max(1.0, _x(min(reading.value, top), top) - NAMES)
        place = {"x": NAMES, "y": above + 4, "width": wide, "height": ROW - 8}
        marks.append(Mark("rect", "few" if reading.few else kind, place))
    if reading.low is not None and reading.high is not None:
        ends = (_x(min(reading.low, top), top), _x(min(reading.high, top), top))
        marks.append(_line(ends[0], middle, ends[1], middle, "interval"))
    return [*marks, _text(WIDTH - 4, middle + 4, told(reading.figure, reading.value), "count end")]


def shortened(label: str, most: int = 28) -> str:
    """A name that fits before its bar."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _x(value: float, top: float) -> float:
    return NAMES + (ENDS - NAMES) * value / top


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Mark:
    return Mark("line", kind, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})


def _text(x: float, y: float, words: str, kind: str) -> Mark:
    return Mark("text", kind, {"x": x, "y": y}, words)

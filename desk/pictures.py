"""Pictures of figures as SVG, made here: no script draws them, and the page's style colours them.

Every mark carries a class and its place; every picture has a title and a description in words, and
beside it on the page stands a table with the same numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from breaks.rules.calibration import Held, Said, Share
from forecast.intervals import HOLDS_FROM, HOLDS_TO, WISHED

WIDTH, HEIGHT = 560.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 540.0, 26.0, 248.0
GRID = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# the largest dot of a picture of probabilities, and the smallest
DOTS = (4.0, 9.0)
WIDEST_BAR = 44.0


@dataclass(frozen=True)
class Column:
    """One column of a picture: its name, what stands below it, and how its clients were called."""

    name: str
    label: str
    held: Held


def svg(name: str, title: str, words: str, marks: Iterable[SafeString]) -> SafeString:
    """A picture with its name for those who cannot see it."""
    return format_html(
        '<svg class="picture" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        *(_number(WIDTH), _number(HEIGHT), name, name, name, title, name, words),
        mark_safe("".join(marks)),
    )


def calibration_picture(name: str, said: Sequence[Said]) -> SafeString:
    """How probable a call before the break was said to be, against how often it came true; on the
    slanting line the two are the same.
    """
    title = "Said and come true"
    words = "; ".join(
        f"said {percent(s.probability)}, came true {percent(s.came.value)} of {s.came.whole}"
        for s in said
    )
    most = max((s.came.whole for s in said), default=1)
    dots = (mark for s in said for mark in _dot(s, most))
    ticks = (_text(_x(share), BOTTOM + 18, percent(share), "tick") for share in GRID)
    slant = _line(LEFT, BOTTOM, RIGHT, TOP, "wished")
    below = _text((LEFT + RIGHT) / 2, BOTTOM + 40, "said to be called before the break", "axis")
    return svg(name, title, f"{words}.", [*_grid(), *ticks, below, slant, *dots])


def _dot(said: Said, most: int) -> list[SafeString]:
    x, low, high = _x(said.probability), *_ends(said.came)
    size = DOTS[0] + (DOTS[1] - DOTS[0]) * (said.came.whole / most) ** 0.5
    at = _y(said.came.value or 0.0)
    dot = _mark("circle", **{"class": "dot", "cx": x, "cy": at, "r": size})
    count = _text(x, min(high, at - size) - 5, str(said.came.whole), "count")
    return [_line(x, low, x, high, "interval"), dot, count]


def columns_picture(name: str, title: str, columns: Sequence[Column], axis: str) -> SafeString:
    """Where clients were called to the range told: inside it from below, sooner than told above
    that, later on top; the line marks the 80 % that are to be inside.
    """
    words = "; ".join(f"{c.name}: {_in_words(c.held)}" for c in columns)
    wide = (RIGHT - LEFT) / max(len(columns), 1)
    bars = (m for n, c in enumerate(columns) for m in _bar(c, LEFT + (n + 0.5) * wide, wide))
    below = _text((LEFT + RIGHT) / 2, BOTTOM + 48, axis, "axis")
    return svg(name, title, f"{words}.", [*_grid(), *bars, *_wished(), below])


def _bar(column: Column, x: float, wide: float) -> list[SafeString]:
    held, width = column.held, min(WIDEST_BAR, wide * 0.7)
    marks, done = [], 0
    for kind, count in (("inside", held.inside), ("early", held.early), ("late", held.late)):
        top, foot = (_y((done + n) / held.called) for n in (count, 0))
        if count:
            marks.append(_rect(x - width / 2, top, width, foot - top, kind))
        done += count
    low, high = _ends(held.coverage)
    whisker = [_line(x, low, x, high, "interval halo"), _line(x, low, x, high, "interval")]
    label = _text(x, BOTTOM + 16, column.label, "tick")
    return [*marks, *whisker, label, _text(x, BOTTOM + 31, str(held.called), "count")]


def _wished() -> list[SafeString]:
    """The line of 80 %, and where a branch begins to drift."""
    edges = (_line(LEFT, _y(share), RIGHT, _y(share), "edge") for share in (HOLDS_FROM, HOLDS_TO))
    return [*edges, _line(LEFT, _y(WISHED), RIGHT, _y(WISHED), "wished")]


def _grid() -> list[SafeString]:
    lines = [_line(LEFT, _y(share), RIGHT, _y(share), "grid") for share in GRID]
    return lines + [_text(LEFT - 6, _y(share) + 4, percent(share), "tick end") for share in GRID]


def percent(share: float | None) -> str:
    """A share as staff read it; a dash where nothing was counted."""
    return "–" if share is None else f"{share * 100:.0f}\u00a0%"


def between(share: Share) -> str:
    """The interval of a share as staff read it."""
    if share.interval is None:
        return "–"
    low, high = (f"{end * 100:.0f}" for end in share.interval)
    return f"{low}–{high}\u00a0%"


def _in_words(held: Held) -> str:
    counts = f"{held.early} sooner than told, {held.inside} inside, {held.late} later"
    return f"{counts}, {percent(held.coverage.value)} inside"


def _ends(share: Share) -> tuple[float, float]:
    low, high = share.interval or (0.0, 0.0)
    return _y(low), _y(high)


def _x(share: float) -> float:
    return LEFT + share * (RIGHT - LEFT)


def _y(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> SafeString:
    return _mark("line", **{"class": kind, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


def _rect(x: float, y: float, width: float, height: float, kind: str) -> SafeString:
    return _mark("rect", **{"class": kind, "x": x, "y": y, "width": width, "height": height})


def _text(x: float, y: float, words: str, kind: str) -> SafeString:
    return _mark("text", words, **{"class": kind, "x": x, "y": y})


def _mark(tag: str, words: str = "", **attributes: str | float) -> SafeString:
    written = {k: v if isinstance(v, str) else _number(v) for k, v in attributes.items()}
    return format_html("<{}{}>{}</{}>", tag, flatatt(written), words, tag)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"

"""How large letters must be: plain figures in, verdict out (UX.md 1.1).

ISO 9241-303 asks for an angle: the height of a capital letter is 6.283·distance·minutes/21600, and
20 to 22 minutes of arc are good, 16 the least. ADA 703.5.5 asks for millimetres: 51 up to 180
inches away, and 1/8 inch more for every foot beyond. A screen's texts are measured in `--u`, which
is 1 % of its short side until it is calibrated: `unit_for` says how many per cent it must be.
"""

import math
from dataclasses import dataclass

from signage.rules import Preset

INCH_MM = 25.4
FOOT_M = 0.3048
# minutes of arc
PREFERRED, LEAST = 20.0, 16.0
# of a font, how much of its size a capital letter is high (Noto Sans, Inter)
CAP_PER_EM = 0.727
ADA_MM, ADA_UP_TO_M, ADA_STEP_MM = 51.0, 4.572, INCH_MM / 8


@dataclass(frozen=True)
class TextSize:
    """A text of the layouts in `--u`; one that is large already stops growing at `most` per cent
    of the short side."""

    key: str
    units: float
    most: float = math.inf
    # whether it must be read from the farthest seat; the rest may be walked up to
    far: bool = True

    def percent(self, unit: float) -> float:
        """Its font size as a percentage of the short side."""
        return min(self.units * unit, self.most)


HERO = TextSize("hero", 18.0, most=24.0)
HISTORY = TextSize("history", 9.0, most=12.0)
HEADLINE = TextSize("headline", 5.2, most=10.0)
BODY = TextSize("body", 3.0)
SMALL = TextSize("small", 2.4, most=4.0, far=False)
SIZES = (HERO, HISTORY, HEADLINE, BODY, SMALL)

# the long side for a short side of one
ASPECTS = {
    Preset.LANDSCAPE: 16 / 9,
    Preset.PORTRAIT: 16 / 9,
    Preset.COUNTER_TOP: 16 / 10,
    # of the glass over which the strip lies
    Preset.STRIP: 16 / 9,
}
# a strip is 216 `--u` wide, whatever the room: letters that grew would leave no strip
STRIP_UNIT = round(100 * (16 / 9) / 216, 2)
# `--u` in per cent of the short side: what a preset is drawn with, and the most it has room for
UNITS = {
    Preset.LANDSCAPE: (1.0, 2.6),
    Preset.PORTRAIT: (1.0, 2.6),
    Preset.COUNTER_TOP: (1.25, 2.6),
    Preset.STRIP: (STRIP_UNIT, STRIP_UNIT),
}


@dataclass(frozen=True)
class Reading:
    """How a text reads from the farthest seat."""

    key: str
    # of the short side
    font_percent: float
    cap_mm: float
    minutes: float
    # "good" from 20 minutes of arc, "least" from 16, else "small"
    verdict: str
    far: bool
    # the font size that 20 minutes and the ADA ask for, in per cent of the short side
    iso_percent: float
    ada_percent: float
    # up to how many metres it has 16 minutes
    reaches_m: float


@dataclass(frozen=True)
class Legibility:
    """A layout seen from the farthest seat."""

    unit: float
    readable: bool
    readings: tuple[Reading, ...]
    # what would do instead, of a layout that cannot be read
    needed_inches: float
    needed_m: float


def cap_height_mm(distance_m: float, minutes: float = PREFERRED) -> float:
    """How high a capital letter is that subtends so many minutes of arc (ISO 9241-303), in mm."""
    return 6.283 * distance_m * 1000 * minutes / 21600


def ada_height_mm(distance_m: float) -> float:
    """How high a capital letter must be by ADA 703.5.5, in mm."""
    return ADA_MM + ADA_STEP_MM * max(0.0, distance_m - ADA_UP_TO_M) / FOOT_M


def minutes_of(cap_mm: float, distance_m: float) -> float:
    """The angle that a capital letter subtends, in minutes of arc."""
    return 21600 * cap_mm / (6.283 * distance_m * 1000)


def short_side_mm(diagonal_inches: float, preset: str) -> float:
    """The short side of the glass, in mm."""
    return diagonal_inches * INCH_MM / math.hypot(1, ASPECTS[Preset(preset)])


def font_percent(cap_mm: float, short_mm: float) -> float:
    """The font size whose capitals are so high, in per cent of the short side (landscape: vh)."""
    return 100 * cap_mm / CAP_PER_EM / short_mm


def unit_for(diagonal_inches: float, farthest_m: float, preset: str) -> float:
    """`--u` in per cent of the short side: body text of 20 minutes of arc, or as much as fits."""
    short = short_side_mm(diagonal_inches, preset)
    wanted = font_percent(cap_height_mm(farthest_m), short) / BODY.units
    least, most = UNITS[Preset(preset)]
    return min(max(math.ceil(100 * wanted) / 100, least), most)


def legibility_of(diagonal_inches: float, farthest_m: float, preset: str) -> Legibility:
    """How each text of a layout reads from the farthest seat, and what would do if it does not."""
    unit = unit_for(diagonal_inches, farthest_m, preset)
    short = short_side_mm(diagonal_inches, preset)
    readings = tuple(_reading(size, unit, short, farthest_m) for size in SIZES)
    # as large as the preset can be, the angle grows with the glass and falls with the distance
    _, most = UNITS[Preset(preset)]
    largest = min(size.percent(most) for size in SIZES if size.far)
    enough = minutes_of(largest / 100 * CAP_PER_EM * short, farthest_m) / LEAST
    return Legibility(
        unit=unit,
        readable=all(r.verdict != "small" for r in readings if r.far),
        readings=readings,
        needed_inches=float(math.ceil(diagonal_inches / enough)),
        needed_m=math.floor(10 * farthest_m * enough) / 10,
    )


def _reading(size: TextSize, unit: float, short_mm: float, distance_m: float) -> Reading:
    cap = size.percent(unit) / 100 * short_mm * CAP_PER_EM
    minutes = minutes_of(cap, distance_m)
    return Reading(
        key=size.key,
        font_percent=round(size.percent(unit), 1),
        cap_mm=round(cap, 1),
        minutes=round(minutes, 1),
        verdict=verdict_of(minutes),
        far=size.far,
        iso_percent=round(font_percent(cap_height_mm(distance_m), short_mm), 1),
        ada_percent=round(font_percent(ada_height_mm(distance_m), short_mm), 1),
        reaches_m=math.floor(10 * distance_m * minutes / LEAST) / 10,
    )


def verdict_of(minutes: float) -> str:
    """ISO 9241-303 in a word: good, least or small."""
    if minutes >= PREFERRED:
        return "good"
    return "least" if minutes >= LEAST else "small"

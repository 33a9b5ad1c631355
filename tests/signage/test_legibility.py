"""How large letters must be: the figures of UX.md 1.1, and what a layout makes of them."""

import re
from pathlib import Path

import pytest

from signage.rules import Preset
from signage.rules.legibility import (
    BODY,
    HERO,
    HISTORY,
    SMALL,
    UNITS,
    TextSize,
    ada_height_mm,
    cap_height_mm,
    font_percent,
    legibility_of,
    minutes_of,
    short_side_mm,
    unit_for,
)

LANDSCAPE = Preset.LANDSCAPE


@pytest.mark.parametrize(
    ("metres", "iso_mm", "ada_mm"), [(5, 29, 55), (8, 47, 87), (10, 58, 108), (12, 70, 128)]
)
def test_the_heights_of_capitals_are_those_of_the_standards(
    metres: int, iso_mm: int, ada_mm: int
) -> None:
    assert round(cap_height_mm(metres)) == iso_mm
    assert round(ada_height_mm(metres)) == ada_mm
    assert minutes_of(cap_height_mm(metres, 16), metres) == pytest.approx(16)


@pytest.mark.parametrize(("metres", "iso_vh", "ada_vh"), [(8, 9.3, 17.4), (10, 11.7, 21.6)])
def test_a_55_inch_display_needs_these_fonts(metres: int, iso_vh: float, ada_vh: float) -> None:
    short = short_side_mm(55, LANDSCAPE)
    assert round(font_percent(cap_height_mm(metres), short), 1) == iso_vh
    assert round(font_percent(ada_height_mm(metres), short), 1) == ada_vh


def test_up_to_fifteen_feet_the_ada_asks_for_two_inches() -> None:
    assert ada_height_mm(0.5) == ada_height_mm(4.572) == 51


@pytest.mark.parametrize(
    ("inches", "metres", "verdict"), [(32, 1, "good"), (55, 5, "good"), (55, 8, "least")]
)
def test_the_unit_makes_body_text_good_or_as_good_as_fits(
    inches: float, metres: float, verdict: str
) -> None:
    seen = legibility_of(inches, metres, LANDSCAPE)
    body = next(r for r in seen.readings if r.key == "body")
    assert (seen.readable, body.verdict) == (True, verdict)
    assert 1 <= seen.unit <= UNITS[LANDSCAPE][1]
    assert body.font_percent == pytest.approx(seen.unit * BODY.units, abs=0.06)


def test_what_is_near_keeps_the_size_it_was_drawn_in() -> None:
    assert unit_for(55, 1, LANDSCAPE) == 1
    # a strip has letters of one size, a counter-top screen never smaller ones than it is drawn with
    assert unit_for(55, 1, Preset.STRIP) == unit_for(55, 9, Preset.STRIP)
    assert unit_for(55, 1, Preset.COUNTER_TOP) == 1.25


@pytest.mark.parametrize("preset", Preset)
def test_an_unreadable_layout_is_told_what_would_do(preset: str) -> None:
    """The named diagonal does at this distance, and the named distance at this diagonal."""
    seen = legibility_of(20, 40, preset)
    assert not seen.readable
    assert legibility_of(seen.needed_inches, 40, preset).readable
    assert legibility_of(20, seen.needed_m, preset).readable
    assert not legibility_of(seen.needed_inches - 1, 40, preset).readable


STYLES = Path(__file__).parents[2] / "signage/static/signage"


@pytest.mark.parametrize(
    ("sheet", "block", "size"),
    [
        ("lobby.css", ".hero .code", HERO),
        ("lobby.css", ".history li", HISTORY),
        ("notices.css", ".notice .fine", BODY),
        ("presets.css", "[data-scene] .row", BODY),
        ("presets.css", "[data-scene] .notices .line", BODY),
        ("board.css", ".lobby", SMALL),
    ],
)
def test_the_sizes_that_are_judged_are_those_of_the_styles(
    sheet: str, block: str, size: TextSize
) -> None:
    """In `--u`, and never held below what the rule believes by a cap of the short side."""
    found = re.search(rf"^{re.escape(block)} {{([^}}]*)}}", (STYLES / sheet).read_text(), re.M)
    assert found, f"{block} is not in {sheet} any more"
    assert f"{size.units:g} * var(--u)" in found[1] or f"--size: {size.units:g};" in found[1]
    units = rf"(?:{size.units:g}|var\(--size\)) \* var\(--u\)"
    caps = re.findall(units + r", ([\d.]+) \* var\(--short\)", found[1])
    believed = min(size.most, round(UNITS[LANDSCAPE][1] * size.units, 1))
    assert all(float(cap) >= believed for cap in caps)

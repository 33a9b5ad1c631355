"""How well the told waits hold, as the office reads it: sentences, pictures and tables."""

import re

import pytest

from breaks.models import WaitLearning
from breaks.rules.calibration import Held, Said, Share
from desk.calibration import state_words
from desk.pictures import BOTTOM, TOP, Column, between, calibration_picture, columns_picture


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"services": 34}, "Learning: 34 of 60 services seen; ranges are wider."),
        ({"state": "steady"}, "Steady: no client who was told a range has been called yet."),
        (
            {"state": "steady", "coverage": 0.81, "counted": 150},
            "Steady: 81 % of the last 150 clients were called inside the range they were told.",
        ),
        (
            {"state": "drifting", "coverage": 0.64, "counted": 200},
            "Drifting: 64 % of the last 200 clients were called inside the range they were told; "
            "ranges were widened.",
        ),
        (
            {"state": "drifting", "coverage": 0.95, "counted": 200},
            "Drifting: 95 % of the last 200 clients were called inside the range they were told; "
            "ranges are narrowed overnight.",
        ),
    ],
)
def test_the_state_of_learning_is_one_sentence(row: dict[str, object], words: str) -> None:
    assert state_words(WaitLearning(**row)).replace("\u00a0", " ") == words


def places(picture: str, tag: str, kind: str, *names: str) -> list[tuple[float, ...]]:
    """The places of the marks of a kind, in order."""
    marks = re.findall(rf"<{tag} [^>]*>", picture)
    found = [dict(re.findall(r'([\w-]+)="([^"]*)"', mark)) for mark in marks]
    return [tuple(float(m[n]) for n in names) for m in found if m["class"] == kind]


def test_a_bar_is_as_high_as_its_share_and_its_line_spans_wilsons_interval() -> None:
    """8 of 10 inside, 2 late: from 0 to 80 %, from 80 to 100 %; the line from 49.0 to 94.3 %."""
    held = Held(inside=8, late=2)
    picture = columns_picture("x", "By hour", [Column("9:00", "9", held)], "Hour")
    high = BOTTOM - TOP
    assert places(picture, "rect", "inside", "y", "height") == [
        pytest.approx((BOTTOM - 0.8 * high, 0.8 * high), abs=0.1)
    ]
    assert places(picture, "rect", "late", "y", "height") == [
        pytest.approx((TOP, 0.2 * high), abs=0.1)
    ]
    assert places(picture, "rect", "early", "y") == []
    assert places(picture, "line", "interval", "y1", "y2") == [
        pytest.approx((BOTTOM - 0.4902 * high, BOTTOM - 0.9433 * high), abs=0.1)
    ]
    assert between(held.coverage) == "49–94\u00a0%"
    assert "9:00: 0 sooner than told, 8 inside, 2 later, 80\u00a0% inside." in picture
    assert 'role="img" aria-labelledby="x-title x-desc"' in picture


def test_a_dot_stands_where_what_was_said_meets_what_came() -> None:
    said = [Said(4, 0.45, Share(9, 20)), Said(9, 0.99, Share(30, 30))]
    picture = calibration_picture("y", said)
    (x, y), (_, top) = places(picture, "circle", "dot", "cx", "cy")
    (x1, y1, x2, y2), *_ = places(picture, "line", "wished", "x1", "y1", "x2", "y2")
    # as often as it was said: on the slanting line
    assert (x - x1) / (x2 - x1) == pytest.approx((y1 - y) / (y1 - y2), abs=0.01)
    assert top == TOP


def test_a_name_in_a_picture_is_no_markup() -> None:
    picture = columns_picture("z", "<b>", [Column("<i>", "<i>", Held(inside=1))], "&")
    assert "<b>" not in picture
    assert "<i>" not in picture

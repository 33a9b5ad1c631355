"""The page of told waits in words, pictures and tables: what the office reads of how they held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from breaks.models import WaitLearning
from breaks.queries.calibration import Calibration
from breaks.rules.calibration import APPROACH, NO_STEP, Held, Said, Share
from breaks.rules.learning import SERVICES_NEEDED, mended
from breaks.rules.waits import LearningState
from desk.pictures import Column, between, calibration_picture, columns_picture, percent

CHOICES = (1, 7, 14, 30, 90)
HELD_HEADS = ("Called", "Sooner", "Inside", "Later", "Share", "Likely")


@dataclass(frozen=True)
class Figure:
    """One figure over the page: its name, what it is, and what it should be."""

    name: str
    value: str
    remark: str


TONES = {
    LearningState.LEARNING: "warn",
    LearningState.STEADY: "good",
    LearningState.DRIFTING: "warn",
}
MENDED = {"widened": "ranges were widened", "narrowed": "ranges are narrowed overnight"}


@dataclass(frozen=True)
class Section:
    """A picture with its heading, what it shows, and the table of the same numbers."""

    name: str
    title: str
    words: str
    picture: SafeString
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    coloured: bool = True


def waits_page(found: Calibration) -> dict[str, Any]:
    """What the template of the page shows."""
    drawn = (_said, _hours, _approach)
    sections = [section for draw in drawn if (section := draw(found))]
    return {
        "state": state_words(found.learning),
        "tone": TONES[LearningState(found.learning.state)],
        "figures": _figures(found),
        "sections": sections,
        "told": sum(found.outcomes.values()),
        "ranges": found.ranges.coverage,
        "ranges_share": percent(found.ranges.coverage.value),
        "choices": CHOICES,
        "days": (found.span.last - found.span.first).days + 1,
        "span": found.span,
    }


def state_words(learning: WaitLearning) -> str:
    """Whether the branch's ranges can be trusted, in a sentence."""
    if learning.state == LearningState.LEARNING:
        seen = f"{learning.services} of {SERVICES_NEEDED} services seen"
        return f"Learning: {seen}; ranges are wider."
    share = learning.coverage
    if share is None:
        return "Steady: no client who was told a range has been called yet."
    clients = f"{percent(share)} of the last {learning.counted} clients"
    called = f"{clients} were called inside the range they were told"
    if learning.state == LearningState.STEADY:
        return f"Steady: {called}."
    return f"Drifting: {called}; {MENDED[mended(share)]}."


def _figures(found: Calibration) -> list[Figure]:
    held = found.held
    return [
        _figure("Clients called inside the range", held.coverage, "aim: 80\u00a0%"),
        _figure("Called by the end of the range", held.in_time, "aim: 90\u00a0%"),
        _figure("Promises “before the break” kept", found.promises, "aim: 98\u00a0%"),
    ]


def _figure(name: str, share: Share, aim: str) -> Figure:
    counted = f"{share.part} of {share.whole}; {aim}" if share.whole else "nothing counted yet"
    return Figure(name, percent(share.value), counted)


def _said(found: Calibration) -> Section | None:
    if not found.said:
        return None
    return Section(
        "said",
        "“Called before the break”: said and come true",
        "Across stands what was said, upwards how often it came true; on the slanting line the two "
        "are the same. The upright lines span what the number of clients, above them, leaves open.",
        calibration_picture("said", found.said),
        ("Said", "Clients", "Came true", "Share", "Likely"),
        [_said_row(said) for said in found.said],
        coloured=False,
    )


def _said_row(said: Said) -> list[str]:
    tenth = f"{said.tenth * 10}–{said.tenth * 10 + 10}\u00a0%"
    came = said.came
    return [tenth, str(came.whole), str(came.part), percent(came.value), between(came)]


def _hours(found: Calibration) -> Section | None:
    return _held(
        "hours",
        "By the hour in which the range was told",
        "Hour",
        {f"{hour}:00": held for hour, held in found.hours.items()},
    )


def _approach(found: Calibration) -> Section | None:
    return _held(
        "approach",
        "By how far ahead the next break was",
        "Next break",
        {STEPS[step]: found.approach[step] for step in STEPS if step in found.approach},
    )


STEPS = {
    **{n: f"{APPROACH[n - 1] if n else 0}–{until} min" for n, until in enumerate(APPROACH)},
    len(APPROACH): f"over {APPROACH[-1]} min",
    NO_STEP: "none",
}


def _held(name: str, title: str, what: str, rows: Mapping[str, Held]) -> Section | None:
    if not rows:
        return None
    # a bare hour fits below the bars of a branch that never closes too
    columns = [Column(label, label.removesuffix(":00"), held) for label, held in rows.items()]
    return Section(
        name,
        title,
        "The thick line is the 80\u00a0% that should be called inside the range; beyond the thin "
        "lines (70 and 90\u00a0%) ranges drift. Below each bar stands how many were called.",
        columns_picture(name, title, columns, what),
        (what, *HELD_HEADS),
        [[c.name, *_held_row(c.held)] for c in columns],
    )


def _held_row(held: Held) -> list[str]:
    counts = (held.called, held.early, held.inside, held.late)
    return [*map(str, counts), percent(held.coverage.value), between(held.coverage)]

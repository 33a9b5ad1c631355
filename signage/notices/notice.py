"""What the screens say about one break: the six slots, and the line of the playbook that fits.

Pure composition; a notice is computed and never stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from breaks.rules.start import return_shown_at
from quality.playbook.filling import fill
from quality.playbook.reading import Playbook, default
from quality.rules.playbook import Known, words_of
from quality.rules.said import display_lines, first_said, moved_from_at, occasion_of
from signage.notices.announced import (
    BEFORE_START,
    Announced,
    Phase,
    label_of,
    last_entry_at,
    minutes_until,
    needs_receipt,
    phase_of,
)
from signage.notices.slots import Slots
from signage.wording import ENGLISH, Wording, spoken_of, wordings


@dataclass(frozen=True)
class Notice:
    """A notice as the board carries it; `lines` are the six slots of UX.md 1.2 in their order."""

    break_: int
    revision: int
    zone: str | None
    phase: Phase
    counter: str | None
    starts_at: datetime
    returns_at: datetime | None
    # until when who comes in is served before; null: after it, or at the other counters (F40)
    last_entry_at: datetime | None
    last_ticket: str | None
    moved_from: datetime | None
    # when the return of an unplanned break was last confirmed (U3)
    confirmed_at: datetime | None
    # only where the clocks change before the return (3.9 no. 12)
    returns_in_minutes: int | None
    label: str
    other_counters: tuple[str, ...]
    alternative: str
    lines: tuple[str, ...]
    # the same lines in each language of the branch
    wordings: tuple[Wording, ...]
    # the line of the playbook that fits, by language; what lacks a fact is not said. Which line it
    # is stays inside: its name would tell a reason that nobody may read
    say: Mapping[str, str]
    needs_receipt: bool


def notice_for(
    break_: Announced,
    *,
    now: datetime,
    zone: ZoneInfo,
    languages: Sequence[str] = (ENGLISH,),
    playbook: Playbook | None = None,
) -> Notice:
    """The notice of a break at `now`, its clock times in the branch's `zone` (N5)."""
    phase, playbook = phase_of(break_, now), playbook or default()
    lines = Slots(break_, phase, now, zone).lines()
    back = return_shown_at(break_, now)
    how: dict[str, Any] = {"zone": zone, "languages": languages, "playbook": playbook}
    return Notice(
        break_=break_.id,
        revision=break_.revision,
        zone=break_.zone,
        phase=phase,
        counter=break_.counter,
        starts_at=break_.starts_at,
        returns_at=back,
        last_entry_at=last_entry_at(break_, now),
        last_ticket=break_.last_ticket if phase in BEFORE_START else None,
        moved_from=moved_from_at(break_, now),
        confirmed_at=break_.confirmed_at,
        returns_in_minutes=minutes_until(back, now, zone),
        label=label_of(break_),
        other_counters=break_.other_counters,
        alternative=break_.alternative,
        lines=lines,
        wordings=wordings(lines, languages, playbook),
        say={} if phase == Phase.WAITING else line_for(break_, now=now, **how)[1],
        needs_receipt=needs_receipt(break_),
    )


def _known(break_: Announced, now: datetime, zone: ZoneInfo) -> Known:
    """What of a break the playbook's lines may say in public: what the slots say, no more."""
    return Known(
        now=now,
        zone=zone,
        starts_at=break_.starts_at,
        returns_at=return_shown_at(break_, now),
        moved_from=moved_from_at(break_, now),
        counter=break_.counter or "",
        ticket=break_.now_serving or "",
        last_ticket=break_.last_ticket or "",
        alternative=break_.alternative,
    )


def line_for(
    break_: Announced,
    *,
    now: datetime,
    zone: ZoneInfo,
    languages: Sequence[str] = (ENGLISH,),
    playbook: Playbook | None = None,
) -> tuple[str, dict[str, str]]:
    """The path of the playbook's line for a break, and the line itself in every language."""
    playbook, known = playbook or default(), _known(break_, now, zone)
    rolled, closes_all = break_.rolled, break_.closes_all
    occasion = occasion_of(break_, known.now, rolled=rolled, closes_all=closes_all)
    lines, english = display_lines(occasion), words_of(known, playbook, ENGLISH)
    path, _ = first_said(lines, playbook, ENGLISH, english)
    if not path:
        return "", {}
    spoken = spoken_of(languages)
    return path, {la: fill(playbook.text(path, la), words_of(known, playbook, la)) for la in spoken}

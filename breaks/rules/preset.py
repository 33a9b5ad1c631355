"""The shape of a country's preset: its law as plain values (DOMAIN.md 3.3).

Not legal advice: the operator confirms the preset. Hours are work hours without unpaid breaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class LawRule:
    """One line of a preset: `minutes` of rest for work above `over_h` (or from `from_h`) hours,
    up to and including `up_to_h`. Starts count in hours from the beginning of the shift.

    `contiguous` must lie in one piece, and that piece starts in the window; pieces of at least
    `part_min` add up to `minutes`. An `additional` rule asks for a break of its own on top.
    """

    minutes: int
    over_h: float | None = None
    from_h: float | None = None
    up_to_h: float | None = None
    contiguous: int | None = None
    part_min: int | None = None
    max_minutes: int | None = None
    earliest_start_h: float | None = None
    latest_start_h: float | None = None
    start_before_end_of_hour: float | None = None
    additional: bool = False
    waivable_up_to_h: float | None = None
    only_if_first_taken: bool = False
    away_from_workstation: bool = False
    kind: str = ""
    value_by: str = ""
    waived_by: str = ""

    def applies(self, work: timedelta) -> bool:
        """Whether a day with this much work falls under the rule."""
        if self.over_h is not None and work <= self.over_h * HOUR:
            return False
        if self.from_h is not None and work < self.from_h * HOUR:
            return False
        return self.up_to_h is None or work <= self.up_to_h * HOUR

    def waivable(self, work: timedelta) -> bool:
        """Whether the employee may agree to go without it on such a day."""
        return self.waivable_up_to_h is not None and work <= self.waivable_up_to_h * HOUR


@dataclass(frozen=True, kw_only=True)
class Preset:
    """The law of a country or state as data, with its source and how sure we are of it.

    `confidence` is A (statute or authority seen), B (commentary seen) or C (unconfirmed).
    `details` holds what no rule of the product reads yet, for people to read.
    """

    code: str
    title: str
    rules: tuple[LawRule, ...]
    confidence: str
    version: str
    source: str = ""
    note: str = ""
    paid: bool | None = None
    posting: tuple[str, ...] = ()
    record_times: bool = False
    # shares of the shift between which the rest starts
    middle_of_shift: tuple[float, float] | None = None
    not_at_start: bool = False
    not_at_end: bool = False
    max_stretch_h: float | None = None
    hours_include_breaks: bool = False
    stagger_from_pharmacists: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)

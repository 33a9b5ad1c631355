"""Where the numbers of the policy come from: organisation, preset, branch, queue (DOMAIN.md 3.1).

A level says only what it changes. Where a number has a stricter side the strictest level wins,
else the lowest; a lock above makes a lower level mute. The product's defaults bind nobody.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from branches.errors import Invalid, Refused
from breaks.rules.law import law_of
from breaks.rules.preset import HOUR, Preset
from breaks.rules.terms import HIGHER, KEYS, Terms, terms_of

LUNCH = "length.lunch_min"
PRESET_KEY = "rest.preset"
CONFIRMED_KEY = "rest.preset_confirmed"
WORKDAY = 8 * HOUR
# any morning: only the length of the shift counts
MORNING = datetime(2027, 3, 3, 8, tzinfo=UTC)


class LevelName(StrEnum):
    """Who says a number, the highest first."""

    ORGANISATION = "organisation"
    PRESET = "preset"
    BRANCH = "branch"
    QUEUE = "queue"


@dataclass(frozen=True)
class Level:
    """What one level says, and the keys no level below may set."""

    name: LevelName
    values: Mapping[str, Any] = field(default_factory=dict)
    locks: Collection[str] = ()


@dataclass(frozen=True)
class InForce:
    """The value of a key, the level it comes from (none: the default), and who locked it."""

    value: Any
    level: LevelName | None = None
    locked_by: LevelName | None = None


def in_force(name: str, levels: Sequence[Level]) -> InForce:
    """The value of a key under levels from the highest to the lowest (3.1)."""
    found, locked_by = InForce(KEYS[name].default), None
    for level in levels:
        # a lock silences people, not the law
        if name in level.values and (locked_by is None or level.name == LevelName.PRESET):
            found = _overlaid(name, found, level)
        if name in level.locks:
            locked_by = locked_by or level.name
    return replace(found, locked_by=locked_by)


def _overlaid(name: str, above: InForce, level: Level) -> InForce:
    value = level.values[name]
    if above.level is not None:
        value = stricter_of(name, above.value, value)
        if value == above.value != level.values[name]:
            return above
    return InForce(value, level.name)


def terms_at(levels: Sequence[Level]) -> Terms:
    """Every number that is in force under these levels (3.1)."""
    said = {name for level in levels for name in level.values if name in KEYS}
    return terms_of({name: in_force(name, levels).value for name in said})


def stricter_of(name: str, above: Any, below: Any) -> Any:
    """Of two values the stricter; the lower level's where neither side is stricter (3.1)."""
    if name == "cover.role_floor":
        return {role: max(above.get(role, 0), below.get(role, 0)) for role in {**above, **below}}
    return above if is_looser(name, below, above) else below


def is_looser(name: str, value: Any, bound: Any) -> bool:
    """Whether `value` protects less than `bound`; a key without direction has no looser side."""
    if name == "cover.role_floor":
        return any(n < bound.get(role, 0) for role, n in value.items())
    return bool(KEYS[name].stricter) and _looseness(name, value) > _looseness(name, bound)


def _looseness(name: str, value: Any) -> float:
    key = KEYS[name]
    if key.choices:
        return key.choices.index(value)
    if key.kind is bool:
        return (False, None, True).index(value)
    if value is None:
        return math.inf
    return -value if key.stricter == HIGHER else value


def bound_of(name: str, above: Sequence[Level]) -> InForce | None:
    """What the levels above ask at least; none where they ask nothing or no side is stricter."""
    found = in_force(name, above)
    return found if KEYS[name].stricter and found.level is not None else None


def judge_values(
    values: Mapping[str, Any], changed: Collection[str], above: Sequence[Level]
) -> None:
    """3.1: what a level changes is not locked above (409 `policy_locked`) and not looser than
    the levels above ask (422 `policy_looser`)."""
    for name in sorted({*changed} & {*values}):
        locked_by = in_force(name, above).locked_by
        if locked_by is not None:
            said = f"{name} is locked: the {locked_by} has fixed it for all levels below."
            raise Refused("policy_locked", said, key=name, level=locked_by)
        bound = bound_of(name, above)
        if bound and is_looser(name, values[name], bound.value):
            _refuse_looser(name, values[name], bound)


def _refuse_looser(name: str, value: Any, bound: InForce) -> None:
    who = "law" if bound.level == LevelName.PRESET else bound.level
    said = f"{name} cannot be {_words(value)}: the {who} {_asks(name, bound.value)}."
    raise Invalid("policy_looser", said, key=name, bound=bound.value, level=bound.level)


def _asks(name: str, bound: Any) -> str:
    key = KEYS[name]
    if key.choices or key.kind is bool:
        return f"asks for {_words(bound)}"
    if key.stricter == HIGHER:
        return f"asks for at least {_words(bound)}"
    return f"allows at most {_words(bound)}"


def _words(value: Any) -> str:
    if value is None:
        return "left open"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{n} {role}" for role, n in value.items())
    return str(value)


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The keys that were added, removed or given another value."""
    one_sided = {*before} ^ {*after}
    return one_sided | {name for name in {*before} & {*after} if before[name] != after[name]}


@cache
def level_of_preset(preset: Preset | None) -> Level:
    """What a country's law says as a level: a lunch as long as it asks of a working day of eight
    hours, where that is longer than the product's own; all else is judged per shift (P7)."""
    asked = law_of(preset, MORNING, MORNING + WORKDAY).required if preset else timedelta()
    minutes = asked // timedelta(minutes=1)
    longer = minutes > KEYS[LUNCH].default
    return Level(LevelName.PRESET, {LUNCH: minutes} if longer else {})


def with_preset(levels: Sequence[Level], presets: Mapping[str, Preset]) -> list[Level]:
    """These levels with the law they choose put in its place, below the organisation."""
    law = level_of_preset(presets.get(in_force(PRESET_KEY, levels).value))
    above = [level for level in levels if level.name == LevelName.ORGANISATION]
    return [*above, law, *levels[len(above) :]]


def confirmation_of(preset: Preset) -> str:
    """What is kept when an operator confirms a preset: a newer version is to be confirmed anew."""
    return f"{preset.code} {preset.version}"

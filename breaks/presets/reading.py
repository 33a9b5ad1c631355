"""Reads presets and says in words what is wrong with them (DOMAIN.md 3.3)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import yaml

from breaks.rules.preset import LawRule, Preset

SCHEMA = "qbms-presets/1"


class PresetError(ValueError):
    """The file of presets is not sound; the text says where and why."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_minutes(value: object) -> bool:
    return type(value) is int and 0 < value <= 24 * 60


def _is_hours(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 24


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_middle(value: object) -> bool:
    if not isinstance(value, dict) or not set(value) <= MIDDLE_KEYS:
        return False
    shares: list[Any] = [value.get("from_share"), value.get("to_share")]
    return all(map(_is_share, shares)) and shares[0] < shares[1]


MIDDLE_KEYS = {"from_share", "to_share", "value_by", "law"}
Kind = tuple[Callable[[object], bool], str]
TEXT: Kind = (_is_text, "a text")
FLAG: Kind = (_is_flag, "true or false")
MINUTES: Kind = (_is_minutes, "whole minutes from 1 to 1440")
HOURS: Kind = (_is_hours, "hours from 0 to 24")

RULE_KEYS: Mapping[str, Kind] = {
    "over_h": HOURS,
    "from_h": HOURS,
    "up_to_h": HOURS,
    "min": MINUTES,
    "max": MINUTES,
    "contiguous": MINUTES,
    "part_min": MINUTES,
    "earliest_start_h": HOURS,
    "latest_start_h": HOURS,
    "start_before_end_of_hour": HOURS,
    "additional": FLAG,
    "waivable_up_to_h": HOURS,
    "only_if_first_taken": FLAG,
    "away_from_workstation": FLAG,
    "kind": TEXT,
    "value_by": TEXT,
    "waived_by": TEXT,
}
FIELDS = {"min": "minutes", "max": "max_minutes"}

PRESET_KEYS: Mapping[str, Kind] = {
    "title": TEXT,
    "source": TEXT,
    "version": TEXT,
    "note": TEXT,
    "confidence": (lambda value: value in ("A", "B", "C"), "A, B or C"),
    "rules": (lambda value: isinstance(value, list), "a list of rules"),
    "paid": FLAG,
    "posting": (_is_texts, "a list of texts"),
    "record_times": FLAG,
    "middle_of_shift": (_is_middle, "from_share < to_share, both from 0 to 1"),
    "not_at_end": FLAG,
    "not_at_start_or_end": FLAG,
    "max_stretch_h": HOURS,
    "hours_include_breaks": FLAG,
    "stagger_from_pharmacists": (_is_count, "a whole number above 0"),
}
REQUIRED = ("title", "source", "rules", "confidence")
# read by people, not by rules
DETAILS = frozenset(
    {
        "aggregate_note",
        "aggregate_short_breaks",
        "bank_custom",
        "closing_for_rest",
        "complaint_legal",
        "continuous_process",
        "counts_overtime",
        "fixed_in_advance",
        "max_by_agreement_min",
        "meal_unpaid_if",
        "missed",
        "otherwise",
        "pharmacy",
        "physiological_breaks",
        "public_office",
        "screen_rest",
        "short_rest",
        "shortened",
        "special_breaks",
        "split",
        "time_set_by",
        "waivable",
    }
)
# the fields of a preset that are called and kept as in the file
SAME = (
    "title",
    "confidence",
    "source",
    "note",
    "paid",
    "record_times",
    "max_stretch_h",
    "hours_include_breaks",
    "stagger_from_pharmacists",
)


def read_presets(text: str) -> Mapping[str, Preset]:
    """The presets of a YAML text by code; raises `PresetError` at the first thing unsound."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PresetError(f"The presets are not YAML: {error}") from error
    _demand(isinstance(content, dict), "The presets are a mapping.")
    _demand(content.get("schema") == SCHEMA, f"The schema of the presets is {SCHEMA}.")
    _demand(_is_text(content.get("version")), "The presets have a version, a text.")
    presets = content.get("presets")
    _demand(isinstance(presets, dict) and bool(presets), "There are no presets.")
    read = {code: _preset(code, raw, content["version"]) for code, raw in presets.items()}
    return MappingProxyType(read)


def _preset(code: object, raw: object, version: str) -> Preset:
    _demand(_is_text(code), f"{code!r} is no code of a preset: write it in quotes.")
    details = _check_keys(str(code), raw, PRESET_KEYS, REQUIRED, DETAILS)
    assert isinstance(raw, dict)
    edges = raw.get("not_at_start_or_end", False)
    middle = raw.get("middle_of_shift")
    return Preset(
        code=str(code),
        version=raw.get("version", version),
        rules=_rules(str(code), raw["rules"]),
        posting=tuple(raw.get("posting", ())),
        middle_of_shift=(middle["from_share"], middle["to_share"]) if middle else None,
        not_at_start=edges,
        not_at_end=edges or raw.get("not_at_end", False),
        details=MappingProxyType(details),
        **{key: raw[key] for key in SAME if key in raw},
    )


def _rules(code: str, raw: Sequence[object]) -> tuple[LawRule, ...]:
    rules = tuple(_rule(f"{code}, rule {n}", rule) for n, rule in enumerate(raw, 1))
    bases = [rule for rule in rules if not rule.additional]
    _demand(bool(bases) or not rules, f"{code}: every rule is additional; additional to what?")
    for lower, upper in pairwise(bases):
        apart = lower.up_to_h is not None and lower.up_to_h <= _from(upper)
        _demand(apart, f"{code}: two rules apply to the same hours; give the lower an up_to_h.")
    return rules


def _rule(where: str, raw: object) -> LawRule:
    _check_keys(where, raw, RULE_KEYS, ("min",))
    assert isinstance(raw, dict)
    rule = LawRule(**{FIELDS.get(key, str(key)): value for key, value in raw.items()})
    _check_hours(where, rule)
    _check_minutes(where, rule)
    return rule


def _from(rule: LawRule) -> float:
    """The hours at which a rule begins."""
    return rule.over_h if rule.over_h is not None else rule.from_h or 0


def _check_hours(where: str, rule: LawRule) -> None:
    one = (rule.over_h is None) != (rule.from_h is None)
    _demand(one, f"{where}: give either over_h or from_h.")
    above = rule.up_to_h is None or _from(rule) < rule.up_to_h
    _demand(above, f"{where}: up_to_h is not above the hours the rule begins at.")
    ends = [h for h in (rule.latest_start_h, rule.start_before_end_of_hour) if h is not None]
    _demand(len(ends) < 2, f"{where}: give latest_start_h or start_before_end_of_hour.")
    early = all((rule.earliest_start_h or 0) < end for end in ends)
    _demand(early, f"{where}: the window of the start ends before it begins.")


def _check_minutes(where: str, rule: LawRule) -> None:
    whole, parts = rule.contiguous, rule.part_min
    _demand(bool(whole or parts), f"{where}: say contiguous, part_min or both.")
    for name, value in (("contiguous", whole), ("part_min", parts)):
        _demand((value or 0) <= rule.minutes, f"{where}: {name} {value} is more than min.")
    split = whole is None or whole == rule.minutes or parts is not None
    _demand(split, f"{where}: min {rule.minutes} is more than contiguous {whole}; say part_min.")
    _demand(not whole or (parts or 0) <= whole, f"{where}: part_min is more than contiguous.")
    longest = rule.max_minutes
    _demand(longest is None or longest >= rule.minutes, f"{where}: max is less than min.")


def _check_keys(
    where: str,
    raw: object,
    known: Mapping[str, Kind],
    required: Sequence[str],
    free: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Every key known, of its kind, none missing; the free ones are handed back."""
    if not isinstance(raw, dict):
        raise PresetError(f"{where}: a mapping is wanted.")
    for key in required:
        _demand(key in raw, f"{where}: {key} is missing.")
    for key, value in raw.items():
        _demand(key in known or key in free, f"{where}: {key} is unknown.")
        if key in known:
            fits, wanted = known[key]
            _demand(fits(value), f"{where}: {key} is {value!r}, wanted is {wanted}.")
    return {key: value for key, value in raw.items() if key in free}


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise PresetError(otherwise)

"""The numbers of DOMAIN.md 3.1: every key with its default and its range, as plain values.

A policy row holds only what differs; `terms_of` lays the rows over the defaults. Lengths are
minutes unless the key says seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from branches.errors import Invalid
from branches.rules import WALL_TIME


@dataclass(frozen=True)
class Key:
    """One number of the policy: its default and the range it may take."""

    default: Any
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    kind: type = int
    optional: bool = False


PROOFS = ("display_ack", "phone_or_kiosk", "voice_tick")
KEYS: Mapping[str, Key] = {
    "notice.warn_lead_min": Key(15, 10, 60),
    "notice.floor_min": Key(10, 10, 60),
    "notice.full_close_min": Key(15, 10, 120),
    "notice.last_call_lead_min": Key(5, 2, 10),
    "notice.gong_at_min": Key((15, 10, 5, 0), 0, 60, kind=list),
    "notice.proof": Key("display_ack", choices=PROOFS, kind=str),
    "length.lunch_min": Key(30, 20, 120),
    "length.short_min": Key(10, 5, 20),
    "length.max_min": Key(60, 5, 120),
    "window.lunch": Key("11:30-14:30", kind=str),
    "edge.first_min": Key(60, 0, 180),
    "edge.last_min": Key(30, 0, 180),
    "cover.floor_open": Key(1, 0, 99),
    "cover.role_floor": Key({}, kind=dict),
    # none: max(1, staffed // 2)
    "cover.max_on_break": Key(None, 1, 99, optional=True),
    # none: allowed where one counter is staffed
    "cover.full_close_allowed": Key(None, kind=bool, optional=True),
    "cover.stagger_gap_min": Key(5, 0, 30),
    "start.promise_slack_min": Key(5, 0, 10),
    "start.max_slip_min": Key(10, 0, 15),
    "start.expire_min": Key(30, 10, 60),
    "start.early": Key("never", choices=("never",), kind=str),
    "start.auto_when_idle": Key(True, kind=bool),
    "call.arrival_window_s": Key(120, 30, 300),
    "call.revive_min": Key(10, 0, 30),
    "hold.valid_min": Key(15, 0, 60),
    "postpone.step_min": Key(15, 0, 60),
    "postpone.max": Key(1, 0, 2),
    "pressure.per_counter": Key(5, 1, 99),
    "pressure.wait_min": Key(20, 1, 120),
    "overrun.remind_min": Key(2, 0, 5),
    "overrun.tolerance_min": Key(2, 0, 5),
    "overrun.manager_min": Key(5, 2, 15),
    "overrun.repromise_min": Key(5, 1, 15),
    "overrun.repromise_max": Key(2, 0, 5),
    "unplanned.defer_wait_min": Key(15, 5, 30),
    "unplanned.approval_over_min": Key(10, 0, 60),
    "unplanned.answer_min": Key(3, 1, 10),
    "unplanned.soft_max": Key(3, 0, 20),
    "cooldown.min": Key(3, 1, 10),
    "cooldown.default": Key(5, 1, 10),
    "cooldown.max": Key(10, 3, 30),
    "rest.protected": Key(True, choices=("true",), kind=bool),
    # the code of a country's preset; empty: no law is asked
    "rest.preset": Key("", kind=str),
    # "CODE version" as the operator confirmed it; set through its own door alone
    "rest.preset_confirmed": Key("", kind=str),
    "display.stale_s": Key(30, 5, 120),
    "display.offline_s": Key(120, 30, 600),
    "retention.ticket_days": Key(90, 1, 3650),
    "retention.case_days": Key(730, 1, 3650),
}


@dataclass(frozen=True)
class Terms:
    """The policy in force: every key of `KEYS` with a value."""

    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def minutes(self, key: str) -> timedelta:
        """A key that ends in `_min` as a length."""
        return timedelta(minutes=self.values[key])

    def max_on_break(self, staffed: int) -> int:
        """How many of `staffed` people of a queue may be on break at once (P6)."""
        return self.values["cover.max_on_break"] or max(1, staffed // 2)

    def full_close_allowed(self, staffed: int) -> bool:
        """Whether every counter of a queue may pause at once (P4)."""
        allowed = self.values["cover.full_close_allowed"]
        return staffed <= 1 if allowed is None else bool(allowed)

    @property
    def differences(self) -> dict[str, Any]:
        """What differs from the product's defaults: what a published break keeps."""
        return {k: v for k, v in self.values.items() if k not in KEYS or v != KEYS[k].default}


def terms_of(*layers: Mapping[str, Any]) -> Terms:
    """The defaults, overlaid by each layer in turn."""
    values = {name: key.default for name, key in KEYS.items()}
    for layer in layers:
        values.update(layer)
    return Terms(values)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` if every key is known and inside its range, else 422 `policy_value`."""
    for name, value in values.items():
        _check(name, value)
    return dict(values)


def _check(name: str, value: Any) -> None:
    key = KEYS.get(name)
    if key is None:
        raise Invalid("policy_value", f"The policy has no number called {name}.", key=name)
    if value is None and key.optional:
        return
    if not _has_kind(value, key) or not _in_range(value, key) or not _well_formed(name, value):
        raise Invalid("policy_value", _wanted(name, key), key=name, low=key.low, high=key.high)


def _has_kind(value: Any, key: Key) -> bool:
    if key.kind is list:
        return isinstance(value, (list, tuple)) and all(type(v) is int for v in value)
    return type(value) is key.kind


def _in_range(value: Any, key: Key) -> bool:
    if key.choices:
        return str(value).lower() in key.choices
    if key.low is None or key.high is None:
        return True
    return all(key.low <= v <= key.high for v in (value if key.kind is list else [value]))


def _well_formed(name: str, value: Any) -> bool:
    if name != "window.lunch":
        return True
    try:
        opens, closes = lunch_window(value)
    except ValueError:
        return False
    return opens < closes


def lunch_window(text: str) -> tuple[timedelta, timedelta]:
    """`11:30-14:30` as two distances from midnight."""
    opens, closes = (_wall_time(wall) for wall in text.split("-"))
    return opens, closes


def _wall_time(text: str) -> timedelta:
    if not WALL_TIME.fullmatch(text):
        raise ValueError(text)
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _wanted(name: str, key: Key) -> str:
    if key.choices:
        return f"{name} is one of {', '.join(key.choices)}."
    if key.low is not None:
        return f"{name} lies between {key.low:g} and {key.high:g}."
    return f"{name} is a {key.kind.__name__}."

"""The numbers of DOMAIN.md 3.1: every key with its default and its range, as plain values.

A policy row holds only what differs; `terms_of` lays the rows over the defaults. Lengths are
minutes unless the key says seconds.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from branches.errors import Invalid
from branches.rules import WALL_TIME

HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True, kw_only=True)
class Key:
    """One number of the policy: its default, the range it may take, and which way is stricter.

    `stricter` is the direction that protects clients and rests better; choices stand strictest
    first. A queue of its own may set the keys `per_queue`.
    """

    default: Any
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    kind: type = int
    optional: bool = False
    stricter: str = ""
    per_queue: bool = False


def _range(default: int | None, low: int, high: int, stricter: str = "", **more: Any) -> Key:
    return Key(default=default, low=low, high=high, stricter=stricter, **more)


QUEUE: Mapping[str, Any] = {"per_queue": True}
PROOFS = ("display_ack", "phone_or_kiosk", "voice_tick")
MOST_GONGS = 12
ROLE_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
KEYS: Mapping[str, Key] = {
    "notice.warn_lead_min": _range(15, 10, 60, HIGHER),
    "notice.floor_min": _range(10, 10, 60, HIGHER),
    "notice.full_close_min": _range(15, 10, 120, HIGHER),
    "notice.last_call_lead_min": _range(5, 2, 10),
    "notice.gong_at_min": Key(default=(15, 10, 5, 0), low=0, high=60, kind=list),
    "notice.proof": Key(default="display_ack", choices=PROOFS, kind=str, stricter=LOWER),
    "length.lunch_min": _range(30, 20, 120, HIGHER),
    "length.short_min": _range(10, 5, 20, HIGHER),
    "length.max_min": _range(60, 5, 120, LOWER),
    # no direction: when people eat differs from place to place
    "window.lunch": Key(default="11:30-14:30", kind=str),
    "edge.first_min": _range(60, 0, 180, HIGHER),
    "edge.last_min": _range(30, 0, 180, HIGHER),
    "cover.floor_open": _range(1, 0, 99, HIGHER, **QUEUE),
    # of two levels the higher number of each role counts
    "cover.role_floor": Key(default={}, kind=dict, stricter=HIGHER),
    # none: max(1, staffed // 2)
    "cover.max_on_break": _range(None, 1, 99, LOWER, optional=True, **QUEUE),
    # none: allowed where one counter is staffed; it stands between no and yes
    "cover.full_close_allowed": Key(
        default=None, kind=bool, optional=True, stricter=LOWER, **QUEUE
    ),
    "cover.stagger_gap_min": _range(5, 0, 30, HIGHER, **QUEUE),
    "start.promise_slack_min": _range(5, 0, 10),
    "start.max_slip_min": _range(10, 0, 15, LOWER),
    "start.expire_min": _range(30, 10, 60),
    "start.early": Key(default="never", choices=("never",), kind=str),
    "start.auto_when_idle": Key(default=True, kind=bool),
    # how sure a call before the break must be to be promised; and how sure the end of a service
    # by S + slack must be for a closing counter to take one client more (SCIENCE.md 5)
    "promise.before_percent": _range(90, 50, 99, HIGHER),
    "promise.take_percent": _range(70, 50, 99, HIGHER),
    "promise.take_slack_min": _range(3, 0, 10, LOWER),
    # whether the forecast may learn how fast each person serves: off, for it is personal data
    "forecast.per_teller": Key(default=False, kind=bool),
    "call.arrival_window_s": _range(120, 30, 300, HIGHER),
    "call.revive_min": _range(10, 0, 30, HIGHER),
    "hold.valid_min": _range(15, 0, 60, HIGHER),
    "postpone.step_min": _range(15, 0, 60, LOWER),
    "postpone.max": _range(1, 0, 2, LOWER),
    "pressure.per_counter": _range(5, 1, 99, **QUEUE),
    "pressure.wait_min": _range(20, 1, 120, **QUEUE),
    "overrun.remind_min": _range(2, 0, 5),
    "overrun.tolerance_min": _range(2, 0, 5, LOWER),
    "overrun.manager_min": _range(5, 2, 15, LOWER),
    "overrun.repromise_min": _range(5, 1, 15),
    "overrun.repromise_max": _range(2, 0, 5, LOWER),
    "unplanned.defer_wait_min": _range(15, 5, 30),
    "unplanned.approval_over_min": _range(10, 0, 60, LOWER),
    "unplanned.answer_min": _range(3, 1, 10, LOWER),
    "unplanned.soft_max": _range(3, 0, 20, LOWER),
    "cooldown.min": _range(3, 1, 10, HIGHER),
    "cooldown.default": _range(5, 1, 10),
    "cooldown.max": _range(10, 3, 30),
    "rest.protected": Key(default=True, choices=("true",), kind=bool),
    # the code of a country's preset; empty: no law is asked
    "rest.preset": Key(default="", kind=str),
    # "CODE version" as the operator confirmed it; set through its own door alone
    "rest.preset_confirmed": Key(default="", kind=str),
    "display.stale_s": _range(30, 5, 120, LOWER),
    "display.offline_s": _range(120, 30, 600, LOWER),
    # by when a case is answered (FIL-28): calendar days, or only those on which the branch opens
    "case.answer_days": _range(3, 1, 30, LOWER),
    "case.working_days": Key(default=False, kind=bool),
    # the law's own deadline beside that promise, in calendar days; 0: none
    "case.legal_days": _range(0, 0, 365),
    "retention.ticket_days": _range(90, 1, 3650, LOWER),
    "retention.case_days": _range(730, 1, 3650, LOWER),
}
# the first is never more than the second
IN_ORDER = (
    ("notice.floor_min", "notice.warn_lead_min"),
    ("notice.floor_min", "notice.full_close_min"),
    ("length.lunch_min", "length.max_min"),
    ("length.short_min", "length.max_min"),
    ("start.max_slip_min", "start.expire_min"),
    ("overrun.tolerance_min", "overrun.manager_min"),
    ("cooldown.min", "cooldown.default"),
    ("cooldown.default", "cooldown.max"),
    ("display.stale_s", "display.offline_s"),
)


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


def check_keys_of_queue(names: Collection[str]) -> None:
    """A queue sets only what makes sense for one queue, else 422 `policy_value`."""
    for name in names:
        if name in KEYS and not KEYS[name].per_queue:
            said = f"{name} is one number for the whole branch; a queue cannot have its own."
            raise Invalid("policy_value", said, key=name)


def check_order(terms: Terms, changed: Collection[str]) -> None:
    """Numbers that bound each other agree, where one of them was changed; else `policy_value`."""
    for less, more in IN_ORDER:
        if {less, more} & set(changed) and terms[less] > terms[more]:
            key, other = (less, more) if less in changed else (more, less)
            said = f"{less} ({terms[less]}) is never more than {more} ({terms[more]})."
            bound = {"high" if key == less else "low": terms[other]}
            raise Invalid("policy_value", said, key=key, other=other, **bound)


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
    form = FORMS.get(name)
    return form is None or form(value)


def _is_window(text: str) -> bool:
    try:
        opens, closes = lunch_window(text)
    except ValueError:
        return False
    return opens < closes


def _is_role_floor(floor: Mapping[Any, Any]) -> bool:
    words = all(isinstance(role, str) and ROLE_WORD.fullmatch(role) for role in floor)
    return words and all(type(n) is int and 0 <= n <= 99 for n in floor.values())


def _are_gongs(minutes: Collection[int]) -> bool:
    return len(set(minutes)) == len(minutes) <= MOST_GONGS


FORMS: Mapping[str, Callable[[Any], bool]] = {
    "window.lunch": _is_window,
    "cover.role_floor": _is_role_floor,
    "notice.gong_at_min": _are_gongs,
}
WANTED = {
    "window.lunch": "window.lunch is two times of the day in order, like 11:30-14:30.",
    "cover.role_floor": 'cover.role_floor is 0 to 99 people by role, like {"pharmacist": 1}.',
    "notice.gong_at_min": f"notice.gong_at_min is up to {MOST_GONGS} different minutes, 0 to 60.",
}


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
    if name in WANTED:
        return WANTED[name]
    if key.choices:
        return f"{name} is one of {', '.join(key.choices)}."
    if key.low is not None:
        return f"{name} lies between {key.low:g} and {key.high:g}."
    return f"{name} is a {key.kind.__name__}."

"""Roles, kinds and opening hours: plain values in, verdict out."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

# neither marks nor of the invisible kind, and yet nothing is seen of them
BLANKS = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Role(TextChoices):
    """What a person is at a branch (DOMAIN.md 3.8)."""

    TELLER = "teller"
    MANAGER = "manager"
    HEAD_OFFICE = "head_office"


RANK = {Role.TELLER: 0, Role.MANAGER: 1, Role.HEAD_OFFICE: 2}


class BranchKind(TextChoices):
    BANK = "bank"
    PHARMACY = "pharmacy"


class DeviceKind(TextChoices):
    DISPLAY = "display"
    SIGN = "sign"
    KIOSK = "kiosk"


class DeviceSound(TextChoices):
    """What a screen says of its sound: it plays, the browser waits for a touch, there is none."""

    ON = "on", "On"
    BLOCKED = "blocked", "Off until touched"
    QUIET = "quiet", "Quiet hours or switched off"
    NONE = "none", "None"


Hours = Mapping[str, Sequence[Sequence[str]]]
WALL_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def in_calendar(instant: date) -> bool:
    """Whether an instant or a day lies in the years we reckon with, 2000 to 2099, and not at the
    far ends of what a computer can count, where a time zone or an hour more overflows."""
    return 2000 <= instant.year < 2100


def at_least(role: str, needed: str) -> bool:
    """Whether `role` may do what `needed` may do."""
    return RANK[Role(role)] >= RANK[Role(needed)]


def id_in(text: str) -> int | None:
    """The number of a row as somebody wrote it; None for a text that cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def opening_spans(hours: Hours, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The opening spans of a local day as instants, earliest first."""
    spans = hours.get(WEEKDAYS[day.weekday()], ())
    return [(_at(day, opens, zone), _at(day, closes, zone)) for opens, closes in spans]


def is_hours(value: object) -> bool:
    """Whether a value is opening hours: spans of wall clock times by weekday, in order."""
    if not isinstance(value, dict) or not set(value) <= set(WEEKDAYS):
        return False
    return all(isinstance(spans, list) and _in_order(spans) for spans in value.values())


def _in_order(spans: list[object]) -> bool:
    if not all(isinstance(span, list) and len(span) == 2 for span in spans):
        return False
    times = [time for span in spans for time in span]  # type: ignore[attr-defined]
    if not all(isinstance(time, str) and WALL_TIME.fullmatch(time) for time in times):
        return False
    return all(a < b for a, b in pairwise(times))


def is_open(hours: Hours, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the doors are open at `now`; a branch without hours never closes."""
    if not hours:
        return True
    return any(a <= now < b for a, b in opening_spans(hours, now.astimezone(zone).date(), zone))


def closed_early(closed_at: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the day that `now` belongs to was ended ahead of the opening hours (3.9 no. 14)."""
    if closed_at is None or now < closed_at:
        return False
    return closed_at.astimezone(zone).date() == now.astimezone(zone).date()


def next_opening(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """When the doors open on a later day; the same time tomorrow where they never close."""
    today = now.astimezone(zone).date()
    spans = (opening_spans(hours, today + timedelta(days=n), zone) for n in range(1, 9))
    return next((day[0][0] for day in spans if day), now + timedelta(days=1))


def opens_at(hours: Hours, now: datetime, zone: ZoneInfo, *, early: bool) -> datetime | None:
    """When closed doors open next: today, or on a later day when they were closed `early`."""
    if not early and is_open(hours, now, zone):
        return None
    today = opening_spans(hours, now.astimezone(zone).date(), zone)
    again = (opens for opens, _ in today if opens > now and not early)
    return next(again, None) or next_opening(hours, now, zone)


def _closings(hours: Hours, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """The last closing time of each day from a week back to a week ahead."""
    today = now.astimezone(zone).date()
    spans = [opening_spans(hours, today + timedelta(days=n), zone) for n in range(-8, 9)]
    return sorted(day[-1][1] for day in spans if day)


def last_closing(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the doors last closed for a day; None where they never close."""
    return max((t for t in _closings(hours, now, zone) if t <= now), default=None)


def next_closing(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the doors next close for a day; None where they never close."""
    return min((t for t in _closings(hours, now, zone) if t > now), default=None)


def _at(day: date, wall: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall), tzinfo=zone)


def whole_minute_up(instant: datetime) -> datetime:
    """The instant itself on a whole minute, else the next one (A5: shown times are rounded up)."""
    floor = instant.replace(second=0, microsecond=0)
    return floor if floor == instant else floor + timedelta(minutes=1)


# 3.9 no. 29: a clock that is further off is reported
WRONG_BY = timedelta(seconds=60)


def skew_of(device_clock: datetime, real_now: datetime) -> float:
    """By how many seconds a screen's own clock is ahead of the house's; negative: behind."""
    return round((device_clock - real_now).total_seconds(), 1)


def runs_wrong(skew_seconds: float | None) -> bool:
    """Whether a screen's clock is off by more than a minute (3.9 no. 29)."""
    return skew_seconds is not None and abs(skew_seconds) > WRONG_BY.total_seconds()


# a screen reports every half minute: after two that did not come it is late
LATE_AFTER = timedelta(seconds=75)


class Presence(TextChoices):
    """Whether a screen was heard from lately, in real time (3.6.4)."""

    ONLINE = "online", "Online"
    LATE = "late", "Late"
    OFFLINE = "offline", "Offline"
    NEVER = "never", "Never seen"


def presence_of(seen_at: datetime | None, real_now: datetime, offline_s: float) -> Presence:
    """How a screen is that was last heard from at an instant; `offline_s` is the policy's."""
    if seen_at is None:
        return Presence.NEVER
    silent = real_now - seen_at
    if silent > timedelta(seconds=offline_s):
        return Presence.OFFLINE
    return Presence.LATE if silent > LATE_AFTER else Presence.ONLINE


# what nobody takes for another on a screen or aloud, and what makes no word
CODE_SIGNS = "CFHJKLMNPRTWXY3479"
CODE_LENGTH = 6
PAIRING_LASTS = timedelta(minutes=15)
# how often a screen asks whether somebody typed its code
PAIRING_INTERVAL_SECONDS = 3
# screens that wait at the same time: several times what one address can ask for meanwhile (300), so
# that nobody alone keeps all others out, and few enough that no code is found by guessing
MOST_PAIRINGS = 1000


def code_typed(text: str) -> str:
    """A pairing code as it was meant: small letters, spaces and hyphens do not matter."""
    return re.sub(r"[\s-]", "", text).upper()


def is_code(text: str) -> bool:
    """Whether a text could be the pairing code of a screen."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_SIGNS)


def is_seen(text: str) -> bool:
    """Whether anything of a text can be seen."""
    shown = (c for c in text if c not in BLANKS and not c.isspace())
    return any(unicodedata.category(c)[0] not in "CZ" for c in shown)

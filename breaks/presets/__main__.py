"""`python -m breaks.presets`: reads the presets and runs the worked checks of DOMAIN.md 3.3."""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from breaks.presets import Preset, PresetError, load_presets
from breaks.rules.law import Law, law_of

MIDNIGHT = datetime(2027, 3, 3, tzinfo=UTC)

# preset, hours of work, minutes of rest
REQUIRED = [
    ("EU", 6, 0),
    ("EU", 7, 20),
    ("HU", 6, 0),
    ("HU", 8, 20),
    ("HU", 9.5, 45),
    ("BG", 8, 30),
    ("TR", 4, 15),
    ("TR", 7, 30),
    ("TR", 7.5, 30),
    ("TR", 8, 60),
    ("TR", 11.5, 90),
    ("PH", 5, 0),
    ("PH", 8, 60),
    ("RU", 8, 30),
    ("UK", 6, 0),
    ("UK", 7, 20),
    ("DE", 8, 30),
    ("DE", 9.5, 45),
    ("US-FED", 8, 0),
    ("US-CA", 5, 0),
    ("US-CA", 8, 30),
    ("US-CA", 10.5, 60),
    ("US-OH", 6, 0),
    ("US-OH", 8, 30),
    ("US-WV", 7.5, 0),
    ("US-WV", 8, 30),
    ("US-WV", 12, 50),
]

# preset, shift, unpaid minutes, minutes of rest, first and last lawful start
SHIFTS = [
    ("HU", "08:00", "16:30", 30, 20, "11:00", "14:00"),
    ("US-CA", "09:00", "17:30", 30, 30, "09:00", "13:59"),
    ("UK", "09:00", "15:00", 0, 0, None, None),
    ("TR", "09:00", "17:00", 60, 30, "11:00", "15:00"),
    ("TR", "09:00", "18:00", 60, 60, "11:15", "15:45"),
    ("US-OH", "09:00", "18:00", 30, 30, "09:00", "15:00"),
    ("US-WV", "09:00", "17:00", 30, 30, "09:00", "14:00"),
]


def failures(presets: Mapping[str, Preset]) -> Iterator[str]:
    """What a worked check wants and what the presets give instead."""
    for code, hours, wanted in REQUIRED:
        law = law_of(presets[code], MIDNIGHT, MIDNIGHT + timedelta(hours=hours))
        if _minutes(law) != wanted:
            yield f"{code}, {hours:g} h: {wanted} minutes wanted, {_minutes(law)} given"
    for code, begins, ends, unpaid, *expected in SHIFTS:
        law = law_of(presets[code], _at(begins), _at(ends), unpaid)
        given = [_minutes(law), _clock(law.earliest), _clock(law.latest)]
        if given != expected:
            yield f"{code}, {begins}-{ends}: {expected} wanted, {given} given"


def _minutes(law: Law) -> int:
    return law.required // timedelta(minutes=1)


def _at(clock: str) -> datetime:
    return datetime.combine(MIDNIGHT, time.fromisoformat(clock), UTC)


def _clock(instant: datetime | None) -> str | None:
    return f"{instant:%H:%M}" if instant else None


def main() -> int:
    """0 if the presets are sound and every worked check holds, else 1."""
    try:
        found = list(failures(load_presets()))
    except PresetError as error:
        found = [str(error)]
    for line in found:
        print(line)
    if not found:
        print(f"{len(load_presets())} presets, {len(REQUIRED) + len(SHIFTS)} worked checks: sound.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

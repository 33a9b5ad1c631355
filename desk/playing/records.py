"""Real days from a file: who came when and how long each service took; thinned to a load.

The form is that of the public "Anonymous Bank" data of the Technion: a CSV with the columns
date, arrived_s (seconds after midnight), waited_s, outcome (served or left), service_s (empty for
who left), kind, priority, server. Only arrivals, services and who lost patience are taken from it.
"""

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

COLUMNS = ("date", "arrived_s", "waited_s", "outcome", "service_s")
OUTCOMES = ("served", "left")
DAY_SECONDS = 24 * 3600
# a client drawn twice comes back within this time
REPEAT_SECONDS = 600


class WrongFile(Exception):
    """Why a file cannot be played, in one line with the number of the line at fault."""


@dataclass(frozen=True)
class Record:
    """One who came: when (seconds after midnight), for how long, and whether in patience."""

    arrived_s: int
    service_s: int | None
    stayed: bool


@dataclass(frozen=True)
class Visit:
    """One who comes in the replay. `impatient` was seen to leave in the record."""

    arrived_s: float
    service_s: int
    impatient: bool


def read_day(file: Path, day: str) -> list[Record]:
    """The records of one day by arrival. Raises WrongFile; every line of the file is checked."""
    found: dict[str, list[Record]] = {}
    try:
        with file.open(newline="", encoding="utf-8") as lines:
            for when, record in _records(file, lines):
                found.setdefault(when, []).append(record)
    except (OSError, UnicodeDecodeError) as trouble:
        reason = getattr(trouble, "strerror", None) or "is no text in UTF-8"
        raise WrongFile(f"{file}: {reason}") from None
    if day not in found:
        raise WrongFile(_no_such_day(file, day, sorted(found)))
    return sorted(found[day], key=lambda record: record.arrived_s)


def _no_such_day(file: Path, day: str, days: Sequence[str]) -> str:
    if not days:
        return f"{file}: line 2: there are no days in it"
    return f"{file}: no day {day!r}; there are {', '.join(days)}"


class _Counted:
    """The lines of a file and the number of the one read last; csv itself miscounts the last."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.number = lines, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.number += 1
            yield line


def _records(file: Path, lines: Iterator[str]) -> Iterator[tuple[str, Record]]:
    counted = _Counted(lines)
    reader = csv.DictReader(iter(counted), strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"the column {missing[0]} is missing")
        for row in reader:
            yield _record(row)
    except (ValueError, csv.Error) as fault:
        raise WrongFile(f"{file}: line {max(counted.number, 1)}: {fault}") from None


def _record(row: Mapping[str | None, str | None]) -> tuple[str, Record]:
    if None in row or None in row.values():
        raise ValueError("it has another number of columns than the first line")
    when, outcome = str(row["date"]), str(row["outcome"])
    _check_day(when)
    if outcome not in OUTCOMES:
        raise ValueError(f"outcome is {outcome!r}, not served or left")
    arrived = _seconds(row, "arrived_s", below=DAY_SECONDS)
    _seconds(row, "waited_s")
    service = _seconds(row, "service_s", least=1) if outcome == "served" else None
    return when, Record(arrived, service, outcome == "served")


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"date is {text!r}, not a day like 1999-01-05") from None


def _seconds(
    row: Mapping[str | None, str | None], name: str, *, least: int = 0, below: int = DAY_SECONDS
) -> int:
    text = str(row[name])
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{name} is {text!r}, not a whole number of seconds")
    if not least <= int(text) < below:
        raise ValueError(f"{name} is {text}, not from {least} to {below - 1}")
    return int(text)


def visits_for(
    records: Sequence[Record], *, hours: tuple[int, int], counters: int, load: float, seed: int
) -> list[Visit]:
    """The arrivals of some hours, drawn at random so that they offer `load` to the counters.

    Offered load is arrivals x mean service / counters. Each record is drawn with the same
    probability, which keeps the shape of the day; where the day is too quiet for the load, each
    comes once and some come again within ten minutes. The same seed draws the same.
    """
    chance = random.Random(seed)
    here = [r for r in records if hours[0] * 3600 <= r.arrived_s < hours[1] * 3600]
    services = [r.service_s for r in here if r.service_s is not None]
    if not services:
        return []
    wanted = load * counters * (hours[1] - hours[0]) * 3600
    ratio = wanted / (len(here) * sum(services) / len(services))
    drawn = [_visit(r, n, services, chance) for r in here for n in range(_times(ratio, chance))]
    end = hours[1] * 3600
    return sorted((v for v in drawn if v.arrived_s < end), key=lambda visit: visit.arrived_s)


def _times(ratio: float, chance: random.Random) -> int:
    """How often a record is drawn: `ratio` on average, a whole number either side of it."""
    return int(ratio) + (chance.random() < ratio - int(ratio))


def _visit(record: Record, repeat: int, services: Sequence[int], chance: random.Random) -> Visit:
    later = chance.uniform(1, REPEAT_SECONDS) if repeat else 0.0
    # how long it would have taken whoever left is not known: as long as another one's
    service = record.service_s or chance.choice(services)
    return Visit(record.arrived_s + later, service, not record.stayed)

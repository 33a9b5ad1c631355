"""What is known about a break, a client or a case, in the words that fill a text (DOMAIN.md 4).

One place for voice, screen and phone page, so that the three never contradict each other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from branches.rules import whole_minute_up
from breaks.rules.states import REASONS
from quality.playbook.filling import clock_words, moment_words
from quality.playbook.reading import ENGLISH, Playbook, default

MINUTE = timedelta(minutes=1)
SHORT_BREAK = "short_break"
# the key of the public label of each reason; what is not named is a short break, what is told of
# nobody has none (DOMAIN.md 3.1)
PUBLIC_REASONS = {
    "goods_delivery": "goods_delivery",
    "internal_task": "internal_task",
    "system_outage": "technical",
    "security": "safety",
    "evacuation": "safety",
    "cool_down": "",
}


@dataclass(frozen=True)
class Known:
    """What is known; instants are UTC, empty is unknown, and what is unknown is not said."""

    now: datetime
    zone: ZoneInfo
    starts_at: datetime | None = None
    # as screens show it: never in the past (E0)
    returns_at: datetime | None = None
    moved_from: datetime | None = None
    closes_at: datetime | None = None
    deadline_at: datetime | None = None
    # of a break that has not begun; of a running one the minutes to its return are told
    length_minutes: int | None = None
    # the code of an unplanned break's reason; its public label is told
    reason: str = ""
    counter: str = ""
    other_counter: str = ""
    ticket: str = ""
    last_ticket: str = ""
    # as the branch wrote it, or the key of a label
    alternative: str = ""
    person: str = ""
    name: str = ""
    company: str = ""
    unit: str = ""
    case: str = ""


def words_of(known: Known, playbook: Playbook, language: str) -> dict[str, str]:
    """The placeholders that can be filled, in the words of a language; the others are missing."""
    language = playbook.spoken(language)
    words = {
        **_times(known, language),
        "minutes": _minutes(known),
        "reason": reason_words(known.reason, playbook, language),
        "alternative": alternative_words(known.alternative, playbook, language),
    }
    plain = ("counter", "other_counter", "ticket", "last_ticket", "person", "name", "company")
    words |= {name: getattr(known, name) for name in (*plain, "unit", "case")}
    return {name: word for name, word in words.items() if word}


def _times(known: Known, language: str) -> dict[str, str]:
    def clock(instant: datetime | None) -> str:
        return clock_words(_shown(instant, known.zone), language) if instant else ""

    back = known.returns_at if known.returns_at and known.returns_at > known.now else None
    words = {
        "start_time": clock(known.starts_at),
        "return_time": clock(back),
        "close_time": clock(known.closes_at),
    }
    if known.moved_from and known.moved_from != known.starts_at:
        words |= {"old_time": clock(known.moved_from), "new_time": words["start_time"]}
    if known.deadline_at:
        words["deadline"] = moment_words(_shown(known.deadline_at, known.zone), language)
    return words


def _shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall-clock minute that is told: rounded up (A5)."""
    return whole_minute_up(instant).astimezone(zone)


def _minutes(known: Known) -> str:
    if known.length_minutes is not None:
        return str(known.length_minutes)
    if known.returns_at is None or known.returns_at <= known.now:
        return ""
    return str(-int((known.now - known.returns_at) // MINUTE))


def reason_words(reason: str, playbook: Playbook, language: str) -> str:
    """The public label of a reason's code, never the code; empty for what concerns nobody."""
    key = PUBLIC_REASONS.get(reason, SHORT_BREAK) if reason in REASONS else ""
    return playbook.label("public_reasons", key, language) if key else ""


def alternative_words(alternative: str, playbook: Playbook, language: str) -> str:
    """Another way, in the language where the playbook has it, else as the branch wrote it."""
    known = default()
    if alternative == known.placeholders["alternative"].example:
        # the example of a branch's own words is a cash machine, which other languages call theirs
        english = language == ENGLISH
        return alternative if english else playbook.label("alternatives", "atm", language)
    for key, texts in known.labels["alternatives"].items():
        if alternative.casefold() in (key, *(text.casefold() for text in texts.values())):
            return playbook.label("alternatives", key, language)
    return alternative

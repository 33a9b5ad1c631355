"""The words of sheets and pictures in a language, from the gettext catalogues in `locale/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from branches.rules import whole_minute_up
from quality.playbook.filling import clock_words, day_words
from quality.playbook.filling import span_words as clock_span
from quality.playbook.reading import ENGLISH
from signage.catalogues import said

DAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
COUNTER, BREAK, BREAKS = gettext_noop("Counter"), gettext_noop("Break"), gettext_noop("Breaks")
TODAY = gettext_noop("Breaks today")
MEANWHILE, REVISION = gettext_noop("Meanwhile"), gettext_noop("Revision")
HOURS, WEEK = gettext_noop("Opening hours"), gettext_noop("Hours and breaks of the week")
DAY, CLOSED, ALWAYS = gettext_noop("Day"), gettext_noop("Closed"), gettext_noop("Day and night")
AS_SHOWN = gettext_noop("as shown on the screen")
NONE = gettext_noop("No breaks are announced.")
CLOSED_EARLY = gettext_noop("Closed early today")
LATER = gettext_noop("A later revision on the screens takes the place of this sheet.")
SCAN = gettext_noop("What has changed since: scan the code")
PRINTED, VERSION = gettext_noop("Printed"), gettext_noop("Version")
ON_BREAK, BACK = gettext_noop("On break"), gettext_noop("Back at")
COVER = gettext_noop("when a colleague is back")
IN_A_MOMENT = gettext_noop("Opens in a moment")
ASK = gettext_noop("please ask at the counter")
LAST_ENTRY = gettext_noop("Last entry")
NEW_NUMBERS, AFTER = gettext_noop("New numbers"), gettext_noop("after the break")
AS_OF, PLAN, MORE = gettext_noop("As of"), gettext_noop("Plan"), gettext_noop("More")
CHANGED = gettext_noop("What has changed since this sheet was printed")
UNCHANGED, HOLDS = gettext_noop("Nothing has changed."), gettext_noop("What holds now")
SHEET_OF = gettext_noop("This sheet was printed for")
NO_LONGER = gettext_noop("This sheet no longer holds. Below is what holds today.")

DATES = {
    "en": "{weekday} {day} {year}",
    "hu": "{year}. {day}, {weekday}",
    "tr": "{day} {year}, {weekday}",
    "bg": "{weekday}, {day} {year} г.",
    "fil": "{weekday}, {day}, {year}",
    "ru": "{weekday}, {day} {year} г.",
}


@dataclass(frozen=True)
class Said:
    """A text and its language, so that a reader aloud speaks it well."""

    language: str
    text: str


def in_each(phrase: str, languages: Sequence[str]) -> list[Said]:
    """A phrase in several languages; what two of them say alike is said once."""
    texts = {said(phrase, language): language for language in reversed(languages)}
    return [Said(language, text) for text, language in reversed(texts.items())]


def date_words(day: date, language: str = ENGLISH) -> str:
    """A day in full: "Wednesday 3 March 2027"."""
    weekday, words = said(DAYS[day.weekday()], language), day_words(day.month, day.day, language)
    return DATES.get(language, DATES[ENGLISH]).format(weekday=weekday, day=words, year=day.year)


def time_words(instant: datetime, zone: ZoneInfo, language: str = ENGLISH) -> str:
    """The minute on the wall, rounded up (A5); paper does not say how far away it is."""
    return clock_words(whole_minute_up(instant).astimezone(zone), language)


def span_words(
    starts_at: datetime, ends_at: datetime | None, zone: ZoneInfo, language: str = ENGLISH
) -> str:
    """From when till when; an end that nobody knows is no time."""
    ends = time_words(ends_at, zone, language) if ends_at else "?"
    return clock_span(time_words(starts_at, zone, language), ends)

"""The words of the public screens in a language, from the gettext catalogues in `locale/`."""

import gettext
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

from quality.playbook.phrases import signed_off
from quality.playbook.reading import ENGLISH
from signage.wording import books, spoken

LOCALE = Path(__file__).with_name("locale")
# of the screens' scripts and of the headings that their scripts translate
DOMAIN = "djangojs"
# of what the server writes itself: sheets, pictures, the phone's page
OF_SERVER = "django"
Words = dict[str, str | list[str]]


@cache
def words_in(language: str) -> Words:
    """Every translated phrase by its English one; plurals are a list. English needs none."""
    reader = JSONCatalog()
    reader.translation = DjangoTranslation(language, domain=DOMAIN, localedirs=[str(LOCALE)])
    return dict(reader.get_catalog())


def words_of(languages: Iterable[str]) -> dict[str, Words]:
    """The words of several languages, by language."""
    return {language: words_in(language) for language in languages}


@cache
def server_words(language: str) -> gettext.NullTranslations:
    """The catalogue of what the server writes; English says itself, and so does what is missing."""
    return gettext.translation(OF_SERVER, str(LOCALE), [language], fallback=True)


def said(phrase: str, language: str) -> str:
    """A phrase of sheets, pictures and phones in a language, in English where it is missing."""
    return server_words(language).gettext(phrase)


def unsigned_parts(language: str) -> list[str]:
    """What of the public words in a language no native speaker has signed off yet."""
    if language == ENGLISH:
        return []
    signed = {
        "Screens": _is_signed(language, DOMAIN),
        "Sheets and phones": _is_signed(language, OF_SERVER),
        "Notices": spoken(language) == language and books()[language].reviewed,
        "Pages of a case": language in signed_off(),
    }
    return [part for part, is_signed in signed.items() if not is_signed]


@cache
def _is_signed(language: str, domain: str) -> bool:
    """Whether the header of a catalogue says so; one that is not there is not signed."""
    book = gettext.translation(domain, str(LOCALE), [language], fallback=True)
    return book.info().get("x-reviewed") == "yes"

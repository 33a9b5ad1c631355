"""The words of the public screens in a language, from the gettext catalogues in `locale/`."""

import gettext
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

from quality.playbook.reading import ENGLISH

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


def is_reviewed(language: str) -> bool:
    """Whether a native speaker has signed both catalogues of a language off; English is its own."""
    if language == ENGLISH:
        return True
    return all(_info(language, domain).get("x-reviewed") == "yes" for domain in (DOMAIN, OF_SERVER))


@cache
def _info(language: str, domain: str) -> dict[str, str]:
    """The headers of a catalogue; none where there is no catalogue."""
    book = gettext.translation(domain, str(LOCALE), [language], fallback=True)
    return dict(book.info())

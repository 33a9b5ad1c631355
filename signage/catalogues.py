"""The words of the public screens in a language, from the gettext catalogues in `locale/`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

LOCALE = Path(__file__).with_name("locale")
# of the screens' scripts and of the headings that their scripts translate
DOMAIN = "djangojs"
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

"""The catalogues as they are written: one `.po` for each language and domain, and its `.mo`.

They bear no dates and no line numbers, so that they change only when a phrase does.
"""

import gettext
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import generate_po, read_po

from tests.words.finding import ROOT, Found, Phrase, said_by_scripts, said_by_server

LOCALE = ROOT / "signage" / "locale"
# whose phrases a domain holds
DOMAINS = {"djangojs": said_by_scripts, "django": said_by_server}
# number of forms and which one a count takes, in the order one, few, many of i18n.js
PLURALS = {
    "hu": (2, "(n != 1)"),
    "tr": (2, "(n != 1)"),
    "bg": (2, "(n != 1)"),
    "fil": (2, "(n > 3 && (n%10==4 || n%10==6 || n%10==9))"),
    "ru": (
        3,
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
    ),
}
PLACEHOLDER = re.compile(r"\{(\w+)\}|%\((\w+)\)s")
REVIEWED = re.compile(r'^"X-Reviewed: (yes|no)\\n"$', re.MULTILINE)
SEEN_COUNTS = range(131)


class Book(Catalog):
    """The catalogue of one language and domain."""

    def __init__(self, language: str, domain: str, *, reviewed: bool = False) -> None:
        super().__init__(locale=language, domain=domain, fuzzy=False, header_comment="#")
        self.language, self.reviewed = language, reviewed

    @property
    def num_plurals(self) -> int:
        return PLURALS[self.language][0]

    @property
    def plural_expr(self) -> str:
        return PLURALS[self.language][1]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", self.language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
            # "yes" when a native speaker has signed it off
            ("X-Reviewed", "yes" if self.reviewed else "no"),
        ]

    @property
    def phrases(self) -> dict[Phrase, str | tuple[str, ...]]:
        """Every phrase with its translation."""
        return {message.id: message.string for message in self if message.id}

    def missing(self) -> list[Phrase]:
        """What has no translation, or not every form of one."""
        told = (
            (phrase, [text] if isinstance(text, str) else text)
            for phrase, text in self.phrases.items()
        )
        return [phrase for phrase, forms in told if not forms or not all(forms)]

    def unequal(self) -> list[Phrase]:
        """What is translated with other placeholders than its English."""
        return [phrase for phrase, text in self.phrases.items() if not self._is_equal(phrase, text)]

    def _is_equal(self, phrase: Phrase, text: str | tuple[str, ...]) -> bool:
        if isinstance(phrase, str):
            return not text or placeholders(str(text)) == placeholders(phrase)
        wanted = placeholders(phrase[1])
        # a form that stands for one number alone may spell it
        return all(
            placeholders(form) == wanted
            or (self._is_alone(at) and placeholders(form) == wanted - {"n"})
            for at, form in enumerate(text)
            if form
        )

    def _is_alone(self, form: int) -> bool:
        which = gettext.c2py(self.plural_expr)
        return [which(count) for count in SEEN_COUNTS].count(form) == 1


def placeholders(text: str) -> set[str]:
    """What a phrase leaves open: {counter}, in Django's templates %(counter)s."""
    return {braced or named for braced, named in PLACEHOLDER.findall(text)}


def path_of(language: str, domain: str, suffix: str = ".po") -> Path:
    return (LOCALE / language / "LC_MESSAGES" / domain).with_suffix(suffix)


def book_of(language: str, domain: str) -> Book:
    """The catalogue as it is written; empty where there is none."""
    path = path_of(language, domain)
    text = path.read_text() if path.exists() else ""
    reviewed = REVIEWED.search(text)
    book = Book(language, domain, reviewed=bool(reviewed and reviewed[1] == "yes"))
    for message in read_po(io.StringIO(text), locale=language, ignore_obsolete=True):
        if message.id:
            book.add(message.id, message.string, message.locations)
    return book


def books() -> Iterator[Book]:
    """Every catalogue."""
    for language in PLURALS:
        for domain in DOMAINS:
            yield book_of(language, domain)


def renewed(book: Book, found: Found, known: Mapping[Phrase, str | tuple[str, ...]]) -> Book:
    """The catalogue with exactly the phrases that were found, and what is `known` of them."""
    fresh = Book(book.language, str(book.domain), reviewed=book.reviewed)
    old = book.phrases
    for phrase, where in found.items():
        text = old.get(phrase) or known.get(phrase) or ("" if isinstance(phrase, str) else ())
        fresh.add(phrase, text, [(path, 0) for path in where])
    return fresh


def as_po(book: Book) -> str:
    """The text of the catalogue's file."""
    lines = generate_po(book, include_lineno=False, sort_by="message", width=0)
    return "".join(lines)


def as_mo(book: Book) -> bytes:
    """What the catalogue compiles to."""
    compiled = io.BytesIO()
    write_mo(compiled, book)
    return compiled.getvalue()

"""Keeps the catalogues: `extract` shows every phrase, `update` brings new ones into the `.po`
files, `compile` writes the `.mo` files, `check` says what is missing.
"""

import argparse
import sys
from collections.abc import Iterator

from tests.words.books import DOMAINS, Book, as_mo, as_po, book_of, books, path_of, renewed


def main() -> int:
    """Do one of the four."""
    parser = argparse.ArgumentParser(prog="script/words", description=__doc__)
    parser.add_argument("what", choices=[*VERBS])
    return VERBS[parser.parse_args().what]()


def extract() -> int:
    """Every phrase in English."""
    for domain, find in DOMAINS.items():
        for phrase, where in sorted(find().items(), key=str):
            print(f"{domain}\t{phrase if isinstance(phrase, str) else ' | '.join(phrase)}\t{where}")
    return 0


def update() -> int:
    """New phrases in, lost ones out; what another domain has translated already is taken over."""
    found = {domain: find() for domain, find in DOMAINS.items()}
    for book in list(books()):
        others = [
            book_of(book.language, other).phrases for other in DOMAINS if other != book.domain
        ]
        known = {phrase: text for phrases in others for phrase, text in phrases.items() if text}
        fresh = renewed(book, found[str(book.domain)], known)
        path = path_of(book.language, str(book.domain))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_po(fresh))
        print(f"{path.name} {book.language}: {len(fresh)} phrases, {len(fresh.missing())} missing")
    return 0


def compile_all() -> int:
    """What the programs read."""
    for book in books():
        path_of(book.language, str(book.domain), ".mo").write_bytes(as_mo(book))
    return 0


def check() -> int:
    """Whether every phrase is translated, whole and compiled."""
    found = {domain: set(find()) for domain, find in DOMAINS.items()}
    faults = [fault for book in books() for fault in faults_of(book, found[str(book.domain)])]
    print("\n".join(faults) or "Every phrase is translated.")
    return 1 if faults else 0


def faults_of(book: Book, found: set) -> Iterator[str]:
    """What is wrong with one catalogue."""
    name = f"{book.language} {book.domain}"
    for phrase in found ^ set(book.phrases):
        yield f"{name}: to be updated: {phrase}"
    for phrase in book.missing():
        yield f"{name}: not translated: {phrase}"
    for phrase in book.unequal():
        yield f"{name}: other placeholders: {phrase}"
    compiled = path_of(book.language, str(book.domain), ".mo")
    if not compiled.exists() or compiled.read_bytes() != as_mo(book):
        yield f"{name}: to be compiled"


VERBS = {"extract": extract, "update": update, "compile": compile_all, "check": check}

if __name__ == "__main__":
    sys.exit(main())

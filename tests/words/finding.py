"""Every phrase that the public screens say, where it stands: in scripts, templates and Python.

A phrase is its English text; one with a plural is a pair. Scripts say `t("…")`,
`n("…", "…", count)` and `later("…")`, headings carry `data-t` and `data-t-label`; on the server it
is Django's gettext.
"""

import html
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.jslexer import Token, tokenize, unquote_string
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
APPS = ("branches", "queueapp", "breaks", "quality", "signage")
# how many of the first arguments are phrases
SPOKEN = {"t": 1, "n": 2, "later": 1}
# a text behind one of these is compared or handed on, not said; the lexer leaves out the "?"
COMPARED = ("===", "!==", "(", "[", ",")
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")
MARKED = re.compile(r'\sdata-t(?:-label)?="([^"]*)"')
PYTHON = {
    name + lazy: (1, 2) if name == "ngettext" else None
    for name in ("gettext", "ngettext")
    for lazy in ("", "_lazy")
} | {"gettext_noop": None}

Phrase = str | tuple[str, str]
# which files say it
Found = dict[Phrase, list[str]]


def said_by_scripts(root: Path = ROOT) -> Found:
    """The phrases of the scripts and of the headings that they translate (domain `djangojs`)."""
    scripts = [(path, in_script(path.read_text())) for path in _files(root, "static", "*.js")]
    pages = [(path, in_marked(path.read_text())) for path in _files(root, "templates", "*.html")]
    return _gathered([*scripts, *pages], root)


def said_by_server(root: Path = ROOT) -> Found:
    """The phrases of templates and of Python (domain `django`)."""
    pages = [(path, in_template(path.read_text())) for path in _files(root, "templates", "*.html")]
    code = [(path, in_python(path.read_text())) for path in _files(root, "", "*.py")]
    return _gathered([*pages, *code], root)


def in_script(code: str) -> list[Phrase]:
    """The phrases of one script; what is not written out in the call is no phrase."""
    tokens = [token for token in tokenize(code, jsx=False) if "comment" not in token.type]
    return [phrase for at in range(1, len(tokens) - 1) for phrase in _call(tokens, at)]


def _call(tokens: list[Token], at: int) -> list[Phrase]:
    """The phrases of a call that begins here; of "yes ? this : that" both."""
    name, before = tokens[at], tokens[at - 1].value
    is_call = name.type == "name" and name.value in SPOKEN and tokens[at + 1].value == "("
    if not is_call or before in (".", "function"):
        return []
    given = _arguments(tokens, at + 2)
    if SPOKEN[name.value] == 1:
        return list(_choices(given[0]))
    pair = [text for argument in given[:2] for text in _choices(argument)]
    return [(pair[0], pair[1])] if len(pair) == 2 else []


def _arguments(tokens: list[Token], at: int) -> list[list[Token]]:
    """The tokens of each argument of a call."""
    given: list[list[Token]] = [[]]
    depth = 1
    for token in tokens[at:]:
        depth += (token.value in OPENING) - (token.value in CLOSING)
        if depth == 0:
            break
        if depth == 1 and token.value == ",":
            given.append([])
        else:
            given[-1].append(token)
    return given


def _choices(argument: list[Token]) -> Iterator[str]:
    """The texts that an argument may be, each put together where it is broken over lines."""
    text, before = "", ""
    for token in argument:
        is_text = token.type in ("string", "template_string") and "${" not in token.value
        if is_text and before not in COMPARED:
            text = (text if before == "+" else "") + unquote_string(token.value)
        elif token.value != "+":
            if text:
                yield text
            text = ""
        before = token.value
    if text:
        yield text


def in_marked(page: str) -> list[Phrase]:
    """The headings of a page that its script translates."""
    return [html.unescape(text) for text in MARKED.findall(page)]


def in_template(page: str) -> list[Phrase]:
    """What a template says by `translate` and `blocktranslate`."""
    # all but the phrases is blanked out, and its indentation is none of Python's
    return in_python("\n".join(line.lstrip() for line in templatize(page).splitlines()))


def in_python(code: str) -> list[Phrase]:
    """What Python says by gettext."""
    found = extract_python(io.BytesIO(code.encode()), PYTHON, [], {"encoding": "utf-8"})
    calls = ((PYTHON[name], said) for _, name, said, _ in found)
    return [phrase for plural, said in calls if (phrase := _phrase(plural, said))]


def _phrase(plural: tuple[int, int] | None, said: object) -> Phrase | None:
    if isinstance(said, str):
        return said
    if not isinstance(said, tuple) or not said[0]:
        return None
    return (said[0], said[1]) if plural and said[1] else said[0]


def _files(root: Path, folder: str, pattern: str) -> Iterator[Path]:
    for app in APPS:
        for path in sorted((root / app / folder).rglob(pattern)):
            if "vendor" not in path.parts and "migrations" not in path.parts:
                yield path


def _gathered(said: Iterable[tuple[Path, list[Phrase]]], root: Path) -> Found:
    found: Found = defaultdict(list)
    for path, phrases in said:
        where = path.relative_to(root).as_posix()
        for phrase in phrases:
            if where not in found[phrase]:
                found[phrase].append(where)
    return dict(found)

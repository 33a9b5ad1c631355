"""What a playlist may hold: its texts, its files by their content, its days, its blocked words."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from branches.errors import Invalid
from branches.rules import BLANKS, is_seen
from signage.rules import ItemKind

SHORTEST_SECONDS, LONGEST_SECONDS = 3, 120
LONGEST_TEXT = 400
ENGLISH = "en"
MEGABYTE = 2**20
# a film has a handful; one cut into thousands is there to be read for long
MOST_BOXES = 1000
MOST_FILE_BYTES = 20 * MEGABYTE
# marks that stand on a letter, characters of format and of control, and those of nobody
UNSEEN = ("Mn", "Me", "Cf", "Cc", "Co", "Cn")
# of control, and yet the end of a word
ENDS = "\t\n\r"
# letters that a reader takes for one, and that no form of Unicode takes apart
SAME = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"}) | str.maketrans(
    "авеёікмнорстухѕјԛԝ", "abeeikmhopctyxsjqw"
)
SAME |= str.maketrans("αβεζηικμνορτυχϲɑɡ", "abezhikmnoptyxcag")
# capitals as small as the others
SAME |= str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# pictures of letters: white on a disc, white in a box, and those of which flags are made
BOXED = {first + n: c for first in (0x1F150, 0x1F170, 0x1F1E6) for n, c in enumerate(LETTERS)}
# the same as mere ornament between words
ORNAMENT = dict.fromkeys(BOXED, " ")
# one star behind a blocked word: with every ending, as languages have that hang their grammar there
ANY_ENDING = re.compile(r"\w\*\s*\Z")
SHORTEST_BEGINNING = 3
# signs with which a word is taken apart and still read as one
JOINTS = str.maketrans("", "", "-_.·•*'’")


@dataclass(frozen=True)
class FileKind:
    """A kind of file that every screen can show, and the bytes by which it is known."""

    item: ItemKind
    content_type: str
    most_bytes: int


PNG = FileKind(ItemKind.IMAGE, "image/png", 5 * MEGABYTE)
JPEG = FileKind(ItemKind.IMAGE, "image/jpeg", 5 * MEGABYTE)
WEBP = FileKind(ItemKind.IMAGE, "image/webp", 5 * MEGABYTE)
MP4 = FileKind(ItemKind.VIDEO, "video/mp4", MOST_FILE_BYTES)
WEBM = FileKind(ItemKind.VIDEO, "video/webm", MOST_FILE_BYTES)


# what travels as if it were a film: HEIC, AVIF and a camera's own pictures, and sound alone
NO_FILMS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"M4A ", b"M4B ")


def file_kind(body: bytes) -> FileKind | None:
    """What a file is by its first bytes, whatever it is called; None for what no screen shows.

    SVG is none of them: it can hold scripts.
    """
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if body.startswith(b"\xff\xd8\xff"):
        return JPEG
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return WEBP
    if body[4:8] == b"ftyp":
        return None if body[8:12] in NO_FILMS or b"moov" not in _boxes(body) else MP4
    return WEBM if body.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in body[:64] else None


def _boxes(body: bytes) -> Iterator[bytes]:
    """The kinds of the pieces of an MP4; without a table of contents (`moov`) nothing plays."""
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(body):
            return
        size, kind = int.from_bytes(body[at : at + 4]), body[at + 4 : at + 8]
        # an empty one has nothing to say
        if size != 8:
            yield kind
        if size == 1:
            size = int.from_bytes(body[at + 8 : at + 16])
        # none: up to the end of the file
        at += size if size >= 8 else len(body)


def check_file(body: bytes) -> FileKind:
    """The kind of a file, if it may be played: 422 `media_kind`, 413 `too_large`."""
    kind = file_kind(body)
    if kind is None:
        raise Invalid("media_kind", "Only PNG, JPEG, WebP, MP4 and WebM are shown.")
    if len(body) > kind.most_bytes:
        most = kind.most_bytes // MEGABYTE
        message = f"A file of this kind has at most {most} MB."
        raise Invalid("too_large", message, status=413, most_bytes=kind.most_bytes)
    return kind


def check_texts(texts: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """The texts without empty ones; 422 `text_missing` without English, which stands in for every
    language that is not written, and 422 `text_language` for one that no screen speaks.
    """
    written = {language: text.strip() for language, text in texts.items() if is_seen(text)}
    if strangers := sorted(set(written) - set(known)):
        raise Invalid("text_language", f"No screen speaks {strangers[0]}.", language=strangers[0])
    if ENGLISH not in written:
        raise Invalid("text_missing", "The English text is missing: it stands in for the others.")
    return written


def check_days(first_day: date | None, last_day: date | None) -> None:
    """422 `days_in_order` for days of which the last lies before the first."""
    if first_day and last_day and last_day < first_day:
        raise Invalid("days_in_order", "The last day lies before the first.")


def is_over(last_day: date | None, today: date) -> bool:
    """Whether an item is never shown again."""
    return last_day is not None and last_day < today


def words_in(text: str) -> list[str]:
    """The words of a text as they are compared: without case, marks and what is not seen, and
    letters of one look as one letter.
    """
    return ["".join(run) for is_word, run in groupby(_plain(text), str.isalnum) if is_word]


def _plain(text: str) -> str:
    # folding takes letters apart that only then can be compared, and the other way round
    folded = unicodedata.normalize("NFKC", text.translate(BOXED)).casefold().translate(SAME)
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in parts if c in ENDS or _counts(c))


def _counts(sign: str) -> bool:
    return sign not in BLANKS and unicodedata.category(sign) not in UNSEEN


def has_any_ending(word: str) -> bool:
    """Whether a blocked word stands for all its endings: `rival*` for rivals and rivalis too."""
    return ANY_ENDING.search(_plain(word)) is not None


def check_blocked(word: str) -> None:
    """422 `word_empty` without a letter or digit, `word_short` for the beginning of too many."""
    sought = words_in(word)
    if not sought:
        raise Invalid("word_empty", "A blocked word has a letter or a digit.")
    if has_any_ending(word) and len(sought[-1]) < SHORTEST_BEGINNING:
        message = f"Before a star stand at least {SHORTEST_BEGINNING} letters."
        raise Invalid("word_short", message)


def holds(text: str, word: str) -> bool:
    """Whether a text holds a word, or several that follow each other, as whole words (FIL-11), also
    where it is spelled out or taken apart by signs; with a star behind it, with any ending.
    """
    return _hold(list(_readings(text)), word)


def _hold(readings: list[list[str]], word: str) -> bool:
    sought, fits = words_in(word), str.startswith if has_any_ending(word) else str.__eq__
    return any(_follow(said, sought, fits) for said in readings)


def _readings(text: str) -> Iterator[list[str]]:
    """The words of a text in every way in which somebody may read it."""
    for written in dict.fromkeys((text, text.translate(ORNAMENT))):
        plain = words_in(written)
        yield from (plain, words_in(written.translate(JOINTS)), _unspelled(plain))


def _follow(said: list[str], sought: list[str], fits: Callable[[str, str], bool]) -> bool:
    """Whether the sought words follow each other in what is said; the last one need only fit."""
    spans = (said[at : at + len(sought)] for at in range(len(said) - len(sought) + 1))
    *first, last = sought or [""]
    return bool(sought) and any(s[:-1] == first and fits(s[-1], last) for s in spans)


def _unspelled(said: list[str]) -> list[str]:
    """Letters that stand alone one after the other as one word."""
    runs = groupby(said, lambda word: len(word) == 1)
    found = (["".join(run)] if alone else list(run) for alone, run in runs)
    return [word for words in found for word in words]


def blocked_in(texts: Iterable[str], words: Iterable[str]) -> str | None:
    """The first blocked word that any of the texts holds (F68)."""
    readings = [reading for text in texts for reading in _readings(text)]
    return next((word for word in words if _hold(readings, word)), None)

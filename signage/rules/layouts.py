"""What the values of a layout may be: plain values in, verdict out."""

import re
from collections.abc import Collection
from typing import Any

from branches.rules import WALL_TIME

# a site as a browser names it: scheme, host, and a port where it is not the usual one
ORIGIN = re.compile(r"https?://([a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?|\[[0-9a-f:]+\])(:\d{1,5})?")
PRINTER = re.compile(r"([A-Za-z0-9]([A-Za-z0-9.-]{0,90}[A-Za-z0-9])?|\[[0-9a-fA-F:]+\]):\d{1,5}")
# a folder of recorded clips, by its name alone
CLIP_SET = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.IGNORECASE)
MOST_QUIET, LONGEST_REPEAT_S, MOST_ORIGINS = 8, 600, 8
# from a small tablet to a wall; how far the farthest seat is; of the safe edge: the least, the most
INCHES, METRES, OVERSCAN_PERCENT = (7.0, 120.0), (0.3, 60.0), (0.0, 10.0)


def is_origin(text: str) -> bool:
    """Whether a text is a site that may frame a screen: http or https, host, perhaps a port."""
    return bool(ORIGIN.fullmatch(text)) and _port_fits(text)


def is_printer(text: str) -> bool:
    """Whether a text is host:port of a network printer; a bracketed host is an IPv6 address."""
    return bool(PRINTER.fullmatch(text)) and _port_fits(text)


def _port_fits(text: str) -> bool:
    port = re.search(r":(\d{1,5})$", text)
    return port is None or 0 < int(port[1]) < 65536


def is_quiet_span(span: object) -> bool:
    """Whether a value is a span of wall-clock times; one that ends before it begins passes
    midnight."""
    if not isinstance(span, list) or len(span) != 2:
        return False
    texts = all(isinstance(text, str) and WALL_TIME.fullmatch(text) for text in span)
    return texts and span[0] != span[1]


def wrong_sounds(sound: dict[str, Any], known: Collection[str]) -> list[str]:
    """The keys of a sound setting that nobody knows or whose value cannot be (UX.md 1.3)."""
    return sorted(key for key, value in sound.items() if not _may_sound(key, value, known))


def _may_sound(key: str, value: Any, known: Collection[str]) -> bool:
    """`known` are the codes of the languages that can be spoken."""
    if key in ("gong", "chime", "media"):
        return isinstance(value, bool)
    if key == "voice":
        return isinstance(value, list) and len({*map(str, value)} & {*known}) == len(value)
    if key == "clips":
        return isinstance(value, dict) and all(_is_clips(*pair, known) for pair in value.items())
    if key == "volume":
        return _is_number(value) and 0 <= value <= 1
    if key == "repeat_s":
        return isinstance(value, int) and _is_number(value) and 0 <= value <= LONGEST_REPEAT_S
    if key == "quiet":
        short = isinstance(value, list) and len(value) <= MOST_QUIET
        return short and all(map(is_quiet_span, value))
    return False


def _is_clips(language: str, folder: object, known: Collection[str]) -> bool:
    return language in known and isinstance(folder, str) and bool(CLIP_SET.fullmatch(folder))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""A call as sound: recorded clips where a screen has them, else espeak-ng, else only the chime.

Which languages a screen speaks, and from which clips, stands in its layout (UX.md 1.3).
"""

import logging
import wave
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from signage.announcer import espeak
from signage.announcer.cache import Cache
from signage.announcer.clips import MANIFEST, BrokenSet, ClipSet, open_set
from signage.announcer.phrases import Speech, speeches
from signage.rules.layouts import CLIP_SET

logger = logging.getLogger(__name__)


def render(code: str, counter: str, language: str, *, clips: str = "") -> bytes | None:
    """A call as WAV, from the named set of clips if it can say it, else by espeak-ng.

    None when neither can: the language has no voice, or the program is missing.
    """
    return _recorded(code, counter, language, clips) or _spoken(code, counter, language)


def read_aloud(text: str, language: str) -> bytes | None:
    """Any text of a screen as WAV, for a client who does not see it; None without a voice."""
    speech = speeches().get(language)
    return _synthetic(text, language, speech) if speech else None


def voices() -> list[str]:
    """The languages that are spoken here without any recording."""
    return list(speeches()) if espeak.version() else []


def sets() -> dict[str, str]:
    """The usable sets of recorded clips with their languages, by name."""
    root = Path(settings.SOUND_SETS)
    names = [path.parent.name for path in root.glob(f"*/{MANIFEST}")] if root.name else []
    found = {name: named_set(name) for name in sorted(names)}
    return {name: clip_set.language for name, clip_set in found.items() if clip_set}


def named_set(name: str) -> ClipSet | None:
    """The set of a name; None for one that is not there or has a fault, which is logged."""
    if not settings.SOUND_SETS or not CLIP_SET.fullmatch(name):
        return None
    try:
        return open_set(Path(settings.SOUND_SETS) / name)
    except BrokenSet as broken:
        logger.warning("the sound set %s says nothing: %s", name, broken)
        return None


def _recorded(code: str, counter: str, language: str, name: str) -> bytes | None:
    clip_set = named_set(name) if name else None
    if clip_set is None or clip_set.language != language:
        return None
    try:
        return clip_set.call(code, counter)
    except (OSError, wave.Error, EOFError) as error:
        logger.warning("the sound set %s broke: %s", name, error)
        return None


def _spoken(code: str, counter: str, language: str) -> bytes | None:
    speech = speeches().get(language)
    return _synthetic(speech.call(code, counter), language, speech) if speech else None


def _synthetic(text: str, language: str, speech: Speech) -> bytes | None:
    version = espeak.version()
    if version is None:
        return None
    parts = (text, language, speech.voice, str(speech.words_per_minute), version)
    return _cached(parts, lambda: espeak.speak(text, speech))


def _cached(parts: tuple[str, ...], make: Callable[[], bytes | None]) -> bytes | None:
    if not settings.SOUND_CACHE:
        return make()
    return Cache(Path(settings.SOUND_CACHE), settings.SOUND_CACHE_MB * 2**20).get(parts, make)

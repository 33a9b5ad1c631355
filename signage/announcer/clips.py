"""Sets of recorded clips: a call is joined from them as a language says it (docs/sound.md).

A set is a folder with `manifest.yaml` and WAV files of one format. What is wrong with it is told
by codes; a set with a fault says nothing.
"""

import io
import re
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

MANIFEST = "manifest.yaml"
SLOTS = ("{letter}", "{digits}", "{number}", "{counter}")
PAUSE = re.compile(r"pause ([1-9]\d{1,3})")
LANGUAGE = re.compile(r"[a-z]{2,3}")
# the letters that no line of tickets confuses (UX.md 1.2)
LETTERS = "ACEHKMTX"
DIGITS = "0123456789"
LONGEST_CLIP_SECONDS = 10
PARTS = re.compile(r"\d+|[^\W\d_]")
Form = tuple[int, int, int]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a set: a stable code, and where."""

    code: str
    about: str


class BrokenSet(Exception):
    """A set that cannot be used; its faults say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.code}: {fault.about}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class ClipSet:
    """A whole set: its language, what is said in which order, and which clips there are."""

    folder: Path
    language: str
    author: str
    licence: str
    grammar: tuple[str, ...]
    clips: frozenset[str]

    def call(self, code: str, counter: str) -> bytes | None:
        """One call as WAV; None when a letter or a label of it was not recorded."""
        said = [part for word in self.grammar for part in self._parts(word, code, counter)]
        spoken = [part for part in said if not PAUSE.fullmatch(part)]
        return join(self.folder, said) if spoken and self.clips.issuperset(spoken) else None

    def _parts(self, word: str, code: str, counter: str) -> list[str]:
        letters, digits = code.rstrip(DIGITS), code[len(code.rstrip(DIGITS)) :]
        if word == "{letter}":
            return [f"letter_{letter}" for letter in letters]
        if word == "{digits}":
            return [f"digit_{digit}" for digit in digits]
        if word == "{number}":
            return self._number(digits)
        return self._counter(counter) if word == "{counter}" else [word]

    def _number(self, digits: str) -> list[str]:
        """The number as one clip where it was recorded, else digit by digit."""
        whole = f"number_{int(digits or 0)}"
        return [whole] if whole in self.clips else [f"digit_{digit}" for digit in digits]

    def _counter(self, label: str) -> list[str]:
        if (whole := f"counter_{label}") in self.clips:
            return [whole]
        parts = PARTS.findall(label)
        return [p for part in parts for p in self._spelled(part)]

    def _spelled(self, part: str) -> list[str]:
        return self._number(part) if part.isdecimal() else [f"letter_{part.upper()}"]


def open_set(folder: Path) -> ClipSet:
    """The set in a folder; `BrokenSet` with every fault for one that cannot be used."""
    return _opened(folder, _changed_at(folder))


@lru_cache(maxsize=32)
def _opened(folder: Path, changed_at: int) -> ClipSet:
    manifest = _manifest(folder)
    faults = [*_manifest_faults(manifest), *_clip_faults(folder, manifest)]
    if faults:
        raise BrokenSet(faults)
    return ClipSet(
        folder,
        manifest["language"],
        str(manifest["author"]),
        str(manifest["licence"]),
        tuple(manifest["grammar"]),
        frozenset(path.stem for path in folder.glob("*.wav")),
    )


def _changed_at(folder: Path) -> int:
    """When anything in a set came, went or was written last; 0 where there is nothing."""
    try:
        return max(path.stat().st_mtime_ns for path in (folder, *folder.iterdir()))
    except OSError:
        return 0


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenSet([Fault("manifest_missing", str(folder / MANIFEST))]) from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BrokenSet([Fault("manifest_unreadable", str(error))]) from None
    if not isinstance(read, dict):
        raise BrokenSet([Fault("manifest_unreadable", "It is no list of names and values.")])
    return read


def _manifest_faults(manifest: dict[str, Any]) -> Iterator[Fault]:
    if not LANGUAGE.fullmatch(str(manifest.get("language", ""))):
        yield Fault("language_missing", "language: such as hu or fil")
    for name in ("author", "licence"):
        if not str(manifest.get(name) or "").strip():
            yield Fault(f"{name}_missing", f"{name}: who recorded it, and who may use it")
    grammar = manifest.get("grammar")
    if not isinstance(grammar, list) or not grammar or not all(isinstance(w, str) for w in grammar):
        yield Fault("grammar_missing", "grammar: a list of clips and slots")
        return
    for word in grammar:
        if word.startswith("{") and word not in SLOTS:
            yield Fault("slot_unknown", f"{word} is none of {', '.join(SLOTS)}")
    if not {"{digits}", "{number}"} & set(grammar):
        yield Fault("slot_missing", "the grammar says no number: {digits} or {number}")
    if "{counter}" not in grammar:
        yield Fault("slot_missing", "the grammar says no {counter}")


def _clip_faults(folder: Path, manifest: dict[str, Any]) -> Iterator[Fault]:
    there = sorted(folder.glob("*.wav"))
    missing = set(_needed(manifest)) - {path.stem for path in there}
    yield from (Fault("clip_missing", f"{name}.wav") for name in sorted(missing))
    first: tuple[str, Form] | None = None
    for path in there:
        try:
            form, seconds = _about(path)
        except (OSError, wave.Error, EOFError) as error:
            yield Fault("clip_unreadable", f"{path.name}: {error}")
            continue
        first = first or (path.name, form)
        if form != first[1]:
            about = f"{path.name} is {_form(form)}, {first[0]} {_form(first[1])}"
            yield Fault("clip_format", about)
        if seconds > LONGEST_CLIP_SECONDS:
            yield Fault("clip_too_long", f"{path.name}: {seconds:.0f} s")


def _needed(manifest: dict[str, Any]) -> list[str]:
    """The clips without which the grammar cannot be said."""
    grammar = manifest.get("grammar")
    words = [word for word in grammar if isinstance(word, str)] if isinstance(grammar, list) else []
    plain = [w for w in words if not w.startswith("{") and not PAUSE.fullmatch(w)]
    letters = [f"letter_{c}" for c in str(manifest.get("letters") or LETTERS)]
    digits = [f"digit_{c}" for c in DIGITS]
    return [*dict.fromkeys(plain), *(letters if "{letter}" in words else []), *digits]


def _about(path: Path) -> tuple[Form, float]:
    """Channels, bytes per sample and samples per second of a clip; how long it lasts."""
    with wave.open(str(path)) as clip:
        form = (clip.getnchannels(), clip.getsampwidth(), clip.getframerate())
        return form, clip.getnframes() / clip.getframerate()


def _form(form: Form) -> str:
    channels, width, rate = form
    return f"{channels} channel(s) of {8 * width} bit at {rate} Hz"


def join(folder: Path, parts: Sequence[str]) -> bytes:
    """Clips and pauses ("pause 300": milliseconds) one after the other, as one WAV."""
    written = io.BytesIO()
    spoken = [part for part in parts if not PAUSE.fullmatch(part)]
    with wave.open(str(folder / f"{spoken[0]}.wav")) as first:
        form = first.getparams()._replace(nframes=0)
    with wave.open(written, "wb") as target:
        target.setparams(form)
        for part in parts:
            target.writeframes(_frames(folder, part, form))
    return written.getvalue()


def _frames(folder: Path, part: str, form: Any) -> bytes:
    if pause := PAUSE.fullmatch(part):
        # 8 bit samples have no sign: their silence is the middle
        still = b"\x80" if form.sampwidth == 1 else b"\0"
        samples = form.framerate * int(pause[1]) // 1000
        return still * (samples * form.nchannels * form.sampwidth)
    with wave.open(str(folder / f"{part}.wav")) as clip:
        return clip.readframes(clip.getnframes())

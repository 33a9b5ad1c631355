"""Calls as sound: how they are worded, joined from clips, spoken by espeak-ng, and kept."""

import io
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from signage import announcer
from signage.announcer import __main__ as checker
from signage.announcer import espeak
from signage.announcer.cache import Cache
from signage.announcer.clips import BrokenSet, open_set
from signage.announcer.phrases import speeches

RATE = 8000


def clip(path: Path, value: int, samples: int = 80, *, rate: int = RATE, channels: int = 1) -> None:
    """A clip of one value only, so that it is known again in what it was joined to."""
    with wave.open(str(path), "wb") as target:
        target.setnchannels(channels)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(value.to_bytes(2, "little") * samples * channels)


MANIFEST = {
    "language": "fil",
    "author": "A person",
    "licence": "CC0-1.0",
    "letters": "AC",
    "grammar": ["numero", "{letter}", "{digits}", "pause 100", "bintana", "{counter}"],
}
VALUES = {"numero": 1, "bintana": 2, "letter_A": 3, "letter_C": 4, "counter_W1": 5} | {
    f"digit_{n}": 10 + n for n in range(10)
}


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A whole set in a folder of its own."""
    folder = tmp_path / "sets" / "maria"
    folder.mkdir(parents=True)
    write(folder)
    for name, value in VALUES.items():
        clip(folder / f"{name}.wav", value)
    return folder


def write(folder: Path, **changed: Any) -> None:
    manifest = {name: value for name, value in (MANIFEST | changed).items() if value is not None}
    (folder / "manifest.yaml").write_text(yaml.safe_dump(manifest))


def heard(sound: bytes | None) -> list[int]:
    """The values of the clips in a sound, in the order in which they come."""
    assert sound
    with wave.open(io.BytesIO(sound)) as source:
        frames = source.readframes(source.getnframes())
    samples = [int.from_bytes(frames[n : n + 2], "little") for n in range(0, len(frames), 2)]
    return [s for n, s in enumerate(samples) if n % 80 == 0]


PAUSED = [0] * 10


def test_a_call_is_joined_from_clips_as_the_language_says_it(clips: Path) -> None:
    said = open_set(clips).call("A042", "W1")
    assert heard(said) == [1, 3, 10, 14, 12, *PAUSED, 2, 5]


def test_a_number_and_a_counter_are_one_clip_where_they_were_recorded(clips: Path) -> None:
    write(clips, grammar=["numero", "{letter}", "{number}", "{counter}"])
    clip(clips / "number_42.wav", 30)
    assert heard(open_set(clips).call("C042", "7")) == [1, 4, 30, 17]
    assert heard(open_set(clips).call("C043", "A42")) == [1, 4, 10, 14, 13, 3, 30]


def test_what_was_not_recorded_is_not_said_by_half(clips: Path) -> None:
    assert open_set(clips).call("K042", "W1") is None
    assert open_set(clips).call("A042", "Ж2") is None


def faults(folder: Path) -> dict[str, str]:
    with pytest.raises(BrokenSet) as broken:
        open_set(folder)
    return {fault.code: fault.about for fault in broken.value.faults}


def test_a_set_with_a_fault_is_refused_by_its_code(clips: Path) -> None:
    (clips / "digit_7.wav").unlink()
    clip(clips / "digit_3.wav", 13, rate=16000)
    clip(clips / "digit_4.wav", 14, samples=11 * RATE)
    (clips / "digit_5.wav").write_bytes(b"no sound")
    told = faults(clips)
    assert set(told) == {"clip_missing", "clip_format", "clip_too_long", "clip_unreadable"}
    assert told["clip_missing"] == "digit_7.wav"
    assert told["clip_format"].startswith("digit_3.wav is 1 channel(s) of 16 bit at 16000 Hz")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"language": None}, "language_missing"),
        ({"author": None}, "author_missing"),
        ({"licence": " "}, "licence_missing"),
        ({"grammar": "numero"}, "grammar_missing"),
        ({"grammar": ["{digits}"]}, "slot_missing"),
        ({"grammar": ["{letter}", "{counter}"]}, "slot_missing"),
        ({"grammar": ["{digits}", "{counter}", "{name}"]}, "slot_unknown"),
        ({"grammar": ["po", "{digits}", "{counter}"]}, "clip_missing"),
    ],
)
def test_a_manifest_with_a_fault_is_refused_by_its_code(
    clips: Path, changed: dict[str, Any], code: str
) -> None:
    write(clips, **changed)
    assert set(faults(clips)) == {code}


def test_the_check_of_sets_tells_every_fault(
    clips: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checker.main([str(clips)]) == 0
    assert checker.main([str(clips), str(tmp_path / "none")]) == 1
    told = capsys.readouterr().out
    assert f"{clips}: fil, 15 clips, by A person" in told
    assert "manifest_missing" in told


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Sets and cache in folders of the test."""
    settings.SOUND_SETS = str(tmp_path / "sets")
    settings.SOUND_CACHE = str(tmp_path / "voice")
    yield tmp_path / "voice"


def test_clips_speak_where_a_screen_has_them_else_the_program(clips: Path, kept: Path) -> None:
    assert announcer.sets() == {"maria": "fil"}
    assert heard(announcer.render("A042", "W1", "fil", clips="maria"))[0] == 1
    # no program speaks Filipino, and a set speaks its own language only
    for code, language, name in (
        ("K1", "fil", "maria"),
        ("A1", "fil", ""),
        ("A1", "fil", "../sets/maria"),
    ):
        assert announcer.render(code, "W1", language, clips=name) is None
    spoken = announcer.render("A042", "W1", "hu", clips="maria")
    assert spoken == announcer.render("A042", "W1", "hu")
    write(clips, author=None)
    assert announcer.sets() == {}
    assert announcer.render("A042", "W1", "fil", clips="maria") is None


@pytest.mark.parametrize("language", ["en", "hu", "tr", "bg", "ru"])
def test_the_program_speaks_a_call_for_some_seconds(language: str, kept: Path) -> None:
    sound = announcer.render("A042", "3", language)
    assert sound
    with wave.open(io.BytesIO(sound)) as source:
        assert 2 < source.getnframes() / source.getframerate() < 7
        assert any(source.readframes(RATE))
    assert [path.read_bytes() for path in kept.iterdir()] == [sound]


def test_a_call_is_worded_by_its_letters_and_digits() -> None:
    assert speeches()["en"].call("A042", "3") == "Number A, 0 4 2. Counter 3."
    assert speeches()["en"].call("CX7", "W12") == "Number C, X, 7. Counter W, 12."
    assert speeches()["hu"].call("H100", "Kassza 2") == "Sorszám há, 1 0 0. Ablak Kassza, 2."
    assert speeches()["ru"].call("X5", "-b-/") == "Номер икс, 5. Окно бэ."


def test_without_the_program_a_call_is_only_chimed(
    kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (announcer.voices(), announcer.render("A1", "3", "en")) == ([], None)
    # one that is there and fails
    (tmp_path / espeak.PROGRAM).write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / espeak.PROGRAM).chmod(0o755)
    assert (announcer.voices(), announcer.render("A1", "3", "en")) == ([], None)


def test_a_cache_stays_within_its_bound_and_keeps_what_is_of_use(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "voice", 10_000)
    for n in range(30):
        assert cache.get((str(n),), lambda n=n: bytes([n]) * 1000) == bytes([n]) * 1000
        # asked for all the time
        assert cache.get(("0",), lambda: b"made again") == b"\0" * 1000
    kept = list((tmp_path / "voice").iterdir())
    assert sum(path.stat().st_size for path in kept) <= 10_000
    assert 5 <= len(kept) <= 10


def test_many_may_write_the_same_sound_at_once(tmp_path: Path) -> None:
    sound = bytes(range(256)) * 200

    def ask(n: int) -> bytes | None:
        return Cache(tmp_path / "voice", 200_000).get((str(n % 7),), lambda: sound)

    with ThreadPoolExecutor(8) as hands:
        assert set(hands.map(ask, range(200))) == {sound}
    assert len(list((tmp_path / "voice").glob("*.wav"))) <= 4


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_all(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "voice", 1000)
    assert [cache.get(("a",), lambda: b"sound") for _ in range(2)] == [b"sound"] * 2
    assert cache.get(("b",), lambda: None) is None

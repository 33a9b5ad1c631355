"""espeak-ng, used as a program (GPL-3, never linked): a sentence in, a WAV file out.

Without the program, or without a voice for the language, there is no sound and no error.
"""

import io
import logging
import shutil
import subprocess
import wave
from functools import lru_cache

from signage.announcer.phrases import Speech

logger = logging.getLogger(__name__)
PROGRAM = "espeak-ng"
# it takes some 50 ms for five seconds of speech
PATIENCE_SECONDS = 5


def version() -> str | None:
    """What the program says of itself; None where there is none."""
    path = shutil.which(PROGRAM)
    return _version_of(path) if path else None


@lru_cache(maxsize=4)
def _version_of(path: str) -> str | None:
    try:
        return _run([path, "--version"], "").decode(errors="replace").strip()
    except (OSError, subprocess.SubprocessError) as error:
        logger.warning("%s does not run: %s", PROGRAM, error)
        return None


def speak(text: str, speech: Speech) -> bytes | None:
    """The sentence as WAV; None when the program is missing or refuses."""
    path = shutil.which(PROGRAM)
    if path is None:
        return None
    pace = str(speech.words_per_minute)
    # the text goes by the pipe: whatever stands in it is never an option
    options = ["-v", speech.voice, "-s", pace, "-b", "1", "--stdin", "--stdout"]
    try:
        return _with_length(_run([path, *options], text))
    except (OSError, subprocess.SubprocessError, wave.Error, EOFError) as error:
        logger.warning("%s did not speak: %s", PROGRAM, error)
        return None


def _run(command: list[str], text: str) -> bytes:
    done = subprocess.run(
        command, input=text.encode(), capture_output=True, check=True, timeout=PATIENCE_SECONDS
    )
    return done.stdout


def _with_length(streamed: bytes) -> bytes:
    """A pipe's WAV says it is endless: the same sound with its true length."""
    with wave.open(io.BytesIO(streamed)) as source:
        form = source.getparams()
        frames = source.readframes(source.getnframes())
    written = io.BytesIO()
    with wave.open(written, "wb") as target:
        target.setparams(form._replace(nframes=0))
        target.writeframes(frames)
    return written.getvalue()

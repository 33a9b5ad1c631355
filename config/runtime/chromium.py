"""The programs that only the tests need, found, or installed where we may: the browser that they
drive, and the voice that they listen to.
"""

import os
import shutil
import subprocess

from config.runtime.errors import SetupError, explain_output
from config.runtime.supervisor import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VOICE = "espeak-ng"
# what Debian calls them
BROWSER_PACKAGES = ("chromium", "fonts-noto-core")
VOICE_PACKAGES = ("espeak-ng",)


def ensure() -> str:
    """The path of Chromium; it and the voice are installed first when we are root on Debian."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing())
    path = find()
    if path is None or missing():
        raise SetupError(
            f"The tests need Chromium and {VOICE}: as root, apt-get install "
            f"{' '.join(missing())}; or set CHROMIUM to the path of a browser."
        )
    return path


def missing() -> tuple[str, ...]:
    """The Debian packages of what is not there."""
    browser = () if find() else BROWSER_PACKAGES
    return browser + (() if shutil.which(VOICE) else VOICE_PACKAGES)


def find() -> str | None:
    """The path of Chromium: what CHROMIUM says, else the first name on the PATH."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        path = shutil.which(name) if name else None
        if path:
            return path
    return None


def _install(packages: tuple[str, ...]) -> None:
    say(f"Installing {' '.join(packages)} for the tests ...")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    for command in (["apt-get", "update"], install):
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(explain_output(done.stderr, f"{' '.join(install)} failed"))

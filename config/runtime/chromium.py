"""The browser that the tests drive: found, or installed where we may."""

import os
import shutil
import subprocess

from config.runtime.errors import SetupError, explain_output
from config.runtime.supervisor import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-core")


def ensure() -> str:
    """The path of Chromium, installed first when it is missing and we are root on Debian."""
    path = find()
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        path = find()
    if path is None:
        raise SetupError(
            f"The tests need Chromium: as root, apt-get install {' '.join(PACKAGES)}; "
            "or set CHROMIUM to the path of one."
        )
    return path


def find() -> str | None:
    """The path of Chromium: what CHROMIUM says, else the first name on the PATH."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        path = shutil.which(name) if name else None
        if path:
            return path
    return None


def _install() -> None:
    say("Installing Chromium for the tests ...")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
    for command in (["apt-get", "update"], install):
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(explain_output(done.stderr, f"{' '.join(install)} failed"))

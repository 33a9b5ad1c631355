"""Chromium for a measurement, as the tests of the screens start it."""

import contextlib
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from config.runtime.chromium import ensure

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage "
    "--autoplay-policy=no-user-gesture-required"
)


@contextlib.contextmanager
def chromium(*more: str) -> Iterator["Browser"]:
    """A browser without a window, closed at the end."""
    path = ensure()
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS.split(), *more])
        try:
            yield browser
        finally:
            browser.close()

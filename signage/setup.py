"""What a screen is told with its page: how it is laid out, and its words."""

from collections.abc import Iterable
from typing import Any

from branches.models import Branch, Device
from branches.rules import DeviceKind
from quality.playbook.phrases import languages
from signage.build import build_hash
from signage.catalogues import words_of
from signage.models import Layout
from signage.rules.legibility import Legibility, legibility_of
from signage.wording import spoken_of


def layout_of(device: Device) -> Layout:
    """The layout of a screen; one that nobody has laid out has the defaults."""
    return Layout.objects.filter(device=device).first() or Layout(device=device)


def layouts_of(branch: Branch) -> list[Layout]:
    """The layout of each screen of a branch; one that nobody has laid out has the defaults.

    By its absence a retired screen is known.
    """
    screens = branch.devices.filter(retired_at=None).select_related("layout")
    return [getattr(screen, "layout", None) or Layout(device=screen) for screen in screens]


def spoken_at(branch: Branch, layouts: Iterable[Layout]) -> list[str]:
    """Every language that a screen of the branch speaks: its own, then those of its layouts."""
    own = [language for layout in layouts for language in layout.languages]
    return spoken_of([*branch.languages, *own])


def seen_from_afar(device: Device, layout: Layout) -> Legibility | None:
    """How a layout reads from the farthest seat; None until its glass and that seat are known.

    A kiosk is read by whoever touches it.
    """
    glass, seat = layout.diagonal_inches, layout.farthest_m
    if device.kind == DeviceKind.KIOSK or not glass or not seat:
        return None
    return legibility_of(glass, seat, layout.preset)


def setup_of(device: Device, layout: Layout) -> dict[str, Any]:
    """The setup of a page as plain JSON values."""
    spoken = spoken_of(layout.languages or device.branch.languages)
    seen = seen_from_afar(device, layout)
    return {
        # a page that hears of another build loads itself anew
        "build": build_hash(),
        "device": device.pk,
        "revision": layout.revision,
        "preset": layout.preset,
        # `--u` in per cent of the short side; null: nobody has measured the room
        "unit": seen.unit if seen else None,
        "still": layout.still,
        "off_hours": layout.off_hours,
        "overscan": layout.overscan_percent,
        "playlist": layout.playlist_id,
        "sound": layout.sound,
        "paper": layout.paper,
        # the branch's languages, where the screen has none of its own: it turns with them
        "follows": None if layout.languages else device.branch.languages,
        # in the order of their turns; each by its own name
        "languages": {language: languages()[language] for language in spoken},
        "words": words_of(spoken),
    }

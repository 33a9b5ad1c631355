"""What a screen may be: presets, looks, and what is shown when the doors are closed."""

from django.db.models import TextChoices


class Preset(TextChoices):
    """How the zones of a display are laid out (UX.md 1.1)."""

    LANDSCAPE = "landscape", "Landscape"
    PORTRAIT = "portrait", "Portrait"
    COUNTER_TOP = "counter_top", "Counter-top"
    STRIP = "strip", "Transparent strip"


class Theme(TextChoices):
    AUTO = "auto", "As the device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class OffHours(TextChoices):
    """What a screen shows while the branch is closed: burn-in care."""

    CLOCK = "clock", "A clock that moves"
    DARK = "dark", "Dark"
    ON = "on", "As by day"


class Paper(TextChoices):
    """How a kiosk hands out a number."""

    NONE = "none", "QR code on the screen"
    PAGE = "page", "The device's own printer"
    NETWORK = "network", "A network printer"


class ItemKind(TextChoices):
    """What a playlist holds."""

    TEXT = "text", "Text"
    IMAGE = "image", "Image"
    VIDEO = "video", "Video"

"""The law of each country as data: `presets.yaml`, read once, refused where it is not sound."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from breaks.presets.reading import PresetError, read_presets
from breaks.rules.preset import Preset

__all__ = ["Preset", "PresetError", "load_presets"]

FILE = Path(__file__).with_name("presets.yaml")


@cache
def load_presets() -> Mapping[str, Preset]:
    """The presets the product ships, by code; `PresetError` names what is wrong with the file."""
    return read_presets(FILE.read_text(encoding="utf-8"))

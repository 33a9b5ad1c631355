"""The letters of pictures and papers: the font beside us has those of all our languages."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parents[1] / "fonts" / "noto-sans-0.4.2"
REGULAR = FONTS / "400Regular" / "NotoSans_400Regular.ttf"
BOLD = FONTS / "700Bold" / "NotoSans_700Bold.ttf"


@cache
def letters(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font at a height in pixels; drawn the same on every machine."""
    return ImageFont.truetype(BOLD if bold else REGULAR, size, layout_engine=ImageFont.Layout.BASIC)


def wide(font: ImageFont.FreeTypeFont, text: str) -> float:
    """How wide a text is drawn in black and white, in pixels: its letters stand on whole ones,
    so that it is wider than in grey.
    """
    return font.getlength(text, mode="1")

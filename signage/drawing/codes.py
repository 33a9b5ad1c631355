"""Addresses as square codes."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

BORDER = 2


def code_svg(address: str) -> SafeString:
    """The code as a drawing that stands in the page and takes the size it is given."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        border=BORDER, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(drawn)


def code_file(address: str) -> bytes:
    """The same code as a file of its own (SVG), with the quiet border that it needs anywhere."""
    picture = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(picture, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    return picture.getvalue()


def code_dots(address: str) -> list[list[bool]]:
    """The same code as rows of dots, dark is True, with its quiet border."""
    code = segno.make(address, error="l", micro=False)
    return [[bool(dot) for dot in row] for row in code.matrix_iter(border=BORDER)]

"""A page of figures as a PDF: the same pictures and tables, on A4, with fonts of our own.

No library of the system is asked for: letters of all our languages come from a font of our own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableCellFillMode
from fpdf.fonts import FontFace

from desk.charts import WIDTH, Mark, Picture
from desk.figures import Cell, Page, Section
from signage.drawing.letters import BOLD, REGULAR

MARGIN, INNER = 15.0, 180.0
# millimetres of a picture's unit, and its letters in points
SCALE, LETTERS = INNER / WIDTH, 7.0
BLACK, SOFT, GRID, WHITE = (0, 0, 0), (80, 80, 80), (200, 200, 200), (255, 255, 255)
FILLS = {
    "good": (111, 159, 216),
    "bad": (176, 116, 0),
    "plain": (154, 169, 187),
    "few": (226, 230, 236),
    "dot": (11, 71, 140),
}
LINES = {
    "grid": (GRID, 0.1),
    "interval": (BLACK, 0.4),
    "wished": (BLACK, 0.35),
    "wanted": (BLACK, 0.8),
    "joined": (FILLS["dot"], 0.5),
}


class Paper(FPDF):
    """Sheets with a foot: what it is, when it was made, which page."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        self.add_font("noto", "", REGULAR)
        self.add_font("noto", "B", BOLD)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, 18)
        self.set_font("noto", "", 9)

    def footer(self) -> None:
        """The last line of every page."""
        self.set_y(-12)
        self.set_font("noto", "", 7)
        self.set_text_color(*SOFT)
        self.cell(0, 5, f"{self.foot} · page {self.page_no()} of {{nb}}", align="R")


def paper_of(page: Page, of: str, span: str, made_at: datetime) -> bytes:
    """The page as a file; `of` says of whom, `span` of which days, in words."""
    paper = Paper(f"Intermezzo · {of} · made {made_at:%Y-%m-%d %H:%M}")
    paper.set_title(f"{page.title}, {of}")
    paper.set_creator("Intermezzo")
    paper.add_page()
    _line(paper, page.title, 18, "B")
    _line(paper, f"{of} · {span}", 10)
    if page.lead:
        _line(paper, _spelt(page.lead), 9)
    for section in page.sections:
        _section(paper, section)
    paper.ln(3)
    for note in page.notes:
        _line(paper, note, 7)
    return bytes(paper.output())


def _line(paper: Paper, words: str, size: float, style: str = "") -> None:
    paper.set_font("noto", style, size)
    paper.set_text_color(*BLACK)
    paper.multi_cell(INNER, size * 0.5, words, new_x="LMARGIN", new_y="NEXT", align="L")
    paper.ln(1)


def _section(paper: Paper, section: Section) -> None:
    paper.ln(3)
    tall = section.picture.height * SCALE if section.picture else 0
    # a heading stays with what it heads
    if paper.will_page_break(tall + 26):
        paper.add_page()
    _line(paper, section.title, 12, "B")
    if section.picture:
        _picture(paper, section.picture)
    _table(paper, section)


def _picture(paper: Paper, picture: Picture) -> None:
    above = paper.get_y()
    for mark in picture.marks:
        _mark(paper, mark, above)
    paper.set_dash_pattern()
    paper.set_y(above + picture.height * SCALE + 2)


def _mark(paper: Paper, mark: Mark, above: float) -> None:
    place = {name: value * SCALE for name, value in mark.place.items()}
    kind = mark.kind.split()[0]
    if mark.tag == "text":
        _words(paper, mark, place, above)
    elif mark.tag == "line":
        colour, wide = LINES.get(kind, (BLACK, 0.2))
        paper.set_draw_color(*colour)
        paper.set_line_width(wide)
        paper.set_dash_pattern(*((1.5, 1) if kind == "wished" else (0, 0)))
        paper.line(
            MARGIN + place["x1"], above + place["y1"], MARGIN + place["x2"], above + place["y2"]
        )
    else:
        _filled(paper, mark.tag, kind, place, above)


def _filled(paper: Paper, tag: str, kind: str, place: Mapping[str, float], above: float) -> None:
    paper.set_dash_pattern()
    paper.set_line_width(0.15)
    paper.set_draw_color(*SOFT)
    paper.set_fill_color(*FILLS.get(kind, GRID))
    if tag == "circle":
        paper.circle(MARGIN + place["cx"], above + place["cy"], place["r"], style="DF")
    else:
        size = (place["width"], place["height"])
        paper.rect(MARGIN + place["x"], above + place["y"], *size, style="DF")


def _words(paper: Paper, mark: Mark, place: Mapping[str, float], above: float) -> None:
    paper.set_font("noto", "", LETTERS)
    paper.set_text_color(*BLACK)
    wide = paper.get_string_width(mark.words)
    left = {"end": wide, "start": 0.0}.get(mark.kind.split()[-1], wide / 2)
    paper.text(MARGIN + place["x"] - left, above + place["y"], mark.words)


def _table(paper: Paper, section: Section) -> None:
    paper.set_font("noto", "", 7.5)
    paper.set_text_color(*BLACK)
    paper.set_draw_color(*GRID)
    # a table is painted in the last colour of the picture otherwise
    paper.set_fill_color(*WHITE)
    paper.set_line_width(0.1)
    how: dict[str, Any] = {
        "col_widths": (36, 14) if section.plain else (58, 18, 26, 26, 22, 30),
        "text_align": ("LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT", "LEFT")[
            : 2 if section.plain else 6
        ],
        "borders_layout": "HORIZONTAL_LINES",
        "cell_fill_mode": TableCellFillMode.NONE,
        "line_height": 4.2,
        "headings_style": FontFace(emphasis="BOLD"),
        "width": INNER * (0.5 if section.plain else 1),
        "align": "LEFT",
    }
    with paper.table(**how) as table:
        for row in (_heads(section), *(_cells(cell, section) for cell in section.rows)):
            table.row(row)


def _heads(section: Section) -> Sequence[str]:
    if section.plain:
        return (section.head, "Number")
    return (section.head, "Value", "Counted", "Likely", "Target", "")


def _cells(cell: Cell, section: Section) -> Sequence[str]:
    if section.plain:
        return (cell.label, cell.value)
    name = f"{cell.label}\n{cell.note}" if cell.note and not section.picture else cell.label
    return (name, cell.value, cell.counted, cell.likely, _spelt(cell.target), cell.verdict)


def _spelt(words: str) -> str:
    """The font has no signs of inequality."""
    return words.replace("≥", "at least").replace("≤", "at most")

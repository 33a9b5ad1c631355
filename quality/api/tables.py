"""Tables as CSV files, as a spreadsheet opens them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiTypes

# what the schema says of these shapes
Facts = OpenApiTypes.OBJECT
# how a formula begins; a name that looks like one is never run by a spreadsheet
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a CSV file of that name: UTF-8, a line of heads, empty where there is nothing."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(heads)
    table.writerows([_cell(value) for value in row] for row in rows)
    # the mark at the front tells spreadsheets that it is UTF-8
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 3)
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int) else text

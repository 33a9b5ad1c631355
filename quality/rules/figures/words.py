"""Figures as people read them."""

from quality.rules.figures.figure import Figure, Formula


def told(figure: Figure, value: float | None) -> str:
    """A value as people read it: one decimal, whole things whole; a dash where there is none."""
    if value is None:
        return "–"
    whole = figure.formula == Formula.SUM and figure.unit == "n"
    return (f"{value:,.0f}" if whole else f"{value:,.1f}").replace(",", "\u202f")


def told_number(number: float | None) -> str:
    """A count; minutes with one decimal, whole numbers whole."""
    if number is None:
        return "–"
    written = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
    return written.replace(",", "\u202f")


def with_unit(figure: Figure, value: float | None) -> str:
    """A value with its unit; a number of things has none."""
    unit = "" if figure.unit == "n" or value is None else f"\u00a0{figure.unit}"
    return told(figure, value) + unit


def target_of(figure: Figure) -> str:
    """What a figure should be: "≥ 95 %", "falling", a dash where it only informs."""
    if figure.target is None:
        return {"high": "rising", "low": "falling"}.get(figure.better, "–")
    # nothing is less than none, and nothing more than all
    exact = figure.target == 0 or (figure.target == 100 and figure.unit == "%")
    sign = "" if exact else {"high": "≥ ", "low": "≤ "}.get(figure.better, "")
    unit = "" if figure.unit == "n" else f"\u00a0{figure.unit}"
    return f"{sign}{figure.target:g}{unit}"

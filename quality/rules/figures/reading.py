"""A figure read from sums of measures (DOMAIN.md 5). An empty denominator gives None, never 100."""

from collections.abc import Mapping, Sequence

from quality.rules.figures.figure import Figure, Formula

Sums = Mapping[str, float]
_TIMES = {Formula.SHARE: 100, Formula.MEAN: 1, Formula.PER_100: 100, Formula.PER_1000: 1000}


def value_of(figure: Figure, sums: Sums) -> float | None:
    """The figure in its unit, not rounded; None where there is nothing to speak of."""
    if figure.formula == Formula.SUM:
        return sums.get(figure.num, 0)
    if figure.formula in (Formula.MEDIAN, Formula.P90):
        return _middle(figure, sums)
    den = sums.get(figure.den, 0)
    return _TIMES[figure.formula] * sums.get(figure.num, 0) / den if den else None


def distribution(figure: Figure, sums: Sums) -> list[tuple[float, int]]:
    """The values of a median's or percentile's buckets with how often each was, in order."""
    size = len(figure.bucket)
    found = (
        (int(measure[size:]), round(count))
        for measure, count in sums.items()
        if measure.startswith(figure.bucket)
    )
    return [(tick * figure.scale, count) for tick, count in sorted(found) if count]


def _middle(figure: Figure, sums: Sums) -> float | None:
    values = distribution(figure, sums)
    total = sum(count for _, count in values)
    if not total:
        return None
    if figure.formula == Formula.P90:
        # the least value that nine of ten do not exceed
        return ranked(values, -(-total * 9 // 10))
    return (ranked(values, (total + 1) // 2) + ranked(values, total // 2 + 1)) / 2


def ranked(values: Sequence[tuple[float, int]], rank: int) -> float:
    """The value at a rank, counted from one."""
    seen = 0
    for value, count in values:
        seen += count
        if seen >= rank:
            return value
    return values[-1][0]

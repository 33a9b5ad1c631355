"""A figure (DOMAIN.md 5): its measures, unit, formula, target and remarks.

A figure is read from sums of measures alone (`quality.rules.figures.reading`). One indicator has
several figures where the chapter names several: `K3` is a share with a median beside it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Formula(StrEnum):
    """How a figure is made of its sums."""

    # num / den as per cent
    SHARE = "share"
    # num / den
    MEAN = "mean"
    # of the values in the buckets
    MEDIAN = "median"
    P90 = "p90"
    # num alone
    SUM = "sum"
    # num / den * 100 (not a share: may exceed 100), and * 1000
    PER_100 = "per_100"
    PER_1000 = "per_1000"


@dataclass(frozen=True)
class Figure:
    """One figure: `num` and `den` are measures, `bucket` the prefix of a distribution."""

    code: str
    name: str
    unit: str
    formula: Formula
    num: str = ""
    den: str = ""
    bucket: str = ""
    # what one unit of a bucket's number is worth in `unit`
    scale: float = 1
    # None: for information, or a direction only
    target: float | None = None
    # "high": at or above the target is good; "low": at or below; "": for information
    better: str = ""
    # "" for the indicator itself, else what of it this is
    part: str = ""
    # the base and what is left out of it, in words
    remark: str = ""

    @property
    def key(self) -> str:
        """The figure's own name: "k3", "k3.median"."""
        return f"{self.code.lower()}.{self.part}" if self.part else self.code.lower()


PLANNED = "planned breaks that began"
UNPLANNED = "unplanned breaks that began, without cool-downs and outages"
ALL_BREAKS = f"{PLANNED}, and {UNPLANNED}"
NO_OUTAGE = "Breaks marked as outage are left out."
TENTHS = 0.1

"""The list of figures (DOMAIN.md 5): for each, its measures, unit, formula, target and remarks.

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


_PB = "planned breaks that began"
_UB = "unplanned breaks that began, without cool-downs and outages"
_SB = f"{_PB}, and {_UB}"
_NO_OUTAGE = "Breaks marked as outage are left out."
_TENTHS = 0.1
F = Formula

INDICATORS: tuple[Figure, ...] = (
    Figure(
        "K1",
        "Notice compliance",
        "%",
        F.SHARE,
        "k1.num",
        "k1.den",
        target=100,
        better="high",
        remark=f"Of {_PB}: shown start at least 10 min after the notice was proven, and not begun "
        "before it. Breaks with short notice stay in; one that somebody sat in for and that was "
        "therefore announced to nobody is left out.",
    ),
    Figure(
        "K1a",
        "First warning on time",
        "%",
        F.SHARE,
        "k1a.num",
        "k1a.den",
        target=98,
        better="high",
        remark=f"Of {_PB} and published before S−15: notice proven by S−15 min "
        "+ 30 s. Breaks somebody sat in for, announced to nobody, are left out.",
    ),
    Figure(
        "K2",
        "Posted in advance",
        "%",
        F.SHARE,
        "k2.num",
        "k2.den",
        target=95,
        better="high",
        remark=f"Of {_PB}: published before the shift began.",
    ),
    Figure(
        "K2a",
        "Screen availability",
        "%",
        F.SHARE,
        "k2a.num",
        "k2a.den",
        target=99,
        better="high",
        remark="Minutes with a screen online, of opening minutes, summed over the "
        "zones that have a display or sign.",
    ),
    Figure(
        "K3",
        "Start punctuality",
        "%",
        F.SHARE,
        "k3.num",
        "k3.den",
        target=95,
        better="high",
        remark=f"Of {_PB}: begun within 5 min of the shown start, not before. {_NO_OUTAGE}",
    ),
    Figure(
        "K3",
        "Median of start after shown start",
        "min",
        F.MEDIAN,
        bucket="k3.slip.",
        scale=_TENTHS,
        part="median",
        remark=_NO_OUTAGE,
    ),
    Figure(
        "K4",
        "Return punctuality",
        "%",
        F.SHARE,
        "k4.num",
        "k4.den",
        target=95,
        better="high",
        remark=f"Of {_SB}, ended by a person: back by the first shown return + 2 min. {_NO_OUTAGE}",
    ),
    Figure(
        "K4a",
        "Overrun minutes",
        "min",
        F.SUM,
        "k4a.num",
        better="low",
        remark="After the return first shown; extensions count.",
    ),
    Figure(
        "K4a",
        "Overrun per break",
        "min",
        F.MEAN,
        "k4a.num",
        "k4a.den",
        better="low",
        part="mean",
        remark=f"Of {_SB}, ended.",
    ),
    Figure(
        "K5",
        "Breaks per person-shift",
        "n",
        F.MEAN,
        "k5.num",
        "k5.den",
        remark="Person-shifts longer than 4 h that were worked; breaks as in K6.",
    ),
    Figure(
        "K5",
        "Break minutes per person-shift",
        "min",
        F.MEAN,
        "k5.minutes",
        "k5.den",
        part="minutes",
        remark="As K5; breaks that ended.",
    ),
    Figure(
        "K5",
        "Mean length of a break",
        "min",
        F.MEAN,
        "k5.minutes",
        "k5.ended",
        part="mean",
        remark="As K5; breaks that ended.",
    ),
    Figure(
        "K5a",
        "Closed by breaks",
        "%",
        F.SHARE,
        "k5a.num",
        "k5a.den",
        better="low",
        remark="Counter-minutes on break with nobody sitting in, of scheduled counter-minutes.",
    ),
    Figure(
        "K6",
        "Unplanned share",
        "%",
        F.SHARE,
        "k6.num",
        "k6.den",
        target=15,
        better="low",
        remark=f"Of {_SB}: the unplanned ones.",
    ),
    Figure(
        "K6",
        "Cool-downs per 100 service hours",
        "per 100 h",
        F.PER_100,
        "k6.cool.num",
        "k6.service.hours",
        part="cool",
        remark="Shown for the branch alone.",
    ),
    Figure(
        "K7",
        "Stranded clients",
        "n",
        F.SUM,
        "k7.num",
        target=0,
        better="low",
        remark="Pairs of a client and a break. Immediate breaks count; whoever held the place "
        "by their own choice, or was told 10 min ahead, does not.",
    ),
    Figure(
        "K7",
        "Stranded per 1000 tickets",
        "per 1000",
        F.PER_1000,
        "k7.num",
        "k7.den",
        target=0,
        better="low",
        part="rate",
        remark="Of tickets issued.",
    ),
    Figure(
        "K7a",
        "Shut in the face",
        "n",
        F.SUM,
        "k7a.num",
        target=0,
        better="low",
        remark="Clients called or served at the counter when its break began.",
    ),
    Figure(
        "K7b",
        "Delayed by breaks",
        "%",
        F.SHARE,
        "k7b.num",
        "k7b.den",
        remark="Of tickets issued: waited 5 min or more while breaks closed the queue's last "
        "counter.",
    ),
    Figure(
        "K8",
        "Re-routed",
        "%",
        F.SHARE,
        "k8.num",
        "k8.den",
        remark="Of clients who waited "
        "when the notice was proven (where there was none, when the break began).",
    ),
    Figure(
        "K8a",
        "Choice taken",
        "%",
        F.SHARE,
        "k8a.num",
        "k8a.den",
        remark="Of tickets firmly promised service after a break: place held, counter changed or "
        "call back asked for.",
    ),
    Figure(
        "K9",
        "Promises kept",
        "%",
        F.SHARE,
        "k9.num",
        "k9.den",
        target=98,
        better="high",
        remark="Of commitments due that were kept, kept late or broken; what the client released "
        "is left out.",
    ),
    *(
        Figure(
            "K9",
            f"Promises kept: {name}",
            "%",
            F.SHARE,
            f"k9.{kind}.num",
            f"k9.{kind}.den",
            target=98,
            better="high",
            part=kind,
        )
        for kind, name in (
            ("served_before", "service before the break"),
            ("return_time", "return time"),
            ("case_answer", "case answer"),
            ("cool_down_return", "cool-down"),
            ("call_back", "call-back"),
            ("other", "other"),
        )
    ),
    Figure(
        "K10",
        "Return-time accuracy",
        "min",
        F.MEDIAN,
        bucket="k10.off.",
        scale=_TENTHS,
        target=2,
        better="low",
        remark=f"|E − R first shown| of {_SB}, ended.",
    ),
    Figure(
        "K10",
        "Returns within 2 min",
        "%",
        F.SHARE,
        "k10.num",
        "k10.den",
        part="share",
        remark=f"Of {_SB}, ended.",
    ),
    Figure(
        "K10",
        "New times per break",
        "n",
        F.MEAN,
        "k10.new_times",
        "k10.den",
        part="new_times",
        remark=f"Of {_SB}, ended.",
    ),
    Figure(
        "K11",
        "Wait, median",
        "min",
        F.MEDIAN,
        bucket="k11.wait.",
        scale=_TENTHS,
        remark="From issue to the first call, of tickets called.",
    ),
    Figure(
        "K11",
        "Wait, 90th percentile",
        "min",
        F.P90,
        bucket="k11.wait.",
        scale=_TENTHS,
        target=20,
        better="low",
        part="p90",
        remark="Of tickets called.",
    ),
    Figure(
        "K11",
        "Waits over 20 min",
        "%",
        F.SHARE,
        "k11.num",
        "k11.den",
        part="long",
        remark="Of tickets called.",
    ),
    Figure(
        "K12",
        "Lost in a break",
        "%",
        F.SHARE,
        "k12.num",
        "k12.den",
        better="low",
        remark="Of tickets whose wait met a closure by breaks: left, did not come or expired.",
    ),
    Figure(
        "K12",
        "Lost outside breaks",
        "%",
        F.SHARE,
        "k12.out.num",
        "k12.out.den",
        part="out",
        remark="Of all other tickets.",
    ),
    Figure(
        "K13",
        "Complaints",
        "‰",
        F.PER_1000,
        "k13.num",
        "k13.den",
        better="low",
        remark="Complaint cases opened, per 1000 tickets issued. Parts: k13.cause.<cause>, "
        "k13.criterion.<a to e>.",
    ),
    Figure(
        "K13b",
        "Break complaints",
        "‰",
        F.PER_1000,
        "k13b.num",
        "k13b.den",
        target=0,
        better="low",
        remark="Complaints that breaks caused, per 1000 tickets whose wait met a "
        "closure by breaks.",
    ),
    Figure(
        "K14",
        "Answered in 3 days",
        "%",
        F.SHARE,
        "k14.num",
        "k14.den",
        target=95,
        better="high",
        remark="Of cases due, by the due time first given; withdrawn ones and "
        "reviews are left out.",
    ),
    Figure(
        "K15",
        "Delay announced",
        "%",
        F.SHARE,
        "k15.num",
        "k15.den",
        target=100,
        better="high",
        remark="Of cases late against the due time first given: a delay notice before it.",
    ),
    Figure(
        "K16",
        "Scripts used",
        "%",
        F.SHARE,
        "k16.num",
        "k16.den",
        target=90,
        better="high",
        remark=f"Of {_SB}: a voice script ticked as said.",
    ),
    Figure(
        "K16",
        "Apology said",
        "%",
        F.SHARE,
        "k16.apology.num",
        "k16.apology.den",
        target=90,
        better="high",
        part="apology",
        remark=f"Of {_UB}.",
    ),
    Figure(
        "K17",
        "Rest granted",
        "%",
        F.SHARE,
        "k17.num",
        "k17.den",
        target=100,
        better="high",
        remark="Of person-shifts worked for which the law asks a rest: taken whole inside the "
        "lawful window.",
    ),
    Figure(
        "K18",
        "Overrides",
        "per 100",
        F.PER_100,
        "k18.num",
        "k18.den",
        better="low",
        remark=f"Per 100 of {_SB}. Parts: k18.rule.<code>.",
    ),
    Figure(
        "K19",
        "Coverage breach",
        "min",
        F.SUM,
        "k19.num",
        target=0,
        better="low",
        remark="Minutes in opening hours with fewer counters open than the floor, summed over "
        "queues; announced full closures apart.",
    ),
    Figure(
        "K19",
        "Full closures",
        "min",
        F.SUM,
        "k19.full",
        part="full",
        remark="Minutes in which announced breaks closed the last counter of a queue.",
    ),
    Figure(
        "K20",
        "Pressure answered, median",
        "s",
        F.MEDIAN,
        bucket="k20.seconds.",
        target=120,
        better="low",
        remark="Of proposals a person answered.",
    ),
    Figure(
        "K20",
        "Pressure timed out",
        "%",
        F.SHARE,
        "k20.num",
        "k20.den",
        part="timeout",
        remark="Of proposals that were answered or ran out.",
    ),
    Figure(
        "K21",
        "Calls of 15 min or less",
        "%",
        F.SHARE,
        "k21.num",
        "k21.den",
        remark="Of calls noted.",
    ),
    Figure(
        "K21",
        "Calls passed on",
        "%",
        F.SHARE,
        "k21.transferred",
        "k21.den",
        part="transferred",
        remark="Of calls noted.",
    ),
)

BY_KEY = {figure.key: figure for figure in INDICATORS}

"""The doors of the indicators (DOMAIN.md 5): figures, trends, branches side by side, all as CSV."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Branch
from branches.views import View
from quality.api.tables import Facts, csv_answer
from quality.queries.readers import access_figures, figure_named, span_of
from quality.queries.reports import SCOPES, Asked, Row, compare, report, trend
from quality.rules.figures.figure import Figure
from quality.rules.figures.likely import Reading
from quality.rules.figures.steps import Step
from quality.rules.figures.table import INDICATORS

HEADS = (
    *("scope", "key", "label", "code", "figure", "name", "unit", "value", "numerator"),
    *("denominator", "low", "high", "target", "few", "remark"),
)
POINT_HEADS = ("label", "value", "numerator", "denominator", "low", "high", "few")


class FiguresQuery(serializers.Serializer[Any]):
    """Which figures: of one branch or all one manages, of these days (both counted), by scope."""

    branch = serializers.IntegerField(min_value=1, max_value=10**18, required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    scope = serializers.ChoiceField(SCOPES, required=False, default="")
    key = serializers.CharField(max_length=24, required=False, allow_blank=True)
    step = serializers.ChoiceField([(s.value, s.value) for s in Step], default="week")


class FiguresView(View):
    """What all doors of figures share: who asks for which branches, days and scope."""

    branches: list[Branch]
    step = Step.WEEK

    def asked(self, request: Request) -> Asked:
        """The query as a question that this person may put, else 403, 404 or 422."""
        query = FiguresQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        self.step = Step(wanted["step"])
        who = (wanted.get("branch"), wanted["scope"], wanted.get("key"))
        self.branches, scope, key = access_figures(self.staff, *who)
        now, days = clock.now(), (wanted.get("since"), wanted.get("until"))
        since, until = span_of(self.branches[0], *days, now=now)
        return Asked(tuple(b.pk for b in self.branches), since, until, scope, key)


def figure_facts(figure: Figure) -> dict[str, Any]:
    """A figure as the doors name it."""
    return {
        "code": figure.code,
        "figure": figure.key,
        "name": figure.name,
        "unit": figure.unit,
        "target": figure.target,
        "better": figure.better,
        "remark": figure.remark,
    }


def reading_facts(reading: Reading) -> dict[str, Any]:
    """A figure's value; null where nothing was counted, never 100."""
    return {
        "value": _rounded(reading.value),
        "numerator": _rounded(reading.part),
        "denominator": _rounded(reading.whole),
        "low": _rounded(reading.low),
        "high": _rounded(reading.high),
        "few": reading.few,
        "good": reading.good,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _span_facts(asked: Asked, branches: Iterable[Branch]) -> dict[str, Any]:
    named = [{"id": branch.pk, "name": branch.name} for branch in branches]
    span = {"since": asked.since, "until": asked.until, "scope": asked.scope}
    return {"branches": named, **span, "now": clock.now()}


class KpiView(FiguresView):
    """`GET reports/kpi/?branch=&since=&until=&scope=&key=`: every figure, from the sums alone."""

    @extend_schema(parameters=[FiguresQuery], responses=Facts, operation_id="kpi_look")
    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        rows = [
            {"key": row.key, "label": row.label}
            | figure_facts(row.reading.figure)
            | reading_facts(row.reading)
            for row in report(asked)
        ]
        return Response(_span_facts(asked, self.branches) | {"rows": rows})


class KpiFile(FiguresView):
    """`GET reports/kpi.csv?…`: the same as a file."""

    @extend_schema(parameters=[FiguresQuery], responses=Facts, operation_id="kpi_file")
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        rows = [_line(asked.scope, row) for row in report(asked)]
        return csv_answer(f"figures-{asked.since}-{asked.until}", HEADS, rows)


def _line(scope: str, row: Row) -> list[Any]:
    figure, reading = row.reading.figure, row.reading
    return [
        *(scope, row.key, row.label, figure.code, figure.key, figure.name, figure.unit),
        *(reading.value, reading.part, reading.whole, reading.low, reading.high),
        *(figure.target, reading.few, figure.remark),
    ]


class TrendView(FiguresView):
    """`GET reports/kpi/{k}/trend/?step=day|week|month`: one figure over time."""

    @extend_schema(parameters=[FiguresQuery], responses=Facts, operation_id="kpi_trend")
    def get(self, request: Request, k: str) -> Response:
        figure, asked = figure_named(k), self.asked(request)
        points = [
            {"since": day, **reading_facts(reading)}
            for day, reading in trend(asked, figure, self.step)
        ]
        told = {"step": self.step, "figure": figure_facts(figure), "points": points}
        return Response(_span_facts(asked, self.branches) | told)


class TrendFile(FiguresView):
    """`GET reports/kpi/{k}/trend.csv?…`: the same as a file."""

    @extend_schema(parameters=[FiguresQuery], responses=Facts, operation_id="kpi_trend_file")
    def get(self, request: Request, k: str) -> HttpResponse:
        figure, asked = figure_named(k), self.asked(request)
        points = trend(asked, figure, self.step)
        return csv_answer(f"{figure.key}-by-{self.step}", POINT_HEADS, map(_point, points))


def _point(named: tuple[Any, Reading]) -> Sequence[Any]:
    label, reading = named
    return (
        *(label, reading.value, reading.part, reading.whole, reading.low, reading.high),
        reading.few,
    )


class BranchesView(FiguresView):
    """`GET reports/kpi/{k}/branches/`: one figure of each branch, with how sure it is."""

    @extend_schema(parameters=[FiguresQuery], responses=Facts, operation_id="kpi_branches")
    def get(self, request: Request, k: str) -> Response:
        figure, asked = figure_named(k), self.asked(request)
        readings = compare(asked, figure)
        rows = [
            {"branch": {"id": b.pk, "name": b.name}, **reading_facts(readings[b.pk])}
            for b in self.branches
        ]
        told = {"figure": figure_facts(figure), "rows": rows}
        return Response(_span_facts(asked, self.branches) | told)


class BranchesFile(FiguresView):
    """`GET reports/kpi/{k}/branches.csv?…`: the same as a file."""

    @extend_schema(parameters=[FiguresQuery], responses=Facts, operation_id="kpi_branches_file")
    def get(self, request: Request, k: str) -> HttpResponse:
        figure, asked = figure_named(k), self.asked(request)
        readings = compare(asked, figure)
        points = [(b.name, readings[b.pk]) for b in self.branches]
        return csv_answer(f"{figure.key}-by-branch", POINT_HEADS, map(_point, points))


class ListView(View):
    """`GET reports/figures/`: what is measured: names, units, targets, what is left out."""

    @extend_schema(responses=Facts, operation_id="figures_list")
    def get(self, request: Request) -> Response:
        assert self.staff
        return Response({"figures": [figure_facts(figure) for figure in INDICATORS]})

"""From a figure to the events it counts, a day at a time and out of the log itself."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Branch
from branches.views import View
from quality.api.reports import figure_facts
from quality.api.tables import Facts, csv_answer
from quality.queries.figure_events import Counted, Found, events_of, subject_of
from quality.queries.readers import access_figures, figure_named
from quality.queries.reports import COOL_DOWNS, SCOPES
from quality.rules.figures.figure import Figure

HEADS = ("number", "at", "kind", "subject", "by", "part", "whole")


class EventsQuery(serializers.Serializer[Any]):
    branch = serializers.IntegerField(min_value=1, max_value=10**18)
    day = serializers.DateField()
    scope = serializers.ChoiceField(SCOPES, required=False, default="")
    key = serializers.CharField(max_length=24, required=False, allow_blank=True)


class EventsOfFigure(View):
    """What both doors share: which day of which branch, and whether this person may see it."""

    def found(self, request: Request, figure: Figure) -> tuple[Branch, dict[str, Any], Found]:
        """The events, with the question they answer."""
        query = EventsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        who = (asked["branch"], asked["scope"], asked.get("key"))
        [branch], scope, key = access_figures(self.staff, *who)
        # who took one would be read from the day and the minute
        hidden = figure.key in COOL_DOWNS
        told = {"day": asked["day"], "scope": scope, "key": key, "hidden": hidden}
        if hidden:
            return branch, told, Found([], 0)
        found = events_of(branch, figure, asked["day"], scope, key, now=clock.now())
        return branch, told, found


class KpiEventsView(EventsOfFigure):
    """`GET reports/kpi/{k}/events/?branch=&day=&scope=&key=`: what the figure counts that day."""

    @extend_schema(parameters=[EventsQuery], responses=Facts, operation_id="kpi_events")
    def get(self, request: Request, k: str) -> Response:
        figure = figure_named(k)
        branch, told, found = self.found(request, figure)
        named = {"branch": {"id": branch.pk, "name": branch.name}, **told}
        rest = {"wordless": round(found.wordless, 3)}
        events = [counted_facts(row) for row in found.rows]
        return Response(named | {"figure": figure_facts(figure), "events": events} | rest)


class KpiEventsFile(EventsOfFigure):
    """`GET reports/kpi/{k}/events.csv?…`: the same as a file."""

    @extend_schema(parameters=[EventsQuery], responses=Facts, operation_id="kpi_events_file")
    def get(self, request: Request, k: str) -> HttpResponse:
        figure = figure_named(k)
        _, told, found = self.found(request, figure)
        rows = [[counted_facts(row)[head] for head in HEADS] for row in found.rows]
        return csv_answer(f"{figure.key}-events-{told['day']}", HEADS, rows)


def counted_facts(row: Counted) -> dict[str, Any]:
    """One counted event; no text of anybody's, and of names only who on the staff did it."""
    event = row.event
    return {
        "number": event.number,
        "at": event.at,
        "kind": event.kind,
        "subject": subject_of(event),
        "by": event.by.name if event.by else None,
        "part": row.part,
        "whole": row.whole,
    }

"""The door of the rest records: a file for whoever must prove that rest was given (F71)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from branches import clock
from branches.views import View
from quality.api.tables import Facts, csv_answer
from quality.queries.readers import span_of
from quality.queries.rest_records import RestRecord, access_records, rest_records

HEADS = (
    *("day", "person", "shift_start", "shift_end", "required_minutes", "granted_minutes"),
    *("kind", "start", "end", "minutes", "late", "lawful"),
)


class RecordsQuery(serializers.Serializer[Any]):
    branch = serializers.IntegerField(min_value=1, max_value=10**18)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class RestRecordsFile(View):
    """`GET reports/rest-records.csv?branch=&since=&until=`: rest by person and day, on the wall
    clock of the branch; managers read their branch's, everybody the own.
    """

    @extend_schema(parameters=[RecordsQuery], responses=Facts, operation_id="rest_records_file")
    def get(self, request: Request) -> HttpResponse:
        query = RecordsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked, now = query.validated_data, clock.now()
        branch, of = access_records(self.staff, asked["branch"])
        since, until = span_of(branch, asked.get("since"), asked.get("until"), now=now)
        zone = clock.zone_of(branch)
        records = rest_records(branch, since, until, of=of, now=now)
        rows = (_line(record, zone) for record in records)
        return csv_answer(f"rest-{branch.slug}-{since}-{until}", HEADS, rows)


def _line(record: RestRecord, zone: ZoneInfo) -> list[Any]:
    def wall(instant: datetime | None) -> str | None:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else None

    return [
        *(record.day, record.staff.name, *map(wall, record.shift)),
        *(record.required, record.granted, record.kind),
        *(wall(record.starts_at), wall(record.ends_at), record.minutes),
        *(record.late, record.lawful),
    ]

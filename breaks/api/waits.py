"""The doors of told waits: a phone says what it painted, a manager asks how well it held."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import access_branch
from branches.rules import Role
from branches.views import View
from breaks import actions
from breaks.api.shapes import Facts
from breaks.api.tickets import TicketPage
from breaks.models import WaitLearning
from breaks.queries.calibration import Calibration, calibration_of
from breaks.queries.told import MOST_DAYS, USUAL_DAYS, last_days
from breaks.rules.calibration import FAR, NEAR, NO_BREAK, Held, Said, Share, by_distance
from breaks.rules.learning import SERVICES_NEEDED
from queueapp.queries import access_ticket

# the ledger keeps minutes in two bytes
MOST_MINUTES = 32767


class PaintedWait(serializers.Serializer[Any]):
    low = serializers.IntegerField(min_value=0, max_value=MOST_MINUTES)
    # none: "20 min or more"
    high = serializers.IntegerField(min_value=0, max_value=MOST_MINUTES, allow_null=True)


class WaitsQuery(serializers.Serializer[Any]):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=USUAL_DAYS)


class ToldView(TicketPage):
    """`POST tickets/{token}/waits/ {"low", "high"}`: this phone has painted a range.

    201 when it is new to the ledger, 200 when it was told before.
    """

    @extend_schema(
        request=PaintedWait, responses={200: Facts, 201: Facts}, operation_id="ticket_wait_post"
    )
    def post(self, request: Request, token: str) -> Response:
        ticket, body = access_ticket(token), self.values(PaintedWait, request)
        new = actions.note_painted(ticket, body["low"], body["high"], now=clock.now())
        return Response({"low": body["low"], "high": body["high"]}, status=201 if new else 200)


class WaitsView(View):
    """`GET branches/{b}/waits/?days=14`: how well the ranges told held, for its managers."""

    @extend_schema(parameters=[WaitsQuery], responses=Facts, operation_id="waits_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch, now = access_branch(self.staff, branch_id, role=Role.MANAGER), clock.now()
        asked = WaitsQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        span = last_days(branch, asked.validated_data["days"], now=now)
        return Response(waits_facts(calibration_of(span)) | {"now": now})


def waits_facts(found: Calibration) -> dict[str, Any]:
    """The figures as the door tells them: shares are 0 to 1, null where nothing was counted."""
    distances = by_distance(found.approach)
    return {
        "first_day": found.span.first,
        "last_day": found.span.last,
        "learning": _learning(found.learning),
        "outcomes": found.outcomes,
        "coverage": _held(found.held),
        "p90_kept": _share(found.held.in_time),
        "ranges": _held(found.ranges),
        "promises_kept": _share(found.promises),
        "hours": [{"hour": hour, **_held(held)} for hour, held in found.hours.items()],
        "distances": [
            {"distance": name, **_held(distances[name])} for name in (NEAR, FAR, NO_BREAK)
        ],
        "days": [{"day": day, **_held(held)} for day, held in found.days.items()],
        "screens": _named(found.screens),
        "before_break": [_said(said) for said in found.said],
    }


def _learning(row: WaitLearning) -> dict[str, Any]:
    """The state of learning; of persons nothing."""
    return {
        "state": row.state,
        "services": row.services,
        "services_needed": SERVICES_NEEDED,
        "coverage": row.coverage,
        "counted": row.counted,
        "widen_far": row.widen_far,
        "widen_near": row.widen_near,
        "learned_at": row.learned_at,
        "corrected_day": row.corrected_day,
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {"share": share.value, "part": share.part, "of": share.whole, "low": low, "high": high}


def _held(held: Held) -> dict[str, Any]:
    return {"early": held.early, "inside": held.inside, "late": held.late} | _share(held.coverage)


def _named(held: Mapping[str, Held]) -> list[dict[str, Any]]:
    return [{"screen": name, **_held(counted)} for name, counted in held.items()]


def _said(said: Said) -> dict[str, Any]:
    """A tenth of said probabilities: from, to, what was said on average, how often it came true."""
    tenth = {"from": said.tenth / 10, "to": (said.tenth + 1) / 10, "said": said.probability}
    return tenth | _share(said.came)

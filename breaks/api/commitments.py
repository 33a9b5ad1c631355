"""The doors of what is owed to clients by a time (DOMAIN.md 3.6.3)."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import access_branch
from branches.views import View
from breaks import actions
from breaks.api.shapes import Facts
from breaks.models import Commitment
from breaks.queries import access_commitment, commitments_for
from breaks.rules.commitments import CommitmentKind, CommitmentState

MOST = 200


class CommitmentQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(CommitmentState.choices, required=False)
    kind = serializers.ChoiceField(CommitmentKind.choices, required=False)


def commitment_facts(commitment: Commitment, *, now: datetime) -> dict[str, Any]:
    """A commitment as staff see it; `overdue`: still open and past its time."""
    owner, ticket = commitment.owner, commitment.ticket
    is_open = commitment.state == CommitmentState.OPEN
    # that somebody cooled down is nobody's business: what is owed is a return (DOMAIN.md 6)
    cools = commitment.kind == CommitmentKind.COOL_DOWN_RETURN
    return {
        "id": commitment.pk,
        "kind": CommitmentKind.RETURN_TIME if cools else commitment.kind,
        "state": commitment.state,
        "ticket": ticket.code if ticket else None,
        "break": commitment.break_ref_id,
        "owner": {"id": owner.pk, "name": owner.name} if owner else None,
        "made_at": commitment.made_at,
        "due_at": commitment.due_at,
        "original_due_at": commitment.original_due_at,
        "ended_at": commitment.ended_at,
        "told_by": commitment.told_by,
        "contact": commitment.contact,
        "overdue": is_open and now > commitment.due_at,
    }


class CommitmentsView(View):
    """`GET branches/{b}/commitments/?state=&kind=`: the latest due first; a teller's own only."""

    @extend_schema(parameters=[CommitmentQuery], responses=Facts, operation_id="commitments_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch, now = access_branch(self.staff, branch_id), clock.now()
        asked = CommitmentQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = commitments_for(self.staff, branch).filter(**asked.validated_data)[:MOST]
        return Response({"commitments": [commitment_facts(c, now=now) for c in rows]})


class KeptView(View):
    """`POST commitments/{id}/kept/`: the client was called back."""

    @extend_schema(request=None, responses=Facts, operation_id="commitment_keep")
    def post(self, request: Request, commitment_id: int) -> Response:
        pk, now = access_commitment(self.staff, commitment_id).pk, clock.now()
        kept = actions.keep_commitment(pk, by=self.staff, now=now)
        return Response(commitment_facts(kept, now=now))


class ReleaseView(View):
    """`POST commitments/{id}/release/`: the client gave it up."""

    @extend_schema(request=None, responses=Facts, operation_id="commitment_release")
    def post(self, request: Request, commitment_id: int) -> Response:
        pk, now = access_commitment(self.staff, commitment_id).pk, clock.now()
        released = actions.release_commitment(pk, by=self.staff, now=now)
        return Response(commitment_facts(released, now=now))

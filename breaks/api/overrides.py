"""The doors of the overrides: read only; and the grounds that other doors take (3.4)."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches.queries import access_branch
from branches.rules import id_in
from branches.views import View
from breaks.api.shapes import Facts
from breaks.models import Override
from breaks.queries import overrides_for
from breaks.rules.overrides import Grounds

MOST = 200


class Because(serializers.Serializer[Any]):
    """Grounds of an override; whether they are good is the rule's to say."""

    reason = serializers.CharField(max_length=40, allow_blank=True, default="")
    remark = serializers.CharField(max_length=200, allow_blank=True, default="")


def grounds_of(asked: Mapping[str, Any] | None) -> Grounds | None:
    """The grounds a body names, if it names any."""
    return Grounds(**asked) if asked else None


def address_of(request: Request) -> str | None:
    """The client address of the session, as the server sees it; None where it sees none."""
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


OF_BREAK = OpenApiParameter("break", int, description="Only those of this break.")


def override_facts(override: Override) -> dict[str, Any]:
    """An override as staff read it; instants are UTC."""
    by, ticket, consent = override.by, override.ticket, override.consent_by
    whose = override.break_ref.staff if override.break_ref else None
    return {
        "id": override.pk,
        "at": override.at,
        "by": {"id": by.pk, "name": by.name},
        "role": override.role,
        "rule": override.rule,
        "break": override.break_ref_id,
        "staff": {"id": whose.pk, "name": whose.name} if whose else None,
        "revision": override.revision,
        "ticket": ticket.code if ticket else None,
        "before": override.before,
        "after": override.after,
        "tickets": override.tickets,
        "reason": override.reason,
        "remark": override.remark,
        "consent_by": {"id": consent.pk, "name": consent.name} if consent else None,
        "consent_at": override.consent_at,
        "address": override.address,
    }


class OverridesView(View):
    """`GET branches/{b}/overrides/?break=`: newest first; a person's own breaks, a manager all."""

    @extend_schema(parameters=[OF_BREAK], responses=Facts, operation_id="overrides_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        rows, wanted = overrides_for(self.staff, branch), request.query_params.get("break")
        if wanted is not None:
            rows = rows.filter(break_ref=id_in(wanted) or 0)
        return Response({"overrides": [override_facts(row) for row in rows[:MOST]]})

"""The doors of the policy's numbers (DOMAIN.md 3.1)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Branch
from branches.queries import access_branch
from branches.rules import Role
from branches.views import View
from breaks import actions
from breaks.api.shapes import Facts
from breaks.queries import policy_rows, terms_for


class Policy(serializers.Serializer[Any]):
    values = serializers.DictField()


class PolicyView(View):
    """`GET` the numbers in force, `PUT {"values"}` a branch's own (3.1)."""

    @extend_schema(responses=Facts, operation_id="policy_look")
    def get(self, request: Request, branch_id: int) -> Response:
        return Response(_policy_facts(access_branch(self.staff, branch_id)))

    @extend_schema(request=Policy, responses=Facts, operation_id="policy_change")
    def put(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        values = self.values(Policy, request)["values"]
        actions.set_policy(branch.pk, values=values, by=self.staff, now=clock.now())
        return Response(_policy_facts(branch))


def _policy_facts(branch: Branch) -> dict[str, Any]:
    rows = policy_rows(branch)
    own = next((row for row in rows if row.branch_id), None)
    return {
        "version": own.version if own else 0,
        "values": own.values if own else {},
        "terms": dict(terms_for(branch).values),
    }

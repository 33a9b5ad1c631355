"""The doors of the policy's numbers (DOMAIN.md 3.1) and of the law they choose (3.3)."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Branch, Organisation, Staff
from branches.queries import access_branch, head_office_of, role_at
from branches.rules import Role, at_least
from branches.views import View
from breaks import actions
from breaks.api.shapes import Facts
from breaks.models import BreakPolicy
from breaks.presets import Preset, load_presets
from breaks.presets.words import rules_in_words
from breaks.queries import (
    confirmation_at,
    organisation_row,
    policy_history,
    policy_rows,
    preset_of,
)
from breaks.queries.policy import Version, level_of, levels_of
from breaks.rules.levels import InForce, Level, LevelName, bound_of, in_force, terms_at
from breaks.rules.terms import KEYS
from queueapp.models import Queue
from queueapp.queries import access_queue

MOST_VERSIONS = 200
NOT_LEGAL_ADVICE = (
    "This is not legal advice: compare the preset with its source before you confirm it."
)


class Numbers(serializers.Serializer[Any]):
    values = serializers.DictField()
    # the version the person looked at
    version = serializers.IntegerField(min_value=0, required=False, allow_null=True)


class NumbersAndLocks(Numbers):
    locks = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=len(KEYS), required=False
    )


class PresetChoice(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=20, allow_blank=True)
    confirm = serializers.BooleanField(default=False)
    version = serializers.IntegerField(min_value=0, required=False, allow_null=True)


class HistoryQuery(serializers.Serializer[Any]):
    skip = serializers.IntegerField(min_value=0, max_value=10**6, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_VERSIONS, default=50)


class PolicyView(View):
    """`GET` the numbers in force at a branch, `PUT` its own ones (3.1)."""

    @extend_schema(responses=Facts, operation_id="policy_look")
    def get(self, request: Request, branch_id: int) -> Response:
        return Response(_branch_facts(access_branch(self.staff, branch_id), self.staff))

    @extend_schema(request=NumbersAndLocks, responses=Facts, operation_id="policy_change")
    def put(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        wish = self.values(NumbersAndLocks, request)
        actions.set_policy(branch.pk, by=self.staff, now=clock.now(), **wish)
        return Response(_branch_facts(branch, self.staff))


class OrganisationPolicyView(View):
    """`GET` and `PUT` the numbers and locks of the organisation: the head office's (3.8)."""

    @extend_schema(responses=Facts, operation_id="organisation_policy_look")
    def get(self, request: Request) -> Response:
        return Response(_organisation_facts(head_office_of(self.staff)))

    @extend_schema(
        request=NumbersAndLocks, responses=Facts, operation_id="organisation_policy_change"
    )
    def put(self, request: Request) -> Response:
        organisation = head_office_of(self.staff)
        wish = self.values(NumbersAndLocks, request)
        now = clock.now()
        actions.set_organisation_policy(organisation.pk, by=self.staff, now=now, **wish)
        return Response(_organisation_facts(organisation))


class QueuePolicyView(View):
    """`GET` and `PUT` the numbers of one queue, those that make sense for one queue (3.1)."""

    @extend_schema(responses=Facts, operation_id="queue_policy_look")
    def get(self, request: Request, queue_id: int) -> Response:
        return Response(_queue_facts(access_queue(self.staff, queue_id)))

    @extend_schema(request=Numbers, responses=Facts, operation_id="queue_policy_change")
    def put(self, request: Request, queue_id: int) -> Response:
        queue = access_queue(self.staff, queue_id, role=Role.MANAGER)
        wish = self.values(Numbers, request)
        actions.set_queue_policy(queue.pk, by=self.staff, now=clock.now(), **wish)
        return Response(_queue_facts(queue))


class HistoryView(View):
    """`GET` who changed which numbers when, of every level that concerns the branch (3.1)."""

    @extend_schema(parameters=[HistoryQuery], responses=Facts, operation_id="policy_history")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        asked = HistoryQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        versions, more = policy_history(branch, **asked.validated_data)
        return Response({"versions": [_version_facts(v) for v in versions], "more": more})


class PresetsView(View):
    """`GET` the law of each country as the product ships it (3.3)."""

    @extend_schema(responses=Facts, operation_id="presets_list")
    def get(self, request: Request) -> Response:
        # a screen or a stranger is refused
        _ = self.staff
        presets = [_preset_facts(preset) for preset in load_presets().values()]
        return Response({"presets": presets, "advice": NOT_LEGAL_ADVICE})


class PresetView(View):
    """`POST` which law a branch goes by, and that it was read and confirmed (3.3)."""

    @extend_schema(request=PresetChoice, responses=Facts, operation_id="preset_choose")
    def post(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        choice = self.values(PresetChoice, request)
        actions.choose_preset(branch.pk, by=self.staff, now=clock.now(), **choice)
        return Response(_branch_facts(branch, self.staff))


def _branch_facts(branch: Branch, staff: Staff) -> dict[str, Any]:
    rows = policy_rows(branch)
    levels = levels_of(rows)
    role = role_at(staff, branch) or Role.TELLER
    preset = preset_of(terms_at(levels))
    return {
        **_level_facts(LevelName.BRANCH, rows, levels),
        "terms": dict(terms_at(levels).values),
        "preset": _chosen_facts(branch, preset) if preset else None,
        "queues": [
            {"id": queue.pk, "letter": queue.letter, "name": queue.name}
            for queue in branch.queues.order_by("letter")
        ],
        "may": {
            "change": at_least(role, Role.MANAGER),
            "organisation": at_least(role, Role.HEAD_OFFICE),
        },
    }


def _organisation_facts(organisation: Organisation) -> dict[str, Any]:
    row = organisation_row(organisation)
    rows = [row] if row else []
    name = {"id": organisation.pk, "name": organisation.name}
    levels = [level for level in levels_of(rows) if level.name != LevelName.PRESET]
    return {**_level_facts(LevelName.ORGANISATION, rows, levels), "organisation": name}


def _queue_facts(queue: Queue) -> dict[str, Any]:
    rows = policy_rows(queue.branch, queue)
    facts = _level_facts(LevelName.QUEUE, rows, levels_of(rows))
    keys = {name: key for name, key in facts["keys"].items() if KEYS[name].per_queue}
    asked = {"id": queue.pk, "letter": queue.letter, "name": queue.name}
    return {**facts, "keys": keys, "queue": asked}


def _level_facts(
    name: LevelName, rows: Sequence[BreakPolicy], levels: Sequence[Level]
) -> dict[str, Any]:
    """One level as it is edited: what it says itself, and for each key what is in force."""
    own = next((row for row in rows if level_of(row) == name), None)
    above = [level for level in levels if level.name != name]
    return {
        "level": name,
        "version": own.version if own else 0,
        "values": own.values if own else {},
        "locks": own.locks if own else [],
        "keys": {key: _key_facts(key, levels, above) for key in KEYS},
    }


def _key_facts(name: str, levels: Sequence[Level], above: Sequence[Level]) -> dict[str, Any]:
    key, found, bound = KEYS[name], in_force(name, levels), bound_of(name, above)
    return {
        "value": found.value,
        "level": found.level or "default",
        "locked_by": in_force(name, above).locked_by,
        "bound": _bound_facts(bound) if bound else None,
        "above": in_force(name, above).value,
        "default": key.default,
        "low": key.low,
        "high": key.high,
        "choices": list(key.choices),
        "optional": key.optional,
        "stricter": key.stricter or None,
        "per_queue": key.per_queue,
    }


def _bound_facts(bound: InForce) -> dict[str, Any]:
    return {"value": bound.value, "level": bound.level}


def _preset_facts(preset: Preset) -> dict[str, Any]:
    return {
        "code": preset.code,
        "title": preset.title,
        "source": preset.source,
        "version": preset.version,
        "confidence": preset.confidence,
        "note": preset.note,
        "posting": list(preset.posting),
        "rules": rules_in_words(preset),
    }


def _chosen_facts(branch: Branch, preset: Preset) -> dict[str, Any]:
    found = confirmation_at(branch, preset)
    confirmed = {"by": _person(found.by), "at": found.at} if found else None
    return {
        **_preset_facts(preset),
        "confirmed": confirmed,
        "awaits_confirmation": confirmed is None,
        "advice": NOT_LEGAL_ADVICE,
    }


def _version_facts(version: Version) -> dict[str, Any]:
    row = version.row
    queue = row.queue
    return {
        "level": level_of(row),
        "queue": {"id": queue.pk, "letter": queue.letter, "name": queue.name} if queue else None,
        "version": row.version,
        "at": row.since,
        "by": _person(row.by),
        "before": version.values_before,
        "after": row.values,
        "locks_before": version.locks_before,
        "locks": row.locks,
    }


def _person(staff: Staff | None) -> dict[str, Any] | None:
    return {"id": staff.pk, "name": staff.name} if staff else None

"""The doors of the playbook's texts: read by the staff, worded by the head office (3.8, F52)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import Invalid
from branches.models import Organisation
from branches.queries import head_office_of
from branches.views import View
from quality.actions import playbook as actions
from quality.playbook.filling import example_facts, fill, placeholders_of
from quality.playbook.reading import ENGLISH, Playbook, Script, Situation, Step, default
from quality.queries.lines import words_for
from quality.queries.playbook import organisation_of, playbook_of, version_of
from quality.rules.playbook_texts import judge_place, length_of, limit_of
from queueapp.queries import access_ticket

# what the schema says of the answers
Facts = OpenApiTypes.OBJECT
LONGEST = 500


class Wording(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST)


class PlaybookQuery(serializers.Serializer[Any]):
    language = serializers.CharField(max_length=8, default=ENGLISH)


class WordsQuery(serializers.Serializer[Any]):
    language = serializers.CharField(max_length=8, required=False)


class PlaybookView(View):
    """`GET` the whole playbook in one language, as the organisation words it (DOMAIN.md 4)."""

    @extend_schema(parameters=[PlaybookQuery], responses=Facts, operation_id="playbook_look")
    def get(self, request: Request) -> Response:
        asked = PlaybookQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        playbook = playbook_of(organisation_of(self.staff))
        return Response(_playbook(playbook, playbook.spoken(asked.validated_data["language"])))


class TicketWordsView(View):
    """`GET` the playbook's line for the client of a ticket, and the names of the choices (F51)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(parameters=[WordsQuery], responses=Facts, operation_id="ticket_words")
    def get(self, request: Request, token: str) -> Response:
        asked = WordsQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        words = words_for(access_ticket(token), now=clock.now(), **asked.validated_data)
        # the path of a line names its situation, and with it a reason that is nobody's business
        told = {"language": words.language, "said": words.said, "choices": words.choices}
        return Response(told)


class TextView(View):
    """`GET` one text in one language, `PUT` one's own wording of it, `DELETE` for the default."""

    @extend_schema(responses=Facts, operation_id="playbook_text_look")
    def get(self, request: Request, path: str, language: str) -> Response:
        return Response(_text_facts(organisation_of(self.staff), path, language))

    @extend_schema(request=Wording, responses=Facts, operation_id="playbook_text_change")
    def put(self, request: Request, path: str, language: str) -> Response:
        organisation, text = head_office_of(self.staff), self.values(Wording, request)["text"]
        now = clock.now()
        actions.override_text(organisation.pk, path, language, text, by=self.staff, now=now)
        return Response(_text_facts(organisation, path, language))

    @extend_schema(responses=Facts, operation_id="playbook_text_reset")
    def delete(self, request: Request, path: str, language: str) -> Response:
        organisation, now = head_office_of(self.staff), clock.now()
        actions.reset_text(organisation.pk, path, language, by=self.staff, now=now)
        return Response(_text_facts(organisation, path, language))


def _text_facts(organisation: Organisation, path: str, language: str) -> dict[str, Any]:
    playbook = playbook_of(organisation)
    unknown = judge_place(playbook, path, language)
    if unknown:
        raise Invalid(unknown.code, unknown.message, **unknown.facts)
    text = playbook.text(path, language)
    return {
        "path": path,
        "language": language,
        **_said(playbook, path, language),
        "default": default().text(path, language),
        "own": (path, language) in playbook.own,
        "version": version_of(organisation, path, language),
        "channel": playbook.channel_of(path),
        "placeholders": sorted(placeholders_of(text)),
        "length": length_of(playbook, language, text),
        "limit": limit_of(playbook, path),
    }


def _said(playbook: Playbook, path: str, language: str) -> dict[str, Any]:
    """A text, how it reads with the examples, and whether a native speaker has seen it."""
    text = playbook.text(path, language)
    return {
        "text": text,
        "example": fill(text, example_facts(playbook, language)),
        "reviewed": playbook.is_reviewed(path, language),
    }


def _playbook(playbook: Playbook, language: str) -> dict[str, Any]:
    return {
        "version": playbook.version,
        "language": language,
        "languages": list(playbook.languages),
        "limits": dict(playbook.limits),
        "situations": [_situation(playbook, s, language) for s in playbook.situations.values()],
        "labels": {
            group: {key: playbook.label(group, key, language) for key in labels}
            for group, labels in playbook.labels.items()
        },
        "guidelines": [
            {"id": card.id, "source_refs": card.source_refs} | _said(playbook, card.path, language)
            for card in playbook.guidelines.values()
        ],
    }


def _situation(playbook: Playbook, situation: Situation, language: str) -> dict[str, Any]:
    return {
        "id": situation.id,
        "group": situation.group,
        "applies_to": situation.applies_to,
        "source_refs": situation.source_refs,
        "title": playbook.text(situation.title_path, language),
        "start": situation.start,
        "steps": [_step(playbook, step, language) for step in situation.steps.values()],
        "scripts": [_script(playbook, each, language) for each in situation.scripts.values()],
    }


def _step(playbook: Playbook, step: Step, language: str) -> dict[str, Any]:
    ways = {"yes": step.yes, "no": step.no, "next": step.next, "goto": step.goto}
    return {
        "id": step.id,
        "actor": step.actor,
        "question": step.is_question,
        "use": step.use,
        "timer": step.timer,
        "end": step.is_end,
        **{name: way for name, way in ways.items() if way},
        **_said(playbook, step.path, language),
    }


def _script(playbook: Playbook, script: Script, language: str) -> dict[str, Any]:
    facts = {"id": script.id, "channel": script.channel, "contains": script.contains}
    if script.objection:
        facts["objection"] = playbook.text(script.objection_path, language)
    return facts | _said(playbook, script.path, language)

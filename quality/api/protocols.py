"""The doors of the cards on a console (DOMAIN.md 4; F50, F53)."""

from typing import Any

from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import access_branch
from branches.views import View
from quality.actions.protocols import answer_step, leave_run, open_run, tick_said
from quality.api.alarms import alarm_facts
from quality.api.card_facts import card_facts, card_title
from quality.models import ProtocolRun
from quality.playbook.reading import Playbook
from quality.queries.alarms import ringing
from quality.queries.playbook import playbook_of
from quality.queries.protocols import ROWS, access_run, language_of, open_runs
from quality.rules.protocols import BUTTONS, Answer, RunState

# what the schema says of these answers
Facts = OpenApiTypes.OBJECT


class Open(serializers.Serializer[Any]):
    situation = serializers.CharField(max_length=40)
    # of a cool-down pause
    minutes = serializers.IntegerField(min_value=1, max_value=120, required=False)


class CardQuery(serializers.Serializer[Any]):
    card = serializers.IntegerField(min_value=1, required=False)


class Answered(serializers.Serializer[Any]):
    step = serializers.CharField(max_length=16)
    answer = serializers.ChoiceField(Answer.choices)


class Said(serializers.Serializer[Any]):
    script = serializers.CharField(max_length=40)


class CardsView(View):
    """`GET branches/{b}/cards/?card=`: the own console, the newest card whole or the one named;
    `POST {"situation"}`: a card by its button.
    """

    @extend_schema(parameters=[CardQuery], responses=Facts, operation_id="cards_look")
    def get(self, request: Request, branch_id: int) -> Response:
        branch, now = access_branch(self.staff, branch_id), clock.now()
        asked = CardQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        language, playbook = language_of(self.staff, branch), playbook_of(branch.organisation)
        lying = list(open_runs(self.staff, branch))
        on_top = next((r.pk for r in lying if r.pk == asked.validated_data.get("card")), None)
        shown = on_top or (lying[0].pk if lying else None)
        cards = [
            card_facts(run, playbook, now=now) if run.pk == shown else card_title(run, playbook)
            for run in lying
        ]
        return Response(
            {
                "version": branch.version,
                "now": now,
                "language": language,
                "cards": cards,
                "buttons": _buttons(playbook, language),
                "alarms": [alarm_facts(a) for a in ringing(self.staff, branch)],
            }
        )

    @extend_schema(request=Open, responses={201: Facts}, operation_id="card_open")
    def post(self, request: Request, branch_id: int) -> Response:
        branch, asked = access_branch(self.staff, branch_id), self.values(Open, request)
        now = clock.now()
        run = open_run(branch.pk, by=self.staff, now=now, **asked)
        return Response(_answer(run.pk, now), status=201)


def _buttons(playbook: Playbook, language: str) -> list[dict[str, str]]:
    """What may be opened, by its title."""
    return [{"situation": key, "title": playbook.text(f"{key}.title", language)} for key in BUTTONS]


class RunView(View):
    """A view of one own card."""

    def own(self, run_id: int) -> ProtocolRun:
        return access_run(self.staff, run_id)


class CardView(RunView):
    """`GET cards/{id}/`; `DELETE`: put it aside."""

    @extend_schema(responses=Facts, operation_id="card_look")
    def get(self, request: Request, run_id: int) -> Response:
        return Response(_answer(self.own(run_id).pk, clock.now()))

    @extend_schema(responses={204: None}, operation_id="card_leave")
    def delete(self, request: Request, run_id: int) -> Response:
        leave_run(self.own(run_id).pk, by=self.staff, now=clock.now())
        return Response(status=204)


class AnswerView(RunView):
    """`POST cards/{id}/answer/ {"step", "answer": "yes"|"no"|"next"}`."""

    @extend_schema(request=Answered, responses=Facts, operation_id="card_answer")
    def post(self, request: Request, run_id: int) -> Response:
        run, said, now = self.own(run_id), self.values(Answered, request), clock.now()
        answer_step(run.pk, by=self.staff, now=now, **said)
        return Response(_answer(run.pk, now))


class SaidView(RunView):
    """`POST cards/{id}/said/ {"script"}`: the tick beside a sentence."""

    @extend_schema(request=Said, responses=Facts, operation_id="card_said")
    def post(self, request: Request, run_id: int) -> Response:
        run, script, now = self.own(run_id), self.values(Said, request)["script"], clock.now()
        tick_said(run.pk, script=script, by=self.staff, now=now, real_now=clock.real_now())
        return Response(_answer(run.pk, now))


def _answer(run_id: int, now: Any) -> dict[str, Any]:
    """The card as it stands; an ended one says only that, and how."""
    run = ProtocolRun.objects.select_related(*ROWS).get(pk=run_id)
    if run.state != RunState.OPEN:
        return {"id": run.pk, "state": run.state}
    playbook = playbook_of(run.branch.organisation)
    return {**card_facts(run, playbook, now=now), "state": run.state}

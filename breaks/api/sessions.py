"""The teller's doors: sit down, call, serve, pause."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.errors import Invalid, NotFound, Refused
from branches.live import let_screens_go_first
from branches.rules import id_in
from branches.views import View
from breaks import actions
from breaks.api.desk_facts import desk_facts
from breaks.api.running import Minutes
from breaks.api.shapes import Facts, break_facts
from breaks.models import Break
from breaks.queries import break_of_session, clients_before, running_break
from breaks.rules.states import RUNNING
from queueapp.models import CounterSession
from queueapp.queries import access_counter, access_session


class Sit(serializers.Serializer[Any]):
    counter = serializers.IntegerField(min_value=1)


class Call(serializers.Serializer[Any]):
    ticket = serializers.IntegerField(min_value=1, required=False)
    # the client at the counter, who is done first
    finish = serializers.IntegerField(min_value=1, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) > 1:
            raise serializers.ValidationError("After finishing the next one is called.")
        return attrs


class Finish(serializers.Serializer[Any]):
    ticket = serializers.IntegerField(min_value=1, required=False)


class Transfer(serializers.Serializer[Any]):
    queue = serializers.IntegerField(min_value=1, required=False)
    counter = serializers.IntegerField(min_value=1, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Name a queue or a counter.")
        return attrs


class Revive(serializers.Serializer[Any]):
    ticket = serializers.CharField(max_length=20)


class AskForBreak(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=20, required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=120, required=False)
    # somebody outside insists: the escort of cash (3.1)
    at_once = serializers.BooleanField(required=False)


class EndBreak(serializers.Serializer[Any]):
    # E4: back before the lawful minimum, on the person's own word and with a reason
    confirm = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class DeskView(View):
    """A view of one's own session; every answer is the whole desk."""

    def own(self, session_id: int) -> CounterSession:
        return access_session(self.staff, session_id)

    def desk(self, session_id: int, now: datetime) -> Response:
        return self._told(self._session(session_id), now)

    def done(self, session_id: int, now: datetime, status: int = 200) -> Response:
        """The answer to a command: those who wait see it before the one who pressed the key."""
        session = self._session(session_id)
        let_screens_go_first(session.branch)
        return self._told(session, now, status)

    def _session(self, session_id: int) -> CounterSession:
        rows = CounterSession.objects.select_related("branch", "counter", "staff", "shift")
        return rows.get(pk=session_id)

    def _told(self, session: CounterSession, now: datetime, status: int = 200) -> Response:
        return Response(desk_facts(session, now=now, speed=clock.speed()), status=status)


class SessionsView(DeskView):
    """`POST sessions/`: open a counter (Q1)."""

    @extend_schema(request=Sit, responses={201: Facts}, operation_id="session_open")
    def post(self, request: Request) -> Response:
        counter_id, now = self.values(Sit, request)["counter"], clock.now()
        access_counter(self.staff, counter_id)
        session = actions.open_session(counter_id, staff=self.staff, now=now)
        return self.done(session.pk, now, status=201)


class SessionView(DeskView):
    """`GET` the desk; `DELETE` to leave the counter (Q7)."""

    @extend_schema(responses=Facts, operation_id="session_look")
    def get(self, request: Request, session_id: int) -> Response:
        return self.desk(self.own(session_id).pk, clock.now())

    @extend_schema(responses={204: None}, operation_id="session_close")
    def delete(self, request: Request, session_id: int) -> Response:
        actions.close_session(self.own(session_id).pk, by=self.staff, now=clock.now())
        return Response(status=204)


class CallView(DeskView):
    """`POST`: call the next client, or the one named (T2).

    With `finish` the client at the counter is done first (T6), also where nobody may be called.
    """

    @extend_schema(request=Call, responses=Facts, operation_id="session_call")
    def post(self, request: Request, session_id: int) -> Response:
        asked, now = self.values(Call, request), clock.now()
        own = self.own(session_id).pk
        if "finish" in asked:
            actions.finish_and_call(own, ticket_id=asked["finish"], now=now)
        else:
            actions.call_next(own, now=now, ticket_id=asked.get("ticket"))
        return self.done(session_id, now)


class RecallView(DeskView):
    """`POST`: call the same client again (T4)."""

    @extend_schema(request=None, responses=Facts, operation_id="session_recall")
    def post(self, request: Request, session_id: int) -> Response:
        now = clock.now()
        actions.recall_ticket(self.own(session_id).pk, now=now)
        return self.done(session_id, now)


class ServiceView(DeskView):
    """`POST`: the client is here (T3); `DELETE {"ticket"}`: the client, or the one named, is done
    (T6).
    """

    @extend_schema(request=None, responses=Facts, operation_id="service_start")
    def post(self, request: Request, session_id: int) -> Response:
        now = clock.now()
        actions.start_service(self.own(session_id).pk, now=now)
        return self.done(session_id, now)

    @extend_schema(request=Finish, responses=Facts, operation_id="service_finish")
    def delete(self, request: Request, session_id: int) -> Response:
        asked, now = self.values(Finish, request), clock.now()
        actions.finish_service(self.own(session_id).pk, ticket_id=asked.get("ticket"), now=now)
        return self.done(session_id, now)


class NoShowView(DeskView):
    """`POST`: give the called client up, once the arrival window has passed (T4)."""

    @extend_schema(request=None, responses=Facts, operation_id="session_no_show")
    def post(self, request: Request, session_id: int) -> Response:
        now = clock.now()
        actions.mark_no_show(self.own(session_id).pk, now=now)
        return self.done(session_id, now)


class TransferView(DeskView):
    """`POST`: send the client at the counter on, as first (T7)."""

    @extend_schema(request=Transfer, responses=Facts, operation_id="session_transfer")
    def post(self, request: Request, session_id: int) -> Response:
        asked, now = self.values(Transfer, request), clock.now()
        actions.transfer_ticket(
            self.own(session_id).pk,
            now=now,
            queue_id=asked.get("queue"),
            counter_id=asked.get("counter"),
        )
        return self.done(session_id, now)


class SessionRevivalView(DeskView):
    """`POST {"ticket": code or id}`: a client who missed the call stands here (T5)."""

    @extend_schema(request=Revive, responses=Facts, operation_id="session_revive")
    def post(self, request: Request, session_id: int) -> Response:
        session, now = self.own(session_id), clock.now()
        name = self.values(Revive, request)["ticket"].upper()
        ticket_id = id_in(name)
        key = {"code": name} if ticket_id is None else {"pk": ticket_id}
        ticket = session.branch.tickets.filter(**key).order_by("-issued_at").first()
        if ticket is None:
            raise NotFound("ticket")
        actions.revive_ticket(ticket.pk, now=now)
        return self.done(session_id, now)


class SessionBreakView(DeskView):
    """`POST {}` starts the announced break, `POST {"reason"}` asks for an unplanned one (B13).

    `DELETE` ends a running break, or withdraws what was asked for.
    """

    @extend_schema(
        request=AskForBreak, responses={200: Facts, 201: Facts}, operation_id="break_start"
    )
    def post(self, request: Request, session_id: int) -> Response:
        session, asked, now = self.own(session_id), self.values(AskForBreak, request), clock.now()
        if {"minutes", "at_once"} & asked.keys() and "reason" not in asked:
            raise Invalid("reason_missing", "Say why: the length goes with a reason.")
        verb = actions.request_break if "reason" in asked else actions.start_break
        break_ = verb(session.pk, by=self.staff, now=now, **asked)
        # what was announced is only begun; what is asked for is new
        return Response(_with_clients(break_), status=201 if "reason" in asked else 200)

    @extend_schema(request=EndBreak, responses=Facts, operation_id="break_end")
    def delete(self, request: Request, session_id: int) -> Response:
        session, now = self.own(session_id), clock.now()
        said = self.values(EndBreak, request)
        break_ = break_of_session(session)
        if break_ is None:
            raise Refused("not_on_break", "You are not on a break.")
        if break_.state in RUNNING or break_.planned:
            ended = actions.end_break(session.pk, by=self.staff, now=now, **said)
        else:
            ended = actions.withdraw_break(break_.pk, by=self.staff, now=now)
        return Response(_with_clients(ended))


class SessionExtensionView(DeskView):
    """`POST {"minutes"}`: the person on break comes back later, once and by five minutes (B11)."""

    @extend_schema(request=Minutes, responses=Facts, operation_id="session_break_extend")
    def post(self, request: Request, session_id: int) -> Response:
        session, now = self.own(session_id), clock.now()
        minutes = self.values(Minutes, request)["minutes"]
        break_ = running_break(session.staff_id)
        if break_ is None:
            raise Refused("not_on_break", "You are not on a break.")
        actions.extend_break(break_.pk, minutes=minutes, by=self.staff, now=now)
        return Response(_with_clients(break_))


def _with_clients(break_: Break) -> dict[str, Any]:
    """A break with the codes of those who are served before it begins (U1)."""
    rows = Break.objects.select_related("staff", "counter").get(pk=break_.pk)
    waiting = [] if rows.started_at else clients_before(rows)
    return {**break_facts(rows), "clients_before_request": waiting}

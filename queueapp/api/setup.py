"""The doors through which a branch is fitted out: queues, counters, shifts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Branch, Staff
from branches.queries import access_branch
from branches.rules import Role, is_seen
from branches.views import View
from queueapp.actions import create_counter, create_queue, create_shift, rename_queue
from queueapp.models import LONGEST_NAME, Counter, Queue, Shift, check_names
from queueapp.queries import access_queue, counters_of, shifts_on


class FittingView(View):
    """A list of a branch: everybody who works there sees it, managers add to it."""

    def manager(self, branch_id: int) -> Staff:
        """The person asking, who must be a manager at the branch."""
        staff = self.staff
        access_branch(staff, branch_id, role=Role.MANAGER)
        return staff

    def branch(self, branch_id: int) -> Branch:
        """The branch, for anybody who works there."""
        return access_branch(self.staff, branch_id)


class NamesField(serializers.DictField):
    """What a service is called, by language; one of which nothing is seen is none."""

    child = serializers.CharField(allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Without those that are none."""
        return {key: name for key, name in super().to_internal_value(data).items() if is_seen(name)}


def check_seen(name: str) -> None:
    """A service without a name would be an empty button."""
    if not is_seen(name):
        raise serializers.ValidationError("Nothing of this text can be seen.")


class QueueShape(serializers.ModelSerializer[Queue]):
    # the letter starts every number that clients read and hear: capitals, told apart by eye
    letter = serializers.RegexField(r"^[A-Z]{1,2}\Z")
    name = serializers.CharField(max_length=LONGEST_NAME, validators=[check_seen])
    names = NamesField(required=False, validators=[check_names])
    estimate_minutes = serializers.IntegerField(
        min_value=1, max_value=240, required=False, allow_null=True
    )

    class Meta:
        model = Queue
        fields = ["id", "name", "names", "letter", "estimate_minutes"]


class QueueNames(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=LONGEST_NAME, required=False, validators=[check_seen])
    names = NamesField(required=False, validators=[check_names])


class QueuesView(FittingView):
    """`branches/{b}/queues/`."""

    @extend_schema(responses=QueueShape(many=True), operation_id="queues_list")
    def get(self, request: Request, branch_id: int) -> Response:
        queues = self.branch(branch_id).queues.order_by("letter")
        return Response(QueueShape(queues, many=True).data)

    @extend_schema(request=QueueShape, responses={201: QueueShape}, operation_id="queue_create")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.manager(branch_id)
        values = self.values(QueueShape, request)
        queue = create_queue(branch_id, by=by, now=clock.now(), **values)
        return Response(QueueShape(queue).data, status=201)


class QueueView(View):
    """`queues/{q}/`: what a service is called, by its manager."""

    @extend_schema(request=QueueNames, responses=QueueShape, operation_id="queue_rename")
    def patch(self, request: Request, queue_id: int) -> Response:
        by = self.staff
        queue = access_queue(by, queue_id, role=Role.MANAGER)
        values = self.values(QueueNames, request, partial=True)
        queue = rename_queue(queue.pk, by=by, now=clock.now(), **values)
        return Response(QueueShape(queue).data)


class CounterShape(serializers.ModelSerializer[Counter]):
    queues: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Counter
        fields = ["id", "label", "zone", "state", "queues"]


class NewCounter(serializers.Serializer[Any]):
    label = serializers.CharField(max_length=8)  # type: ignore[assignment]
    zone = serializers.CharField(max_length=40, default="main")
    queues = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=100, default=list
    )


class CountersView(FittingView):
    """`branches/{b}/counters/`."""

    @extend_schema(responses=CounterShape(many=True), operation_id="counters_list")
    def get(self, request: Request, branch_id: int) -> Response:
        counters = counters_of(self.branch(branch_id))
        return Response(CounterShape(counters, many=True).data)

    @extend_schema(request=NewCounter, responses={201: CounterShape}, operation_id="counter_create")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.manager(branch_id)
        values = self.values(NewCounter, request)
        queue_ids = values.pop("queues")
        counter = create_counter(branch_id, queue_ids=queue_ids, by=by, now=clock.now(), **values)
        return Response(CounterShape(counter).data, status=201)


class ShiftShape(serializers.ModelSerializer[Shift]):
    staff = serializers.IntegerField(source="staff_id", min_value=1)
    counter = serializers.IntegerField(
        source="counter_id", min_value=1, required=False, allow_null=True
    )

    class Meta:
        model = Shift
        fields = ["id", "staff", "day", "starts_at", "ends_at", "counter"]
        # the local day on which it starts
        read_only_fields = ["day"]


class ShiftQuery(serializers.Serializer[Any]):
    day = serializers.DateField(required=False, help_text="a business day; today when left out")


class ShiftsView(FittingView):
    """`branches/{b}/shifts/`: the roster of a day."""

    @extend_schema(
        parameters=[ShiftQuery], responses=ShiftShape(many=True), operation_id="shifts_list"
    )
    def get(self, request: Request, branch_id: int) -> Response:
        branch = self.branch(branch_id)
        asked = ShiftQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("day") or clock.business_day(branch, clock.now())
        return Response(ShiftShape(shifts_on(branch, day), many=True).data)

    @extend_schema(request=ShiftShape, responses={201: ShiftShape}, operation_id="shift_create")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.manager(branch_id)
        values = self.values(ShiftShape, request)
        shift = create_shift(branch_id, by=by, now=clock.now(), **values)
        return Response(ShiftShape(shift).data, status=201)

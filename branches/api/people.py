"""The doors of people: who works at a branch, and what each may do."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.actions import create_staff, set_skills
from branches.errors import Forbidden, NotFound
from branches.models import Membership
from branches.queries import access_branch, people_of, role_at
from branches.rules import Role, at_least
from branches.views import View


class StaffShape(serializers.ModelSerializer[Membership]):
    id = serializers.IntegerField(source="staff_id", read_only=True)
    name = serializers.CharField(source="staff.name")
    position = serializers.CharField(source="staff.position")
    username = serializers.CharField(source="staff.user.username")
    skills = serializers.ListField(source="staff.skills", child=serializers.CharField())

    class Meta:
        model = Membership
        fields = ["id", "name", "position", "role", "username", "skills"]


class SkillsField(serializers.ListField):
    """What only some may do, as the role floor of the policy names it (P5)."""

    child = serializers.RegexField(r"^[a-z][a-z0-9_]{0,39}\Z")

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)


class NewStaff(serializers.Serializer[Any]):
    username = serializers.RegexField(r"^[\w.@+-]+\Z", max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)
    name = serializers.CharField(max_length=120)
    position = serializers.CharField(max_length=120, allow_blank=True, default="")
    role = serializers.ChoiceField(Role.choices, default=Role.TELLER)
    skills = SkillsField(default=list)


class StaffChange(serializers.Serializer[Any]):
    skills = SkillsField()


class StaffView(View):
    """`branches/{b}/staff/`: who works here."""

    @extend_schema(responses=StaffShape(many=True), operation_id="staff_list")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id)
        return Response(StaffShape(people_of(branch), many=True).data)

    @extend_schema(request=NewStaff, responses={201: StaffShape}, operation_id="staff_create")
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.staff
        branch = access_branch(by, branch_id, role=Role.MANAGER)
        values = self.values(NewStaff, request)
        if not at_least(role_at(by, branch) or Role.TELLER, values["role"]):
            raise Forbidden("Nobody gives out a role above their own.")
        staff = create_staff(branch_id, by=by, now=clock.now(), **values)
        return Response(StaffShape(staff.memberships.get()).data, status=201)


class PersonView(View):
    """`branches/{b}/staff/{id}/`: what a person may do that only some may (P5)."""

    @extend_schema(request=StaffChange, responses=StaffShape, operation_id="staff_change")
    def patch(self, request: Request, branch_id: int, staff_id: int) -> Response:
        by = self.staff
        branch = access_branch(by, branch_id, role=Role.MANAGER)
        membership = people_of(branch).filter(staff_id=staff_id).first()
        if membership is None:
            raise NotFound("person")
        skills = self.values(StaffChange, request)["skills"]
        set_skills(branch.pk, staff_id, skills=skills, by=by, now=clock.now())
        return Response(StaffShape(people_of(branch).get(pk=membership.pk)).data)

"""Blocked words: what no playlist of a branch, or of a whole organisation, may hold (FIL-11)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import branches_of
from branches.rules import Role
from branches.views import View
from signage.actions.blocked import block_word, unblock_word
from signage.queries import access_word, blocked_words_of, blocking_for, led_by


class WordShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(read_only=True)
    word = serializers.CharField(max_length=80)
    # null: at every branch, which is the head office's to say
    branch = serializers.IntegerField(source="branch_id", allow_null=True, default=None)


class BlockedWordsView(View):
    """`blocked-words/`: the words of the organisation, and those of the branches one manages."""

    @extend_schema(responses=WordShape(many=True), operation_id="blocked_words_list")
    def get(self, request: Request) -> Response:
        staff = self.staff
        rows = blocked_words_of(led_by(staff), branches_of(staff, role=Role.MANAGER))
        return Response(WordShape(rows, many=True).data)

    @extend_schema(request=WordShape, responses={201: WordShape}, operation_id="blocked_word_add")
    def post(self, request: Request) -> Response:
        by = self.staff
        led_by(by)
        asked = self.values(WordShape, request)
        organisation, branch = blocking_for(by, asked["branch_id"])
        blocked = block_word(organisation.pk, asked["word"], branch=branch, by=by, now=clock.now())
        return Response(WordShape(blocked).data, status=201)


class BlockedWordView(View):
    """`blocked-words/{id}/`: one of them."""

    @extend_schema(responses={204: None}, operation_id="blocked_word_remove")
    def delete(self, request: Request, word_id: int) -> Response:
        by = self.staff
        unblock_word(access_word(by, word_id).pk, by=by, now=clock.now())
        return Response(status=204)

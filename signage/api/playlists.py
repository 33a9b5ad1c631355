"""Playlists: what the media zone of a branch's displays plays."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.queries import access_branch, access_device
from branches.rules import Role
from branches.views import View
from signage.actions.playlists import (
    add_file,
    add_text,
    change_item,
    create_playlist,
    delete_playlist,
    remove_item,
    rename_playlist,
)
from signage.models import Playlist, PlaylistItem
from signage.queries import (
    access_item,
    access_playlist,
    playing,
    playlists_of,
    words_blocked_at,
)
from signage.rules import ItemKind
from signage.rules.playlists import (
    LONGEST_SECONDS,
    LONGEST_TEXT,
    MOST_FILE_BYTES,
    SHORTEST_SECONDS,
    blocked_in,
)
from signage.setup import layout_of

Facts = dict[str, Any]


class TextsField(serializers.DictField):
    """A text by language; the English one stands in for those that are not written."""

    child = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)


class When(serializers.Serializer[Any]):
    seconds = serializers.IntegerField(
        min_value=SHORTEST_SECONDS, max_value=LONGEST_SECONDS, required=False
    )
    # by the calendar of the branch, both included; null: from ever, for ever
    first_day = serializers.DateField(required=False, allow_null=True)
    last_day = serializers.DateField(required=False, allow_null=True)


class NewText(When):
    texts = TextsField()


class NewFile(When):
    file = serializers.FileField()
    # what it shows, for those who do not see it
    title = serializers.CharField(max_length=LONGEST_TEXT)


class FileTitle(When):
    title = serializers.CharField(max_length=LONGEST_TEXT)


class ItemChange(When):
    texts = TextsField(required=False)
    # 0: the first
    position = serializers.IntegerField(min_value=0, max_value=1000, required=False)


class ItemShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    position = serializers.IntegerField()
    kind = serializers.ChoiceField(ItemKind.choices)
    texts = TextsField()
    seconds = serializers.IntegerField()
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    src = serializers.CharField(allow_null=True)
    content_type = serializers.CharField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    # the blocked word for which no screen shows it
    blocked = serializers.CharField(allow_null=True)


class PlaylistShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    # the displays that play it
    screens = serializers.ListField(child=serializers.IntegerField())
    items = ItemShape(many=True)


class PlaylistName(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)


class PlayedItem(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ItemKind.choices)
    seconds = serializers.IntegerField()
    text = TextsField()
    src = serializers.CharField(allow_null=True)
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)


class PlayedShape(serializers.Serializer[Any]):
    items = PlayedItem(many=True)


def _item_facts(item: PlaylistItem, branch_id: int, words: list[str]) -> Facts:
    file = item.file
    return {
        "id": item.pk,
        "position": item.position,
        "kind": item.kind,
        "texts": item.texts,
        "seconds": item.seconds,
        "first_day": item.first_day,
        "last_day": item.last_day,
        "src": f"/media/branches/{branch_id}/{file.sha256}" if file else None,
        "content_type": file.content_type if file else None,
        "size": file.size if file else None,
        "blocked": blocked_in(item.texts.values(), words),
    }


def _playlist_facts(playlist: Playlist, words: list[str]) -> Facts:
    return {
        "id": playlist.pk,
        "name": playlist.name,
        "screens": sorted(layout.device_id for layout in playlist.layouts.all()),
        "items": [_item_facts(i, playlist.branch_id, words) for i in playlist.items.all()],
    }


class PlaylistsView(View):
    """`branches/{b}/playlists/`: all of a branch; the manager begins new ones."""

    @extend_schema(responses=PlaylistShape(many=True), operation_id="playlists_list")
    def get(self, request: Request, branch_id: int) -> Response:
        branch = access_branch(self.staff, branch_id, role=Role.MANAGER)
        words = words_blocked_at(branch)
        return Response([_playlist_facts(p, words) for p in playlists_of(branch)])

    @extend_schema(
        request=PlaylistName, responses={201: PlaylistShape}, operation_id="playlist_create"
    )
    def post(self, request: Request, branch_id: int) -> Response:
        by = self.staff
        access_branch(by, branch_id, role=Role.MANAGER)
        name = self.values(PlaylistName, request)["name"]
        playlist = create_playlist(branch_id, name=name, by=by, now=clock.now())
        return Response(_playlist_facts(playlist, []), status=201)


class PlaylistView(View):
    """`branches/{b}/playlists/{p}/`: one playlist with its pages in order."""

    def _shown(self, branch_id: int, playlist_id: int) -> Response:
        playlist = access_playlist(self.staff, branch_id, playlist_id)
        words = words_blocked_at(playlist.branch)
        return Response(_playlist_facts(playlist, words))

    @extend_schema(responses=PlaylistShape, operation_id="playlist_get")
    def get(self, request: Request, branch_id: int, playlist_id: int) -> Response:
        return self._shown(branch_id, playlist_id)

    @extend_schema(request=PlaylistName, responses=PlaylistShape, operation_id="playlist_rename")
    def patch(self, request: Request, branch_id: int, playlist_id: int) -> Response:
        by = self.staff
        playlist = access_playlist(by, branch_id, playlist_id)
        name = self.values(PlaylistName, request)["name"]
        rename_playlist(playlist.pk, name=name, by=by, now=clock.now())
        return self._shown(branch_id, playlist_id)

    @extend_schema(responses={204: None}, operation_id="playlist_delete")
    def delete(self, request: Request, branch_id: int, playlist_id: int) -> Response:
        by = self.staff
        delete_playlist(access_playlist(by, branch_id, playlist_id).pk, by=by, now=clock.now())
        return Response(status=204)


class _ItemsView(View):
    """What a new page answers."""

    def _added(self, item: PlaylistItem, playlist: Playlist) -> Response:
        return Response(_item_facts(item, playlist.branch_id, []), status=201)


class ItemsView(_ItemsView):
    """`branches/{b}/playlists/{p}/items/`: a page of text at the end of a playlist."""

    @extend_schema(request=NewText, responses={201: ItemShape}, operation_id="playlist_text_add")
    def post(self, request: Request, branch_id: int, playlist_id: int) -> Response:
        by = self.staff
        playlist = access_playlist(by, branch_id, playlist_id)
        values = self.values(NewText, request)
        return self._added(add_text(playlist.pk, by=by, now=clock.now(), **values), playlist)


class WholeBody(BaseParser):
    """A body that is the file itself, as `curl --data-binary` sends it."""

    media_type = "*/*"

    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> dict[str, bytes]:
        """The bytes; a little more than may be, so that too many are told from enough."""
        return {"body": stream.read(MOST_FILE_BYTES + 1)}


class FilesView(_ItemsView):
    """`branches/{b}/playlists/{p}/files/`: an image (5 MB) or a video (20 MB) at the end of a
    playlist, as a form (`file`, `title`, …) or as the body itself with the rest in the query.

    The same file with the same texts, seconds and days is the page that is there already.
    """

    parser_classes = (MultiPartParser, WholeBody)

    @extend_schema(
        request={"multipart/form-data": NewFile},
        parameters=[FileTitle],
        responses={201: ItemShape},
        operation_id="playlist_file_add",
    )
    def post(self, request: Request, branch_id: int, playlist_id: int) -> Response:
        by = self.staff
        playlist = access_playlist(by, branch_id, playlist_id)
        body, values = self._file(request)
        texts = {"en": values.pop("title")}
        item = add_file(playlist.pk, body=body, texts=texts, by=by, now=clock.now(), **values)
        return self._added(item, playlist)

    def _file(self, request: Request) -> tuple[bytes, Facts]:
        """The bytes, and what is said of them."""
        # a field of a form is never bytes
        data: Any = request.data
        if isinstance(body := data.get("body"), bytes):
            said = FileTitle(data=request.query_params)
            said.is_valid(raise_exception=True)
            return body, dict(said.validated_data)
        values = self.values(NewFile, request)
        return values.pop("file").read(MOST_FILE_BYTES + 1), values


class ItemView(View):
    """`branches/{b}/playlists/{p}/items/{i}/`: one page: changed, moved, removed."""

    @extend_schema(request=ItemChange, responses=ItemShape, operation_id="playlist_item_change")
    def patch(self, request: Request, branch_id: int, playlist_id: int, item_id: int) -> Response:
        by = self.staff
        item = access_item(by, branch_id, playlist_id, item_id)
        values = self.values(ItemChange, request)
        changed = change_item(item.pk, by=by, now=clock.now(), **values)
        words = words_blocked_at(changed.playlist.branch)
        return Response(_item_facts(changed, branch_id, words))

    @extend_schema(responses={204: None}, operation_id="playlist_item_remove")
    def delete(self, request: Request, branch_id: int, playlist_id: int, item_id: int) -> Response:
        by = self.staff
        item = access_item(by, branch_id, playlist_id, item_id)
        remove_item(item.pk, by=by, now=clock.now())
        return Response(status=204)


class PlayedView(View):
    """`GET boards/{token}/playlist/`: what this screen plays from today on, with an ETag.

    The days come along: a screen that is cut off goes on rightly.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=PlayedShape, operation_id="playlist_look")
    def get(self, request: Request, token: str) -> HttpResponse:
        device = access_device(token)
        items = playing(layout_of(device).playlist_id, device.branch, clock.now())
        body = json.dumps(
            {"items": [_played(item, token) for item in items]}, cls=DjangoJSONEncoder
        )
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
        about = {"ETag": etag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers=about)
        return HttpResponse(body, content_type="application/json", headers=about)


def _played(item: PlaylistItem, token: str) -> Facts:
    return {
        "id": item.pk,
        "kind": item.kind,
        "seconds": item.seconds,
        "text": item.texts,
        "src": f"/media/{token}/{item.file.sha256}" if item.file else None,
        "first_day": item.first_day,
        "last_day": item.last_day,
    }

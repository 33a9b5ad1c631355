"""What can happen to a playlist: it comes and goes, and its pages with it."""

import hashlib
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from PIL import ExifTags, Image, ImageOps

from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch, lock_branch_of
from branches.models import Branch, Staff
from quality.playbook.phrases import languages
from signage.models import MediaFile, Playlist, PlaylistItem
from signage.queries import words_blocked_at
from signage.rules import ItemKind
from signage.rules.metadata import without_metadata
from signage.rules.playlists import (
    JPEG,
    MEGABYTE,
    FileKind,
    blocked_in,
    check_days,
    check_file,
    check_texts,
)

CHANGED = "playlist.changed"
MOST_ITEMS, MOST_PLAYLISTS = 100, 50
# what all files of a branch may weigh together
MOST_BYTES = 300 * MEGABYTE
# how a page is shown of which nothing is said
ALWAYS: dict[str, Any] = {"seconds": 10, "first_day": None, "last_day": None}
# what an old screen can hold in its memory
MOST_PIXELS = 25_000_000
# how the camera was held
ORIENTATION, UPRIGHT = ExifTags.Base.Orientation, 1


@transaction.atomic
def create_playlist(branch_id: int, *, name: str, by: Staff, now: datetime) -> Playlist:
    """Begin a playlist; 422 `name_taken`, 409 `too_many` beyond fifty at a branch."""
    branch = lock_branch(branch_id)
    _check_name(branch, name)
    if branch.playlists.count() >= MOST_PLAYLISTS:
        raise Refused("too_many", f"A branch has at most {MOST_PLAYLISTS} playlists.")
    playlist = Playlist.objects.create(branch=branch, name=name)
    record(branch, "playlist.created", now=now, by=by, subject=playlist)
    return playlist


@transaction.atomic
def rename_playlist(playlist_id: int, *, name: str, by: Staff, now: datetime) -> Playlist:
    """Call a playlist by another name; 422 `name_taken`."""
    branch = lock_branch_of(Playlist, playlist_id)
    playlist = Playlist.objects.get(pk=playlist_id)
    if playlist.name != name:
        _check_name(branch, name)
        playlist.name = name
        playlist.save(update_fields=["name"])
        record(branch, CHANGED, now=now, by=by, subject=playlist)
    return playlist


@transaction.atomic
def delete_playlist(playlist_id: int, *, by: Staff, now: datetime) -> None:
    """End a playlist with its pages and files; screens that played it play nothing."""
    branch = lock_branch_of(Playlist, playlist_id)
    playlist = Playlist.objects.get(pk=playlist_id)
    record(branch, "playlist.deleted", now=now, by=by, subject=playlist)
    playlist.delete()
    _forget_unused(branch)


@transaction.atomic
def add_text(
    playlist_id: int, *, texts: Mapping[str, str], by: Staff, now: datetime, **when: Any
) -> PlaylistItem:
    """Add a page of text at the end. `when`: seconds, first_day, last_day of the branch.

    Refused (422): `text_missing`, `text_language`, `blocked_word` naming it (F68),
    `days_in_order`; 409 `too_many`.
    """
    branch = lock_branch_of(Playlist, playlist_id)
    item = _added(branch, playlist_id, ItemKind.TEXT, _checked(branch, texts), **ALWAYS | when)
    return _told(branch, item, by=by, now=now)


@transaction.atomic
def add_file(
    playlist_id: int,
    *,
    body: bytes,
    texts: Mapping[str, str],
    by: Staff,
    now: datetime,
    **when: Any,
) -> PlaylistItem:
    """Add an image or a video at the end; `texts` say what it shows to those who do not see it.
    Of an image only what is seen is kept, not where and by whom it was taken.

    The same file with the same texts, seconds and days is the page that is there already. Refused,
    beside what a text is: 422 `media_kind`, `media_broken`, `image_moves`, 413 `too_large`, 409
    `media_full`.
    """
    # a large image takes its time: no counter waits for that
    kind = check_file(body)
    if kind.item == ItemKind.IMAGE:
        body = _only_what_is_seen(body, kind)
    sha256 = hashlib.sha256(body).hexdigest()
    branch = lock_branch_of(Playlist, playlist_id)
    about = {"texts": _checked(branch, texts), **ALWAYS, **when}
    there = PlaylistItem.objects.filter(playlist=playlist_id, file__sha256=sha256, **about).first()
    if there:
        return there
    item = _added(branch, playlist_id, kind.item, **about)
    item.file = _kept(branch, sha256, kind, body)
    item.save(update_fields=["file"])
    return _told(branch, item, by=by, now=now)


@transaction.atomic
def change_item(item_id: int, *, by: Staff, now: datetime, **values: Any) -> PlaylistItem:
    """Change texts, seconds or days of a page, or its `position` among the others (0: first)."""
    branch, item = _locked_item(item_id)
    position = values.pop("position", None)
    if "texts" in values:
        values["texts"] = _checked(branch, values["texts"])
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, values[name])
    check_days(item.first_day, item.last_day)
    item.save(update_fields=changed)
    moved = position is not None and _move(item, position)
    return _told(branch, item, by=by, now=now) if changed or moved else item


@transaction.atomic
def remove_item(item_id: int, *, by: Staff, now: datetime) -> None:
    """Take a page out of its playlist, and its file out of the house where no other shows it."""
    branch, item = _locked_item(item_id)
    playlist = item.playlist
    item.delete()
    _forget_unused(branch)
    record(branch, CHANGED, now=now, by=by, subject=playlist)


def _locked_item(item_id: int) -> tuple[Branch, PlaylistItem]:
    playlist_id = PlaylistItem.objects.filter(pk=item_id).values_list("playlist", flat=True).first()
    branch = lock_branch_of(Playlist, playlist_id or 0)
    return branch, PlaylistItem.objects.select_related("playlist").get(pk=item_id)


def _check_name(branch: Branch, name: str) -> None:
    if branch.playlists.filter(name=name).exists():
        raise Invalid("name_taken", f"Another playlist of this branch is called {name}.")


def _added(
    branch: Branch,
    playlist_id: int,
    kind: ItemKind,
    texts: Mapping[str, str],
    *,
    seconds: int,
    first_day: date | None,
    last_day: date | None,
) -> PlaylistItem:
    check_days(first_day, last_day)
    count = PlaylistItem.objects.filter(playlist=playlist_id).count()
    if count >= MOST_ITEMS:
        raise Refused("too_many", f"A playlist has at most {MOST_ITEMS} pages.")
    when = {"seconds": seconds, "first_day": first_day, "last_day": last_day}
    about = {"playlist_id": playlist_id, "kind": kind, "texts": texts, "position": count}
    return PlaylistItem.objects.create(**about, **when)


def _checked(branch: Branch, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are kept, if none of them holds a blocked word (F68)."""
    written = check_texts(texts, languages())
    word = blocked_in(written.values(), words_blocked_at(branch))
    if word is not None:
        raise Invalid("blocked_word", f"“{word}” is a blocked word.", word=word)
    return written


def _only_what_is_seen(body: bytes, kind: FileKind) -> bytes:
    """The picture upright and without what it says of itself; decoded once, so that no screen
    stumbles over it later.
    """
    try:
        with Image.open(io.BytesIO(body)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid("too_large", "The image has too many pixels.", status=413)
            # a JPEG never moves: a second picture in it is the camera's
            if kind != JPEG and getattr(image, "is_animated", False):
                raise Invalid("image_moves", "The image moves: a video can be paused, it cannot.")
            image.load()
            turned = image.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
            return without_metadata(_upright(image, kind) if turned else body, kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Invalid("media_broken", "The image cannot be read.") from None


def _upright(image: Image.Image, kind: FileKind) -> bytes:
    """The picture as it was seen: a screen that knows nothing of cameras shows it so, too."""
    written, best = io.BytesIO(), {"quality": 92, "icc_profile": image.info.get("icc_profile")}
    form = kind.content_type.removeprefix("image/")
    upright = ImageOps.exif_transpose(image)
    upright.save(written, form, **best)
    return written.getvalue()


def _kept(branch: Branch, sha256: str, kind: FileKind, body: bytes) -> MediaFile:
    there = branch.media_files.defer("body").filter(sha256=sha256).first()
    if there:
        return there
    used = branch.media_files.aggregate(bytes=Sum("size"))["bytes"] or 0
    if used + len(body) > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise Refused("media_full", f"The files of a branch have at most {most} MB together.")
    about = {"sha256": sha256, "content_type": kind.content_type, "size": len(body)}
    return MediaFile.objects.create(branch=branch, body=body, **about)


def _move(item: PlaylistItem, position: int) -> bool:
    """Put a page among the others; whether that changes anything."""
    others = list(PlaylistItem.objects.filter(playlist=item.playlist_id).exclude(pk=item.pk))
    wanted = [*others[:position], item, *others[position:]]
    moved = [(place, row) for place, row in enumerate(wanted) if row.position != place]
    for place, row in moved:
        row.position = place
        row.save(update_fields=["position"])
    return bool(moved)


def _forget_unused(branch: Branch) -> None:
    branch.media_files.filter(items=None).defer("body").delete()


def _told(branch: Branch, item: PlaylistItem, *, by: Staff, now: datetime) -> PlaylistItem:
    record(branch, CHANGED, now=now, by=by, subject=item.playlist, item=item.pk)
    return item

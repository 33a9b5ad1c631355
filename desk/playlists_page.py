"""The office's pages of playlists: what the media zone of the displays plays, on which days, and
which words it never shows (FIL-11). Plain forms and no script.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from branches import clock
from branches.clock import business_day
from branches.errors import Refused
from branches.models import Branch, Staff
from branches.queries import branches_of, staff_of
from branches.rules import Role, id_in
from desk.pages import branch_of_office, staff_form
from desk.playlist_forms import FileForm, NameForm, PageForm, WordForm, form_of
from signage.actions.blocked import block_word, unblock_word
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
    access_word,
    blocked_words_of,
    blocking_for,
    leads_all,
    playlists_of,
    words_blocked_at,
)
from signage.rules.playlists import blocked_in, is_over


@dataclass(frozen=True)
class Desk:
    """Who stands before the page, at which branch, with what in hand."""

    request: HttpRequest
    staff: Staff
    branch: Branch

    def about(self) -> dict[str, Any]:
        """Who did it, and when."""
        return {"by": self.staff, "now": clock.now()}

    def back(self, playlist: int | None = None, *, at: str = "") -> HttpResponse:
        """To the page again, so that a reload repeats nothing."""
        name, args = ("office-playlist", [playlist]) if playlist else ("office-playlists", [])
        where = f"{reverse(name, args=args)}?branch={self.branch.pk}{at}"
        return HttpResponseRedirect(where, status=303)

    def show(self, template: str, facts: dict[str, Any], *, status: int) -> HttpResponse:
        """A page with its frame."""
        frame = {
            "staff": self.staff,
            "branch": self.branch,
            "branches": branches_of(self.staff, role=Role.MANAGER),
        }
        return render(self.request, template, frame | facts, status=status)


def _desk(request: HttpRequest) -> Desk:
    staff = staff_of(request.user)
    return Desk(request, staff, branch_of_office(staff, request.GET.get("branch", "")))


@staff_form
def index(request: HttpRequest) -> HttpResponse:
    """All playlists of a branch, a form for a new one, and the blocked words."""
    desk = _desk(request)
    verbs = {"create": _create, "block": _block, "unblock": _unblock}
    verb = verbs.get(request.POST.get("do", ""))
    return verb(desk) if verb else _index(desk)


def _index(desk: Desk, *, status: int = 200, **forms: Any) -> HttpResponse:
    organisation = desk.branch.organisation
    words = words_blocked_at(desk.branch)
    facts = {
        "playlists": [_line(each, words) for each in playlists_of(desk.branch)],
        "words": blocked_words_of(organisation, [desk.branch]),
        "organisation": organisation,
        "leads_all": leads_all(desk.staff, organisation),
        "name_form": NameForm(),
        "word_form": WordForm(),
    }
    return desk.show("desk/playlists.html", facts | forms, status=status)


def _line(playlist: Playlist, words: list[str]) -> dict[str, Any]:
    items = list(playlist.items.all())
    return {
        "playlist": playlist,
        "pages": len(items),
        "hidden": sum(1 for item in items if blocked_in(item.texts.values(), words)),
        "screens": [layout.device for layout in playlist.layouts.all()],
    }


def _create(desk: Desk) -> HttpResponse:
    form = NameForm(desk.request.POST)
    if not form.is_valid():
        return _index(desk, status=422, name_form=form)
    try:
        made = create_playlist(desk.branch.pk, name=form.cleaned_data["name"], **desk.about())
    except Refused as refused:
        form.add_error("name", refused.message)
        return _index(desk, status=refused.status, name_form=form)
    return desk.back(made.pk)


def _block(desk: Desk) -> HttpResponse:
    form = WordForm(desk.request.POST)
    if not form.is_valid():
        return _index(desk, status=422, word_form=form)
    everywhere = desk.request.POST.get("everywhere") == "on"
    asked = None if everywhere else desk.branch.pk
    organisation, branch = blocking_for(desk.staff, asked, desk.branch.organisation)
    try:
        block_word(organisation.pk, form.cleaned_data["word"], branch=branch, **desk.about())
    except Refused as refused:
        form.add_error("word", refused.message)
        return _index(desk, status=refused.status, word_form=form)
    return desk.back(at="#blocked")


def _unblock(desk: Desk) -> HttpResponse:
    word = id_in(desk.request.POST.get("word", "")) or 0
    unblock_word(access_word(desk.staff, word).pk, **desk.about())
    return desk.back(at="#blocked")


@staff_form
def one(request: HttpRequest, playlist_id: int) -> HttpResponse:
    """One playlist: its pages in order, each with its words, its days and its preview."""
    desk = _desk(request)
    playlist = access_playlist(desk.staff, desk.branch.pk, playlist_id)
    verb = VERBS.get(request.POST.get("do", ""))
    return verb(desk, playlist) if verb else _one(desk, playlist)


def _one(desk: Desk, playlist: Playlist, *, status: int = 200, **forms: Any) -> HttpResponse:
    words = words_blocked_at(desk.branch)
    today = business_day(desk.branch, clock.now())
    wrong = forms.pop("wrong", {})
    items = list(playlist.items.all())
    facts = {
        "playlist": playlist,
        "screens": [layout.device for layout in playlist.layouts.all()],
        "pages": [
            {
                "item": item,
                "form": wrong.get(item.pk) or form_of(item),
                "blocked": blocked_in(item.texts.values(), words),
                "over": is_over(item.last_day, today),
                "coming": item.first_day is not None and item.first_day > today,
                "last": item is items[-1],
            }
            for item in items
        ],
        "name_form": NameForm(initial={"name": playlist.name}),
        "text_form": PageForm(auto_id="id_text_%s"),
        "file_form": FileForm(auto_id="id_file_%s"),
    }
    return desk.show("desk/playlist.html", facts | forms, status=status)


def _rename(desk: Desk, playlist: Playlist) -> HttpResponse:
    form = NameForm(desk.request.POST)
    if not form.is_valid():
        return _one(desk, playlist, status=422, name_form=form)
    try:
        rename_playlist(playlist.pk, name=form.cleaned_data["name"], **desk.about())
    except Refused as refused:
        form.add_error("name", refused.message)
        return _one(desk, playlist, status=refused.status, name_form=form)
    return desk.back(playlist.pk)


def _delete(desk: Desk, playlist: Playlist) -> HttpResponse:
    if desk.request.POST.get("sure") != "on":
        return _one(desk, playlist, status=422, unsure=True)
    delete_playlist(playlist.pk, **desk.about())
    return desk.back()


def _add_text(desk: Desk, playlist: Playlist) -> HttpResponse:
    form = PageForm(desk.request.POST, auto_id="id_text_%s")
    return _kept(
        desk,
        playlist,
        form,
        lambda: add_text(playlist.pk, **form.values(), **desk.about()),
        text_form=form,
    )


def _add_file(desk: Desk, playlist: Playlist) -> HttpResponse:
    form = FileForm(desk.request.POST, desk.request.FILES, auto_id="id_file_%s")

    def add() -> PlaylistItem:
        body = desk.request.FILES["file"].read()  # type: ignore[union-attr]
        return add_file(playlist.pk, body=body, **form.values(), **desk.about())

    return _kept(desk, playlist, form, add, file_form=form)


def _change(desk: Desk, playlist: Playlist) -> HttpResponse:
    item = _item(desk, playlist)
    form = form_of(item, desk.request.POST)
    return _kept(
        desk,
        playlist,
        form,
        lambda: change_item(item.pk, **form.values(), **desk.about()),
        wrong={item.pk: form},
    )


def _kept(
    desk: Desk, playlist: Playlist, form: PageForm, verb: Callable[[], PlaylistItem], **shown: Any
) -> HttpResponse:
    """Do what a form asks; what cannot be is told in the form, with all that was typed."""
    if not form.is_valid():
        return _one(desk, playlist, status=422, **shown)
    try:
        item = verb()
    except Refused as refused:
        form.add_error(None, refused.message)
        return _one(desk, playlist, status=refused.status, **shown)
    return desk.back(playlist.pk, at=f"#page-{item.pk}")


def _move(desk: Desk, playlist: Playlist) -> HttpResponse:
    item = _item(desk, playlist)
    place = [each.pk for each in playlist.items.all()].index(item.pk)
    wanted = place - 1 if desk.request.POST.get("to") == "earlier" else place + 1
    change_item(item.pk, position=max(0, wanted), **desk.about())
    return desk.back(playlist.pk, at=f"#page-{item.pk}")


def _remove(desk: Desk, playlist: Playlist) -> HttpResponse:
    remove_item(_item(desk, playlist).pk, **desk.about())
    return desk.back(playlist.pk)


def _item(desk: Desk, playlist: Playlist) -> PlaylistItem:
    item_id = id_in(desk.request.POST.get("item", "")) or 0
    return access_item(desk.staff, desk.branch.pk, playlist.pk, item_id)


VERBS = {
    "rename": _rename,
    "delete": _delete,
    "text": _add_text,
    "file": _add_file,
    "change": _change,
    "move": _move,
    "remove": _remove,
}

"""The office's pages of playlists: plain forms that keep what was typed when they refuse."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from branches.rules import Role
from signage.models import BlockedWord, Playlist, PlaylistItem
from tests.people import Bank, at, hire

LISTS = "/office/playlists/"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))


@pytest.fixture
def adverts(client: Client, alone: Bank) -> Playlist:
    """A playlist, and Carla at the page."""
    client.force_login(alone.carla.user)
    assert client.post(LISTS, {"do": "create", "name": "Adverts"}).status_code == 303
    return Playlist.objects.get()


def send(client: Client, playlist: Playlist, **typed: object) -> tuple[int, str]:
    answer = client.post(f"{LISTS}{playlist.pk}/", {"seconds": 10, **typed})
    return answer.status_code, answer.content.decode()


def shown(client: Client, playlist: Playlist) -> str:
    answer = client.get(f"{LISTS}{playlist.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def picture(colour: int = 0) -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("L", (20, 10), colour).save(body, "PNG")
    return SimpleUploadedFile("whatever.exe", body.getvalue(), "application/octet-stream")


def test_a_text_and_a_picture_are_added_moved_changed_and_removed(
    client: Client, adverts: Playlist
) -> None:
    assert send(client, adverts, do="text", text_en="Hello", text_hu="Helló")[0] == 303
    assert send(client, adverts, do="file", file=picture(), text_en="A black page")[0] == 303
    text, image = PlaylistItem.objects.all()
    page = shown(client, adverts)
    assert 'alt="A black page"' in page
    assert page.count("Shown</span>") == 2
    preview = client.get(f"/media/branches/{adverts.branch_id}/{image.file.sha256}")
    assert preview["Content-Type"] == "image/png"
    assert send(client, adverts, do="move", item=text.pk, to="later")[0] == 303
    assert list(PlaylistItem.objects.all()) == [image, text]
    typed = {"text_en": "Goodbye", "seconds": 7, "last_day": "2027-03-02"}
    assert send(client, adverts, do="change", item=text.pk, **typed)[0] == 303
    text.refresh_from_db()
    assert (text.texts, text.seconds) == ({"en": "Goodbye"}, 7)
    assert "Over since 2 Mar 2027" in shown(client, adverts)
    assert send(client, adverts, do="remove", item=image.pk)[0] == 303
    assert list(PlaylistItem.objects.all()) == [text]


def test_a_blocked_word_is_named_and_what_was_typed_stays(
    client: Client, adverts: Playlist
) -> None:
    assert client.post(LISTS, {"do": "block", "word": "Rival"}).status_code == 303
    status, page = send(client, adverts, do="text", text_en="Better than <b>RIVAL</b>")
    assert status == 422
    assert "“Rival” is a blocked word." in page
    assert "Better than &lt;b&gt;RIVAL&lt;/b&gt;</textarea>" in page
    assert not PlaylistItem.objects.exists()
    client.post(LISTS, {"do": "unblock", "word": BlockedWord.objects.get().pk})
    assert send(client, adverts, do="text", text_en="Better than <b>RIVAL</b>")[0] == 303
    client.post(LISTS, {"do": "block", "word": "rival"})
    assert "Not shown: “rival” is blocked" in shown(client, adverts)
    assert "1 with a blocked word" in client.get(LISTS).content.decode()


def test_only_the_head_office_blocks_a_word_at_every_branch(client: Client, alone: Bank) -> None:
    office = hire("Hedda", None, Role.HEAD_OFFICE, alone.branch.organisation)
    client.force_login(alone.carla.user)
    assert 'name="everywhere"' not in client.get(LISTS).content.decode()
    everywhere = {"do": "block", "word": "Rival", "everywhere": "on"}
    assert client.post(LISTS, everywhere).status_code == 403
    client.force_login(office.user)
    assert 'name="everywhere"' in client.get(LISTS).content.decode()
    assert client.post(LISTS, everywhere).status_code == 303
    client.force_login(alone.carla.user)
    page = client.get(LISTS).content.decode()
    assert "at every branch</span>" in page
    assert "Allow Rival again" not in page
    word = BlockedWord.objects.get().pk
    assert client.post(LISTS, {"do": "unblock", "word": word}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"do": "text", "text_en": ""}, "This field is required."),
        ({"do": "text", "text_en": "x", "seconds": 2}, "Seconds: Ensure this value"),
        ({"do": "file", "text_en": "No file"}, "This field is required."),
        ({"do": "rename", "name": ""}, "This field is required."),
        ({"do": "delete"}, "Tick the box if you are sure."),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    client: Client, adverts: Playlist, typed: dict[str, object], told: str
) -> None:
    status, page = send(client, adverts, **typed)
    assert status == 422
    assert told in page


def test_a_file_that_is_no_picture_is_refused_in_its_form(
    client: Client, adverts: Playlist
) -> None:
    svg = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    status, page = send(client, adverts, do="file", file=svg, text_en="Our logo")
    assert status == 422
    assert "Only PNG, JPEG, WebP, MP4 and WebM are shown." in page
    assert "Our logo</textarea>" in page


def test_a_playlist_ends_when_one_is_sure_and_tellers_do_not_come_in(
    client: Client, alone: Bank, adverts: Playlist
) -> None:
    client.force_login(alone.tellers[0].user)
    here = f"{LISTS}{adverts.pk}/"
    assert [client.get(path).status_code for path in (LISTS, here)] == [403, 403]
    assert client.post(here, {"do": "delete", "sure": "on"}).status_code == 403
    client.force_login(alone.carla.user)
    assert send(client, adverts, do="delete", sure="on")[0] == 303
    assert not Playlist.objects.exists()

"""The doors of playlists: who may change them, what they take, and what screens get of them."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from rest_framework.test import APIClient

from branches.models import Branch, Device, Event, Staff
from signage.models import Layout, MediaFile, Playlist
from signage.queries import words_blocked_at
from tests.people import DAY, Bank, at

Login = Callable[[Staff], APIClient]
WORDS = "/api/v1/blocked-words/"
BOARD = "/api/v1/boards/lobby-main/playlist/"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("12:15"))


def path(bank: Bank, rest: str = "") -> str:
    return f"/api/v1/branches/{bank.branch.pk}/playlists/{rest}"


def ask(client: APIClient, verb: str, where: str, status: int, **body: Any) -> Any:
    answer = getattr(client, verb)(where, body or None, format="json")
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def picture(colour: int = 0, form: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("L", (20, 10), colour).save(written, form)
    return written.getvalue()


def upload(
    client: APIClient, where: str, body: bytes, kind: str = "image/png", **query: str
) -> Any:
    address = f"{where}files/?" + "&".join(f"{k}={v}" for k, v in query.items())
    return client.post(address, data=body, content_type=kind)


@pytest.fixture
def carla(bank: Bank, login: Login) -> APIClient:
    return login(bank.carla)


@pytest.fixture
def adverts(bank: Bank, carla: APIClient) -> str:
    """Where a playlist is that the lobby plays."""
    made = ask(carla, "post", path(bank), 201, name="Adverts")
    Layout.objects.create(device=bank.display, playlist_id=made["id"])
    return path(bank, f"{made['id']}/")


def test_a_manager_begins_names_and_ends_a_playlist(bank: Bank, carla: APIClient) -> None:
    made = ask(carla, "post", path(bank), 201, name="Adverts")
    assert made == {"id": made["id"], "name": "Adverts", "screens": [], "items": []}
    here = path(bank, f"{made['id']}/")
    assert ask(carla, "post", path(bank), 422, name="Adverts")["code"] == "name_taken"
    assert ask(carla, "patch", here, 200, name="Summer")["name"] == "Summer"
    assert [p["name"] for p in ask(carla, "get", path(bank), 200)] == ["Summer"]
    ask(carla, "delete", here, 204)
    ask(carla, "get", here, 404)
    told = Event.objects.filter(branch=bank.branch, by=bank.manager).values_list("kind", flat=True)
    assert list(told) == ["playlist.created", "playlist.changed", "playlist.deleted"]


def test_tellers_and_strangers_change_nothing(
    bank: Bank, other_bank: Bank, adverts: str, login: Login
) -> None:
    teller, stranger = login(bank.tellers[0]), login(other_bank.carla)
    for client, status in ((teller, 403), (stranger, 404), (APIClient(), 401)):
        ask(client, "get", path(bank), status)
        ask(client, "post", path(bank), status, name="Mine")
        ask(client, "delete", adverts, status)
        ask(client, "post", f"{adverts}items/", status, texts={"en": "Mine"})
        assert upload(client, adverts, picture(), title="Mine").status_code == status
    ask(teller, "get", WORDS, 403)
    ask(teller, "post", WORDS, 403, word="rival")
    assert Playlist.objects.get().items.count() == 0
    # a playlist is not reached through another branch either
    ask(stranger, "get", adverts.replace(path(bank), path(other_bank)), 404)


def test_pages_keep_the_order_they_are_given(carla: APIClient, adverts: str) -> None:
    made = [
        ask(carla, "post", f"{adverts}items/", 201, texts={"en": text}, seconds=3)["id"]
        for text in ("one", "two", "three")
    ]
    ask(carla, "patch", f"{adverts}items/{made[2]}/", 200, position=0)
    changed = ask(carla, "patch", f"{adverts}items/{made[0]}/", 200, seconds=120, texts={"en": "1"})
    assert (changed["seconds"], changed["texts"]) == (120, {"en": "1"})
    items = ask(carla, "get", adverts, 200)["items"]
    assert [item["texts"]["en"] for item in items] == ["three", "1", "two"]
    ask(carla, "delete", f"{adverts}items/{made[1]}/", 204)
    assert len(ask(carla, "get", adverts, 200)["items"]) == 2
    for wrong in ({"seconds": 2}, {"seconds": 121}, {"position": -1}, {"texts": {"en": "x" * 401}}):
        ask(carla, "patch", f"{adverts}items/{made[0]}/", 422, **wrong)
    days = {"first_day": "2027-03-04", "last_day": "2027-03-03"}
    assert ask(carla, "patch", f"{adverts}items/{made[0]}/", 422, **days)["code"] == "days_in_order"


def test_a_file_is_kept_once_shown_to_screens_and_gone_with_its_last_page(
    bank: Bank, carla: APIClient, adverts: str
) -> None:
    body = picture()
    made = upload(carla, adverts, body, title="A%20grey%20page", seconds="5")
    assert made.status_code == 201, made.content
    item = made.json()
    assert (item["kind"], item["content_type"], item["size"]) == ("image", "image/png", len(body))
    assert (item["texts"], item["seconds"]) == ({"en": "A grey page"}, 5)
    # pressed twice, and once more as a form
    again = upload(carla, adverts, body, title="A%20grey%20page", seconds="5")
    assert again.json()["id"] == item["id"]
    form = {"file": io.BytesIO(body), "title": "A grey page", "seconds": 5}
    assert carla.post(f"{adverts}files/", form, format="multipart").json()["id"] == item["id"]
    # another text, or other days: another page of the same file
    for else_ in ({"title": "Grey"}, {"title": "A%20grey%20page", "first_day": "2030-01-01"}):
        other = upload(carla, adverts, body, seconds="5", **else_).json()
        assert other["id"] != item["id"]
        assert other["src"] == item["src"]
        ask(carla, "delete", f"{adverts}items/{other['id']}/", 204)
    assert MediaFile.objects.count() == 1
    assert carla.get(item["src"]).content == body
    played = Client().get(BOARD).json()["items"]
    seen = Client().get(played[0]["src"])
    assert (seen.content, seen["Content-Type"]) == (body, "image/png")
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in seen["Cache-Control"]
    again = Client().get(played[0]["src"], HTTP_IF_NONE_MATCH=seen["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    ask(carla, "delete", f"{adverts}items/{item['id']}/", 204)
    assert Client().get(played[0]["src"]).status_code == 404
    assert not MediaFile.objects.exists()


def test_what_is_no_picture_is_refused_whatever_it_is_called(
    carla: APIClient, adverts: str
) -> None:
    moving = io.BytesIO()
    frames = [Image.new("L", (5, 5), n) for n in (0, 255)]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for body, code, status in (
        (svg, "media_kind", 422),
        (picture()[:40], "media_broken", 422),
        (moving.getvalue(), "image_moves", 422),
        (b"\x89PNG\r\n\x1a\n".ljust(5 * 2**20 + 1), "too_large", 413),
        (b"\0" * (21 * 2**20 + 1), "too_large", 413),
    ):
        answer = upload(carla, adverts, body, title="x.png")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert upload(carla, adverts, picture()).status_code == 422
    # a large one is only for who is logged in
    assert upload(APIClient(), adverts, b"\0" * 300_000, title="x").status_code == 413
    # elsewhere a body stays small
    assert carla.post(WORDS, {"word": "x" * 300_000}, format="json").status_code == 413


def test_a_part_of_a_video_is_read_as_a_browser_asks_for_it(
    bank: Bank, carla: APIClient, adverts: str
) -> None:
    head = b"\0\0\0\x18ftypisom" + bytes(12) + b"\0\0\0\x0cmoovmvhd" + b"\0\0\0\0mdat"
    body = head + bytes(range(256)) * 8000
    made = upload(carla, adverts, body, "video/mp4", title="A film")
    assert made.json()["kind"] == "video"
    src = Client().get(BOARD).json()["items"][0]["src"]

    def part(span: str) -> tuple[int, str, bytes]:
        answer = Client().get(src, HTTP_RANGE=span)
        return answer.status_code, answer.get("Content-Range", ""), answer.content

    size, most = len(body), 2**20
    assert part("bytes=10-19") == (206, f"bytes 10-19/{size}", body[10:20])
    assert part("bytes=0-") == (206, f"bytes 0-{most - 1}/{size}", body[:most])
    assert part("bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", body[-7:])
    assert part(f"bytes={size - 1}-{size + 50}") == (
        206,
        f"bytes {size - 1}-{size - 1}/{size}",
        body[-1:],
    )
    assert part(f"bytes={size}-") == (416, f"bytes */{size}", b"")
    # what is no single range is answered whole
    assert part("bytes=0-1,5-6")[0] == 200
    assert Client().get(src).content == body


def test_a_screen_gets_what_is_valid_from_today_on_with_its_days(
    carla: APIClient, adverts: str
) -> None:
    texts = [("over", None, -1), ("today", -3, 0), ("coming", 1, 9), ("always", None, None)]
    for text, first, last in texts:
        ask(
            carla,
            "post",
            f"{adverts}items/",
            201,
            texts={"en": text},
            first_day=first and str(DAY + timedelta(days=first)),
            last_day=last if last is None else str(DAY + timedelta(days=last)),
        )
    answer = Client().get(BOARD)
    items = answer.json()["items"]
    assert [item["text"]["en"] for item in items] == ["today", "coming", "always"]
    assert items[1] | {"id": 0} == {
        "id": 0,
        "kind": "text",
        "seconds": 10,
        "text": {"en": "coming"},
        "src": None,
        "first_day": "2027-03-04",
        "last_day": "2027-03-12",
    }
    assert Client().get(BOARD, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    ask(carla, "post", f"{adverts}items/", 201, texts={"en": "new"})
    assert Client().get(BOARD, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200


def test_a_retired_screen_gets_neither_playlist_nor_files(
    bank: Bank, carla: APIClient, adverts: str
) -> None:
    upload(carla, adverts, picture(), title="A page")
    src = Client().get(BOARD).json()["items"][0]["src"]
    Device.objects.update(retired_at=at("12:00"))
    assert [Client().get(where).status_code for where in (BOARD, src)] == [404, 404]


def test_a_word_blocked_later_hides_its_pages_until_it_is_free_again(
    bank: Bank, office: Staff, carla: APIClient, login: Login, adverts: str
) -> None:
    ask(carla, "post", f"{adverts}items/", 201, texts={"en": "Hello", "hu": "Jobb, mint a Rivál"})
    upload(carla, adverts, picture(), title="Rival and us")
    hedda = login(office)
    word = ask(hedda, "post", WORDS, 201, word="rival")
    # the same word in other letters
    assert ask(hedda, "post", WORDS, 201, word=" RIVÁL ") == word
    assert ask(carla, "get", WORDS, 200) == [word]
    assert Client().get(BOARD).json() == {"items": []}
    items = ask(carla, "get", adverts, 200)["items"]
    assert [item["blocked"] for item in items] == ["rival", "rival"]
    # what the head office blocks only the head office allows
    ask(carla, "delete", f"{WORDS}{word['id']}/", 403)
    ask(hedda, "delete", f"{WORDS}{word['id']}/", 204)
    ask(hedda, "delete", f"{WORDS}{word['id']}/", 404)
    assert len(Client().get(BOARD).json()["items"]) == 2
    assert ask(hedda, "post", WORDS, 422, word="–")["code"] == "word_empty"


def test_a_manager_blocks_words_at_the_own_branch_and_the_head_office_everywhere(
    bank: Bank, other_bank: Bank, office: Staff, carla: APIClient, login: Login, adverts: str
) -> None:
    there = Branch.objects.create(
        organisation=bank.branch.organisation, name="Square", slug="square", kind="bank"
    )
    hedda, here = login(office), bank.branch.pk
    ask(carla, "post", WORDS, 403, word="rival")
    ask(carla, "post", WORDS, 404, word="rival", branch=other_bank.branch.pk)
    ask(carla, "post", WORDS, 404, word="rival", branch=there.pk)
    mine = ask(carla, "post", WORDS, 201, word="rival", branch=here)
    assert mine["branch"] == here
    away = ask(hedda, "post", WORDS, 201, word="rival", branch=there.pk)
    assert ask(carla, "get", WORDS, 200) == [mine]
    assert words_blocked_at(there) == ["rival"]
    assert blocked_events(bank.branch) == 1
    ask(carla, "post", f"{adverts}items/", 422, texts={"en": "Rival"})
    ask(hedda, "delete", f"{WORDS}{away['id']}/", 204)
    assert words_blocked_at(there) == []
    ask(carla, "delete", f"{WORDS}{away['id']}/", 404)
    # for all it is another word, and stays when a branch allows its own
    every = ask(hedda, "post", WORDS, 201, word="Rival")
    assert (every["branch"], words_blocked_at(there)) == (None, ["Rival"])
    # and a branch that says it, too, keeps it when the head office allows it again
    own = ask(hedda, "post", WORDS, 201, word="rival", branch=there.pk)
    assert own["branch"] == there.pk
    ask(login(other_bank.carla), "delete", f"{WORDS}{mine['id']}/", 404)
    ask(carla, "delete", f"{WORDS}{mine['id']}/", 204)
    assert ask(carla, "get", WORDS, 200) == [every]
    ask(carla, "post", f"{adverts}items/", 422, texts={"en": "Rival"})
    ask(hedda, "delete", f"{WORDS}{every['id']}/", 204)
    assert words_blocked_at(there) == ["rival"]


def blocked_events(branch: Branch) -> int:
    return Event.objects.filter(branch=branch, kind="blocked_word.added").count()


def test_a_list_of_playlists_asks_no_more_for_three_pages_than_for_one(
    bank: Bank, carla: APIClient, adverts: str
) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as office:
            carla.get(path(bank))
        with CaptureQueriesContext(connection) as screen:
            Client().get(BOARD)
        # what a file holds is not read to tell of it
        assert not any('"signage_mediafile"."body"' in q["sql"] for q in [*office, *screen])
        return len(office), len(screen)

    upload(carla, adverts, picture(), title="One")
    first = asked()
    for n in (1, 2):
        upload(carla, adverts, picture(n), title="More")
    ask(carla, "post", path(bank), 201, name="Another")
    assert asked() == first

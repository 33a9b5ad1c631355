"""F68: no playlist shows a word that the organisation has blocked (FIL-11)."""

import io

import requests
from PIL import Image
from playwright.sync_api import Page, expect

from tests.stories.bank import Facts, Opens, Story

SOON_MS = 6_000


def playlist_of(story: Story) -> str:
    """A playlist that the lobby plays; where it is."""
    made = story.manager.do(f"{story.path}playlists/", name="Adverts")
    token = story.display
    screens = story.manager.get(f"{story.path}devices/")
    lobby = next(each["id"] for each in screens if each["name"] == "Lobby")
    chosen = story.manager.patch(f"{story.path}devices/{lobby}/layout/", playlist=made["id"])
    assert (chosen.status_code, bool(token)) == (200, True), chosen.text
    return f"{story.path}playlists/{made['id']}/"


def played(story: Story) -> list[Facts]:
    """What the lobby's display is given to play."""
    return list(story.public.get(f"boards/{story.display}/playlist/")["items"])


def upload(story: Story, where: str, title: str) -> requests.Response:
    """The manager uploads a picture, called after nothing that it says."""
    body = io.BytesIO()
    Image.new("RGB", (16, 9), "navy").save(body, "PNG")
    sent = {"data": body.getvalue(), "headers": {"Content-Type": "image/png"}}
    return story.manager.ask("POST", f"{where}files/?title={title}&seconds=3", **sent)


def test_f68_a_text_with_a_blocked_word_never_comes_on_a_screen(opens: Opens, page: Page) -> None:
    story = opens(languages=["en", "hu"])
    story.move_clock("12:00")
    here = playlist_of(story)
    word = story.office.do("blocked-words/", word="Rival Bank")
    for texts in (
        {"en": "Better than RIVAL\u00a0BANK!"},
        {"en": "Welcome", "hu": "Jobb, mint a riv\u200bál bank"},
    ):
        refused = story.manager.post(f"{here}items/", texts=texts)
        assert (refused.status_code, refused.json()["code"]) == (422, "blocked_word")
        assert refused.json()["word"] == "Rival Bank"
    assert upload(story, here, "rival-bank").status_code == 422
    assert played(story) == []
    said = story.manager.do(f"{here}items/", texts={"en": "Ask for our cards"}, seconds=3)
    assert upload(story, here, "Our%20cards").status_code == 201
    page.goto(f"{story.house.url}/display/{story.display}")
    expect(page.locator("#media")).to_contain_text("Ask for our cards", timeout=SOON_MS)
    expect(page.get_by_role("img", name="Our cards")).to_be_visible(timeout=SOON_MS)
    # what is blocked later goes too, and comes back with the word
    cards = story.office.do("blocked-words/", word="cards")
    assert played(story) == []
    pages = story.manager.get(here)["items"]
    assert [(each["id"] == said["id"], each["blocked"]) for each in pages] == [
        (True, "cards"),
        (False, "cards"),
    ]
    for gone in (cards, word):
        assert story.office.delete(f"blocked-words/{gone['id']}/").status_code == 204
    assert len(played(story)) == 2

"""The picture of a sign for electronic paper: what it says, how it is drawn, when to ask again."""

import io
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image, ImageDraw

from branches.models import Device, hash_token
from branches.rules import DeviceKind
from quality.playbook.phrases import languages
from signage.drawing.sign_image import Row, Words, draw_sign
from signage.models import Layout
from signage.sheets import phrases
from signage.sheets.picture import SignText, sign_text
from tests.morning import ask, done, planned, proven, serve, sit, take, tick
from tests.people import Bank, at

ROWS = tuple(Row(str(n), f"{n + 8:02}:00–{n + 8:02}:30", "Revision: 1") for n in range(1, 12))
WORDS = Words(
    place="Főutcai Bank Жж ğış",
    date="Wednesday 3 March 2027",
    counter=("Counter", ""),
    title="Breaks today",
    rows=ROWS[:2],
    none="No breaks are announced.",
    more="More",
    entry=("Last entry: 13:27",),
    foot=("Opening hours: 08:00–17:00", "As of: 12:15 · Plan: 3"),
    address="http://127.0.0.1/sheet/7-AAAAAAAAAAAAAAAAAAAA?since=3",
)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("size", [(800, 480), (480, 800), (200, 200), (2000, 1500)])
def test_a_picture_has_one_bit_and_the_size_that_was_asked_for(size: tuple[int, int]) -> None:
    drawn = picture(draw_sign(WORDS, *size))
    assert (drawn.mode, drawn.size) == ("1", size)
    # more white than black, and not empty
    share = drawn.histogram()[0] / (size[0] * size[1])
    assert 0.02 < share < 0.4


def test_the_same_words_make_the_same_bytes_and_others_others() -> None:
    first = draw_sign(WORDS, 800, 480)
    assert draw_sign(WORDS, 800, 480) == first
    others = (
        {"rows": ROWS[1:3]},
        {"entry": ()},
        {"address": ""},
        {"counter": ("Counter", "2")},
        {"place": "Főutcai Bank Жж ğıs"},
        {"rows": ()},
    )
    drawn = {draw_sign(replaced(**other), 800, 480) for other in others}
    assert len(drawn | {first}) == len(others) + 1


def replaced(**other: Any) -> Words:
    return Words(**{**WORDS.__dict__, **other})


def test_a_turned_picture_is_the_upright_one_on_its_side() -> None:
    upright = picture(draw_sign(WORDS, 480, 800))
    turned = picture(draw_sign(WORDS, 800, 480, 90))
    assert turned.size == (800, 480)
    back = turned.transpose(Image.Transpose.ROTATE_270)
    assert back.tobytes() == upright.tobytes()


@pytest.mark.parametrize("size", [(800, 480), (400, 300), (200, 200)])
@pytest.mark.parametrize("rows", [0, 1, 11])
def test_nothing_is_drawn_at_the_edge(size: tuple[int, int], rows: int) -> None:
    """A word that runs out of the picture would be cut."""
    long = "Gyógyszertár a Hősök terénél, Budapest"
    words = replaced(rows=ROWS[:rows], place=long, entry=(f"{long} · Last entry: 13:27",))
    drawn = picture(draw_sign(words, *size))
    width, height = size
    edges = ((0, 0, 2, height), (width - 2, 0, width, height), (0, height - 2, width, height))
    assert not [box for box in edges if 0 in drawn.crop(box).tobytes("raw", "L")]


LONG = "Központi Bankfiók és Ügyfélszolgálat, Szent István körút 112."


def in_language(language: str, counter: str, rows: int) -> Words:
    """The longest that a sign says in a language."""
    say = partial(phrases.said, language=language)
    revision, back = f"{say(phrases.REVISION)}: 12", f"{say(phrases.BACK)}: 12:40"
    told = [("12:00–12:30", revision), (back, say(phrases.ON_BREAK))]
    told += [(say(phrases.IN_A_MOMENT), say(phrases.ON_BREAK)), ("14:00–14:30", revision)]
    places = ["" if counter else where for where in ("WINDOW-4", "2", "3", "4")]
    last, closed = f"{say(phrases.LAST_ENTRY)}: 13:27", f"{say(phrases.NEW_NUMBERS)}"
    return replaced(
        place=LONG,
        date=phrases.date_words(date(2027, 9, 29), language),
        counter=(say(phrases.COUNTER), counter),
        title=say(phrases.TODAY),
        rows=tuple(Row(where, *each) for where, each in zip(places, told, strict=True))[:rows],
        none=say(phrases.NONE),
        more=say(phrases.MORE),
        entry=(last, f"Foreign currency and transfers · {closed}: {say(phrases.AFTER)}"),
        foot=(f"{say(phrases.HOURS)}: 08:00–12:00, 13:00–17:00", f"{say(phrases.AS_OF)}: 12:15"),
    )


Box = tuple[float, float, float, float]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> dict[ImageDraw.ImageDraw, list[tuple[str, Box]]]:
    """The texts of each picture by its pen, and where their ink is."""
    pens: dict[ImageDraw.ImageDraw, list[tuple[str, Box]]] = {}
    write = ImageDraw.ImageDraw.text

    def listen(pen: ImageDraw.ImageDraw, at: Any, text: str, **how: Any) -> None:
        where = {name: how[name] for name in ("font", "anchor") if name in how}
        pens.setdefault(pen, []).append((text, pen.textbbox(at, text, **where)))
        write(pen, at, text, **how)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", listen)
    return pens


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("size", [(200, 200), (250, 200), (200, 480), (400, 200), (400, 300)])
def test_on_a_small_label_no_text_stands_on_another(
    language: str, size: tuple[int, int], written: dict[Any, list[tuple[str, Box]]]
) -> None:
    """What has no room is left out, the least important first: never the times."""
    for counter, rows in (("WINDOW-4", 3), ("", 4), ("WINDOW-4", 0)):
        draw_sign(in_language(language, counter, rows), *size)
        *_, texts = written.values()
        for (one, a), (other, b) in combinations(texts, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
            assert apart, (one, other)
        assert all(box[2] <= size[0] and box[3] <= size[1] for _, box in texts)
        said = [text for text, _ in texts]
        assert not rows or "12:00–12:30" in said
        assert not counter or counter in said


# at the door


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def stand(wall: str) -> None:
        monkeypatch.setattr("branches.clock.now", lambda: at(wall))

    stand("12:15")
    return stand


def paired(bank: Bank, **layout: Any) -> str:
    """A sign of the branch; its token."""
    token = f"sign-{bank.branch.slug}"
    device = Device.objects.create(
        branch=bank.branch, kind=DeviceKind.SIGN, name="Glass", token_hash=hash_token(token)
    )
    if layout:
        Layout.objects.create(device=device, **layout)
    return token


def fetch(token: str, query: str = "", mark: str = "") -> HttpResponse:
    known = {"If-None-Match": mark} if mark else {}
    answer: Any = Client().get(f"/sign/{token}/image.png{query}", headers=known)
    return answer


def test_the_door_gives_a_png_of_the_usual_size(alone: Bank, clock: Any) -> None:
    planned(alone)
    answer = fetch(paired(alone))
    assert answer["Content-Type"] == "image/png"
    assert int(answer["Content-Length"]) == len(answer.content)
    drawn = picture(answer.content)
    assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "1", (800, 480))
    turned = fetch(paired_token := f"sign-{alone.branch.slug}", "?w=300&h=400&rotate=90")
    assert picture(turned.content).size == (300, 400)
    assert Client().post(f"/sign/{paired_token}/image.png").status_code == 405


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?w=199&h=480", "image_size"),
        ("?w=800&h=2001", "image_size"),
        ("?w=-800&h=480", "image_size"),
        ("?w=x", "image_size"),
        ("?w=", "image_size"),
        ("?rotate=45", "image_turn"),
        ("?rotate=", "image_turn"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_a_code(
    alone: Bank, clock: Any, query: str, code: str
) -> None:
    answer = fetch(paired(alone), query)
    assert answer.status_code == 422
    assert answer.json()["code"] == code  # type: ignore[attr-defined]


def test_only_a_sign_has_a_picture_and_only_of_a_counter_that_is_there(
    alone: Bank, clock: Any
) -> None:
    token = paired(alone)
    assert fetch(token, "?counter=W1").status_code == 200
    for address in (f"{token}x", "lobby-main"):
        assert fetch(address).json()["code"] == "not_found"  # type: ignore[attr-defined]
    assert fetch(token, "?counter=W9").status_code == 404


def test_a_picture_that_says_the_same_is_not_sent_again(alone: Bank, clock: Any) -> None:
    """Within five minutes; a number that is taken says nothing on a sign, a move does."""
    planned(alone, "13:30")
    token = paired(alone)
    first = fetch(token)
    assert fetch(token).content == first.content
    clock("12:17")
    take(alone, "12:17")
    same = fetch(token, mark=first["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert "Refresh" in same
    for other in ("?w=400&h=300", "?rotate=90", "?language=hu"):
        assert fetch(token, other, first["ETag"]).status_code == 200
    for mark in ('"x"', "W/x-y-z", 'W/"-0-800x480-0"', "*"):
        assert fetch(token, mark=mark).status_code == 200
    clock("12:20")
    assert fetch(token, mark=first["ETag"]).status_code == 200
    clock("12:17")
    planned(alone, "15:00", now="12:17", kind="short", length=10)
    assert fetch(token, mark=first["ETag"]).status_code == 200


def text_at(bank: Bank, clock: str, counter: str = "", language: str = "en") -> SignText:
    now = at(clock)
    how = {"language": language, "counter": counter, "address": "http://x/", "plan": 1}
    return sign_text(bank.branch, now=now, **how)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_it_sleeps_until_the_next_change_and_no_longer_than_a_quarter(alone: Bank) -> None:
    planned(alone, "12:30")
    clocks = ("09:00", "12:15", "12:24", "12:29:50")
    # a last entry (12:23) is told for five minutes: every client may move it
    assert [text_at(alone, clock).asleep_s for clock in clocks] == [900, 300, 361, 30]


@pytest.mark.django_db
def test_a_return_that_passes_before_the_device_wakes_is_not_shown(alone: Bank) -> None:
    """The shortest sleep is half a minute: 12:59:40 looks at 13:00:10."""
    sit(alone)
    proven(alone)
    tick("12:25", "12:30")
    (row,) = text_at(alone, "12:59").words.rows
    assert (row.when, row.note) == ("Back at: 13:00", "On break")
    assert text_at(alone, "12:59").asleep_s == 61
    (late,) = text_at(alone, "12:59:40").words.rows
    assert late.when == "Opens in a moment"


@pytest.mark.django_db
def test_a_door_tells_the_last_entry_and_a_counter_only_its_own(pair: Bank) -> None:
    """F40: where another counter goes on there is no last entry."""
    sit(pair)
    planned(pair, "13:30", length=30)
    assert text_at(pair, "12:15").words.entry == ("Last entry: 13:23",)
    sit(pair, 1)
    assert text_at(pair, "12:15").words.entry == ()
    assert [r.where for r in text_at(pair, "12:15").words.rows] == ["W1"]
    own = text_at(pair, "12:15", "W1").words
    assert ([r.where for r in own.rows], own.counter) == ([""], ("Counter", "W1"))
    assert text_at(pair, "12:15", "W2").words.rows == ()


@pytest.mark.django_db
def test_only_one_line_has_its_queue_beside_it(alone: Bank) -> None:
    sit(alone)
    alone.branch.queues.update(names={"en": "Payments"})
    other = alone.branch.queues.create(name="Loans", letter="H", estimate_minutes=5)
    planned(alone, "13:30")
    assert text_at(alone, "12:15").words.entry == ("Payments · Last entry: 13:23",)
    alone.counters[0].queues.add(other)
    assert text_at(alone, "12:15").words.entry == ("Last entry: 13:23",)


@pytest.mark.django_db
def test_it_speaks_the_language_of_the_layout_or_the_one_asked_for(alone: Bank, clock: Any) -> None:
    planned(alone)
    english, hungarian = (text_at(alone, "12:15", language=each).words for each in ("en", "hu"))
    assert hungarian.date == "2027. március 3., szerda"
    assert english.date == "Wednesday 3 March 2027"
    token = paired(alone, languages=["hu", "en"])
    assert fetch(token).content == fetch(token, "?language=hu").content
    assert fetch(token).content != fetch(token, "?language=en").content


@pytest.mark.django_db
def test_a_closed_day_says_so(alone: Bank) -> None:
    alone.branch.opening_hours = {"thu": [["09:00", "17:00"]]}
    alone.branch.save(update_fields=["opening_hours"])
    assert text_at(alone, "12:15").words.foot[0] == "Opening hours: Closed"
    alone.branch.closed_early_at, alone.branch.closure_note = at("12:00"), "Water damage"
    alone.branch.save(update_fields=["closed_early_at", "closure_note"])
    assert text_at(alone, "12:15").words.foot[0] == "Closed early today · Water damage"
    assert timedelta(seconds=text_at(alone, "12:15").asleep_s) <= timedelta(minutes=15)


@pytest.mark.django_db
def test_one_that_waits_for_a_colleague_names_no_time_and_is_looked_at_soon(pair: Bank) -> None:
    """U5: it may begin whenever the colleague comes back."""
    session, other = sit(pair), sit(pair, 1)
    take(pair, "10:00")
    serve(session, "10:00")
    ask(session, "10:01", "goods_delivery")
    ask(other, "10:02", "medical")
    done(session, "10:05")
    tick("10:09")
    text = text_at(pair, "10:09", "W1")
    assert ([row.when for row in text.words.rows], text.asleep_s) == (
        ["when a colleague is back"],
        300,
    )

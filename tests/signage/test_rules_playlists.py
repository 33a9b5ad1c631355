"""What a playlist may hold: blocked words, files by their content, days (FIL-11, F68)."""

from datetime import date

import pytest

from branches.errors import Invalid
from signage.rules.playlists import (
    MEGABYTE,
    blocked_in,
    check_blocked,
    check_days,
    check_file,
    check_texts,
    file_kind,
    holds,
    is_over,
)

LANGUAGES = ("en", "hu", "tr", "ru")
DOTTED = "R\u0130VAL"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Better than Rival!", "rival"),
        ("RIVAL", "rival"),
        ("rival", "RIVAL"),
        # looks the same to whoever reads it
        ("Ri\u200bval", "rival"),
        ("Ri\u00advals? No, Ri\u00adval", "rival"),
        ("\uff32\uff49\uff56\uff41\uff4c", "rival"),
        ("Rívàl", "rival"),
        # one sign that stands for a capital
        ("\u211bival", "rival"),
        ("Ri\u0301val", "rival"),
        ("r\u2800ival", "rival"),
        (DOTTED, "rival"),
        ("r\u0131val", "rival"),
        ("ДРУГОЙ БАНК", "другой банк"),
        ("Най-добрата", "НАИ"),
        ("STRASSE", "straße"),
        ("rival_sale", "rival"),
        ("rival-bank.example", "Rival Bank"),
        ("at Rival,\nBank of all", "rival   bank"),
        ("the ﬁrst", "first"),
        ("№ 1 shop", "1"),
        # letters of another kind, of boxes, of discs, of flags, of brackets
        ("ʀɪᴠᴀʟ", "rival"),
        ("Rɪᴠᴀʟ", "rival"),
        ("🆁🅸🆅🅰🅻", "rival"),
        ("🅁🄸🅅🄰🄻", "rival"),
        ("🅡🅘🅥🅐🅛", "rival"),
        ("Ⓡⓘⓥⓐⓛ", "rival"),
        ("🄡🄘🄥🄐🄛", "rival"),
        ("🇷🇮🇻🇦🇱", "rival"),
        ("🇷\ufe0f🇮🇻🇦🇱", "rival"),
        ("ｒｉｖａｌ", "rival"),
        ("𝕽𝖎𝖛𝖆𝖑", "rival"),
        ("ʳⁱᵛᵃˡ", "rival"),
        ("ΡΟLΟ", "polo"),
        ("ΑΛΦΑ", "αλφα"),
        ("rivals", "rival*"),
        ("A RIVÁLISNÁL", "rival* "),
        ("Rival Banka'da", "rival bank*"),
        ("rival", "rival*"),
        ("rivals", "rival＊\u200b "),
        # a flag beside a word is no part of it
        ("Rival🇭🇺", "rival"),
        ("🇭🇺Rival bank🅱", "rival bank"),
    ],
)
def test_a_blocked_word_is_found_however_it_is_written(text: str, word: str) -> None:
    assert holds(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("arrival", "rival"),
        ("rivalry", "rival"),
        ("Rival of the Bank", "rival bank"),
        ("Bank Rival", "rival bank"),
        ("rival", "rival bank"),
        ("11", "1"),
        ("arrivals", "rival*"),
        ("rivals bank", "rival bank*"),
        ("", "rival*"),
        ("anything", " *"),
        # stars that hide letters are no ending
        ("free fruit", "f***"),
        ("", "rival"),
        ("anything", " – "),
    ],
)
def test_what_only_holds_its_letters_is_another_word(text: str, word: str) -> None:
    assert not holds(text, word)


@pytest.mark.parametrize(
    ("word", "code"), [("–*", "word_empty"), ("f*", "word_short"), ("old fa*", "word_short")]
)
def test_a_beginning_of_too_many_words_is_not_blocked(word: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_blocked(word)
    assert refused.value.code == code


def test_the_word_that_is_named_is_the_one_that_was_blocked() -> None:
    texts = ["Welcome", "Üdvözli a RIVÁL"]
    assert blocked_in(texts, ["other", "Rival"]) == "Rival"
    assert blocked_in(texts, ["other"]) is None
    assert blocked_in([], ["Rival"]) is None


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
FTYP = b"\0\0\0\x18ftypisom" + bytes(12)
MP4 = FTYP + b"\0\0\0\x0cmoovmvhd"
FILES = [
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    (MP4, "video/mp4"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
]


@pytest.mark.parametrize(("body", "content_type"), FILES, ids=[name for _, name in FILES])
def test_a_file_is_what_its_bytes_are(body: bytes, content_type: str) -> None:
    kind = file_kind(body)
    assert kind and kind.content_type == content_type


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html>",
        b"GIF89a" + b"\0" * 20,
        b"RIFF\x10\0\0\0WAVEfmt ",
        # Matroska that is no WebM
        b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
        b"%PDF-1.7",
        # sound alone, an empty table of contents, and one behind more boxes than a film has
        MP4.replace(b"isom", b"M4A "),
        FTYP + b"\0\0\0\x08moov",
        FTYP + b"\0\0\0\x08free" * 1000 + MP4[len(FTYP) :],
    ],
)
def test_what_no_screen_shows_is_refused_by_its_content(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        check_file(body)
    assert (refused.value.code, refused.value.status) == ("media_kind", 422)


@pytest.mark.parametrize(("head", "megabytes"), [(PNG, 5), (MP4, 20)])
def test_an_image_has_5_mb_and_a_video_20(head: bytes, megabytes: int) -> None:
    full = head.ljust(megabytes * MEGABYTE, b"\0")
    check_file(full)
    with pytest.raises(Invalid) as refused:
        check_file(full + b"\0")
    assert (refused.value.code, refused.value.status) == ("too_large", 413)
    assert refused.value.facts == {"most_bytes": megabytes * MEGABYTE}


def test_a_text_is_written_in_english_and_in_languages_that_screens_speak() -> None:
    assert check_texts({"en": " Hello ", "hu": "", "ru": " "}, LANGUAGES) == {"en": "Hello"}
    with pytest.raises(Invalid) as refused:
        check_texts({"hu": "Helló"}, LANGUAGES)
    assert refused.value.code == "text_missing"
    with pytest.raises(Invalid) as refused:
        check_texts({"en": "Hello", "xx": "?"}, LANGUAGES)
    assert (refused.value.code, refused.value.facts) == ("text_language", {"language": "xx"})


def test_the_last_day_is_still_shown() -> None:
    day = date(2027, 3, 3)
    check_days(day, day)
    check_days(None, day)
    with pytest.raises(Invalid, match="before the first"):
        check_days(day, date(2027, 3, 2))
    assert [is_over(day, date(2027, 3, n)) for n in (2, 3, 4)] == [False, False, True]
    assert not is_over(None, day)


@pytest.mark.parametrize(
    "text",
    [
        "c\u0430sino",
        "c a s i n o",
        "c.a.s.i.n.o",
        "cas-ino",
        "cas_ino",
        "cas\x1fino",
        "cas\ue000ino",
    ],
)
def test_a_word_in_disguise_is_found(text: str) -> None:
    assert holds(f"Our {text} opens", "casino")
    assert not holds("a cast in oil", "casino")


@pytest.mark.parametrize("blank", ["\u200b", "\u2800", " \u3164 "])
def test_a_text_of_which_nothing_is_seen_is_missing(blank: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_texts({"en": blank}, ["en"])
    assert refused.value.code == "text_missing"

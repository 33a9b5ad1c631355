"""What a person can say of a text when a fact is missing (DOMAIN.md 4; F51, F53)."""

import pytest

from quality.playbook.filling import example_facts, fill, fill_sentences
from quality.playbook.reading import default

BOOK = default()


def test_a_sentence_without_its_fact_is_left_out_and_the_apology_stays() -> None:
    text = BOOK.text("objection_replies/waited_long", "hu")
    assert fill(text, {"return_time": "13:00"}) == ""
    assert fill_sentences(text, {"return_time": "13:00"}) == "Ez hosszú várakozás, elnézést kérek."


@pytest.mark.parametrize("language", BOOK.languages)
def test_every_reply_to_an_objection_says_something_without_any_fact(language: str) -> None:
    """F53: all seven, even where no break is near and no other counter is open."""
    scripts = BOOK.situations["objection_replies"].scripts.values()
    said = [fill_sentences(BOOK.text(each.path, language), {}) for each in scripts]
    assert len(said) == 7
    assert all(said)
    assert not any("{" in line for line in said)


@pytest.mark.parametrize("language", BOOK.languages)
def test_with_all_its_facts_a_text_is_said_whole(language: str) -> None:
    facts = example_facts(BOOK, language)
    for path in BOOK.texts:
        text = BOOK.text(path, language)
        assert fill_sentences(text, facts) == fill(text, facts)

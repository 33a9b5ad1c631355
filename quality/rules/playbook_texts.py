"""Which wording of its own an organisation may give a text of the playbook (F52)."""

from breaks.rules.states import Refusal
from quality.playbook.filling import example_facts, fill, placeholders_of
from quality.playbook.reading import ENGLISH, Playbook

OBJECTION = "objection"
LABEL_LIMIT, TITLE_LIMIT, STEP_LIMIT = 60, 120, 300


def judge_text(playbook: Playbook, path: str, language: str, text: str) -> Refusal | None:
    """Whether a text may be worded so: it keeps its placeholders and its channel's length."""
    unknown = judge_place(playbook, path, language)
    if unknown:
        return unknown
    if not text.strip():
        return Refusal("text_empty", "A text says something; to have the default, reset it.", {})
    return _judge_placeholders(playbook, path, text) or _judge_length(
        playbook, path, language, text
    )


def judge_place(playbook: Playbook, path: str, language: str) -> Refusal | None:
    """Whether there is such a text, and such a language."""
    if path not in playbook.texts:
        return Refusal("unknown_text", "The playbook has no such text.", {"path": path})
    if language not in playbook.languages:
        said = "The playbook is not written in this language."
        return Refusal("unknown_language", said, {"languages": list(playbook.languages)})
    return None


def _judge_placeholders(playbook: Playbook, path: str, text: str) -> Refusal | None:
    wanted = placeholders_of(playbook.texts[path][ENGLISH])
    found = placeholders_of(text)
    if wanted - found:
        lost = _listed(wanted - found)
        return Refusal("placeholder_lost", f"The text must keep {lost}.", {"lost": lost})
    # a brace that closes no placeholder would be read aloud
    stray = set("{}") & set(_without(text))
    if found - wanted or stray:
        unknown = _listed(found - wanted) or " ".join(sorted(stray))
        said = f"Nothing fills {unknown} in this text."
        return Refusal("placeholder_unknown", said, {"unknown": unknown})
    return None


def _without(text: str) -> str:
    return fill(text, dict.fromkeys(placeholders_of(text), "x"))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _judge_length(playbook: Playbook, path: str, language: str, text: str) -> Refusal | None:
    length, limit = length_of(playbook, language, text), limit_of(playbook, path)
    if length <= limit:
        return None
    said = f"The text has {length} characters when filled; {limit} fit."
    return Refusal("too_long", said, {"length": length, "limit": limit})


def length_of(playbook: Playbook, language: str, text: str) -> int:
    """How many characters a text has when it is filled with the examples."""
    return len(fill(text, example_facts(playbook, language)) or text)


def limit_of(playbook: Playbook, path: str) -> int:
    """How many characters a text may have: of a script its channel's, else what a card holds."""
    channel = playbook.channel_of(path.removesuffix(f".{OBJECTION}"))
    if channel:
        return playbook.limits[channel]
    if path.startswith("labels."):
        return LABEL_LIMIT
    return TITLE_LIMIT if path.endswith(".title") else STEP_LIMIT

"""A card as the console draws it: the step, its sentences filled, what may be answered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from quality.models import ProtocolRun
from quality.playbook.filling import fill_sentences
from quality.playbook.reading import Playbook, Script, Situation, Step
from quality.queries.facts import about_of, known_of
from quality.queries.protocols import marks_of, shown_client_language
from quality.rules.playbook import Known, words_of
from quality.rules.protocols import deadline

# what the system itself puts on screens and phones is not the teller's to say
SPOKEN = "voice"


def card_title(run: ProtocolRun, playbook: Playbook) -> dict[str, Any]:
    """A card that lies below another: what it is about."""
    situation = playbook.situations[run.situation]
    return {
        "id": run.pk,
        "situation": run.situation,
        "title": playbook.text(situation.title_path, run.language),
        "number": len(run.path) + 1,
        "opened_at": run.opened_at,
        "by_itself": run.opened_by_event is not None,
        "break": run.break_ref_id,
        "ticket": run.ticket.code if run.ticket else None,
        "case": run.case.code if run.case else None,
    }


def card_facts(run: ProtocolRun, playbook: Playbook, *, now: datetime) -> dict[str, Any]:
    """An open walk in the language of its person, with the client's language beside it."""
    situation = playbook.situations[run.situation]
    step, other = situation.steps[run.step], shown_client_language(run)
    languages = [run.language, *([other] if other != run.language else [])]
    known = _known(run, now)
    words = {each: words_of(known, playbook, each) for each in languages}
    return {
        **card_title(run, playbook),
        "languages": languages,
        "step": _step(step, playbook, run, words[run.language]),
        "scripts": [s for s in _scripts(situation, step, playbook, run, words) if s["lines"]],
        "deadline": deadline(situation, step, marks_of(run), run.step_at),
    }


def _known(run: ProtocolRun, now: datetime) -> Known:
    """What fills the texts; before a pause begins, the minute that is named to the client."""
    known = known_of(about_of(run), now)
    named = run.facts.get("return_at") if run.break_ref is None else None
    return replace(known, returns_at=datetime.fromisoformat(named)) if named else known


def _step(
    step: Step, playbook: Playbook, run: ProtocolRun, words: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "id": step.id,
        "actor": step.actor,
        "text": fill_sentences(playbook.text(step.path, run.language), words),
        "answers": ["yes", "no"] if step.is_question else ["next"],
        "is_end": step.is_end,
    }


def _scripts(
    situation: Situation,
    step: Step,
    playbook: Playbook,
    run: ProtocolRun,
    words: Mapping[str, Mapping[str, str]],
) -> list[dict[str, Any]]:
    scripts = [situation.scripts[name] for name in step.use]
    spoken = [each for each in scripts if each.channel == SPOKEN]
    return [_script(each, playbook, run, words) for each in spoken]


def _script(
    script: Script, playbook: Playbook, run: ProtocolRun, words: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """A sentence in both languages, with what the client says where it answers that."""
    filled = {
        language: fill_sentences(playbook.text(script.path, language), facts)
        for language, facts in words.items()
    }
    answers = script.objection is not None
    heard = {each: playbook.text(script.objection_path, each) for each in words if answers}
    return {
        "id": script.id,
        "objection": heard or None,
        "lines": {language: text for language, text in filled.items() if text},
        "said": script.id in run.said,
    }

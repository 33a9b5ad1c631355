"""A card as the console draws it: the step, its sentences filled, what may be answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from branches.clock import zone_of
from quality.models import ProtocolRun
from quality.playbook.filling import clock_words, fill, fill_sentences
from quality.playbook.reading import Playbook, Script, Situation, Step
from quality.queries.facts import facts_of
from quality.queries.playbook import playbook_of
from quality.queries.protocols import marks_of, shown_client_language
from quality.rules.protocols import deadline

# what the system itself puts on screens and phones is not the teller's to say
SPOKEN = "voice"


def card_facts(run: ProtocolRun, *, now: datetime) -> dict[str, Any]:
    """An open walk in the language of its person, with the client's language beside it."""
    playbook = playbook_of(run.branch.organisation)
    situation = playbook.situations[run.situation]
    step, other = situation.steps[run.step], shown_client_language(run)
    languages = [run.language, *([other] if other != run.language else [])]
    words = {each: _words(run, each, now) for each in languages}
    return {
        "id": run.pk,
        "situation": run.situation,
        "title": playbook.text(situation.title_path, run.language),
        "languages": languages,
        "step": _step(step, playbook, run, words[run.language]),
        "number": len(run.path) + 1,
        "scripts": [s for s in _scripts(situation, step, playbook, run, words) if s["lines"]],
        "deadline": deadline(situation, step, marks_of(run), run.step_at),
        "opened_at": run.opened_at,
        "by_itself": run.opened_by_event is not None,
        "break": run.break_ref_id,
        "ticket": run.ticket.code if run.ticket else None,
        "case": run.case.code if run.case else None,
    }


def _words(run: ProtocolRun, language: str, now: datetime) -> dict[str, str]:
    """What fills the texts; before a pause begins, the minute that is named to the client."""
    words = facts_of(run, language, now=now)
    named = run.facts.get("return_at") if run.break_ref is None else None
    if named:
        back = datetime.fromisoformat(named)
        words["return_time"] = clock_words(back.astimezone(zone_of(run.branch)), language)
        words["minutes"] = str(-((now - back) // timedelta(minutes=1)))
    return words


def _step(
    step: Step, playbook: Playbook, run: ProtocolRun, words: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "id": step.id,
        "actor": step.actor,
        "text": fill(playbook.text(step.path, run.language), words),
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

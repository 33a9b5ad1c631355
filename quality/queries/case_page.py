"""What a client reads about a case: lines of the playbook where there are some, else the phrases.

Nobody's name and no contact is among it: the page is public to whoever has its address.
"""

from datetime import datetime
from typing import Any

from branches.clock import zone_of
from quality.models import Case
from quality.playbook.filling import fill, moment_words
from quality.playbook.phrases import phrases
from quality.queries.case_verbs import client_may
from quality.queries.cases import newest_delay, notes_of_client
from quality.queries.facts import facts_of
from quality.queries.playbook import playbook_of
from quality.rules.cases import OPEN, CaseState, Fault, Reach

NAMES = ("name", "person")


def case_page_facts(case: Case, language: str, *, now: datetime) -> dict[str, Any]:
    """All that the client's page shows of a case at `now`."""
    waits = case.state in OPEN
    return {
        "case": case,
        "branch": case.branch,
        "line": _line(case, language, now=now),
        "rows": _rows(case, language),
        "late": waits and now >= case.due_at,
        "waits": waits,
        "agreed": case.resolution if case.state == CaseState.AGREED else "",
        "answer": case.answer if not waits else "",
        "added": _added(case),
        "may": client_may(case),
    }


def _line(case: Case, language: str, *, now: datetime) -> dict[str, Any]:
    """The sentence at the top, and whether it says sorry: the playbook's, else a phrase."""
    words, delay = phrases(language), newest_delay(case)
    facts = facts_of(case, language, now=now)
    facts = {name: value for name, value in facts.items() if name not in NAMES}
    apology = bool(delay) and case.state in OPEN
    if delay:
        facts["reason"] = delay.text
    said = _said(case, language, facts, apology=apology)
    if not said:
        phrase = "delayed" if apology else f"state_{case.state}"
        said = fill(words[phrase], facts)
    return {"text": said, "apology": apology}


def _said(case: Case, language: str, facts: dict[str, str], *, apology: bool) -> str:
    """The playbook's own line for the phone; "" where it has none, or one that cannot be filled."""
    path = _path(case, apology=apology)
    if not path:
        return ""
    playbook = playbook_of(case.branch.organisation)
    return fill(playbook.text(path, playbook.spoken(language)), facts)


def _path(case: Case, *, apology: bool) -> str:
    if apology:
        return "follow_up_delay/phone_delay"
    if case.state == CaseState.ANSWERED:
        return "follow_up_delay/phone_answer"
    if case.state == CaseState.AGREED and case.fault == Fault.OURS:
        return "own_mistake/phone_own"
    # it says that the client is called first
    waits = case.state in (CaseState.NEW, CaseState.CLARIFIED) and case.reach == Reach.CALL
    return "outside_competence/phone_record" if waits else ""


def _rows(case: Case, language: str) -> list[tuple[str, str]]:
    """What was when, and by when an answer was promised, as labels and values."""
    words, zone = phrases(language), zone_of(case.branch)
    moments = [
        ("opened", case.opened_at),
        ("answer_by", case.due_at if case.state in OPEN else None),
        ("promised_first", case.first_due_at if case.due_at != case.first_due_at else None),
        ("answered", case.answered_at),
    ]
    return [
        (words[name], moment_words(at.astimezone(zone), language)) for name, at in moments if at
    ]


def _added(case: Case) -> list[str]:
    rows = notes_of_client(case).exclude(text="")
    return list(rows.order_by("pk").values_list("text", flat=True))

"""What a case says to the staff: how urgent, what happened, and what to say to the client."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from branches.clock import zone_of
from branches.models import Staff
from quality.models import Case, CaseEvent
from quality.playbook.filling import fill
from quality.queries.cases import history, open_call
from quality.queries.facts import facts_of
from quality.queries.playbook import playbook_of
from quality.rules.calls import Stage
from quality.rules.cases import OPEN, CaseEventKind, CaseState, Fault, Reach

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ANSWER_CALL = "follow_up_delay/voice_answer"
REACHES = {
    Reach.CALL: "by a call, then in writing",
    Reach.TEXT: "in writing",
    Reach.ANONYMOUS: "on their page only",
}
# the scripts of the playbook that help at a stage of a case
SCRIPTS: dict[str, tuple[str, ...]] = {
    CaseState.NEW: ("dissatisfied_client/voice_listen", "dissatisfied_client/voice_clarify"),
    CaseState.CLARIFIED: ("dissatisfied_client/voice_options", ANSWER_CALL),
    CaseState.AGREED: ("dissatisfied_client/voice_agree", ANSWER_CALL),
    CaseState.ANSWERED: ("dissatisfied_client/voice_check",),
}
OF_CALL = {
    Stage.GREETING: ("phone_call/voice_greet",),
    Stage.CHECKING: ("phone_call/voice_check_call",),
    Stage.CLOSING: ("phone_call/voice_goodbye",),
}
OF_MISTAKE = ("own_mistake/voice_own",)
WORDS = {
    CaseEventKind.OPENED: "Received",
    CaseEventKind.NOTE: "Note",
    CaseEventKind.UNDERSTOOD: "Understood as the client means it",
    CaseEventKind.OPTION: "A way to settle it",
    CaseEventKind.AGREED: "Agreed",
    CaseEventKind.HANDOVER: "Handed over",
    CaseEventKind.ACCEPTED: "Accepted",
    CaseEventKind.RETURNED: "Returned",
    CaseEventKind.OVERDUE: "The promised time has passed",
    CaseEventKind.DELAY_NOTICE: "Delay told",
    CaseEventKind.ANSWER: "Answered",
    CaseEventKind.CHECK: "Ask the client whether it suits",
    CaseEventKind.REOPENED: "Reopened: it does not suit",
    CaseEventKind.CLOSED: "Closed",
    CaseEventKind.WITHDRAWN: "Withdrawn",
}
REMINDERS = {
    "still_new": "New for a day: the manager looks at it",
    "remind": "One day is left",
    "call_reminder": "The call lasts ten minutes",
    "call_long": "The call lasts longer than fifteen minutes",
}


@dataclass(frozen=True)
class Happened:
    """One line of a case's history."""

    at: datetime
    what: str
    who: str
    text: str


def told_history(case: Case) -> list[Happened]:
    """Everything that happened to a case, in words, the newest first."""
    rows = [Happened(e.at, _what(e), _who(e), e.text) for e in history(case)]
    return rows[::-1]


def _who(event: CaseEvent) -> str:
    if event.by:
        return event.by.name
    return "the client" if event.by_client else ""


def _what(event: CaseEvent) -> str:
    if event.kind == CaseEventKind.REMINDER:
        return REMINDERS.get(event.data.get("what", ""), "Reminder")
    if event.kind == CaseEventKind.CALL:
        return _call_words(event)
    if "changed" in event.data:
        return f"Changed: {', '.join(_name(each) for each in event.data['changed'])}"
    unit = event.data.get("unit")
    return f"{WORDS[CaseEventKind(event.kind)]}{f' · {unit}' if unit else ''}"


def _name(detail: str) -> str:
    return detail.removeprefix("client_")


def _call_words(event: CaseEvent) -> str:
    data = event.data
    if data.get("reached") is False:
        return "Call: nobody answered"
    if "minutes" in data:
        passed = ", passed on" if data.get("transferred") else ""
        return f"Call ended after {data['minutes']:g} min{passed}"
    if "outgoing" in data:
        rings = f", after {data['rings']} rings" if data.get("rings") else ""
        return f"Call begun{rings}"
    return f"Call: {data['stage']}"


def urgency(case: Case, now: datetime) -> tuple[str, str]:
    """How much time is left of the promise, and the tone in which it is shown."""
    if case.state not in OPEN:
        return "", "quiet"
    left = case.due_at - now
    if left <= timedelta():
        return f"late by {_span(-left)}", "bad"
    return f"in {_span(left)}", "warn" if left <= DAY else "plain"


def _span(length: timedelta) -> str:
    if length >= 2 * DAY:
        return f"{length // DAY} days"
    if length >= HOUR:
        return f"{length // HOUR} h"
    return f"{length // MINUTE} min"


def shown(instant: datetime | None, zone: ZoneInfo) -> str:
    """A day and a time as the staff read them; "" for none."""
    if instant is None:
        return ""
    there = instant.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %H:%M}"


def scripts_for(case: Case, staff: Staff, *, now: datetime) -> list[dict[str, str]]:
    """What to say now: in the client's language, and beside it in the reader's own."""
    playbook = playbook_of(case.branch.organisation)
    client = playbook.spoken(case.language)
    own = playbook.spoken(staff.language or (case.branch.languages or ["en"])[0])
    facts = {code: facts_of(case, code, now=now) for code in {client, own}}
    found = []
    for path in _paths(case):
        said, meant = (fill(playbook.text(path, code), facts[code]) for code in (client, own))
        if said:
            row = {"said": said, "lang": client, "meant": "" if client == own else meant}
            found.append({**row, "own": own})
    return found


def _paths(case: Case) -> tuple[str, ...]:
    call = open_call(case)
    calls = OF_CALL.get(call.stage, ()) if call else ()
    mistake = OF_MISTAKE if case.fault == Fault.OURS and case.state in OPEN else ()
    wanted = (*calls, *mistake, *SCRIPTS.get(case.state, ()))
    return tuple(path for path in wanted if path != ANSWER_CALL or case.reach == Reach.CALL)


def case_line(case: Case, now: datetime) -> dict[str, object]:
    """A case as a row of the list."""
    left, tone = urgency(case, now)
    zone = zone_of(case.branch)
    return {
        "case": case,
        "left": left,
        "tone": tone,
        "due": shown(case.due_at, zone),
        "opened": shown(case.opened_at, zone),
    }

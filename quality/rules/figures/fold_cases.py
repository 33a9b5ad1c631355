"""Cases and calls as their events tell them (K13 to K15, K21)."""

from datetime import datetime

from quality.rules.figures.shapes import Day, Grievance, Noted, Talk, instant


def fold_case(day: Day, event: Noted) -> None:
    """Lay what an event says of a case over what was known of it."""
    facts, id_ = event.facts, event.subject_id or 0
    case = day.cases.setdefault(
        id_,
        Grievance(
            id_,
            facts["kind"],
            facts["cause"],
            facts["criterion"],
            datetime.fromisoformat(facts["opened_at"]),
            datetime.fromisoformat(facts["first_due_at"]),
        ),
    )
    case.kind, case.cause, case.criterion = facts["kind"], facts["cause"], facts["criterion"]
    case.counter, case.owner = facts["counter"], facts["owner"]
    # the first of each: a case that is opened again was answered in time all the same
    case.answered_at = case.answered_at or instant(facts["answered_at"])
    case.delayed_at = case.delayed_at or instant(facts["delayed_at"])
    if event.kind == "case.withdrawn":
        case.withdrawn_at = case.withdrawn_at or event.at
    if event.kind == "case.overdue" and day.roster.is_today(event.at):
        case.overdue = (datetime.fromisoformat(facts["due_at"]), event.number)
    case.events.append(event.number)
    if event.kind == "case.call_ended" and day.roster.is_today(event.at):
        passed_on = bool(event.data.get("transferred"))
        day.talks.append(Talk(event.data["minutes"], passed_on, event.at, event.by, event.number))

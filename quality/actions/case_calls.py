"""Calls with the client of a case, noted while they last (FIL-21 to FIL-25, F62)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Refused
from branches.models import Staff
from quality.actions.case_moves import locked, told
from quality.models import Case
from quality.queries.cases import calls_of, open_call
from quality.rules.calls import Call, Stage, judge_stage, minutes_of
from quality.rules.cases import CaseEventKind


@transaction.atomic
def start_call(
    case_id: int, *, by: Staff, now: datetime, rings: int | None = None, outgoing: bool = True
) -> Case:
    """Stage 1: a call begins, with the rings it took to answer one that came in (FIL-19). While one
    runs another is not begun.
    """
    branch, case = locked(case_id)
    if open_call(case):
        return case
    facts = {"call": calls_of(case) + 1, "stage": Stage.GREETING, "rings": rings}
    about: dict[str, Any] = {"facts": {**facts, "outgoing": outgoing}, "card": "phone_call"}
    told(branch, case, "case.call_started", CaseEventKind.CALL, now=now, by=by, **about)
    return case


@transaction.atomic
def enter_stage(case_id: int, stage: Stage, *, by: Staff, now: datetime, text: str = "") -> Case:
    """The next stage of the running call; the four come in their order (`stage_order`)."""
    branch, case = locked(case_id)
    call = _running(case)
    if call.stage == stage:
        return case
    judge_stage(call.stage, stage)
    facts = {"call": call.number, "stage": stage}
    about: dict[str, Any] = {"facts": facts, "text": text}
    told(branch, case, "case.call_stage", CaseEventKind.CALL, now=now, by=by, **about)
    return case


@transaction.atomic
def end_call(
    case_id: int,
    *,
    by: Staff,
    now: datetime,
    text: str = "",
    reached: bool = True,
    transferred: bool = False,
) -> Case:
    """The call is over: its minutes, whether the client was reached, whether it was passed on."""
    branch, case = locked(case_id)
    call = _running(case)
    facts = {"call": call.number, "stage": call.stage, "transferred": transferred}
    facts |= {"minutes": minutes_of(call.started_at, now), "reached": reached}
    about: dict[str, Any] = {"facts": facts, "text": text}
    told(branch, case, "case.call_ended", CaseEventKind.CALL, now=now, by=by, **about)
    return case


def _running(case: Case) -> Call:
    call = open_call(case)
    if call is None:
        raise Refused("no_call", "No call is running.")
    return call


@transaction.atomic
def note_attempt(case_id: int, *, by: Staff, now: datetime) -> Case:
    """The client was called and did not answer: an attempt, and no call (D5)."""
    branch, case = locked(case_id)
    if open_call(case):
        raise Refused("call_running", "A call is running: end it first.")
    facts = {"call": calls_of(case) + 1, "stage": "", "minutes": 0, "reached": False}
    told(branch, case, "case.call_tried", CaseEventKind.CALL, now=now, by=by, facts=facts)
    return case

"""A call with a client in four stages (FIL-19, FIL-21 to FIL-25; F62, K21)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from branches.errors import Refused

# FIL-21: a call lasts ten to fifteen minutes at most
REMIND_AFTER = timedelta(minutes=10)
LIMIT = timedelta(minutes=15)


class Stage(TextChoices):
    """What is done in a call, in this order and no other."""

    GREETING = "greeting", "Greet: company, unit, your name"
    CLARIFYING = "clarifying", "Listen, ask for what is missing"
    CHECKING = "checking", "Say it back, name the ways and the time"
    CLOSING = "closing", "Thank, say goodbye"


STAGES = tuple(Stage)


@dataclass(frozen=True)
class Call:
    """A call that runs: since when, how far it has come, and what the clock has said of it."""

    number: int
    started_at: datetime
    stage: Stage
    reminded: bool = False
    long: bool = False


def judge_stage(now_in: Stage, wanted: Stage) -> None:
    """Stages follow one another; only from the check back to the clarifying (`stage_order`)."""
    here, there = STAGES.index(now_in), STAGES.index(wanted)
    again = now_in == Stage.CHECKING and wanted == Stage.CLARIFYING
    if there != here + 1 and not again:
        message = f"After “{now_in.label}” does not come “{wanted.label}”."
        raise Refused("stage_order", message, stage=str(now_in))


def minutes_of(started_at: datetime, ended_at: datetime) -> float:
    """How long a call took, in minutes with one decimal (K21)."""
    return round((ended_at - started_at) / timedelta(minutes=1), 1)

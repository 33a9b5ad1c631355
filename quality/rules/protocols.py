"""One walk through a situation of the playbook: its states, its moves, its clock (DOMAIN.md 4).

Pure: a step of the playbook and plain values in, a move or an instant out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from quality.playbook.reading import Playbook, Situation, Step


class RunState(TextChoices):
    OPEN = "open"
    DONE = "done"
    # put aside by the person, or overtaken by what happened
    LEFT = "left"


class Answer(TextChoices):
    """What moves a walk: a person's word, or the clock in its place."""

    YES = "yes"
    NO = "no"
    NEXT = "next"


@dataclass(frozen=True)
class Move:
    """Where a walk goes: to a step, or to its end and perhaps to another situation."""

    step: str = ""
    goto: str = ""

    @property
    def ends(self) -> bool:
        """Whether the walk is over."""
        return not self.step


# S, R, A, DUE as instants, where they are known; N is the present one
Marks = Mapping[str, datetime]
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d+)([smhd])")
_MOMENT = re.compile(r"(S|R|A|N|DUE)(?:([+-])(\d+[smhd]))?")
# when the clock moves a step, where nobody else does
_DEADLINES = ("then", "at", "within", "limit", "due", "repeat")


def span(text: str) -> timedelta | None:
    """A length as the playbook writes it ("2m", "30s", "3d"); None for what no clock measures."""
    found = _SPAN.fullmatch(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def moment(text: str, marks: Marks, entered: datetime) -> datetime | None:
    """An instant as the playbook writes it: "S-15m", "R", or a length from when a step began.

    None where the mark it counts from is not known.
    """
    length = span(text)
    if length is not None:
        return entered + length
    found = _MOMENT.fullmatch(text)
    mark = marks.get(found[1]) if found else None
    if mark is None or found is None:
        return None
    offset = (span(found[3]) if found[3] else None) or timedelta(0)
    return mark - offset if found[2] == "-" else mark + offset


def deadline(situation: Situation, step: Step, marks: Marks, entered: datetime) -> datetime | None:
    """Until when a step waits for its person; None when the clock has no say in it.

    A step without a clock of its own before one that has its instant ("at") waits for that
    instant: whoever has left the counter cannot press anything there.
    """
    own = _instants(step, _DEADLINES, marks, entered)
    if own or step.is_question or not step.next:
        return own
    following = situation.steps[step.next]
    return _instants(following, ("at",), marks, entered)


def _instants(step: Step, keys: Iterable[str], marks: Marks, entered: datetime) -> datetime | None:
    found = (moment(str(step.timer[key]), marks, entered) for key in keys if key in step.timer)
    return next((instant for instant in found if instant), None)


def reminder(step: Step, marks: Marks, entered: datetime) -> datetime | None:
    """When a step is called to mind before it must be done (FIL-21, FIL-28)."""
    return _instants(step, ("remind",), marks, entered)


def next_look(
    situation: Situation, step: Step, marks: Marks, entered: datetime, now: datetime
) -> datetime | None:
    """The next instant after `now` at which the clock has something to say about a step."""
    known = (reminder(step, marks, entered), deadline(situation, step, marks, entered))
    return min((instant for instant in known if instant and instant > now), default=None)


def move(step: Step, answer: str) -> Move | None:
    """Where an answer leads from a step; None for an answer that the step does not ask for."""
    if step.is_question:
        way = {Answer.YES: step.yes, Answer.NO: step.no}.get(Answer(answer)) if answer else None
        return Move(way) if way else None
    if answer != Answer.NEXT:
        return None
    return Move(goto=step.goto) if step.is_end else Move(step.next)


def timeout(situation: Situation, step: Step, marks: Marks, entered: datetime) -> Move | None:
    """Where the clock leads at a step's deadline; None when it only reminds.

    `on_timeout` names an answer or a step; the instant of a following step brings that step on.
    """
    wanted = str(step.timer.get("on_timeout", ""))
    if wanted in Answer.values:
        return move(step, wanted)
    if wanted:
        return Move(wanted)
    if step.is_question or step.is_end or _instants(step, _DEADLINES, marks, entered):
        return None
    return move(step, Answer.NEXT)


def moves_by_itself(step: Step) -> bool:
    """Whether the house itself does a step: what its actor is to do is done already."""
    return step.actor == "system" and not step.is_question


def waits_for_instant(step: Step, marks: Marks, entered: datetime, now: datetime) -> bool:
    """Whether a step of the house lies ahead: what screens show at R is not shown before."""
    instant = _instants(step, ("then", "at"), marks, entered)
    return instant is not None and instant > now


# ---- which card opens when

PLANNED_NOTICE, FORGOT = "planned_break_notice", "forgot_to_warn"
VOICE_NOTICE = "voice_notice"
DEFERRABLE, IMMEDIATE = "unplanned_deferrable", "unplanned_immediate"
COOL_DOWN, COOL_DOWN_CARD = "cool_down", "cool_down_pause"
# for the sentence itself, before the counter flips: twenty seconds at the least
TO_SAY = timedelta(seconds=80)
RETURN, LAST_CALL, MOVED = "return_from_break", "last_call", "break_moved"
FULL_CLOSURE = "full_closure"
# what a person may open by a button; the others open by themselves on their trigger
BUTTONS = (
    "queue_demands_cancellation",
    "objection_replies",
    "late_arrival",
    "dissatisfied_client",
    "insult_or_threat",
    "talkative_client",
    "own_mistake",
    "outside_competence",
    "phone_call",
    "forgot_to_warn",
    FULL_CLOSURE,
    COOL_DOWN_CARD,
)
# what is about one client: of the next one it is another card
OF_CLIENT = (
    "dissatisfied_client",
    "insult_or_threat",
    "talkative_client",
    "own_mistake",
    "outside_competence",
)
# what speaks of a closed counter: nobody is told where somebody sits in
ANNOUNCING = (PLANNED_NOTICE, LAST_CALL, FORGOT, FULL_CLOSURE)
# what a card takes off the console when it opens for the same break
OVERTAKES: dict[str, tuple[str, ...]] = {
    LAST_CALL: (PLANNED_NOTICE, FULL_CLOSURE),
    MOVED: (MOVED, PLANNED_NOTICE, LAST_CALL, FORGOT, FULL_CLOSURE),
    "break_overrun": (PLANNED_NOTICE, LAST_CALL, FORGOT, MOVED, DEFERRABLE, IMMEDIATE),
}
# where a card begins whose first step is what opened it: a press of the button it speaks of
BEGINS_AT = {DEFERRABLE: "s2", IMMEDIATE: "s2", RETURN: "s2", COOL_DOWN_CARD: "s2"}
# what goes on when the break is over
OUTLIVES_BREAK = (RETURN, COOL_DOWN_CARD, "queue_demands_cancellation", "objection_replies")
# what may open by itself more than once for the same break or ticket
REPEATS = (MOVED,)
OVER = ("break.ended", "break.cancelled", "break.missed", "break.withdrawn", "break.converted")


def cards_of(playbook: Playbook, card: str, reason: str) -> str:
    """The situation that opens by itself for a card an event names; "" for none.

    `reason` is that of the break it is about. It decides between the two cards of an unplanned
    break: a delivery that could begin at once is still a delivery.
    """
    if card in (IMMEDIATE, DEFERRABLE):
        if reason == COOL_DOWN:
            return ""
        return (
            IMMEDIATE if reason in playbook.situations[IMMEDIATE].trigger["reasons"] else DEFERRABLE
        )
    return card if card in playbook.situations else ""


def follows_at_once(situation: Situation) -> bool:
    """Whether a walk that leads to a situation opens it; what has an hour of its own waits."""
    return str(situation.trigger["event"]).split(".")[0] in ("desk", "case")


def cool_down_return(now: datetime, minutes: int) -> datetime:
    """TR-5: the whole minute that is named to the client, with time to say it before the pause."""
    return (now + timedelta(minutes=minutes) + TO_SAY).replace(second=0, microsecond=0)


def cool_down_minutes(named: datetime, now: datetime, most: int) -> int:
    """How many minutes the pause lasts, so that screens show the minute that was named."""
    return min((named - now) // timedelta(minutes=1), most)

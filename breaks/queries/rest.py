"""What the law asks of each person of a day, and whether the plan gives it (P7)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from branches.clock import zone_of
from branches.models import Branch
from breaks.models import Break
from breaks.queries.policy import preset_of, terms_for
from breaks.rules.law import Law, Rest, in_words
from breaks.rules.rest import REST_KINDS, Duty, RestPart
from breaks.rules.states import NOT_TAKEN
from breaks.rules.terms import Terms
from queueapp.models import Shift
from queueapp.queries import shifts_on

MINUTE = timedelta(minutes=1)


def duty_of(shift: Shift, terms: Terms) -> Duty | None:
    """The shift under the law of the branch; None where no preset is chosen."""
    preset = preset_of(terms)
    return Duty(preset, shift.starts_at, shift.ends_at) if preset else None


def rests_of(shift: Shift) -> list[Break]:
    """The rests of a shift, planned or taken: not tasks, not what was cancelled or missed."""
    rows = shift.breaks.exclude(state__in=NOT_TAKEN).select_related("counter")
    return [b for b in rows.order_by("starts_at", "pk") if is_rest(b)]


def is_rest(break_: Break) -> bool:
    """Whether the law counts a break: planned rest, or one that makes up for lawful rest."""
    return break_.kind in REST_KINDS or break_.protected_minutes > 0


def rest_part(break_: Break) -> RestPart:
    """A break as the law looks at it; once begun it counts as it is taken."""
    starts, length = break_.starts_at, break_.length
    if break_.started_at:
        starts = break_.started_at
        length = (break_.ended_at or break_.returns_at) - starts
    return RestPart(break_.pk or 0, break_.kind, starts, length)


def rest_parts(breaks: Iterable[Break]) -> list[RestPart]:
    """Several breaks as the law looks at them."""
    return [rest_part(b) for b in breaks]


def rest_facts(branch: Branch, day: date) -> list[dict[str, Any]]:
    """For each shift of a day what the law asks, and whether its breaks give it, in words."""
    terms = terms_for(branch)
    return [_facts_of(shift, duty_of(shift, terms), branch) for shift in shifts_on(branch, day)]


def _facts_of(shift: Shift, duty: Duty | None, branch: Branch) -> dict[str, Any]:
    who = {"shift": shift.pk, "staff": {"id": shift.staff_id, "name": shift.staff.name}}
    if duty is None:
        return {
            **who,
            "preset": "",
            "satisfied": True,
            "words": "No law of rest is chosen here.",
        } | (_asked(None))
    zone, parts = zone_of(branch), rest_parts(rests_of(shift))
    law, refusal = duty.law(parts), duty.judge(parts, zone=zone)
    words = refusal.message if refusal else in_words(law, zone)
    verdict = {"preset": duty.preset.code, "satisfied": refusal is None, "words": words}
    return {**who, **verdict, **_asked(law)}


def _asked(law: Law | None) -> dict[str, Any]:
    rests = law.rests if law else ()
    return {
        "required_minutes": sum(rest.required // MINUTE for rest in rests),
        "contiguous_minutes": _minutes(law.contiguous) if law else None,
        "earliest": law.earliest if law else None,
        "latest": law.latest if law else None,
        "rests": [_rest_asked(rest) for rest in rests],
    }


def _rest_asked(rest: Rest) -> dict[str, Any]:
    return {
        "required_minutes": rest.required // MINUTE,
        "contiguous_minutes": _minutes(rest.contiguous),
        "part_minutes": rest.part // MINUTE,
        "earliest": rest.earliest,
        "latest": rest.latest,
    }


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // MINUTE

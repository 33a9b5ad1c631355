"""How breaks, tickets and the desk look from outside."""

from typing import Any

from drf_spectacular.utils import OpenApiTypes

from breaks.models import Break, Relief
from breaks.queries import is_relieved
from breaks.queries.reliefs import standing
from breaks.rules.states import COOL_DOWN

# what the schema says of these shapes
Facts = OpenApiTypes.OBJECT


def break_facts(break_: Break) -> dict[str, Any]:
    """A break as staff see it. Instants are UTC, lengths minutes."""
    counter = break_.counter
    return {
        "id": break_.pk,
        "staff": {"id": break_.staff_id, "name": break_.staff.name},
        "counter": {"id": counter.pk, "label": counter.label} if counter else None,
        "kind": break_.kind,
        "planned": break_.planned,
        # a cool-down pause is told of nobody, not even to the manager (DOMAIN.md 6)
        "reason": "" if break_.reason == COOL_DOWN else break_.reason,
        "state": break_.state,
        "revision": break_.revision,
        "day": break_.day,
        "starts_at": break_.starts_at,
        "length_minutes": break_.length_minutes,
        "returns_at": break_.returns_at,
        "shown_return_at": break_.shown_return_at,
        "published_at": break_.published_at,
        "requested_at": break_.requested_at,
        "warned_at": break_.warned_at,
        "notice_at": break_.notice_at,
        "started_at": break_.started_at,
        "ended_at": break_.ended_at,
        "alternative": break_.alternative,
        "moved_from": break_.moved_from,
        "remark": break_.remark,
        "next_step_at": break_.next_step_at,
        **_lawful(break_),
        **_who_sits_in(break_),
        **_told_afterwards(break_),
    }


def _lawful(break_: Break) -> dict[str, Any]:
    """How much of it is lawful rest, until when it must begin, how often it was put off."""
    return {
        "protected_minutes": break_.protected_minutes,
        "latest_at": break_.latest_at,
        "postponed": break_.postponed,
        "consent_at": break_.consent_at,
        "converted_to": break_.converted_to_id,
        "converted_from": _id_of(break_, "converted_from"),
        "replaced_by": break_.replaced_by_id,
        "replaces": _id_of(break_, "replaces"),
    }


def _id_of(break_: Break, link: str) -> int | None:
    """The break at the other end of a link, where there is one."""
    other = getattr(break_, link, None)
    return other.pk if other else None


def _who_sits_in(break_: Break) -> dict[str, Any]:
    reliefs = [relief_facts(relief) for relief in standing(break_)]
    return {"relieved": is_relieved(break_), "reliefs": reliefs}


def relief_facts(relief: Relief) -> dict[str, Any]:
    """Who sits in, where and when."""
    counter, staff = relief.counter, relief.staff
    return {
        "id": relief.pk,
        "staff": {"id": staff.pk, "name": staff.name},
        "counter": {"id": counter.pk, "label": counter.label},
        "starts_at": relief.starts_at,
        "ends_at": relief.ends_at,
    }


def _told_afterwards(break_: Break) -> dict[str, Any]:
    """What reports, and whoever looks back, must know."""
    return {
        "short_notice": break_.short_notice,
        "forced_by_law": break_.forced_by_law,
        "rest_short": break_.rest_short,
        "outage": break_.outage,
        "end_reason": break_.end_reason,
        "extended_minutes": break_.extended_minutes,
        "confirmed_at": break_.confirmed_at,
        "return_reminded_at": break_.return_reminded_at,
        "pressure_at": break_.pressure_at,
        "pressure_answer": break_.pressure_answer,
        "pressure_answered_at": break_.pressure_answered_at,
    }

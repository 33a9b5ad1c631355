"""The numbers in force: at a branch, for a queue of it, for a break already published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag

from branches.models import Branch, Organisation, Staff
from breaks.models import Break, BreakPolicy
from breaks.presets import Preset, load_presets
from breaks.rules.levels import (
    CONFIRMED_KEY,
    PRESET_KEY,
    Level,
    LevelName,
    confirmation_of,
    terms_at,
    with_preset,
)
from breaks.rules.terms import Terms, terms_of
from queueapp.models import Queue


def policy_rows(branch: Branch, queue: Queue | None = None) -> list[BreakPolicy]:
    """The newest version of each level at a branch: organisation, branch, and queue if asked."""
    own = Q(branch=branch, queue=queue) | Q(branch=branch, queue=None)
    return _newest(own | _above(branch))


def _above(branch: Branch) -> Q:
    return Q(branch=None, queue=None, organisation=branch.organisation_id)


def _newest(which: Q) -> list[BreakPolicy]:
    order = ("branch_id", "queue_id")
    rows = BreakPolicy.objects.filter(which).order_by(*order, "-version").distinct(*order)
    return sorted(rows, key=lambda row: (row.branch_id is not None, row.queue_id is not None))


def organisation_row(organisation: Organisation) -> BreakPolicy | None:
    """The version of the organisation's own numbers in force."""
    rows = BreakPolicy.objects.filter(organisation=organisation, branch=None, queue=None)
    return rows.order_by("-version").first()


def level_of(row: BreakPolicy) -> LevelName:
    """The level a version speaks for."""
    if row.queue_id is not None:
        return LevelName.QUEUE
    return LevelName.ORGANISATION if row.branch_id is None else LevelName.BRANCH


def said_by(rows: Iterable[BreakPolicy]) -> list[Level]:
    """What these versions say themselves, without the law."""
    return [Level(level_of(row), row.values, row.locks) for row in rows]


def levels_of(rows: Iterable[BreakPolicy]) -> list[Level]:
    """What these versions say, with the law of the preset they choose, highest first (3.1)."""
    return with_preset(said_by(rows), load_presets())


def levels_at(branch: Branch, queue: Queue | None = None) -> list[Level]:
    """What organisation, preset, branch and queue say now, highest first (3.1)."""
    return levels_of(policy_rows(branch, queue))


def terms_for(branch: Branch, queue: Queue | None = None) -> Terms:
    """The numbers in force now at a branch, or for one queue of it (3.1)."""
    return terms_at(levels_at(branch, queue))


def terms_by_queue(branch: Branch) -> dict[int, Terms]:
    """The numbers in force now for each queue of a branch, by its id, with one question less."""
    rows = _newest(Q(branch=branch) | _above(branch))
    shared = [row for row in rows if row.queue_id is None]
    own = {row.queue_id: row for row in rows if row.queue_id is not None}
    usual = terms_at(levels_of(shared))
    queues = branch.queues.values_list("pk", flat=True)
    return {pk: terms_at(levels_of([*shared, own[pk]])) if pk in own else usual for pk in queues}


def terms_of_break(break_: Break, branch: Branch) -> Terms:
    """The numbers of a break: those of its publication, else those in force now (3.1)."""
    kept = break_.policy.get("values")
    return terms_for(branch) if kept is None else terms_of(kept)


def preset_of(terms: Terms) -> Preset | None:
    """The law these numbers choose (3.3); None where none is chosen."""
    return load_presets().get(terms[PRESET_KEY])


@dataclass(frozen=True)
class Confirmation:
    """Who took responsibility for a preset, and when."""

    by: Staff | None
    at: datetime


def confirmation_at(branch: Branch, preset: Preset) -> Confirmation | None:
    """Who confirmed this version of a preset at a branch (3.3); None: it awaits confirmation."""
    wanted = {CONFIRMED_KEY: confirmation_of(preset)}
    own = BreakPolicy.objects.filter(branch=branch, queue=None).order_by("version")
    if not own.filter(values__contains=wanted).exists():
        return None
    other = own.exclude(values__contains=wanted).last()
    row = own.filter(version__gt=other.version if other else 0).select_related("by").first()
    return Confirmation(row.by, row.since) if row else None


@dataclass(frozen=True)
class Version:
    """One change of the numbers: the row, and what stood there before."""

    row: BreakPolicy
    values_before: dict[str, Any]
    locks_before: list[str]


def policy_history(branch: Branch, *, skip: int, limit: int) -> tuple[list[Version], bool]:
    """The versions of every level that concerns a branch, newest first, and whether there are
    more: who, when, before, after (3.1)."""
    rows = _with_the_one_before(BreakPolicy.objects.filter(Q(branch=branch) | _above(branch)))
    page = list(rows[skip : skip + limit + 1])
    versions = [Version(row, row.values_before or {}, row.locks_before or []) for row in page]
    return versions[:limit], len(page) > limit


def _with_the_one_before(rows: QuerySet[BreakPolicy]) -> QuerySet[Any]:
    def before(name: str) -> Window:
        same_level = [F("organisation_id"), F("branch_id"), F("queue_id")]
        return Window(Lag(name), partition_by=same_level, order_by=F("version").asc())

    rows = rows.annotate(values_before=before("values"), locks_before=before("locks"))
    return rows.select_related("by", "queue").order_by("-since", "-pk")

"""Changing the numbers of the policy: a new version of one level, in force from now on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch, lock_branch_of
from branches.models import Branch, Organisation, Staff
from breaks.models import BreakPolicy
from breaks.presets import load_presets
from breaks.queries import organisation_row, policy_rows
from breaks.queries.policy import level_of, said_by
from breaks.rules.levels import (
    CONFIRMED_KEY,
    LUNCH,
    PRESET_KEY,
    Level,
    LevelName,
    changed_keys,
    confirmation_of,
    in_force,
    judge_values,
    terms_at,
    with_preset,
)
from breaks.rules.terms import KEYS, check_keys_of_queue, check_order, checked
from queueapp.models import Queue


@transaction.atomic
def set_policy(
    branch_id: int,
    *,
    values: Mapping[str, Any],
    by: Staff,
    now: datetime,
    locks: Collection[str] | None = None,
    version: int | None = None,
) -> BreakPolicy:
    """Replace a branch's own numbers (3.1): inside their range (422 `policy_value`), not locked
    above (409 `policy_locked`), not looser than above (422 `policy_looser`). `version` is the
    one the person looked at; another in force is 409 `policy_changed`."""
    branch = lock_branch(branch_id)
    own, above = _own_and_above(branch)
    _check_version(own, version)
    wish = _wish(own, values, locks)
    _check_locks_of_branch(wish.locks)
    _judge(wish, LevelName.BRANCH, above)
    return _keep(own, wish, [branch], by=by, now=now)


@transaction.atomic
def set_queue_policy(
    queue_id: int,
    *,
    values: Mapping[str, Any],
    by: Staff,
    now: datetime,
    version: int | None = None,
) -> BreakPolicy:
    """Replace the numbers of one queue (3.1), as `set_policy`, but only keys of one queue."""
    branch = lock_branch_of(Queue, queue_id)
    queue = branch.queues.get(pk=queue_id)
    *above, own = _rows_down_to(branch, queue)
    _check_version(own, version)
    wish = _wish(own, values, None)
    check_keys_of_queue(values)
    _judge(wish, LevelName.QUEUE, said_by(above))
    return _keep(own, wish, [branch], by=by, now=now)


@transaction.atomic
def set_organisation_policy(
    organisation_id: int,
    *,
    values: Mapping[str, Any],
    by: Staff,
    now: datetime,
    locks: Collection[str] | None = None,
    version: int | None = None,
) -> BreakPolicy:
    """Replace the organisation's numbers and locks (3.1), at all its branches at once."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    ids = organisation.branches.order_by("pk").values_list("pk", flat=True)
    branches = [lock_branch(pk) for pk in ids]
    own = organisation_row(organisation) or _blank(organisation=organisation)
    _check_version(own, version)
    wish = _wish(own, values, locks)
    _judge(wish, LevelName.ORGANISATION, [])
    for branch in branches:
        _judge_at(branch, wish)
    return _keep(own, wish, branches, by=by, now=now)


@transaction.atomic
def choose_preset(
    branch_id: int,
    *,
    code: str,
    confirm: bool,
    by: Staff,
    now: datetime,
    version: int | None = None,
) -> BreakPolicy:
    """Choose the law of a branch (3.3), and with `confirm` answer for its present version.

    An unconfirmed preset is applied all the same: it protects. Choosing none is `code` "".
    """
    branch = lock_branch(branch_id)
    own, above = _own_and_above(branch)
    _check_version(own, version)
    values = {k: v for k, v in own.values.items() if k not in (PRESET_KEY, CONFIRMED_KEY)}
    if in_force(PRESET_KEY, above).value != code:
        values[PRESET_KEY] = code
    wish = _wish(own, values, None)
    if confirm:
        wish.values[CONFIRMED_KEY] = _confirmed(code)
    _judge(wish, LevelName.BRANCH, above)
    return _keep(own, wish, [branch], by=by, now=now)


def _confirmed(code: str) -> str:
    preset = load_presets().get(code)
    if preset is None:
        raise _no_preset(code)
    return confirmation_of(preset)


def _no_preset(code: str) -> Invalid:
    codes = sorted(load_presets())
    said = f"There is no preset called {code}." if code else "There is no preset to confirm."
    return Invalid("policy_value", said, key=PRESET_KEY, choices=codes)


@dataclass(frozen=True)
class _Wish:
    """What a level is to say from now on, and which keys that changes."""

    values: dict[str, Any]
    locks: list[str]
    before: Mapping[str, Any]

    @property
    def changed(self) -> set[str]:
        return changed_keys(self.before, self.values)

    @property
    def touched(self) -> set[str]:
        """What changed, and what may change with it: another law may ask for another lunch."""
        return self.changed | ({LUNCH} if PRESET_KEY in self.changed else set())


def _wish(own: BreakPolicy, values: Mapping[str, Any], locks: Collection[str] | None) -> _Wish:
    """The checked wish; a confirmation stays while its preset does, and is never a plain value."""
    after = checked(values)
    kept = own.values.get(CONFIRMED_KEY)
    if after.pop(CONFIRMED_KEY, kept) != kept:
        said = "A preset is confirmed through its own door, with the name of who confirms it."
        raise Invalid("policy_value", said, key=CONFIRMED_KEY)
    code = after.get(PRESET_KEY, "")
    if code and code not in load_presets():
        raise _no_preset(code)
    if kept and code == own.values.get(PRESET_KEY, ""):
        after[CONFIRMED_KEY] = kept
    wanted = _checked_locks(own.locks if locks is None else locks)
    if PRESET_KEY in wanted and not code:
        raise Invalid("policy_value", "Choose a law before you lock it.", key=PRESET_KEY)
    return _Wish(after, wanted, own.values)


def _checked_locks(locks: Collection[str]) -> list[str]:
    for name in locks:
        if name not in KEYS or name == CONFIRMED_KEY:
            said = f"The policy has no number called {name} that can be locked."
            raise Invalid("policy_value", said, key=name)
    return sorted(set(locks))


def _check_locks_of_branch(locks: Collection[str]) -> None:
    """Below a branch there are only its queues."""
    check_keys_of_queue(locks)


def _check_version(own: BreakPolicy, version: int | None) -> None:
    if version is not None and version != own.version:
        said = "Somebody else has changed these numbers meanwhile: look at them before you save."
        raise Refused("policy_changed", said, version=own.version)


def _own_and_above(branch: Branch) -> tuple[BreakPolicy, list[Level]]:
    *above, own = _rows_down_to(branch)
    return own, said_by(above)


def _rows_down_to(branch: Branch, queue: Queue | None = None) -> list[BreakPolicy]:
    """A version of each level down to the branch or the queue; a blank one where none is kept."""
    rows = {level_of(row): row for row in policy_rows(branch, queue)}
    blanks = {
        LevelName.ORGANISATION: _blank(organisation=branch.organisation),
        LevelName.BRANCH: _blank(organisation=branch.organisation, branch=branch),
    }
    if queue:
        blanks[LevelName.QUEUE] = _blank(branch.organisation, branch=branch, queue=queue)
    return [rows.get(name, blank) for name, blank in blanks.items()]


def _blank(organisation: Organisation, **place: Any) -> BreakPolicy:
    return BreakPolicy(organisation=organisation, version=0, values={}, locks=[], **place)


def _judge(wish: _Wish, name: LevelName, above: list[Level]) -> None:
    """Whether the levels above allow it, the law chosen with it included."""
    own = Level(name, wish.values, wish.locks)
    levels = with_preset([*above, own], load_presets())
    judge_values(wish.values, wish.changed, levels[: levels.index(own)])
    check_order(terms_at(levels), wish.touched)


def _judge_at(branch: Branch, wish: _Wish) -> None:
    """Numbers that bound each other agree at every branch of the organisation too."""
    rows = [row for row in policy_rows(branch) if row.branch_id]
    levels = [Level(LevelName.ORGANISATION, wish.values, wish.locks), *said_by(rows)]
    try:
        check_order(terms_at(with_preset(levels, load_presets())), wish.touched)
    except Invalid as error:
        said = f"At {branch.name}: {error.message}"
        raise Invalid(error.code, said, **error.facts, branch=branch.pk) from error


def _keep(
    own: BreakPolicy, wish: _Wish, branches: Iterable[Branch], *, by: Staff, now: datetime
) -> BreakPolicy:
    """The version in force, or a new one that every branch it concerns hears of."""
    if (own.values, own.locks) == (wish.values, wish.locks):
        return own
    policy = BreakPolicy.objects.create(
        organisation_id=own.organisation_id,
        branch_id=own.branch_id,
        queue_id=own.queue_id,
        version=own.version + 1,
        values=wish.values,
        locks=wish.locks,
        by=by,
        since=now,
    )
    facts = {
        "level": str(level_of(own)),
        "queue": own.queue_id,
        "version": policy.version,
        "before": own.values,
        "after": policy.values,
        "locks_before": own.locks,
        "locks": policy.locks,
    }
    for branch in branches:
        record(branch, "policy.changed", now=now, by=by, subject=policy, **facts)
    return policy
